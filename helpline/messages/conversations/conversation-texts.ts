import { numeroVerde } from '../../territory/numero-verde.ts'
import { formatRomeDateTime } from '../../territory/rome-time.ts'

/** To whoever writes while nobody is there. */
export const closedText = (reopensAt: Date | null): string =>
  `Auser: grazie del messaggio. Adesso siamo chiusi: lo leggeremo ${reopensAt ? formatRomeDateTime(reopensAt) : 'appena possibile'}. Se ha bisogno subito chiami il Numero Verde ${numeroVerde}.`

/** What WhatsApp takes after a day of silence: whoever answers it may be written to again. */
export const pleaseWriteText = `Buongiorno, è Auser. Abbiamo letto il suo messaggio e vorremmo risponderle: ci scriva qui quando può, oppure chiami il Numero Verde ${numeroVerde}.`
