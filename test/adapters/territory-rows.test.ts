import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectDatabase, toDateColumn } from '../../adapters/postgres/database.ts'
import { territoryReads } from '../../adapters/postgres/territory-rows.ts'
import { planItinerary } from '../../helpline/territory/call-routing.ts'
import { patronSaints } from '../../helpline/territory/patron-saints.ts'
import { parsePhoneNumber } from '../../helpline/territory/phone-numbers.ts'
import { romeDate, romeInstant } from '../../helpline/territory/rome-time.ts'
import { aCallCentre, aListeningPoint, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

describe('the routing table that is kept', () => {
  let database: TestDatabase
  let db: TestDb

  beforeAll(async () => {
    database = await createTestDatabase()
    db = connectDatabase(database.url, 3)
    await aCallCentre(db, { name: 'Centro' })
    const cremona = await aListeningPoint(db, {
      name: 'Cremona',
      prefixes: ['0372'],
      patronSaint: patronSaints.Cremona,
      closures: [{ fromDate: '2026-08-10', toDate: '2026-08-21', reason: 'ferie estive' }],
    })
    const casalmaggiore = await aListeningPoint(db, { name: 'Casalmaggiore', week: null })
    await db.openingHours.create({
      data: {
        listeningPointId: casalmaggiore.id,
        validFrom: toDateColumn('2026-12-01'),
        intervals: { create: [{ weekday: 2, opensAt: '09:00', closesAt: '12:00' }] },
      },
    })
    // The district changes hands with December.
    await db.telephoneDistrict.create({ data: { prefix: '0375', name: 'Casalmaggiore' } })
    const change = toDateColumn('2026-12-01')
    await db.listeningPointDistrict.createMany({
      data: [
        { prefix: '0375', listeningPointId: cremona.id, validTo: change },
        { prefix: '0375', listeningPointId: casalmaggiore.id, validFrom: change },
      ],
    })
    await db.listeningPointNeighbour.create({
      data: { listeningPointId: cremona.id, neighbourId: casalmaggiore.id, rank: 1 },
    })
    await aListeningPoint(db, { name: 'Chiuso per sempre', prefixes: ['0373'], active: false })
  })
  afterAll(async () => {
    await db.$disconnect()
    await database.drop()
  })

  it.each([
    ['a weekday', '2026-11-24 10:00', '0372 448678', 'Cremona', 'pointOpen'],
    ['the patron’s feast', '2026-11-13 10:00', '0372 448678', 'Centro', 'pointClosed'],
    ['the last day of a closure', '2026-08-21 10:00', '0372 448678', 'Centro', 'pointClosed'],
    ['the day after it', '2026-08-24 10:00', '0372 448678', 'Cremona', 'pointOpen'],
    ['a district the day before it moves', '2026-11-30 10:00', '0375 123456', 'Cremona', 'pointOpen'],
    ['the day it moves', '2026-12-01 10:00', '0375 123456', 'Casalmaggiore', 'pointOpen'],
    ['a point that is no longer active', '2026-11-24 20:00', '0373 256789', 'Centro', 'districtNotServed'],
  ])('%s', async (_, moment, from, destination, code) => {
    const now = romeInstant(moment.slice(0, 10), moment.slice(11))
    const points = await territoryReads(db).listRoutablePoints(romeDate(now))
    const { stages, steps } = planItinerary({ caller: { phone: parsePhoneNumber(from) }, points, now })
    const [first] = stages.flatMap((stage) => ('listeningPointIds' in stage ? stage.listeningPointIds : []))
    expect(points.find(({ id }) => id === first)?.name).toBe(destination)
    expect(steps.map((step) => step.code)).toContain(code)
  })

  it('is read with its civil days as they are written', async () => {
    const [casalmaggiore, , cremona] = await territoryReads(db).listRoutablePoints('2026-08-22')
    expect(cremona).toMatchObject({
      fixedPhones: [],
      districtPrefixes: expect.arrayContaining(['0372', '0375']),
      neighbourIds: [casalmaggiore?.id],
      hours: {
        patron: patronSaints.Cremona,
        // The day before a night shift ends is still asked for.
        closures: [{ fromDate: '2026-08-10', toDate: '2026-08-21', reason: 'ferie estive' }],
        versions: [{ validFrom: null, validTo: null }],
      },
    })
    expect(casalmaggiore).toMatchObject({
      districtPrefixes: [],
      hours: {
        patron: null,
        closures: [],
        versions: [
          {
            validFrom: '2026-12-01',
            validTo: null,
            intervals: [{ weekday: 2, opensAt: '09:00', closesAt: '12:00' }],
          },
        ],
      },
    })
    expect((await territoryReads(db).listRoutablePoints('2026-08-23'))[2]).toMatchObject({ hours: { closures: [] } })
  })

  it('says what rings at each place, and for how long', async () => {
    const points = await territoryReads(db).listRoutablePoints('2026-11-24')
    expect(points.map(({ name, kind, ringTimeoutSeconds }) => [name, kind, ringTimeoutSeconds])).toEqual([
      ['Casalmaggiore', 'point', 25],
      ['Centro', 'callCentre', 25],
      ['Cremona', 'point', 25],
    ])
  })
})
