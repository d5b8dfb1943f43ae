import { earlier, latestNotice, noticeTime } from '../../reaching/quiet-hours.ts'

const MINUTE_MS = 60_000
/** A new volunteer is often found in so little time: the person then hears of them alone. */
const SEARCH_MINUTES = 20

/** When the person hears that another volunteer is looked for. */
export function searchNoticeTime(startsAt: Date, lostAt: Date, now: Date): Date {
  const searched = new Date(Math.max(now.getTime(), lostAt.getTime() + SEARCH_MINUTES * MINUTE_MS))
  return noticeTime(startsAt, earlier(searched, latestNotice(startsAt, now)))
}
