import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectDatabase, toDateColumn } from '../../adapters/postgres/database.ts'
import { reportReads } from '../../adapters/postgres/report-rows.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import {
  callerTypes,
  helpKinds,
  informationKinds,
  outboundPurposes,
  provenances,
} from '../../helpline/contacts/kinds.ts'
import { serviceOutcomes } from '../../helpline/dispatch/service-states.ts'
import { ageClassOf, ageOn, sexes } from '../../helpline/people/profile.ts'
import { countMonth, type MonthlyReport, type ReportScope } from '../../helpline/reports/monthly-report.ts'
import { reportMonth } from '../../helpline/reports/report-month.ts'
import { aListeningPoint, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const id = (kind: number, number: number) => `0000000${kind}-0000-4000-8000-${String(number).padStart(12, '0')}`

// Written out by hand: the test does not lean on the program's own calendar.
const months = [
  {
    month: '2026-03',
    what: 'with the change to summer time',
    from: '2026-02-28T23:00:00.000Z',
    to: '2026-03-31T22:00:00.000Z',
  },
  { month: '2026-10', what: 'with the change back', from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' },
  {
    month: '2026-12',
    what: 'that ends at the year’s midnight',
    from: '2026-11-30T23:00:00.000Z',
    to: '2026-12-31T23:00:00.000Z',
  },
].map(({ from, to, ...rest }) => ({ ...rest, from: new Date(from), to: new Date(to) }))

interface World {
  contacts: Prisma.ContactCreateManyInput[]
  requests: Prisma.RequestCreateManyInput[]
  services: Prisma.ServiceCreateManyInput[]
}

const anInstant = (from: Date, to: Date) =>
  fc
    .oneof(
      fc.constantFrom(from.getTime() - 1, from.getTime(), to.getTime() - 1, to.getTime()),
      fc.integer({ min: from.getTime() - 2 * DAY, max: to.getTime() + 2 * DAY }),
    )
    .map((at) => new Date(at))

const later = (daysAtMost: number) => fc.nat(daysAtMost * 24).map((hours) => hours * HOUR)
/** Most rows are never deleted. */
/** Most cards are written at once, some weeks late. */
const aDelay = fc.oneof({ weight: 3, arbitrary: later(1) }, { weight: 1, arbitrary: later(40) })
const aLife = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: later(40) })
const orNull = <T>(list: readonly T[]) => fc.option(fc.constantFrom(...list), { nil: null })

describe('the tallies of a month, counted by PostgreSQL', () => {
  let database: TestDatabase
  let db: TestDb
  let reads: ReturnType<typeof reportReads>
  let points: { id: string; name: string; active: boolean }[]
  let requestId: string
  const people = Array.from({ length: 8 }, (_, at) => ({
    id: id(9, at),
    birthDate:
      [null, '1936-02-11', '1941-03-31', '1941-04-01', '1946-12-31', '1947-01-01', '1951-10-31', '1970-01-01'][at] ??
      null,
    sex: [null, ...sexes][at % 3] ?? null,
  }))

  beforeAll(async () => {
    database = await createTestDatabase()
    const administrator = connectDatabase(database.url, 1)
    // Wherever the database stands, a month is a month in Rome.
    await administrator.$executeRawUnsafe(
      `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET timezone TO 'America/New_York'`,
    )
    await administrator.$disconnect()
    db = connectDatabase(database.url, 2)
    reads = reportReads(db)
    for (const name of ['Crema', 'Cremona', 'Lodi']) await aListeningPoint(db, { name })
    points = await reads.listReportPoints()
    const past = new Date('2026-01-07T09:00:00Z')
    await db.assistedPerson.createMany({
      data: people.map((person) => ({
        ...person,
        birthDate: person.birthDate ? toDateColumn(person.birthDate) : null,
        firstName: 'Teresa',
        lastName: 'Galli',
        createdAt: past,
        updatedAt: past,
      })),
    })
    // Services need some request: one of a contact long before.
    const contactId = id(8, 0)
    requestId = id(8, 1)
    await db.contact.create({
      data: {
        id: contactId,
        direction: 'inbound',
        provenance: 'office',
        occurredAt: past,
        recordedAt: past,
        listeningPointId: points[0]?.id ?? '',
      },
    })
    await db.request.create({
      data: {
        id: requestId,
        contactId,
        position: 1,
        kind: 'help',
        helpKind: 'transport',
        createdAt: past,
        recordedAt: past,
      },
    })
  })

  afterAll(async () => {
    await db?.$disconnect()
    await database?.drop()
  })

  const aWorld = (from: Date, to: Date): fc.Arbitrary<World> => {
    const moments = (at: Date, lateness: number, life: number | null) => {
      const recordedAt = new Date(at.getTime() + lateness)
      return { recordedAt, deletedAt: life === null ? null : new Date(recordedAt.getTime() + life) }
    }
    const common = {
      at: anInstant(from, to),
      lateness: aDelay,
      life: aLife,
      point: fc.nat(2),
      personId: orNull(people.map((person) => person.id)),
    }
    const contact = fc.record({
      ...common,
      direction: fc.constantFrom('inbound' as const, 'inbound' as const, 'outbound' as const),
      purpose: fc.constantFrom(...outboundPurposes),
      provenance: fc.constantFrom(...provenances),
      callerType: orNull(callerTypes),
      requests: fc.array(
        fc.record({
          kind: fc.constantFrom('information' as const, 'help' as const),
          informationKind: orNull(informationKinds),
          helpKind: orNull(helpKinds),
          lateness: aDelay,
          life: aLife,
          personId: orNull(people.map((person) => person.id)),
        }),
        { maxLength: 3 },
      ),
    })
    const service = fc.record({
      ...common,
      personId: fc.constantFrom(...people.map((person) => person.id)),
      helpKind: fc.constantFrom(...helpKinds),
      state: fc.constantFrom(
        'planned' as const,
        'done' as const,
        'done' as const,
        'unmet' as const,
        'cancelled' as const,
      ),
      outcome: fc.constantFrom(...serviceOutcomes),
      closing: aDelay,
      km: fc.option(fc.nat(300), { nil: null }),
      minutes: fc.option(fc.nat(600), { nil: null }),
    })
    return fc
      .record({
        contacts: fc.array(contact, { maxLength: 100, size: 'max' }),
        services: fc.array(service, { maxLength: 40, size: 'max' }),
      })
      .map(({ contacts, services }) => {
        let number = 0
        const requests: World['requests'] = []
        const contactRows = contacts.map((row, at) => {
          const contactId = id(1, at)
          const { recordedAt, deletedAt } = moments(row.at, row.lateness, row.life)
          row.requests.forEach((request, position) => {
            requests.push({
              id: id(2, ++number),
              contactId,
              position,
              kind: request.kind,
              informationKind: request.kind === 'information' ? request.informationKind : null,
              helpKind: request.kind === 'help' ? request.helpKind : null,
              personId: request.personId,
              createdAt: recordedAt,
              ...moments(recordedAt, request.lateness, request.life),
            })
          })
          return {
            id: contactId,
            direction: row.direction,
            purpose: row.direction === 'outbound' ? row.purpose : null,
            provenance: row.provenance,
            callerType: row.callerType,
            personId: row.personId,
            listeningPointId: points[row.point]?.id ?? '',
            occurredAt: row.at,
            recordedAt,
            deletedAt,
          }
        })
        const serviceRows = services.map((row, at) => {
          const endsAt = new Date(row.at.getTime() + HOUR)
          const { recordedAt, deletedAt } = moments(row.at, row.lateness - DAY, row.life)
          return {
            id: id(3, at),
            requestId,
            personId: row.personId,
            helpKind: row.helpKind,
            listeningPointId: points[row.point]?.id ?? '',
            startsAt: row.at,
            endsAt,
            busyFrom: row.at,
            busyUntil: endsAt,
            state: row.state,
            outcome: row.state === 'done' ? row.outcome : null,
            unmetCause: row.state === 'unmet' ? ('noDriver' as const) : null,
            closedAt: row.state === 'planned' ? null : new Date(endsAt.getTime() + row.closing),
            km: row.km,
            minutes: row.minutes,
            createdAt: recordedAt,
            recordedAt,
            deletedAt,
          }
        })
        return { contacts: contactRows, requests, services: serviceRows }
      })
  }

  async function fill(world: World): Promise<void> {
    await db.service.deleteMany()
    await db.request.deleteMany({ where: { id: { not: requestId } } })
    await db.contact.deleteMany({ where: { id: { not: id(8, 0) } } })
    await db.contact.createMany({ data: world.contacts })
    await db.request.createMany({ data: world.requests })
    await db.service.createMany({ data: world.services })
  }

  const romeDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome', dateStyle: 'short' })

  /** The same month counted one row after the other. */
  function recount(world: World, { from, to }: { from: Date; to: Date }, asOf: Date, pointId: string | null) {
    const within = (at: Date | string) => at >= from && at < to
    const isKnown = (row: { recordedAt: Date | string; deletedAt?: Date | string | null }) =>
      row.recordedAt <= asOf && (!row.deletedAt || row.deletedAt > asOf)
    const here = (row: { listeningPointId: string }) => pointId === null || row.listeningPointId === pointId
    const contacts = world.contacts.filter((row) => within(row.occurredAt) && isKnown(row) && here(row))
    const inbound = contacts.filter((row) => row.direction === 'inbound')
    const requests = world.requests.filter(
      (row) => isKnown(row) && contacts.some((contact) => contact.id === row.contactId),
    )
    const closed = world.services.filter(
      (row) => within(row.startsAt) && isKnown(row) && here(row) && row.closedAt && row.closedAt <= asOf,
    )
    const done = closed.filter((row) => row.state === 'done')
    const given = done.filter((row) => row.outcome === 'done')
    const seen = new Set([...inbound, ...requests, ...given].map((row) => row.personId))
    const assisted = people.filter((person) => seen.has(person.id))
    const lastDay = romeDay.format(new Date(to.getTime() - 1))
    const among =
      <T>(rows: readonly T[], keyOf: (row: T) => unknown) =>
      (key: string) =>
        rows.filter((row) => (keyOf(row) ?? 'notKnown') === key).length
    return {
      figures: {
        contactsIn: inbound.length,
        contactsOut: contacts.length - inbound.length,
        contactsOutToAssistedPerson: contacts.filter((row) => row.purpose === 'toAssistedPerson').length,
        contactsOutToOrganise: contacts.filter((row) => row.purpose === 'toOrganise').length,
        assistedPeople: assisted.length,
        requests: requests.length,
        informationRequests: requests.filter((row) => row.kind === 'information').length,
        helpRequests: requests.filter((row) => row.kind === 'help').length,
        services: given.length,
        unmetServices: closed.filter((row) => row.state === 'unmet').length,
        km: done.reduce((total, row) => total + (row.km ?? 0), 0),
        volunteerMinutes: done.reduce((total, row) => total + (row.minutes ?? 0), 0),
      },
      cells: {
        contactsInByCallerType: among(inbound, (row) => row.callerType),
        contactsInByProvenance: among(inbound, (row) => row.provenance),
        contactsInByListeningPoint: among(inbound, (row) => row.listeningPointId),
        contactsInByDay: among(inbound, (row) => romeDay.format(new Date(row.occurredAt))),
        informationByKind: among(
          requests.filter((row) => row.kind === 'information'),
          (row) => row.informationKind,
        ),
        helpByKind: among(
          requests.filter((row) => row.kind === 'help'),
          (row) => row.helpKind,
        ),
        servicesByHelpKind: among(given, (row) => row.helpKind),
        closedServicesByOutcome: among(done, (row) => row.outcome),
        peopleByAgeClass: among(assisted, ({ birthDate }) => birthDate && ageClassOf(ageOn(birthDate, lastDay))),
        peopleBySex: among(assisted, (person) => person.sex),
      } as Record<string, (key: string) => number>,
    }
  }

  const read = (month: string, asOf: Date, pointId: string | null): Promise<MonthlyReport> => {
    const scope: ReportScope =
      pointId === null
        ? { kind: 'region', id: null, name: 'rete' }
        : { kind: 'listeningPoint', id: pointId, name: 'punto' }
    return countMonth(reads, reportMonth(month), scope, points, asOf)
  }

  it.each(months)('are those of a naive count, in a month $what', async ({ month, from, to }) => {
    const asOf = new Date(to.getTime() + 10 * DAY)
    let counted = 0
    await fc.assert(
      fc.asyncProperty(aWorld(from, to), fc.constantFrom(null, null, 0, 2), async (world, at) => {
        await fill(world)
        const pointId = at === null ? null : (points[at]?.id ?? null)
        const { figures } = await read(month, asOf, pointId)
        const expected = recount(world, { from, to }, asOf, pointId)
        expect(figures).toMatchObject(expected.figures)
        for (const table of figures.tables) {
          for (const row of table.rows) {
            expect([table.key, row.key, row.count]).toEqual([table.key, row.key, expected.cells[table.key]?.(row.key)])
          }
        }
        counted += figures.contactsIn + figures.services
      }),
      { numRuns: 25, unbiased: true },
    )
    expect(counted).toBeGreaterThan(50)
  })

  it('hold the first millisecond of the month and not the first of the next', async () => {
    for (const { month, from, to } of months) {
      const at = (occurredAt: Date, number: number): Prisma.ContactCreateManyInput => ({
        id: id(1, number),
        direction: 'inbound',
        provenance: 'tollFree',
        listeningPointId: points[0]?.id ?? '',
        occurredAt,
        recordedAt: occurredAt,
      })
      const edges = [from.getTime() - 1, from.getTime(), to.getTime() - 1, to.getTime()]
      await fill({ contacts: edges.map((edge, number) => at(new Date(edge), number)), requests: [], services: [] })
      const { figures } = await read(month, new Date(to.getTime() + DAY), null)
      const byDay = figures.tables.find(({ key }) => key === 'contactsInByDay')
      expect([month, figures.contactsIn, byDay?.rows[0]?.count, byDay?.rows.at(-1)?.count]).toEqual([month, 2, 1, 1])
    }
  })

  it('know a service only once it is closed, and forget what is deleted afterwards', async () => {
    const startsAt = new Date('2026-10-20T08:00:00Z')
    const endsAt = new Date('2026-10-20T09:00:00Z')
    const recordedAt = new Date('2026-10-18T08:00:00Z')
    await fill({
      contacts: [],
      requests: [],
      services: [
        {
          id: id(3, 1),
          requestId,
          personId: people[1]?.id ?? '',
          helpKind: 'transport',
          listeningPointId: points[0]?.id ?? '',
          startsAt,
          endsAt,
          busyFrom: startsAt,
          busyUntil: endsAt,
          state: 'done',
          outcome: 'done',
          km: 31,
          createdAt: recordedAt,
          recordedAt,
          closedAt: new Date('2026-11-02T08:00:00Z'),
          deletedAt: new Date('2026-11-09T08:00:00Z'),
        },
      ],
    })
    const kmAsOf = async (asOf: string) => (await read('2026-10', new Date(asOf), null)).figures.km
    expect(await kmAsOf('2026-11-02T07:59:59.999Z')).toBe(0)
    expect(await kmAsOf('2026-11-02T08:00:00Z')).toBe(31)
    expect(await kmAsOf('2026-11-09T07:59:59.999Z')).toBe(31)
    expect(await kmAsOf('2026-11-09T08:00:00Z')).toBe(0)
  })
})
