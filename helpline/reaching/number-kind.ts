import { parsePhoneNumber, takesSms } from '../territory/phone-numbers.ts'

export const numberKinds = ['mobile', 'landline', 'foreign', 'special', 'unknown'] as const
/** 'special' is an Italian number of another sort: toll-free, VoIP, shared cost, premium. */
export type NumberKind = (typeof numberKinds)[number]

const italianLandline = /^\+390\d{5,10}$/

/** What sort of number it is; the library, a hundred times slower, is asked only about the unusual ones. */
export function numberKindOf(e164: string): NumberKind {
  if (takesSms(e164)) return 'mobile'
  if (italianLandline.test(e164)) return 'landline'
  switch (parsePhoneNumber(e164).kind) {
    case 'foreign':
      return 'foreign'
    case 'tollFree':
    case 'other':
      return 'special'
    default:
      return 'unknown'
  }
}
