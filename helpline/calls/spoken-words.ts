// What callers and operators hear: simple words, one thing at a time. Read slowly, a greeting stays under ten seconds.

export const greeting = 'Qui Filo d’Argento, il telefono di Auser. Resti in linea, le passiamo subito una persona.'
export const goingOn = 'Un momento ancora, per favore. Stiamo chiamando il call centre.'

export const goodbyes = {
  callback:
    'Grazie di aver chiamato Filo d’Argento. In questo momento non riusciamo a rispondere: la richiamiamo noi. Se è un’emergenza, chiami il 112. Arrivederci.',
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
