export const sexes = ['female', 'male'] as const
export type Sex = (typeof sexes)[number]
export const sexNames: Record<Sex, string> = { female: 'donna', male: 'uomo' }

export const alreadyHelpedByKinds = ['family', 'municipality', 'privateCarer', 'nobody'] as const
export type AlreadyHelpedBy = (typeof alreadyHelpedByKinds)[number]
export const alreadyHelpedByNames: Record<AlreadyHelpedBy, string> = {
  family: 'famiglia',
  municipality: 'Comune',
  privateCarer: 'assistente privata',
  nobody: 'nessuno',
}

export const mobilities = ['walks', 'aided', 'wheelchair'] as const
export type Mobility = (typeof mobilities)[number]
export const mobilityNames: Record<Mobility, string> = {
  walks: 'cammina da solo',
  aided: 'cammina con un aiuto',
  wheelchair: 'in carrozzina',
}

export const relationKinds = [
  'spouse',
  'child',
  'sibling',
  'otherRelative',
  'neighbour',
  'carer',
  'guardian',
  'doctor',
  'other',
] as const
export type RelationKind = (typeof relationKinds)[number]
export const relationKindNames: Record<RelationKind, string> = {
  spouse: 'coniuge',
  child: 'figlio o figlia',
  sibling: 'fratello o sorella',
  otherRelative: 'altro parente',
  neighbour: 'vicino di casa',
  carer: 'assistente',
  guardian: 'amministratore di sostegno',
  doctor: 'medico',
  other: 'altro',
}

export const consentPurposes = ['record', 'messages', 'shareWithServices', 'companionCalls'] as const
export type ConsentPurpose = (typeof consentPurposes)[number]
export const consentPurposeNames: Record<ConsentPurpose, string> = {
  record: 'tenere la scheda',
  messages: 'ricevere messaggi',
  shareWithServices: 'parlarne con i servizi del territorio',
  companionCalls: 'telefonate di compagnia',
}

export const ageClasses = ['under65', 'from65to74', 'from75to79', 'from80to84', 'from85'] as const
export type AgeClass = (typeof ageClasses)[number]
export const ageClassNames: Record<AgeClass, string> = {
  under65: 'meno di 65 anni',
  from65to74: '65-74 anni',
  from75to79: '75-79 anni',
  from80to84: '80-84 anni',
  from85: '85 anni e oltre',
}

/** Completed years on a day; both are civil dates 'YYYY-MM-DD'. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}

export function ageClassOf(age: number): AgeClass {
  if (age < 65) return 'under65'
  if (age < 75) return 'from65to74'
  if (age < 80) return 'from75to79'
  return age < 85 ? 'from80to84' : 'from85'
}
