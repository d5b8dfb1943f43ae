import type { PhoneKind } from '../../territory/phone-numbers.ts'

const calledFrom: Record<PhoneKind, string> = {
  landline: 'da un telefono fisso',
  mobile: 'da un cellulare',
  tollFree: 'da un numero verde',
  foreign: 'da un numero estero',
  other: 'da un numero italiano',
  withheld: 'da un numero nascosto',
  invalid: 'da un numero che non conosciamo',
}

/** Heard by who picks up: the console shows nothing now, and will show this call later. */
export const offlineAsk = (kind: PhoneKind): string =>
  `Filo d’Argento. C’è una chiamata ${calledFrom[kind]}. Il computer non risponde: prenda appunti su carta. Prema 1 per rispondere.`
