import type { Change } from '../../changes/change.ts'
import type { CallbackReason } from '../call-states.ts'

export interface NewCallback {
  /** Where it is known beforehand: told twice it is one. */
  id?: string
  /** The incoming call it comes from, if any. */
  callId: string | null
  listeningPointId: string
  e164: string | null
  personId: string | null
  reason: CallbackReason
  createdAt: Date
  notes?: string
}

export interface CallbackRows {
  /** null where the call already has its call-back. */
  addCallback(callback: NewCallback): Promise<string | null>
}

export async function addCallback(
  tx: CallbackRows & Change,
  createdAt: Date,
  call: { id: string; personId: string | null; responsiblePointId: string },
  { reason, e164 }: { reason: CallbackReason; e164: string | null },
): Promise<void> {
  const { id: callId, personId, responsiblePointId: listeningPointId } = call
  await writeCallback(tx, { callId, e164, personId, listeningPointId, reason, createdAt })
}

export async function writeCallback(tx: CallbackRows & Change, callback: NewCallback): Promise<void> {
  const { listeningPointId } = callback
  const callbackId = await tx.addCallback(callback)
  if (callbackId === null) return
  tx.trace({ action: 'callback.added', entity: 'callback', entityId: callbackId, listeningPointId })
  tx.announce({ topic: 'callback', entityId: callbackId, listeningPointId })
}
