import { type ReactNode, useId, useRef, useState } from 'react'
import type { OperatorView } from '../../../../contract/operators.ts'
import { rolesGivenBy } from '../../../../helpline/access/operator-keeping.ts'
import type { ApiError, InputFor } from '../../api-client.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { Field, FieldError } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { words } from './words.ts'

export type OperatorDetails = InputFor<'addOperator'>['body']

export const nobodyYet: OperatorDetails = { name: '', email: '', role: 'operator', phone: null, pointIds: [] }

export const detailsOf = ({ name, email, role, phone, points }: OperatorView): OperatorDetails => ({
  ...{ name, email, role, phone },
  pointIds: points.map(({ id }) => id),
})

interface PointChoiceProps {
  pointIds: readonly string[]
  onChange: (pointIds: string[]) => void
  error: string | undefined
}

function PointChoice({ pointIds, onChange, error }: PointChoiceProps) {
  const id = useId()
  const { listeningPoints } = useSession()
  return (
    <fieldset className="choices" aria-invalid={Boolean(error)} {...(error ? { 'aria-describedby': id } : {})}>
      <legend className="choices-label">{words.points}</legend>
      <div className="choices-options">
        {listeningPoints.map((point) => (
          <Checkbox
            key={point.id}
            isSelected={pointIds.includes(point.id)}
            onChange={(isSelected) =>
              onChange(isSelected ? [...pointIds, point.id] : pointIds.filter((each) => each !== point.id))
            }
          >
            {point.name}
          </Checkbox>
        ))}
      </div>
      {error && <FieldError id={id}>{error}</FieldError>}
    </fieldset>
  )
}

interface OperatorFormProps {
  initial: OperatorDetails
  error: ApiError | null
  isPending: boolean
  saveWord: string
  onSave: (details: OperatorDetails) => void
  /** One's own role is another's to change. */
  keepsRole?: boolean
  more?: ReactNode
}

export function OperatorForm({ initial, error, isPending, saveWord, onSave, keepsRole, more }: OperatorFormProps) {
  const { operator } = useSession()
  const [details, setDetails] = useState(initial)
  useUnsavedValues(details)
  const form = useRef<HTMLFormElement>(null)
  const fields = error?.fields ?? {}
  const pointError = fields.pointIds ?? Object.entries(fields).find(([name]) => name.startsWith('pointIds.'))?.[1]
  useFocusFirstError(form, error?.fields)
  const change = (part: Partial<OperatorDetails>) => setDetails({ ...details, ...part })
  const mayGive = rolesGivenBy(operator)
  return (
    <form
      ref={form}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSave({ ...details, phone: details.phone?.trim() || null })
      }}
    >
      <Field label={words.name} value={details.name} onChange={(name) => change({ name })} error={fields.name} />
      <Field
        label={words.email}
        hint={words.emailHint}
        type="email"
        inputMode="email"
        value={details.email}
        onChange={(email) => change({ email })}
        error={fields.email}
      />
      <Field
        label={words.phone}
        hint={words.phoneHint}
        type="tel"
        inputMode="tel"
        value={details.phone ?? ''}
        onChange={(phone) => change({ phone })}
        error={fields.phone}
        maxLength={30}
      />
      {mayGive.length > 1 && !keepsRole && (
        <RadioGroup
          label={words.role}
          options={mayGive}
          names={words.roles}
          value={details.role}
          onChange={(role) => change({ role })}
          error={fields.role}
        />
      )}
      <PointChoice pointIds={details.pointIds} onChange={(pointIds) => change({ pointIds })} error={pointError} />
      {error && Object.keys(fields).length === 0 && <ProblemNotice error={error} />}
      <div className="row">
        <Button kind="primary" type="submit" isBusy={isPending}>
          {saveWord}
        </Button>
        {more}
      </div>
    </form>
  )
}
