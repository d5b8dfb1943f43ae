import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AccountabilityReport,
  type AgreementTerms,
  replannedReports,
} from '../../../helpline/reports/accountability-agreements.ts'
import { accountabilityPeriods, reportingRhythms } from '../../../helpline/reports/accountability-periods.ts'
import { firstWorkingDay } from '../../../helpline/reports/month-preparation.ts'
import { addDays } from '../../../helpline/territory/rome-time.ts'

const terms = (overrides: Partial<AgreementTerms> = {}): AgreementTerms => ({
  name: 'Trasporto sociale',
  counterpartKind: 'municipality',
  counterpartName: 'Comune di Crema',
  localAssociationId: null,
  territory: null,
  startsOn: '2026-04-13',
  endsOn: '2027-04-12',
  amountCents: 1_000_00,
  paymentRule: '50% subito, 50% alla fine',
  unitPriceCents: null,
  priceUnit: null,
  reportingRhythm: 'quarterly',
  reportingDueDays: 30,
  annexPeople: 'anonymous',
  ...overrides,
})

let number = 0
const reportsOf = (of: AgreementTerms, overrides: Partial<AccountabilityReport> = {}): AccountabilityReport[] =>
  replannedReports(null, of).add.map((planned) => {
    number += 1
    return {
      ...{
        id: `report-${number}`,
        draftedAt: null,
        publishedReportId: null,
        sentAt: null,
        sentOn: null,
        sentTo: null,
        sentBy: null,
      },
      ...planned,
      ...overrides,
    }
  })

describe('the reports an agreement asks for', () => {
  it('are one a period of its own, due so many days after its last one', () => {
    expect(replannedReports(null, terms()).add.map(({ period, dueOn }) => [period.from, period.until, dueOn])).toEqual([
      ['2026-04-13', '2026-07-13', '2026-08-11'],
      ['2026-07-13', '2026-10-13', '2026-11-11'],
      ['2026-10-13', '2027-01-13', '2027-02-11'],
      ['2027-01-13', '2027-04-13', '2027-05-12'],
    ])
  })

  it('stay as they were where the new terms ask for the same, and follow them where they do not', () => {
    const day = fc.integer({ min: 0, max: 900 }).map((days) => addDays('2026-01-01', days))
    const someTerms = fc
      .tuple(
        day,
        fc.integer({ min: 1, max: 900 }),
        fc.constantFrom(...reportingRhythms),
        fc.integer({ min: 0, max: 365 }),
      )
      .map(([startsOn, length, reportingRhythm, reportingDueDays]) =>
        terms({ startsOn, endsOn: addDays(startsOn, length), reportingRhythm, reportingDueDays }),
      )
    fc.assert(
      fc.property(someTerms, someTerms, (before, after) => {
        const known = reportsOf(before)
        const { add, remove, move } = replannedReports({ ...before, reports: known }, after)
        const kept = known
          .filter(({ id }) => !remove.includes(id))
          .map((report) => ({ ...report, dueOn: move.find(({ id }) => id === report.id)?.dueOn ?? report.dueOn }))
        const planned = [...kept, ...add].map(({ period, dueOn }) => [period.from, period.until, dueOn])
        const asked = accountabilityPeriods(after).map(({ from, until }) => [
          from,
          until,
          addDays(until, after.reportingDueDays - 1),
        ])
        expect(planned.sort()).toEqual(asked.sort())
      }),
    )
  })

  it('keep a due day somebody chose', () => {
    const [first, ...others] = reportsOf(terms())
    if (!first) throw new Error('There is a first period.')
    const chosen = { ...first, dueOn: '2026-09-30' }
    const { move } = replannedReports(
      { reportingDueDays: 30, reports: [chosen, ...others] },
      terms({ reportingDueDays: 60 }),
    )
    expect(move.map(({ id }) => id)).toEqual(others.map(({ id }) => id))
  })

  it('refuse terms that would take one away that was prepared', () => {
    const reports = reportsOf(terms(), { publishedReportId: 'published' })
    expect(() => replannedReports({ reportingDueDays: 30, reports }, terms({ startsOn: '2026-05-01' }))).toThrow(
      /già stato rendicontato/,
    )
  })
})

describe('the first working day of a month', () => {
  it.each([
    ['2026-11-01', null, '2026-11-02'],
    ['2027-01-01', null, '2027-01-04'],
    ['2026-05-01', null, '2026-05-04'],
    ['2026-06-01', null, '2026-06-01'],
    ['2024-04-01', null, '2024-04-02'],
    ['2026-12-01', { kind: 'fixed', name: 'Patrono', month: 12, day: 1 } as const, '2026-12-02'],
  ])('of %s, with %j, is %s', (month, patron, day) => expect(firstWorkingDay(month, patron)).toBe(day))
})
