import { z } from 'zod'
import type { RoutablePoint } from '../../helpline/calls/preview-routing.ts'
import type { FeastRule } from '../../helpline/territory/holidays.ts'
import type { OpeningHours } from '../../helpline/territory/opening-hours.ts'
import { addDays, type IsoDate, type Weekday } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'

const weekday = z.literal([1, 2, 3, 4, 5, 6, 7])
const month = z.int().min(1).max(12)
export const feastRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), name: z.string(), month, day: z.int().min(1).max(31) }),
  z.object({
    kind: z.literal('movable'),
    name: z.string(),
    month,
    weekday,
    occurrence: z.literal([1, 2, 3, 4, 'last']),
  }),
]) satisfies z.ZodType<FeastRule>

export const isoDate = (column: Date | null): IsoDate | null => (column ? fromDateColumn(column) : null)

/** Rows valid at some moment from that day on. */
const lastingBeyond = (day: IsoDate) => ({ OR: [{ validTo: null }, { validTo: { gt: toDateColumn(day) } }] })

export const territoryReads = (db: Db) => ({
  /** A night shift begins the day before, so hours and closures are read from there. */
  async listRoutablePoints(day: IsoDate): Promise<RoutablePoint[]> {
    const dayBefore = addDays(day, -1)
    const on = toDateColumn(day)
    const rows = await db.listeningPoint.findMany({
      where: { active: true },
      orderBy: [{ name: 'asc' }],
      select: {
        id: true,
        name: true,
        kind: true,
        patronSaint: true,
        fixedPhones: true,
        ringTimeoutSeconds: true,
        districts: {
          where: { AND: [lastingBeyond(day), { OR: [{ validFrom: null }, { validFrom: { lte: on } }] }] },
          select: { prefix: true },
        },
        openingHours: {
          where: lastingBeyond(dayBefore),
          select: {
            validFrom: true,
            validTo: true,
            intervals: { select: { weekday: true, opensAt: true, closesAt: true } },
          },
        },
        closures: {
          where: { toDate: { gte: toDateColumn(dayBefore) } },
          select: { fromDate: true, toDate: true, reason: true },
        },
      },
    })
    return rows.map(({ id, name, kind, fixedPhones, ringTimeoutSeconds, ...row }) => {
      const ringing = { id, name, fixedPhones, ringTimeoutSeconds }
      if (kind === 'callCentre') return { ...ringing, kind }
      const hours: OpeningHours = {
        patron: row.patronSaint === null ? null : feastRule.parse(row.patronSaint),
        closures: row.closures.map((closure) => ({
          fromDate: fromDateColumn(closure.fromDate),
          toDate: fromDateColumn(closure.toDate),
          reason: closure.reason,
        })),
        versions: row.openingHours.map((version) => ({
          validFrom: isoDate(version.validFrom),
          validTo: isoDate(version.validTo),
          intervals: version.intervals.map((interval) => ({ ...interval, weekday: interval.weekday as Weekday })),
        })),
      }
      return { ...ringing, kind, hours, districtPrefixes: row.districts.map(({ prefix }) => prefix) }
    })
  },

  async listCallCentrePhones(): Promise<string[]> {
    const callCentre = await db.listeningPoint.findFirst({
      where: { kind: 'callCentre', active: true },
      orderBy: { name: 'asc' },
      select: { fixedPhones: true },
    })
    return callCentre?.fixedPhones ?? []
  },
})
