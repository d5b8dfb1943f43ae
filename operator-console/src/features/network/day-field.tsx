import { useState } from 'react'
import { helplineNow } from '../../clock.ts'
import { formatDay } from '../../formats.ts'
import { Field } from '../../ui/field.tsx'
import { dayFromText } from '../../ui/italian-moment.ts'
import { words } from './words.ts'

export const understoodDay = (typed: string): string | null => dayFromText(typed, helplineNow(), 'ahead')

interface DayFieldProps {
  label: string
  value: string
  onChange: (typed: string) => void
  error?: string | undefined
}

/** A day written as one says it; beside it, in full, what was understood. */
export function DayField({ label, value, onChange, error }: DayFieldProps) {
  const [left, setLeft] = useState(false)
  const day = understoodDay(value)
  const unread = left && value !== '' && !day ? words.dayNotUnderstood : undefined
  return (
    <div className="stack-tight">
      <Field
        label={label}
        hint={words.dayHint}
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
