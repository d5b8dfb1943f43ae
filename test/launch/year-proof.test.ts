import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { average } from '../../helpline/reports/report-figures.ts'
import { makeYear } from '../../launch/make-year/make-year.ts'
import { scaled } from '../../launch/make-year/year-totals.ts'
import { seedDemo } from '../../prisma/seed.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bringIn } from '../support/imports.ts'
import { differencesFrom, shippedTotals } from '../support/year-proof.ts'

const now = new Date('2026-11-24T10:00:00+01:00')
const whole = shippedTotals('lombardia-2013')

describe.each([
  ['Lombardy in 2013', whole, 1 / 150],
  ['Cremona in 2025', shippedTotals('cremona-2025'), 1 / 50],
] as const)('a year made to its totals, brought in from files, counted and read: %s', (_name, printed, scale) => {
  const totals = scaled(printed, scale)
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-proof-'))
  let app: TestApp

  beforeAll(async () => {
    app = await startTestApp()
    const { databaseUrl } = app
    await seedDemo({ databaseUrl, now, activity: false })
    await app.db.$executeRaw`TRUNCATE assisted_person, volunteer, vehicle CASCADE`
    const out = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream
    await makeYear({ totals, seed: 1, csv: folder, anyDatabase: false, isDemo: true, databaseUrl, now, out })
    for (const file of readdirSync(folder).sort())
      await bringIn(app.store, readFileSync(path.join(folder, file), 'utf8'))
    await recountFigures(app.store, { now, actor: { kind: 'system' } })
  }, 120_000)
  afterAll(async () => {
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const read = async () => {
    const region = await app.db.operator.findFirstOrThrow({ where: { role: 'regionalAdmin' } })
    const query = { from: `${totals.year}-01-01`, until: `${totals.year + 1}-01-01` }
    return (await app.call('readFigures', { query }, await app.signIn(region))).figures
  }

  it('is what the totals say, to the unit', async () => {
    expect(differencesFrom(totals, await read())).toEqual([])
  })

  it('says where the rides went, hospital by hospital', async () => {
    const facilities = (await read()).tables.find(({ key }) => key === 'ridesByFacility')
    expect(facilities?.rows.at(-1)?.label).toBe('non indicata')
    expect(facilities?.total).toBe((await read()).values.rides)
    expect(
      facilities?.rows.filter(({ label, count }) => /^Ospedale di/.test(label) && count > 0).length,
    ).toBeGreaterThan(0)
  })

  it('is wrong by one when one contact more is there', async () => {
    const point = await app.db.listeningPoint.findFirstOrThrow()
    await app.db.contact.create({
      data: {
        direction: 'inbound',
        provenance: 'office',
        callerType: 'other',
        occurredAt: new Date(`${totals.year}-05-05T10:00:00Z`),
        recordedAt: now,
        listeningPointId: point.id,
      },
    })
    await recountFigures(app.store, { now, actor: { kind: 'system' } })
    expect(differencesFrom(totals, await read())).toContain(
      `contactsIn: ${totals.contacts.total + 1} instead of ${totals.contacts.total}`,
    )
  })
})

describe('the totals of Lombardy in 2013', () => {
  it('are those the association printed', () => {
    const { contacts, people, information, services, outbound } = whole
    const takings = information.total + services.total
    expect([contacts.total, people.total, takings]).toEqual([181_110, 25_988, 470_058])
    expect([
      average(contacts.total, people.total),
      average(takings, contacts.total),
      average(takings, people.total),
      average(contacts.total, 12),
      average(contacts.total, 365),
    ]).toEqual([7, 2.6, 18.1, 15_092.5, 496.2])
    expect(outbound).toEqual({ toAssistedPerson: 119_521, toOrganise: 171_317 })
    expect(contacts.callerTypes).toEqual({
      selfCaller: 111_366,
      relative: 20_905,
      socialServices: 23_177,
      healthServices: 1_815,
      otherAssociations: 16_635,
      otherInstitutions: 3_166,
      other: 4_046,
    })
  })
})
