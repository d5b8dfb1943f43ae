import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import { Button } from '../../ui/button.tsx'
import { DayField } from '../../ui/day-field.tsx'
import type { PartProps, Read } from '../../ui/editable-card.tsx'
import { Field } from '../../ui/field.tsx'
import { nextKey } from '../../ui/period-rows.tsx'
import { dayAsTyped, dayFrom } from '../../ui/typed-days.ts'
import { words as uiWords } from '../../ui/words.ts'
import type { VolunteerPatch } from './volunteer-patch.ts'
import { words } from './words.ts'

interface TrainingValues {
  key: number
  title: string
  heldOn: string
  validUntil: string
}

export interface TrainingsValues {
  rows: TrainingValues[]
}

export const trainingsOf = ({ trainings }: VolunteerCardView): TrainingsValues => ({
  rows: trainings.map(({ title, heldOn, validUntil }, at) => ({
    ...{ key: at + 1, title, heldOn: dayAsTyped(heldOn), validUntil: dayAsTyped(validUntil) },
  })),
})

export function trainingsBody({ rows }: TrainingsValues): Read<VolunteerPatch> {
  const errors: Record<string, string> = {}
  const trainings = rows.map(({ title, heldOn, validUntil }, at) => {
    if (title.trim() === '') errors[`trainings.${at}.title`] = uiWords.missing
    if (heldOn.trim() === '') errors[`trainings.${at}.heldOn`] = uiWords.missing
    return {
      title,
      heldOn: dayFrom(heldOn, 'back', `trainings.${at}.heldOn`, errors) ?? '',
      validUntil: dayFrom(validUntil, 'ahead', `trainings.${at}.validUntil`, errors),
    }
  })
  return { body: Object.keys(errors).length > 0 ? null : { trainings }, errors }
}

export function TrainingFields({ values: { rows }, change, errors }: PartProps<TrainingsValues>) {
  const write = (key: number, to: Partial<TrainingValues>) =>
    change({ rows: rows.map((row) => (row.key === key ? { ...row, ...to } : row)) })
  return (
    <>
      {rows.map(({ key, title, heldOn, validUntil }, at) => (
        <fieldset key={key} className="row-fields">
          <legend>{words.training(at + 1)}</legend>
          <div className="grows">
            <Field
              label={words.trainingTitle}
              value={title}
              onChange={(typed) => write(key, { title: typed })}
              error={errors[`trainings.${at}.title`]}
              maxLength={200}
            />
          </div>
          <DayField
            label={words.heldOn}
            value={heldOn}
            onChange={(typed) => write(key, { heldOn: typed })}
            leaning="back"
            error={errors[`trainings.${at}.heldOn`]}
          />
          <DayField
            label={words.trainingUntil}
            value={validUntil}
            onChange={(typed) => write(key, { validUntil: typed })}
            leaning="ahead"
            error={errors[`trainings.${at}.validUntil`]}
          />
          <Button onPress={() => change({ rows: rows.filter((row) => row.key !== key) })}>
            {words.removeTraining(at + 1)}
          </Button>
        </fieldset>
      ))}
      <div className="row">
        <Button
          onPress={() => change({ rows: [...rows, { key: nextKey(rows), title: '', heldOn: '', validUntil: '' }] })}
        >
          {words.addTraining}
        </Button>
      </div>
    </>
  )
}
