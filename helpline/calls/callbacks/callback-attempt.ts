import type { Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid } from '../../errors.ts'
import type { OpeningHours } from '../../territory/opening-hours.ts'
import type { CallbackOutcome } from '../call-states.ts'
import { proposeNextAttempt } from './callback-next-attempt.ts'
import {
  announceCallbacks,
  type CallbackInput,
  type CallbackRows,
  checkFree,
  checkPlan,
  checkVisible,
  openCallbacks,
} from './work-callback.ts'

export interface NewAttempt {
  id: string
  callbackId: string
  at: Date
  operatorId: string
  outcome: CallbackOutcome
  leftMessage: boolean
  notes: string | null
  callId: string | null
}

export interface AttemptRows extends CallbackRows {
  /** The call-back an attempt is of, under its own id or under that of the call it was made with. */
  findAttempt(attempt: { id: string; callId: string | null }): Promise<{ id: string; callbackId: string } | null>
  addAttempt(attempt: NewAttempt): Promise<void>
  countAttempts(callbackIds: readonly string[]): Promise<number>
  /** The call-back an outgoing call was made for. */
  callbackOfCall(callId: string): Promise<string | null>
  hoursOfPoint(listeningPointId: string, now: Date): Promise<OpeningHours | undefined>
}

export interface AttemptInput extends CallbackInput {
  /** Chosen by the console: sent twice it is one attempt. */
  attemptId: string
  outcome: CallbackOutcome
  leftMessage: boolean
  notes: string | null
  /** The outgoing call, where it was made through us. */
  callId: string | null
  /** undefined: as proposed. */
  nextAttemptAt: Date | null | undefined
}

const isInVain = (outcome: CallbackOutcome): boolean => outcome === 'noAnswer' || outcome === 'answeringMachine'

/** What came of calling back. In vain, it goes back to the list for later; otherwise whoever called says how it ends. */
export async function recordAttempt(
  doors: Transactions<AttemptRows>,
  occasion: Occasion,
  input: AttemptInput,
): Promise<void> {
  const { who, callbackId, callId, outcome } = input
  if (input.leftMessage && outcome !== 'answeringMachine') {
    throw new Invalid('Controlli l’esito.', { leftMessage: 'Un messaggio si lascia solo su una segreteria.' })
  }
  checkPlan(input.nextAttemptAt, occasion.now)
  await doors.transaction(occasion, async (tx) => {
    const rows = await tx.lockCallbacks(callbackId)
    const { listeningPointId } = checkVisible(rows, who)
    const known = await tx.findAttempt({ id: input.attemptId, callId })
    if (known && rows.some(({ id }) => id === known.callbackId)) return
    if (known) throw new Conflict('Questo tentativo è già scritto per un’altra richiamata.')
    const target = callId ? await callTarget(tx, callId, rows) : callbackId
    const attempt: NewAttempt = {
      id: input.attemptId,
      callbackId: target,
      at: occasion.now,
      operatorId: who.operatorId,
      outcome,
      leftMessage: input.leftMessage,
      notes: input.notes,
      callId,
    }
    const isOver = rows.every(({ state }) => state === 'done')
    // A call that was made is a fact: it is written down whatever happened to the call-back since.
    if (callId && isOver) {
      await tx.addAttempt(attempt)
      announceCallbacks(tx, 'attempted', { ids: [target], listeningPointId }, ['outcome'])
      return
    }
    const open = await openCallbacks(tx, occasion, input)
    const isTheirs = !open.holder || open.holder.isSilent || open.holder.id === who.operatorId
    if (!callId) checkFree(open, who)
    await tx.addAttempt(attempt)
    if (isTheirs) await settle(tx, occasion, input, open)
    announceCallbacks(tx, 'attempted', open, ['outcome'])
  })
}

async function callTarget(tx: AttemptRows, callId: string, rows: readonly { id: string }[]): Promise<string> {
  const target = await tx.callbackOfCall(callId)
  if (target && rows.some(({ id }) => id === target)) return target
  throw new Invalid('Controlli la telefonata.', {
    callId: 'Questa telefonata non è stata fatta per questa richiamata.',
  })
}

async function settle(
  tx: AttemptRows,
  { now }: Occasion,
  { who, outcome, nextAttemptAt }: AttemptInput,
  { ids, listeningPointId }: { ids: string[]; listeningPointId: string },
): Promise<void> {
  if (!isInVain(outcome)) {
    await tx.holdCallbacks(ids, who.operatorId, now)
    if (nextAttemptAt !== undefined) await tx.planCallbacks(ids, { nextAttemptAt })
    return
  }
  const next =
    nextAttemptAt ??
    proposeNextAttempt({
      attempts: await tx.countAttempts(ids),
      hours: await tx.hoursOfPoint(listeningPointId, now),
      now,
    })
  await tx.planCallbacks(ids, { nextAttemptAt: next })
  await tx.freeCallbacks(ids)
}
