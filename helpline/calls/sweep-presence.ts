import type { Occasion, Transactions } from '../changes/change.ts'

const MINUTE_MS = 60_000
/** Who has had no console for so long has gone home. */
const GONE_AFTER_MS = 10 * MINUTE_MS
/** Servers look every minute: after a longer silence nobody has looked. */
const UNWATCHED_AFTER_MS = 3 * MINUTE_MS

/** Since when, without a gap, some server has looked which consoles are connected, and when one last did. */
export interface ConsoleWatch {
  since: Date
  at: Date
}

export interface ConsoleWatchRows {
  readConsoleWatch(): Promise<ConsoleWatch | null>
  saveConsoleWatch(watch: ConsoleWatch): Promise<void>
  markSeen(operatorIds: readonly string[], now: Date): Promise<void>
}

/** A server says whose consoles are connected to it. */
export async function seeConsoles(
  doors: Transactions<ConsoleWatchRows>,
  occasion: Occasion,
  operatorIds: readonly string[],
): Promise<void> {
  const { now } = occasion
  await doors.transaction(occasion, async (tx) => {
    const watch = await tx.readConsoleWatch()
    await tx.saveConsoleWatch({ since: watch && isWatched(watch, now) ? watch.since : now, at: now })
    if (operatorIds.length > 0) await tx.markSeen(operatorIds, now)
  })
}

// A demo's clock goes back at every start: a watch of later than now is of another life.
const isWatched = ({ at }: ConsoleWatch, now: Date): boolean =>
  at <= now && now.getTime() - at.getTime() <= UNWATCHED_AFTER_MS

export interface LeavingRows {
  /**
   * Sends offline whoever has no session left, and, where `seenBefore` is given, whoever has had no console since then. The
   * demo's own operators have none and stay.
   */
  sendAwayAbsent(now: Date, seenBefore: Date | null): Promise<{ operatorId: string; listeningPointId: string }[]>
}

export type SweepPresenceDoors = Transactions<LeavingRows> & Pick<ConsoleWatchRows, 'readConsoleWatch'>

/** A listening point must not ring an empty room. While nobody looked at the consoles, nobody is taken to have left. */
export async function sweepPresence(doors: SweepPresenceDoors, occasion: Occasion): Promise<void> {
  const { now } = occasion
  const watch = await doors.readConsoleWatch()
  const seenBefore = new Date(now.getTime() - GONE_AFTER_MS)
  const watchedAll = watch !== null && isWatched(watch, now) && watch.since <= seenBefore
  await doors.transaction(occasion, async (tx) => {
    for (const { operatorId, listeningPointId } of await tx.sendAwayAbsent(now, watchedAll ? seenBefore : null)) {
      tx.announce({ topic: 'presence', entityId: operatorId, listeningPointId })
      tx.trace({
        action: 'setPresence',
        entity: 'operator',
        entityId: operatorId,
        listeningPointId,
        fields: ['state'],
      })
    }
  })
}
