import { Prisma } from '../../generated/prisma/client.ts'
import type { AnnexExpenseRow, AnnexReads, AnnexServiceRow } from '../../helpline/reports/accountability-annexes.ts'
import { instantsOf } from '../../helpline/reports/report-period.ts'
import { addDays } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'
import { countedRows } from './report-count-rows.ts'
import { associationsOf, partOf } from './report-rows.ts'

export const annexReads = (db: Db): AnnexReads => ({
  async listAnnexRows(period, scope) {
    const part = partOf(scope)
    const identity = Prisma.raw('s.id, s.starts_at AS at, s.person_id AS "personId",')
    const services = await db.$queryRaw<AnnexServiceRow[]>`
      SELECT x.day::text AS day, x."helpKind", x."personId", p.first_name AS "firstName", p.last_name AS "lastName", c.name AS comune,
        a.name AS association, x."destinationKind", x.km, x.minutes
      FROM (${countedRows.services(instantsOf(period), part, identity)}) x
        JOIN assisted_person p ON p.id = x."personId"
        LEFT JOIN comune c ON c.istat_code = x.place LEFT JOIN local_association a ON a.id = x."associationId"
      WHERE x.outcome = 'done' ORDER BY x.at, x.id`
    const expenses = await db.$queryRaw<AnnexExpenseRow[]>`
      SELECT e.incurred_on::text AS day, v.first_name AS "firstName", v.last_name AS "lastName", a.name AS association,
        e.description, e.amount_cents AS "amountCents"
      FROM expense e JOIN volunteer v ON v.id = e.volunteer_id JOIN local_association a ON a.id = v.local_association_id
      WHERE e.approved_at IS NOT NULL AND e.incurred_on >= ${period.from}::date AND e.incurred_on < ${period.until}::date
        AND a.id IN (${associationsOf(part, addDays(period.until, -1))})
      ORDER BY e.incurred_on, e.id`
    return { services, expenses }
  },
})
