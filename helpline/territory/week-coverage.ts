import type { Span } from './dated-rows.ts'
import { standingOn } from './dated-rows.ts'
import { type ClosedReason, dayOff, hasHoursOn, type OpeningHours, openPeriods, type Period } from './opening-hours.ts'
import { addDays, type IsoDate, romeDay, weekdayOf } from './rome-time.ts'
import { telephoneDistricts } from './telephone-districts.ts'

export interface PointOfWeek {
  readonly id: string
  readonly name: string
  readonly neighbourIds: readonly string[]
  readonly hours: OpeningHours
}

export interface DistrictHolder extends Span {
  readonly prefix: string
  readonly listeningPointId: string
}

export interface DayOfPoint {
  readonly date: IsoDate
  /** false where no table says anything of that day. */
  readonly hasHours: boolean
  readonly off: ClosedReason | null
  readonly open: readonly Period[]
}

export interface DayOfDistrict {
  readonly date: IsoDate
  readonly listeningPointId: string | null
  /** When some point is open, but for this district neither its own nor a neighbour: only the call centre answers. */
  readonly gaps: readonly Period[]
}

export interface WeekCoverage {
  readonly days: readonly IsoDate[]
  readonly points: readonly { readonly id: string; readonly name: string; readonly days: readonly DayOfPoint[] }[]
  readonly districts: readonly {
    readonly prefix: string
    readonly name: string
    readonly days: readonly DayOfDistrict[]
  }[]
}

const DAYS = 7

export const mondayOf = (day: IsoDate): IsoDate => addDays(day, 1 - weekdayOf(day))

/** A week of the whole network, and what nobody local answers in it. */
export function weekCoverage(
  points: readonly PointOfWeek[],
  holders: readonly DistrictHolder[],
  anyDay: IsoDate,
): WeekCoverage {
  const monday = mondayOf(anyDay)
  const days = Array.from({ length: DAYS }, (_, index) => addDays(monday, index))
  // A night shift of the Sunday before reaches into Monday.
  const openOf = new Map(
    points.map((point) => [point.id, [addDays(monday, -1), ...days].flatMap((day) => openPeriods(point.hours, day))]),
  )
  const openAt = (ids: readonly string[]) => joined(ids.flatMap((id) => openOf.get(id) ?? []))
  const anywhere = openAt(points.map(({ id }) => id))
  return {
    days,
    points: points.map(({ id, name, hours }) => ({
      ...{ id, name },
      days: days.map((date) => ({
        date,
        hasHours: hasHoursOn(hours, date),
        off: dayOff(hours, date) ?? null,
        open: openPeriods(hours, date),
      })),
    })),
    districts: telephoneDistricts.map(({ prefix, name }) => ({
      ...{ prefix, name },
      days: days.map((date) => {
        const rows = holders.filter((row) => row.prefix === prefix)
        const holder = points.find(({ id }) => id === standingOn(rows, date)?.listeningPointId)
        const local = holder ? openAt([holder.id, ...holder.neighbourIds]) : []
        // Of a district nobody serves every open point rings: nothing is missing while one is open.
        const gaps = holder ? without(within(anywhere, date), local) : []
        return { date, listeningPointId: holder?.id ?? null, gaps }
      }),
    })),
  }
}

/** Sorted, and those that touch made one. */
export function joined(periods: readonly Period[]): Period[] {
  const result: { from: number; to: number }[] = []
  for (const { from, to } of [...periods].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else result.push({ from, to })
  }
  return result
}

function within(periods: readonly Period[], date: IsoDate): Period[] {
  const { from, to } = romeDay(date)
  return periods
    .map((period) => ({ from: Math.max(period.from, from.getTime()), to: Math.min(period.to, to.getTime()) }))
    .filter((period) => period.from < period.to)
}

/** What is left of `periods` when `taken`, joined, is cut out. */
export function without(periods: readonly Period[], taken: readonly Period[]): Period[] {
  return periods.flatMap(({ from, to }) => {
    const left: Period[] = []
    let at = from
    for (const cut of taken) {
      if (cut.to <= at || cut.from >= to) continue
      if (cut.from > at) left.push({ from: at, to: cut.from })
      at = Math.max(at, cut.to)
    }
    if (at < to) left.push({ from: at, to })
    return left
  })
}
