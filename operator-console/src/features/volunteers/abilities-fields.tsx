import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import { type HelpKind, helpKindNames, helpKinds } from '../../../../helpline/contacts/kinds.ts'
import { capitalised } from '../../formats.ts'
import { Checkbox } from '../../ui/choices.tsx'
import { DayField } from '../../ui/day-field.tsx'
import type { PartProps, Read } from '../../ui/editable-card.tsx'
import { dayAsTyped, dayFrom } from '../../ui/typed-days.ts'
import type { VolunteerPatch } from './volunteer-patch.ts'
import { words } from './words.ts'

const names = words.fields

export interface AbilitiesValues {
  skills: HelpKind[]
  wheelchairTrained: boolean
  wheelchairTrainedUntil: string
  insuredUntil: string
  licenceUntil: string
}

export const abilitiesOf = (card: VolunteerCardView): AbilitiesValues => ({
  skills: card.skills,
  wheelchairTrained: card.wheelchairTrained,
  wheelchairTrainedUntil: dayAsTyped(card.wheelchairTrainedUntil),
  insuredUntil: dayAsTyped(card.insuredUntil),
  licenceUntil: dayAsTyped(card.licenceUntil),
})

export function abilitiesBody(values: AbilitiesValues): Read<VolunteerPatch> {
  const errors: Record<string, string> = {}
  const day = (name: 'wheelchairTrainedUntil' | 'insuredUntil' | 'licenceUntil') =>
    dayFrom(values[name], 'ahead', name, errors)
  const body = {
    skills: values.skills,
    wheelchairTrained: values.wheelchairTrained,
    wheelchairTrainedUntil: values.wheelchairTrained ? day('wheelchairTrainedUntil') : null,
    ...{ insuredUntil: day('insuredUntil'), licenceUntil: day('licenceUntil') },
  }
  return { body: Object.keys(errors).length > 0 ? null : body, errors }
}

export function AbilitiesFields({ values, change, errors }: PartProps<AbilitiesValues>) {
  const { skills } = values
  return (
    <>
      <fieldset>
        <legend className="choices-label">{names.skills}</legend>
        <div className="stack-tight">
          {helpKinds.map((kind) => (
            <Checkbox
              key={kind}
              isSelected={skills.includes(kind)}
              onChange={(isSelected) =>
                change({ skills: isSelected ? [...skills, kind] : skills.filter((each) => each !== kind) })
              }
            >
              {capitalised(helpKindNames[kind])}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <div className="row-fields">
        <DayField
          label={names.insuredUntil}
          value={values.insuredUntil}
          onChange={(insuredUntil) => change({ insuredUntil })}
          leaning="ahead"
          error={errors.insuredUntil}
        />
        <DayField
          label={names.licenceUntil}
          value={values.licenceUntil}
          onChange={(licenceUntil) => change({ licenceUntil })}
          leaning="ahead"
          error={errors.licenceUntil}
        />
      </div>
      <Checkbox isSelected={values.wheelchairTrained} onChange={(wheelchairTrained) => change({ wheelchairTrained })}>
        {names.wheelchairTrained}
      </Checkbox>
      {values.wheelchairTrained && (
        <DayField
          label={names.wheelchairTrainedUntil}
          hint={words.wheelchairHint}
          value={values.wheelchairTrainedUntil}
          onChange={(wheelchairTrainedUntil) => change({ wheelchairTrainedUntil })}
          leaning="ahead"
          error={errors.wheelchairTrainedUntil}
        />
      )}
    </>
  )
}
