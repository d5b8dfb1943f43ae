import { z } from 'zod'
import { Prisma } from '../../generated/prisma/client.ts'
import type { CardFields, FilledField } from '../../helpline/people/merge/joined-card.ts'
import type { MergeCard, MergeRecord, MergeRows, Moved } from '../../helpline/people/merge/merge-records.ts'
import { type Db, fromDateColumn } from './database.ts'
import { toPersonColumns } from './people-rows.ts'

interface Reference {
  table: string
  column: string
  /** Tells the row apart for ever, as text. */
  key?: Prisma.Sql
  /** Rows (`t`) that would only repeat what the card (`toId`) has already: they stay where they are. */
  stays?: (toId: string) => Prisma.Sql
  alsoSets?: Prisma.Sql
}

const uuid = (id: string) => Prisma.sql`${id}::uuid`

/**
 * Every column that refers to a card, contacts before what is written under them. A test compares it with the database's foreign
 * keys: a new one must be placed here.
 */
export const cardReferences: readonly Reference[] = [
  {
    table: 'contact',
    column: 'person_id',
    alsoSets: Prisma.sql`, version = version + CASE state WHEN 'draft' THEN 1 ELSE 0 END`,
  },
  { table: 'request', column: 'person_id' },
  { table: 'service', column: 'person_id' },
  { table: 'call', column: 'person_id' },
  { table: 'callback', column: 'person_id' },
  { table: 'conversation', column: 'person_id' },
  { table: 'consent', column: 'person_id' },
  {
    table: 'person_phone',
    column: 'person_id',
    stays: (toId) =>
      Prisma.sql`EXISTS (SELECT 1 FROM person_phone o WHERE o.person_id = ${uuid(toId)} AND o.e164 = t.e164)`,
  },
  {
    table: 'relation',
    column: 'person_id',
    stays: (
      toId,
    ) => Prisma.sql`t.related_person_id IS NOT DISTINCT FROM ${uuid(toId)} OR EXISTS (SELECT 1 FROM relation o
      WHERE o.person_id = ${uuid(toId)} AND o.kind = t.kind AND o.phone_e164 IS NOT DISTINCT FROM t.phone_e164
        AND o.related_person_id IS NOT DISTINCT FROM t.related_person_id
        AND plain_text(coalesce(o.name, '')) = plain_text(coalesce(t.name, '')))`,
  },
  {
    table: 'relation',
    column: 'related_person_id',
    stays: (toId) => Prisma.sql`t.person_id = ${uuid(toId)}`,
  },
  {
    table: 'volunteer_pairing',
    column: 'person_id',
    key: Prisma.sql`(t.volunteer_id || ' ' || t.kind)`,
    stays: (toId) => Prisma.sql`EXISTS (SELECT 1 FROM volunteer_pairing o
      WHERE o.person_id = ${uuid(toId)} AND o.volunteer_id = t.volunteer_id AND o.kind = t.kind)`,
  },
  { table: 'companion_plan', column: 'person_id' },
  {
    table: 'campaign_member',
    column: 'person_id',
    key: Prisma.sql`t.campaign_id::text`,
    stays: (toId) => Prisma.sql`EXISTS (SELECT 1 FROM campaign_member o
      WHERE o.person_id = ${uuid(toId)} AND o.campaign_id = t.campaign_id)`,
  },
  { table: 'aid_loan', column: 'person_id' },
  // What the absorbed card had absorbed itself: whoever looks for it is led straight to the last one.
  { table: 'assisted_person', column: 'merged_into_id' },
]

const usualKey = Prisma.sql`t.id::text`
const named = (text: string) => Prisma.raw(`"${text}"`)
export const referenceName = ({ table, column }: Pick<Reference, 'table' | 'column'>): string => `${table}.${column}`

async function move(db: Db, reference: Reference, fromId: string, toId: string): Promise<string[]> {
  const { table, column, key = usualKey, stays, alsoSets = Prisma.empty } = reference
  const staying = stays ? Prisma.sql`AND NOT (${stays(toId)})` : Prisma.empty
  const rows = await db.$queryRaw<{ key: string }[]>`
    UPDATE ${named(table)} t SET ${named(column)} = ${uuid(toId)} ${alsoSets}
    WHERE t.${named(column)} = ${uuid(fromId)} ${staying} RETURNING ${key} AS key`
  return rows.map((row) => row.key)
}

const putBack = (db: Db, { table, column, key = usualKey, alsoSets = Prisma.empty }: Reference, merge: MergeRecord) =>
  db.$executeRaw`
    UPDATE ${named(table)} t SET ${named(column)} = ${uuid(merge.absorbedId)} ${alsoSets}
    WHERE t.${named(column)} = ${uuid(merge.keptId)}
      AND ${key} = ANY(${[...(merge.moved.rows[referenceName({ table, column })] ?? [])]})`

const movedSchema = z.object({
  rows: z.record(z.string(), z.array(z.string())),
  preferredPhones: z.array(z.string()),
  filled: z.array(z.object({ field: z.string(), before: z.json(), after: z.json() })),
})

const mergeColumns = { id: true, keptId: true, absorbedId: true, moved: true, at: true, undoneAt: true } as const

function toMerge({
  moved,
  undoneAt,
  ...row
}: Prisma.PersonMergeGetPayload<{ select: typeof mergeColumns }>): MergeRecord {
  const { filled, ...rest } = movedSchema.parse(moved)
  return { ...row, moved: { ...rest, filled: filled as FilledField[] }, undone: undoneAt !== null }
}

const asJson = (moved: Moved) => JSON.parse(JSON.stringify(moved)) as Prisma.InputJsonValue

const mergeCardSelect = {
  id: true,
  version: true,
  mergedIntoId: true,
  erasedAt: true,
  firstName: true,
  lastName: true,
  nickname: true,
  fiscalCode: true,
  birthDate: true,
  sex: true,
  livesAlone: true,
  comuneIstatCode: true,
  address: true,
  latitude: true,
  longitude: true,
  alreadyHelpedBy: true,
  member: true,
  memberUntil: true,
  mobility: true,
  hardOfHearing: true,
  mayLeaveMessage: true,
  warning: true,
  notes: true,
  listeningPointId: true,
  localAssociationId: true,
} satisfies Prisma.AssistedPersonSelect

const toMergeCard = ({
  erasedAt,
  birthDate,
  memberUntil,
  ...row
}: Prisma.AssistedPersonGetPayload<{ select: typeof mergeCardSelect }>): MergeCard => ({
  ...row,
  birthDate: birthDate && fromDateColumn(birthDate),
  memberUntil: memberUntil && fromDateColumn(memberUntil),
  erased: erasedAt !== null,
})

export const peopleMergeReads = (db: Db) => ({
  /** How much is attached to a card, under the name of its table. */
  async countBelongings(personId: string): Promise<Record<string, number>> {
    const counts = cardReferences
      .filter(({ table }) => table !== 'assisted_person')
      .map(
        ({ table, column }) => Prisma.sql`
        SELECT ${table}::text AS name, count(*)::int AS count FROM ${named(table)} WHERE ${named(column)} = ${uuid(personId)}`,
      )
    const rows = await db.$queryRaw<{ name: string; count: number }[]>(Prisma.join(counts, ' UNION ALL '))
    const totals: Record<string, number> = {}
    for (const { name, count } of rows) totals[name] = (totals[name] ?? 0) + count
    return totals
  },
})

export const peopleMergeWrites = (db: Db): Omit<MergeRows, 'fiscalCodeHolder'> => ({
  async lockCards(personIds) {
    // Not FOR UPDATE: what others are writing for these people meanwhile refers to them, and need not wait.
    await db.$queryRaw`
      SELECT id FROM assisted_person WHERE id = ANY(${[...personIds]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
    const rows = await db.assistedPerson.findMany({ where: { id: { in: [...personIds] } }, select: mergeCardSelect })
    return rows.map(toMergeCard)
  },

  async findMerge(mergeId) {
    const row = await db.personMerge.findUnique({ where: { id: mergeId }, select: mergeColumns })
    return row && toMerge(row)
  },

  async listMergesInto(keptId) {
    const rows = await db.personMerge.findMany({
      where: { keptId, undoneAt: null },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      select: mergeColumns,
    })
    return rows.map(toMerge)
  },

  async addMerge({ moved, ...merge }) {
    await db.personMerge.create({ data: { ...merge, moved: asJson(moved) } })
  },

  async writeMoved(mergeId, moved) {
    await db.personMerge.update({ where: { id: mergeId }, data: { moved: asJson(moved) } })
  },

  async closeMerge(mergeId, now) {
    await db.personMerge.update({ where: { id: mergeId }, data: { undoneAt: now } })
  },

  async setMergedInto(personId, keptId, now) {
    await db.assistedPerson.update({
      where: { id: personId },
      data: { mergedIntoId: keptId, version: { increment: 1 }, updatedAt: now },
    })
  },

  async writeCardFields(personId, fields: Partial<CardFields>, now) {
    await db.assistedPerson.update({
      where: { id: personId },
      data: { ...toPersonColumns(fields), version: { increment: 1 }, updatedAt: now },
    })
  },

  async moveBelongings(fromId, toId) {
    const preferred = async (personId: string) =>
      (await db.personPhone.findMany({ where: { personId, preferred: true }, select: { id: true } })).map(
        ({ id }) => id,
      )
    const hasFirstNumber = (await preferred(toId)).length > 0
    const firstNumbers = await preferred(fromId)
    const rows: Record<string, string[]> = {}
    for (const reference of cardReferences) rows[referenceName(reference)] = await move(db, reference, fromId, toId)
    const followed = new Set(rows['person_phone.person_id'])
    const preferredPhones = firstNumbers.filter((id) => followed.has(id))
    if (hasFirstNumber) {
      await db.personPhone.updateMany({ where: { id: { in: preferredPhones } }, data: { preferred: false } })
    }
    return { rows, preferredPhones }
  },

  async returnBelongings(merge) {
    const { keptId, absorbedId, at, moved } = merge
    for (const reference of cardReferences) await putBack(db, reference, merge)
    await db.personPhone.updateMany({
      where: { id: { in: [...moved.preferredPhones] }, personId: absorbedId },
      data: { preferred: true },
    })
    // What has been written since under a contact or a request that goes back goes with it.
    await db.$executeRaw`
      UPDATE request t SET person_id = ${uuid(absorbedId)} FROM contact c
      WHERE t.contact_id = c.id AND c.person_id = ${uuid(absorbedId)}
        AND t.person_id = ${uuid(keptId)} AND t.created_at > ${at}`
    await db.$executeRaw`
      UPDATE service t SET person_id = ${uuid(absorbedId)} FROM request r
      WHERE t.request_id = r.id AND r.person_id = ${uuid(absorbedId)}
        AND t.person_id = ${uuid(keptId)} AND t.created_at > ${at}`
  },

  listDraftContacts: (personId) =>
    db.contact.findMany({
      where: { personId, state: 'draft', deletedAt: null },
      orderBy: { occurredAt: 'desc' },
      take: 50,
      select: { id: true, listeningPointId: true },
    }),
})
