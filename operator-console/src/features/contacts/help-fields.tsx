import type { PersonAtHandView } from '../../../../contract/contacts.ts'
import { helpKindNames, helpKinds } from '../../../../helpline/contacts/kinds.ts'
import { isRideKind } from '../../../../helpline/contacts/ride-or-not.ts'
import { Checkbox } from '../../ui/choices.tsx'
import { DateTimeField } from '../../ui/date-time-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import type { RequestFormProps } from './information-fields.tsx'
import { MedicalTransport } from './medical-transport.tsx'
import { useFollowedCard, useKindOfHelp } from './ride-changes.ts'
import { RideFields } from './ride-fields.tsx'
import { words } from './words.ts'

interface HelpFieldsProps extends RequestFormProps {
  home: string | null
  person: PersonAtHandView | null
  requestId: string
  flushAll: () => Promise<boolean>
}

export function HelpFields({ shown, type, errors, firstFieldRef, home, person, requestId, flushAll }: HelpFieldsProps) {
  const isRide = isRideKind(shown.helpKind)
  const chooseKind = useKindOfHelp({ shown, type, person, home })
  useFollowedCard({ shown, type, person })
  return (
    <>
      <Select
        label={words.fields.helpKind}
        options={helpKinds}
        names={helpKindNames}
        value={shown.helpKind}
        onChange={chooseKind}
        error={errors.helpKind}
        selectRef={firstFieldRef}
      />
      {isRide && <MedicalTransport requestId={requestId} flushAll={flushAll} />}
      <DateTimeField
        label={words.fields.neededFrom}
        value={shown.neededFrom}
        onChange={(neededFrom) => type({ neededFrom })}
        error={errors.neededFrom}
        quickDays={[words.today, words.tomorrow]}
      />
      {isRide ? (
        <RideFields shown={shown} type={type} errors={errors} home={home} />
      ) : (
        <>
          <DateTimeField
            label={words.fields.neededUntil}
            value={shown.neededUntil}
            onChange={(neededUntil) => type({ neededUntil })}
            error={errors.neededUntil}
          />
          <Field
            label={words.where}
            value={shown.toPlace ?? ''}
            onChange={(toPlace) => type({ toPlace: toPlace || null })}
            error={errors.toPlace}
            maxLength={200}
          />
        </>
      )}
      <Field
        label={words.fields.recognisedBy}
        hint={words.recognisedHint}
        value={shown.recognisedBy ?? ''}
        onChange={(recognisedBy) => type({ recognisedBy: recognisedBy || null })}
        error={errors.recognisedBy}
        maxLength={200}
      />
      <Field
        label={words.fields.notes}
        value={shown.notes ?? ''}
        onChange={(notes) => type({ notes: notes || null })}
        error={errors.notes}
        maxLength={4000}
        multiline
      />
      <Checkbox isSelected={shown.urgent} onChange={(urgent) => type({ urgent })}>
        {words.fields.urgent}
      </Checkbox>
    </>
  )
}
