import type { MessageState } from './message-states.ts'

/** What Twilio says of an SMS or of a call, in our words. `initiated` and `ringing` are a call on its way. */
const statesOfTwilio = new Map<string, MessageState>(
  Object.entries({
    accepted: 'queued',
    scheduled: 'queued',
    queued: 'queued',
    sending: 'queued',
    sent: 'sent',
    delivered: 'delivered',
    partially_delivered: 'delivered',
    read: 'read',
    undelivered: 'undelivered',
    failed: 'failed',
    canceled: 'failed',
    initiated: 'queued',
    ringing: 'sent',
    'in-progress': 'sent',
    completed: 'delivered',
    busy: 'undelivered',
    'no-answer': 'undelivered',
  }),
)

export const messageStateOf = (twilioStatus: string): MessageState | undefined => statesOfTwilio.get(twilioStatus)

// A proof of delivery outranks a reported failure: some carriers report both.
const order = [
  'pending',
  'queued',
  'sent',
  'failed',
  'undelivered',
  'delivered',
  'read',
] as const satisfies MessageState[]
const rank = (state: MessageState) => (order as readonly MessageState[]).indexOf(state)

export interface MessageStatus {
  state: MessageState
  errorCode: number | null
}

/** Only forward: whatever the order and however often statuses arrive, the end is the same. */
export function mergeStatus(current: MessageStatus, incoming: MessageStatus): MessageStatus {
  const difference = rank(incoming.state) - rank(current.state)
  const { state, errorCode } = difference > 0 ? incoming : current
  if (!isUndeliverable(state)) return { state, errorCode: null }
  if (difference !== 0) return { state, errorCode }
  const codes = [current.errorCode, incoming.errorCode].filter((code) => code !== null)
  return { state, errorCode: codes.length > 0 ? Math.max(...codes) : null }
}

export const isUndeliverable = (state: MessageState): boolean => state === 'failed' || state === 'undelivered'
/** Nothing that still has to happen is waited for; a late proof may yet outrank a failure. */
export const isFinal = (state: MessageState): boolean => rank(state) >= rank('failed')
