import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import type { OpeningHours } from '../../territory/opening-hours.ts'
import { addDays, type IsoDate, romeDate, type Weekday } from '../../territory/rome-time.ts'
import {
  type CompanionDayPart,
  type CompanionRhythm,
  callableFrom,
  daysBetween,
  firstCallOn,
  isPausedOn,
} from './companion-rhythm.ts'

/** A plan under its lock. */
export interface LockedPlan {
  id: string
  personId: string
  listeningPointId: string | null
  rhythm: CompanionRhythm
  everyDays: number
  weekday: Weekday | null
  operatorId: string | null
  volunteerId: string | null
  nextCallOn: IsoDate
  pausedFrom: IsoDate | null
  pausedUntil: IsoDate | null
  endedOn: IsoDate | null
  version: number
}

export interface PlanFields {
  rhythm: CompanionRhythm
  everyDays: number
  weekday: Weekday | null
  dayPart: CompanionDayPart | null
  operatorId: string | null
  volunteerId: string | null
  pausedFrom: IsoDate | null
  pausedUntil: IsoDate | null
}

export interface PlanRows {
  lockCompanionPlan(planId: string): Promise<LockedPlan | null>
  /** null where there is no such card, or it was merged. `wantsNoCalls`: they said no to being called for company. */
  findPersonToCall(
    personId: string,
  ): Promise<{ listeningPointId: string | null; hasPhone: boolean; wantsNoCalls: boolean } | null>
  /** Whether they may be chosen as a caller by whoever sees these points; null: every point. */
  isCompanionCaller(
    caller: { operatorId: string | null; volunteerId: string | null },
    points: readonly string[] | null,
    today: IsoDate,
  ): Promise<boolean>
  /** false where that id is taken already. */
  addCompanionPlan(
    plan: PlanFields & { id: string; personId: string; listeningPointId: string | null; nextCallOn: IsoDate },
  ): Promise<boolean>
  updateCompanionPlan(
    planId: string,
    change: Partial<PlanFields & { nextCallOn: IsoDate; endedOn: IsoDate; endReason: string }>,
  ): Promise<void>
  hoursOfPoint(listeningPointId: string, now: Date): Promise<OpeningHours | undefined>
}

const FURTHEST_DAYS = 120
const noSuchPlan = 'Queste telefonate di compagnia non ci sono.'
const changedMeanwhile = 'Nel frattempo un’altra persona ha scritto qui: guardi com’è adesso e riprovi.'

export function checkPlanVisible(plan: LockedPlan | null, who: SignedIn): LockedPlan {
  if (!plan) throw new NotFound(noSuchPlan)
  if (!maySeePoint(who, plan.listeningPointId)) throw new NotAllowed('È di un altro punto d’ascolto.')
  return plan
}

export function tellPlan(
  tx: Change,
  action: string,
  { id: entityId, listeningPointId }: { id: string; listeningPointId: string | null },
  fields: string[] = [],
): void {
  tx.trace({ action: `companionPlan.${action}`, entity: 'companionPlan', entityId, listeningPointId, fields })
  tx.announce({ topic: 'companion', entityId, listeningPointId })
}

export const hoursOfPlan = async (
  tx: Pick<PlanRows, 'hoursOfPoint'>,
  { listeningPointId }: { listeningPointId: string | null },
  now: Date,
): Promise<OpeningHours | undefined> => (listeningPointId ? tx.hoursOfPoint(listeningPointId, now) : undefined)

/** A day somebody chose for the next call. */
export function checkNextCallOn(nextCallOn: IsoDate, earliest: IsoDate): void {
  if (nextCallOn < earliest || nextCallOn > addDays(earliest, FURTHEST_DAYS)) {
    throw new Invalid('Controlli il giorno della prossima telefonata.', {
      nextCallOn: `Scelga un giorno da oggi in avanti, entro ${FURTHEST_DAYS} giorni.`,
    })
  }
}

export interface PlanSave extends PlanFields {
  who: SignedIn
  /** Chosen by the console: sent twice it is one plan. */
  planId: string
  personId: string
  /** 0: a new one. */
  version: number
  /** null: as proposed. */
  nextCallOn: IsoDate | null
}

/** Promises somebody to be called, or changes how. */
export async function saveCompanionPlan(
  doors: Transactions<PlanRows>,
  occasion: Occasion,
  input: PlanSave,
): Promise<void> {
  const { who, planId, personId, version, nextCallOn: chosen, ...rest } = input
  const fields: PlanFields = { ...rest, everyDays: daysBetween(rest) }
  refuseFields(fields)
  const today = romeDate(occasion.now)
  await doors.transaction(occasion, async (tx) => {
    const before = await tx.lockCompanionPlan(planId)
    if (before) checkPlanVisible(before, who)
    if (before && version === 0) {
      if (before.personId !== personId) throw new Conflict(changedMeanwhile)
      return
    }
    if (!before && version > 0) throw new NotFound(noSuchPlan)
    if (before?.endedOn) throw new Conflict('Queste telefonate sono finite: ne cominci di nuove.')
    if (before && before.version !== version) throw new Conflict(changedMeanwhile)
    await refuseCaller(tx, fields, who, today)
    const listeningPointId = before ? before.listeningPointId : await pointFor(tx, who, personId)
    const hours = await hoursOfPlan(tx, { listeningPointId }, occasion.now)
    if (chosen && chosen !== before?.nextCallOn) checkNextCallOn(chosen, today)
    const wished = chosen ?? before?.nextCallOn ?? firstCallOn({ weekday: fields.weekday, today, hours, pause: fields })
    const ended = before && isPausedOn(before, wished) && !isPausedOn(fields, wished)
    const from = ended && wished < today ? today : wished
    const nextCallOn = chosen && !isPausedOn(fields, chosen) ? chosen : later(from, hours, fields)
    if (before) await tx.updateCompanionPlan(planId, { ...fields, nextCallOn })
    else await tx.addCompanionPlan({ ...fields, id: planId, personId, listeningPointId, nextCallOn })
    tellPlan(tx, before ? 'changed' : 'added', { id: planId, listeningPointId }, before ? Object.keys(fields) : [])
  })
}

/** Only a pause moves a day that was agreed. */
const later = (day: IsoDate, hours: OpeningHours | undefined, pause: PlanFields): IsoDate =>
  isPausedOn(pause, day) ? callableFrom(day, hours, pause) : day

function refuseFields({ operatorId, volunteerId, pausedFrom, pausedUntil }: PlanFields): void {
  if (operatorId && volunteerId) {
    throw new Invalid('Controlli chi chiama.', { caller: 'Scelga una persona sola.' })
  }
  if (pausedUntil && (!pausedFrom || pausedUntil < pausedFrom)) {
    throw new Invalid('Controlli la pausa.', { pausedUntil: 'La fine viene prima dell’inizio.' })
  }
}

async function refuseCaller(tx: PlanRows, fields: PlanFields, who: SignedIn, today: IsoDate): Promise<void> {
  if (!fields.operatorId && !fields.volunteerId) return
  const points = who.role === 'regionalAdmin' ? null : who.listeningPointIds
  if (await tx.isCompanionCaller(fields, points, today)) return
  throw new Invalid('Controlli chi chiama.', { caller: 'Scelga una persona dall’elenco.' })
}

async function pointFor(tx: PlanRows, who: SignedIn, personId: string): Promise<string | null> {
  const person = await tx.findPersonToCall(personId)
  if (!person) throw new NotFound('Questa scheda non c’è più.')
  if (person.wantsNoCalls) {
    throw new Conflict('Questa persona ha detto di non volere telefonate di compagnia: è scritto fra i consensi.')
  }
  if (!person.hasPhone) throw new Conflict('Sulla scheda manca un numero di telefono: lo scriva prima.')
  if (!maySeePoint(who, person.listeningPointId)) {
    throw new NotAllowed('Questa persona è di un altro punto d’ascolto.')
  }
  return person.listeningPointId ?? who.listeningPointIds[0] ?? null
}

/** Twice is once. */
export async function endCompanionPlan(
  doors: Transactions<PlanRows>,
  occasion: Occasion,
  input: { who: SignedIn; planId: string; reason: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const plan = checkPlanVisible(await tx.lockCompanionPlan(input.planId), input.who)
    if (plan.endedOn) return
    await tx.updateCompanionPlan(plan.id, { endedOn: romeDate(occasion.now), endReason: input.reason })
    tellPlan(tx, 'ended', plan)
  })
}
