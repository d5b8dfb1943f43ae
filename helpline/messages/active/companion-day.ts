import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { OpeningHours } from '../../territory/opening-hours.ts'
import { type IsoDate, romeDate, romeDay } from '../../territory/rome-time.ts'
import { type CompanionGroup, type CompanionPlanRecord, companionGroups, groupOf } from './companion-records.ts'
import { nextAfterFurtherCall, nextCallOn } from './companion-rhythm.ts'

const DAY_MS = 24 * 3_600_000

export interface CompanionDayReads {
  listCompanionPlansDue(points: readonly string[] | null, today: IsoDate): Promise<CompanionPlanRecord[]>
  listCompanionPlansCalledSince(points: readonly string[] | null, since: Date): Promise<CompanionPlanRecord[]>
  hoursOfPoint(listeningPointId: string, now: Date): Promise<OpeningHours | undefined>
}

export interface CompanionCallable {
  plan: CompanionPlanRecord
  /** When to call next, by what comes of the call. */
  proposed: { heard: IsoDate; unheard: IsoDate }
}

export interface CompanionDue extends CompanionCallable {
  group: CompanionGroup
  daysLate: number
}

/** Mine first, then what nobody did in its day, then the rest of today; and whom somebody has called already. */
export async function readCompanionDay(
  doors: CompanionDayReads,
  now: Date,
  { who }: { who: SignedIn },
): Promise<{ due: CompanionDue[]; called: CompanionCallable[] }> {
  const points = visiblePoints(who)
  const today = romeDate(now)
  const [plans, called] = await Promise.all([
    doors.listCompanionPlansDue(points, today),
    doors.listCompanionPlansCalledSince(points, romeDay(today).from),
  ])
  const hours = await hoursOf(doors, [...plans, ...called], now)
  const callOf = (plan: CompanionPlanRecord, isHeard: boolean) => ({
    ...{ rhythm: plan, calledOn: today, isHeard, pause: plan },
    hours: plan.listeningPointId ? hours.get(plan.listeningPointId) : undefined,
  })
  const due = plans.map(
    (plan): CompanionDue => ({
      plan,
      group: groupOf(plan, who.operatorId, today),
      daysLate: Math.round((Date.parse(today) - Date.parse(plan.nextCallOn)) / DAY_MS),
      proposed: { heard: nextCallOn(callOf(plan, true)), unheard: nextCallOn(callOf(plan, false)) },
    }),
  )
  const further = called.map((plan): CompanionCallable => {
    const next = (isHeard: boolean) => nextAfterFurtherCall(callOf(plan, isHeard), plan.nextCallOn)
    return { plan, proposed: { heard: next(true), unheard: next(false) } }
  })
  const rank = ({ group }: CompanionDue) => companionGroups.indexOf(group)
  // Within a group as they came: who has waited longest first.
  return { due: due.toSorted((a, b) => rank(a) - rank(b)), called: further }
}

async function hoursOf(doors: CompanionDayReads, plans: readonly CompanionPlanRecord[], now: Date) {
  const points = [...new Set(plans.flatMap(({ listeningPointId }) => listeningPointId ?? []))]
  const pairs = points.map(async (point) => [point, await doors.hoursOfPoint(point, now)] as const)
  return new Map(await Promise.all(pairs))
}
