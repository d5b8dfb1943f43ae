import { addDays, formatRomeTime, romeDate, romeDay, romeInstant } from '../../../helpline/territory/rome-time.ts'
import { formatDay } from '../formats.ts'
import { Button } from './button.tsx'
import { DayField, understoodDay } from './day-field.tsx'
import { Field } from './field.tsx'
import { timeFromText } from './italian-moment.ts'
import { words } from './words.ts'

/** A stretch of time as typed: without hours it is made of whole days, the last one included. */
export interface PeriodValues {
  key: number
  fromDay: string
  fromTime: string
  untilDay: string
  untilTime: string
  reason: string
}

export const emptyPeriod: Omit<PeriodValues, 'key'> = {
  fromDay: '',
  fromTime: '',
  untilDay: '',
  untilTime: '',
  reason: '',
}

const timeOf = (instant: Date): string => {
  const time = formatRomeTime(instant)
  return time === '00:00' ? '' : time
}

export function periodAsTyped(
  { from, until, reason = '' }: { from: string; until: string; reason?: string },
  key: number,
): PeriodValues {
  const [start, end] = [new Date(from), new Date(until)]
  const untilTime = timeOf(end)
  return {
    ...{ key, reason, fromDay: formatDay(romeDate(start)), fromTime: timeOf(start), untilTime },
    untilDay: formatDay(untilTime === '' ? addDays(romeDate(end), -1) : romeDate(end)),
  }
}

/** Whole days are said as days. */
export function periodInWords({ from, until }: { from: string; until: string }): string {
  const typed = periodAsTyped({ from, until }, 0)
  const [first, last] = [
    [typed.fromDay, typed.fromTime],
    [typed.untilDay, typed.untilTime],
  ].map((parts) => parts.filter(Boolean).join(', '))
  return first === last ? `${first}` : `${first} – ${last}`
}

/** Writes what cannot be understood into `errors`, beside its field. */
export function periodFrom(
  typed: PeriodValues,
  at: string,
  errors: Record<string, string>,
): { from: string; until: string } {
  const time = (name: 'from' | 'until', text: string) => {
    const read = text.trim() === '' ? '' : timeFromText(text)
    if (read === null) errors[`${at}.${name}Time`] = words.timeNotUnderstood
    return read ?? ''
  }
  const day = (name: 'from' | 'until', text: string) => {
    const read = understoodDay(text, 'ahead')
    if (!read) errors[`${at}.${name}`] = text.trim() === '' ? words.missing : words.dayNotUnderstood
    return read ?? '2000-01-01'
  }
  const [fromDay, untilDay] = [day('from', typed.fromDay), day('until', typed.untilDay)]
  const [fromTime, untilTime] = [time('from', typed.fromTime), time('until', typed.untilTime)]
  const until = untilTime === '' ? romeDay(untilDay).to : romeInstant(untilDay, untilTime)
  return { from: romeInstant(fromDay, fromTime || '00:00').toISOString(), until: until.toISOString() }
}

interface PeriodRowsProps {
  rows: readonly PeriodValues[]
  onChange: (rows: PeriodValues[]) => void
  errors: Readonly<Record<string, string>>
  /** What the list is called where it is sent: 'timeOff'. */
  field: string
  legend: (position: number) => string
  add: string
  remove: (position: number) => string
  reasonLabel?: string
}

export function PeriodRows({ rows, onChange, errors, field, legend, add, remove, reasonLabel }: PeriodRowsProps) {
  const write = (key: number, to: Partial<PeriodValues>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...to } : row)))
  return (
    <>
      {rows.map(({ key, fromDay, fromTime, untilDay, untilTime, reason }, at) => (
        <fieldset key={key} className="row-fields">
          <legend>{legend(at + 1)}</legend>
          <DayField
            label={words.fromDay}
            value={fromDay}
            onChange={(typed) => write(key, { fromDay: typed })}
            leaning="ahead"
            error={errors[`${field}.${at}.from`]}
          />
          <Field
            label={words.fromTime}
            value={fromTime}
            onChange={(typed) => write(key, { fromTime: typed })}
            error={errors[`${field}.${at}.fromTime`]}
            maxLength={5}
            isNarrow
          />
          <DayField
            label={words.untilDay}
            value={untilDay}
            onChange={(typed) => write(key, { untilDay: typed })}
            leaning="ahead"
            error={errors[`${field}.${at}.until`]}
          />
          <Field
            label={words.untilTime}
            value={untilTime}
            onChange={(typed) => write(key, { untilTime: typed })}
            error={errors[`${field}.${at}.untilTime`]}
            maxLength={5}
            isNarrow
          />
          {reasonLabel && (
            <div className="grows">
              <Field
                label={reasonLabel}
                value={reason}
                onChange={(typed) => write(key, { reason: typed })}
                error={errors[`${field}.${at}.reason`]}
                maxLength={200}
              />
            </div>
          )}
          <Button label={remove(at + 1)} onPress={() => onChange(rows.filter((row) => row.key !== key))}>
            {remove(at + 1)}
          </Button>
        </fieldset>
      ))}
      <div className="row">
        <Button onPress={() => onChange([...rows, { ...emptyPeriod, key: nextKey(rows) }])}>{add}</Button>
      </div>
    </>
  )
}

/** One that no row has, those taken away in between included. */
export const nextKey = (rows: readonly { key: number }[]): number => Math.max(0, ...rows.map(({ key }) => key)) + 1
