import { monthPlaces, repetitionKinds } from '../../../../helpline/dispatch/series/repetition.ts'
import { weekdayNames } from '../../../../helpline/dispatch/series/series-sentence.ts'
import type { Weekday } from '../../../../helpline/territory/rome-time.ts'
import { capitalised } from '../../formats.ts'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { DayField } from '../../ui/day-field.tsx'
import { Field, FieldError } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { endKinds, type RepetitionDraft } from './repetition-draft.ts'
import { seriesWords as words } from './series-words.ts'

const week: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]
const weekdayKeys = ['1', '2', '3', '4', '5', '6', '7'] as const
const placeKeys = ['1', '2', '3', '4', '-1'] as const
const namesByKey = Object.fromEntries(week.map((day) => [String(day), weekdayNames[day]])) as Record<
  (typeof weekdayKeys)[number],
  string
>

interface RepetitionFormProps {
  draft: RepetitionDraft
  errors: Readonly<Record<string, string>>
  onChange: (draft: RepetitionDraft) => void
}

export function RepetitionForm({ draft, errors, onChange }: RepetitionFormProps) {
  const change = (some: Partial<RepetitionDraft>) => onChange({ ...draft, ...some })
  return (
    <>
      <RadioGroup
        label={words.kind}
        options={repetitionKinds}
        names={words.kinds}
        value={draft.kind}
        onChange={(kind) => change({ kind })}
      />
      {draft.kind === 'weekly' && <WeekFields draft={draft} errors={errors} onChange={onChange} />}
      {draft.kind === 'monthly' && (
        <div className="row-fields">
          <Select
            label={words.place}
            options={placeKeys}
            names={words.places}
            value={placeKeys.find((key) => Number(key) === draft.place) ?? '1'}
            onChange={(key) => change({ place: monthPlaces.find((place) => place === Number(key)) ?? 1 })}
            none={null}
          />
          <Select
            label={words.weekday}
            options={weekdayKeys}
            names={namesByKey}
            value={weekdayKeys[draft.weekday - 1] ?? '1'}
            onChange={(key) => change({ weekday: week.find((day) => day === Number(key)) ?? 1 })}
            none={null}
          />
        </div>
      )}
      <RadioGroup
        label={words.ends}
        options={endKinds}
        names={words.endKinds}
        value={draft.ends}
        onChange={(ends) => change({ ends })}
      />
      {draft.ends === 'on' && (
        <DayField
          label={words.endsOn}
          value={draft.endsOn}
          onChange={(endsOn) => change({ endsOn })}
          leaning="ahead"
          error={errors.ends}
        />
      )}
      {draft.ends === 'times' && (
        <Field
          label={words.times}
          value={draft.times}
          onChange={(times) => change({ times })}
          error={errors.ends}
          inputMode="numeric"
          maxLength={3}
          isNarrow
        />
      )}
      <Checkbox isSelected={draft.skipHolidays} onChange={(skipHolidays) => change({ skipHolidays })}>
        {words.skipHolidays}
      </Checkbox>
    </>
  )
}

function WeekFields({ draft, errors, onChange }: RepetitionFormProps) {
  const toggle = (day: Weekday, isOn: boolean) =>
    onChange({ ...draft, weekdays: isOn ? [...draft.weekdays, day] : draft.weekdays.filter((each) => each !== day) })
  return (
    <>
      <fieldset className="choices">
        <legend className="choices-label">{words.weekdays}</legend>
        <div className="choices-options">
          {week.map((day) => (
            <Checkbox key={day} isSelected={draft.weekdays.includes(day)} onChange={(isOn) => toggle(day, isOn)}>
              {capitalised(weekdayNames[day])}
            </Checkbox>
          ))}
        </div>
        {errors.weekdays && <FieldError id="weekdays-error">{errors.weekdays}</FieldError>}
      </fieldset>
      <Field
        label={words.everyWeeks}
        hint={words.everyWeeksHint}
        value={draft.everyWeeks}
        onChange={(everyWeeks) => onChange({ ...draft, everyWeeks })}
        error={errors.everyWeeks}
        inputMode="numeric"
        maxLength={1}
        isNarrow
      />
    </>
  )
}
