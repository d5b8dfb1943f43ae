import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { capsOfTown } from '../../helpline/territory/answered-place.ts'
import { telephoneDistricts } from '../../helpline/territory/telephone-districts.ts'
import { comuni, provinces, territorySets } from '../reference/reference-data.ts'
import { insertRows } from './insert-rows.ts'

const date = (isoDate: string | null) => (isoDate === null ? null : toDateColumn(isoDate))

/** What every installation starts from: territory and the ways of asking volunteers. Run again, it changes nothing. */
export async function seedReference(prisma: PrismaClient): Promise<void> {
  if ((await prisma.setting.count({ where: { key: 'reference' } })) > 0) return
  await prisma.$transaction(
    async (db) => {
      // Two first starts at once: the second waits here, and finds it done.
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('seed reference'))`
      if ((await db.setting.count({ where: { key: 'reference' } })) > 0) return
      await db.province.createMany({ data: [...provinces] })
      await db.telephoneDistrict.createMany({ data: telephoneDistricts.map(({ prefix, name }) => ({ prefix, name })) })
      const rows = comuni.map(({ validFrom, validTo, ...comune }) => ({
        ...comune,
        caps: comune.telephoneDistrictPrefix === null ? [] : capsOfTown(comune.telephoneDistrictPrefix),
        validFrom: date(validFrom),
        validTo: date(validTo),
      }))
      // Successors first: who was merged points to them.
      await insertRows(
        db,
        'comune',
        rows.filter((row) => row.successorIstatCode === null),
      )
      await insertRows(
        db,
        'comune',
        rows.filter((row) => row.successorIstatCode !== null),
      )
      await seedSets(db)
      await db.offerPolicy.createMany({
        data: [
          { name: 'Uno alla volta', fromHoursLeft: 72, waveSize: 1, waveMinutes: 20 },
          { name: 'A tre alla volta', fromHoursLeft: 6, waveSize: 3, waveMinutes: 15 },
          { name: 'A cinque alla volta', fromHoursLeft: 0, waveSize: 5, waveMinutes: 15 },
        ],
      })
      await db.setting.create({ data: { key: 'reference', value: true } })
    },
    { timeout: 60_000 },
  )
}

async function seedSets(db: Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]): Promise<void> {
  const validity = new Map(comuni.map((comune) => [comune.istatCode, comune]))
  for (const { comuni: members, validFrom, validTo, ...set } of territorySets) {
    const { id } = await db.territorySet.create({
      data: { ...set, validFrom: date(validFrom), validTo: date(validTo) },
    })
    await insertRows(
      db,
      'territory_membership',
      members.flatMap((comuneIstatCode) => {
        const comune = validity.get(comuneIstatCode)
        // A new comune lay there before it had its name: whoever lives in it today is counted there in the past too.
        const to = earliest(validTo, comune?.validTo ?? null)
        if (validFrom && to && validFrom >= to) return []
        return [{ setId: id, kind: set.kind, comuneIstatCode, validFrom: date(validFrom), validTo: date(to) }]
      }),
    )
  }
}

const earliest = (a: string | null, b: string | null) => (a && b ? (a < b ? a : b) : (a ?? b))
