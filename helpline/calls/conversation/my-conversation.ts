import type { SignedIn } from '../../access/permissions.ts'
import { type Part, partOf } from './conference-part.ts'
import type { CallHelp, Conversation, ConversationLeg, ConversationReads } from './conference-records.ts'
import { openHelp } from './conference-seats.ts'

export interface MyConversationReads {
  /** The calls some line of theirs is in, or rings to be called in, the latest first. */
  listCallsOf(operatorId: string, now: Date): Promise<string[]>
  /** Lines of ours nothing was heard of since then. */
  listSilentHelpLegs(
    heardBefore: Date,
    limit: number,
  ): Promise<{ legId: string; kind: string; twilioCallSid: string }[]>
}

export interface MyTelephone {
  conversation: { conversation: Conversation; part: Part } | null
  /** Somebody asks for me: my telephone rings. */
  asked: { conversation: Conversation; help: CallHelp; leg: ConversationLeg } | null
}

/** What one's own telephone is doing, as far as it can be changed from the console. */
export async function readMyTelephone(
  doors: MyConversationReads & ConversationReads,
  { who, now }: { who: SignedIn; now: Date },
): Promise<MyTelephone> {
  const mine: MyTelephone = { conversation: null, asked: null }
  for (const callId of await doors.listCallsOf(who.operatorId, now)) {
    const conversation = await doors.findConversation(callId)
    if (conversation?.state !== 'answered') continue
    const part = partOf(conversation, who)
    if (part) mine.conversation ??= { conversation, part }
    const help = openHelp(conversation)
    const leg = conversation.legs.find(
      ({ helpId, operatorId, state }) => help?.id === helpId && operatorId === who.operatorId && state === 'ringing',
    )
    if (help && leg) mine.asked ??= { conversation, help, leg }
  }
  return mine
}
