import type { LineInstruction } from '../line-instruction.ts'
import { answeredByOther, askOperator, callIsOver, goodbyes } from '../spoken-words.ts'
import type { Conversation, ConversationLeg } from './conference-records.ts'
import { openHelp, seatsOf } from './conference-seats.ts'
import { askHelp, conversationOver, conversationPassed, lineFell, notNeeded, spokenNews } from './help-words.ts'

const goodbye = (words: string): LineInstruction => ({ kind: 'goodbye', words })

/** What a line of ours, or of whoever we called, does next in a conversation; `who` is outside, in words. */
export function legInConversation(conversation: Conversation, leg: ConversationLeg, who: string): LineInstruction {
  const { id: callId, state, onHold, direction } = conversation
  if (leg.kind === 'person') {
    if (state === 'answered') return { kind: onHold ? 'hold' : 'conference', callId }
    return goodbye(onHold ? lineFell : goodbyes.thanks)
  }
  const help = openHelp(conversation)
  if (state === 'answered' && help && leg.helpId === help.id && leg.state === 'ringing' && help.state === 'ringing') {
    return { kind: 'askToAnswer', words: askOperator(askHelp(help, who)) }
  }
  if (state !== 'answered') return goodbye(direction === 'inbound' ? callIsOver : conversationOver)
  const { holder, helper } = seatsOf(conversation)
  if (leg.id === holder?.id || leg.id === helper?.id) {
    const words = leg.id === holder?.id ? spokenNews(conversation) : undefined
    return { kind: 'conference', callId, ours: { words } }
  }
  return goodbye(farewell(conversation, leg))
}

function farewell(conversation: Conversation, leg: ConversationLeg): string {
  if (leg.helpId === null) return conversationPassed
  const answered = conversation.legs.some(({ helpId, state }) => helpId === leg.helpId && state === 'accepted')
  return answered && leg.state !== 'accepted' ? answeredByOther : notNeeded
}

/** The operator's line of an outgoing call, which is the call's own. */
export const ownLineInConversation = (conversation: Conversation): LineInstruction => {
  const own = conversation.legs.find(
    ({ helpId, kind, state }) => helpId === null && kind !== 'person' && state === 'accepted',
  )
  return own ? legInConversation(conversation, own, '') : goodbye(conversationOver)
}
