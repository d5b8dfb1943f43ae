import type { Prisma } from '../../generated/prisma/client.ts'
import type { InformationKind } from '../../helpline/contacts/kinds.ts'
import { type Db, fromDateColumn } from './database.ts'

const MOST_FOUND = 30

export const directoryReads = (db: Db) => ({
  async searchDirectory(text: string, kind: InformationKind | undefined) {
    const ids =
      text === ''
        ? undefined
        : (
            await db.$queryRaw<{ id: string }[]>`
              SELECT id FROM directory_entry, websearch_to_tsquery('italian', ${text}) query
              WHERE active AND (search_vector @@ query OR plain_text(name) LIKE '%' || plain_text(${text.replaceAll(/[\\%_]/g, '\\$&')}) || '%')
              ORDER BY ts_rank(search_vector, query) DESC, name LIMIT 200`
          ).map((row) => row.id)
    const where: Prisma.DirectoryEntryWhereInput = {
      active: true,
      ...(ids ? { id: { in: ids } } : {}),
      ...(kind ? { informationKinds: { has: kind } } : {}),
    }
    const rows = await db.directoryEntry.findMany({
      where,
      orderBy: { name: 'asc' },
      ...(ids ? {} : { take: MOST_FOUND }),
      include: { comune: { select: { name: true } } },
    })
    const rank = new Map(ids?.map((id, index) => [id, index]))
    return rows
      .sort((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0))
      .slice(0, MOST_FOUND)
      .map((row) => ({
        id: row.id,
        name: row.name,
        informationKinds: row.informationKinds,
        description: row.description,
        forWhom: row.forWhom,
        address: row.address,
        comune: row.comune?.name ?? null,
        phone: row.phone,
        openingTimes: row.openingTimes,
        howToReach: row.howToReach,
        lastCheckedOn: row.lastCheckedOn ? fromDateColumn(row.lastCheckedOn) : null,
      }))
  },

  directoryEntryExists: async (entryId: string): Promise<boolean> =>
    (await db.directoryEntry.count({ where: { id: entryId } })) > 0,
})
