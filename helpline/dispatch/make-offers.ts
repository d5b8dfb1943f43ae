import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict } from '../errors.ts'
import { channelFor, type ReachedBy } from '../reaching/choose-channel.ts'
import type { MessageChannel } from '../reaching/message-channel.ts'
import { nextAskingTime } from '../reaching/quiet-hours.ts'
import { type OutboundMessages, writeMessage } from '../reaching/write-message.ts'
import { latestAsking, type OfferPolicy, offerPolicyFor } from './offer-policy.ts'
import type { OfferedService } from './offer-texts.ts'
import { offerText, spokenOfferText } from './offer-texts.ts'
import { newPageLink, type PageLinkRows } from './offers/page-link.ts'
import { isAwaitedReturn, isOpenService, type LockedService, type ServiceLock } from './service-records.ts'
import type { ServiceState } from './service-states.ts'
import { textHash } from './text-hash.ts'
import {
  type Candidate,
  MOST_UNANSWERED_A_WEEK,
  type Ranked,
  rankVolunteers,
  type ServiceToCover,
} from './volunteer-matching.ts'

const MINUTE_MS = 60_000
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS
const RETRY_MINUTES = 60
const MOST_BEGINNINGS = 4

export interface ServiceToOffer extends ServiceToCover, OfferedService {
  id: string
  personId: string
  localAssociationId: string | null
  /** Of the offers up to this wave only a no still counts. */
  reopenedAfterWave: number
  state: ServiceState
  version: number
}

export interface NewOffer {
  serviceId: string
  volunteerId: string
  wave: number
  rank: number
  reasons: string[]
  channel: MessageChannel
  code: string
  createdAt: Date
  expiresAt: Date
  askedStartsAt: Date
  askedReturnAt: Date | null
  askedToPlace: string | null
}

/** A volunteer held until the offers are written, so that no other service counts the same week. */
export interface VolunteerToAsk extends ReachedBy {
  id: string
  unansweredThisWeek: number
  /** Lately given to this number, whoever shares it. */
  usedCodes: string[]
}

export interface MakeOffersRows extends ServiceLock, OutboundMessages, PageLinkRows {
  lockVolunteersToAsk(ids: string[], since: Date): Promise<VolunteerToAsk[]>
  addOffer(offer: NewOffer): Promise<string>
  markOffering(serviceId: string): Promise<void>
  clearFirstPlace(volunteerIds: string[]): Promise<void>
}

export interface MakeOffersDoors extends Transactions<MakeOffersRows> {
  serviceToOffer(serviceId: string): Promise<ServiceToOffer | null>
  candidatesFor(service: ServiceToOffer, since: Date, now: Date): Promise<Candidate[]>
  offerPolicies(): Promise<OfferPolicy[]>
}

export interface Wave {
  serviceId: string
  wave: number
}

/** Asks the next volunteers: one row and one message each, whatever happens once per wave. */
export async function makeOffers(doors: MakeOffersDoors, occasion: Occasion, wave: Wave): Promise<void> {
  for (let begun = 0; begun < MOST_BEGINNINGS; begun++) {
    if (await rankAndAsk(doors, occasion, wave)) return
  }
  throw new Conflict('Il servizio continua a cambiare mentre se ne chiede.')
}

/** false: it was changed while volunteers were ranked for what it was before. */
async function rankAndAsk(doors: MakeOffersDoors, occasion: Occasion, { serviceId, wave }: Wave): Promise<boolean> {
  const { now } = occasion
  const service = await doors.serviceToOffer(serviceId)
  if (!service || !isOpenService(service)) return true
  const { askingTime, latest, isTime } = timeToAsk(service, now)
  const since = new Date(now.getTime() - WEEK_MS)
  const candidates = isTime ? await doors.candidatesFor(service, since, now) : []
  const ranking = rankVolunteers(service, candidates, now)
  const policy = offerPolicyFor(await doors.offerPolicies(), service.startsAt, now)
  const shortlist = shortlistOf(ranking.ranked, policy)

  return doors.transaction(occasion, async (tx) => {
    // Volunteers before service, like every transaction that holds both.
    const held = await tx.lockVolunteersToAsk(
      shortlist.map(({ candidate }) => candidate.id),
      since,
    )
    const current = await tx.lockService(serviceId)
    if (!current || !isOpenService(current) || current.lastWave >= wave) return true
    // It goes with its outward way, until it is called.
    if (isAwaitedReturn(current)) return true
    if (current.version !== service.version) return false
    if (current.state === 'planned') await tx.markOffering(serviceId)
    tx.announce({ topic: 'service', entityId: serviceId, listeningPointId: current.listeningPointId })
    const asked = chooseToAsk(shortlist, held, policy.waveSize)
    if (asked.length > 0) {
      await askThem(tx, occasion, { service, current, wave, asked, policy })
      return true
    }
    const again = isTime ? new Date(now.getTime() + RETRY_MINUTES * MINUTE_MS) : askingTime
    // Nobody is left: from here on it is for a person, unless somebody may be asked later.
    const maybeLater = !isTime || ranking.excluded.some(({ passing }) => passing) || shortlist.length > 0
    if (!maybeLater || again >= latest) return true
    tx.ask({
      name: 'make-offers',
      payload: { serviceId, wave },
      key: `make-offers:${serviceId}:${wave}:${again.toISOString()}`,
      runAt: again,
    })
    return true
  })
}

/** Whether people may be disturbed now for this service, else from when; after `latest` nobody is asked by message. */
export function timeToAsk({ startsAt }: { startsAt: Date }, now: Date) {
  const latest = latestAsking(startsAt)
  const askingTime = nextAskingTime(now)
  return { askingTime, latest, isTime: askingTime <= now && now < latest }
}

/** A few more than the wave: some may just have been asked for another service. */
export const shortlistOf = <T>(ranked: readonly T[], { waveSize }: OfferPolicy): T[] =>
  ranked.slice(0, waveSize * 2 + 8)

export interface Asked<V> {
  place: Ranked
  volunteer: V
  rank: number
}

/** The first of the shortlist who, looked at again, have not had too many questions this week. */
export function chooseToAsk<V extends { id: string; unansweredThisWeek: number }>(
  shortlist: readonly Ranked[],
  held: readonly V[],
  size: number,
): Asked<V>[] {
  const byId = new Map(held.map((volunteer) => [volunteer.id, volunteer]))
  return shortlist
    .flatMap((place, index) => {
      const volunteer = byId.get(place.candidate.id)
      const mayAsk = volunteer && volunteer.unansweredThisWeek < MOST_UNANSWERED_A_WEEK
      return mayAsk ? [{ place, volunteer, rank: index + 1 }] : []
    })
    .slice(0, size)
}

async function askThem(
  tx: MakeOffersRows & Change,
  occasion: Occasion,
  wave: {
    service: ServiceToOffer
    current: LockedService
    wave: number
    asked: Asked<VolunteerToAsk>[]
    policy: OfferPolicy
  },
): Promise<void> {
  const { now } = occasion
  const { service, current, asked, policy } = wave
  const expiresAt = new Date(now.getTime() + policy.waveMinutes * MINUTE_MS)
  const given = new Set<string>()
  for (const { place, volunteer, rank } of asked) {
    const code = freeCode(`${service.id}${volunteer.id}`, new Set([...volunteer.usedCodes, ...given]))
    // Two volunteers of one household share the telephone the answers come from.
    given.add(code)
    const { listeningPointId } = current
    const { reasons } = place
    await writeOffer(tx, occasion, service, volunteer, {
      ...{ listeningPointId, wave: wave.wave, rank, reasons, code, expiresAt },
    })
  }
  await tx.clearFirstPlace(asked.map(({ volunteer }) => volunteer.id))
  tx.ask({
    name: 'close-wave',
    payload: { serviceId: service.id, wave: wave.wave },
    key: `close-wave:${service.id}:${wave.wave}`,
    runAt: expiresAt,
  })
}

interface ToWrite extends Pick<NewOffer, 'wave' | 'rank' | 'reasons' | 'code' | 'expiresAt'> {
  listeningPointId: string
  /** Not before. */
  sendAt?: Date | undefined
}

/** The row of a question, and its message; an answer is to what was asked, whatever the service becomes. */
export async function writeOffer(
  tx: Pick<MakeOffersRows, 'addOffer' | keyof OutboundMessages | keyof PageLinkRows> & Change,
  occasion: Occasion,
  service: ServiceToOffer,
  volunteer: VolunteerToAsk,
  { listeningPointId, sendAt, ...offer }: ToWrite,
): Promise<void> {
  const { now } = occasion
  const { id: serviceId, startsAt } = service
  const { id: volunteerId, phoneE164: peerE164 } = volunteer
  const channel = channelFor(volunteer, { purpose: 'offer' }) ?? 'sms'
  const offerId = await tx.addOffer({
    ...offer,
    ...{ serviceId, volunteerId, channel, createdAt: now },
    askedStartsAt: startsAt,
    askedReturnAt: service.returnAt ?? null,
    askedToPlace: service.toPlace,
  })
  await writeMessage(tx, occasion, {
    ...{ purpose: 'offer', channel, peerE164, volunteerId, listeningPointId, sendAt },
    intentKey: `offer:${offerId}`,
    body:
      channel === 'voice'
        ? spokenOfferText(service)
        : offerText(service, offer.code, await newPageLink(tx, volunteerId, startsAt, now)),
    offerId,
    serviceId,
  })
  tx.trace({ action: 'offer.made', entity: 'offer', entityId: offerId, listeningPointId })
}

const CODES = 9000

/** Four digits that look drawn and are not: the same offer always asks for the same ones, the next free where they are taken. */
export function freeCode(seed: string, used: ReadonlySet<string>): string {
  const hash = textHash(seed)
  for (let step = 0; step < CODES; step += 1) {
    const code = String(1000 + ((hash + step) % CODES))
    if (!used.has(code)) return code
  }
  throw new RangeError('Every code of this number is taken')
}
