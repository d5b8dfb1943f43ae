import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { dispatchEndpoints, type ServiceView } from '../../../../contract/dispatch.ts'
import { type FulfilledBy, fulfilledByKinds, fulfilledByNames } from '../../../../helpline/contacts/kinds.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { rememberService } from '../../assigning/remember-service.ts'
import { centsFrom } from '../../euros.ts'
import { queryClient } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { ReportFields, readNumbers, reportOf, type TypedReport } from './report-fields.tsx'
import { words } from './words.ts'

type Body = InputFor<'closeService'>['body']
const emptyExpense = { amount: '', description: '', document: '' }

/** One expense of the trip; without a receipt it is declared. */
function ExpenseFields({
  expense,
  onChange,
  sentences,
}: {
  expense: typeof emptyExpense
  onChange: (expense: typeof emptyExpense) => void
  sentences: Readonly<Record<string, string>>
}) {
  return (
    <fieldset className="stack-tight">
      <legend className="field-label">{words.spent}</legend>
      <Field
        label={words.amount}
        value={expense.amount}
        onChange={(amount) => onChange({ ...expense, amount })}
        error={sentences['expenses.0.amountCents']}
        inputMode="decimal"
        isNarrow
      />
      <Field
        label={words.spentFor}
        value={expense.description}
        onChange={(description) => onChange({ ...expense, description })}
        error={sentences['expenses.0.description']}
        maxLength={200}
      />
      <Field
        label={words.receipt}
        hint={words.receiptHint}
        value={expense.document}
        onChange={(document) => onChange({ ...expense, document })}
        error={sentences['expenses.0.document']}
        maxLength={200}
      />
    </fieldset>
  )
}

/** Once they are known, the sentences of whoever refused and of whoever checked before sending. */
function useClosing(service: ServiceView) {
  const close = useMutation<ServiceView, ApiError, Body>({
    mutationFn: (body) => call('closeService', { params: { serviceId: service.id }, body }),
    onSuccess: rememberService,
    onError: (error) => {
      if (error.kind === 'conflict') void queryClient.invalidateQueries({ queryKey: ['readService'] })
    },
  })
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  return { close, wrong, setWrong, sentences: { ...close.error?.fields, ...wrong } }
}

export function CloseService({ service }: { service: ServiceView }) {
  const { control, handleSubmit, formState } = useForm<TypedReport>({ defaultValues: reportOf(service) })
  const [fulfilledBy, setFulfilledBy] = useState<FulfilledBy>('auser')
  const [expense, setExpense] = useState(emptyExpense)
  const [expenseId] = useState(() => crypto.randomUUID())
  const { close, wrong, setWrong, sentences } = useClosing(service)
  const formRef = useRef<HTMLFormElement>(null)
  const hasSpent = Object.values(expense).some((text) => text.trim() !== '')
  useUnsaved((formState.isDirty || hasSpent) && !close.isSuccess)
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, close.error?.fields)

  const submit = handleSubmit((typed) => {
    const { read, wrong: found } = readNumbers(typed)
    const { amount, description, document } = expense
    const spent = {
      ...{ expenseId, amountCents: centsFrom(amount), description },
      ...{ selfCertified: document.trim() === '', document: document.trim() || null },
    }
    const body = { ...typed, ...read, fulfilledBy, version: service.version, expenses: hasSpent ? [spent] : [] }
    const checked = dispatchEndpoints.closeService.body.safeParse(body)
    for (const issue of checked.error?.issues ?? []) found[issue.path.join('.')] ??= issue.message
    setWrong(found)
    if (checked.success) close.mutate(checked.data)
  })

  return (
    <Card title={words.closeTitle}>
      <form ref={formRef} className="stack" noValidate onSubmit={submit}>
        <p>{words.closeIntro}</p>
        <ReportFields control={control} sentences={sentences} hasVehicle={service.vehicleName !== null} />
        <Select
          label={words.fulfilledBy}
          options={fulfilledByKinds}
          names={fulfilledByNames}
          value={fulfilledBy}
          onChange={(by) => by && setFulfilledBy(by)}
          error={sentences.fulfilledBy}
          none={null}
        />
        {service.volunteerName !== null && (
          <ExpenseFields expense={expense} onChange={setExpense} sentences={sentences} />
        )}
        {close.error && (Object.keys(close.error.fields).length === 0 || sentences.odometerConfirmed) && (
          <ProblemNotice error={close.error} />
        )}
        <div className="row">
          <Button type="submit" kind="primary" size="large" shortcut="F9" isBusy={close.isPending}>
            {words.close}
          </Button>
        </div>
      </form>
    </Card>
  )
}
