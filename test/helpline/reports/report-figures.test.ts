import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callerTypes, helpKinds, informationKinds, provenances } from '../../../helpline/contacts/kinds.ts'
import type { CountedPeriod } from '../../../helpline/reports/counted-period.ts'
import type { ReportTable } from '../../../helpline/reports/figure-names.ts'
import { changedLines } from '../../../helpline/reports/report-changes.ts'
import { reportFigures } from '../../../helpline/reports/report-figures.ts'
import { yearPeriod } from '../../../helpline/reports/report-period.ts'
import { percentile } from '../../../helpline/reports/report-tables.ts'
import {
  addTallies,
  type CountedContact,
  type CountedRows,
  type Tally,
  tallyParts,
  tallyRows,
} from '../../../helpline/reports/tally.ts'

const nowhere = { place: null, province: null, ambitoId: null, asl2013Id: null, atsId: null, asstId: null }
const somewhere = { place: '019036', province: 'CR', ambitoId: 'a1', asl2013Id: 's1', atsId: 't1', asstId: 'h1' }
const days = ['2013-01-01', '2013-03-31', '2013-10-27', '2013-12-31']

const anEvent = {
  pointId: fc.constantFrom('p1', 'p2', 'p3'),
  associationId: fc.constantFrom(null, 'l1', 'l2'),
  day: fc.constantFrom(...days),
  home: fc.constantFrom(nowhere, somewhere),
}
const placed = <T extends { home: typeof nowhere | typeof somewhere }>({ home, ...row }: T) => ({ ...row, ...home })

const aContact = fc
  .record({
    ...anEvent,
    direction: fc.constantFrom('inbound' as const, 'outbound' as const),
    provenance: fc.constantFrom(...provenances),
    callerType: fc.option(fc.constantFrom(...callerTypes), { nil: null }),
    callerE164: fc.constantFrom(null, '+390372448678', '+393331234567'),
    weekday: fc.integer({ min: 1, max: 7 }),
    hour: fc.nat(23),
  })
  .map((row) => ({ ...placed(row), purpose: row.direction === 'outbound' ? 'toOrganise' : null }) as CountedContact)
const aRequest = fc
  .record({
    ...anEvent,
    isHelp: fc.boolean(),
    kind: fc.nat(9),
    state: fc.constantFrom('open' as const, 'solved' as const, 'unmet' as const),
  })
  .map(({ kind, ...row }) => ({
    ...placed(row),
    helpKind: row.isHelp ? (helpKinds[kind] ?? null) : null,
    informationKind: row.isHelp ? null : (informationKinds[kind] ?? null),
    fulfilledBy: null,
    unmetCause: row.state === 'unmet' ? ('tooLate' as const) : null,
    referred: false,
    directoryEntryId: null,
  }))
const aService = fc
  .record({
    ...anEvent,
    helpKind: fc.constantFrom(...helpKinds),
    outcome: fc.constantFrom('done' as const, 'noShow' as const, null),
    km: fc.nat(90),
  })
  .map((row) => ({
    ...placed(row),
    fulfilledBy: 'auser' as const,
    unmetCause: null,
    minutes: row.km,
    passengers: 1,
    destinationKind: null,
    insideProvince: null,
    facilityId: null,
    destinationAsstId: null,
    volunteerId: 'v1',
  }))
const someRows: fc.Arbitrary<CountedRows> = fc.record({
  contacts: fc.array(aContact),
  requests: fc.array(aRequest),
  services: fc.array(aService),
  calls: fc.constant([]),
  callbacks: fc.constant([]),
  messages: fc.constant([]),
})

const known = { isInForce: true, isPartial: false }
const counted = (tally: Tally, people: Partial<CountedPeriod['people']> = {}): CountedPeriod => ({
  period: yearPeriod(2013),
  tally,
  activeVolunteers: Object.keys(tally).filter((key) => key.startsWith('volunteer|')).length,
  people: {
    total: 0,
    transported: 0,
    byAgeAndComune: [],
    bySex: new Map(),
    byLivesAlone: new Map(),
    byNewness: new Map(),
    byServices: new Map(),
    ...people,
  },
  stocks: {
    volunteersByAssociation: new Map(),
    vehiclesOwnedByAssociation: new Map(),
    vehiclesOnLoanByAssociation: new Map(),
    vehiclesEquippedByAssociation: new Map(),
    agreementsByCounterpart: new Map(),
    aidsLentByKind: new Map(),
    aidsOut: 0,
    activityPeopleByKind: new Map(),
    activityHoursByKind: new Map(),
  },
  openDays: 250,
  names: {
    points: ['p1', 'p2', 'p3'].map((id) => ({ id, name: id, shown: true })),
    associations: ['l1', 'l2'].map((id) => ({ id, name: id, comune: '019036' })),
    comuni: new Map([['019036', 'Cremona']]),
    provinces: [{ id: 'CR', name: 'Cremona' }],
    sets: [
      { id: 'a1', name: 'Cremonese', kind: 'ambito', ...known },
      { id: 's1', name: 'ASL Cremona', kind: 'asl2013', ...known },
      { id: 't1', name: 'ATS', kind: 'ats', ...known },
      { id: 'h1', name: 'ASST', kind: 'asst', ...known },
    ],
    directoryEntries: [],
    facilities: [],
    placeOf: () => ({ province: 'CR', ambitoId: 'a1', asl2013Id: 's1', atsId: 't1' }),
  },
})

const totalOf = (tables: readonly ReportTable[], key: string) => tables.find((table) => table.key === key)?.total

describe('rows in, figures out', () => {
  it('are what a naive count of the rows says, and every table sums to its figure', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const { values, tables, crossTables } = reportFigures(counted(tallyRows(rows)))
        const contactsIn = rows.contacts.filter(({ direction }) => direction === 'inbound').length
        const given = rows.services.filter(({ outcome }) => outcome === 'done').length
        const told = rows.requests.filter(({ isHelp, state }) => !isHelp && state !== 'unmet').length
        expect(values).toMatchObject({
          contactsIn,
          contactsOut: rows.contacts.length - contactsIn,
          requests: rows.requests.length,
          helpRequests: rows.requests.filter(({ isHelp }) => isHelp).length,
          services: given,
          informationGiven: told,
          takingsInCharge: told + given,
          km: rows.services.reduce((total, { outcome, km }) => total + (outcome ? (km ?? 0) : 0), 0),
          activeVolunteers: given > 0 ? 1 : 0,
        })
        for (const { key, total, rows: lines } of tables) {
          if (key.startsWith('contactsInBy')) expect([key, total]).toEqual([key, contactsIn])
          expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(total)
        }
        expect(totalOf(tables, 'takingsInChargeByKind')).toBe(told + given)
        for (const { rows: lines, columnTotals, total } of crossTables) {
          expect(lines.reduce((sum, line) => sum + line.total, 0)).toBe(total)
          expect(columnTotals.reduce((sum, count) => sum + count, 0)).toBe(total)
        }
      }),
    )
  })

  it('are the same whether the rows are counted together, or by point and added', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const own = (pointId: string): CountedRows => ({
          ...rows,
          contacts: rows.contacts.filter((row) => row.pointId === pointId),
          requests: rows.requests.filter((row) => row.pointId === pointId),
          services: rows.services.filter((row) => row.pointId === pointId),
        })
        const parts = ['p1', 'p2', 'p3'].flatMap((pointId) => tallyParts(own(pointId)))
        const points = parts.filter(({ kind }) => kind === 'listeningPoint').map(({ tally }) => tally)
        expect(addTallies(points, { withDays: true })).toEqual(tallyRows(rows))
        const inProvince = parts.filter(({ kind, id }) => kind === 'province' && id === 'CR').map(({ tally }) => tally)
        const known = <T extends { province: string | null }>(list: T[]) =>
          list.filter(({ province }) => province === 'CR')
        const only = {
          ...rows,
          contacts: known(rows.contacts),
          requests: known(rows.requests),
          services: known(rows.services),
        }
        expect(addTallies(inProvince, { withDays: true })).toEqual(tallyRows(only))
      }),
    )
  })

  it('stop where two ways of counting disagree', () => {
    expect(() => reportFigures(counted({ 'inCaller|relative': 3, 'inProvenance|sms': 2 }))).toThrow('disagree')
  })

  it('print the averages of 2013 as the association printed them', () => {
    const all = [
      'inCaller|relative',
      'inProvenance|tollFree',
      'inPoint|p1',
      'inAssociation|',
      'inMonth|2013-05',
      'inWeekHour|1-9',
      'inDistrict|',
      'inComune|',
      'inProvince|',
      'inAmbito|',
      'inAsl2013|',
      'inAts|',
    ]
    const given = [
      'service|transport',
      'serviceFulfilledBy|auser',
      'serviceMonth|2013-05',
      'serviceAssociation|',
      'outcome|done',
      'ride|-',
      'rideAssociation|',
    ]
    const tally: Tally = {
      ...Object.fromEntries(all.map((key) => [key, 181_110])),
      ...Object.fromEntries(given.map((key) => [key, 451_696])),
      'information|health': 18_362,
      'informationGiven|health': 18_362,
      'requestState|solved': 18_362,
    }
    const people = 25_988
    const { values } = reportFigures(
      counted(tally, {
        total: people,
        byAgeAndComune: [{ ageClass: null, comune: null, count: people }],
        bySex: new Map([[null, people]]),
        byLivesAlone: new Map([[null, people]]),
        byNewness: new Map([['known', people]]),
        byServices: new Map([['over50', people]]),
      }),
    )
    expect(values).toMatchObject({
      takingsInCharge: 470_058,
      contactsPerPerson: 7,
      servicesPerContact: 2.6,
      servicesPerPerson: 18.1,
      contactsInPerMonth: 15_092.5,
      contactsInPerDay: 496.2,
    })
  })

  it('have percentiles that are one of the values, as sorting them one by one finds it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1 }), fc.constantFrom(0.5, 0.95), (values, share) => {
        const counts = new Map<string, number>()
        for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
        const sorted = [...values].sort((a, b) => a - b)
        expect(percentile(counts, share)).toBe(sorted[Math.ceil(values.length * share) - 1])
      }),
    )
    expect(percentile(new Map(), 0.5)).toBeNull()
  })
})

describe('what has changed since a report was published', () => {
  it('is every line that differs and no other', () => {
    fc.assert(
      fc.property(someRows, someRows, (then, since) => {
        const both = (key: keyof CountedRows) => [...then[key], ...since[key]]
        const frozen = reportFigures(counted(tallyRows(then)))
        const live = reportFigures(counted(tallyRows({ ...then, contacts: both('contacts') as CountedContact[] })))
        const lines = changedLines(frozen, live)
        const more = since.contacts.filter(({ direction }) => direction === 'inbound').length
        expect(lines.find(({ key }) => key === 'contactsIn')?.difference ?? 0).toBe(more)
        const byPoint = lines.filter(({ section }) => section === 'Contatti in entrata per punto d’ascolto')
        expect(byPoint.reduce((total, { difference }) => total + (difference ?? 0), 0)).toBe(more)
        expect(changedLines(frozen, frozen)).toEqual([])
        for (const { published, now } of lines) expect(published).not.toBe(now)
      }),
    )
  })
})
