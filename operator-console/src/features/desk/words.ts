import type { RequestUrgency } from '../../../../helpline/dispatch/desk/open-requests.ts'

const notYet = (count: number) =>
  count === 1
    ? 'Un servizio di oggi non ha ancora un volontario.'
    : `${count} servizi di oggi non hanno ancora un volontario.`

const notDone = (count: number, isAlone: boolean) =>
  count === 1
    ? `${isAlone ? 'Un servizio di oggi' : 'Uno'} non è stato coperto.`
    : `${count}${isAlone ? ' servizi di oggi' : ''} non sono stati coperti.`

export const words = {
  title: 'Scrivania',
  print: 'Stampa i servizi di oggi',
  today: (day: string) => `Servizi di oggi, ${day}`,
  todayTable: 'Elenco dei servizi di oggi',
  todayEmpty: 'Oggi non c’è nessun servizio.',
  uncovered: (waiting: number, unmet: number) =>
    waiting === 0 && unmet === 0
      ? 'Tutti i servizi di oggi hanno un volontario.'
      : [waiting > 0 && notYet(waiting), unmet > 0 && notDone(unmet, waiting === 0)].filter(Boolean).join(' '),
  when: 'Ora',
  what: 'Che cosa',
  who: 'Per chi',
  where: 'Dove',
  whoGoes: 'Chi va',
  next: 'Che cosa succede adesso',
  point: 'Punto',
  nobody: 'Scoperto',
  left: (time: string) => `mancano ${time}`,
  past: 'l’ora è passata',
  fromTo: (from: string | null, to: string | null) =>
    from && to ? `da ${from} a ${to}` : from ? `da ${from}` : (to ?? ''),
  until: (from: string, to: string) => `${from} – ${to}`,
  requests: (count: number) => `Richieste aperte: ${count}`,
  requestsIntro: 'Quelle che aspettano ancora qualcuno: da prendere in carico, o senza un volontario.',
  requestsTable: 'Elenco delle richieste aperte',
  requestsEmpty: 'Nessuna richiesta aspetta.',
  requestsMore: (shown: number, all: number) => `Qui ci sono le ${shown} più vicine, di ${all}.`,
  urgency: { late: 'In ritardo', soon: 'Presto', calm: 'Con calma' } satisfies Record<RequestUrgency, string>,
  howUrgent: 'Urgenza',
  age: 'Aspetta da',
  neededAt: 'Serve',
  unknownPerson: 'persona non indicata',
  information: (kind: string) => `informazione: ${kind}`,
  toBeSaid: 'da precisare',
  callbacks: (count: number) => `Da richiamare: ${count}`,
  callbacksTable: 'Elenco di chi va richiamato',
  callbacksEmpty: 'Non c’è nessuno da richiamare.',
  callbacksOpen: 'Apri le persone da richiamare',
  callbackUrgency: { late: 'In ritardo', due: 'Da richiamare', planned: 'Più tardi' },
  withheld: 'numero nascosto',
  why: 'Perché',
  holder: 'Chi se ne occupa',
  free: 'nessuno',
  network: 'La rete',
  links: {
    wall: 'Muro',
    points: 'Punti e orari',
    districts: 'Distretti',
    associations: 'Associazioni',
    week: 'Settimana',
    operators: 'Operatori',
    agreements: 'Convenzioni',
  },
} as const
