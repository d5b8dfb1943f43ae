import { type CrossTableKey, type HeadlineKey, headlineKeys, type TableKey } from './figure-names.ts'

/** What only a headline figure counts: no table divides it. */
export const ownRowKeys = [
  'transportedPeople',
  'activeVolunteers',
  'passengers',
  'waitSeconds',
  'callbackMinutes',
  'vehicles',
  'aidsOut',
] as const
export type OwnRowKey = (typeof ownRowKeys)[number]

/** What a row behind a figure may be. */
export const figureRowEntities = [
  'contact',
  'request',
  'service',
  'person',
  'call',
  'callback',
  'message',
  'volunteer',
  'vehicle',
  'agreement',
  'aid',
  'activity',
] as const
export type FigureRowEntity = (typeof figureRowEntities)[number]

/** Everything that opens to rows. */
export type RowsKey = TableKey | CrossTableKey | OwnRowKey

/** What is behind a headline figure: rows, the figures it is worked out from, or words where there is neither. */
export interface HeadlineRows {
  rows?: RowsKey
  /** Of the rows' table; without, all of it. */
  keys?: readonly string[]
  figures?: readonly HeadlineKey[]
  words?: string
}

const rows = (of: RowsKey, ...keys: string[]): HeadlineRows => (keys.length > 0 ? { rows: of, keys } : { rows: of })
const worked = (words: string, ...figures: HeadlineKey[]): HeadlineRows => ({ figures, words })

const sides = (kind: string) => [`${kind}-inside`, `${kind}-outside`, `${kind}-`]
const percentile = (of: OwnRowKey, share: string): HeadlineRows => ({
  rows: of,
  words: `È il valore che ${share} di queste righe non supera.`,
})

export const headlineRows: Record<HeadlineKey, HeadlineRows> = {
  contactsIn: rows('contactsInByMonth'),
  contactsInPerMonth: worked('I contatti in entrata, divisi per i mesi del periodo.', 'contactsIn'),
  contactsInPerDay: worked('I contatti in entrata, divisi per i giorni del periodo.', 'contactsIn'),
  openDays: { words: 'I giorni in cui, secondo gli orari e le chiusure, almeno un punto d’ascolto era aperto.' },
  contactsInPerOpenDay: worked('I contatti in entrata, divisi per i giorni di apertura.', 'contactsIn', 'openDays'),
  contactsOut: rows('contactsOutByMonth'),
  contactsOutToAssistedPerson: rows('contactsOutByPurpose', 'toAssistedPerson'),
  contactsOutToOrganise: rows('contactsOutByPurpose', 'toOrganise'),
  messagesOut: rows('contactsOutByProvenance', 'sms', 'whatsapp'),
  messagesSent: rows('messagesByState'),
  messagesDelivered: rows('messagesByState', 'delivered', 'read'),
  messagesFailed: rows('messagesByState', 'undelivered', 'failed'),
  assistedPeople: rows('peopleBySex'),
  newPeople: rows('peopleByNewness', 'new'),
  contactsPerPerson: worked(
    'I contatti in entrata, divisi per gli assistiti, ognuno contato una volta.',
    'contactsIn',
    'assistedPeople',
  ),
  servicesPerPerson: worked(
    'Le prese in carico, divise per gli assistiti, ognuno contato una volta.',
    'takingsInCharge',
    'assistedPeople',
  ),
  transportedPeople: rows('transportedPeople'),
  requests: rows('requestsByState'),
  informationRequests: rows('informationByKind'),
  helpRequests: rows('helpByKind'),
  unmetRequests: rows('unmetRequestsByCause'),
  referredRequests: rows('referralsByBody'),
  takingsInCharge: rows('takingsInChargeByKind'),
  informationGiven: rows('informationGivenByKind'),
  services: rows('servicesByHelpKind'),
  servicesPerContact: worked(
    'Le prese in carico, divise per i contatti in entrata, chiunque abbia chiamato.',
    'takingsInCharge',
    'contactsIn',
  ),
  unmetServices: rows('unmetServicesByCause'),
  rides: rows('ridesByDestination'),
  ridesToHealth: rows('ridesByDestination', ...sides('publicHospital'), ...sides('otherHealth')),
  km: rows('kmByAmbito'),
  passengers: rows('passengers'),
  callsIn: rows('callsByOutcome'),
  callsAnswered: rows('callsAnsweredBy'),
  callsAnsweredShare: worked(
    'Le chiamate con risposta, divise per quelle arrivate, per cento.',
    'callsAnswered',
    'callsIn',
  ),
  callsAbandoned: rows('callsByOutcome', 'abandoned'),
  waitMedianSeconds: percentile('waitSeconds', 'metà'),
  waitP95Seconds: percentile('waitSeconds', 'il 95%'),
  callbacksAsked: rows('callbacksByState'),
  callbacksDone: rows('callbacksByState', 'done'),
  callbackMedianMinutes: percentile('callbackMinutes', 'metà'),
  callbackP95Minutes: percentile('callbackMinutes', 'il 95%'),
  volunteers: rows('volunteersByAmbito'),
  activeVolunteers: rows('activeVolunteers'),
  volunteerMinutes: rows('minutesByHelpKind'),
  volunteerHours: worked('I minuti dei volontari, divisi per 60.', 'volunteerMinutes'),
  vehicles: rows('vehicles'),
  vehiclesOwned: rows('vehiclesOwnedByAmbito'),
  vehiclesOnLoan: rows('vehiclesOnLoanByAmbito'),
  vehiclesEquipped: rows('vehiclesEquippedByAmbito'),
  agreements: rows('agreementsByCounterpart'),
  aidsLent: rows('aidsLentByKind'),
  aidsOut: rows('aidsOut'),
  activityPeople: rows('activityPeopleByKind'),
  activityHours: rows('activityHoursByKind'),
}

export const isHeadline = (key: string): key is HeadlineKey => (headlineKeys as readonly string[]).includes(key)
