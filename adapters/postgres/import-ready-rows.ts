import { Prisma } from '../../generated/prisma/client.ts'
import type { ImportRows } from '../../helpline/imports/import-batch.ts'
import type { ImportKind } from '../../helpline/imports/import-kinds.ts'
import type { ReadyPerson, ReadyRow, ReadyVolunteer } from '../../helpline/imports/ready-rows.ts'
import { arrayLiteral } from './array-literal.ts'
import { type Db, violatedConstraint } from './database.ts'
import { importTables, readyRowColumns } from './ready-row-columns.ts'

/** How a card that was brought in says that it came with its consent. */
export const IMPORTED_CONSENT = 'da archivio precedente'

type Columns = Record<string, unknown>

const typesOf = new Map<string, ReadonlyMap<string, string>>()

/** As the database calls them: arrays of the columns' own types are read ten times faster than rows of JSON. */
async function columnTypes(db: Db, table: string): Promise<ReadonlyMap<string, string>> {
  const known = typesOf.get(table)
  if (known) return known
  const columns = await db.$queryRaw<{ name: string; type: string }[]>`
    SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
    WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped`
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  typesOf.set(table, types)
  return types
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? arrayLiteral(value.map(String)) : String(value)
}

/** Thousands of rows in one statement, a parameter for each column that says anything; how many were written. */
async function insertRows(db: Db, table: string, rows: readonly Columns[], ending = Prisma.empty): Promise<number> {
  if (rows.length === 0) return 0
  const types = await columnTypes(db, table)
  const names = Object.keys(rows[0] as Columns).filter((name) => rows.some((row) => row[name] !== undefined))
  const columns = Prisma.raw(names.map((name) => `"${name}"`).join(', '))
  // A list in a cell is told as text: arrays of arrays would come out flat.
  const isList = (name: string) => types.get(name)?.endsWith('[]')
  const parameters = names.map((name) => {
    const values = arrayLiteral(rows.map((row) => textOf(row[name])))
    return Prisma.sql`${values}::${Prisma.raw(isList(name) ? 'text' : (types.get(name) ?? 'text'))}[]`
  })
  const read = Prisma.raw(
    names.map((name) => (isList(name) ? `"${name}"::${types.get(name)}` : `"${name}"`)).join(', '),
  )
  return db.$executeRaw(Prisma.sql`INSERT INTO ${Prisma.raw(`"${table}"`)} (${columns}) SELECT ${read}
    FROM unnest(${Prisma.join(parameters)}) AS x (${columns}) ${ending}`)
}

/** Services that book somebody twice are left out, and which they are is answered. */
async function insertServices(db: Db, rows: readonly Columns[]): Promise<Set<string>> {
  // Nearly always nobody is, and having each row looked at before it is written costs a third more.
  if (await insertedWhole(db, rows)) return new Set()
  await insertRows(db, 'service', rows, Prisma.sql`ON CONFLICT DO NOTHING`)
  const ids = rows.map(({ id }) => id as string)
  const there = await db.$queryRaw<{ id: string }[]>`SELECT id::text AS id FROM service WHERE id = ANY(${ids}::uuid[])`
  const left = new Set(ids)
  for (const { id } of there) left.delete(id)
  return left
}

async function insertedWhole(db: Db, services: readonly Columns[]): Promise<boolean> {
  await db.$executeRaw`SAVEPOINT services`
  try {
    await insertRows(db, 'service', services)
  } catch (error) {
    if (!/booked_once/.test(violatedConstraint(error) ?? '')) throw error
    await db.$executeRaw`ROLLBACK TO SAVEPOINT services`
    return false
  }
  await db.$executeRaw`RELEASE SAVEPOINT services`
  return true
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
          : [{ person_id: id, purpose: 'record', given: consent, how: IMPORTED_CONSENT, at: createdAt }],
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
