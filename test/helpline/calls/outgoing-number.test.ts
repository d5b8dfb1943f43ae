import { describe, expect, it } from 'vitest'
import { dialableNumber } from '../../../helpline/calls/outgoing/outgoing-number.ts'
import { Invalid } from '../../../helpline/errors.ts'

const OURS = '+390280010001'
const dial = (raw: string) => dialableNumber(raw, [OURS])
const sentence = (raw: string): string => {
  try {
    dial(raw)
  } catch (error) {
    if (error instanceof Invalid) return error.fields['to.number'] ?? ''
    throw error
  }
  throw new Error('The number was let through')
}

describe('which numbers may be called', () => {
  it.each([
    ['a landline', '0372 448678', 'landline', '+390372448678'],
    ['a landline with 0039', '0039 0372 448678', 'landline', '+390372448678'],
    ['a mobile', '339 9876543', 'mobile', '+393399876543'],
    ['a toll-free number of somebody else', '800 638638', 'tollFree', '+39800638638'],
    ['Campione d’Italia, in the province of Como on Swiss telephones', '+41 91 649 12 34', 'foreign', '+41916491234'],
  ])('%s', (_, raw, kind, e164) => {
    expect(dial(raw)).toEqual({ kind, e164 })
  })

  it.each([
    ['Lugano’s next prefix', '+41 44 668 18 00'],
    ['France', '+33 1 42 68 53 00'],
    ['San Marino', '+378 0549 882914'],
    ['a satellite telephone', '+881 6 1234 5678'],
    ['an international premium number', '+979 1 2345 6789'],
    ['a number of Cuba', '+53 7 8301234'],
  ])('not %s: that is abroad', (_, raw) => {
    expect(sentence(raw)).toMatch(/estero|prefisso/)
  })

  it.each([
    '892 424',
    '899 123456',
    '199 123456',
    '178 1234567',
    '848 800444',
    '840 123456',
    '166 123456',
    '144 123456',
  ])('not %s: it costs by the minute', (raw) => {
    expect(sentence(raw)).toMatch(/a pagamento|prefisso/)
  })

  it.each(['112', '118', '', 'anonymous', '+266696687', 'sip:ada@example.org', '0372 448678;ext=5', '1', '+', '800'])(
    'not "%s": it is no number to call',
    (raw) => {
      expect(sentence(raw)).toMatch(/prefisso/)
    },
  )

  it('not ourselves', () => {
    expect(sentence(OURS)).toMatch(/nostro/)
    expect(sentence('800 995 988')).toMatch(/nostro/)
  })
})
