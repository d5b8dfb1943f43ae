export const serviceStates = ['planned', 'offering', 'assigned', 'done', 'unmet', 'cancelled'] as const
export type ServiceState = (typeof serviceStates)[number]
export const serviceStateNames: Record<ServiceState, string> = {
  planned: 'da organizzare',
  offering: 'si cerca un volontario',
  assigned: 'assegnato',
  done: 'concluso',
  unmet: 'non coperto',
  cancelled: 'annullato',
}

export const serviceLegs = ['single', 'outward', 'return'] as const
export type ServiceLeg = (typeof serviceLegs)[number]
export const serviceLegNames: Record<ServiceLeg, string> = {
  single: 'un solo servizio',
  outward: 'andata',
  return: 'ritorno',
}

export const serviceOutcomes = ['done', 'noShow', 'lateCancellation', 'turnedAway'] as const
export type ServiceOutcome = (typeof serviceOutcomes)[number]
export const serviceOutcomeNames: Record<ServiceOutcome, string> = {
  done: 'svolto',
  noShow: 'l’assistito non si è presentato',
  lateCancellation: 'annullato all’ultimo',
  turnedAway: 'mandato via dalla struttura',
}

export const offerStates = [
  'pending',
  'sent',
  'accepted',
  'declined',
  'expired',
  'alreadyCovered',
  'withdrawn',
] as const
export type OfferState = (typeof offerStates)[number]
export const offerStateNames: Record<OfferState, string> = {
  pending: 'in partenza',
  sent: 'inviata',
  accepted: 'accettata',
  declined: 'rifiutata',
  expired: 'senza risposta',
  alreadyCovered: 'arrivata tardi',
  withdrawn: 'ritirata',
}

export const answerVias = ['sms', 'whatsapp', 'voice', 'page', 'operator'] as const
export type AnswerVia = (typeof answerVias)[number]
