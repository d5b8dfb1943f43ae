import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  callerTypes,
  helpKinds,
  informationKinds,
  outboundPurposes,
  provenances,
} from '../../../helpline/contacts/kinds.ts'
import { serviceOutcomes } from '../../../helpline/dispatch/service-states.ts'
import { ageClassOf, ageOn, sexes } from '../../../helpline/people/profile.ts'
import { average, type Counts, type MonthTallies, monthFigures } from '../../../helpline/reports/month-figures.ts'
import { reportMonth } from '../../../helpline/reports/report-month.ts'

const points = [
  { id: 'cremona', name: 'Cremona' },
  { id: 'crema', name: 'Crema' },
]
const { days } = reportMonth('2026-11')
const lastDay = '2026-11-30'

const oneOf = <T>(list: readonly T[]) => fc.constantFrom(...list)
const orUnknown = <T>(list: readonly T[]) => fc.option(oneOf(list), { nil: null })

const aMonth = fc.record({
  contactsIn: fc.array(
    fc.record({
      callerType: orUnknown(callerTypes),
      provenance: oneOf(provenances),
      listeningPointId: oneOf(points.map(({ id }) => id)),
      day: oneOf(days),
    }),
  ),
  contactsOut: fc.array(oneOf(outboundPurposes)),
  information: fc.array(orUnknown(informationKinds)),
  help: fc.array(orUnknown(helpKinds)),
  closedServices: fc.array(
    fc.record({
      helpKind: oneOf(helpKinds),
      outcome: oneOf(serviceOutcomes),
      km: fc.nat(400),
      minutes: fc.nat(600),
    }),
  ),
  people: fc.array(
    fc.record({
      birthDate: fc.option(
        fc
          .date({ min: new Date('1920-01-01'), max: new Date('1999-12-31'), noInvalidDate: true })
          .map((date) => date.toISOString().slice(0, 10)),
        { nil: null },
      ),
      sex: orUnknown(sexes),
    }),
  ),
  unmet: fc.nat(50),
})
type Month = typeof aMonth extends fc.Arbitrary<infer T> ? T : never

function count<T, K extends string>(rows: readonly T[], keyOf: (row: T) => K | null): Counts<K> {
  const counts = new Map<K | null, number>()
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1)
  return counts
}

function tally(month: Month): MonthTallies {
  const given = month.closedServices.filter(({ outcome }) => outcome === 'done')
  return {
    contactsInByCallerType: count(month.contactsIn, (row) => row.callerType),
    contactsInByProvenance: count(month.contactsIn, (row) => row.provenance),
    contactsInByListeningPoint: count(month.contactsIn, (row) => row.listeningPointId),
    contactsInByDay: count(month.contactsIn, (row) => row.day),
    contactsOutByPurpose: count(month.contactsOut, (purpose) => purpose),
    informationByKind: count(month.information, (kind) => kind),
    helpByKind: count(month.help, (kind) => kind),
    servicesByHelpKind: count(given, (row) => row.helpKind),
    closedServicesByOutcome: count(month.closedServices, (row) => row.outcome),
    peopleByBirthDate: count(month.people, (row) => row.birthDate),
    peopleBySex: count(month.people, (row) => row.sex),
    unmetServices: month.unmet,
    km: month.closedServices.reduce((total, row) => total + row.km, 0),
    volunteerMinutes: month.closedServices.reduce((total, row) => total + row.minutes, 0),
  }
}

const nothing = (): MonthTallies =>
  tally({ contactsIn: [], contactsOut: [], information: [], help: [], closedServices: [], people: [], unmet: 0 })

const tableOf = (tallies: MonthTallies, key: string) => {
  const table = monthFigures(tallies, { points, days }).tables.find((candidate) => candidate.key === key)
  if (!table) throw new Error(`no table ${key}`)
  return table
}

describe('the figures of a month', () => {
  it('are what a naive count of the rows says', () => {
    fc.assert(
      fc.property(aMonth, (month) => {
        const given = month.closedServices.filter(({ outcome }) => outcome === 'done').length
        expect(monthFigures(tally(month), { points, days })).toMatchObject({
          contactsIn: month.contactsIn.length,
          contactsOut: month.contactsOut.length,
          contactsOutToAssistedPerson: month.contactsOut.filter((purpose) => purpose === 'toAssistedPerson').length,
          contactsOutToOrganise: month.contactsOut.filter((purpose) => purpose === 'toOrganise').length,
          assistedPeople: month.people.length,
          requests: month.information.length + month.help.length,
          informationRequests: month.information.length,
          helpRequests: month.help.length,
          services: given,
          unmetServices: month.unmet,
        })
      }),
    )
  })

  it('have tables whose parts sum to the figure they divide', () => {
    fc.assert(
      fc.property(aMonth, (month) => {
        const figures = monthFigures(tally(month), { points, days })
        const whole: Record<string, number> = {
          contactsInByCallerType: figures.contactsIn,
          contactsInByProvenance: figures.contactsIn,
          contactsInByListeningPoint: figures.contactsIn,
          contactsInByDay: figures.contactsIn,
          informationByKind: figures.informationRequests,
          helpByKind: figures.helpRequests,
          servicesByHelpKind: figures.services,
          closedServicesByOutcome: month.closedServices.length,
          peopleByAgeClass: figures.assistedPeople,
          peopleBySex: figures.assistedPeople,
        }
        expect(figures.tables.map(({ key }) => key).sort()).toEqual(Object.keys(whole).sort())
        for (const table of figures.tables) {
          expect([table.key, table.total]).toEqual([table.key, whole[table.key]])
          expect(table.rows.reduce((total, row) => total + row.count, 0)).toBe(table.total)
        }
      }),
    )
  })

  it('put each person in the age class of the last day of the month', () => {
    fc.assert(
      fc.property(aMonth, (month) => {
        for (const row of tableOf(tally(month), 'peopleByAgeClass').rows) {
          const inClass = month.people.filter(({ birthDate }) =>
            birthDate === null ? row.key === 'notKnown' : ageClassOf(ageOn(birthDate, lastDay)) === row.key,
          )
          expect([row.key, row.count]).toEqual([row.key, inClass.length])
        }
      }),
    )
  })

  it('counts a birthday on the last day, and not one on the day after', () => {
    const born = (birthDate: string) => ({
      ...nothing(),
      peopleByBirthDate: new Map([[birthDate, 1]]),
      peopleBySex: new Map([[null, 1]]),
    })
    const classOf = (birthDate: string) =>
      tableOf(born(birthDate), 'peopleByAgeClass').rows.find((row) => row.count === 1)?.key
    expect(classOf('1941-11-30')).toBe('from85')
    expect(classOf('1941-12-01')).toBe('from80to84')
  })

  it('keeps the association’s order, and the unknown in sight', () => {
    const keys = (table: string) => tableOf(nothing(), table).rows.map((row) => row.key)
    expect(keys('contactsInByCallerType')).toEqual([...callerTypes, 'notKnown'])
    expect(keys('peopleBySex')).toEqual(['female', 'male', 'notKnown'])
    expect(keys('informationByKind')).toEqual([...informationKinds])
    expect(keys('helpByKind')).toEqual([...helpKinds])
    expect(keys('contactsInByDay')).toHaveLength(30)
    expect(tableOf({ ...nothing(), helpByKind: new Map([[null, 2]]) }, 'helpByKind').rows.at(-1)).toEqual({
      key: 'notKnown',
      label: 'non noto',
      count: 2,
    })
  })

  it('are refused when two counts of the same rows disagree', () => {
    const oneMore = { ...nothing(), contactsInByDay: new Map([['2026-11-24', 1]]) }
    expect(() => monthFigures(oneMore, { points, days })).toThrow('disagree')
    const elsewhere = { ...nothing(), helpByKind: new Map([['gardening', 1]]) as unknown as Counts<'transport'> }
    expect(() => monthFigures(elsewhere, { points, days })).toThrow('helpByKind')
  })
})

describe('an average', () => {
  it.each([
    [181_110, 25_988, 7],
    [470_058, 181_110, 2.6],
    [470_058, 25_988, 18.1],
    [181_110, 12, 15_092.5],
    [181_110, 365, 496.2],
    [1, 20, 0.1],
    [0, 3, 0],
  ])('of %i among %i is printed as %d', (total, among, printed) => {
    expect(average(total, among)).toBe(printed)
  })

  it('is nothing where there is nobody to divide by', () => {
    expect(average(3, 0)).toBeNull()
  })
})
