import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { dispatchEndpoints, type ServiceView } from '../../../../contract/dispatch.ts'
import { fulfilledByKinds, fulfilledByNames } from '../../../../helpline/contacts/kinds.ts'
import { serviceOutcomeNames, serviceOutcomes } from '../../../../helpline/dispatch/service-states.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { words } from './words.ts'

type Body = InputFor<'closeService'>['body']
const counts = ['km', 'minutes', 'passengers'] as const
const hints: Partial<Record<(typeof counts)[number], string>> = { km: words.kmHint, minutes: words.minutesHint }

export function rememberService(service: ServiceView): void {
  queryClient.setQueryData(queryKey('readService', { params: { serviceId: service.id } }), service)
  void queryClient.invalidateQueries({ queryKey: ['listServices'] })
}

/** '24' -> 24, '' -> null, and undefined for what is no whole number. */
function countOf(typed: string): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  return /^\d+$/.test(text) ? Number(text) : undefined
}

export function CloseService({ service }: { service: ServiceView }) {
  const { control, handleSubmit, formState } = useForm({
    defaultValues: {
      outcome: 'done' as Body['outcome'],
      km: '',
      minutes: '',
      passengers: '1',
      fulfilledBy: 'auser' as const,
    },
  })
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const formRef = useRef<HTMLFormElement>(null)
  const close = useMutation<ServiceView, ApiError, Body>({
    mutationFn: (body) => call('closeService', { params: { serviceId: service.id }, body }),
    onSuccess: rememberService,
    onError: (error) => {
      if (error.kind === 'conflict') void queryClient.invalidateQueries({ queryKey: ['readService'] })
    },
  })
  useUnsaved(formState.isDirty && !close.isSuccess)
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, close.error?.fields)
  const sentences = { ...close.error?.fields, ...wrong }

  const submit = handleSubmit((typed) => {
    const found: Record<string, string> = {}
    const read = { km: countOf(typed.km), minutes: countOf(typed.minutes), passengers: countOf(typed.passengers) }
    for (const name of counts) if (read[name] === undefined) found[name] = words.notANumber
    const body = { ...typed, ...read, version: service.version }
    const checked = dispatchEndpoints.closeService.body.safeParse(body)
    for (const issue of checked.error?.issues ?? []) found[issue.path.join('.')] ??= issue.message
    setWrong(found)
    if (checked.success) close.mutate(checked.data)
  })

  return (
    <Card title={words.closeTitle}>
      <form ref={formRef} className="stack" noValidate onSubmit={submit}>
        <p>{words.closeIntro}</p>
        <Controller
          control={control}
          name="outcome"
          render={({ field: { value, onChange } }) => (
            <RadioGroup
              label={words.outcome}
              options={serviceOutcomes}
              names={serviceOutcomeNames}
              value={value}
              onChange={onChange}
            />
          )}
        />
        {counts.map((name) => (
          <Controller
            key={name}
            control={control}
            name={name}
            render={({ field: { ref, ...field } }) => (
              <Field
                {...field}
                inputRef={ref}
                label={words[name]}
                hint={hints[name]}
                error={sentences[name]}
                inputMode="numeric"
                maxLength={5}
                isNarrow
              />
            )}
          />
        ))}
        <Controller
          control={control}
          name="fulfilledBy"
          render={({ field: { value, onChange } }) => (
            <Select
              label={words.fulfilledBy}
              options={fulfilledByKinds}
              names={fulfilledByNames}
              value={value}
              onChange={onChange}
              none={null}
            />
          )}
        />
        {close.error && Object.keys(close.error.fields).length === 0 && <ProblemNotice error={close.error} />}
        <div className="row">
          <Button type="submit" kind="primary" size="large" shortcut="F9" isBusy={close.isPending}>
            {words.close}
          </Button>
        </div>
      </form>
    </Card>
  )
}
