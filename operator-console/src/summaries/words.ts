const spokenSeconds = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60)
  const rest = `${seconds % 60} ${seconds % 60 === 1 ? 'secondo' : 'secondi'}`
  return minutes === 0 ? rest : `${minutes} ${minutes === 1 ? 'minuto' : 'minuti'} e ${rest}`
}

export const words = {
  whatToAsk: 'Che cosa chiedere',
  questions: [
    'Con chi parlo?',
    'Per chi telefona: per sé o per un’altra persona?',
    'Nome, cognome e Comune di chi ha bisogno.',
    'A quale numero possiamo richiamare?',
  ],
  messagesToRead: (count: number) => `Messaggi da leggere: ${count}`,
  messagesWait: (count: number) => (count === 1 ? 'Una persona ha scritto.' : `${count} persone hanno scritto.`),
  noMessages: 'Nessuno aspetta di essere letto.',
  openMessages: 'Apri i messaggi',
  here: 'Chi c’è',
  nobody: 'In questo momento non c’è nessun altro.',
  onCall: 'al telefono',
  me: (name: string) => `${name} (Lei)`,
  orOthers: (name: string, others: number) =>
    others === 0 ? name : others === 1 ? `${name} o un’altra persona` : `${name} o altre ${others} persone`,
  reportSections: 'Parti dei rapporti',
  figures: 'Cifre',
  socialReport: 'Bilancio sociale',
  publishedReports: 'Pubblicati',
  exports: 'Documenti',
  dueCalendar: 'Scadenze',
  agreements: 'Convenzioni',
  activities: 'Altre attività',
  due: (late: number, soon: number) =>
    `${[
      ...(late > 0 ? [late === 1 ? '1 scadenza è passata' : `${late} scadenze sono passate`] : []),
      ...(soon > 0 ? [soon === 1 ? '1 scadenza è vicina' : `${soon} scadenze sono vicine`] : []),
    ].join(', ')}.`,
  openCalendar: 'Apri le scadenze delle convenzioni',
  card: (number: number) => `scheda ${number}`,
  step: 'Che cosa succede adesso',
  ready: 'È pronta per il ritorno',
  readyHint: 'Chi la riporta a casa parte subito; se non c’è nessuno, lo si chiede adesso.',
  leg: 'Tratta',
  cycle: 'Ciclo',
  openCycle: 'Apri il ciclo',
  volunteer: 'Volontario',
  vehicle: 'Automezzo',
  told: 'La persona è stata avvisata',
  confirmed: 'La persona ha confermato',
  notToldYet: 'non ancora',
  notArrived: 'no: quello che le abbiamo mandato non è arrivato',
  offers: 'A chi è stato chiesto',
  noOffers: 'Non è ancora stato chiesto a nessuno.',
  offerVolunteer: 'Volontario',
  offerState: 'Risposta',
  offerReasons: 'Perché proprio questa persona',
  offerSent: 'Chiesto',
  wave: (wave: number) => `${wave}º giro`,
  by: (channel: string, when: string | null) => (when ? `${channel}, ${when}` : channel),
  message: (seconds: number) => `Messaggio in segreteria, ${spokenSeconds(seconds)}`,
  notHeardYet: 'Non l’ha ancora ascoltato nessuno.',
  heardBy: (who: string, when: string) => `Ascoltato da ${who}, ${when}.`,
  somebody: 'un operatore',
  paperStates: {
    missing: () => 'scadenza non registrata',
    lapsed: (day: string) => `scadenza già passata, il ${day}`,
    soon: (day: string) => `scade il ${day}`,
    valid: (day: string) => `fino al ${day}`,
  },
  paperTouches: (count: number) => (count === 1 ? 'Tocca 1 servizio' : `Tocca ${count} servizi`),
  affected: 'Servizi da rivedere',
  affectedList: 'Quali, e perché',
  noneAffected: (upcoming: number) =>
    upcoming === 0 ? 'Non ha servizi in programma.' : `I servizi in programma (${upcoming}) sono tutti a posto.`,
  someAffected: (count: number, upcoming: number) =>
    count === 1
      ? 'Un servizio in programma, così com’è, non si può fare.'
      : `${count} dei ${upcoming} servizi in programma, così come sono, non si possono fare.`,
  affectedWhen: 'Quando',
  affectedWhat: 'Che cosa',
  affectedWhy: 'Perché',
  messageGone: (day: string) => `L’audio non c’è più: si conservava fino al ${day}.`,
  messageFailed:
    'Il messaggio non si può ascoltare adesso. Riprovi fra poco; lo ascolta solo chi lavora al suo punto d’ascolto.',
} as const
