import type { Change } from '../../changes/change.ts'
import type { CallbackReason } from '../call-states.ts'

export interface CallbackRows {
  /** null where the call already has its call-back. */
  addCallback(callback: {
    callId: string
    listeningPointId: string
    e164: string | null
    personId: string | null
    reason: CallbackReason
    createdAt: Date
  }): Promise<string | null>
}

export async function addCallback(
  tx: CallbackRows & Change,
  createdAt: Date,
  call: { id: string; personId: string | null; responsiblePointId: string },
  { reason, e164 }: { reason: CallbackReason; e164: string | null },
): Promise<void> {
  const { id: callId, personId, responsiblePointId: listeningPointId } = call
  const callbackId = await tx.addCallback({ callId, e164, personId, listeningPointId, reason, createdAt })
  if (callbackId === null) return
  tx.trace({ action: 'callback.added', entity: 'callback', entityId: callbackId, listeningPointId })
  tx.announce({ topic: 'callback', entityId: callbackId, listeningPointId })
}
