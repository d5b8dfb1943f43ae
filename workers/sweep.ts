import type { Store } from '../adapters/postgres/store.ts'
import type { CallControl } from '../helpline/calls/call-control.ts'
import { sweepConversations } from '../helpline/calls/conversation/conference-sweep.ts'
import { sweepCalls } from '../helpline/calls/sweep-calls.ts'
import { sweepPresence } from '../helpline/calls/sweep-presence.ts'
import type { Occasion } from '../helpline/changes/change.ts'
import { sweepMessages } from '../helpline/messages/sweep-messages.ts'
import type { Telephone } from '../helpline/messages/telephone.ts'

const SLOT_MS = 3 * 60_000
/** Oftener than there are slots: a worker that comes and goes leaves none out. */
export const SWEEP_ASKED_EVERY_MS = 60_000

type SweepDoors = Store & { control: CallControl; telephone: Pick<Telephone, 'readMessage'> }

export async function sweep(doors: SweepDoors, occasion: Occasion): Promise<void> {
  const failures: unknown[] = []
  for (const part of [sweepPresence, sweepCalls, sweepConversations, sweepMessages]) {
    // One that fails keeps no other waiting.
    await part(doors, occasion).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

/** Asked by every worker, as often as it likes: the slot is the key, so one of them does it. */
export async function askForSweep(store: Pick<Store, 'transaction'>, now: Date): Promise<void> {
  const slot = Math.floor(now.getTime() / SLOT_MS)
  await store.transaction({ now, actor: { kind: 'system' } }, async (tx) => {
    tx.ask({ name: 'sweep-calls', payload: { slot }, key: `sweep-calls:${slot}` })
  })
}
