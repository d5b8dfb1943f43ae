import type { CallJournal, JournalEntry } from './journal-entries.ts'

/** One that is refused this often, by a database that answers, is for a person to look at. */
const MOST_ATTEMPTS = 8

export interface ReplayOutcome {
  applied: number
  /** How often what stopped it has been refused so far; 0 where nothing did. */
  refusals: number
  setAside: number
}

/**
 * Tells the database what happened meanwhile, oldest first. An entry is taken away only after it has been written down, and is
 * recognised when it is told again: a process that dies in between, or two that do the same, change nothing.
 */
export function journalReplay(journal: CallJournal, apply: (entry: JournalEntry) => Promise<void>) {
  const attempts = new Map<string, number>()

  return {
    /** `answers` is asked when one fails: a database that is away refuses nothing. What came later waits, too: order matters. */
    async run(answers: () => Promise<boolean>): Promise<ReplayOutcome & { failures: unknown[] }> {
      const failures: unknown[] = []
      const outcome: ReplayOutcome = { applied: 0, refusals: 0, setAside: 0 }
      for (const id of await journal.list()) {
        const entry = await journal.read(id)
        if (!entry) continue
        try {
          await apply(entry)
        } catch (error) {
          const refusals = (attempts.get(id) ?? 0) + ((await answers()) ? 1 : 0)
          attempts.set(id, refusals)
          if (refusals < MOST_ATTEMPTS) return { ...outcome, refusals: Math.max(1, refusals), failures: [error] }
          attempts.delete(id)
          failures.push(error)
          await journal.setAside(id)
          outcome.setAside += 1
          continue
        }
        attempts.delete(id)
        await journal.remove(id)
        outcome.applied += 1
      }
      return { ...outcome, failures }
    },
  }
}
