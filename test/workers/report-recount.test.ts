import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { checkFigures } from '../../helpline/reports/check-figures.ts'
import { countReport } from '../../helpline/reports/read-report.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { startRecount } from '../../workers/recount.ts'
import { TUESDAY_AT_TEN, testClock } from '../support/app.ts'
import { aListeningPoint, aPerson, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'
import { until } from '../support/processes.ts'

const occasion = { now: TUESDAY_AT_TEN, actor: { kind: 'system' as const } }
const period = { from: '2026-11-01', until: '2026-12-01' }
const region = { kind: 'region' as const, id: null, name: 'rete' }
const year = { day: '2026-11-24', year: 2026 }

describe('the recount of what was marked', () => {
  let database: TestDatabase
  let db: TestDb
  let store: Store
  let other: Store
  let pointId: string
  let personId: string

  beforeAll(async () => {
    database = await createTestDatabase()
    db = connectDatabase(database.url, 3)
    store = openStore(database.url, { maxConnections: 4 })
    other = openStore(database.url, { maxConnections: 4 })
    pointId = (await aListeningPoint(db)).id
    personId = (await aPerson(db)).id
  })
  afterEach(async () => {
    await recountFigures(store, occasion)
    await db.reportAlarm.deleteMany()
  })
  afterAll(async () => {
    await Promise.all([db?.$disconnect(), store?.close(), other?.close()])
    await database?.drop()
  })

  const save = (count = 1) =>
    db.contact.createMany({
      data: Array.from({ length: count }, (_, at) => ({
        direction: 'inbound' as const,
        provenance: 'tollFree' as const,
        callerType: 'relative' as const,
        occurredAt: new Date(TUESDAY_AT_TEN.getTime() - at * 1000),
        recordedAt: TUESDAY_AT_TEN,
        listeningPointId: pointId,
        personId,
      })),
    })
  const read = async () =>
    (await countReport(store, occasion, { kind: 'monthly', period, scope: region })).figures.values
  const contactsIn = async () => (await read()).contactsIn ?? 0

  it('does the same once, twice, and by two workers at once', async () => {
    const before = await contactsIn()
    for (let round = 1; round <= 5; round += 1) {
      await save(7)
      await Promise.all([recountFigures(store, occasion), recountFigures(other, occasion), save(3)])
      await recountFigures(other, occasion)
      await recountFigures(store, occasion)
      expect(await contactsIn()).toBe(before + round * 10)
    }
    expect(await db.reportMark.count()).toBe(0)
    expect(await checkFigures(store, occasion, year)).toEqual([])
  })

  it('leaves the marks where it fails half-way, for the next one', async () => {
    const before = await contactsIn()
    await save()
    const failing = {
      transaction: (at: typeof occasion, work: Parameters<Store['transaction']>[1]) =>
        store.transaction(at, (tx) =>
          work(
            Object.create(tx, {
              writeTallies: {
                value: () => {
                  throw new Error('the power went')
                },
              },
            }),
          ),
        ),
    } as Pick<Store, 'transaction'>
    await expect(recountFigures(failing, occasion)).rejects.toThrow('the power went')
    expect(await contactsIn()).toBe(before)
    await recountFigures(store, occasion)
    expect(await contactsIn()).toBe(before + 1)
  })

  it('waits for nobody who saves, and nobody who saves waits for another', async () => {
    const contact = {
      direction: 'inbound' as const,
      provenance: 'tollFree' as const,
      occurredAt: TUESDAY_AT_TEN,
      recordedAt: TUESDAY_AT_TEN,
      listeningPointId: pointId,
    }
    await db.$transaction(
      async (one) => {
        await one.contact.create({ data: contact })
        // The same month of the same point, saved and counted while the first is not over.
        await db.contact.create({ data: contact })
        await recountFigures(store, occasion)
        await one.contact.create({ data: contact })
      },
      { timeout: 20_000 },
    )
    await recountFigures(store, occasion)
    expect(await checkFigures(store, occasion, year)).toEqual([])
  })

  it('tells the consoles', async () => {
    await save()
    await recountFigures(store, occasion)
    expect(await db.liveEvent.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      topic: 'report',
      entityId: pointId,
      listeningPointId: pointId,
    })
  })

  it('goes on by itself: what is saved is in the figures soon', async () => {
    const log = createLog({ service: 'workers', level: 'error', json: true, write: () => undefined })
    const before = await contactsIn()
    const running = startRecount({ store, now: testClock().now, log })
    try {
      await save(2)
      await until(async () => (await contactsIn()) === before + 2)
    } finally {
      await running.stop()
    }
  })

  describe('checked at night', () => {
    it('says nothing where everything agrees', async () => {
      await save()
      await recountFigures(store, occasion)
      expect(await checkFigures(store, occasion, year)).toEqual([])
      expect(await db.reportAlarm.count()).toBe(0)
    })

    it('does not take for a fault what only waits for its recount', async () => {
      await save()
      expect(await checkFigures(store, occasion, year)).toEqual([])
    })

    it('raises an alarm for a tally that is wrong, once, and has it counted again', async () => {
      await save()
      await recountFigures(store, occasion)
      const right = await contactsIn()
      await db.$executeRaw`
        UPDATE report_tally SET counts = counts || '{"inCaller|relative": 1}' WHERE grain = 'month' AND scope_kind = 'listeningPoint'`
      expect(await checkFigures(store, occasion, year)).toEqual([
        { startsOn: '2026-11-01', listeningPointId: pointId, differences: 1, example: `listeningPoint ${pointId}` },
        expect.objectContaining({ startsOn: '2026-01-01', listeningPointId: pointId }),
      ])
      expect(await db.reportAlarm.count()).toBe(2)
      expect(await db.auditEntry.count({ where: { action: 'report.tallyWrong' } })).toBe(2)
      await recountFigures(store, occasion)
      expect([await checkFigures(store, occasion, year), await contactsIn()]).toEqual([[], right])
    })

    it('finds a year that is not the sum of its months, and a person counted wrong', async () => {
      await save()
      await recountFigures(store, occasion)
      await db.$executeRaw`
        UPDATE report_tally SET counts = counts || '{"inCaller|relative": 99999}' WHERE grain = 'year' AND scope_kind = 'listeningPoint'`
      await db.$executeRaw`UPDATE report_person_year SET services = services + 1`
      const alarms = await checkFigures(store, occasion, year)
      expect(alarms.map(({ example }) => example)).toEqual([
        `listeningPoint ${pointId}`,
        expect.stringMatching(/year 2026-01-01$/),
        personId,
      ])
      await recountFigures(store, occasion)
      expect(await checkFigures(store, occasion, year)).toEqual([])
    })

    it('goes back as far as there is anything, a year a job, and twice is once', async () => {
      await db.contact.create({
        data: {
          direction: 'inbound',
          provenance: 'office',
          occurredAt: new Date('2024-02-29T10:00:00Z'),
          recordedAt: TUESDAY_AT_TEN,
          listeningPointId: pointId,
        },
      })
      await recountFigures(store, occasion)
      const checked: number[] = []
      const handlers = onlyHandlers({
        'check-figures': async (at, payload) => {
          checked.push(payload.year)
          for (let time = 0; time < 2; time += 1) await checkFigures(store, at, payload)
        },
      })
      await store.transaction(occasion, async (tx) => {
        tx.ask({ name: 'check-figures', payload: year, key: 'check-figures:today' })
      })
      await drain(store, handlers, TUESDAY_AT_TEN)
      expect([...new Set(checked)]).toEqual([2026, 2025, 2024])
    })
  })
})
