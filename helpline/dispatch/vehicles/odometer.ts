/** What somebody read on the dashboard, or wrote at the start or the end of a service. */
export interface OdometerReading {
  /** null where a service says it. */
  id: string | null
  readAt: Date
  km: number
}

/** A service done with the vehicle. */
export interface OdometerTrip {
  endedAt: Date
  km: number
}

export interface OdometerLine extends OdometerReading {
  /** Since the reading before; null for the first. */
  driven: number | null
  /** By the services in between. */
  recorded: number
  /** Driven, and in no service; below zero, the services say more than the dashboard. */
  unexplained: number | null
}

/** Services write whole kilometres, and not always to the gate: this much is no gap. */
const TOLERATED_KM = 10
const TOLERATED_SHARE = 0.05

/** The readings, oldest first, each with what its services explain. */
export function odometerLines(readings: readonly OdometerReading[], trips: readonly OdometerTrip[]): OdometerLine[] {
  const sorted = [...readings].sort((a, b) => a.readAt.getTime() - b.readAt.getTime() || a.km - b.km)
  return sorted.map((reading, at) => {
    const before = sorted[at - 1]
    if (!before) return { ...reading, driven: null, recorded: 0, unexplained: null }
    const recorded = trips
      .filter(({ endedAt }) => endedAt > before.readAt && endedAt <= reading.readAt)
      .reduce((sum, { km }) => sum + km, 0)
    const driven = reading.km - before.km
    return { ...reading, driven, recorded, unexplained: driven - recorded }
  })
}

export const isGap = ({ driven, unexplained }: Pick<OdometerLine, 'driven' | 'unexplained'>): boolean =>
  unexplained !== null && Math.abs(unexplained) > Math.max(TOLERATED_KM, (driven ?? 0) * TOLERATED_SHARE)

export interface ReadingConflict {
  kind: 'lessThanBefore' | 'moreThanAfter'
  than: OdometerReading
}

/** A dashboard never goes back: the reading that says so, if there is one. */
export function readingConflict(
  readings: readonly OdometerReading[],
  { readAt, km }: Pick<OdometerReading, 'readAt' | 'km'>,
): ReadingConflict | null {
  const most = readings.filter((each) => each.readAt <= readAt && each.km > km).sort((a, b) => b.km - a.km)[0]
  if (most) return { kind: 'lessThanBefore', than: most }
  const least = readings.filter((each) => each.readAt > readAt && each.km < km).sort((a, b) => a.km - b.km)[0]
  return least ? { kind: 'moreThanAfter', than: least } : null
}
