import type { ContactRecord, RequestFields } from './contact-records.ts'
import { isRideKind } from './ride-or-not.ts'
import { missingInRepetition } from './written-repetition.ts'

/** What a request still needs before it can be called written, a sentence beside each field. */
export function missingInRequest(request: RequestFields, hasPerson: boolean): Record<string, string> {
  const missing: Record<string, string> = {}
  if (request.kind === 'information') {
    if (!request.informationKind) missing.informationKind = 'Scelga il tipo d’informazione.'
    if (!request.answer && !request.referredTo)
      missing.answer = 'Scriva che cosa ha risposto, o a chi ha indirizzato la persona.'
    return missing
  }
  if (!hasPerson) missing.personId = 'Per un aiuto serve sapere per chi è.'
  if (!request.helpKind) missing.helpKind = 'Scelga il tipo d’aiuto.'
  if (!request.neededFrom) missing.neededFrom = 'Scriva per quando serve.'
  if (isRideKind(request.helpKind)) Object.assign(missing, missingInRide(request))
  if (endsBeforeItBegins(request)) missing.neededUntil = 'La fine viene prima dell’inizio.'
  return { ...missing, ...(request.repetition ? missingInRepetition(request.repetition) : {}) }
}

function missingInRide({ fromPlace, toPlace, returnKind, returnAt, neededFrom }: RequestFields) {
  const missing: Record<string, string> = {}
  if (!fromPlace) missing.fromPlace = 'Scriva da dove si parte.'
  if (!toPlace) missing.toPlace = 'Scriva dove si va.'
  if (returnKind !== 'fixed') return missing
  if (!returnAt) missing.returnAt = 'Scriva a che ora è il ritorno.'
  else if (neededFrom && returnAt <= neededFrom) missing.returnAt = 'Il ritorno viene prima dell’andata.'
  return missing
}

/** The end of a ride is nowhere on screen to be put right: there it bars nobody. */
export const endsBeforeItBegins = ({ helpKind = null, neededFrom, neededUntil }: Partial<RequestFields>): boolean =>
  Boolean(neededFrom && neededUntil && neededUntil < neededFrom) && !isRideKind(helpKind)

export function missingInContact(
  contact: Pick<ContactRecord, 'direction' | 'callerType' | 'person' | 'requests'>,
): Record<string, string> {
  const missing: Record<string, string> = {}
  // Whoever we call is known by its purpose.
  if (contact.direction === 'inbound' && !contact.callerType) missing.callerType = 'Scelga chi era al telefono.'
  for (const request of contact.requests) {
    // What is taken in charge had everything it needed; what was refused or taken back needs nothing more.
    if (request.state !== 'open') continue
    for (const [field, sentence] of Object.entries(missingInRequest(request, contact.person !== null))) {
      missing[`requests.${request.id}.${field}`] = sentence
    }
  }
  return missing
}
