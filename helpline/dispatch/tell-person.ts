import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { chooseChannel, type ReachedBy } from '../reaching/choose-channel.ts'
import type { LeftToPersonReason } from '../reaching/left-to-person.ts'
import { isWritten, type MessageChannel } from '../reaching/message-channel.ts'
import { nextAskingTime } from '../reaching/quiet-hours.ts'
import { MOST_SPOKEN_ATTEMPTS, nextSpokenAttempt } from '../reaching/spoken-attempts.ts'
import { leaveToPerson } from '../reaching/undelivered.ts'
import { writeMessage } from '../reaching/write-message.ts'
import { isOpenService, type LockedService, type ServiceLock } from './service-records.ts'
import { type AgreedService, toldBySms, toldByVoice } from './spoken-texts.ts'
import { type TellSearchingRows, tellSearching } from './telling/tell-searching.ts'

const MINUTE_MS = 60_000
/** How long after what was written in vain. */
const WAIT_MINUTES = 15
/** After so long without a word of its arrival, what was written has not arrived. */
const UNREPORTED_MINUTES = 30
/** Nearer than this to the start there is no waiting for tomorrow morning. */
const LAST_TELLING_MINUTES = 60

/** One attempt to tell the person: under way, arrived, or in vain. */
export interface Telling {
  channel: MessageChannel
  progress: 'underWay' | 'delivered' | 'failed'
  createdAt: Date
}

export const isUnreported = ({ channel, createdAt }: Pick<Telling, 'channel' | 'createdAt'>, now: Date): boolean =>
  isWritten(channel) && now.getTime() - createdAt.getTime() >= UNREPORTED_MINUTES * MINUTE_MS

export interface PersonToTell {
  agreed: AgreedService
  /** Each of her telephones, the preferred one first. */
  phones: ReachedBy[]
}

export interface TellPersonRows extends ServiceLock, TellSearchingRows {
  /** The attempts about this assignment, oldest first. */
  tellings(intentPrefix: string): Promise<Telling[]>
  personToTell(serviceId: string): Promise<PersonToTell | null>
  markTold(serviceId: string, now: Date): Promise<void>
}

export const tellingPrefix = (service: Pick<LockedService, 'id' | 'version'>): string =>
  `tell:${service.id}:${service.version}:`

/**
 * Tells the person helped who comes and when, only once somebody has said yes; or, where she had been told and nobody comes any
 * more, that another is looked for. Runs again at every news of its messages: one attempt at a time, three calls at most, then
 * a person calls.
 */
export async function tellPerson(
  doors: Transactions<TellPersonRows>,
  occasion: Occasion,
  { serviceId }: { serviceId: string },
): Promise<void> {
  const { now } = occasion
  await doors.transaction(occasion, async (tx) => {
    const service = await tx.lockService(serviceId)
    if (!service || service.startsAt <= now) return
    if (isOpenService(service)) return tellSearching(tx, occasion, service)
    if (service.state !== 'assigned' || service.toldPersonAt) return
    const tellings = await tx.tellings(tellingPrefix(service))
    // A call that was answered says so itself, when its words are asked for.
    if (tellings.some(({ channel, progress }) => channel !== 'voice' && progress === 'delivered')) {
      await recordTold(tx, occasion, service)
      return
    }
    if (tellings.some((telling) => telling.progress === 'underWay' && !isUnreported(telling, now))) return
    // Whoever has just said they cannot come is announced to nobody; no more is what may still be undone.
    const undoable = service.wantsOutAt ? null : await tx.undoableUntil(service)
    if (service.wantsOutAt || (undoable && undoable > now)) return
    tx.announce({ topic: 'service', entityId: serviceId, listeningPointId: service.listeningPointId })
    const person = await tx.personToTell(serviceId)
    if (!person) return
    const way = spokenOf(tellings).length < MOST_SPOKEN_ATTEMPTS ? wayToTell(person, tellings, now) : notAnswering
    const when = way.kind === 'send' ? timeToTell(service, tellings, way.channel, now) : null
    if (way.kind === 'person' || !when) {
      const reason = way.kind === 'person' ? way.reason : 'notAnswering'
      return leaveToPerson(tx, occasion, {
        ...{ intentKey: tellingPrefix(service), reason, body: toldByVoice(person.agreed), serviceId },
        ...{ e164: person.phones[0]?.phoneE164 ?? null, personId: service.personId },
        listeningPointId: service.listeningPointId,
      })
    }
    const attempt = tellings.length + 1
    if (when > now) {
      const key = `tell-person:${serviceId}:${service.version}:${attempt}:${when.toISOString()}`
      tx.ask({ name: 'tell-person', payload: { serviceId }, key, runAt: when })
      return
    }
    const { channel, peerE164 } = way
    await writeMessage(tx, occasion, {
      ...{ purpose: 'service', channel, peerE164, serviceId },
      personId: service.personId,
      listeningPointId: service.listeningPointId,
      intentKey: `${tellingPrefix(service)}${attempt}`,
      body: channel === 'voice' ? toldByVoice(person.agreed) : toldBySms(person.agreed),
    })
    if (!isWritten(channel)) return
    tx.ask({
      name: 'tell-person',
      payload: { serviceId },
      key: `tell-person:${serviceId}:${service.version}:${attempt}:unreported`,
      runAt: new Date(now.getTime() + UNREPORTED_MINUTES * MINUTE_MS),
    })
  })
}

export async function recordTold(
  tx: Pick<TellPersonRows, 'markTold'> & Change,
  { now }: Occasion,
  service: LockedService,
): Promise<void> {
  await tx.markTold(service.id, now)
  const { listeningPointId } = service
  tx.trace({ action: 'service.personTold', entity: 'service', entityId: service.id, listeningPointId })
  tx.announce({ topic: 'service', entityId: service.id, listeningPointId })
}

export type WayToTell =
  | { kind: 'send'; channel: MessageChannel; peerE164: string }
  | { kind: 'person'; reason: LeftToPersonReason }
const notAnswering: WayToTell = { kind: 'person', reason: 'notAnswering' }

/** The first of her telephones that can be reached; where what was written did not arrive, another way of writing, then a call. */
export function wayToTell({ phones }: PersonToTell, tellings: readonly Telling[], now: Date): WayToTell {
  const tried = tellings.map(({ channel }) => channel).filter(isWritten)
  const hasFailed = tried.includes('sms')
  let reason: LeftToPersonReason = 'noNumber'
  for (const { refused, ...phone } of phones) {
    const without = [...refused, ...tried, ...(hasFailed ? (['whatsapp'] as const) : [])]
    const way = chooseChannel({ ...phone, refused: without }, { purpose: 'service' }, now)
    if (way.kind === 'send') return { kind: 'send', channel: way.channel, peerE164: phone.phoneE164 }
    if (reason === 'noNumber') reason = way.reason
  }
  // What was tried in vain was not refused.
  return reason === 'refused' && tried.length > 0 ? notAnswering : { kind: 'person', reason }
}

function timeToTell(
  service: LockedService,
  tellings: readonly Telling[],
  channel: MessageChannel,
  now: Date,
): Date | null {
  const { startsAt } = service
  if (!isWritten(channel)) {
    const earlier = spokenOf(tellings).map(({ createdAt }) => createdAt)
    return nextSpokenAttempt({ earlier, startsAt, now })
  }
  const last = tellings.at(-1)
  const due = last ? Math.max(now.getTime(), last.createdAt.getTime() + WAIT_MINUTES * MINUTE_MS) : now.getTime()
  const when = nextAskingTime(new Date(due))
  // Too near: a message waits to be read.
  return when.getTime() <= startsAt.getTime() - LAST_TELLING_MINUTES * MINUTE_MS ? when : now
}

const spokenOf = (tellings: readonly Telling[]): Telling[] => tellings.filter(({ channel }) => !isWritten(channel))
