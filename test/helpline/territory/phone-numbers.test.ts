import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canReceiveSms,
  formatPhone,
  isReachable,
  parsePhoneNumber,
  takesSms,
} from '../../../helpline/territory/phone-numbers.ts'

describe('a telephone number, as it arrives or as somebody writes it', () => {
  it.each([
    ['0372 448678', 'landline', '+390372448678'],
    ['+390372448678', 'landline', '+390372448678'],
    ['0039 0372 448678', 'landline', '+390372448678'],
    ['039 2301234', 'landline', '+390392301234'],
    ['06 69812345', 'landline', '+390669812345'],
    // Without its zero it is another number, and a valid one: nobody may add or take it away.
    ['372 448678', 'mobile', '+39372448678'],
    ['333 123 4567', 'mobile', '+393331234567'],
    ['800-995988', 'tollFree', '+39800995988'],
    ['803123', 'tollFree', '+39803123'],
    ['199123456', 'other', '+39199123456'],
    ['892424', 'other', '+39892424'],
    ['55 1234 5678', 'other', '+395512345678'],
    ['+41 91 649 12 34', 'foreign', '+41916491234'],
  ])('%s is a %s, %s', (raw, kind, e164) => {
    expect(parsePhoneNumber(raw)).toEqual({ kind, e164 })
  })

  it.each([
    '',
    ' ',
    null,
    undefined,
    'anonymous',
    'Anonymous',
    'RESTRICTED',
    '+266696687',
    '266696687',
    '+7378742833',
    '+8566696',
    '+86282452253',
    '+2562533',
  ])('%s is withheld', (raw) => {
    expect(parsePhoneNumber(raw)).toEqual({ kind: 'withheld' })
  })

  it.each([
    '0039 2301234',
    '02 1',
    '12345',
    'chiamare 0372448678',
    '333 1234567 int. 3',
    'client:operatore',
    'sip:0372448678@example.org',
    '+',
    '9'.repeat(500),
  ])('%s is not a telephone number', (raw) => {
    expect(parsePhoneNumber(raw)).toEqual({ kind: 'invalid' })
  })

  it('never fails, and what it accepts reads back the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+?[0-9 ]{0,16}$/)), (raw) => {
        const phone = parsePhoneNumber(raw)
        if (isReachable(phone)) expect(parsePhoneNumber(phone.e164)).toEqual(phone)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps every digit of a Cremona landline, zeros included', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9][0-9]{5}$/), (rest) => {
        expect(parsePhoneNumber(`0372 ${rest}`)).toEqual({ kind: 'landline', e164: `+390372${rest}` })
      }),
    )
  })
})

describe('a message by SMS', () => {
  it.each([
    ['333 123 4567', true],
    ['0372 448678', false],
    ['800 995988', false],
    ['+41 79 123 45 67', false],
    ['', false],
    ['12', false],
  ])('to %s can be sent: %s', (raw, expected) => {
    expect(canReceiveSms(parsePhoneNumber(raw))).toBe(expected)
  })

  it('is judged of a number in E.164 as the library judges it', () => {
    const mobiles = Array.from({ length: 80 }, (_, index) => `+393${20 + index}`)
    for (const e164 of mobiles.flatMap((start) => [`${start}000000`, `${start}9999999`])) {
      expect([e164, takesSms(e164), parsePhoneNumber(e164).kind]).toEqual([e164, true, 'mobile'])
    }
    const nearlyMobile = fc.stringMatching(/^\+39(3[0-9]|31|43|0372|80|55)[0-9]{4,10}$/)
    fc.assert(
      fc.property(fc.oneof(nearlyMobile, fc.stringMatching(/^\+[0-9]{4,15}$/)), (e164) => {
        expect(takesSms(e164)).toBe(canReceiveSms(parsePhoneNumber(e164)))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a number shown to people', () => {
  it.each([
    ['+390372448678', '0372 448678'],
    ['+390212345678', '02 1234 5678'],
    ['+393331234567', '333 123 4567'],
    ['+39800995988', '800 995 988'],
    ['+41916491234', '+41 91 649 12 34'],
  ])('%s is written %s', (e164, expected) => {
    expect(formatPhone(e164)).toBe(expected)
  })
})
