import { z } from 'zod'
import type { RingingPoint } from '../../helpline/calls/call-records.ts'
import type { RoutablePoint } from '../../helpline/calls/incoming/preview-routing.ts'
import type { FeastRule } from '../../helpline/territory/holidays.ts'
import type { Closure, HoursVersion } from '../../helpline/territory/opening-hours.ts'
import { addDays, type IsoDate } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn } from './database.ts'

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

interface PointRow extends RingingPoint {
  districtPrefixes: string[]
  neighbourIds: string[]
  patronSaint: unknown
  versions: HoursVersion[]
  closures: Closure[]
}

export const territoryReads = (db: Db) => ({
  /** In one statement, asked at every call. A night shift begins the day before, so hours and closures are read from there. */
  async listRoutablePoints(day: IsoDate): Promise<RoutablePoint[]> {
    const dayBefore = addDays(day, -1)
    const rows = await db.$queryRaw<PointRow[]>`
      SELECT p.id, p.name, p.kind::text AS kind, coalesce(p.fixed_phones, '{}') AS "fixedPhones",
        p.ring_timeout_seconds AS "ringTimeoutSeconds", p.patron_saint AS "patronSaint",
        ARRAY(SELECT d.prefix FROM listening_point_district d
          WHERE d.listening_point_id = p.id AND (d.valid_from IS NULL OR d.valid_from <= ${day}::date)
            AND (d.valid_to IS NULL OR d.valid_to > ${day}::date)) AS "districtPrefixes",
        ARRAY(SELECT n.neighbour_id::text FROM listening_point_neighbour n
          WHERE n.listening_point_id = p.id ORDER BY n.rank) AS "neighbourIds",
        coalesce((SELECT json_agg(json_build_object('validFrom', h.valid_from, 'validTo', h.valid_to, 'intervals',
            coalesce((SELECT json_agg(json_build_object('weekday', i.weekday, 'opensAt', i.opens_at, 'closesAt', i.closes_at))
              FROM opening_interval i WHERE i.opening_hours_id = h.id), '[]')))
          FROM opening_hours h WHERE h.listening_point_id = p.id
            AND (h.valid_to IS NULL OR h.valid_to > ${dayBefore}::date)), '[]') AS versions,
        coalesce((SELECT json_agg(json_build_object('fromDate', c.from_date, 'toDate', c.to_date, 'reason', c.reason))
          FROM closure c WHERE c.listening_point_id = p.id AND c.to_date >= ${dayBefore}::date), '[]') AS closures
      FROM listening_point p WHERE p.active ORDER BY p.name`
    return rows.map(({ kind, patronSaint, versions, closures, districtPrefixes, neighbourIds, ...ringing }) => {
      if (kind === 'callCentre') return { ...ringing, kind }
      const patron = patronSaint === null ? null : feastRule.parse(patronSaint)
      return { ...ringing, kind, districtPrefixes, neighbourIds, hours: { patron, versions, closures } }
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
