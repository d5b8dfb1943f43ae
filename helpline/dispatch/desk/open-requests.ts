import type { ContactState, HelpKind, InformationKind, RequestKind, RequestState } from '../../contacts/kinds.ts'
import { nextStepOf, type ServiceProgress } from '../next-step.ts'

const HOUR_MS = 3_600_000
/** Whoever asked and heard nothing for so long has been forgotten. */
const FORGOTTEN_AFTER_MS = 24 * HOUR_MS
/** Short notice. */
const SOON_MS = 48 * HOUR_MS

/** A request nobody can lean back from yet: not taken in charge, or its service still without a volunteer. */
export interface OpenRequest {
  id: string
  contactId: string
  contactState: ContactState
  listeningPointId: string
  listeningPointName: string
  personName: string | null
  kind: RequestKind
  helpKind: HelpKind | null
  informationKind: InformationKind | null
  state: Extract<RequestState, 'open' | 'takenInCharge'>
  urgent: boolean
  createdAt: Date
  neededFrom: Date | null
  /** The first one that nobody does yet. */
  service: (ServiceProgress & { id: string }) | null
}

export const requestUrgencies = ['late', 'soon', 'calm'] as const
export type RequestUrgency = (typeof requestUrgencies)[number]

const neededAt = ({ service, neededFrom }: Pick<OpenRequest, 'service' | 'neededFrom'>): Date | null =>
  service?.startsAt ?? neededFrom

export function urgencyOfRequest(request: OpenRequest, now: Date): RequestUrgency {
  const at = neededAt(request)
  if (at && at <= now) return 'late'
  if (request.state === 'open' && now.getTime() - request.createdAt.getTime() > FORGOTTEN_AFTER_MS) return 'late'
  return request.urgent || (at && at.getTime() - now.getTime() <= SOON_MS) ? 'soon' : 'calm'
}

/** What happens next without anybody's hand, or whose hand is needed. */
export function nextStepOfRequest({ state, kind, contactState, service }: OpenRequest, now: Date): string {
  if (service) return nextStepOf(service, now)
  if (state === 'takenInCharge') return 'È presa in carico ma non ha un servizio: va organizzata.'
  if (contactState === 'draft') return 'Il contatto è ancora aperto: va finito.'
  return kind === 'help' ? 'Va presa in carico.' : 'Va data la risposta.'
}

/** What presses most first; of equal ones, what is needed sooner, then what has waited longer. */
export function byUrgency(requests: readonly OpenRequest[], now: Date): OpenRequest[] {
  const rank = (request: OpenRequest) => requestUrgencies.indexOf(urgencyOfRequest(request, now))
  const moment = (request: OpenRequest) => (neededAt(request) ?? request.createdAt).getTime()
  return requests.toSorted(
    (a, b) => rank(a) - rank(b) || moment(a) - moment(b) || a.createdAt.getTime() - b.createdAt.getTime(),
  )
}
