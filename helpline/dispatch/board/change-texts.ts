import { numeroVerde } from '../../territory/numero-verde.ts'
import { formatRomeDate, formatRomeDateTime, formatRomeTime } from '../../territory/rome-time.ts'
import { type TakenService, takenText } from '../offer-texts.ts'

export const handedOnText = (startsAt: Date, personName: string): string =>
  `Auser: al servizio di ${formatRomeDateTime(startsAt)} con ${personName} pensa qualcun altro. Non serve più andare. Grazie!`

/** A return that is called when ready has no hour yet. */
export const keptText = (calledUntil: Date, personName: string): string =>
  `Auser: grazie, il ritorno di ${formatRomeDate(calledUntil)} con ${personName} è suo. La avvisiamo quando è ora, di solito entro le ${formatRomeTime(calledUntil)}.`

/** The same volunteer, and something else than before. */
export const changedText = (service: TakenService): string =>
  takenText(service).replace('Grazie, il servizio è suo:', 'Auser: il servizio è cambiato, ora è così:') +
  (service.isOneWay ? ' Solo andata.' : '') +
  ` Se non può, ci chiami: ${numeroVerde}.`
