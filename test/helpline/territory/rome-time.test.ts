import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Invalid } from '../../../helpline/errors.ts'
import {
  addDays,
  formatRomeDate,
  formatRomeDateTime,
  formatRomeDateWithYear,
  formatRomeTime,
  romeDay,
  romeInstant,
  romeMonth,
  romeParts,
  weekdayOf,
} from '../../../helpline/territory/rome-time.ts'

const independent = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Rome',
  dateStyle: 'short',
  timeStyle: 'short',
})
const anyInstant = fc.date({ min: new Date('1995-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
const twoDigits = (value: number) => String(value).padStart(2, '0')

describe('an instant seen in Rome', () => {
  it.each([
    ['2026-11-24T09:00:00Z', '2026-11-24', 2, 10, 0],
    ['2026-07-01T21:59:59Z', '2026-07-01', 3, 23, 59],
    ['2026-07-01T22:00:00Z', '2026-07-02', 4, 0, 0],
    ['2026-12-31T22:59:59Z', '2026-12-31', 4, 23, 59],
    ['2026-12-31T23:00:00Z', '2027-01-01', 5, 0, 0],
    ['2026-03-29T00:59:59Z', '2026-03-29', 7, 1, 59],
    ['2026-03-29T01:00:00Z', '2026-03-29', 7, 3, 0],
    ['2026-10-25T00:30:00Z', '2026-10-25', 7, 2, 30],
    ['2026-10-25T01:30:00Z', '2026-10-25', 7, 2, 30],
    ['2026-10-25T02:00:00Z', '2026-10-25', 7, 3, 0],
    ['2024-02-29T23:30:00Z', '2024-03-01', 5, 0, 30],
  ])('%s is %s, weekday %i, at %i:%i', (instant, isoDate, weekday, hour, minute) => {
    const parts = romeParts(new Date(instant))
    expect(parts).toMatchObject({ isoDate, weekday, hour, minute })
    expect(parts.isoDate).toBe(`${parts.year}-${twoDigits(parts.month)}-${twoDigits(parts.day)}`)
  })

  it('is what Intl says, at any moment', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const { isoDate, hour, minute } = romeParts(instant)
        expect(`${isoDate} ${twoDigits(hour)}:${twoDigits(minute)}`).toBe(independent.format(instant))
      }),
      { numRuns: 2000 },
    )
  })

  it('is refused when it is not a moment', () => {
    expect(() => romeParts(new Date(Number.NaN))).toThrow(Invalid)
  })
})

describe('a Rome date and time as an instant', () => {
  it.each([
    ['2026-11-24', '10:00', '2026-11-24T09:00:00.000Z', 'winter'],
    ['2026-07-01', '10:00', '2026-07-01T08:00:00.000Z', 'summer'],
    ['2026-03-29', '01:59', '2026-03-29T00:59:00.000Z', 'the last minute before the spring change'],
    ['2026-03-29', '02:00', '2026-03-29T01:00:00.000Z', 'skipped, moved forward to 03:00'],
    ['2026-03-29', '02:30', '2026-03-29T01:30:00.000Z', 'skipped, moved forward to 03:30'],
    ['2026-03-29', '03:00', '2026-03-29T01:00:00.000Z', 'just after the spring change'],
    ['2026-10-25', '01:59', '2026-10-24T23:59:00.000Z', 'before the autumn change'],
    ['2026-10-25', '02:30', '2026-10-25T00:30:00.000Z', 'twice that night: the first'],
    ['2026-10-25', '03:00', '2026-10-25T02:00:00.000Z', 'after the autumn change'],
    ['2026-12-31', '23:59', '2026-12-31T22:59:00.000Z', 'the last minute of the year'],
    ['2027-01-01', '00:00', '2026-12-31T23:00:00.000Z', 'the first minute of the year'],
  ])('%s %s is %s (%s)', (isoDate, time, instant) => {
    expect(romeInstant(isoDate, time).toISOString()).toBe(instant)
  })

  it('goes there and back, but for the hour that happens twice', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const minute = Math.floor(instant.getTime() / 60_000) * 60_000
        const parts = romeParts(new Date(minute))
        const back = romeInstant(parts.isoDate, `${twoDigits(parts.hour)}:${twoDigits(parts.minute)}`)
        const later = minute - back.getTime()
        expect([0, 3_600_000]).toContain(later)
        if (later > 0) expect(romeParts(back)).toEqual(parts)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '24/11/2026', ''])('refuses the date "%s"', (isoDate) => {
    expect(() => romeInstant(isoDate, '10:00')).toThrow(Invalid)
  })

  it.each(['24:00', '9:00', '10:60', '10', ''])('refuses the time "%s"', (time) => {
    expect(() => romeInstant('2026-11-24', time)).toThrow(Invalid)
  })
})

describe('days and months', () => {
  it('has a day of 23, 24 and 25 hours', () => {
    const hoursOf = (isoDate: string) => {
      const { from, to } = romeDay(isoDate)
      return (to.getTime() - from.getTime()) / 3_600_000
    }
    expect(['2026-03-29', '2026-11-24', '2026-10-25'].map(hoursOf)).toEqual([23, 24, 25])
  })

  it('has half-open months that follow each other without a gap', () => {
    expect(romeMonth(2026, 12)).toEqual({
      from: new Date('2026-11-30T23:00:00Z'),
      to: new Date('2026-12-31T23:00:00Z'),
    })
    expect(romeMonth(2026, 10).to).toEqual(romeMonth(2026, 11).from)
    expect(romeMonth(2026, 3)).toEqual({
      from: new Date('2026-02-28T23:00:00Z'),
      to: new Date('2026-03-31T22:00:00Z'),
    })
  })

  it('counts days across months, years and clock changes', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30')
    expect(weekdayOf('2026-11-24')).toBe(2)
    expect(weekdayOf('2026-11-29')).toBe(7)
  })
})

describe('dates said to people', () => {
  it('are in Italian and in Rome time', () => {
    const instant = new Date('2026-11-24T09:00:00Z')
    expect(formatRomeDate(instant)).toBe('martedì 24 novembre')
    expect(formatRomeDateWithYear(instant)).toBe('martedì 24 novembre 2026')
    expect(formatRomeTime(instant)).toBe('10:00')
    expect(formatRomeDateTime(instant)).toBe('martedì 24 novembre alle 10:00')
    expect(formatRomeDateTime(new Date('2026-12-31T23:05:00Z'))).toBe('venerdì 1 gennaio alle 00:05')
  })
})
