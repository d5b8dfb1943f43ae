import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { wholeNumber } from './whole-number.ts'
import { words } from './words.ts'

type Settings = AnswerFor<'readCallbackSettings'>

export function CallbackRules({ settings }: { settings: Settings }) {
  const [lateAfter, setLateAfter] = useState(String(settings.lateAfterMinutes))
  const [freeAfter, setFreeAfter] = useState(String(settings.freeAfterMinutes))
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const save = useMutation<Settings, ApiError, Settings>({
    mutationFn: (body) => call('changeCallbackSettings', { body }),
    onSuccess: (saved) => void queryClient.setQueryData(queryKey('readCallbackSettings', {}), saved),
  })
  useUnsavedValues([lateAfter, freeAfter], save.data)
  const sentences = { ...save.error?.fields, ...wrong }
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const late = wholeNumber(lateAfter)
    const free = wholeNumber(freeAfter)
    setWrong({
      ...(late === null ? { lateAfterMinutes: words.notMinutes } : {}),
      ...(free === null ? { freeAfterMinutes: words.notMinutes } : {}),
    })
    if (late !== null && free !== null) save.mutate({ lateAfterMinutes: late, freeAfterMinutes: free })
  }
  return (
    <Card title={words.callbacks}>
      <form className="stack" noValidate onSubmit={submit}>
        <Field
          label={words.lateAfter}
          hint={words.lateAfterHint}
          inputMode="numeric"
          value={lateAfter}
          onChange={setLateAfter}
          error={sentences.lateAfterMinutes}
          maxLength={6}
          isNarrow
        />
        <Field
          label={words.freeAfter}
          hint={words.freeAfterHint}
          inputMode="numeric"
          value={freeAfter}
          onChange={setFreeAfter}
          error={sentences.freeAfterMinutes}
          maxLength={6}
          isNarrow
        />
        {save.error && Object.keys(save.error.fields).length === 0 && <ProblemNotice error={save.error} />}
        {save.isSuccess && <Notice kind="done" title={words.saved} />}
        <div className="row">
          <Button type="submit" kind="primary" isBusy={save.isPending} label={`${words.save}: ${words.callbacks}`}>
            {words.save}
          </Button>
        </div>
      </form>
    </Card>
  )
}
