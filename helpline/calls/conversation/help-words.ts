import type { CallHelp, Conversation } from './conference-records.ts'
import { openHelp, seatsOf } from './conference-seats.ts'

// What is heard, and read, by those who help each other in a conversation.

export const waitHere = 'Resti in linea.'
export const notNeeded = 'Grazie, non serve più.'
export const conversationPassed = 'La telefonata è passata. Grazie.'
export const conversationOver = 'La telefonata è finita. Arrivederci.'
export const lineFell = 'È caduta la linea. La richiamiamo noi. Arrivederci.'

export const askHelp = ({ kind, askedByName }: Pick<CallHelp, 'kind' | 'askedByName'>, who: string): string =>
  kind === 'transfer'
    ? `${askedByName} le passa una telefonata. ${who}`
    : `${askedByName} chiede il suo aiuto in una telefonata. ${who}`

/** What whoever had asked for help hears when the person is back on the line. */
export const backOnTheLine: Partial<Record<NonNullable<CallHelp['ending']>, string>> = {
  nobodyAnswered: 'Non ha risposto nessuno. La persona torna in linea con lei.',
  left: 'Chi l’aiutava ha riagganciato. La persona torna in linea con lei.',
}

const lastHelp = ({ helps }: Pick<Conversation, 'helps'>): CallHelp | undefined => helps.at(-1)

/** Said once: only those who are sent for because of it hear it. */
export function spokenNews(conversation: Conversation): string | undefined {
  const help = lastHelp(conversation)
  if (conversation.onHold || !help?.ending) return undefined
  return backOnTheLine[help.ending]
}

const asked = { transfer: 'Sto chiamando', threeWay: 'Chiedo aiuto a' } as const

/** What is happening, in a sentence, for one of those who are in the conversation. */
export function conversationNews(conversation: Conversation, operatorId: string): string {
  const { onHold } = conversation
  const help = openHelp(conversation)
  const { holder, helper } = seatsOf(conversation)
  const person = onHold ? 'La persona è in attesa, con la musica.' : ''
  if (help?.state === 'ringing') return `${asked[help.kind]} ${help.targetName}: sta squillando. ${person}`.trim()
  if (helper) {
    const other = helper.operatorId === operatorId ? holder?.operatorName : (helper.operatorName ?? help?.targetName)
    const together = onHold ? 'Parlate fra voi' : 'Parlate in tre'
    return `${together}${other ? `, con ${other}` : ''}. ${person}`.trim()
  }
  const ended = endedNews(lastHelp(conversation))
  return [ended, person || (ended ? 'La persona è in linea con Lei.' : 'In conversazione.')].filter(Boolean).join(' ')
}

function endedNews(help: CallHelp | undefined): string {
  if (help?.ending === 'nobodyAnswered') return `Da ${help.targetName} non ha risposto nessuno.`
  if (help?.ending === 'left') return 'Chi aiutava ha riagganciato.'
  return ''
}
