import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placesInAddress } from '../../helpline/territory/places-in-address.ts'

describe('what an address as it is typed may name', () => {
  it.each([
    ['Via Palestro 12, Cremona', 'cremona'],
    ['via palestro 12 Cremona', 'cremona'],
    ['Cremona, via Palestro 12', 'cremona'],
    ['Via Milano 8/b Sant’Angelo Lodigiano (LO)', 'sant angelo lodigiano'],
    ['Via Palestro Cremona', 'cremona'],
    ['Cascina Bella, Rivolta d’Adda', 'rivolta d adda'],
  ])('%s: %s', (address, name) => expect(placesInAddress(address).names).toContain(name))

  it.each([
    ['Via Milano 8', 'milano'],
    ['viale Città di Castello 3, Crema', 'castello'],
    ['Piazza Lodi', 'lodi'],
  ])('%s is not in %s: so is the street called', (address, name) =>
    expect(placesInAddress(address).names).not.toContain(name),
  )

  it('reads a CAP, and not a number of a house', () => {
    expect(placesInAddress('Via Palestro 12345 bis, 26100').caps).toEqual(['12345', '26100'])
    expect(placesInAddress('Via Palestro 1234').caps).toEqual([])
  })

  it('takes whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (address) => {
        const { names, caps } = placesInAddress(address)
        expect(names.every((name) => /^[a-z]+( [a-z]+)*$/.test(name))).toBe(true)
        expect(caps.every((cap) => /^\d{5}$/.test(cap))).toBe(true)
      }),
    )
  })
})
