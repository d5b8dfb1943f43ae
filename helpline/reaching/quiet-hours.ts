import { nationalHolidayOn } from '../territory/holidays.ts'
import { addDays, formatRomeTime, type IsoDate, romeDate, romeInstant, weekdayOf } from '../territory/rome-time.ts'

const MINUTE_MS = 60_000
const ASKING_FROM = '08:00'
const DISTURBING_UNTIL = '20:00'
/** What nobody is waiting for comes later in the morning. */
const CAMPAIGNS_FROM = '09:00'
export const CAMPAIGNS_UNTIL = DISTURBING_UNTIL
const SUNDAY = 7
/** Nearer than this to the start there is no waiting for the morning. */
const LATEST_NOTICE_MINUTES = 60

/** The first moment, from `now` on, at which people may be disturbed: between 8 and 20 in Rome. */
export function nextAskingTime(now: Date): Date {
  const time = formatRomeTime(now)
  if (time >= ASKING_FROM && time < DISTURBING_UNTIL) return now
  const day = romeDate(now)
  return romeInstant(time < ASKING_FROM ? day : addDays(day, 1), ASKING_FROM)
}

const isCampaignDay = (day: IsoDate, isUrgent: boolean): boolean =>
  isUrgent || (weekdayOf(day) !== SUNDAY && nationalHolidayOn(day) === undefined)

/** The first moment from `now` on at which a campaign may write or ring: 9 to 20 in Rome, on Sundays and holidays only what is urgent. */
export function nextCampaignTime(now: Date, isUrgent = false): Date {
  for (let day = romeDate(now); ; day = addDays(day, 1)) {
    const [from, until] = [romeInstant(day, CAMPAIGNS_FROM), romeInstant(day, CAMPAIGNS_UNTIL)]
    if (isCampaignDay(day, isUrgent) && now < until) return now > from ? now : from
  }
}

/** An hour before the start, or now if that is past. */
export const latestNotice = (startsAt: Date, now: Date): Date =>
  new Date(Math.max(now.getTime(), startsAt.getTime() - LATEST_NOTICE_MINUTES * MINUTE_MS))

export const earlier = (one: Date, other: Date): Date => (one < other ? one : other)

/** When somebody hears what cannot be answered: nobody is woken at night, unless the morning would be too late. */
export const noticeTime = (startsAt: Date, now: Date): Date => earlier(nextAskingTime(now), latestNotice(startsAt, now))
