import type { HelpKind } from '../contacts/kinds.ts'
import { numeroVerde } from '../territory/numero-verde.ts'
import { formatRomeDate, formatRomeDateTime } from '../territory/rome-time.ts'
import { isAwaitedReturn, type LockedService } from './service-records.ts'
import { isRide } from './service-times.ts'

/** What the person helped is told, once somebody has said yes. */
export interface AgreedService {
  helpKind: HelpKind
  startsAt: Date
  volunteerFirstName: string
  fromPlace: string | null
  toPlace: string | null
  vehicleName: string | null
  recognisedBy: string | null
  /** The way back is called when ready. */
  callsReturn?: boolean
  /** A way back that nobody has called yet: it has no hour. */
  isCalledWhenReady?: boolean
  /** The person had been told of somebody else. */
  isChange?: boolean
}

function comes(service: AgreedService): string {
  const { helpKind, volunteerFirstName, fromPlace, toPlace, startsAt, vehicleName } = service
  if (service.isCalledWhenReady) {
    const car = vehicleName ? `, con l'auto ${vehicleName}` : ''
    return `per il ritorno di ${formatRomeDate(startsAt)} la riportiamo quando è pronta: viene ${volunteerFirstName}, di Auser${car}. Quando ha finito ci chiami`
  }
  const when = formatRomeDateTime(startsAt)
  if (helpKind === 'telephoneCompany') return `${when} le telefona ${volunteerFirstName}, di Auser`
  if (!isRide(helpKind)) return `${when} viene ${volunteerFirstName}, di Auser`
  const car = vehicleName ? ` con l'auto ${vehicleName}` : ''
  const from = fromPlace ? ` Si parte da: ${fromPlace}.` : ''
  const to = toPlace ? ` Si va a: ${toPlace}.` : ''
  return `${when} passa a prenderla ${volunteerFirstName}, di Auser${car}.${from}${to}`
}

const recognised = ({ recognisedBy }: AgreedService): string =>
  recognisedBy ? ` Per riconoscersi: ${recognisedBy}.` : ''

const back = ({ callsReturn }: AgreedService): string =>
  callsReturn ? ' Per il ritorno, quando ha finito ci chiami.' : ''

const told = (service: AgreedService): string =>
  `${capital(comes(service)).replace(/\.?$/, '.')}${back(service)}${recognised(service)}`

export const toldBySms = (service: AgreedService): string =>
  `Buongiorno, è Auser. ${changed(service)}${told(service)} Se cambia qualcosa chiami il Numero Verde ${numeroVerde}.`

/** Said slowly, and again until a key is pressed: short sentences, one thing each. */
export const toldByVoice = (service: AgreedService): string =>
  `Buongiorno, qui è Auser. ${service.isChange ? changed(service) : 'Le confermiamo il servizio che ha chiesto. '}${told(service)}`

/** The evening before; or, late, the same morning. */
export const remindedBySms = (service: AgreedService): string =>
  `Buongiorno, è Auser. Le ricordiamo: ${comes(service).replace(/\.?$/, '.')}${recognised(service)} Se non può più, ci chiami: Numero Verde ${numeroVerde}.`
export const remindedByVoice = (service: AgreedService, isToday = false): string =>
  `Buongiorno, qui è Auser. Le ricordiamo il servizio di ${isToday ? 'oggi' : 'domani'}. ${told(service)}`

type TimedService = Pick<LockedService, 'startsAt' | 'calledUntil' | 'readyAt'>

const named = (service: TimedService): string =>
  isAwaitedReturn(service)
    ? `il ritorno di ${formatRomeDate(service.startsAt)}`
    : `il servizio di ${formatRomeDateTime(service.startsAt)}`

export const personOffText = (service: TimedService): string =>
  `Buongiorno, è Auser. ${capital(named(service))} purtroppo non si può fare. Per qualsiasi cosa chiami il Numero Verde ${numeroVerde}.`

export const personCalledOffText = (service: TimedService): string =>
  `Buongiorno, è Auser. ${capital(named(service))} è annullato. Per qualsiasi cosa chiami il Numero Verde ${numeroVerde}.`

export const searchingText = (service: TimedService): string =>
  `Buongiorno, è Auser. Per ${named(service)} chi doveva venire non può più: stiamo cercando un'altra persona e glielo facciamo sapere. Numero Verde ${numeroVerde}.`

const changed = ({ isChange }: AgreedService): string => (isChange ? 'C’è un cambio. ' : '')

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
