import { describe, expect, it } from 'vitest'
import { isFiscalCode, wasBornOn } from '../../../helpline/people/fiscal-code.ts'

describe('a fiscal code', () => {
  it.each(['RSSMRA80A01H501U', 'BNCLRI42E31F205Z'])('%s is looked at letter by letter', (code) => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((letter) => isFiscalCode(code.slice(0, 15) + letter))
    expect(letters).toHaveLength(1)
  })
  it('is known by its last letter', () => {
    expect(isFiscalCode('RSSMRA80A01H501U')).toBe(true)
    expect(isFiscalCode('RSSMRA80A01H501V')).toBe(false)
    expect(isFiscalCode('RSSMRA81A01H501U')).toBe(false)
    expect(isFiscalCode('rssmra80a01h501u')).toBe(false)
  })
  it('says the day of birth, also of a woman and with letters in place of digits', () => {
    expect(wasBornOn('RSSMRA80A01H501U', '1980-01-01')).toBe(true)
    expect(wasBornOn('RSSMRA80A41H501Y', '1980-01-01')).toBe(true)
    expect(wasBornOn('RSSMRA80A0MH501U', '1980-01-01')).toBe(true)
    expect(wasBornOn('RSSMRA80A01H501U', '1980-01-02')).toBe(false)
    expect(wasBornOn('RSSMRA80A01H501U', '1980-02-01')).toBe(false)
  })
})
