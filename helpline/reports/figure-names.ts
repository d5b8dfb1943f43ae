/** What a report says, in the order it is printed: the pages, the papers and the spreadsheets go by these lists. */
export const reportSectionKeys = [
  'contactsIn',
  'contactsOut',
  'people',
  'requests',
  'services',
  'rides',
  'telephone',
  'volunteers',
  'resources',
  'activities',
] as const
export type ReportSectionKey = (typeof reportSectionKeys)[number]

export const reportSectionNames: Record<ReportSectionKey, string> = {
  contactsIn: 'Contatti in entrata',
  contactsOut: 'Contatti in uscita',
  people: 'Assistiti',
  requests: 'Richieste',
  services: 'Servizi',
  rides: 'Mobilità sociale',
  telephone: 'Qualità del telefono',
  volunteers: 'Volontari',
  resources: 'Automezzi, convenzioni, ausili',
  activities: 'Altre attività',
}

interface FigureName {
  section: ReportSectionKey
  label: string
  /** 1 where it is an average or a share, printed with one decimal. */
  decimals: 0 | 1
}

const whole = (section: ReportSectionKey, label: string): FigureName => ({ section, label, decimals: 0 })
const oneDecimal = (section: ReportSectionKey, label: string): FigureName => ({ section, label, decimals: 1 })

/** Every headline figure. A report published before a figure existed simply lacks it. */
export const headlineFigures = {
  contactsIn: whole('contactsIn', 'Contatti in entrata'),
  contactsInPerMonth: oneDecimal('contactsIn', 'Contatti in entrata al mese'),
  contactsInPerDay: oneDecimal('contactsIn', 'Contatti in entrata al giorno di calendario'),
  openDays: whole('contactsIn', 'Giorni di apertura'),
  contactsInPerOpenDay: oneDecimal('contactsIn', 'Contatti in entrata al giorno di apertura'),
  contactsOut: whole('contactsOut', 'Contatti in uscita'),
  contactsOutToAssistedPerson: whole('contactsOut', 'di cui agli assistiti'),
  contactsOutToOrganise: whole('contactsOut', 'di cui per organizzare i servizi'),
  messagesOut: whole('contactsOut', 'di cui messaggi scritti (SMS e WhatsApp)'),
  messagesSent: whole('contactsOut', 'Messaggi inviati, tutti'),
  messagesDelivered: whole('contactsOut', 'di cui arrivati'),
  messagesFailed: whole('contactsOut', 'di cui non arrivati'),
  assistedPeople: whole('people', 'Assistiti'),
  newPeople: whole('people', 'di cui nuovi'),
  contactsPerPerson: oneDecimal('people', 'Contatti in entrata per assistito'),
  servicesPerPerson: oneDecimal('people', 'Prese in carico per assistito'),
  transportedPeople: whole('people', 'Assistiti trasportati'),
  requests: whole('requests', 'Richieste'),
  informationRequests: whole('requests', 'di cui d’informazione'),
  helpRequests: whole('requests', 'di cui d’aiuto'),
  unmetRequests: whole('requests', 'Richieste non soddisfatte'),
  referredRequests: whole('requests', 'Richieste indirizzate ad altri'),
  takingsInCharge: whole('services', 'Prese in carico (informazioni e servizi)'),
  informationGiven: whole('services', 'di cui informazioni date'),
  services: whole('services', 'Servizi svolti'),
  servicesPerContact: oneDecimal('services', 'Prese in carico per contatto in entrata'),
  unmetServices: whole('services', 'Servizi non coperti'),
  rides: whole('rides', 'Viaggi'),
  ridesToHealth: whole('rides', 'di cui a ospedali e ambulatori'),
  km: whole('rides', 'Chilometri percorsi'),
  passengers: whole('rides', 'Passeggeri'),
  callsIn: whole('telephone', 'Chiamate arrivate'),
  callsAnswered: whole('telephone', 'Chiamate con risposta'),
  callsAnsweredShare: oneDecimal('telephone', 'Chiamate con risposta, per cento'),
  callsAbandoned: whole('telephone', 'Chiamate interrotte da chi chiamava'),
  waitMedianSeconds: whole('telephone', 'Attesa mediana, in secondi'),
  waitP95Seconds: whole('telephone', 'Attesa del 95% delle chiamate, in secondi, fino a'),
  callbacksAsked: whole('telephone', 'Richiamate da fare, nate nel periodo'),
  callbacksDone: whole('telephone', 'di cui fatte'),
  callbackMedianMinutes: whole('telephone', 'Tempo mediano per richiamare, in minuti'),
  callbackP95Minutes: whole('telephone', 'Tempo del 95% delle richiamate, in minuti, fino a'),
  volunteers: whole('volunteers', 'Volontari iscritti'),
  activeVolunteers: whole('volunteers', 'Volontari con almeno un servizio'),
  volunteerMinutes: whole('volunteers', 'Minuti dei volontari'),
  volunteerHours: oneDecimal('volunteers', 'pari a ore'),
  vehicles: whole('resources', 'Automezzi'),
  vehiclesOwned: whole('resources', 'di cui di proprietà'),
  vehiclesOnLoan: whole('resources', 'di cui in comodato'),
  vehiclesEquipped: whole('resources', 'di cui attrezzati per le carrozzine'),
  agreements: whole('resources', 'Convenzioni in vigore'),
  aidsLent: whole('resources', 'Ausili prestati nel periodo'),
  aidsOut: whole('resources', 'Ausili in prestito alla fine del periodo'),
  activityPeople: whole('activities', 'Persone nelle altre attività'),
  activityHours: whole('activities', 'Ore delle altre attività'),
} as const satisfies Record<string, FigureName>

export type HeadlineKey = keyof typeof headlineFigures
export const headlineKeys = Object.keys(headlineFigures) as HeadlineKey[]

/** null where there is nothing to divide by, or nobody knows. */
export type HeadlineValues = Partial<Record<HeadlineKey, number | null>>

/** Every table a report may have; each opens to the rows it counts. */
export const tableNames = {
  contactsInByCallerType: { section: 'contactsIn', title: 'Contatti in entrata per interlocutore' },
  contactsInByProvenance: { section: 'contactsIn', title: 'Contatti in entrata per provenienza' },
  contactsInByListeningPoint: { section: 'contactsIn', title: 'Contatti in entrata per punto d’ascolto' },
  contactsInByAssociation: { section: 'contactsIn', title: 'Contatti in entrata per associazione locale' },
  contactsInByMonth: { section: 'contactsIn', title: 'Contatti in entrata per mese' },
  contactsInByDay: { section: 'contactsIn', title: 'Contatti in entrata per giorno' },
  contactsInByWeekday: { section: 'contactsIn', title: 'Contatti in entrata per giorno della settimana' },
  contactsInByHour: { section: 'contactsIn', title: 'Contatti in entrata per ora' },
  contactsInByDistrict: { section: 'contactsIn', title: 'Contatti in entrata per distretto telefonico' },
  contactsInByProvince: { section: 'contactsIn', title: 'Contatti in entrata per provincia dell’assistito' },
  contactsInByAsl2013: { section: 'contactsIn', title: 'Contatti in entrata per ASL dell’assistito' },
  contactsInByAts: { section: 'contactsIn', title: 'Contatti in entrata per ATS dell’assistito' },
  contactsInByAmbito: { section: 'contactsIn', title: 'Contatti in entrata per ambito dell’assistito' },
  contactsInByComune: { section: 'contactsIn', title: 'Contatti in entrata per comune dell’assistito' },
  contactsOutByPurpose: { section: 'contactsOut', title: 'Contatti in uscita per scopo' },
  contactsOutByProvenance: { section: 'contactsOut', title: 'Contatti in uscita per mezzo' },
  contactsOutByMonth: { section: 'contactsOut', title: 'Contatti in uscita per mese' },
  messagesByState: { section: 'contactsOut', title: 'Messaggi inviati per esito' },
  peopleByAgeClass: { section: 'people', title: 'Assistiti per classe d’età' },
  peopleBySex: { section: 'people', title: 'Assistiti per sesso' },
  peopleByLivesAlone: { section: 'people', title: 'Assistiti che vivono soli' },
  peopleByNewness: { section: 'people', title: 'Assistiti nuovi e già conosciuti' },
  peopleByServices: { section: 'people', title: 'Assistiti per numero di servizi svolti' },
  peopleByProvince: { section: 'people', title: 'Assistiti per provincia' },
  peopleByAsl2013: { section: 'people', title: 'Assistiti per ASL' },
  peopleByAts: { section: 'people', title: 'Assistiti per ATS' },
  peopleByAmbito: { section: 'people', title: 'Assistiti per ambito' },
  peopleByComune: { section: 'people', title: 'Assistiti per comune' },
  informationByKind: { section: 'requests', title: 'Richieste d’informazione per tipo' },
  helpByKind: { section: 'requests', title: 'Richieste d’aiuto per tipo' },
  requestsByState: { section: 'requests', title: 'Richieste per stato' },
  requestsFulfilledBy: { section: 'requests', title: 'Richieste d’aiuto risolte, per chi le ha risolte' },
  unmetRequestsByCause: { section: 'requests', title: 'Richieste non soddisfatte per motivo' },
  referralsByBody: { section: 'requests', title: 'Richieste indirizzate ad altri, per servizio' },
  helpRequestsByAsl2013: { section: 'requests', title: 'Richieste d’aiuto per ASL dell’assistito' },
  helpRequestsByAts: { section: 'requests', title: 'Richieste d’aiuto per ATS dell’assistito' },
  informationGivenByKind: { section: 'services', title: 'Informazioni date per tipo' },
  servicesByHelpKind: { section: 'services', title: 'Servizi svolti per tipo' },
  takingsInChargeByKind: { section: 'services', title: 'Prese in carico per tipo' },
  closedServicesByOutcome: { section: 'services', title: 'Servizi conclusi per esito' },
  servicesFulfilledBy: { section: 'services', title: 'Servizi svolti, per chi li ha svolti' },
  unmetServicesByCause: { section: 'services', title: 'Servizi non coperti per motivo' },
  servicesByMonth: { section: 'services', title: 'Servizi svolti per mese' },
  servicesByAmbito: { section: 'services', title: 'Servizi svolti per ambito dell’associazione' },
  ridesByDestination: { section: 'rides', title: 'Viaggi per destinazione' },
  ridesByFacility: { section: 'rides', title: 'Viaggi per struttura' },
  ridesByAsst: { section: 'rides', title: 'Viaggi a ospedali pubblici per ASST' },
  ridesByAmbito: { section: 'rides', title: 'Viaggi per ambito dell’associazione' },
  kmByAmbito: { section: 'rides', title: 'Chilometri per ambito dell’associazione' },
  callsByOutcome: { section: 'telephone', title: 'Chiamate arrivate per esito' },
  callsAnsweredBy: { section: 'telephone', title: 'Chiamate con risposta, per chi ha risposto' },
  callbacksByState: { section: 'telephone', title: 'Richiamate per stato' },
  volunteersByAmbito: { section: 'volunteers', title: 'Volontari iscritti per ambito dell’associazione' },
  minutesByAmbito: { section: 'volunteers', title: 'Minuti dei volontari per ambito dell’associazione' },
  minutesByHelpKind: { section: 'volunteers', title: 'Minuti dei volontari per tipo di servizio' },
  vehiclesOwnedByAmbito: { section: 'resources', title: 'Automezzi di proprietà per ambito' },
  vehiclesOnLoanByAmbito: { section: 'resources', title: 'Automezzi in comodato per ambito' },
  vehiclesEquippedByAmbito: { section: 'resources', title: 'Automezzi attrezzati per ambito' },
  agreementsByCounterpart: { section: 'resources', title: 'Convenzioni in vigore per controparte' },
  aidsLentByKind: { section: 'resources', title: 'Ausili prestati per tipo' },
  activityPeopleByKind: { section: 'activities', title: 'Persone nelle altre attività' },
  activityHoursByKind: { section: 'activities', title: 'Ore delle altre attività' },
} as const satisfies Record<string, { section: ReportSectionKey; title: string }>
export type TableKey = keyof typeof tableNames

/** Two ways of dividing one total at once. */
export const crossTableNames = {
  contactsInByWeekdayAndHour: { section: 'contactsIn', title: 'Contatti in entrata per giorno della settimana e ora' },
  peopleByAsl2013AndAgeClass: { section: 'people', title: 'Assistiti per ASL e classe d’età' },
  peopleByAtsAndAgeClass: { section: 'people', title: 'Assistiti per ATS e classe d’età' },
} as const satisfies Record<string, { section: ReportSectionKey; title: string }>
export type CrossTableKey = keyof typeof crossTableNames

/** The row of what nobody wrote down. */
export const NOT_KNOWN = 'notKnown'

export interface ReportTable {
  key: string
  section: ReportSectionKey
  title: string
  rows: { key: string; label: string; count: number }[]
  /** Always the sum of its rows. */
  total: number
  /** What one must know to read it, in words. */
  note?: string | undefined
}

export interface ReportCrossTable {
  key: string
  section: ReportSectionKey
  title: string
  columns: { key: string; label: string }[]
  rows: { key: string; label: string; counts: number[]; total: number }[]
  columnTotals: number[]
  total: number
  note?: string | undefined
}

export interface ReportFigures {
  values: HeadlineValues
  tables: ReportTable[]
  crossTables: ReportCrossTable[]
}
