import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gsm7Segments, gsm7Text } from '../../../helpline/messages/gsm7.ts'

describe('gsm7Segments', () => {
  it.each([
    ['', 'gsm7', 0, 0],
    ['Perché è così: più tardi, là, giù', 'gsm7', 33, 1],
    ['a'.repeat(160), 'gsm7', 160, 1],
    ['a'.repeat(161), 'gsm7', 161, 2],
    ['a'.repeat(306), 'gsm7', 306, 2],
    ['a'.repeat(307), 'gsm7', 307, 3],
    ['€'.repeat(80), 'gsm7', 160, 1],
    // 76 of them fill the first segment to 152: the next one does not fit in the place that is left.
    ['€'.repeat(153), 'gsm7', 306, 3],
    ['l’auto', 'ucs2', 6, 1],
    ['í'.repeat(70), 'ucs2', 70, 1],
    ['í'.repeat(71), 'ucs2', 71, 2],
    ['😀'.repeat(35), 'ucs2', 70, 1],
    ['😀'.repeat(36), 'ucs2', 72, 2],
  ])('measures %j', (text, alphabet, units, segments) => {
    expect(gsm7Segments(text)).toEqual({ alphabet, units, segments })
  })

  it('never needs fewer segments for a longer text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ unit: 'grapheme' }), (text, more) => {
        expect(gsm7Segments(text + more).segments).toBeGreaterThanOrEqual(gsm7Segments(text).segments)
      }),
    )
  })
})

describe('gsm7Text', () => {
  it('keeps what fits and writes the rest plainly', () => {
    const text = gsm7Text('È l’ora… “sì” – «no»\u00a0€ 5')
    expect(text).toBe(`E' l'ora... "sì" - "no" € 5`)
    expect(gsm7Segments(text).alphabet).toBe('gsm7')
  })
})
