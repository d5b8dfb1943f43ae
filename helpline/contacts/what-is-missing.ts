import type { ContactRecord, RequestFields } from './contact-records.ts'
import type { HelpKind } from './kinds.ts'

/** Kinds of help where somebody or something goes from one place to another. */
export const ridesFromTo: readonly HelpKind[] = ['transport', 'accompanying']

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
  if (request.helpKind && ridesFromTo.includes(request.helpKind)) {
    if (!request.fromPlace) missing.fromPlace = 'Scriva da dove si parte.'
    if (!request.toPlace) missing.toPlace = 'Scriva dove si va.'
    if (request.returnKind === 'fixed' && !request.returnAt) missing.returnAt = 'Scriva a che ora è il ritorno.'
  }
  if (request.neededFrom && request.neededUntil && request.neededUntil < request.neededFrom) {
    missing.neededUntil = 'La fine viene prima dell’inizio.'
  }
  if (request.neededFrom && request.returnAt && request.returnAt <= request.neededFrom) {
    missing.returnAt = 'Il ritorno viene prima dell’andata.'
  }
  return missing
}

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
