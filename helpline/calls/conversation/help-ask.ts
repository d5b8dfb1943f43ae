import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, NotFound } from '../../errors.ts'
import type { RingTarget } from '../call-records.ts'
import type { CallHelpKind } from '../call-states.ts'
import { type FreeOperator, phonesToRing } from '../incoming/ring-plan.ts'
import { tellConversation, tellPresence } from './conference-moves.ts'
import { inMyConversation, type PartInput } from './conference-part.ts'
import type { Conversation, ConversationReads, ConversationRows } from './conference-records.ts'
import { openHelp } from './conference-seats.ts'
import { HELP_RING_SECONDS } from './help-ring.ts'
import { putOnHold } from './hold-caller.ts'

/** Somebody by name, or whoever is free at a point: the call centre is one. */
export type HelpTarget = { kind: 'operator'; operatorId: string } | { kind: 'point'; listeningPointId: string }

export interface AskHelpRows extends ConversationRows {
  /** null where they are not there, or not free; until the transaction ends nobody else is given them. */
  reserveOperator(operatorId: string, now: Date): Promise<FreeOperator | null>
  reserveOperators(listeningPointIds: readonly string[], callId: null, now: Date): Promise<FreeOperator[]>
  /** null where it is not in use. */
  findHelpPoint(listeningPointId: string): Promise<{ fixedPhones: readonly string[] } | null>
  /** false where that id is taken already. */
  addHelp(help: {
    id: string
    callId: string
    kind: CallHelpKind
    askedById: string
    targetOperatorId: string | null
    targetPointId: string | null
    createdAt: Date
  }): Promise<boolean>
  addHelpLegs(
    help: { id: string; callId: string; ringRound: number },
    targets: readonly RingTarget[],
    now: Date,
  ): Promise<string[]>
}

export interface AskHelpInput extends PartInput {
  /** Chosen by the console: pressed twice, it is one help. */
  helpId: string
  kind: CallHelpKind
  to: HelpTarget
}

type Tx = AskHelpRows & Change

/** Rings whoever may take the conversation over, or join it. Who is to take it over finds the person on hold. */
export const askForHelp = (
  doors: ConversationReads & Transactions<AskHelpRows>,
  occasion: Occasion,
  input: AskHelpInput,
): Promise<void> =>
  inMyConversation(doors, occasion, input, async (tx, before, part) => {
    if (before.helps.some(({ id }) => id === input.helpId)) return
    if (part === 'helper') throw new Conflict('È chi segue la telefonata che può chiamare un’altra persona.')
    if (openHelp(before)) throw new Conflict('Un’altra persona è già stata chiamata: prima finisca con lei.')
    const targets = await phonesOf(tx, occasion.now, before, input.to)
    const { helpId: id, callId, kind, to, who } = input
    const target = {
      targetOperatorId: to.kind === 'operator' ? to.operatorId : null,
      targetPointId: to.kind === 'point' ? to.listeningPointId : null,
    }
    const help = { id, callId, kind, askedById: who.operatorId, ...target, createdAt: occasion.now }
    if (!(await tx.addHelp(help))) throw new NotFound('Questa richiesta di aiuto non c’è.')
    await ring(tx, occasion, { id, callId, ringRound: before.ringRound }, targets)
    if (kind === 'transfer' && !before.onHold) await putOnHold(tx, occasion, before)
    const asked = await tx.findConversation(callId)
    if (asked) {
      tellConversation(tx, asked)
      tellPresence(
        tx,
        asked.legs.filter(({ helpId }) => helpId === id),
      )
    }
    const { listeningPointId } = before
    tx.trace({ action: 'call.helpAsked', entity: 'call', entityId: callId, listeningPointId, fields: [kind] })
  })

async function phonesOf(tx: Tx, now: Date, conversation: Conversation, to: HelpTarget): Promise<RingTarget[]> {
  const { direction, fromE164, toE164 } = conversation
  const outside = direction === 'inbound' ? fromE164 : toE164
  if (to.kind === 'operator') {
    const free = await tx.reserveOperator(to.operatorId, now)
    const targets = free ? phonesToRing([free], [], outside) : []
    if (targets.length === 0) throw new Conflict('In questo momento non è libera: scelga un’altra persona.')
    return targets
  }
  const { listeningPointId } = to
  const point = await tx.findHelpPoint(listeningPointId)
  if (!point) throw new NotFound('Questo punto d’ascolto non c’è.')
  const free = await tx.reserveOperators([listeningPointId], null, now)
  const speaking = new Set(conversation.legs.filter(({ endedAt }) => endedAt === null).map(({ e164 }) => e164))
  const fixed = point.fixedPhones.filter((e164) => !speaking.has(e164)).map((e164) => ({ e164, listeningPointId }))
  const targets = phonesToRing(free, fixed, outside)
  if (targets.length === 0) throw new Conflict('In questo momento lì non c’è nessuno libero: scelga altrove.')
  return targets
}

async function ring(
  tx: Tx,
  { now }: Occasion,
  help: { id: string; callId: string; ringRound: number },
  targets: readonly RingTarget[],
): Promise<void> {
  for (const legId of await tx.addHelpLegs(help, targets, now)) {
    tx.ask({ name: 'ring-helper', payload: { legId }, key: `ring-helper:${legId}` })
  }
  const runAt = new Date(now.getTime() + HELP_RING_SECONDS * 1000)
  tx.ask({ name: 'end-help-ring', payload: { helpId: help.id }, key: `end-help-ring:${help.id}`, runAt })
}
