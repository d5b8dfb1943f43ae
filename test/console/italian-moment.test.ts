import { describe, expect, it } from 'vitest'
import {
  birthdayFromText,
  dayFromText,
  momentOf,
  splitMoment,
  timeFromText,
} from '../../operator-console/src/ui/italian-moment.ts'

/** A Tuesday. */
const now = new Date('2026-11-24T10:00:00+01:00')

describe('a day written as one says it', () => {
  it.each([
    ['oggi', '2026-11-24'],
    ['Domani', '2026-11-25'],
    ['dopodomani', '2026-11-26'],
    ['dopo domani', '2026-11-26'],
    ['giovedì', '2026-11-26'],
    ['giovedi', '2026-11-26'],
    ['gio', '2026-11-26'],
    ['martedì', '2026-12-01'],
    ['26/11', '2026-11-26'],
    ['26.11.', null],
    ['26-11-2026', '2026-11-26'],
    ['26/11/26', '2026-11-26'],
    ['26 novembre', '2026-11-26'],
    ['giovedì 26 novembre', '2026-11-26'],
    ['2 gen', '2027-01-02'],
    ['23/11', '2027-11-23'],
    ['2026-11-26', '2026-11-26'],
    ['30/02', null],
    ['29/02/2028', '2028-02-29'],
    ['32/11', null],
    ['26/13', null],
    ['', null],
    ['boh', null],
    ['m', null],
  ])('%j is %j ahead', (typed, day) => expect(dayFromText(typed, now, 'ahead')).toBe(day))

  it.each([
    ['ieri', '2026-11-23'],
    ['martedì', '2026-11-17'],
    ['venerdì', '2026-11-20'],
    ['23/11', '2026-11-23'],
    ['25/11', '2025-11-25'],
    ['12/03/1941', '1941-03-12'],
    ['12/03/98', '1998-03-12'],
    ['31/12/26', '2026-12-31'],
    ['31/12/36', '2036-12-31'],
    ['31/12/37', '1937-12-31'],
  ])('%j is %j looking back', (typed, day) => expect(dayFromText(typed, now, 'back')).toBe(day))

  it('is the day of Rome, also just after midnight', () => {
    expect(dayFromText('oggi', new Date('2026-11-24T23:30:00Z'), 'ahead')).toBe('2026-11-25')
  })
})

describe('a day of birth', () => {
  it.each([
    ['12/03/1941', '1941-03-12'],
    ['1941-03-12', '1941-03-12'],
    ['12 marzo 1941', '1941-03-12'],
    ['12/03/41', '1941-03-12'],
    ['1.1.26', '1926-01-01'],
    ['30 nov 16', '1916-11-30'],
    ['12/03/15', '2015-03-12'],
    ['29/02/00', '2000-02-29'],
    ['29/02/41', null],
    ['12/03', null],
    ['12 marzo', null],
    ['ieri', null],
    ['oggi', null],
    ['giovedì', null],
    ['41', null],
    ['', null],
  ])('%j is %j', (typed, day) => expect(birthdayFromText(typed, now)).toBe(day))
})

describe('a time written as one says it', () => {
  it.each([
    ['9', '09:00'],
    ['9.30', '09:30'],
    ['9:30', '09:30'],
    ['9,30', '09:30'],
    ['9 30', '09:30'],
    ['930', '09:30'],
    ['1430', '14:30'],
    ['alle 15', '15:00'],
    ['ore 8.05', '08:05'],
    ['mezzogiorno', '12:00'],
    ['24', null],
    ['9.75', null],
    ['', null],
    ['presto', null],
  ])('%j is %j', (typed, time) => expect(timeFromText(typed)).toBe(time))
})

it('joins day and time in Rome, on both sides of the clock change', () => {
  expect(momentOf('2026-11-26', '09:30')).toBe('2026-11-26T08:30:00.000Z')
  expect(momentOf('2026-07-26', '09:30')).toBe('2026-07-26T07:30:00.000Z')
})

describe('a day and a time in one breath', () => {
  it.each([
    ['domani 9.30', 'domani', '09:30'],
    ['giovedì alle 15', 'giovedì', '15:00'],
    ['26/11 9', '26/11', '09:00'],
    ['26/11/2026 ore 8.15', '26/11/2026', '08:15'],
    ['lunedì 930', 'lunedì', '09:30'],
    ['26 novembre 10:05', '26 novembre', '10:05'],
  ])('%s', (typed, day, time) => {
    const split = splitMoment(typed)
    expect([split?.day, timeFromText(split?.time ?? '')]).toEqual([day, time])
  })

  it.each(['domani', '9.30', '', 'dopo pranzo', '26/11', '26/11 2026', '26 11', '26 novembre', '26 novembre 2026'])(
    '«%s» is not both',
    (typed) => {
      expect(splitMoment(typed)).toBeNull()
    },
  )
})
