import { nextAskingTime } from '../offer-policy.ts'

const MINUTE_MS = 60_000
/** Nearer than this to the start there is no waiting for the morning. */
const LATEST_NOTICE_MINUTES = 60
/** A new volunteer is often found in so little time: the person then hears of them alone. */
const SEARCH_MINUTES = 20

/** An hour before the start, or now if that is past. */
const latestNotice = (startsAt: Date, now: Date): Date =>
  new Date(Math.max(now.getTime(), startsAt.getTime() - LATEST_NOTICE_MINUTES * MINUTE_MS))

const earlier = (one: Date, other: Date): Date => (one < other ? one : other)

/** When somebody hears what cannot be answered: nobody is woken at night, unless the morning would be too late. */
export const noticeTime = (startsAt: Date, now: Date): Date => earlier(nextAskingTime(now), latestNotice(startsAt, now))

/** When the person hears that another volunteer is looked for. */
export function searchNoticeTime(startsAt: Date, lostAt: Date, now: Date): Date {
  const searched = new Date(Math.max(now.getTime(), lostAt.getTime() + SEARCH_MINUTES * MINUTE_MS))
  return noticeTime(startsAt, earlier(searched, latestNotice(startsAt, now)))
}
