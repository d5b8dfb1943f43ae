import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { helpKinds, returnKinds } from '../../../helpline/contacts/kinds.ts'
import { previewRepetition } from '../../../helpline/dispatch/series/preview-repetition.ts'
import { type Repetition, ruleOf } from '../../../helpline/dispatch/series/repetition.ts'
import { type SpokenSeries, seriesSentence, writtenInWords } from '../../../helpline/dispatch/series/series-sentence.ts'
import { plannedLegs } from '../../../helpline/dispatch/service-times.ts'
import { aRepetition } from '../../support/repetition.ts'

const today = '2026-11-24'
const said = (repetition: Repetition, some: Partial<SpokenSeries> = {}) =>
  seriesSentence(
    {
      rule: ruleOf(repetition),
      firstDate: today,
      endsOn: null,
      skipHolidays: false,
      excludedDates: [],
      addedDates: [],
      pausedFrom: null,
      pausedUntil: null,
      wallTime: '08:30',
      ...some,
    },
    today,
  )

describe('how a cycle is said', () => {
  it('is a sentence one can read aloud', () => {
    const therapy: Repetition = { kind: 'weekly', weekdays: [5, 1, 3], everyWeeks: 1 }
    expect(said(therapy, { endsOn: '2027-03-31', skipHolidays: true })).toBe(
      'Ogni lunedì, mercoledì e venerdì alle 8:30, fino al 31 marzo 2027, tranne i festivi.',
    )
    expect(said({ kind: 'daily' }, { wallTime: '15:00', endsOn: '2026-12-08' })).toBe(
      'Ogni giorno alle 15:00, fino all’8 dicembre.',
    )
    expect(said({ kind: 'weekly', weekdays: [1, 2, 3, 4, 5], everyWeeks: 1 })).toBe(
      'Ogni giorno dal lunedì al venerdì alle 8:30.',
    )
    expect(said({ kind: 'weekly', weekdays: [2, 7], everyWeeks: 2 }, { firstDate: '2026-12-01' })).toBe(
      'Ogni due settimane, il martedì e la domenica alle 8:30, dal 1 dicembre.',
    )
    expect(said({ kind: 'monthly', place: -1, weekday: 7 })).toBe('L’ultima domenica di ogni mese alle 8:30.')
    expect(said({ kind: 'monthly', place: 1, weekday: 2 })).toBe('Il primo martedì di ogni mese alle 8:30.')
  })

  it('names a few exceptions, counts many, and says the pause', () => {
    const mondays: Repetition = { kind: 'weekly', weekdays: [1], everyWeeks: 1 }
    expect(
      said(mondays, { skipHolidays: true, excludedDates: ['2026-12-14', '2026-11-02'], addedDates: ['2026-12-11'] }),
    ).toBe('Ogni lunedì alle 8:30, tranne i festivi e il 14 dicembre, più l’11 dicembre.')
    const many = ['2026-12-07', '2026-12-14', '2026-12-21', '2026-12-28']
    expect(said(mondays, { excludedDates: many })).toBe('Ogni lunedì alle 8:30, tranne 4 date.')
    expect(said(mondays, { pausedFrom: '2026-12-01', pausedUntil: '2026-12-20' })).toBe(
      'Ogni lunedì alle 8:30, in pausa dal 1 dicembre finché riprende il 20 dicembre.',
    )
    expect(said(mondays, { pausedFrom: '2026-11-01', pausedUntil: '2026-11-20' })).toBe('Ogni lunedì alle 8:30.')
  })

  it('is said as far as it is typed', () => {
    const written = (some: Parameters<typeof aRepetition>[0]) => writtenInWords(aRepetition(some), today)
    expect(written({ weekdays: [], ends: 'on' })).toBe('certi giorni della settimana, tranne i festivi')
    expect(written({ ends: 'on', endsOn: '2027-01-31', skipHolidays: false })).toBe(
      'ogni lunedì, mercoledì e venerdì, fino al 31 gennaio 2027',
    )
    const daily = { kind: 'daily', ends: 'times', skipHolidays: false, excludedDates: ['2026-12-04'] } as const
    expect(written({ ...daily, excludedDates: ['2026-12-04'], times: 10 })).toBe(
      'ogni giorno, 10 volte, tranne il 4 dicembre',
    )
  })

  it('comes with its days before it is saved', () => {
    const preview = previewRepetition(
      aRepetition({ weekdays: [5], ends: 'times', times: 5 }),
      new Date('2026-12-04T08:30:00+01:00'),
      today,
    )
    expect(preview.times).toBe(5)
    expect(preview.days.filter(({ skippedBecause }) => skippedBecause).map(({ date }) => date)).toEqual([
      '2026-12-25',
      '2027-01-01',
    ])
    expect(preview.endsOn).toBe('2027-01-15')
  })
})

describe('the way back', () => {
  const at = (time: string) => new Date(`2026-11-25T${time}:00+01:00`)
  const ride = {
    helpKind: 'transport',
    neededFrom: at('09:00'),
    neededUntil: null,
    returnKind: 'none',
    returnAt: null,
  } as const
  const legs = (some: Partial<Parameters<typeof plannedLegs>[0]>) =>
    plannedLegs({ ...ride, ...some }).map(({ leg, busyFrom, busyUntil }) => [leg, busyFrom, busyUntil])

  it('is one service with the outward way when the wait is short', () => {
    expect(legs({ returnKind: 'fixed', returnAt: at('12:00') })).toEqual([['single', at('09:00'), at('13:30')]])
  })
  it('is a service of its own when it is long, and both are free in between', () => {
    expect(legs({ returnKind: 'fixed', returnAt: at('12:01') })).toEqual([
      ['outward', at('09:00'), at('10:30')],
      ['return', at('12:01'), at('13:31')],
    ])
  })
  it('called when ready is awaited until four hours after the start, or until when was written', () => {
    const window = (neededUntil: Date | null) =>
      plannedLegs({ ...ride, returnKind: 'open', neededUntil }).map(({ calledUntil }) => calledUntil)
    expect(window(null)).toEqual([null, at('13:00')])
    expect(window(at('11:30'))).toEqual([null, at('11:30')])
    expect(window(at('10:00'))).toEqual([null, at('13:00')])
  })
  it('is nothing apart for help at home', () => {
    expect(legs({ helpKind: 'homeCompany', returnKind: 'open' })).toHaveLength(1)
  })

  it('never books the same hours twice, and always satisfies the database', () => {
    const minutes = fc.integer({ min: -600, max: 1400 })
    fc.assert(
      fc.property(
        fc.constantFrom(...helpKinds),
        fc.constantFrom(...returnKinds),
        minutes,
        minutes,
        (helpKind, returnKind, until, back) => {
          const later = (offset: number) => new Date(ride.neededFrom.getTime() + offset * 60_000)
          const planned = plannedLegs({
            helpKind,
            returnKind,
            neededFrom: ride.neededFrom,
            neededUntil: later(until),
            returnAt: later(back),
          })
          for (const { startsAt, endsAt, busyFrom, busyUntil } of planned) {
            expect(startsAt < endsAt && busyFrom <= startsAt && busyUntil >= endsAt).toBe(true)
          }
          const [there, home] = planned
          if (there && home) expect(home.busyFrom >= there.busyUntil).toBe(true)
        },
      ),
    )
  })
})
