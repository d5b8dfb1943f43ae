import type { VehicleCardView } from '../../../../contract/vehicles.ts'
import {
  type VehicleOwnership,
  vehicleOwnershipNames,
  vehicleOwnerships,
} from '../../../../helpline/dispatch/vehicles/vehicle-records.ts'
import type { InputFor } from '../../api-client.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { DayField } from '../../ui/day-field.tsx'
import type { PartProps, Read } from '../../ui/editable-card.tsx'
import { Field } from '../../ui/field.tsx'
import { dayAsTyped, dayFrom } from '../../ui/typed-days.ts'
import { words as uiWords } from '../../ui/words.ts'
import { AssociationChoice } from './association-choice.tsx'
import { words } from './words.ts'

/** As typed. */
export interface DetailsValues {
  plate: string
  name: string
  localAssociationId: string | null
  ownership: VehicleOwnership
  lender: string
  loanUntil: string
  seats: string
  wheelchairPlaces: string
  depotAddress: string
  comune: { istatCode: string; name: string } | null
  insuredUntil: string
  inspectedUntil: string
  active: boolean
}

export const emptyDetails: DetailsValues = {
  ...{ plate: '', name: '', localAssociationId: null, ownership: 'owned', lender: '', loanUntil: '' },
  ...{ seats: '5', wheelchairPlaces: '0', depotAddress: '', comune: null, insuredUntil: '', inspectedUntil: '' },
  active: true,
}

export const detailsOf = (card: VehicleCardView): DetailsValues => ({
  ...{ plate: card.plate, name: card.name, localAssociationId: card.localAssociationId, ownership: card.ownership },
  ...{ lender: card.lender ?? '', loanUntil: dayAsTyped(card.loanUntil) },
  ...{ seats: String(card.seats), wheelchairPlaces: String(card.wheelchairPlaces) },
  depotAddress: card.depotAddress ?? '',
  comune: card.comuneIstatCode && card.comune ? { istatCode: card.comuneIstatCode, name: card.comune } : null,
  ...{ insuredUntil: dayAsTyped(card.insuredUntil), inspectedUntil: dayAsTyped(card.inspectedUntil) },
  active: card.active,
})

type Body = InputFor<'registerVehicle'>['body']

export function detailsBody(values: DetailsValues): Read<Body> {
  const errors: Record<string, string> = {}
  const needed = (field: 'plate' | 'name') => {
    if (values[field].trim() === '') errors[field] = uiWords.missing
    return values[field].trim()
  }
  const whole = (field: 'seats' | 'wheelchairPlaces') => {
    if (!/^\d{1,2}$/.test(values[field].trim())) errors[field] = words.numberWrong
    return Number(values[field])
  }
  const day = (field: 'loanUntil' | 'insuredUntil' | 'inspectedUntil') => dayFrom(values[field], 'ahead', field, errors)
  const isOnLoan = values.ownership === 'onLoan'
  if (!values.localAssociationId) errors.localAssociationId = uiWords.missing
  if (isOnLoan && values.lender.trim() === '') errors.lender = uiWords.missing
  const body: Body = {
    ...{ plate: needed('plate'), name: needed('name'), localAssociationId: values.localAssociationId ?? '' },
    ownership: values.ownership,
    lender: isOnLoan ? values.lender : null,
    loanUntil: isOnLoan ? day('loanUntil') : null,
    ...{ seats: whole('seats'), wheelchairPlaces: whole('wheelchairPlaces') },
    depotAddress: values.depotAddress.trim() || null,
    comuneIstatCode: values.comune?.istatCode ?? null,
    ...{ insuredUntil: day('insuredUntil'), inspectedUntil: day('inspectedUntil'), active: values.active },
  }
  return { body: Object.keys(errors).length > 0 ? null : body, errors }
}

function Loan({ values, change, errors }: PartProps<DetailsValues>) {
  return (
    <>
      <RadioGroup
        label={words.ownership}
        options={vehicleOwnerships}
        names={vehicleOwnershipNames}
        value={values.ownership}
        onChange={(ownership) => change({ ownership })}
        error={errors.ownership}
      />
      {values.ownership === 'onLoan' && (
        <div className="row-fields">
          <div className="grows">
            <Field
              label={words.lender}
              value={values.lender}
              onChange={(lender) => change({ lender })}
              error={errors.lender}
              maxLength={200}
            />
          </div>
          <DayField
            label={words.loanUntil}
            value={values.loanUntil}
            onChange={(loanUntil) => change({ loanUntil })}
            leaning="ahead"
            error={errors.loanUntil}
          />
        </div>
      )}
    </>
  )
}

function Papers({ values, change, errors }: PartProps<DetailsValues>) {
  return (
    <div className="row-fields">
      <DayField
        label={words.insuredUntil}
        value={values.insuredUntil}
        onChange={(insuredUntil) => change({ insuredUntil })}
        leaning="ahead"
        error={errors.insuredUntil}
      />
      <DayField
        label={words.inspectedUntil}
        value={values.inspectedUntil}
        onChange={(inspectedUntil) => change({ inspectedUntil })}
        leaning="ahead"
        error={errors.inspectedUntil}
      />
    </div>
  )
}

export function DetailsFields(part: PartProps<DetailsValues>) {
  const { values, change, errors } = part
  const field = (name: 'plate' | 'name' | 'seats' | 'wheelchairPlaces' | 'depotAddress', maxLength: number) => (
    <Field
      label={words[name]}
      value={values[name]}
      onChange={(typed) => change({ [name]: typed })}
      error={errors[name]}
      maxLength={maxLength}
      {...(name === 'seats' || name === 'wheelchairPlaces' ? { inputMode: 'numeric' as const, isNarrow: true } : {})}
    />
  )
  return (
    <>
      {field('name', 200)}
      {field('plate', 12)}
      <AssociationChoice
        own
        label={words.association}
        value={values.localAssociationId}
        onChange={(chosen) => change({ localAssociationId: chosen?.id ?? null })}
        error={errors.localAssociationId}
      />
      <Loan {...part} />
      <div className="row-fields">
        {field('seats', 2)}
        {field('wheelchairPlaces', 2)}
      </div>
      <Papers {...part} />
      {field('depotAddress', 200)}
      <ComunePicker
        chosen={values.comune?.name ?? null}
        onPick={(comune) => change({ comune })}
        error={errors.comuneIstatCode}
      />
      <Checkbox isSelected={values.active} onChange={(active) => change({ active })}>
        {words.inUse}
      </Checkbox>
    </>
  )
}
