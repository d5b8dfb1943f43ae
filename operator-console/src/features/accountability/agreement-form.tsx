import { useState } from 'react'
import type { AgreementBody } from '../../../../contract/accountability.ts'
import { priceUnitNames, priceUnits } from '../../../../helpline/reports/accountability-agreements.ts'
import { annexPeople, annexPeopleNames } from '../../../../helpline/reports/accountability-annexes.ts'
import { reportingRhythmNames, reportingRhythms } from '../../../../helpline/reports/accountability-periods.ts'
import { counterpartKindNames, counterpartKinds } from '../../../../helpline/reports/report-stocks.ts'
import type { ApiError } from '../../api-client.ts'
import { useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { DayField } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { type AgreementValues, bodyOf, type PartProps } from './agreement-values.ts'
import { InstalmentFields } from './instalment-fields.tsx'
import { TerritoryFields } from './territory-fields.tsx'
import { words } from './words.ts'

interface AgreementFormProps {
  initial: AgreementValues
  error: ApiError | null
  isBusy: boolean
  onSave: (body: AgreementBody) => void
  onCancel?: () => void
}

function Parties({ values, change, errors }: PartProps) {
  const { operator } = useSession()
  const associations = useAnswer('listAccountableAssociations', {})
  const shown = associations.data?.filter(({ id, active }) => active || id === values.localAssociationId) ?? []
  return (
    <>
      <Field
        label={words.name}
        value={values.name}
        onChange={(name) => change({ name })}
        error={errors.name}
        maxLength={200}
      />
      <div className="row-fields">
        <Select
          label={words.counterpartKind}
          options={counterpartKinds}
          names={counterpartKindNames}
          value={values.counterpartKind}
          onChange={(counterpartKind) => change({ counterpartKind })}
          error={errors.counterpartKind}
        />
        <div className="grows">
          <Field
            label={words.counterpartName}
            value={values.counterpartName}
            onChange={(counterpartName) => change({ counterpartName })}
            error={errors.counterpartName}
            maxLength={200}
          />
        </div>
      </div>
      <Select
        label={words.association}
        options={shown.map(({ id }) => id)}
        names={Object.fromEntries(shown.map(({ id, name }) => [id, name]))}
        value={values.localAssociationId}
        onChange={(localAssociationId) => change({ localAssociationId })}
        error={errors.localAssociationId}
        {...(operator.role === 'regionalAdmin' ? { none: words.noAssociation } : {})}
      />
    </>
  )
}

const Terms = ({ values, change, errors }: PartProps) => (
  <>
    <div className="row-fields">
      <DayField
        label={words.startsOn}
        value={values.startsOn}
        onChange={(startsOn) => change({ startsOn })}
        leaning="ahead"
        error={errors.startsOn}
      />
      <DayField
        label={words.endsOn}
        value={values.endsOn}
        onChange={(endsOn) => change({ endsOn })}
        leaning="ahead"
        error={errors.endsOn}
      />
    </div>
    <div className="row-fields">
      <Field
        label={words.amount}
        hint={words.amountHint}
        value={values.amount}
        onChange={(amount) => change({ amount })}
        error={errors.amountCents}
        inputMode="decimal"
        maxLength={20}
        isNarrow
      />
      <div className="grows">
        <Field
          label={words.paymentRule}
          hint={words.paymentRuleHint}
          value={values.paymentRule}
          onChange={(paymentRule) => change({ paymentRule })}
          error={errors.paymentRule}
          maxLength={200}
        />
      </div>
    </div>
    <div className="row-fields">
      <Field
        label={words.unitPrice}
        hint={words.unitPriceHint}
        value={values.unitPrice}
        onChange={(unitPrice) => change({ unitPrice })}
        error={errors.unitPriceCents}
        inputMode="decimal"
        maxLength={12}
        isNarrow
      />
      <Select
        label={words.priceUnit}
        options={priceUnits}
        names={priceUnitNames}
        value={values.priceUnit}
        onChange={(priceUnit) => change({ priceUnit })}
      />
    </div>
    <div className="row-fields">
      <Select
        label={words.rhythm}
        options={reportingRhythms}
        names={reportingRhythmNames}
        value={values.reportingRhythm}
        onChange={(reportingRhythm) => change({ reportingRhythm })}
        error={errors.reportingRhythm}
      />
      <Field
        label={words.dueDays}
        hint={words.dueDaysHint}
        value={values.reportingDueDays}
        onChange={(reportingDueDays) => change({ reportingDueDays })}
        error={errors.reportingDueDays}
        inputMode="numeric"
        maxLength={3}
        isNarrow
      />
      <Select
        label={words.annexPeople}
        options={annexPeople}
        names={annexPeopleNames}
        value={values.annexPeople}
        none={null}
        onChange={(people) => people && change({ annexPeople: people })}
      />
    </div>
  </>
)

export function AgreementForm({ initial, error, isBusy, onSave, onCancel }: AgreementFormProps) {
  const [values, setValues] = useState(initial)
  const [asked, setAsked] = useState(false)
  useUnsavedValues(values)
  const { body, errors: own } = bodyOf(values)
  const errors = { ...error?.fields, ...(asked ? own : {}) }
  const part = { values, errors, change: (to: Partial<AgreementValues>) => setValues({ ...values, ...to }) }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (body) onSave(body)
      }}
    >
      <Parties {...part} />
      <TerritoryFields {...part} />
      <Terms {...part} />
      <InstalmentFields {...part} />
      {error && Object.keys(error.fields).length === 0 && <ProblemNotice error={error} />}
      <div className="row">
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {words.save}
        </Button>
        {onCancel && <Button onPress={onCancel}>{words.cancel}</Button>}
      </div>
    </form>
  )
}
