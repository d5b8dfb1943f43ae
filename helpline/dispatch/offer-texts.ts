import type { HelpKind } from '../contacts/kinds.ts'
import { numeroVerde } from '../territory/numero-verde.ts'
import { formatRomeDate, formatRomeDateTime, formatRomeTime } from '../territory/rome-time.ts'
import { type VolunteerObstacle, volunteerObstacleNames } from './volunteers/volunteer-fitness.ts'

/** Before a yes no more is told than is needed to decide: neither who, nor which door. */
export interface OfferedService {
  helpKind: HelpKind
  startsAt: Date
  /** The comune of the person helped. */
  comune: string | null
  toPlace: string | null
  wheelchair: boolean
  /** The same person is kept for the way back, which is called when ready, until then. */
  returnUntil?: Date | null
  /** The same person waits and brings back, then. */
  returnAt?: Date | null
}

const LONGEST_PLACE = 45

const askingFor: Record<HelpKind, string> = {
  telephoneCompany: 'fare compagnia al telefono',
  homeCompany: 'fare compagnia a domicilio',
  outingCompany: 'accompagnare per una passeggiata',
  medicineDelivery: 'portare dei farmaci',
  mealDelivery: 'portare un pasto',
  groceryDelivery: 'portare la spesa',
  transport: 'accompagnare in auto una persona',
  socialActivities: "aiutare in un'attività di gruppo",
  accompanying: 'accompagnare una persona',
  shoppingHelp: 'aiutare a fare la spesa',
  paperwork: 'aiutare con una pratica',
  smallRepairs: 'fare una piccola riparazione',
  facilitySupport: 'aiutare in una struttura',
}

function asked(service: OfferedService): string {
  const from = service.comune ? (service.toPlace ? ` da ${service.comune}` : ` a ${service.comune}`) : ''
  const to = service.toPlace ? ` a ${withoutDoor(service.toPlace)}` : ''
  const wheelchair = service.wheelchair ? ' (in carrozzina)' : ''
  const back = service.returnUntil
    ? `, e al ritorno quando chiama, entro le ${formatRomeTime(service.returnUntil)}`
    : service.returnAt
      ? `, e al ritorno alle ${formatRomeTime(service.returnAt)}`
      : ''
  return `può ${askingFor[service.helpKind]}${wheelchair} ${formatRomeDateTime(service.startsAt)}${from}${to}${back}?`
}

/** Two SMS carry so many letters; an address of ours takes so many of them. */
const TWO_SMS = 306
const ADDRESS_LENGTH = 65

/** Two SMS at most, in the letters SMS has; the way to the page only where it fits. */
export function offerText(service: OfferedService, code: string, pageLink?: string): string {
  const text = `Auser: ${asked(service)} Risponda SI ${code} oppure NO ${code}. Grazie!`
  return pageLink && text.length + ' O qui: '.length + ADDRESS_LENGTH <= TWO_SMS ? `${text} O qui: ${pageLink}` : text
}

/** Said slowly to whoever prefers a call, or has no mobile; the keys follow. */
export const spokenOfferText = (service: OfferedService): string =>
  `Buongiorno, qui è Auser. Le chiediamo un aiuto: ${asked(service)}`

const street =
  /\b(via|viale|v\.le|piazza|piazzale|p\.za|corso|c\.so|vicolo|largo|strada|contrada|localit[aà]|loc\.|cascina|frazione|fraz\.)\s/i

/** 'Ospedale Maggiore, viale Concordia 1, Cremona' -> 'Ospedale Maggiore, Cremona'. */
export function withoutDoor(place: string): string {
  const parts = place
    .split(/[,;\n]| - /)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !street.test(`${part} `) && !/^\d+\s*\/?\s*\w?$/.test(part))
  const kept = parts.join(', ') || 'un indirizzo che le daremo'
  return kept.length <= LONGEST_PLACE ? kept : `${kept.slice(0, LONGEST_PLACE - 3).trimEnd()}...`
}

/** What the volunteer needs once it is theirs. */
export interface TakenService {
  startsAt: Date
  personName: string
  personPhone: string | null
  fromPlace: string | null
  toPlace: string | null
  /** When they bring the person back, having waited. */
  returnAt: Date | null
  /** The way back is a service of its own. */
  isOneWay: boolean
  vehicleName: string | null
  recognisedBy: string | null
  isRide: boolean
}

function routeOf({ fromPlace, toPlace }: TakenService): string {
  const route = [fromPlace && `da ${fromPlace}`, toPlace && `a ${toPlace}`].filter(Boolean)
  return route.length > 0 ? `, ${route.join(' ')}` : ''
}

export function takenText(service: TakenService): string {
  const parts = [
    `Grazie, il servizio è suo: ${formatRomeDateTime(service.startsAt)}, ${service.personName}`,
    routeOf(service),
    service.personPhone ? `, tel. ${service.personPhone}` : '',
    '.',
    service.returnAt ? ` Ritorno alle ${formatRomeTime(service.returnAt)}.` : '',
    service.vehicleName
      ? ` Automezzo: ${service.vehicleName}.`
      : service.isRide
        ? " Per l'automezzo la chiamiamo noi."
        : '',
    service.recognisedBy ? ` Per riconoscersi: ${service.recognisedBy}.` : '',
  ]
  return parts.join('')
}

export const coveredText =
  'Grazie di cuore: questa volta qualcun altro ha risposto prima e il servizio è già coperto. La prossima volta chiediamo prima a lei.'
export const notNeededText = 'Grazie di cuore: il servizio non serve più, è stato annullato.'
export const busyText = 'Grazie, ma in quelle ore ha già un altro servizio: cerchiamo qualcun altro.'
export const movedBusyText =
  'Grazie! Intanto però il servizio è cambiato, e in quelle ore ha già un altro servizio: cerchiamo qualcun altro.'
/** They are asked once more, as it is now. */
export const askedAnewText = (startsAt: Date): string =>
  `Grazie! Intanto però il servizio è cambiato: ora è ${formatRomeDateTime(startsAt)}. Glielo chiediamo di nuovo fra un momento.`
/** Who the person would rather not see is not told so. */
export const unfitText = (obstacle: VolunteerObstacle): string =>
  obstacle === 'personRefuses' || obstacle === 'notAVolunteer'
    ? 'Grazie di cuore: nel frattempo il servizio è cambiato e non serve più.'
    : `Grazie! Prima però va sistemato un documento (${volunteerObstacleNames[obstacle]}): la chiamiamo noi.`
export const declinedText = 'Va bene, grazie lo stesso. Alla prossima!'
export const hadSaidYesText = `Aveva già detto di sì: la chiamiamo per trovare una soluzione. Se può, ci chiami lei: ${numeroVerde}.`
export const unclearText = `Abbiamo ricevuto il suo messaggio: una persona lo leggerà e la richiamerà. Numero Verde ${numeroVerde}.`

const choices = (codes: readonly string[]): string => codes.map((code) => `SI ${code} oppure NO ${code}`).join('; ')

export const whichOneText = (codes: readonly string[]): string =>
  `Le abbiamo chiesto più cose: scriva anche il numero. ${choices(codes)}.`
export const wrongCodeText = (codes: readonly string[]): string =>
  codes.length > 0
    ? `Questo numero non lo troviamo. Risponda ${choices(codes)}.`
    : `Questo numero non lo troviamo. ${unclearText}`
export const unclearOfferText = (codes: readonly string[]): string =>
  codes.length > 0
    ? `Non siamo sicuri di aver capito. Risponda ${choices(codes)}. Altrimenti la richiamiamo noi.`
    : unclearText

/** Somebody else goes: at the volunteer's wish, or because a person decided so. */
export const releasedText = (startsAt: Date, personName: string): string =>
  `Auser: per il servizio di ${formatRomeDateTime(startsAt)} con ${personName} non serve più andare, ci pensa qualcun altro. Grazie!`
/** Of a return that is called when ready nobody knows the hour. */
export const returnReleasedText = (day: Date, personName: string): string =>
  `Auser: al ritorno di ${formatRomeDate(day)} con ${personName} pensa qualcun altro. Non serve più tenersi liberi. Grazie!`
export const returnOffText = (day: Date, personName: string): string =>
  `Auser: per il ritorno di ${formatRomeDate(day)} con ${personName} non serve più tenersi liberi. Grazie!`
export const reminderText = (service: TakenService, pageLink?: string): string =>
  `Auser le ricorda: ${formatRomeDateTime(service.startsAt)}, ${service.personName}${routeOf(service)}. Se non può più, ci chiami: ${numeroVerde}.${pageLink ? ` I suoi servizi: ${pageLink}` : ''}`

/** Asked for at the desk, because the one before was lost or is in other hands. */
export const newPageLinkText = (pageLink: string): string =>
  `Auser: ecco il nuovo collegamento alla sua pagina, quello di prima non vale più. Si apre qui: ${pageLink}`

export const calledOffText = (startsAt: Date, personName: string): string =>
  `Auser: il servizio di ${formatRomeDateTime(startsAt)} con ${personName} è annullato. Non serve più andare. Grazie!`
