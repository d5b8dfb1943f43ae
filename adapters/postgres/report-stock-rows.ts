import { Prisma } from '../../generated/prisma/client.ts'
import type { FiguresReads } from '../../helpline/reports/read-report.ts'
import type { Period } from '../../helpline/reports/report-period.ts'
import type { ReportScope } from '../../helpline/reports/report-scope.ts'
import type { CounterpartKind } from '../../helpline/reports/report-stocks.ts'
import { addDays } from '../../helpline/territory/rome-time.ts'
import { type Db, KEPT } from './database.ts'
import { associationsOf, partOf } from './report-rows.ts'

const { sql, raw } = Prisma

const midnight = (column: string) => raw(`(${column})::timestamp AT TIME ZONE 'Europe/Rome'`)
const named = (text: string) => raw(`jsonb_build_object('name', ${text})`)

/**
 * What stands rather than happens, a row each: what it is counted under (`key`), for how much (`amount`), and what it is.
 * The counts and the rows behind them are read from the same.
 */
export function stockRows({ from, until }: Period, scope: ReportScope) {
  const part = partOf(scope)
  const own = (column: string) =>
    part === null ? sql`true` : sql`${raw(column)} IN (${associationsOf(part, addDays(until, -1))})`
  const agreements =
    part?.kind === 'territorySet'
      ? sql`(${own('g.local_association_id')} OR g.territory_set_id = ${part.id}::uuid)`
      : own('g.local_association_id')
  const vehicles = (condition: Prisma.Sql) => sql`
    SELECT v.id, ${midnight(`'2000-01-01'::date`)} AS at, v.local_association_id AS key, 1 AS amount,
      v.local_association_id AS association, NULL::uuid AS person, ${named(`v.name || ' (' || v.plate || ')'`)} AS details
    FROM vehicle v WHERE v.active AND ${own('v.local_association_id')} AND ${condition}`
  const loans = (condition: Prisma.Sql) => sql`
    SELECT l.id, ${midnight('l.lent_on')} AS at, a.kind AS key, 1 AS amount, a.local_association_id AS association,
      l.person_id AS person, ${named(`a.kind || ' ' || a.code`)} AS details
    FROM aid_loan l JOIN aid a ON a.id = l.aid_id WHERE ${own('a.local_association_id')} AND ${condition}`
  const activities = (column: 'people' | 'hours') => sql`
    SELECT t.id, ${midnight('t.month_on')} AS at, t.kind AS key, t.${raw(column)} AS amount, t.local_association_id AS association,
      NULL::uuid AS person, jsonb_build_object('kind', t.kind, 'association', o.name) AS details
    FROM activity_total t JOIN local_association o ON o.id = t.local_association_id
    WHERE t.month_on >= date_trunc('month', ${from}::date) AND t.month_on < ${until}::date AND ${own('t.local_association_id')}`
  return {
    volunteers: sql`
      SELECT v.id, ${midnight('v.started_on')} AS at, v.local_association_id AS key, 1 AS amount,
        v.local_association_id AS association, NULL::uuid AS person, ${named(`v.first_name || ' ' || v.last_name`)} AS details
      FROM volunteer v
      WHERE v.started_on < ${until}::date AND (v.ended_on IS NULL OR v.ended_on >= ${from}::date)
        AND ${own('v.local_association_id')}`,
    vehicles: vehicles(sql`true`),
    vehiclesOwned: vehicles(sql`v.ownership = 'owned'`),
    vehiclesOnLoan: vehicles(sql`v.ownership = 'onLoan'`),
    vehiclesEquipped: vehicles(sql`v.wheelchair_places > 0`),
    agreements: sql`
      SELECT g.id, ${midnight('g.starts_on')} AS at, g.counterpart_kind::text AS key, 1 AS amount,
        g.local_association_id AS association, NULL::uuid AS person, ${named(`g.name || ', ' || g.counterpart_name`)} AS details
      FROM agreement g WHERE g.starts_on < ${until}::date AND g.ends_on >= ${from}::date AND ${agreements}`,
    aidsLent: loans(sql`l.lent_on >= ${from}::date AND l.lent_on < ${until}::date`),
    aidsOut: loans(sql`l.lent_on < ${until}::date AND (l.returned_on IS NULL OR l.returned_on >= ${until}::date)`),
    activityPeople: activities('people'),
    activityHours: activities('hours'),
  }
}
export type StockKind = keyof ReturnType<typeof stockRows>

interface StockRow {
  stock: StockKind
  key: string | null
  count: number
}

export const reportStockReads = (db: Db) =>
  ({
    async readStocks(period, scope) {
      const counted = Object.entries(stockRows(period, scope)).map(
        ([stock, rows]) =>
          sql`SELECT ${stock} AS stock, x.key::text AS key, sum(x.amount)::int AS count FROM (${rows}) x GROUP BY x.key`,
      )
      const rows = await db.$queryRaw<StockRow[]>`${KEPT} ${Prisma.join(counted, ' UNION ALL ')}`
      const counts = <K extends string>(stock: StockKind) =>
        new Map(rows.filter((row) => row.stock === stock).map(({ key, count }) => [key as K | null, count]))
      return {
        volunteersByAssociation: counts('volunteers'),
        vehiclesOwnedByAssociation: counts('vehiclesOwned'),
        vehiclesOnLoanByAssociation: counts('vehiclesOnLoan'),
        vehiclesEquippedByAssociation: counts('vehiclesEquipped'),
        agreementsByCounterpart: counts<CounterpartKind>('agreements'),
        aidsLentByKind: counts('aidsLent'),
        aidsOut: [...counts('aidsOut').values()].reduce((total, count) => total + count, 0),
        activityPeopleByKind: counts('activityPeople'),
        activityHoursByKind: counts('activityHours'),
      }
    },
  }) satisfies Pick<FiguresReads, 'readStocks'>
