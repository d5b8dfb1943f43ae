import { type IsoDate, romeDate, romeInstant } from '../../../../helpline/territory/rome-time.ts'

/** A day without an hour is its first moment, which is never in the future; what is said today is said now. */
export const momentOf = (day: IsoDate | null, now: Date): { at?: string } =>
  day === null || day === romeDate(now) ? {} : { at: romeInstant(day, '00:00').toISOString() }
