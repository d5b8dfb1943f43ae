import { type IsoDate, romeDate, romeDay } from '../../territory/rome-time.ts'
import type { DaySheetReads, SheetService } from './day-sheet.ts'

export interface VolunteerDay {
  /** By the hour, those done with those to do. */
  today: SheetService[]
  /** Of days gone by, which nobody closed. */
  toClose: SheetService[]
}

const DAY_MS = 86_400_000
const CLOSED_WITHIN_DAYS = 30

/** What a volunteer has accepted for today, with all they need to go; and what they forgot to tell. */
export async function readVolunteerDay(
  reads: Pick<DaySheetReads, 'sheetServices'>,
  volunteerId: string,
  now: Date,
): Promise<VolunteerDay> {
  const day = romeDay(romeDate(now))
  const from = new Date(day.from.getTime() - CLOSED_WITHIN_DAYS * DAY_MS)
  const services = await reads.sheetServices({ day: { from, to: day.to }, volunteerIds: [volunteerId] })
  return {
    today: services.filter(({ startsAt }) => startsAt >= day.from),
    toClose: services.filter(({ startsAt, state }) => startsAt < day.from && state === 'assigned'),
  }
}

/** What is given to a volunteer on one day, and nothing else of theirs: where a printed sheet leads. */
export const readSheetDay = async (
  reads: Pick<DaySheetReads, 'sheetServices'>,
  volunteerId: string,
  day: IsoDate,
): Promise<VolunteerDay> => ({
  today: await reads.sheetServices({ day: romeDay(day), volunteerIds: [volunteerId] }),
  toClose: [],
})
