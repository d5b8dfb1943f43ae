import type { HelpKind } from '../../contacts/kinds.ts'
import { nextAskingTime } from '../../reaching/quiet-hours.ts'
import { formatRomeDate, formatRomeTime, romeDate } from '../../territory/rome-time.ts'
import { isUnclosed } from '../day/unclosed.ts'
import { isTooLateToAsk } from '../offer-policy.ts'
import type { OfferState, ServiceState } from '../service-states.ts'
import { isRide } from '../service-times.ts'

export const boardReasonKinds = [
  'past',
  'flagged',
  'wantsOut',
  'noVehicle',
  'waiting',
  'notAsked',
  'refused',
  'noAnswer',
  'nobodyFree',
  'tooLate',
  'returnNotCalled',
  'toClose',
] as const
export type BoardReasonKind = (typeof boardReasonKinds)[number]

export interface UncoveredService {
  state: ServiceState
  helpKind: HelpKind
  startsAt: Date
  endsAt: Date
  vehicleName: string | null
  wantsOutAt: Date | null
  /** Of a return called when ready: the end of the time kept for it. */
  calledUntil: Date | null
  readyAt: Date | null
  flags: readonly string[]
  offers: readonly { state: OfferState }[]
  openOffers: number
  waitingUntil: Date | null
  nextWaveAt: Date | null
}

export interface BoardReason {
  kind: BoardReasonKind
  words: string
}

/** Why a service stands on the board, in words; null where nothing is wrong with it. */
export function boardReason(service: UncoveredService, now: Date): BoardReason | null {
  const isOpen = service.state === 'planned' || service.state === 'offering'
  if (!isOpen && service.state !== 'assigned') return null
  if (service.calledUntil && !service.readyAt) {
    const words = `Nessuno ha chiamato il ritorno entro le ${formatRomeTime(service.calledUntil)}: sentire la persona.`
    if (service.calledUntil <= now) return { kind: 'returnNotCalled', words }
    if (isOpen) return null
  } else if (service.startsAt <= now) {
    if (isOpen) return { kind: 'past', words: 'L’ora è passata e non ci è andato nessuno.' }
    return isUnclosed(service, now) ? { kind: 'toClose', words: 'È finito e nessuno l’ha chiuso: com’è andata?' } : null
  }
  return isOpen ? askedSoFar(service, now) : brokenAssignment(service)
}

function brokenAssignment(service: UncoveredService): BoardReason | null {
  if (service.wantsOutAt) return { kind: 'wantsOut', words: 'Il volontario aveva detto sì, e adesso non può più.' }
  if (service.flags.length > 0) return { kind: 'flagged', words: `${sentence(service.flags)}` }
  if (isRide(service.helpKind) && service.vehicleName === null)
    return { kind: 'noVehicle', words: 'Il volontario c’è, manca l’automezzo.' }
  return null
}

function askedSoFar(service: UncoveredService, now: Date): BoardReason {
  const { openOffers, waitingUntil, nextWaveAt, offers } = service
  const count = (state: OfferState) => offers.filter((offer) => offer.state === state).length
  const [refused, silent] = [count('declined'), count('expired')]
  if (openOffers > 0) {
    const answers = openOffers === 1 ? 'Si aspetta 1 risposta' : `Si aspettano ${openOffers} risposte`
    const until = waitingUntil && waitingUntil > now ? ` fino ${moment(waitingUntil, now)}` : ''
    return { kind: 'waiting', words: `${answers}${until}.${soFar(refused, silent)}` }
  }
  if (isTooLateToAsk(service.startsAt, now)) {
    return { kind: 'tooLate', words: `È tardi per chiedere con un messaggio.${soFar(refused, silent)}` }
  }
  const isLeftToUs = nextWaveAt === null || isFarWave(service.startsAt, nextWaveAt, now)
  if (offers.length === 0) {
    return isLeftToUs
      ? { kind: 'nobodyFree', words: nobodyFree(service) }
      : { kind: 'notAsked', words: 'Non è ancora stato chiesto a nessuno.' }
  }
  if (silent === 0 && refused > 0) {
    const words = refused === 1 ? 'L’unico a cui si è chiesto ha detto no.' : `Hanno detto tutti di no (${refused}).`
    return { kind: 'refused', words: isLeftToUs ? `${words} ${nobodyFree(service)}` : words }
  }
  return {
    kind: 'noAnswer',
    words: `${soFar(refused, silent).trim() || 'Nessuno ha detto sì.'}${isLeftToUs ? ` ${nobodyFree(service)}` : ''}`,
  }
}

const MINUTE_MS = 60_000
const LAST_HOURS = 6

/** By day, in the last hours, nobody can be asked now, and those who may be later need not be waited for. */
const isFarWave = (startsAt: Date, nextWaveAt: Date, now: Date): boolean =>
  startsAt.getTime() - now.getTime() < LAST_HOURS * 60 * MINUTE_MS &&
  nextWaveAt.getTime() - now.getTime() > 5 * MINUTE_MS &&
  nextAskingTime(now) <= now

const nobodyFree = ({ helpKind }: UncoveredService): string =>
  isRide(helpKind) ? 'Nessun altro autista adatto è libero.' : 'Nessun altro volontario adatto è libero.'

function soFar(refused: number, silent: number): string {
  const parts = [
    ...(refused > 0 ? [refused === 1 ? '1 ha detto no' : `${refused} hanno detto no`] : []),
    ...(silent > 0 ? [silent === 1 ? '1 non ha risposto' : `${silent} non hanno risposto`] : []),
  ]
  return parts.length > 0 ? ` ${capital(parts.join(', '))}.` : ''
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const sentence = (parts: readonly string[]): string => `${capital(parts.join('; '))}.`

const moment = (at: Date, now: Date): string =>
  `alle ${formatRomeTime(at)}${romeDate(at) === romeDate(now) ? '' : ` di ${formatRomeDate(at)}`}`
