import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { VoicemailSettingsView } from '../../../../contract/voicemail.ts'
import { voicemailPlaceNames, voicemailPlaces } from '../../../../helpline/calls/voicemail/voicemail-settings.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { wholeNumber } from './whole-number.ts'
import { words } from './words.ts'

type Body = InputFor<'changeVoicemailSettings'>['body']

function Faults({ faults }: Pick<VoicemailSettingsView, 'faults'>) {
  if (faults.notDeleted + faults.notTakenIn === 0) return null
  return (
    <Notice
      kind="problem"
      said={false}
      title={faults.notDeleted > 0 ? words.notDeleted(faults.notDeleted) : words.notTakenIn(faults.notTakenIn)}
    >
      {faults.notDeleted > 0 && faults.notTakenIn > 0 && <p>{words.notTakenIn(faults.notTakenIn)}</p>}
      <p>{words.faultsText}</p>
    </Notice>
  )
}

export function VoicemailRules({ settings }: { settings: VoicemailSettingsView }) {
  const [keptAt, setKeptAt] = useState(settings.keptAt)
  const [keptDays, setKeptDays] = useState(String(settings.keptDays))
  const [isWrong, setIsWrong] = useState(false)
  const save = useMutation<VoicemailSettingsView, ApiError, Body>({
    mutationFn: (body) => call('changeVoicemailSettings', { body }),
    onSuccess: (saved) => void queryClient.setQueryData(queryKey('readVoicemailSettings', {}), saved),
  })
  useUnsavedValues([keptAt, keptDays], save.data)
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const days = wholeNumber(keptDays)
    setIsWrong(days === null)
    if (days !== null) save.mutate({ keptAt, keptDays: days })
  }
  return (
    <Card title={words.voicemail}>
      <form className="stack" noValidate onSubmit={submit}>
        <Faults faults={settings.faults} />
        <RadioGroup
          label={words.keptAt}
          options={voicemailPlaces}
          names={voicemailPlaceNames}
          value={keptAt}
          onChange={setKeptAt}
        />
        <Field
          label={words.keptDays}
          hint={words.keptDaysHint}
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
          <Button type="submit" kind="primary" isBusy={save.isPending} label={`${words.save}: ${words.voicemail}`}>
            {words.save}
          </Button>
        </div>
      </form>
    </Card>
  )
}
