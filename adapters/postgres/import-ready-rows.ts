import { Prisma } from '../../generated/prisma/client.ts'
import type { ImportRows } from '../../helpline/imports/import-batch.ts'
import type { ImportKind } from '../../helpline/imports/import-kinds.ts'
import type { ReadyPerson, ReadyRow, ReadyVolunteer } from '../../helpline/imports/ready-rows.ts'
import type { Db } from './database.ts'
import { importTables, readyRowColumns } from './ready-row-columns.ts'

type Columns = Record<string, unknown>

/** Thousands of rows in one statement and one parameter; how many were written. */
async function insertRows(db: Db, table: string, rows: readonly Columns[], ending = Prisma.empty): Promise<number> {
  if (rows.length === 0) return 0
  const columns = Prisma.raw(
    Object.keys(rows[0] as Columns)
      .map((column) => `"${column}"`)
      .join(', '),
  )
  return db.$executeRaw(Prisma.sql`INSERT INTO ${Prisma.raw(`"${table}"`)} (${columns}) SELECT ${columns}
    FROM json_populate_recordset(NULL::${Prisma.raw(`"${table}"`)}, ${JSON.stringify(rows)}::json) ${ending}`)
}

/** Services that book somebody twice are left out, and which they are is answered. */
async function insertServices(db: Db, rows: readonly Columns[]): Promise<Set<string>> {
  const written = await insertRows(db, 'service', rows, Prisma.sql`ON CONFLICT DO NOTHING`)
  if (written === rows.length) return new Set()
  const ids = rows.map(({ id }) => id as string)
  const there = await db.$queryRaw<{ id: string }[]>`SELECT id::text AS id FROM service WHERE id = ANY(${ids}::uuid[])`
  const left = new Set(ids)
  for (const { id } of there) left.delete(id)
  return left
}

async function insertBelongings(db: Db, kind: ImportKind, rows: readonly ReadyRow[]): Promise<void> {
  if (kind === 'person') {
    const people = rows as readonly ReadyPerson[]
    await insertRows(
      db,
      'person_phone',
      people.flatMap(({ id, phones }) => phones.map((e164, at) => ({ person_id: id, e164, preferred: at === 0 }))),
    )
    await insertRows(
      db,
      'consent',
      people.flatMap(({ id, consent, createdAt }) =>
        consent === null
          ? []
          : [{ person_id: id, purpose: 'record', given: consent, how: 'da archivio precedente', at: createdAt }],
      ),
    )
  }
  if (kind === 'volunteer') {
    await insertRows(
      db,
      'volunteer_skill',
      (rows as readonly ReadyVolunteer[]).flatMap(({ id, skills }) =>
        skills.map((helpKind) => ({ volunteer_id: id, help_kind: helpKind })),
      ),
    )
  }
}

export const importReadyRows = (db: Db): Pick<ImportRows, 'addReadyRows'> => ({
  async addReadyRows(kind, rows) {
    const columnsOf = readyRowColumns[kind] as (row: ReadyRow) => Columns
    const columns = rows.map((row) => columnsOf(row))
    if (kind === 'service') return insertServices(db, columns)
    await insertRows(db, importTables[kind], columns)
    await insertBelongings(db, kind, rows)
    return new Set()
  },
})
