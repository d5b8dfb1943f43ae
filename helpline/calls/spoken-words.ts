import { addDays, formatRomeDate, romeDate, romeParts } from '../territory/rome-time.ts'

// What callers and operators hear: simple words, one thing at a time. Read slowly, a greeting stays under ten seconds.

export const greeting = 'Qui Filo d’Argento, il telefono di Auser. Resti in linea, le passiamo subito una persona.'
export const goingOn = 'Un momento ancora, per favore. Cerchiamo un’altra persona.'
export const goingOnToCallCentre = 'Un momento ancora, per favore. Stiamo chiamando il call centre.'
export const afterThePlace = 'Grazie. Le passiamo subito una persona.'
export const yourTurn = 'Si è liberata una persona. Gliela passiamo.'
export const backOnTheLine = 'Un momento, per favore. Non riagganci.'

export const askPlace =
  'Qui Filo d’Argento, il telefono di Auser. Per trovare le persone più vicine a lei: scriva sulla tastiera del telefono il CAP del suo comune, oppure il prefisso della zona, e poi prema il tasto cancelletto. Se non può scrivere, resti in linea.'
export const askPlaceAgain =
  'Non ho capito. Scriva con calma i cinque numeri del CAP, per esempio 2 6 1 0 0, oppure il prefisso. Se non può scrivere, resti in linea: le passiamo comunque una persona.'

/** `ahead` people will be answered before; from the second time on one may ask to be called back. */
export function waitingWords(ahead: number, time: number, mayBeCalledBack: boolean): string {
  const first = time === 1 ? 'Tutte le persone stanno parlando al telefono. ' : ''
  const offer = mayBeCalledBack
    ? ' Se preferisce non aspettare, prema 1: la richiamiamo noi, senza perdere il posto.'
    : ' Resti in linea, per favore.'
  return `${first}${placeWords(ahead)}${offer}`
}

const placeWords = (ahead: number): string => {
  if (ahead <= 0) return 'Lei è la prossima persona.'
  if (ahead === 1) return 'Prima di lei c’è una persona.'
  return ahead <= 10 ? `Prima di lei ci sono ${ahead} persone.` : 'Prima di lei ci sono più di dieci persone.'
}

/** "oggi alle 15", "domani alle 9", "lunedì alle 9:30", "lunedì 24 agosto alle 9". */
export function spokenMoment(at: Date, now: Date): string {
  const { hour, minute, isoDate } = romeParts(at)
  const time = `alle ${hour}${minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`}`
  const today = romeDate(now)
  if (isoDate === today) return `oggi ${time}`
  if (isoDate === addDays(today, 1)) return `domani ${time}`
  const date = formatRomeDate(at)
  return `${isoDate <= addDays(today, 6) ? date.split(' ')[0] : date} ${time}`
}

const duration = (days: number): string => (days === 1 ? 'un giorno' : `${days} giorni`)

/** Who listens, and for how long it is kept, is said before anything is recorded. */
export function voicemailWords({ reopens, keptDays }: { reopens: string | null; keptDays: number }): string {
  const why =
    reopens === null ? 'In questo momento non riusciamo a rispondere.' : `Adesso siamo chiusi: riapriamo ${reopens}.`
  return `Filo d’Argento. ${why} Può lasciare un messaggio: lo registriamo, lo ascoltano solo i nostri operatori, e lo cancelliamo dopo ${duration(keptDays)}. Se è un’emergenza, chiami il 112. Dopo il segnale dica il suo nome, il suo numero di telefono e di che cosa ha bisogno. Quando ha finito, riagganci.`
}

export const goodbyes = {
  callback:
    'Grazie di aver chiamato Filo d’Argento. In questo momento non riusciamo a rispondere: la richiamiamo noi. Se è un’emergenza, chiami il 112. Arrivederci.',
  promised:
    'Va bene: la richiamiamo noi, e non perde il posto. Se è un’emergenza, chiami il 112. Grazie di aver chiamato Filo d’Argento. Arrivederci.',
  voicemail: 'Grazie. Abbiamo il suo messaggio e la richiamiamo noi. Se è un’emergenza, chiami il 112. Arrivederci.',
  hidden:
    'Grazie di aver chiamato Filo d’Argento. In questo momento non riusciamo a rispondere, e non vediamo il suo numero. Riprovi fra qualche minuto. Se è un’emergenza, chiami il 112. Arrivederci.',
  tryAgain:
    'In questo momento non riusciamo a rispondere. Riprovi fra qualche minuto. Se è un’emergenza, chiami il 112. Arrivederci.',
  thanks: 'Grazie di aver chiamato Filo d’Argento. Arrivederci.',
} as const

/** When we could not even write the call down: nothing is promised. */
export const lastGoodbye =
  'Se nessuno le ha risposto, riprovi fra qualche minuto. Se è un’emergenza, chiami il 112. Arrivederci.'

const pressOne = 'Prema 1 per rispondere.'
export const askOperator = (who: string): string => `Filo d’Argento. ${who} ${pressOne}`
export const askUnknownOperator = askOperator('C’è una chiamata.')
export const answeredByOther = 'Grazie, ha già risposto una collega.'
export const callIsOver = 'Grazie, chi chiamava ha riagganciato.'

export const onHold = 'Resti in linea, per favore: torniamo subito da lei.'
export const joining = 'Un momento, per favore: la mettiamo in comunicazione.'
