import { formatDay } from '../formats.ts'
import { understoodBirthday } from './birthday-field.tsx'
import { understoodDay } from './day-field.tsx'
import type { Leaning } from './italian-moment.ts'
import { words } from './words.ts'

export const dayAsTyped = (day: string | null): string => (day === null ? '' : formatDay(day))

/** null where nothing is typed; what is not understood is said in `errors`, beside its field. */
export function dayFrom(typed: string, leaning: Leaning, field: string, errors: Record<string, string>): string | null {
  if (typed.trim() === '') return null
  const day = understoodDay(typed, leaning)
  if (!day) errors[field] = words.dayNotUnderstood
  return day
}

/** The same, for a day of birth. */
export function birthdayFrom(typed: string, field: string, errors: Record<string, string>): string | null {
  if (typed.trim() === '') return null
  const day = understoodBirthday(typed)
  if (!day) errors[field] = words.birthdayNotUnderstood
  return day
}
