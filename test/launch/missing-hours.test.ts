import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectDatabase, toDateColumn } from '../../adapters/postgres/database.ts'
import { HoursMissing, refuseMissingHours } from '../../launch/missing-hours.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { aCallCentre, aListeningPoint, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

describe('a start', () => {
  let database: TestDatabase
  let db: TestDb

  beforeAll(async () => {
    database = await createTestDatabase()
    db = connectDatabase(database.url, 2)
    await aCallCentre(db, { week: null })
    await aListeningPoint(db, { name: 'Cremona' })
    await aListeningPoint(db, { name: 'Chiuso per sempre', week: null, active: false })
  })
  afterAll(async () => {
    await db.$disconnect()
    await database.drop()
  })

  it('goes ahead when every point in use has its hours', async () => {
    await expect(refuseMissingHours(database.url, TUESDAY_AT_TEN)).resolves.toBeUndefined()
  })

  it('is refused, by name, while one has none: none at all, an empty table, or one that has ended', async () => {
    await aListeningPoint(db, { name: 'Crema', week: null })
    await aListeningPoint(db, { name: 'Lodi', week: [] })
    const { id } = await aListeningPoint(db, { name: 'Soresina' })
    await db.openingHours.updateMany({ where: { listeningPointId: id }, data: { validTo: toDateColumn('2026-11-24') } })
    const refusal = await refuseMissingHours(database.url, TUESDAY_AT_TEN).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(HoursMissing)
    const { message } = refusal as HoursMissing
    for (const name of ['Crema', 'Lodi', 'Soresina']) expect(message).toContain(`  - ${name}\n`)
    expect(message).not.toMatch(/Cremona|Chiuso/)
  })
})
