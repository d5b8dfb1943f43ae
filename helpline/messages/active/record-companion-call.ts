import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotFound } from '../../errors.ts'
import { addDays, type IsoDate, romeDate } from '../../territory/rome-time.ts'
import { type CallListOutcome, isHeard } from './call-list.ts'
import { moodName, UNANSWERED_FOR_ALARM, unansweredInARow } from './companion-records.ts'
import { nextAfterFurtherCall, nextCallOn } from './companion-rhythm.ts'
import {
  checkNextCallOn,
  checkPlanVisible,
  hoursOfPlan,
  type LockedPlan,
  type PlanRows,
  tellPlan,
} from './keep-companion-plan.ts'
import { type OutgoingContactRows, writeOutgoingContact } from './outgoing-contact.ts'

/** A call made through us longer ago was about something else. */
const CALL_MADE_WITHIN_MS = 2 * 3_600_000

export interface RecordRows extends PlanRows, OutgoingContactRows {
  findCompanionCall(callId: string): Promise<{ planId: string; contactId: string | null } | null>
  addCompanionCall(call: {
    id: string
    planId: string
    at: Date
    outcome: CallListOutcome
    mood: number | null
    warningSigns: string[]
    notes: string | null
    operatorId: string | null
    volunteerId: string | null
    contactId: string | null
  }): Promise<void>
  /** Last first. */
  lastCompanionOutcomes(planId: string): Promise<{ outcome: CallListOutcome; hasRaisedAlarm: boolean }[]>
  hasOpenCompanionAlarm(planId: string): Promise<boolean>
  addCompanionAlarm(alarm: { planId: string; callId: string; raisedAt: Date }): Promise<string>
  /** Where a call is written down when neither plan nor card says of which point it is. */
  pointOfVolunteer(volunteerId: string): Promise<string | null>
}

export interface CompanionCallInput {
  by: { kind: 'operator'; who: SignedIn } | { kind: 'volunteer'; volunteerId: string }
  planId: string
  /** Chosen by whoever records it: sent twice it is one call. */
  companionCallId: string
  /** Of the plan as it was seen: of two who called, the second is told. null: they know, and write a further call. */
  version: number | null
  outcome: CallListOutcome
  mood: number | null
  warningSigns: readonly string[]
  notes: string | null
  /** null: as proposed. */
  nextCallOn: IsoDate | null
  /** A request arises: its contact stays open. */
  hasRequest: boolean
}

/** What came of a companion call; its outgoing contact is written once, and the second silence in a row raises the alarm. */
export async function recordCompanionCall(
  doors: Transactions<RecordRows>,
  occasion: Occasion,
  input: CompanionCallInput,
): Promise<{ contactId: string | null }> {
  const { now } = occasion
  const today = romeDate(now)
  refuseImpossible(input)
  if (input.nextCallOn) checkNextCallOn(input.nextCallOn, addDays(today, 1))
  return doors.transaction(occasion, async (tx) => {
    const plan = await visiblePlan(tx, input)
    const known = await tx.findCompanionCall(input.companionCallId)
    if (known && known.planId !== plan.id) throw new Conflict('Questa telefonata è già scritta per un’altra persona.')
    if (known) return { contactId: known.contactId }
    if (plan.endedOn) throw new Conflict('Queste telefonate sono finite.')
    const isFurther = input.version === null
    if (!isFurther && plan.version !== input.version) {
      throw new Conflict('Nel frattempo qualcuno ha già chiamato, o cambiato le telefonate: guardi l’elenco.')
    }
    const contactId = await contactOf(tx, plan, input, now)
    await tx.addCompanionCall({
      id: input.companionCallId,
      planId: plan.id,
      at: now,
      outcome: input.outcome,
      mood: input.mood,
      warningSigns: [...new Set(input.warningSigns)],
      notes: input.notes,
      operatorId: operatorOf(input),
      volunteerId: input.by.kind === 'volunteer' ? input.by.volunteerId : null,
      contactId,
    })
    const hours = await hoursOfPlan(tx, plan, now)
    const made = { rhythm: plan, calledOn: today, isHeard: isHeard(input.outcome), hours, pause: plan }
    const proposed = isFurther ? nextAfterFurtherCall(made, plan.nextCallOn) : nextCallOn(made)
    await tx.updateCompanionPlan(plan.id, { nextCallOn: input.nextCallOn ?? proposed })
    tellPlan(tx, 'called', plan, ['outcome'])
    if (!isHeard(input.outcome)) await raiseAlarm(tx, plan, input.companionCallId, now)
    return { contactId }
  })
}

const operatorOf = ({ by }: CompanionCallInput): string | null => (by.kind === 'operator' ? by.who.operatorId : null)

function refuseImpossible({ outcome, mood, hasRequest, warningSigns }: CompanionCallInput): void {
  if (outcome === 'answered') return
  if (mood !== null) {
    throw new Invalid('Controlli l’esito.', { mood: 'L’umore si scrive solo se avete parlato.' })
  }
  if (hasRequest || (warningSigns.length > 0 && !isHeard(outcome))) {
    throw new Invalid('Controlli l’esito.', { outcome: 'Se avete parlato, scelga «Ha risposto».' })
  }
}

async function visiblePlan(tx: RecordRows, { by, planId }: CompanionCallInput): Promise<LockedPlan> {
  const plan = await tx.lockCompanionPlan(planId)
  if (by.kind === 'operator') return checkPlanVisible(plan, by.who)
  if (plan?.volunteerId !== by.volunteerId) throw new NotFound('Questa telefonata non c’è.')
  return plan
}

async function contactOf(tx: RecordRows & Change, plan: LockedPlan, input: CompanionCallInput, now: Date) {
  const { by, notes, outcome, mood, warningSigns, hasRequest } = input
  const own = by.kind === 'operator' ? by.who.listeningPointIds[0] : await tx.pointOfVolunteer(by.volunteerId)
  const listeningPointId = plan.listeningPointId ?? own
  if (!listeningPointId) throw new Conflict('Scriva prima, sulla scheda, di quale punto d’ascolto è la persona.')
  const said = [
    'Telefonata di compagnia.',
    mood !== null && `Umore: ${moodName(mood)}.`,
    warningSigns.length > 0 && `Da notare: ${warningSigns.join(', ')}.`,
    notes,
  ]
  return writeOutgoingContact(tx, {
    personId: plan.personId,
    operatorId: operatorOf(input),
    listeningPointId,
    notes: said.filter(Boolean).join(' '),
    isOpen: outcome === 'answered' && hasRequest,
    since: new Date(now.getTime() - CALL_MADE_WITHIN_MS),
    now,
  })
}

async function raiseAlarm(tx: RecordRows & Change, plan: LockedPlan, callId: string, now: Date): Promise<void> {
  if (unansweredInARow(await tx.lastCompanionOutcomes(plan.id)) < UNANSWERED_FOR_ALARM) return
  if (await tx.hasOpenCompanionAlarm(plan.id)) return
  const entityId = await tx.addCompanionAlarm({ planId: plan.id, callId, raisedAt: now })
  const { listeningPointId } = plan
  tx.trace({ action: 'companionAlarm.raised', entity: 'companionAlarm', entityId, listeningPointId })
  tx.announce({ topic: 'companion', entityId, listeningPointId })
}
