import type { RequestFields } from '../../../../contract/contacts.ts'
import type { FacilityView } from '../../../../contract/facilities.ts'
import { guessDestination } from '../../../../helpline/contacts/destination-guess.ts'
import {
  destinationKindNames,
  destinationKinds,
  returnKindNames,
  returnKinds,
} from '../../../../helpline/contacts/kinds.ts'
import { mobilities, mobilityNames } from '../../../../helpline/people/profile.ts'
import { FacilityPicker } from '../../pickers/facility-picker.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox, RadioGroup, YesNo } from '../../ui/choices.tsx'
import { DateTimeField } from '../../ui/date-time-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

interface RideFieldsProps {
  shown: RequestFields
  type: (fields: Partial<RequestFields>) => void
  errors: Readonly<Record<string, string>>
  /** How the person's home is written as a place, when the person is known. */
  home: string | null
}

const companionCounts = ['0', '1', '2', '3', '4', '5', '6', '7', '8'] as const
const companionNames = Object.fromEntries(companionCounts.map((count) => [count, count])) as Record<
  (typeof companionCounts)[number],
  string
>

const placeOf = ({ name, comune }: FacilityView): string =>
  comune && !name.includes(comune.name) ? `${name}, ${comune.name}` : name

export function RideFields({ shown, type, errors, home }: RideFieldsProps) {
  const writeDestination = (toPlace: string) => {
    const isGuess = shown.destinationKind === guessDestination(shown.toPlace ?? '')
    const destinationKind = shown.destinationKind && !isGuess ? shown.destinationKind : guessDestination(toPlace)
    type({ toPlace: toPlace || null, ...(destinationKind === shown.destinationKind ? {} : { destinationKind }) })
  }
  const companions = companionCounts.find((count) => count === String(shown.companions)) ?? null
  return (
    <>
      <div className="row-fields">
        <div className="grows">
          <Field
            label={words.fields.fromPlace}
            value={shown.fromPlace ?? ''}
            onChange={(fromPlace) => type({ fromPlace: fromPlace || null })}
            error={errors.fromPlace}
            maxLength={200}
          />
        </div>
        {home && shown.fromPlace !== home && (
          <Button onPress={() => type({ fromPlace: home })}>{words.fromHome}</Button>
        )}
      </div>
      <FacilityPicker
        chosenId={shown.facilityId}
        onPick={(facility) =>
          type(
            facility
              ? { facilityId: facility.id, toPlace: placeOf(facility), destinationKind: facility.kind }
              : { facilityId: null },
          )
        }
        error={errors.facilityId}
      />
      <Field
        label={words.fields.toPlace}
        value={shown.toPlace ?? ''}
        onChange={writeDestination}
        error={errors.toPlace}
        maxLength={200}
      />
      <Select
        label={words.fields.destinationKind}
        options={destinationKinds}
        names={destinationKindNames}
        value={shown.destinationKind}
        onChange={(destinationKind) => type({ destinationKind })}
        error={errors.destinationKind}
      />
      <YesNo
        label={words.fields.insideProvince}
        value={shown.insideProvince}
        onChange={(insideProvince) => type({ insideProvince })}
        error={errors.insideProvince}
      />
      <RadioGroup
        label={words.fields.returnKind}
        options={returnKinds}
        names={returnKindNames}
        value={shown.returnKind}
        onChange={(returnKind) => type({ returnKind, ...(returnKind === 'fixed' ? {} : { returnAt: null }) })}
        error={errors.returnKind}
      />
      {shown.returnKind === 'fixed' && (
        <DateTimeField
          label={words.fields.returnAt}
          value={shown.returnAt}
          onChange={(returnAt) => type({ returnAt })}
          error={errors.returnAt}
        />
      )}
      <RadioGroup
        label={words.fields.mobility}
        options={mobilities}
        names={mobilityNames}
        value={shown.mobility}
        onChange={(mobility) => type({ mobility, ...(mobility === 'wheelchair' ? { wheelchair: true } : {}) })}
        error={errors.mobility}
      />
      <div className="row-fields">
        <Select
          label={words.fields.companions}
          options={companionCounts}
          names={companionNames}
          value={companions}
          onChange={(count) => type({ companions: count === null ? null : Number(count) })}
          error={errors.companions}
        />
        <Checkbox isSelected={shown.wheelchair} onChange={(wheelchair) => type({ wheelchair })}>
          {words.fields.wheelchair}
        </Checkbox>
      </div>
    </>
  )
}
