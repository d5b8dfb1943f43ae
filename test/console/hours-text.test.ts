import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spansInWords, weekAsText, weekInWords } from '../../operator-console/src/features/network/hours-text.ts'
import { spansFromText } from '../../operator-console/src/ui/typed-hours.ts'

describe('the hours of a day, as people write them', () => {
  it.each([
    [
      '9-12, 15-18',
      [
        ['09:00', '12:00'],
        ['15:00', '18:00'],
      ],
    ],
    [
      '9.30 - 12:30 / 15-18',
      [
        ['09:30', '12:30'],
        ['15:00', '18:00'],
      ],
    ],
    [
      'dalle 9 alle 12 e 15-18',
      [
        ['09:00', '12:00'],
        ['15:00', '18:00'],
      ],
    ],
    ['22-6', [['22:00', '06:00']]],
    ['18-24', [['18:00', '24:00']]],
    ['', []],
    ['chiuso', []],
    ['9', null],
    ['9-9', null],
    ['9-12-15', null],
    ['mattina', null],
    ['9-25', null],
  ])('"%s" is %j', (typed, expected) => {
    expect(spansFromText(typed)?.map(({ opensAt, closesAt }) => [opensAt, closesAt]) ?? null).toEqual(expected)
  })

  it('are read back in full', () => {
    expect(spansInWords('22-6')).toBe('22:00–6:00 del giorno dopo')
    expect(spansInWords('')).toBe('chiuso')
    expect(spansInWords('boh')).toBeNull()
  })

  it('of days that are alike stand together', () => {
    const day = (weekday: 1 | 2 | 3 | 6) => ({ weekday, opensAt: '09:00', closesAt: '12:00' })
    expect(weekInWords([day(1), day(2), day(3), day(6)])).toEqual(['lun–mer 9:00–12:00', 'sab 9:00–12:00'])
    expect(weekInWords([])).toEqual([])
  })

  it('written out and read again are the same', () => {
    const time = fc
      .tuple(fc.nat(23), fc.constantFrom('00', '05', '30', '59'))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`)
    fc.assert(
      fc.property(time, fc.oneof(time, fc.constant('24:00')), (opensAt, closesAt) => {
        fc.pre(opensAt !== closesAt)
        const text = weekAsText([{ weekday: 1, opensAt, closesAt }])
        expect(spansFromText(text[1])).toEqual([{ opensAt, closesAt }])
      }),
    )
  })
})
