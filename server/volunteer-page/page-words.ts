import type { HelpKind } from '../../helpline/contacts/kinds.ts'
import type { AnswerOutcome } from '../../helpline/dispatch/answer-offer.ts'
import type { VolunteerClosing } from '../../helpline/dispatch/day/close-by-volunteer.ts'
import { numeroVerde } from '../../helpline/territory/numero-verde.ts'

export const words = {
  title: 'Auser: i suoi servizi',
  hello: (firstName: string) => `Buongiorno ${firstName}`,
  offers: 'Le chiediamo un aiuto',
  noOffers: 'Adesso non le chiediamo niente. Grazie!',
  services: 'I suoi prossimi servizi',
  noServices: 'Non ha altri servizi in programma.',
  today: 'I servizi di oggi',
  ofDay: (day: string) => `I servizi di ${day}`,
  nothingThatDay: 'In questo giorno non ha servizi.',
  toClose: 'Com’è andata?',
  toCloseIntro: 'Questi servizi sono passati e non sono ancora chiusi.',
  close: 'Chiudi il servizio',
  closeSend: 'Registra e chiudi',
  closedAlready: 'Registrato, grazie!',
  withKm: (km: number) => `Registrato: ${km} km. Grazie!`,
  outcome: 'Com’è andata',
  odometerStartKm: 'Contachilometri alla partenza',
  odometerEndKm: 'Contachilometri al rientro',
  km: 'Chilometri percorsi',
  kmHint: 'Se ha letto il contachilometri, li contiamo noi.',
  minutes: 'Minuti, da quando è uscito a quando è rientrato',
  passengers: 'Persone accompagnate',
  spent: 'Ha speso qualcosa? (per esempio il parcheggio)',
  amount: 'Quanto, in euro',
  description: 'Per che cosa',
  document: 'Quale ricevuta ha: data e numero',
  documentHint: 'Senza ricevuta lasci vuoto: fino a 10 euro al giorno.',
  confirmed: 'Ho ricontrollato: i numeri sono giusti.',
  wrong: 'Manca ancora qualcosa: guardi i punti segnati.',
  age: 'Età',
  mobility: 'Come si muove',
  hardOfHearing: 'Sente poco: parli forte e piano.',
  careful: 'Attenzione',
  notes: 'Note',
  companions: 'Accompagnatori',
  wayBack: 'Ritorno',
  goesThere: 'All’andata va',
  goesBack: 'Al ritorno va',
  depot: 'Dove si ritira',
  accept: 'Sì, ci vado',
  decline: 'No, non posso',
  until: (time: string) => `fino alle ${time} circa`,
  where: 'Dove',
  from: 'Da',
  to: 'A',
  person: 'Chi',
  call: 'Telefono',
  vehicle: 'Automezzo',
  recognised: 'Per riconoscersi',
  wheelchair: 'La persona è in carrozzina.',
  backOut: 'Non posso più',
  backOutSure: 'È sicuro? La chiameremo per trovare una soluzione.',
  backOutYes: 'Sì, non posso più',
  backOutByPhone: `Se non può più, ci chiami: ${numeroVerde}.`,
  backingOut: 'Ci ha detto che non può più: la chiamiamo noi.',
  help: `Per qualsiasi cosa: Numero Verde ${numeroVerde}, gratuito.`,
  gone: 'Questo collegamento non vale più',
  goneText: `Risponda al messaggio che ha ricevuto, oppure ci chiami: Numero Verde ${numeroVerde}.`,
  tooOften: 'Troppe richieste',
  tooOftenText: 'Aspetti un minuto e riprovi.',
  broken: 'Qualcosa non ha funzionato',
  brokenText: `Riprovi fra poco, oppure ci chiami: Numero Verde ${numeroVerde}.`,
} as const

/** What the page says after a service was closed, or was not. */
export const closingSaid: Record<VolunteerClosing, { title: string; isGood: boolean }> = {
  closed: { title: 'Grazie! Il servizio è chiuso.', isGood: true },
  alreadyClosed: { title: 'Il servizio era già chiuso. Grazie!', isGood: true },
  tooEarly: { title: 'Il servizio non è ancora cominciato: lo chiuda quando è finito.', isGood: false },
  noLongerNeeded: { title: 'Questo servizio non serve più.', isGood: false },
}

/** What the page says after an answer; the details are below it. */
export const answered: Record<AnswerOutcome['kind'], { title: string; isGood: boolean }> = {
  assigned: { title: 'Grazie! Il servizio è suo: lo trova qui sotto.', isGood: true },
  alreadyYours: { title: 'Il servizio è già suo: lo trova qui sotto.', isGood: true },
  alreadyCovered: {
    title: 'Grazie di cuore: qualcun altro ha risposto prima. La prossima volta chiediamo prima a lei.',
    isGood: false,
  },
  busy: { title: 'Grazie, ma in quelle ore ha già un altro servizio.', isGood: false },
  changed: { title: 'Intanto il servizio è cambiato: guardi qui sotto se può ancora.', isGood: false },
  unfit: { title: 'Grazie, ma manca un documento valido per quel giorno: la chiamiamo noi.', isGood: false },
  noLongerNeeded: { title: 'Grazie di cuore: il servizio non serve più.', isGood: false },
  declined: { title: 'Va bene, grazie lo stesso. Alla prossima!', isGood: true },
  wantsOut: { title: 'Va bene: la chiamiamo noi per trovare una soluzione.', isGood: false },
}

export const whatFor: Record<HelpKind, string> = {
  telephoneCompany: 'Fare compagnia al telefono',
  homeCompany: 'Fare compagnia a domicilio',
  outingCompany: 'Accompagnare per una passeggiata',
  medicineDelivery: 'Portare dei farmaci',
  mealDelivery: 'Portare un pasto',
  groceryDelivery: 'Portare la spesa',
  transport: 'Accompagnare in auto una persona',
  socialActivities: 'Aiutare in un’attività di gruppo',
  accompanying: 'Accompagnare una persona',
  shoppingHelp: 'Aiutare a fare la spesa',
  paperwork: 'Aiutare con una pratica',
  smallRepairs: 'Fare una piccola riparazione',
  facilitySupport: 'Aiutare in una struttura',
}

/** What the page says after a companion call was written. */
export function companionSaid(said: unknown): { title: string; isGood: boolean } | undefined {
  if (said === 'scritta') return { title: 'Registrata, grazie!', isGood: true }
  if (said === 'altri') return { title: 'Nel frattempo ha già chiamato qualcun altro. Grazie lo stesso!', isGood: true }
  return undefined
}
