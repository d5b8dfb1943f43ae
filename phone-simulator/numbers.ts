import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

export type TelephoneKind = 'landline' | 'mobile'

const clientPrefix = 'client:'
/** What is in no client's identity: blanks, delimiters, and what a URI does not take. */
const unwise = /[\s<>#%"{}|\\^[\]`]/

/** What a carrier puts in `From` when the caller hides the number: the letters of ANONYMOUS on a keypad. */
export const withheldNumber = '+266696687'

/** What somebody in Italy types on a telephone, as E.164. The leading zero of a landline is part of the number. */
export function dialledNumber(text: string): string | undefined {
  const compact = text.replace(/[\s().\-/]/g, '')
  if (/^\+\d{3,15}$/.test(compact)) return compact
  if (/^00\d{3,15}$/.test(compact)) return `+${compact.slice(2)}`
  if (/^\d{3,13}$/.test(compact)) return `+39${compact}`
  return undefined
}

export function isE164(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text)
}

/** Whether some telephone could answer there. */
export function isPlausible(number: string): boolean {
  return parsePhoneNumberFromString(number)?.isValid() ?? false
}

export function kindOfNumber(number: string): TelephoneKind {
  const type = parsePhoneNumberFromString(number)?.getType()
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE' ? 'mobile' : 'landline'
}

/** A softphone's address; undefined when the identity is none. */
export function clientAddress(identity: string): string | undefined {
  const isRight = identity.length >= 1 && identity.length <= 256 && !unwise.test(identity)
  return isRight ? clientPrefix + identity : undefined
}

export function isClient(address: string): boolean {
  return address.startsWith(clientPrefix) && address.length > clientPrefix.length
}

/** A number as its telephone's display or a person at home would have it. */
export function readableNumber(number: string): string {
  if (number === withheldNumber) return 'numero nascosto'
  if (isClient(number)) return number.slice(clientPrefix.length)
  return countryOfNumber(number) === 'IT' ? number.slice(3) : number
}

export function countryOfNumber(number: string): string {
  return parsePhoneNumberFromString(number)?.country ?? ''
}
