import { type UnmetCause, unmetCauseNames } from '../contacts/kinds.ts'
import { isWritten } from '../reaching/message-channel.ts'
import { MOST_SPOKEN_ATTEMPTS } from '../reaching/spoken-attempts.ts'
import { formatRomeDate, formatRomeTime, romeDate } from '../territory/rome-time.ts'
import { isTooLateToAsk } from './offer-policy.ts'
import { type ServiceOutcome, type ServiceState, serviceOutcomeNames } from './service-states.ts'
import { isUnreported, type Telling } from './tell-person.ts'

export interface ServiceProgress {
  state: ServiceState
  startsAt: Date
  /** Of a return called when ready: the end of the time kept for it. */
  calledUntil: Date | null
  readyAt: Date | null
  openOffers: number
  /** When the open offers expire. */
  waitingUntil: Date | null
  /** When more volunteers will be asked. */
  nextWaveAt: Date | null
  toldPersonAt: Date | null
  personConfirmedAt: Date | null
  /** Whoever had said yes cannot come any more. */
  wantsOutAt: Date | null
  /** The attempts to tell the person who comes now, oldest first. */
  tellingAttempts: readonly Telling[]
  /** One more will be made. */
  tellingAhead: boolean
  outcome: ServiceOutcome | null
  unmetCause: UnmetCause | null
}

/** What happens next without anybody's hand, or whose hand is needed. */
export function nextStepOf(service: ServiceProgress, now: Date): string {
  const waits = waitingReturnStep(service, now)
  if (waits) return waits
  switch (service.state) {
    case 'planned':
    case 'offering':
      return askingStep(service, now)
    case 'assigned':
      return tellingStep(service, now)
    case 'done':
      return `Concluso: ${serviceOutcomeNames[service.outcome ?? 'done']}.`
    case 'unmet':
      return `Non coperto: ${unmetCauseNames[service.unmetCause ?? 'other']}.`
    case 'cancelled':
      return 'Annullato.'
  }
}

/** A return called when ready, while nobody has called it. */
function waitingReturnStep({ state, calledUntil, readyAt }: ServiceProgress, now: Date): string | null {
  if (!calledUntil || readyAt || state === 'done' || state === 'unmet' || state === 'cancelled') return null
  if (calledUntil <= now)
    return `Nessuno ha chiamato il ritorno entro le ${formatRomeTime(calledUntil)}: sentire la persona.`
  const who = state === 'assigned' ? 'Il volontario è tenuto libero' : 'Si chiede ai volontari'
  return `${who} quando la persona è pronta, entro ${moment(calledUntil, now)}.`.replace('entro alle', 'entro le')
}

function askingStep({ openOffers, waitingUntil, nextWaveAt, startsAt }: ServiceProgress, now: Date): string {
  if (startsAt <= now) return 'L’ora è passata: va chiuso.'
  if (openOffers > 0) {
    const who = openOffers === 1 ? 'un volontario' : `${openOffers} volontari`
    if (!waitingUntil || waitingUntil <= now) return `Si aspetta la risposta di ${who}.`
    const then = isTooLateToAsk(startsAt, waitingUntil) ? 'poi si chiama a mano' : 'poi si chiede ad altri'
    return `Si aspetta la risposta di ${who} fino ${moment(waitingUntil, now)}, ${then}.`
  }
  if (isTooLateToAsk(startsAt, now)) return 'È tardi per chiedere con un messaggio: chiamare a mano.'
  if (!nextWaveAt) return 'Non c’è nessun altro a cui chiedere da soli: chiamare a mano.'
  return nextWaveAt <= now
    ? 'Fra poco si chiede ai volontari.'
    : `${capital(moment(nextWaveAt, now))} si chiede ai volontari.`
}

function tellingStep(service: ServiceProgress, now: Date): string {
  const after = service.startsAt <= now ? 'Quando è finito, scrivere i chilometri e chiudere.' : undefined
  if (after) return after
  if (service.wantsOutAt) return 'Il volontario ha detto che non può più: cercare un altro.'
  if (service.personConfirmedAt) return 'L’assistito ha confermato. Dopo il servizio, scrivere i chilometri e chiudere.'
  if (service.toldPersonAt) return 'L’assistito è stato avvisato. Dopo il servizio, scrivere i chilometri e chiudere.'
  const vain = vainTellings(service, now)
  const isAhead = service.tellingAhead || service.tellingAttempts.length > vain.length
  const last = vain.at(-1)
  if (!last) return isAhead ? 'Si avvisa l’assistito.' : 'L’assistito va avvisato a mano.'
  const what = isWritten(last.channel) ? 'Il messaggio all’assistito non è arrivato' : 'L’assistito non ha risposto'
  if (isAhead) return `${what}: si riprova.`
  const times = vain.filter(({ channel }) => !isWritten(channel)).length >= MOST_SPOKEN_ATTEMPTS ? ' tre volte' : ''
  return `${what}${times}: avvisarlo a mano.`
}

const vainTellings = ({ tellingAttempts }: ServiceProgress, now: Date): Telling[] =>
  tellingAttempts.filter(
    (telling) => telling.progress === 'failed' || (telling.progress === 'underWay' && isUnreported(telling, now)),
  )

/** What was to tell the person who comes has not arrived. */
export const isPersonUnreached = (service: ServiceProgress, now: Date): boolean =>
  service.state === 'assigned' && service.toldPersonAt === null && vainTellings(service, now).length > 0

/** 'alle 10:20', or 'alle 8:00 di mercoledì 25 novembre'. */
function moment(at: Date, now: Date): string {
  const time = `alle ${formatRomeTime(at)}`
  return romeDate(at) === romeDate(now) ? time : `${time} di ${formatRomeDate(at)}`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
