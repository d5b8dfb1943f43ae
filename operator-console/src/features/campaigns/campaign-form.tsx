import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { CampaignView } from '../../../../contract/campaigns.ts'
import {
  campaignKindNames,
  campaignKinds,
  campaignWayNames,
  campaignWays,
} from '../../../../helpline/messages/active/campaign-records.ts'
import { type ApiError, call } from '../../api-client.ts'
import { Button } from '../../ui/button.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { bodyOf, type CampaignValues, wholeOf } from './campaign-values.ts'
import { MessageFields } from './message-fields.tsx'
import { type FieldsProps, WhomFields } from './whom-fields.tsx'
import { words } from './words.ts'

interface CampaignFormProps {
  campaignId: string
  initial: CampaignValues
  onSaved: (campaign: CampaignView) => void
  onLeft?: () => void
}

function TextFields(props: FieldsProps) {
  const { values, change, wrong } = props
  const isMessage = values.way === 'message'
  return (
    <>
      <Field
        label={words.name}
        value={values.name}
        onChange={(name) => change({ name })}
        error={wrong.name}
        maxLength={200}
      />
      <Select
        label={words.kind}
        options={campaignKinds}
        names={campaignKindNames}
        value={values.kind}
        onChange={(kind) => kind && change({ kind })}
        none={null}
      />
      <Field
        label={words.requestedBy}
        hint={words.requestedByHint}
        value={values.requestedBy}
        onChange={(requestedBy) => change({ requestedBy })}
        error={wrong.requestedBy}
        maxLength={200}
      />
      <RadioGroup
        label={words.way}
        options={campaignWays}
        names={campaignWayNames}
        value={values.way}
        onChange={(way) => change({ way })}
      />
      {isMessage && <MessageFields {...props} />}
      <Field
        label={isMessage ? words.scriptOfMessage : words.script}
        hint={isMessage ? words.scriptOfMessageHint : words.scriptHint}
        value={values.script}
        onChange={(script) => change({ script })}
        error={wrong.script}
        maxLength={4000}
        multiline
      />
    </>
  )
}

/** A campaign before it begins. */
export function CampaignForm({ campaignId, initial, onSaved, onLeft }: CampaignFormProps) {
  const [values, setValues] = useState(initial)
  const formRef = useRef<HTMLFormElement>(null)
  const save = useMutation<CampaignView, ApiError, void>({
    mutationFn: () => call('writeCampaign', { params: { campaignId }, body: bodyOf(values) }),
    onSuccess: onSaved,
  })
  const wrong = save.error?.fields ?? {}
  useFocusFirstError(formRef, wrong)
  useUnsaved(!save.isSuccess && values !== initial)
  const change = (some: Partial<CampaignValues>) => setValues((now) => ({ ...now, ...some }))
  const isReadable = wholeOf(values.ageFrom) !== undefined && wholeOf(values.ageTo) !== undefined
  const fields = { values, change, wrong }
  return (
    <form
      ref={formRef}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isReadable) save.mutate()
      }}
    >
      <TextFields {...fields} />
      <WhomFields {...fields} />
      <div className="row-fields">
        <Field
          label={words.attempts}
          inputMode="numeric"
          value={values.attempts}
          onChange={(attempts) => change({ attempts })}
          error={wrong.maxAttempts}
          isNarrow
        />
        <Field
          label={words.retry}
          inputMode="numeric"
          value={values.hours}
          onChange={(hours) => change({ hours })}
          error={wrong.retryAfterMinutes}
          isNarrow
        />
      </div>
      {save.error && Object.keys(wrong).length === 0 && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {words.save}
        </Button>
        {onLeft && (
          <Button kind="quiet" onPress={onLeft}>
            {words.cancel}
          </Button>
        )}
      </div>
    </form>
  )
}
