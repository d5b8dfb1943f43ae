import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capsOfTown, placeOfDigits } from '../../../helpline/territory/answered-place.ts'
import { telephoneDistricts } from '../../../helpline/territory/telephone-districts.ts'

const prefixesOf = (keyed: string) => {
  const place = placeOfDigits(keyed)
  return 'prefixes' in place ? place.prefixes : place.kind
}

describe('where somebody says they call from, on the keypad', () => {
  it.each(telephoneDistricts)(
    '$prefix is $name, with its first zero or without, and with its town’s CAP',
    (district) => {
      const { prefix } = district
      expect(prefixesOf(prefix)).toEqual([prefix])
      expect(prefixesOf(prefix.slice(1))).toEqual([prefix])
      const caps = capsOfTown(prefix)
      expect(caps.length).toBeGreaterThan(0)
      for (const cap of caps) expect(prefixesOf(cap)).toEqual([prefix])
    },
  )

  it.each([
    // Five digits are a CAP: this one is Rieti's, and not Milano with something more.
    ['02100', 'elsewhere'],
    ['02', ['02']],
    ['26100', ['0372']],
    ['26100#', ['0372']],
    ['26010', ['0373', '0372', '0375', '0374']],
    ['20090', ['02', '0331']],
    ['46017', ['0376', '0386', '0375']],
    ['23868', ['0341', '039', '031']],
    ['28100', 'elsewhere'],
    ['00184', 'elsewhere'],
    ['98168', 'elsewhere'],
    // The whole number of one's own telephone.
    ['0372448678', ['0372']],
    ['039 2301234', ['039']],
    ['06', 'elsewhere'],
    ['0321', 'elsewhere'],
    ['01', 'unclear'],
    ['3331234567', 'unclear'],
    ['26', 'unclear'],
    ['2610', 'unclear'],
    ['20200', 'unclear'],
    ['26500', 'unclear'],
    ['99999', 'unclear'],
    ['00000', 'unclear'],
    ['', 'unclear'],
    ['***', 'unclear'],
  ])('%s: %s', (keyed, expected) => {
    expect(prefixesOf(keyed)).toEqual(expected)
  })

  it('is always told in words, and only districts that exist come out of it', () => {
    const known = new Set<string>(telephoneDistricts.map(({ prefix }) => prefix))
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789*# '), maxLength: 14 }), (keyed) => {
        const place = placeOfDigits(keyed)
        if (place.kind === 'unclear') return
        expect(place.textItalian).toMatch(/^Ha scritto .+\.$/)
        if (place.kind !== 'elsewhere') for (const prefix of place.prefixes) expect(known.has(prefix)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
