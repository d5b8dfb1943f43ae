import type { Occasion, Transactions } from '../../changes/change.ts'
import type { SpokenCallRows } from '../../dispatch/answer-spoken-call.ts'
import type { SpokenOutcome } from '../../reaching/spoken-outcomes.ts'

/** As Twilio says it: a call that is over without a 1 was not heard. */
const outcomes = new Map<string, SpokenOutcome>([
  ['busy', 'busy'],
  ['no-answer', 'noAnswer'],
  ['completed', 'notHeard'],
])

/** What became of a call, where whoever answered did not say more by pressing a key. */
export async function recordSpokenEnd(
  doors: Transactions<Pick<SpokenCallRows, 'saveSpokenOutcome'>>,
  occasion: Occasion,
  { messageId, status }: { messageId: string; status: string },
): Promise<void> {
  const outcome = outcomes.get(status)
  if (outcome) await doors.transaction(occasion, (tx) => tx.saveSpokenOutcome(messageId, outcome))
}
