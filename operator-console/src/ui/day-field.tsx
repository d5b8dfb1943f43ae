import { useState } from 'react'
import { helplineNow } from '../clock.ts'
import { formatDay } from '../formats.ts'
import { Field } from './field.tsx'
import { dayFromText } from './italian-moment.ts'
import { words } from './words.ts'

/** 'back' where a weekday means the last one, 'ahead' where it means the next. */
export const understoodDay = (typed: string, leaning: 'ahead' | 'back'): string | null =>
  dayFromText(typed, helplineNow(), leaning)

interface DayFieldProps {
  label: string
  hint?: string | undefined
  value: string
  onChange: (typed: string) => void
  leaning: 'ahead' | 'back'
  error?: string | undefined
}

/** A day written as one says it; beside it, in full, what was understood. */
export function DayField({ label, hint, value, onChange, leaning, error }: DayFieldProps) {
  const [left, setLeft] = useState(false)
  const day = understoodDay(value, leaning)
  const unread = left && value !== '' && !day ? words.dayNotUnderstood : undefined
  return (
    <div className="stack-tight">
      <Field
        label={label}
        hint={hint}
        value={value}
        onChange={onChange}
        onBlur={() => setLeft(true)}
        error={unread ?? error}
        isNarrow
      />
      <output aria-live="polite">{day && <strong>{formatDay(day)}</strong>}</output>
    </div>
  )
}
