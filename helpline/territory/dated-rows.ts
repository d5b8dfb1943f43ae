import type { IsoDate } from './rome-time.ts'

/** Valid from `validFrom` up to, not including, `validTo`; null is unbounded. */
export interface Span {
  readonly validFrom: IsoDate | null
  readonly validTo: IsoDate | null
}

export function standingOn<R extends Span>(rows: readonly R[], day: IsoDate): R | undefined {
  return rows.find(
    ({ validFrom, validTo }) => (validFrom === null || validFrom <= day) && (validTo === null || day < validTo),
  )
}

/** The days of what begins to hold today, until what is already written for later; the first of its kind has always held. */
export function spanFromToday(rows: readonly Span[], today: IsoDate): Span {
  const later = rows.flatMap(({ validFrom }) => (validFrom !== null && validFrom > today ? [validFrom] : [])).sort()
  const standing = standingOn(rows, today)
  return {
    validFrom: rows.some(({ validFrom }) => validFrom === null || validFrom < today) ? today : null,
    validTo: standing ? standing.validTo : (later[0] ?? null),
  }
}

/** The days of what begins to hold on `day`, until what is already written for later. */
export function spanFrom(rows: readonly Span[], day: IsoDate): Span {
  const later = rows.flatMap(({ validFrom }) => (validFrom !== null && validFrom > day ? [validFrom] : [])).sort()
  const standing = standingOn(rows, day)
  return { validFrom: day, validTo: standing ? standing.validTo : (later[0] ?? null) }
}
