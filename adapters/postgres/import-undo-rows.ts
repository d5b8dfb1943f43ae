import { Prisma } from '../../generated/prisma/client.ts'
import type { ImportRows, UndoBlocker } from '../../helpline/imports/import-batch.ts'
import type { ImportKind } from '../../helpline/imports/import-kinds.ts'
import type { Db } from './database.ts'
import { IMPORTED_CONSENT } from './import-ready-rows.ts'
import { importTables } from './ready-row-columns.ts'

/** What the import writes together with a row goes with it; every other row that points to ours needs it to stay. */
const OWN_BELONGINGS = ['person_phone', 'consent', 'volunteer_skill']

interface User {
  table: string
  column: string
}

async function usersOf(db: Db, kind: ImportKind): Promise<User[]> {
  const users = await db.$queryRaw<User[]>`
    SELECT child.relname::text AS "table", a.attname::text AS "column" FROM pg_constraint c
    JOIN pg_class child ON child.oid = c.conrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = ${importTables[kind]}::regclass AND NOT child.relname::text = ANY(${OWN_BELONGINGS})`
  const merges = ['kept_id', 'absorbed_id'].map((column) => ({ table: 'person_merge', column }))
  return kind === 'person' ? [...users, ...merges] : users
}

/** What people said after their cards had come, and would be lost with them. */
const saidSince = (batchId: string) => Prisma.sql`SELECT 'consent', count(DISTINCT c.person_id)::int FROM consent c
  WHERE c.how <> ${IMPORTED_CONSENT} AND c.person_id IN (SELECT r.row_id FROM ${written(batchId)})`

const name = (text: string) => Prisma.raw(`"${text}"`)

/** Every change by hand moves the version; a merge or a deletion moves more than that. */
const changed: Record<ImportKind, Prisma.Sql> = {
  person: Prisma.sql`t.version <> 1 OR t.merged_into_id IS NOT NULL OR t.erased_at IS NOT NULL`,
  volunteer: Prisma.sql`t.version <> 1`,
  vehicle: Prisma.sql`t.version <> 1`,
  directoryEntry: Prisma.sql`t.version <> 1`,
  contact: Prisma.sql`t.version <> 1 OR t.deleted_at IS NOT NULL`,
  request: Prisma.sql`t.version <> 1 OR t.deleted_at IS NOT NULL`,
  service: Prisma.sql`t.version <> 1 OR t.deleted_at IS NOT NULL`,
}

const written = (batchId: string) => Prisma.sql`import_row r WHERE r.batch_id = ${batchId}::uuid AND r.created`

export const importUndoRows = (db: Db): Pick<ImportRows, 'listUndoBlockers' | 'removeImported'> => ({
  async listUndoBlockers(batchId, kind) {
    const table = name(importTables[kind])
    const counts = [
      Prisma.sql`SELECT 'changed' AS reason, count(*)::int AS rows FROM ${table} t
        WHERE (${changed[kind]}) AND t.id IN (SELECT r.row_id FROM ${written(batchId)})`,
      ...(await usersOf(db, kind)).map(
        ({
          table: user,
          column,
        }) => Prisma.sql`SELECT ${user}, count(DISTINCT u.${name(column)})::int FROM ${name(user)} u
          WHERE u.${name(column)} IN (SELECT r.row_id FROM ${written(batchId)})`,
      ),
      ...(kind === 'person' ? [saidSince(batchId)] : []),
    ]
    const found = await db.$queryRaw<UndoBlocker[]>(Prisma.join(counts, ' UNION ALL '))
    return found.filter(({ rows }) => rows > 0)
  },

  async removeImported(batchId, kind, limit) {
    const rows = await db.$queryRaw<{ rows: number; removed: number }[]>`
      WITH taken AS (
        DELETE FROM import_row WHERE (source, kind, external_id) IN (
          SELECT source, kind, external_id FROM import_row WHERE batch_id = ${batchId}::uuid LIMIT ${limit})
        RETURNING row_id, created
      ), gone AS (
        DELETE FROM ${name(importTables[kind])} WHERE id IN (SELECT row_id FROM taken WHERE created) RETURNING id
      ) SELECT (SELECT count(*)::int FROM taken) AS rows, (SELECT count(*)::int FROM gone) AS removed`
    return rows[0] as { rows: number; removed: number }
  },
})
