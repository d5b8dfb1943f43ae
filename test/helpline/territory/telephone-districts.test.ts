import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { districtOf, telephoneDistricts } from '../../../helpline/territory/telephone-districts.ts'

describe('the telephone districts of Lombardy', () => {
  it('are thirty, each with its own prefix and name', () => {
    expect(telephoneDistricts).toHaveLength(30)
    expect(new Set(telephoneDistricts.map((district) => district.prefix)).size).toBe(30)
    expect(new Set(telephoneDistricts.map((district) => district.name)).size).toBe(30)
  })

  it.each([
    ['+390372448678', 'Cremona'],
    ['+390212345678', 'Milano'],
    ['+390392301234', 'Monza'],
    ['+39030123456', 'Brescia'],
    ['+39035123456', 'Bergamo'],
    ['+390345123456', 'San Pellegrino Terme'],
  ])('%s is in %s', (e164, name) => {
    expect(districtOf(e164)?.name).toBe(name)
  })

  it.each([
    ['+390612345678', 'Roma'],
    ['+390321123456', 'Novara'],
    ['+390523123456', 'Piacenza'],
    ['+39372448678', 'a mobile that looks like Cremona'],
    ['+393331234567', 'a mobile'],
    ['+39800995988', 'a toll-free number'],
    ['+41916491234', "Campione d'Italia"],
    ['+3903', 'nothing'],
    ['', 'nothing'],
  ])('%s (%s) is in none of them', (e164) => {
    expect(districtOf(e164)).toBeUndefined()
  })

  it('are found by the longest prefix, whatever follows it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^0[0-9]{5,10}$/), (national) => {
        const longest = telephoneDistricts
          .filter((district) => national.startsWith(district.prefix))
          .sort((a, b) => b.prefix.length - a.prefix.length)[0]
        expect(districtOf(`+39${national}`)).toBe(longest)
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.constantFrom(...telephoneDistricts), fc.stringMatching(/^[0-9]{6}$/), (district, rest) => {
        expect(districtOf(`+39${district.prefix}${rest}`)).toBe(district)
      }),
    )
  })
})
