import type { AnswerState } from '../../../../helpline/messages/conversations/answer-ways.ts'
import type { ConversationList } from '../../../../helpline/messages/conversations/conversation-records.ts'
import type { MessageState } from '../../../../helpline/messages/message-states.ts'
import type { MessageChannel } from '../../../../helpline/reaching/message-channel.ts'

const people = (count: number) => (count === 1 ? '1 persona aspetta' : `${count} persone aspettano`)

/** What people can do something about, by the code of the telephone network. */
const reasons: Readonly<Record<number, string>> = {
  21211: 'il numero non è giusto',
  21408: 'a quel Paese non si può scrivere',
  21610: 'ha chiesto di non ricevere messaggi',
  21614: 'è un telefono fisso',
  21635: 'è un telefono fisso',
  30003: 'il telefono è spento o non prende',
  30005: 'il numero non esiste più',
  30006: 'è un telefono fisso, o non raggiungibile',
  30007: 'il gestore lo ha fermato',
  63016: 'su WhatsApp è passato più di un giorno dal suo ultimo messaggio',
}

export const words = {
  title: 'Messaggi',
  intro: 'Gli SMS e i messaggi WhatsApp che una persona deve leggere: prima chi aspetta da più tempo.',
  show: 'Quali',
  lists: { open: 'aperti', mine: 'miei', done: 'fatti' } satisfies Record<ConversationList, string>,
  waiting: (count: number) => (count === 0 ? 'Nessuno aspetta una risposta.' : `${people(count)} una risposta.`),
  empty: {
    open: 'Non c’è nessun messaggio da leggere.',
    mine: 'Non ha nessuna conversazione.',
    done: 'Non c’è ancora nessuna conversazione chiusa.',
  } satisfies Record<ConversationList, string>,
  table: 'Elenco delle conversazioni',
  who: 'Chi',
  volunteer: 'volontario',
  firstWords: 'Ultimo messaggio',
  ours: (text: string) => `Noi: ${text}`,
  noWords: 'un allegato',
  channel: 'Come',
  channels: { sms: 'SMS', whatsapp: 'WhatsApp', voice: 'telefonata automatica' } satisfies Record<
    MessageChannel,
    string
  >,
  since: 'Da quando',
  waits: (time: string) => `aspetta da ${time}`,
  holder: 'Chi se ne occupa',
  nobody: 'nessuno',
  pointOf: 'Punto',
  nobodys: 'di nessun punto',
  toAnswer: 'Da leggere',
  answered: 'Risposto',
  done: 'Fatto',
  // one conversation
  conversationWith: (who: string) => `Messaggi: ${who}`,
  backToList: 'Torna ai messaggi',
  messages: 'I messaggi',
  earlier: (count: number) =>
    count === 1 ? 'Mostra il messaggio precedente' : `Mostra i ${count} messaggi precedenti`,
  noMessages: 'Non c’è ancora nessun messaggio.',
  byItself: 'Messaggio automatico',
  autoReply: 'Risposta automatica',
  states: {
    pending: 'in partenza',
    queued: 'in partenza',
    sent: 'inviato',
    delivered: 'consegnato',
    read: 'letto',
    undelivered: 'non arrivato',
    failed: 'non arrivato',
    received: 'ricevuto',
  } satisfies Record<MessageState, string>,
  notArrived: (errorCode: number | null) => {
    const reason = errorCode === null ? undefined : reasons[errorCode]
    return reason ? `non arrivato: ${reason}` : 'non arrivato'
  },
  openContact: 'Apri il contatto scritto da questo messaggio',
  chooseShort: 'Da scrivere nel contatto',
  // answering
  answer: 'Rispondi',
  answerHint: 'Resta scritta qui anche se cambia pagina, finché non la invia.',
  by: 'Come inviare',
  send: 'Invia la risposta',
  sendAnyway: 'Invia lo stesso',
  parts: (count: number) => (count === 1 ? 'Un SMS.' : `${count} SMS: se può, la faccia più breve.`),
  sent: 'La risposta è partita.',
  answerMissing: 'Scriva la risposta.',
  whyNot: {
    free: '',
    template:
      'Su WhatsApp è passato più di un giorno dal suo ultimo messaggio: si può solo chiedere di riscrivere. Per rispondere mandi un SMS, oppure telefoni.',
    leftUs: 'Ha chiesto di non ricevere messaggi: si può telefonare.',
    landline: 'A questo numero non arrivano SMS: si può telefonare.',
  } satisfies Record<AnswerState, string>,
  askToWrite: 'Chieda di riscrivere su WhatsApp',
  asksToWrite: 'Arriva questo testo, già approvato da WhatsApp:',
  noWay: 'A questo numero non si può scrivere: si può telefonare.',
  // holding
  whoHasIt: 'Chi se ne occupa',
  heldBy: (name: string) => `Se ne occupa ${name}.`,
  heldByMe: 'Se ne occupa Lei.',
  heldByNobody: 'Non se ne occupa ancora nessuno.',
  take: 'Me ne occupo io',
  release: 'Lascia agli altri',
  giveTo: 'Passa a',
  give: 'Passa',
  markDone: 'Segna come fatto',
  markDoneHint: 'Se riscrive, torna fra gli aperti.',
  isDone: 'Questa conversazione è segnata come fatta. Se riscrive, torna fra gli aperti.',
  reopen: 'Riapri',
  // making a contact
  writeDown: 'Scrivi un contatto da questi messaggi',
  writeDownIntro: 'Il contatto si apre con i messaggi già nelle note; lì si scrivono le richieste.',
  chosen: (count: number) => (count === 1 ? '1 messaggio scelto.' : `${count} messaggi scelti.`),
  noneChosen: 'Scelga almeno un messaggio, qui sopra.',
  // who it is
  whoIsIt: 'Chi scrive',
  openCard: 'Apri la scheda',
  openVolunteer: 'Apri la scheda del volontario',
  unknown: 'Non sappiamo ancora di chi è questo numero.',
  perhaps: 'Forse è per:',
  itIs: (name: string) => `È per ${name}`,
  notAssisted: 'Non è una persona assistita',
  isNotAssisted: 'Non è una persona assistita: non lo chiediamo più.',
  newCardHint: 'Se la persona è nuova, scriva un contatto dai messaggi: lì si crea la scheda, con questo numero.',
  changeWho: 'Non è giusto, cambia',
  calls: 'Telefonate',
  noCalls: 'Nessuna telefonata.',
  requests: 'Richieste',
  noRequests: 'Nessuna richiesta.',
} as const
