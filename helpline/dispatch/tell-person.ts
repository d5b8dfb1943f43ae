import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { canReceiveSms, parsePhoneNumber } from '../territory/phone-numbers.ts'
import { nextAskingTime } from './offer-policy.ts'
import { isOpenService, type LockedService, type ServiceLock } from './service-records.ts'
import type { MessageChannel } from './service-states.ts'
import { type AgreedService, toldBySms, toldByVoice } from './spoken-texts.ts'
import { type TellSearchingRows, tellSearching } from './telling/tell-searching.ts'

const MINUTE_MS = 60_000
export const MOST_TELLINGS = 3
/** How long before trying again, after the first and the second time. */
const WAIT_MINUTES = [15, 90] as const
/** Nearer than this to the start there is no waiting for tomorrow morning. */
const LAST_TELLING_MINUTES = 60

/** One attempt to tell the person: under way, arrived, or in vain. */
export interface Telling {
  channel: MessageChannel
  progress: 'underWay' | 'delivered' | 'failed'
  createdAt: Date
}

export interface PersonToTell {
  agreed: AgreedService
  /** The preferred one first. */
  phonesE164: string[]
  /** Those that asked for no more messages. */
  withoutSms: string[]
  /** Those that last wrote to us there. */
  onWhatsApp: string[]
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
 * more, that another is looked for. Runs again at every news of its messages: one attempt at a time, three at most, then a
 * person calls.
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
    if (tellings.some(({ progress }) => progress === 'underWay')) return
    // Whoever has just said they cannot come is announced to nobody; no more is what may still be undone.
    const undoable = service.wantsOutAt ? null : await tx.undoableUntil(service)
    if (service.wantsOutAt || (undoable && undoable > now)) return
    tx.announce({ topic: 'service', entityId: serviceId, listeningPointId: service.listeningPointId })
    if (tellings.length >= MOST_TELLINGS) return
    const person = await tx.personToTell(serviceId)
    const way = person && wayToTell(person, tellings)
    if (!person || !way) return
    const when = timeToTell(service, tellings, way.channel, now)
    if (!when) return
    const attempt = tellings.length + 1
    if (when > now) {
      const key = `tell-person:${serviceId}:${service.version}:${attempt}:${when.toISOString()}`
      tx.ask({ name: 'tell-person', payload: { serviceId }, key, runAt: when })
      return
    }
    const { id: messageId } = await tx.addOutboundMessage({
      ...way,
      personId: service.personId,
      listeningPointId: service.listeningPointId,
      intentKey: `${tellingPrefix(service)}${attempt}`,
      body: way.channel === 'voice' ? toldByVoice(person.agreed) : toldBySms(person.agreed),
      serviceId,
      createdAt: now,
    })
    tx.ask({ name: 'send-message', payload: { messageId }, key: `send-message:${messageId}` })
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

/** WhatsApp to who writes there, an SMS to a mobile, a call to anything else; where one SMS did not arrive, a call. */
export function wayToTell(
  person: PersonToTell,
  tellings: readonly Telling[],
): { channel: MessageChannel; peerE164: string } | null {
  const [peerE164] = person.phonesE164
  if (peerE164 === undefined) return null
  const smsFailed = tellings.some(({ channel }) => channel === 'sms')
  const bySms = canReceiveSms(parsePhoneNumber(peerE164)) && !smsFailed && !person.withoutSms.includes(peerE164)
  const byWhatsApp = bySms && tellings.length === 0 && person.onWhatsApp.includes(peerE164)
  return { channel: byWhatsApp ? 'whatsapp' : bySms ? 'sms' : 'voice', peerE164 }
}

function timeToTell(
  service: LockedService,
  tellings: readonly Telling[],
  channel: MessageChannel,
  now: Date,
): Date | null {
  const last = tellings.at(-1)
  const wait = WAIT_MINUTES[tellings.length - 1] ?? 0
  const due = last ? Math.max(now.getTime(), last.createdAt.getTime() + wait * MINUTE_MS) : now.getTime()
  const when = nextAskingTime(new Date(due))
  if (when.getTime() <= service.startsAt.getTime() - LAST_TELLING_MINUTES * MINUTE_MS) return when
  // Too near: by day at once; by night a message waits to be read, a telephone that rings does not.
  return channel !== 'voice' || nextAskingTime(now) <= now ? now : null
}
