import { type MonthPlace, monthPlaces, type WrittenRepetition } from '../../contacts/written-repetition.ts'
import { Invalid } from '../../errors.ts'
import type { Weekday } from '../../territory/rome-time.ts'

/** How a service repeats, as people say it. */
export type Repetition =
  | { kind: 'daily' }
  | { kind: 'weekly'; weekdays: Weekday[]; everyWeeks: number }
  | { kind: 'monthly'; place: MonthPlace; weekday: Weekday }

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
const codeOf = (weekday: Weekday): string => codes[weekday - 1] ?? 'MO'
const weekdayOfCode = (code: string): Weekday | undefined => {
  const index = (codes as readonly string[]).indexOf(code)
  return index < 0 ? undefined : ((index + 1) as Weekday)
}

/** Of what is typed, what its kind uses. */
export function repetitionFrom({ kind, weekdays, everyWeeks, place, weekday }: WrittenRepetition): Repetition {
  if (kind === 'daily') return { kind }
  return kind === 'weekly' ? { kind, weekdays, everyWeeks: everyWeeks ?? 1 } : { kind, place, weekday }
}

export function ruleOf(repetition: Repetition): string {
  switch (repetition.kind) {
    case 'daily':
      return 'FREQ=DAILY'
    case 'weekly': {
      const days = [...new Set(repetition.weekdays)].sort().map(codeOf)
      const interval = repetition.everyWeeks > 1 ? `;INTERVAL=${repetition.everyWeeks}` : ''
      return `FREQ=WEEKLY${interval};BYDAY=${days.join(',')}`
    }
    case 'monthly':
      return `FREQ=MONTHLY;BYDAY=${repetition.place}${codeOf(repetition.weekday)}`
  }
}

/** What a stored rule says; only the rules written here are. */
export function repetitionOf(rule: string): Repetition {
  const part = (name: string) => new RegExp(`(?:^|;)${name}=([^;]*)`).exec(rule)?.[1]
  const days = part('BYDAY') ?? ''
  switch (part('FREQ')) {
    case 'DAILY':
      return { kind: 'daily' }
    case 'WEEKLY':
      return {
        kind: 'weekly',
        weekdays: days.split(',').flatMap((code) => weekdayOfCode(code) ?? []),
        everyWeeks: Number(part('INTERVAL') ?? 1),
      }
    case 'MONTHLY': {
      const place = monthPlaces.find((each) => each === Number(days.slice(0, -2)))
      const weekday = weekdayOfCode(days.slice(-2))
      if (place && weekday) return { kind: 'monthly', place, weekday }
    }
  }
  throw new Invalid('La ripetizione non si capisce: la scriva di nuovo.')
}
