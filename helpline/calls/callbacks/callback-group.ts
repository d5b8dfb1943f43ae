import type { AttemptRecord, CallbackPerson, CallbackRecord, CallbackSettings } from './callback-records.ts'

const MINUTE_MS = 60_000

interface Lockable {
  lockedBy: { id: string; name: string } | null
  lockedAt: Date | null
}

export interface CallbackHolder {
  id: string
  name: string
  lastSignAt: Date
  /** Silent for so long that anybody may take over. */
  isSilent: boolean
}

/** Who works on these, if anybody: the last one who gave a sign. */
export function holderOf(
  rows: readonly Lockable[],
  { freeAfterMinutes }: Pick<CallbackSettings, 'freeAfterMinutes'>,
  now: Date,
): CallbackHolder | null {
  let holder: CallbackHolder | null = null
  for (const { lockedBy, lockedAt } of rows) {
    if (!lockedBy || !lockedAt || (holder && lockedAt <= holder.lastSignAt)) continue
    const isSilent = now.getTime() - lockedAt.getTime() >= freeAfterMinutes * MINUTE_MS
    holder = { ...lockedBy, lastSignAt: lockedAt, isSilent }
  }
  return holder
}

export const callbackUrgencies = ['late', 'due', 'planned'] as const
/** `planned`: not before the moment agreed; `late`: too long after it, or after the call. */
export type CallbackUrgency = (typeof callbackUrgencies)[number]

export function urgencyOf(
  row: Pick<CallbackRecord, 'reason' | 'createdAt' | 'nextAttemptAt'> & { attempts: readonly unknown[] },
  { lateAfterMinutes }: Pick<CallbackSettings, 'lateAfterMinutes'>,
  now: Date,
): CallbackUrgency {
  const { nextAttemptAt, createdAt } = row
  if (nextAttemptAt && nextAttemptAt > now) return 'planned'
  // A promise has its hour: a minute later it is late.
  const isFirstPromise = row.reason === 'promised' && nextAttemptAt !== null && row.attempts.length === 0
  const graceMs = isFirstPromise ? 0 : lateAfterMinutes * MINUTE_MS
  return now.getTime() - (nextAttemptAt ?? createdAt).getTime() > graceMs ? 'late' : 'due'
}

/** Everything to call one number back for, at one point: it is worked, and closed, together. */
export interface CallbackGroup {
  /** That of its oldest row. */
  id: string
  listeningPointId: string
  listeningPointName: string
  e164: string | null
  waitingSince: Date
  nextAttemptAt: Date | null
  notes: string | null
  holder: CallbackHolder | null
  urgency: CallbackUrgency
  people: CallbackPerson[]
  /** Oldest first. */
  attempts: AttemptRecord[]
  /** Oldest first. */
  rows: CallbackRecord[]
}

const keyOf = (row: CallbackRecord): string => `${row.listeningPointId} ${row.e164 ?? row.id}`
const byTime =
  <T>(moment: (item: T) => Date) =>
  (a: T, b: T) =>
    moment(a).getTime() - moment(b).getTime()
const urgencyRank = (urgency: CallbackUrgency): number => callbackUrgencies.indexOf(urgency)

/** One group per number and point, whoever has waited longest first. A withheld number is nobody else's. */
export function groupCallbacks(
  rows: readonly CallbackRecord[],
  settings: CallbackSettings,
  now: Date,
): CallbackGroup[] {
  const groups = new Map<string, CallbackRecord[]>()
  for (const row of rows.toSorted(byTime((each) => each.createdAt))) {
    const of = groups.get(keyOf(row))
    if (of) of.push(row)
    else groups.set(keyOf(row), [row])
  }
  return [...groups.values()].map((of) => groupOf(of as [CallbackRecord, ...CallbackRecord[]], settings, now))
}

function groupOf(rows: [CallbackRecord, ...CallbackRecord[]], settings: CallbackSettings, now: Date): CallbackGroup {
  const [oldest] = rows
  const attempts = rows.flatMap((row) => row.attempts).sort(byTime((attempt) => attempt.at))
  const urgencies = rows.map((row) => urgencyOf({ ...row, attempts }, settings, now))
  const planned = rows.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? []).sort(byTime((moment) => moment))
  const people = new Map(rows.flatMap(({ person }) => (person ? [[person.id, person] as const] : [])))
  return {
    id: oldest.id,
    listeningPointId: oldest.listeningPointId,
    listeningPointName: oldest.listeningPointName,
    e164: oldest.e164,
    waitingSince: oldest.createdAt,
    nextAttemptAt: planned[0] ?? null,
    notes: rows.findLast(({ notes }) => notes !== null)?.notes ?? null,
    holder: holderOf(rows, settings, now),
    urgency: urgencies.sort((a, b) => urgencyRank(a) - urgencyRank(b))[0] ?? 'due',
    people: [...people.values()],
    attempts,
    rows,
  }
}
