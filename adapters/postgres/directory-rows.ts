import { Prisma } from '../../generated/prisma/client.ts'
import {
  type DirectoryFields,
  type DirectoryRecord,
  type DirectoryScope,
  type DirectorySearch,
  EVERYWHERE,
} from '../../helpline/directory/directory-records.ts'
import type { DirectoryRows } from '../../helpline/directory/edit-directory.ts'
import { aYearBefore } from '../../helpline/directory/freshness.ts'
import { type Db, toDateColumn } from './database.ts'

const MOST_FOUND = 50

const columns = Prisma.sql`
  e.id, e.name, coalesce(e.information_kinds::text[], '{}') AS "informationKinds", e.description, e.for_whom AS "forWhom", e.address,
  e.comune_istat_code AS "comuneIstatCode", coalesce(e.served_comuni, '{}') AS served, e.phone, e.opening_times AS "openingTimes",
  e.how_to_reach AS "howToReach", e.last_checked_on::text AS "lastCheckedOn", e.active, e.version, c.name AS "comuneName",
  ARRAY(
    SELECT coalesce(
      (SELECT s.name FROM comune s WHERE s.istat_code = place.code),
      (SELECT 'provincia di ' || p.name FROM province p WHERE p.sigla = place.code), 'ovunque')
    FROM unnest(e.served_comuni) WITH ORDINALITY AS place (code, at) ORDER BY place.at) AS "servedNames"`
const tables = Prisma.sql`directory_entry e LEFT JOIN comune c ON c.istat_code = e.comune_istat_code`

const likeText = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

/** Found by its stems, by parts of words still being typed, and with small slips. */
function holds(text: string): Prisma.Sql {
  const words = text.split(/\s+/).filter(Boolean)
  const everyPart = Prisma.join(
    words.map((word) => Prisma.sql`e.search_text LIKE '%' || plain_text(${likeText(word)}) || '%'`),
    ' AND ',
  )
  return Prisma.sql`(e.search_vector @@ websearch_to_tsquery('italian', ${text}) OR (${everyPart})
    OR plain_text(${text}) <% e.search_text)`
}

const rank = (text: string): Prisma.Sql => Prisma.sql`ts_rank(e.search_vector, websearch_to_tsquery('italian', ${text}))
  + word_similarity(plain_text(${text}), plain_text(e.name)) DESC`

/** 0: there, or said to serve there; 1: the whole province; 2: everywhere; null: somewhere else. */
const nearness = (comune: string): Prisma.Sql => Prisma.sql`CASE
  WHEN e.comune_istat_code = ${comune} OR ${comune} = ANY(e.served_comuni) THEN 0
  WHEN (SELECT province_sigla FROM comune WHERE istat_code = ${comune}) = ANY(e.served_comuni) THEN 1
  WHEN ${EVERYWHERE} = ANY(e.served_comuni) OR (e.comune_istat_code IS NULL AND coalesce(cardinality(e.served_comuni), 0) = 0) THEN 2
  END`

const ofScope = (scope: DirectoryScope, today: string): Prisma.Sql => {
  if (scope === 'retired') return Prisma.sql`NOT e.active`
  if (scope === 'all') return Prisma.sql`e.active`
  return Prisma.sql`e.active AND (e.last_checked_on IS NULL OR e.last_checked_on < ${aYearBefore(today)}::date)`
}

export const directoryReads = (db: Db) => ({
  /** The nearest first where a comune is asked for; the longest forgotten first among those to check. */
  searchDirectory({ text, kind, comune, scope, today }: DirectorySearch): Promise<DirectoryRecord[]> {
    const conditions = [ofScope(scope, today)]
    if (text !== '') conditions.push(holds(text))
    if (kind) conditions.push(Prisma.sql`${kind}::information_kind = ANY(e.information_kinds)`)
    if (comune) conditions.push(Prisma.sql`(${nearness(comune)}) IS NOT NULL`)
    const order = [Prisma.sql`e.name`, Prisma.sql`e.id`]
    if (text !== '') order.unshift(rank(text))
    if (comune) order.unshift(nearness(comune))
    if (scope === 'stale') order.unshift(Prisma.sql`e.last_checked_on NULLS FIRST`)
    return db.$queryRaw<DirectoryRecord[]>`
      SELECT ${columns} FROM ${tables} WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY ${Prisma.join(order)} LIMIT ${MOST_FOUND}`
  },

  async findDirectoryEntry(entryId: string): Promise<DirectoryRecord | null> {
    const rows = await db.$queryRaw<DirectoryRecord[]>`SELECT ${columns} FROM ${tables} WHERE e.id = ${entryId}::uuid`
    return rows[0] ?? null
  },

  /** Every entry in use, by name, some at a time. */
  listDirectory: (after: { name: string; id: string } | null, limit: number): Promise<DirectoryRecord[]> =>
    db.$queryRaw<DirectoryRecord[]>`
      SELECT ${columns} FROM ${tables}
      WHERE e.active ${after ? Prisma.sql`AND (e.name, e.id) > (${after.name}, ${after.id}::uuid)` : Prisma.empty}
      ORDER BY e.name, e.id LIMIT ${limit}`,

  directoryEntryExists: async (entryId: string): Promise<boolean> =>
    (await db.directoryEntry.count({ where: { id: entryId } })) > 0,

  listProvinces: () => db.province.findMany({ orderBy: { name: 'asc' }, select: { sigla: true, name: true } }),
})

const toColumns = ({ served, ...fields }: Partial<DirectoryFields>) => ({
  ...fields,
  ...(served ? { servedComuni: served } : {}),
})

export const directoryWrites = (db: Db): Omit<DirectoryRows, 'findDirectoryEntry'> => ({
  async lockDirectoryEntry(entryId) {
    const rows = await db.$queryRaw<{ id: string; version: number }[]>`
      SELECT id, version FROM directory_entry WHERE id = ${entryId}::uuid FOR UPDATE`
    return rows[0] ?? null
  },

  async addDirectoryEntry(entryId, { served, ...fields }, checkedOn) {
    const added = await db.directoryEntry.createMany({
      data: [{ id: entryId, ...fields, servedComuni: served, lastCheckedOn: toDateColumn(checkedOn) }],
      skipDuplicates: true,
    })
    return added.count > 0
  },

  async updateDirectoryEntry(entryId, { lastCheckedOn, active, ...fields }) {
    await db.directoryEntry.update({
      where: { id: entryId },
      data: {
        ...toColumns(fields),
        ...(lastCheckedOn ? { lastCheckedOn: toDateColumn(lastCheckedOn) } : {}),
        ...(active === undefined ? {} : { active }),
        // Being checked changes nothing of what others are writing.
        ...(active === undefined && Object.keys(fields).length === 0 ? {} : { version: { increment: 1 } }),
      },
    })
  },

  async knownPlaces(codes) {
    const rows = await db.$queryRaw<{ code: string }[]>`
      SELECT istat_code AS code FROM comune WHERE istat_code = ANY(${[...codes]})
      UNION ALL SELECT sigla FROM province WHERE sigla = ANY(${[...codes]})`
    return new Set([EVERYWHERE, ...rows.map(({ code }) => code)])
  },
})
