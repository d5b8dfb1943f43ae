import { useState } from 'react'
import {
  monthPlaces,
  repetitionEnds,
  repetitionKinds,
  type WrittenRepetition,
} from '../../../../helpline/contacts/written-repetition.ts'
import { weekdayNames } from '../../../../helpline/dispatch/series/series-sentence.ts'
import type { IsoDate, Weekday } from '../../../../helpline/territory/rome-time.ts'
import { capitalised } from '../../formats.ts'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Field, FieldError } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { seriesWords as words } from './series-words.ts'

const week: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]
const weekdayKeys = ['1', '2', '3', '4', '5', '6', '7'] as const
const placeKeys = ['1', '2', '3', '4', '-1'] as const
const namesByKey = Object.fromEntries(week.map((day) => [String(day), weekdayNames[day]])) as Record<
  (typeof weekdayKeys)[number],
  string
>

interface RepetitionFormProps {
  written: WrittenRepetition
  errors: Readonly<Record<string, string>>
  onChange: (written: WrittenRepetition) => void
}

const asTyped = (day: IsoDate | null): string => day?.split('-').reverse().join('/') ?? ''
const numberIn = (typed: string): number | null => {
  const digits = typed.replaceAll(/\D/g, '')
  return digits === '' ? null : Number(digits)
}

export function RepetitionForm({ written, errors, onChange }: RepetitionFormProps) {
  const change = (some: Partial<WrittenRepetition>) => onChange({ ...written, ...some })
  return (
    <>
      <RadioGroup
        label={words.kind}
        options={repetitionKinds}
        names={words.kinds}
        value={written.kind}
        onChange={(kind) => change({ kind })}
      />
      {written.kind === 'weekly' && <WeekFields written={written} errors={errors} onChange={onChange} />}
      {written.kind === 'monthly' && (
        <div className="row-fields">
          <Select
            label={words.place}
            options={placeKeys}
            names={words.places}
            value={placeKeys.find((key) => Number(key) === written.place) ?? '1'}
            onChange={(key) => change({ place: monthPlaces.find((place) => place === Number(key)) ?? 1 })}
            none={null}
          />
          <Select
            label={words.weekday}
            options={weekdayKeys}
            names={namesByKey}
            value={weekdayKeys[written.weekday - 1] ?? '1'}
            onChange={(key) => change({ weekday: week.find((day) => day === Number(key)) ?? 1 })}
            none={null}
          />
        </div>
      )}
      <RadioGroup
        label={words.ends}
        options={repetitionEnds}
        names={words.endNames}
        value={written.ends}
        onChange={(ends) => change({ ends })}
        error={errors['repetition.ends']}
      />
      {written.ends === 'on' && (
        <LastDay value={written.endsOn} onChange={(endsOn) => change({ endsOn })} error={errors['repetition.endsOn']} />
      )}
      {written.ends === 'times' && (
        <Field
          label={words.times}
          value={String(written.times ?? '')}
          onChange={(times) => change({ times: numberIn(times) })}
          error={errors['repetition.times']}
          inputMode="numeric"
          maxLength={3}
          isNarrow
        />
      )}
      <Checkbox isSelected={written.skipHolidays} onChange={(skipHolidays) => change({ skipHolidays })}>
        {words.skipHolidays}
      </Checkbox>
    </>
  )
}

interface LastDayProps {
  value: IsoDate | null
  onChange: (day: IsoDate | null) => void
  error: string | undefined
}

/** The text is one's own until somebody else, or the server, says another day. */
function LastDay({ value, onChange, error }: LastDayProps) {
  const [text, setText] = useState(asTyped(value))
  const [seen, setSeen] = useState(value)
  if (value !== seen) {
    setSeen(value)
    setText(asTyped(value))
  }
  const write = (typed: string) => {
    const day = understoodDay(typed, 'ahead')
    setText(typed)
    setSeen(day)
    if (day !== value) onChange(day)
  }
  return <DayField label={words.endsOn} value={text} onChange={write} leaning="ahead" error={error} />
}

function WeekFields({ written, errors, onChange }: RepetitionFormProps) {
  const toggle = (day: Weekday, isOn: boolean) =>
    onChange({
      ...written,
      weekdays: isOn ? [...written.weekdays, day].sort() : written.weekdays.filter((each) => each !== day),
    })
  return (
    <>
      <fieldset className="choices">
        <legend className="choices-label">{words.weekdays}</legend>
        <div className="choices-options">
          {week.map((day) => (
            <Checkbox key={day} isSelected={written.weekdays.includes(day)} onChange={(isOn) => toggle(day, isOn)}>
              {capitalised(weekdayNames[day])}
            </Checkbox>
          ))}
        </div>
        {errors['repetition.weekdays'] && <FieldError id="weekdays-error">{errors['repetition.weekdays']}</FieldError>}
      </fieldset>
      <Field
        label={words.everyWeeks}
        hint={words.everyWeeksHint}
        value={String(written.everyWeeks ?? '')}
        onChange={(everyWeeks) => onChange({ ...written, everyWeeks: numberIn(everyWeeks) })}
        error={errors['repetition.everyWeeks']}
        inputMode="numeric"
        maxLength={1}
        isNarrow
      />
    </>
  )
}
