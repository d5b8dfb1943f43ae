import type { SignedIn } from '../access/permissions.ts'
import { visiblePoints } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { type FeastRule, fallsOn, nationalHolidayOn } from '../territory/holidays.ts'
import { addDays, type IsoDate, weekdayOf } from '../territory/rome-time.ts'
import { addMonths, type Period } from './report-period.ts'

const FRIDAY = 5

/** The first day from Monday to Friday that is no feast, of the nation or of the place. */
export function firstWorkingDay(monthOn: IsoDate, patronSaint: FeastRule | null): IsoDate {
  let day = monthOn
  while (weekdayOf(day) > FRIDAY || nationalHolidayOn(day) || (patronSaint && fallsOn(patronSaint, day))) {
    day = addDays(day, 1)
  }
  return day
}

export interface PreparedPoint {
  id: string
  patronSaint: FeastRule | null
}

export interface PreparationRows {
  /** Points of the network that were already there on that day. */
  listPointsToPrepare(day: IsoDate): Promise<PreparedPoint[]>
  /** null is the whole network; answers null where that month of it is there already. */
  addMonthPreparation(preparation: {
    listeningPointId: string | null
    monthOn: IsoDate
    preparedAt: Date
  }): Promise<string | null>
}

/** The month that is over is there to be looked at and published, by a person. A day that was missed is made up for. */
export async function prepareMonths(
  doors: Transactions<PreparationRows>,
  occasion: Occasion,
  { day }: { day: IsoDate },
): Promise<void> {
  const thisMonth = `${day.slice(0, 7)}-01`
  const monthOn = addMonths(thisMonth, -1)
  await doors.transaction(occasion, async (tx) => {
    const points = await tx.listPointsToPrepare(thisMonth)
    const all = [{ id: null, patronSaint: null }, ...points]
    for (const { id, patronSaint } of all) {
      if (day < firstWorkingDay(thisMonth, patronSaint)) continue
      const preparation = { listeningPointId: id, monthOn, preparedAt: occasion.now }
      const preparationId = await tx.addMonthPreparation(preparation)
      if (!preparationId) continue
      tx.trace({ action: 'report.prepared', entity: 'report', entityId: preparationId, listeningPointId: id })
      tx.announce({ topic: 'report', entityId: preparationId, listeningPointId: id })
    }
  })
}

export interface ReportToPublish {
  period: Period
  listeningPointId: string | null
  scopeName: string
  preparedAt: Date
}

export interface ToPublishReads {
  /** Prepared and not published yet, the newest month first, and in it the whole network. `listeningPointIds` null lists the whole network's and every point's. */
  listReportsToPublish(listeningPointIds: readonly string[] | null, limit: number): Promise<ReportToPublish[]>
}

export const MOST_TO_PUBLISH = 60

export const listReportsToPublish = (reads: ToPublishReads, who: SignedIn): Promise<ReportToPublish[]> =>
  reads.listReportsToPublish(visiblePoints(who), MOST_TO_PUBLISH)
