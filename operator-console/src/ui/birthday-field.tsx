import { type ComponentProps, useState } from 'react'
import { ageOn } from '../../../helpline/people/profile.ts'
import { romeDate } from '../../../helpline/territory/rome-time.ts'
import { helplineNow } from '../clock.ts'
import { ageInWords, formatDay } from '../formats.ts'
import { Field } from './field.tsx'
import { birthdayFromText } from './italian-moment.ts'
import { words } from './words.ts'

export const understoodBirthday = (typed: string): string | null => birthdayFromText(typed, helplineNow())

function inWords(day: string): string {
  const age = ageOn(day, romeDate(helplineNow()))
  return age < 0 ? formatDay(day) : `${formatDay(day)}, ${ageInWords(age)}`
}

/** A day of birth; below, in full, what was understood, and how old that makes somebody. */
export function BirthdayField({ value, error, onBlur, ...field }: ComponentProps<typeof Field>) {
  const [left, setLeft] = useState(false)
  const day = understoodBirthday(value)
  const unread = left && value.trim() !== '' && !day ? words.birthdayNotUnderstood : undefined
  const leave = () => {
    setLeft(true)
    onBlur?.()
  }
  return (
    <div className="stack-tight">
      <Field {...field} value={value} onBlur={leave} error={unread ?? error} />
      <output aria-live="polite">{day && <strong>{inWords(day)}</strong>}</output>
    </div>
  )
}
