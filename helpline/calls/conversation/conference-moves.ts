import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import type { CallControl } from '../call-control.ts'
import type { Conversation, ConversationLeg, ConversationReads } from './conference-records.ts'
import { dialledLine, type KnownLine, lineOfLeg, mainLine, openHelp } from './conference-seats.ts'

type Moved = Pick<Conversation, 'id' | 'conferenceAt' | 'moves'>

/** Has a line asked what it does now; its row says it. */
export function sendFor(tx: Change, { id: callId, conferenceAt, moves }: Moved, line: KnownLine | null): void {
  if (!line) return
  const legId = 'legId' in line ? line.legId : null
  tx.ask({
    name: 'steer-line',
    payload: { callId, legId, conferenceAt: conferenceAt?.toISOString() ?? null },
    key: `steer-line:${legId ?? callId}:${moves}`,
  })
}

/** Once the two lines of a dial have come apart each goes where it is sent, and the other does not notice. */
export const apartKey = ({ id, conferenceAt }: Pick<Conversation, 'id' | 'conferenceAt'>): string =>
  `apart:${id}:${conferenceAt?.toISOString() ?? ''}`

/** The line that dialled says that it dials no more. */
export async function rememberApart(
  doors: Transactions<{ rememberEvent(key: string, callId: string, kind: string, now: Date): Promise<boolean> }>,
  occasion: Occasion,
  call: Pick<Conversation, 'id' | 'state' | 'conferenceAt'>,
): Promise<void> {
  if (call.state !== 'answered' || call.conferenceAt === null) return
  await doors.transaction(occasion, (tx) => tx.rememberEvent(apartKey(call), call.id, 'apart', occasion.now))
}

export interface SteerDoors extends ConversationReads {
  control: Pick<CallControl, 'askAgain' | 'hangUp'>
  hasEvent(key: string): Promise<boolean>
}

export interface SteerLine {
  callId: string
  legId: string | null
  conferenceAt: string | null
}

/** Sends for a line. One that has gone elsewhere since is left alone: it may speak with somebody. */
export async function steerLine(doors: SteerDoors, _occasion: Occasion, asked: SteerLine): Promise<void> {
  const conversation = await doors.findConversation(asked.callId)
  if (!conversation) return
  const leg = conversation.legs.find(({ id }) => id === asked.legId)
  const line = asked.legId === null ? mainLine(conversation) : lineOfLeg(conversation, leg ?? null)
  if (!line || leg?.endedAt || isStale(conversation, leg, asked)) return
  // Taken out of a dial, the line that dialled would take the other one down with it.
  const isDialling =
    'callId' in line && conversation.state === 'answered' && !(await doors.hasEvent(apartKey(conversation)))
  const sent = isDialling ? dialledLine(conversation) : line
  const twilioCallSid = sent?.twilioCallSid
  if (!sent || !twilioCallSid) return
  const outcome = await doors.control.askAgain({ ...sent, twilioCallSid })
  // A telephone that still rings cannot be asked: it stops.
  const last = outcome.kind === 'refused' && leg ? await doors.control.hangUp(twilioCallSid) : outcome
  if (last.kind === 'tryLater' || last.kind === 'unknown') throw new Error('The line was not sent for')
}

/** A phone that was rung for help is never in a dial. */
function isStale(
  { state, conferenceAt }: Conversation,
  leg: ConversationLeg | undefined,
  asked: Pick<SteerLine, 'conferenceAt'>,
): boolean {
  if (leg && leg.helpId !== null) return false
  if (state === 'answered') return (conferenceAt?.toISOString() ?? null) !== asked.conferenceAt
  return state !== 'ended'
}

/** Everybody who sees this call, or was asked about it. */
export function tellConversation(tx: Change, conversation: Conversation, ...also: string[]): void {
  const { id: entityId, listeningPointId, responsiblePointId, legs } = conversation
  const seenAt = [...also, listeningPointId, responsiblePointId, ...legs.flatMap((leg) => leg.listeningPointId ?? [])]
  for (const each of new Set(seenAt)) tx.announce({ topic: 'call', entityId, listeningPointId: each })
}

/** Whoever of ours is in it is free, or is not any more. */
export function tellPresence(tx: Change, legs: readonly (ConversationLeg | null)[]): void {
  for (const leg of legs) {
    if (leg?.operatorId && leg.listeningPointId) {
      tx.announce({ topic: 'presence', entityId: leg.operatorId, listeningPointId: leg.listeningPointId })
    }
  }
}

export const helpLegs = (conversation: Conversation): ConversationLeg[] => {
  const help = openHelp(conversation)
  return help ? conversation.legs.filter(({ helpId }) => helpId === help.id) : []
}
