import type { IsoDate } from '../territory/rome-time.ts'

const shape = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** What a character at an odd place counts, from the first on; at an even place a letter counts its position. */
const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
/** Where two people would have the same code, digits become letters. */
const lettersForDigits = 'LMNPQRSTUV'
const monthLetters = 'ABCDEHLMPRST'

const position = (character: string): number => (character >= 'A' ? alphabet.indexOf(character) : Number(character))

function controlLetter(code: string): string {
  const sum = [...code.slice(0, 15)].reduce(
    (total, character, at) => total + (at % 2 === 0 ? (oddValues[position(character)] ?? 0) : position(character)),
    0,
  )
  return alphabet.charAt(sum % 26)
}

/** Sixteen characters of the right sort, and the last of them agrees with the others. */
export const isFiscalCode = (code: string): boolean => shape.test(code) && controlLetter(code) === code.charAt(15)

const digits = (text: string): number =>
  Number([...text].map((each) => (each >= 'A' ? lettersForDigits.indexOf(each) : each)).join(''))

/** Whether a code can be of somebody born that day; of the year it only knows the last two digits. */
export function wasBornOn(code: string, birthDate: IsoDate): boolean {
  const day = digits(code.slice(9, 11))
  return (
    digits(code.slice(6, 8)) === Number(birthDate.slice(2, 4)) &&
    monthLetters.indexOf(code.charAt(8)) + 1 === Number(birthDate.slice(5, 7)) &&
    // A woman's day is forty more.
    (day > 40 ? day - 40 : day) === Number(birthDate.slice(8, 10))
  )
}
