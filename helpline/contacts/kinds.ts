// The association's own lists, in its own order.

export const callerTypes = [
  'selfCaller',
  'relative',
  'socialServices',
  'healthServices',
  'otherAssociations',
  'otherInstitutions',
  'other',
] as const
export type CallerType = (typeof callerTypes)[number]
export const callerTypeNames: Record<CallerType, string> = {
  selfCaller: 'diretto interessato',
  relative: 'familiare',
  socialServices: 'servizi sociali',
  healthServices: 'servizi sanitari',
  otherAssociations: 'altre associazioni di volontariato',
  otherInstitutions: 'altre istituzioni',
  other: 'altro',
}

export const contactDirections = ['inbound', 'outbound'] as const
export type ContactDirection = (typeof contactDirections)[number]

export const outboundPurposes = ['toAssistedPerson', 'toOrganise'] as const
export type OutboundPurpose = (typeof outboundPurposes)[number]
export const outboundPurposeNames: Record<OutboundPurpose, string> = {
  toAssistedPerson: 'all’assistito',
  toOrganise: 'per organizzare il servizio',
}

export const provenances = ['tollFree', 'localLine', 'office', 'sms', 'whatsapp', 'letter', 'service'] as const
export type Provenance = (typeof provenances)[number]
export const provenanceNames: Record<Provenance, string> = {
  tollFree: 'Numero Verde',
  localLine: 'telefono dell’associazione',
  office: 'in sede',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  letter: 'lettera o e-mail',
  service: 'durante un servizio',
}

export const informationKinds = [
  'health',
  'socialCare',
  'socialHealth',
  'socialLife',
  'tax',
  'pension',
  'housing',
  'safety',
  'culture',
  'union',
] as const
export type InformationKind = (typeof informationKinds)[number]
export const informationKindNames: Record<InformationKind, string> = {
  health: 'sanitario',
  socialCare: 'socio-assistenziale',
  socialHealth: 'socio-sanitario',
  socialLife: 'socializzazione/tempo libero',
  tax: 'fiscale',
  pension: 'pensionistico/previdenziale',
  housing: 'casa',
  safety: 'sicurezza',
  culture: 'culturale',
  union: 'sindacale',
}

export const helpKinds = [
  'telephoneCompany',
  'homeCompany',
  'outingCompany',
  'medicineDelivery',
  'mealDelivery',
  'groceryDelivery',
  'transport',
  'socialActivities',
  'accompanying',
  'shoppingHelp',
  'paperwork',
  'smallRepairs',
  'facilitySupport',
] as const
export type HelpKind = (typeof helpKinds)[number]
export const helpKindNames: Record<HelpKind, string> = {
  telephoneCompany: 'compagnia telefonica',
  homeCompany: 'compagnia a domicilio',
  outingCompany: 'compagnia per uscire/fare una passeggiata',
  medicineDelivery: 'consegna a domicilio di farmaci',
  mealDelivery: 'consegna a domicilio del pasto',
  groceryDelivery: 'consegna a domicilio della spesa',
  transport: 'mobilità/trasporto',
  socialActivities: 'attività di socializzazione',
  accompanying: 'accompagnamento ai servizi per necessità varie',
  shoppingHelp: 'aiuto per fare la spesa',
  paperwork: 'aiuto per disbrigo pratiche',
  smallRepairs: 'piccole riparazioni domestiche',
  facilitySupport: 'servizi presso strutture pubbliche/private (RSA, CDI, centri anziani)',
}

export const requestKinds = ['information', 'help'] as const
export type RequestKind = (typeof requestKinds)[number]

export const requestStates = ['open', 'takenInCharge', 'solved', 'unmet', 'withdrawn'] as const
export type RequestState = (typeof requestStates)[number]
export const requestStateNames: Record<RequestState, string> = {
  open: 'aperta',
  takenInCharge: 'presa in carico',
  solved: 'risolta',
  unmet: 'non soddisfatta',
  withdrawn: 'ritirata',
}

/** Why a request is taken back. */
export const withdrawalReasons = ['notNeeded', 'solvedOtherwise', 'unwell', 'mistake'] as const
export type WithdrawalReason = (typeof withdrawalReasons)[number]
export const withdrawalReasonNames: Record<WithdrawalReason, string> = {
  notNeeded: 'non serve più',
  solvedOtherwise: 'la persona ha trovato un altro modo',
  unwell: 'la persona sta male o è in ospedale',
  mistake: 'era scritta per errore',
}

export const contactStates = ['draft', 'closed'] as const
export type ContactState = (typeof contactStates)[number]

export const returnKinds = ['none', 'fixed', 'open'] as const
export type ReturnKind = (typeof returnKinds)[number]
export const returnKindNames: Record<ReturnKind, string> = {
  none: 'solo andata',
  fixed: 'ritorno a ora fissa',
  open: 'ritorno da chiamare quando è pronto',
}

export const destinationKinds = ['publicHospital', 'otherHealth', 'dayCentre', 'other'] as const
export type DestinationKind = (typeof destinationKinds)[number]
export const destinationKindNames: Record<DestinationKind, string> = {
  publicHospital: 'ospedale pubblico',
  otherHealth: 'altra struttura sanitaria',
  dayCentre: 'centro diurno o struttura per disabili',
  other: 'altro',
}

export const fulfilledByKinds = ['auser', 'partner', 'municipality', 'otherBody'] as const
export type FulfilledBy = (typeof fulfilledByKinds)[number]
export const fulfilledByNames: Record<FulfilledBy, string> = {
  auser: 'Auser',
  partner: 'un partner',
  municipality: 'il Comune',
  otherBody: 'un altro ente',
}

export const unmetCauses = ['noDriver', 'noVehicle', 'tooLate', 'refused', 'medicalTransport', 'other'] as const
export type UnmetCause = (typeof unmetCauses)[number]
export const unmetCauseNames: Record<UnmetCause, string> = {
  noDriver: 'nessun volontario',
  noVehicle: 'nessun automezzo',
  tooLate: 'richiesta troppo tardi',
  refused: 'rifiutata',
  medicalTransport: 'trasporto sanitario: non lo facciamo',
  other: 'altro',
}
