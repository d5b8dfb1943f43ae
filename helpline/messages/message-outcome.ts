import type { Change, Occasion } from '../changes/change.ts'
import { arrivedAfterAll } from '../reaching/undelivered.ts'
import { sendAnotherWay } from './fall-back.ts'
import type { MessageState } from './message-states.ts'
import { isFinal, isUndeliverable, type MessageStatus, mergeStatus } from './message-status.ts'
import { type OutgoingMessage, type OutgoingRows, purposeOf } from './outgoing-message.ts'
import { askToRingAgain, ringsAgain } from './spoken/ring-again.ts'

export const lateAnswerKey = (twilioSid: string): string => `late-answer:${twilioSid}`
/** What answers a message in the same breath counts as no contact, and no more does it when it comes late. */
const isLateAnswer = ({ intentKey }: OutgoingMessage): boolean => intentKey?.startsWith(lateAnswerKey('')) ?? false

const provenances = { sms: 'sms', whatsapp: 'whatsapp', voice: 'tollFree' } as const

/** Twilio has taken the message: its sid and one outbound contact are recorded, once. The row is locked by the caller. */
export async function recordAcceptance(
  rows: OutgoingRows & Change,
  occasion: Occasion,
  message: OutgoingMessage,
  sid: string,
): Promise<void> {
  const purpose = purposeOf(message)
  await rows.saveMessageSid(message, sid, occasion.now)
  if (!isLateAnswer(message)) {
    await rows.addMessageContact({
      messageId: message.id,
      purpose,
      provenance: provenances[message.channel],
      occurredAt: occasion.now,
      listeningPointId: message.listeningPointId,
      servesRequestId: message.requestId,
      personId: purpose === 'toAssistedPerson' ? message.personId : null,
      operatorId: message.operatorId,
    })
  }
  rows.trace({
    action: 'message.sent',
    entity: 'message',
    entityId: message.id,
    listeningPointId: message.listeningPointId,
  })
  await recordStatus(rows, occasion, message, { state: 'queued', errorCode: null })
}

/** Moves the message forward, tells the consoles, and lets the search for a volunteer go on when it cannot arrive. */
export async function recordStatus(
  rows: OutgoingRows & Change,
  occasion: Occasion,
  message: OutgoingMessage,
  incoming: MessageStatus,
): Promise<void> {
  const merged = mergeStatus(message, incoming)
  if (merged.state === message.state && merged.errorCode === message.errorCode) return
  await rows.saveMessageStatus(message.id, merged, occasion.now)
  rows.announce({ topic: 'message', entityId: message.id, listeningPointId: message.listeningPointId })
  if (merged.state === message.state) return
  const ringsOn = isFinal(merged.state) && merged.errorCode === null && ringsAgain(message)
  if (ringsOn) askToRingAgain(rows, message)
  if (isUndeliverable(merged.state)) {
    const { id: entityId, listeningPointId } = message
    rows.trace({ action: 'message.undeliverable', entity: 'message', entityId, listeningPointId })
    if (!ringsOn && (await sendAnotherWay(rows, occasion, message, merged.errorCode))) return
    if (isAnswer(message)) {
      await rows.flagConversation(message.conversationId)
      rows.trace({ action: 'message.needsAnswer', entity: 'message', entityId, listeningPointId })
      rows.announce({ topic: 'conversation', entityId: message.conversationId, listeningPointId })
    }
  }
  if (isProof(merged.state) && message.channel !== 'voice') {
    if (message.intentKey !== null) await arrivedAfterAll(rows, occasion, message.intentKey)
    await rows.forgetLearnt(message.to)
  }
  wakeDispatch(rows, occasion, message, merged.state)
}

/** Whoever wrote it sees it where they wrote it. */
const isAnswer = ({ intentKey }: OutgoingMessage): boolean => intentKey?.startsWith('answer:') ?? false
const isProof = (state: MessageState): boolean => state === 'delivered' || state === 'read'

/** An offer nobody can read does not hold its wave back; who tells the person what was agreed learns whether it arrived. */
function wakeDispatch(
  rows: Change,
  { now: runAt }: Occasion,
  { id, offerId, serviceId, wave }: OutgoingMessage,
  state: MessageState,
): void {
  if (serviceId === null) return
  if (wave !== null && isUndeliverable(state)) {
    const key = `close-wave:${serviceId}:${wave}:undeliverable:${id}`
    rows.ask({ name: 'close-wave', payload: { serviceId, wave }, key, runAt })
  }
  if (offerId === null && isFinal(state)) {
    rows.ask({ name: 'tell-person', payload: { serviceId }, key: `tell-person:${serviceId}:${id}:${state}`, runAt })
  }
}
