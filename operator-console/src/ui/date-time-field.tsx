import { useState } from 'react'
import {
  formatRomeDateWithYear,
  formatRomeTime,
  type IsoDate,
  romeDate,
  romeInstant,
} from '../../../helpline/territory/rome-time.ts'
import { helplineNow } from '../clock.ts'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { dayFromText, type Leaning, momentOf, splitMoment, timeFromText } from './italian-moment.ts'
import { words } from './words.ts'

interface DateTimeFieldProps {
  label: string
  value: string | null
  onChange: (value: string | null) => void
  error?: string | undefined
  /** Whether a day without its year is to come or is past. */
  leaning?: Leaning
  /** Words that choose a day in one press. */
  quickDays?: readonly string[]
}

const dayAsTyped = (iso: string): string => romeDate(new Date(iso)).split('-').reverse().join('/')

/** A day and a time written as one says them; below, in full words, what was understood. */
export function DateTimeField({
  label,
  value,
  onChange,
  error,
  leaning = 'ahead',
  quickDays = [],
}: DateTimeFieldProps) {
  const [dayText, setDayText] = useState(value ? dayAsTyped(value) : '')
  const [timeText, setTimeText] = useState(value ? formatRomeTime(new Date(value)) : '')
  const [seen, setSeen] = useState(value)
  const [left, setLeft] = useState(false)
  if (value !== seen) {
    // Somebody else, or the server, changed it.
    setSeen(value)
    setDayText(value ? dayAsTyped(value) : '')
    setTimeText(value ? formatRomeTime(new Date(value)) : '')
  }
  const spoken = (typed: string): { day: IsoDate | null; time: string | null } => {
    const now = helplineNow()
    const both = splitMoment(typed)
    const day = both && dayFromText(both.day, now, leaning)
    return day ? { day, time: both.time } : { day: dayFromText(typed, now, leaning), time: null }
  }
  const { day } = spoken(dayText)
  const time = timeFromText(timeText)

  function write(nextDayText: string, nextTimeText: string): void {
    setDayText(nextDayText)
    setTimeText(nextTimeText)
    const nextDay = spoken(nextDayText).day
    const nextTime = timeFromText(nextTimeText)
    const next = nextDay && nextTime ? momentOf(nextDay, nextTime) : null
    setSeen(next)
    if (next !== value) onChange(next)
  }

  /** 'domani 9.30' says both; a time that came so goes so. */
  function writeDay(typed: string): void {
    const hadTime = spoken(dayText).time === timeText
    write(typed, spoken(typed).time ?? (hadTime ? '' : timeText))
  }

  const dayError =
    left && dayText && !day ? words.dayNotUnderstood : left && timeText && !dayText ? words.dayMissing : undefined
  const timeError =
    left && timeText && !time ? words.timeNotUnderstood : left && dayText && !timeText ? words.timeMissing : undefined
  return (
    <fieldset className="stack-tight" onBlur={(event) => setLeft(!event.currentTarget.contains(event.relatedTarget))}>
      <legend className="choices-label">{label}</legend>
      <div className="row-fields" data-hinted>
        <Field
          label={words.day}
          hint={words.dayHints[leaning]}
          value={dayText}
          onChange={writeDay}
          error={dayError ?? error}
        />
        <Field
          label={words.time}
          hint={words.timeHint}
          value={timeText}
          onChange={(typed) => write(dayText, typed)}
          error={timeError}
          isNarrow
        />
        {quickDays.map((quick) => (
          <Button key={quick} isPassedByTab onPress={() => write(quick.toLowerCase(), timeText)}>
            {quick}
          </Button>
        ))}
      </div>
      <output aria-live="polite">
        {day && (
          <strong>
            {formatRomeDateWithYear(romeInstant(day, '12:00'))}
            {time && `, ore ${time}`}
          </strong>
        )}
      </output>
    </fieldset>
  )
}
