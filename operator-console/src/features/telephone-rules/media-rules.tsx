import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { MediaSettingsView } from '../../../../contract/message-media.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { wholeNumber } from './whole-number.ts'
import { words } from './words.ts'

type Body = InputFor<'changeMediaSettings'>['body']

function Faults({ faults: { notDeleted, notTakenIn } }: Pick<MediaSettingsView, 'faults'>) {
  if (notDeleted + notTakenIn === 0) return null
  return (
    <Notice
      kind="problem"
      said={false}
      title={notDeleted > 0 ? words.mediaNotDeleted(notDeleted) : words.mediaNotTakenIn(notTakenIn)}
    >
      {notDeleted > 0 && notTakenIn > 0 && <p>{words.mediaNotTakenIn(notTakenIn)}</p>}
      <p>{words.faultsText}</p>
    </Notice>
  )
}

export function MediaRules({ settings }: { settings: MediaSettingsView }) {
  const [keptDays, setKeptDays] = useState(String(settings.keptDays))
  const [isWrong, setIsWrong] = useState(false)
  const save = useMutation<MediaSettingsView, ApiError, Body>({
    mutationFn: (body) => call('changeMediaSettings', { body }),
    onSuccess: (saved) => void queryClient.setQueryData(queryKey('readMediaSettings', {}), saved),
  })
  useUnsavedValues(keptDays, save.data)
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const days = wholeNumber(keptDays)
    setIsWrong(days === null)
    if (days !== null) save.mutate({ keptDays: days })
  }
  return (
    <Card title={words.media}>
      <form className="stack" noValidate onSubmit={submit}>
        <Faults faults={settings.faults} />
        <p>{words.mediaText}</p>
        <Field
          label={words.mediaKeptDays}
          hint={words.mediaKeptDaysHint}
          inputMode="numeric"
          value={keptDays}
          onChange={setKeptDays}
          error={isWrong ? words.keptDaysWrong : save.error?.fields.keptDays}
          maxLength={3}
          isNarrow
        />
        {save.error && !save.error.fields.keptDays && <ProblemNotice error={save.error} />}
        {save.isSuccess && <Notice kind="done" title={words.saved} />}
        <div className="row">
          <Button type="submit" kind="primary" isBusy={save.isPending} label={`${words.save}: ${words.media}`}>
            {words.save}
          </Button>
        </div>
      </form>
    </Card>
  )
}
