import { type PhoneNumber as LibraryNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'

export const phoneKinds = ['landline', 'mobile', 'tollFree', 'other', 'foreign', 'withheld', 'invalid'] as const
export type PhoneKind = (typeof phoneKinds)[number]

/** 'other' is an Italian number of another sort: VoIP, shared cost, premium. */
export type ReachablePhone = { kind: 'landline' | 'mobile' | 'tollFree' | 'other' | 'foreign'; e164: string }
export type ParsedPhone = ReachablePhone | { kind: 'withheld' | 'invalid' }

const ITALY = '39'
const RAW_LENGTH_LIMIT = 40

/** What carriers send in place of a withheld number: words, or the same words typed on a keypad (ANONYMOUS is 266696687). */
const withheldWords = new Set(['', 'anonymous', 'restricted', 'unknown', 'unavailable', 'blocked', 'private'])
const withheldDigits = new Set(['266696687', '7378742833', '8566696', '86282452253', '2562533'])

function isWithheld(text: string): boolean {
  return withheldWords.has(text.toLowerCase()) || withheldDigits.has(text.replace(/^\+/, ''))
}

function italianKind(number: LibraryNumber): ReachablePhone['kind'] {
  switch (number.getType()) {
    case 'FIXED_LINE':
      return 'landline'
    case 'MOBILE':
      return 'mobile'
    case 'TOLL_FREE':
      return 'tollFree'
    default:
      return 'other'
  }
}

/** Zeros are part of an Italian number: 0372 448678 is a landline, 372 448678 somebody's mobile. */
export function parsePhoneNumber(raw: string | null | undefined): ParsedPhone {
  const text = (raw ?? '').trim()
  if (isWithheld(text)) return { kind: 'withheld' }
  if (text.length > RAW_LENGTH_LIMIT) return { kind: 'invalid' }
  // `extract: false` refuses a number buried in other text.
  const number = parsePhoneNumberFromString(text, { defaultCountry: 'IT', extract: false })
  if (!number?.isValid() || number.ext !== undefined) return { kind: 'invalid' }
  // By calling code, not country: +39 06 698 is the Vatican's.
  const kind = number.countryCallingCode === ITALY ? italianKind(number) : 'foreign'
  return { kind, e164: number.number }
}

export function isReachable(phone: ParsedPhone): phone is ReachablePhone {
  return phone.kind !== 'withheld' && phone.kind !== 'invalid'
}

/** Only Italian mobiles: a message to a landline is refused by the carrier, and abroad nobody has agreed to one. */
export function canReceiveSms(phone: ParsedPhone): phone is { kind: 'mobile'; e164: string } {
  return phone.kind === 'mobile'
}

const usualMobile = /^\+393[2-9]\d{7,8}$/

/** The same of a number in E.164; the library, a hundred times slower, is asked only about the unusual ones. */
export const takesSms = (e164: string): boolean => usualMobile.test(e164) || canReceiveSms(parsePhoneNumber(e164))

/** For people: '0372 448678', or the international form for a number from abroad. */
export function formatPhone(e164: string): string {
  const number = parsePhoneNumberFromString(e164)
  if (!number) return e164
  return number.countryCallingCode === ITALY ? number.formatNational() : number.formatInternational()
}
