import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { apportion, running } from '../../launch/make-year/apportion.ts'
import { makeYear } from '../../launch/make-year/make-year.ts'
import { planYear } from '../../launch/make-year/year-plan.ts'
import { exactTables, scaled, type YearTotals, yearTotals } from '../../launch/make-year/year-totals.ts'
import { seedDemo } from '../../prisma/seed.ts'
import type { TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { bringIn } from '../support/imports.ts'

const shipped = (name: string): YearTotals =>
  yearTotals.parse(JSON.parse(readFileSync(`launch/totals/${name}.json`, 'utf8')))
const lombardy = shipped('lombardia-2013')
const cremona = shipped('cremona-2025')
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

describe('splitting a total', () => {
  it('sums to it, stays within one of the exact share, and keeps counts that already sum', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.nat(1_000_000), weights, (total, shares) => {
        fc.pre(sum(shares) > 0.001)
        const parts = apportion(total, shares)
        expect(sum(parts)).toBe(total)
        for (const [at, part] of parts.entries()) {
          expect(Math.abs(part - (total * (shares[at] as number)) / sum(shares))).toBeLessThan(1)
        }
      }),
    )
    expect(apportion(181_110, Object.values(lombardy.contacts.callerTypes))).toEqual(
      Object.values(lombardy.contacts.callerTypes),
    )
    const give = running(1_001_148, 40_725)
    expect(sum(Array.from({ length: 40_725 }, () => give(1)))).toBe(1_001_148)
  })
})

describe('the totals that are shipped', () => {
  it('are those of the reports, and reconcile', () => {
    expect(sum(Object.values(lombardy.contacts.callerTypes))).toBe(181_110)
    expect(lombardy.information.total + lombardy.services.total).toBe(470_058)
    expect(lombardy.outbound.toAssistedPerson + lombardy.outbound.toOrganise).toBe(290_838)
    expect(lombardy.people.total).toBe(25_988)
    expect(cremona.information.total + cremona.services.total).toBe(79_331)
    expect(sum(Object.values(cremona.services.kinds))).toBe(cremona.services.total)
    expect(sum(Object.values(cremona.services.destinations))).toBe(cremona.services.kinds.transport)
    const over = (key: 'hours' | 'km' | 'volunteers' | 'associations' | 'owned' | 'onLoan' | 'equipped') =>
      sum(cremona.areas.map((area) => area[key] ?? 0))
    expect([over('hours'), over('km'), over('volunteers'), over('associations')]).toEqual([
      178_967, 1_001_148, 1_217, 52,
    ])
    expect([over('owned'), over('onLoan'), over('equipped')]).toEqual([55, 43, 32])
  })

  it.each([
    ['Lombardy', lombardy],
    ['Cremona', cremona],
  ])('make a whole year of %s that holds every table to the unit', (_, totals) => {
    const { tables, contacts, people, requests, services, outbound } = planYear(totals, 1)
    const tally = (cards: Iterable<number>, keys: number) => {
      const counts = Array.from({ length: keys }, () => 0)
      for (const card of cards) counts[card] = (counts[card] as number) + 1
      return counts
    }
    expect(tally(contacts.callerType, 7)).toEqual(Object.values(tables.callerTypes))
    expect(tally(contacts.area, totals.areas.length)).toEqual(tables.contactsByArea)
    expect(tally(people.ageClass, 6)).toEqual(Object.values(tables.ageClasses))
    expect(new Set(contacts.person).size).toBe(totals.people.total)
    const given = [...services.request.keys()].filter((at) => !requests.failure[services.request[at] as number])
    expect(given.length).toBe(totals.services.total)
    expect(
      tally(
        given.map((at) => requests.kind[services.request[at] as number] as number),
        13,
      ),
    ).toEqual(Object.values(tables.helpKinds))
    expect(sum(services.km)).toBe(totals.services.km)
    expect(sum(services.minutes)).toBe(totals.services.hours * 60)
    expect(sum(outbound.isToAssistedPerson)).toBe(totals.outbound.toAssistedPerson)
    expect(outbound.count).toBe(totals.outbound.toAssistedPerson + totals.outbound.toOrganise)
    expect(requests.isHelp.filter((isHelp) => !isHelp).length).toBe(totals.information.total)
  })

  it('in small keep their proportions, and still sum', () => {
    const small = scaled(lombardy, 0.01)
    const tables = exactTables(small)
    expect([small.contacts.total, small.people.total, small.services.total]).toEqual([1811, 260, 4517])
    expect(sum(Object.values(tables.callerTypes))).toBe(1811)
    expect(tables.callerTypes.selfCaller).toBe(Math.round(111_366 / 100))
  })
})

const now = new Date('2026-11-24T10:00:00+01:00')
/** A number or two of each: what must not depend on the way they came. */
const figures = (db: TestDb) => db.$queryRaw`
  SELECT 'in ' || caller_type::text AS what, count(*)::int AS count FROM contact WHERE direction = 'inbound' GROUP BY caller_type
  UNION ALL SELECT 'out ' || purpose::text, count(*)::int FROM contact WHERE direction = 'outbound' GROUP BY purpose
  UNION ALL SELECT 'point ' || p.name, count(*)::int FROM contact c JOIN listening_point p ON p.id = c.listening_point_id GROUP BY p.name
  UNION ALL SELECT 'month ' || date_trunc('month', occurred_at AT TIME ZONE 'Europe/Rome'), count(*)::int FROM contact
    WHERE direction = 'inbound' GROUP BY date_trunc('month', occurred_at AT TIME ZONE 'Europe/Rome')
  UNION ALL SELECT 'information ' || information_kind::text, count(*)::int FROM request WHERE kind = 'information' GROUP BY information_kind
  UNION ALL SELECT 'service ' || help_kind::text, count(*)::int FROM service WHERE outcome = 'done' GROUP BY help_kind
  UNION ALL SELECT 'unmet ' || unmet_cause::text, count(*)::int FROM service WHERE state = 'unmet' GROUP BY unmet_cause
  UNION ALL SELECT 'destination ' || destination_kind::text || inside_province::text, count(*)::int FROM service
    WHERE destination_kind IS NOT NULL GROUP BY destination_kind, inside_province
  UNION ALL SELECT 'sex ' || coalesce(sex::text, ''), count(*)::int FROM assisted_person GROUP BY sex
  UNION ALL SELECT 'people helped', count(DISTINCT person_id)::int FROM contact WHERE direction = 'inbound'
  UNION ALL SELECT 'people taken', count(DISTINCT person_id)::int FROM service WHERE help_kind = 'transport' AND outcome = 'done'
  UNION ALL SELECT 'km ' || coalesce(a.name, ''), sum(km)::int FROM service s LEFT JOIN local_association a ON a.id = s.local_association_id GROUP BY a.name
  UNION ALL SELECT 'km', sum(km)::int FROM service
  UNION ALL SELECT 'minutes', sum(minutes)::int FROM service
  UNION ALL SELECT 'vehicles', count(*)::int FROM vehicle
  UNION ALL SELECT 'volunteers busy', count(DISTINCT volunteer_id)::int FROM service
  ORDER BY 1`
const totalOf = (rows: unknown, what: string) =>
  (rows as { what: string; count: number }[]).find((row) => row.what === what)?.count

describe('making a small year of Cremona', () => {
  const totals = scaled(cremona, 0.02)
  const said: string[] = []
  const out = { isTTY: false, write: (text: string) => said.push(text) } as unknown as NodeJS.WriteStream
  const request = { totals, seed: 1, csv: undefined, anyDatabase: false, isDemo: true, now, out }
  let straight: TestDatabase
  let imported: TestDatabase
  let db: TestDb
  let other: TestDb
  let store: Store
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-year-'))

  beforeAll(async () => {
    ;[straight, imported] = await Promise.all([createTestDatabase(), createTestDatabase()])
    db = connectDatabase(straight.url, 2)
    other = connectDatabase(imported.url, 2)
    store = openStore(imported.url, { maxConnections: 3 })
    await seedDemo({ databaseUrl: straight.url, now, activity: false })
    await seedDemo({ databaseUrl: imported.url, now, activity: false })
    // The demo's own cast is not counted.
    for (const each of [db, other]) await each.$executeRaw`TRUNCATE assisted_person, volunteer, vehicle CASCADE`
    await makeYear({ ...request, databaseUrl: straight.url })
  })
  afterAll(async () => {
    await Promise.all([store.close(), db.$disconnect(), other.$disconnect()])
    await Promise.all([straight.drop(), imported.drop()])
    rmSync(folder, { recursive: true })
  })

  it('holds the totals in the rows of the database', async () => {
    const rows = await figures(db)
    const tables = exactTables(totals)
    for (const [type, count] of Object.entries(tables.callerTypes)) expect(totalOf(rows, `in ${type}`)).toBe(count)
    for (const [kind, count] of Object.entries(tables.helpKinds)) expect(totalOf(rows, `service ${kind}`)).toBe(count)
    expect(totalOf(rows, 'people helped')).toBe(totals.people.total)
    expect(totalOf(rows, 'people taken')).toBe(totals.people.riders)
    expect(totalOf(rows, 'km')).toBe(totals.services.km)
    expect(totalOf(rows, 'minutes')).toBe(totals.services.hours * 60)
    expect(totalOf(rows, 'out toAssistedPerson')).toBe(totals.outbound.toAssistedPerson)
    expect(totalOf(rows, 'out toOrganise')).toBe(totals.outbound.toOrganise)
    const [inside] = await db.$queryRaw<{ outside: number; late: number; repeats: number; cycles: number }[]>`
      SELECT (SELECT count(*)::int FROM contact WHERE date_part('year', occurred_at AT TIME ZONE 'Europe/Rome') <> 2025)
        + (SELECT count(*)::int FROM service WHERE date_part('year', starts_at AT TIME ZONE 'Europe/Rome') <> 2025) AS outside,
      (SELECT count(*)::int FROM contact WHERE recorded_at > occurred_at + interval '7 days') AS late,
      (SELECT count(*)::int FROM (SELECT 1 FROM contact WHERE direction = 'inbound' GROUP BY person_id HAVING count(*) > 5) r) AS repeats,
      (SELECT count(*)::int FROM (SELECT 1 FROM service GROUP BY request_id HAVING count(*) > 3) r) AS cycles`
    expect(inside).toMatchObject({ outside: 0 })
    expect([inside?.late, inside?.repeats, inside?.cycles].every((count) => (count ?? 0) > 5)).toBe(true)
  })

  it('is the same year when it goes through files and an import', async () => {
    await makeYear({ ...request, csv: folder, databaseUrl: imported.url })
    for (const file of readdirSync(folder).sort()) {
      const batch = await bringIn(store, readFileSync(path.join(folder, file), 'utf8'))
      expect([file, batch.state, batch.refused, batch.unchanged]).toEqual([file, 'done', 0, 0])
    }
    expect(await figures(other)).toEqual(await figures(db))
  })

  it('made again with the same seed changes nothing', async () => {
    const before = await figures(db)
    await makeYear({ ...request, databaseUrl: straight.url })
    expect(await figures(db)).toEqual(before)
    expect(said.at(-1)).toContain('c’era già')
  })

  it('is refused on a database that is not the demo’s', async () => {
    await other.setting.delete({ where: { key: 'demo' } })
    const elsewhere = makeYear({ ...request, seed: 2, isDemo: false, databaseUrl: imported.url })
    await expect(elsewhere).rejects.toThrow('non è il database della demo')
  })

  it('is refused before it is over', async () => {
    const future = { ...request, totals: { ...totals, year: 2026 }, databaseUrl: straight.url }
    await expect(makeYear(future)).rejects.toThrow('quando è finito')
  })
})
