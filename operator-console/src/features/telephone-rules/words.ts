export const words = {
  title: 'Telefono',
  intro: 'Le regole del telefono, per tutti i punti d’ascolto.',
  // limits
  limits: 'Numeri limitati',
  limitsIntro:
    'Chi disturba di continuo può essere mandato per un po’ in segreteria. Il numero di una persona seguita, o di un suo familiare, si limita solo in due: uno chiede, un altro conferma.',
  number: 'Numero',
  numberHint: 'Con il prefisso: per esempio 0372 448678',
  reason: 'Motivo',
  days: 'Per quanti giorni',
  daysHint: 'Da 1 a 90',
  daysWrong: 'Scriva un numero di giorni da 1 a 90.',
  limit: 'Limita il numero',
  limited: 'Scritto. Se il numero è di una persona seguita, adesso serve la conferma di un altro coordinatore.',
  running: 'Limitazioni in corso',
  over: 'Limitazioni finite',
  noneRunning: 'Nessun numero è limitato.',
  noneOver: 'Ancora nessuna.',
  state: 'Stato',
  until: 'Fino a',
  askedBy: 'Chi l’ha chiesta',
  askedAndApproved: (asked: string, approved: string) => `${asked}, confermata da ${approved}`,
  belongsTo: 'Di chi è',
  nobody: 'Di nessuna persona seguita',
  actions: 'Che cosa si può fare',
  approve: (number: string) => `Conferma ${number}`,
  lift: (number: string) => `Togli ${number}`,
  ownLimit: 'La conferma un altro coordinatore.',
  // voicemail
  voicemail: {
    title: 'Messaggi in segreteria',
    keptAt: 'Dove si conserva l’audio',
    keptDays: 'Per quanti giorni',
    keptDaysHint: 'Da 1 a 365. Vale anche per i messaggi già arrivati.',
    notDeleted: (count: number) =>
      count === 1
        ? 'Un messaggio scaduto non si è ancora potuto cancellare.'
        : `${count} messaggi scaduti non si sono ancora potuti cancellare.`,
    notTakenIn: (count: number) =>
      count === 1
        ? 'Un messaggio è ancora presso Twilio, anche se dovrebbe stare qui.'
        : `${count} messaggi sono ancora presso Twilio, anche se dovrebbero stare qui.`,
  },
  // photos and voice notes
  media: {
    title: 'Foto e note vocali dei messaggi',
    text: 'Quello che arriva con un SMS o con WhatsApp si conserva qui, e si cancella presso Twilio appena è arrivato. Si tengono foto, note vocali e PDF fino a 10 MB.',
    keptDays: 'Per quanti giorni conservare gli allegati',
    keptDaysHint: 'Da 1 a 365. Vale anche per quelli già arrivati.',
    notDeleted: (count: number) =>
      count === 1
        ? 'Un allegato scaduto non si è ancora potuto cancellare.'
        : `${count} allegati scaduti non si sono ancora potuti cancellare.`,
    notTakenIn: (count: number) =>
      count === 1 ? 'Un allegato è ancora presso Twilio.' : `${count} allegati sono ancora presso Twilio.`,
  },
  // both
  keptDaysWrong: 'Scriva un numero di giorni da 1 a 365.',
  faultsText: 'Il programma riprova ogni giorno. Se continua, avvisi chi si occupa del programma.',
  save: 'Salva',
  saved: 'Salvato.',
  // call-backs
  callbacks: 'Richiamate',
  lateAfter: 'Dopo quanti minuti una persona aspetta da troppo',
  lateAfterHint: 'Da 5 minuti a 7 giorni (10080 minuti)',
  freeAfter: 'Dopo quanti minuti senza un segno una richiamata presa torna libera',
  freeAfterHint: 'Da 2 a 120',
  notMinutes: 'Scriva un numero di minuti.',
} as const
