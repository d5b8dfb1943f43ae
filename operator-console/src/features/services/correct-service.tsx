import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { type ServiceView, serviceReport } from '../../../../contract/dispatch.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { rememberService } from '../../assigning/remember-service.ts'
import { queryClient } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { ReportFields, readNumbers, reportOf, type TypedReport } from './report-fields.tsx'
import { words } from './words.ts'

/** The right numbers take the place of the wrong ones; the reports move with them. */
export function CorrectService({ service, onClose }: { service: ServiceView; onClose: () => void }) {
  const { control, handleSubmit, formState } = useForm<TypedReport>({
    defaultValues: reportOf(service),
    values: reportOf(service),
    resetOptions: { keepDirtyValues: true, keepDirty: true },
  })
  const { isDirty } = formState
  // What somebody else corrects meanwhile is told before what is typed here takes its place.
  const [seen, setSeen] = useState(service.version)
  const [hasClashed, setHasClashed] = useState(false)
  if (seen !== service.version && (hasClashed || !isDirty)) {
    setSeen(service.version)
    setHasClashed(false)
  }
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const formRef = useRef<HTMLFormElement>(null)
  const correct = useMutation<ServiceView, ApiError, InputFor<'correctService'>['body']>({
    mutationFn: (body) => call('correctService', { params: { serviceId: service.id }, body }),
    onSuccess: (corrected) => {
      rememberService(corrected)
      onClose()
    },
    onError: (error) => {
      if (error.kind !== 'conflict') return
      setHasClashed(true)
      void queryClient.invalidateQueries({ queryKey: ['readService'] })
    },
  })
  useUnsaved(isDirty && !correct.isSuccess)
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, correct.error?.fields)
  const sentences = { ...correct.error?.fields, ...wrong }
  const submit = handleSubmit((typed) => {
    const { read, wrong: found } = readNumbers(typed)
    const checked = serviceReport.safeParse({ ...typed, ...read, version: seen })
    for (const issue of checked.error?.issues ?? []) found[issue.path.join('.')] ??= issue.message
    setWrong(found)
    if (checked.success) correct.mutate(checked.data)
  })
  return (
    <form ref={formRef} className="stack" noValidate onSubmit={submit}>
      <ReportFields
        control={control}
        sentences={sentences}
        hasVehicle={service.vehicleName !== null || service.odometerEndKm !== null}
      />
      {correct.error && (Object.keys(correct.error.fields).length === 0 || sentences.odometerConfirmed) && (
        <ProblemNotice error={correct.error} />
      )}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={correct.isPending}>
          {words.saveCorrection}
        </Button>
        <Button onPress={onClose}>{words.leaveIt}</Button>
      </div>
    </form>
  )
}
