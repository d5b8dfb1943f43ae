import { useState } from 'react'
import {
  monthPeriod,
  type Period,
  periodShape,
  quarterPeriod,
  yearPeriod,
} from '../../../../helpline/reports/report-period.ts'
import { addDays, romeParts } from '../../../../helpline/territory/rome-time.ts'
import { useNow } from '../../clock.ts'
import { formatDay } from '../../formats.ts'
import { Button } from '../../ui/button.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Select } from '../../ui/select.tsx'
import { monthKeys, monthNames } from './months.ts'
import { words } from './words.ts'

const shapes = ['month', 'quarter', 'year', 'days'] as const
type Shape = (typeof shapes)[number]
const quarters = ['1', '2', '3', '4'] as const
type Quarter = (typeof quarters)[number]
const quarterOf = (day: string): Quarter => String(Math.ceil(Number(day.slice(5, 7)) / 3)) as Quarter
const YEARS_SHOWN = 16

function shapeOf(period: Period): Shape {
  const shape = periodShape(period)
  if (shape !== 'other') return shape
  const quarter = quarterPeriod(Number(period.from.slice(0, 4)), Number(quarterOf(period.from)) as 1)
  return quarter.from === period.from && quarter.until === period.until ? 'quarter' : 'days'
}

interface PeriodFieldsProps {
  period: Period
  onChoose: (period: Period) => void
  /** What the server says of it, by field. */
  errors: Readonly<Record<string, string>>
}

function DaysFields({ period, onChoose, errors }: PeriodFieldsProps) {
  const [from, setFrom] = useState(formatDay(period.from))
  const [last, setLast] = useState(formatDay(addDays(period.until, -1)))
  const [asked, setAsked] = useState(false)
  const [first, end] = [understoodDay(from, 'back'), understoodDay(last, 'back')]
  const isBackwards = first !== null && end !== null && end < first
  return (
    <form
      className="row-fields"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (first && end && !isBackwards) onChoose({ from: first, until: addDays(end, 1) })
      }}
    >
      <DayField
        label={words.fromDay}
        value={from}
        onChange={setFrom}
        leaning="back"
        error={asked && !first ? words.dayMissing : errors.from}
      />
      <DayField
        label={words.lastDay}
        value={last}
        onChange={setLast}
        leaning="back"
        error={asked && !end ? words.dayMissing : isBackwards ? words.endsBefore : errors.until}
      />
      <Button type="submit">{words.show}</Button>
    </form>
  )
}

export function PeriodFields({ period, onChoose, errors }: PeriodFieldsProps) {
  const today = romeParts(useNow(60_000))
  const [chosenShape, setShape] = useState<Shape | null>(null)
  const shape = chosenShape ?? shapeOf(period)
  const year = Number(period.from.slice(0, 4))
  const years = [...new Set([...Array.from({ length: YEARS_SHOWN }, (_, back) => today.year - back), year])]
  const error = errors.from ?? errors.until
  const chooseIn = (to: Shape, inYear: number) => {
    if (to === 'year') onChoose(yearPeriod(inYear))
    if (to === 'quarter') onChoose(quarterPeriod(inYear, Number(quarterOf(period.from)) as 1))
    if (to === 'month') onChoose(monthPeriod(`${inYear}-${period.from.slice(5, 7)}`))
  }
  return (
    <div className="row-fields">
      <Select
        label={words.period}
        options={shapes}
        names={words.shapes}
        value={shape}
        none={null}
        onChange={(to) => {
          if (!to) return
          setShape(to)
          chooseIn(to, year)
        }}
      />
      {shape === 'days' && <DaysFields key={`${period.from} ${period.until}`} {...{ period, onChoose, errors }} />}
      {shape === 'month' && (
        <Select
          label={words.month}
          options={monthKeys}
          names={monthNames}
          value={period.from.slice(5, 7)}
          none={null}
          onChange={(month) => month && onChoose(monthPeriod(`${year}-${month}`))}
          error={error}
        />
      )}
      {shape === 'quarter' && (
        <Select
          label={words.quarter}
          options={quarters}
          names={words.quarters}
          value={quarterOf(period.from)}
          none={null}
          onChange={(quarter) => quarter && onChoose(quarterPeriod(year, Number(quarter) as 1))}
          error={error}
        />
      )}
      {shape !== 'days' && (
        <Select
          label={words.year}
          options={years.map(String)}
          names={Object.fromEntries(years.map((each) => [each, String(each)]))}
          value={String(year)}
          none={null}
          onChange={(to) => to && chooseIn(shape, Number(to))}
          error={shape === 'year' ? error : undefined}
        />
      )}
    </div>
  )
}
