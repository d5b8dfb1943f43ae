import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallbackView } from '../../../../contract/callbacks.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { Button } from '../../ui/button.tsx'
import { DateTimeField } from '../../ui/date-time-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { readListAgain, rememberCallback } from './callback-work.ts'
import { words } from './words.ts'

type Plan = InputFor<'planCallback'>['body']

/** Notes for whoever calls back, and when. */
export function PlanForm({ group }: { group: CallbackView }) {
  const [notes, setNotes] = useState(group.notes ?? '')
  const [nextAttemptAt, setNextAttemptAt] = useState(group.nextAttemptAt)
  const save = useMutation<CallbackView, ApiError, Plan>({
    mutationFn: (body) => call('planCallback', { params: { callbackId: group.id }, body }),
    onSuccess: rememberCallback,
    onError: readListAgain,
  })
  const isChanged = notes !== (group.notes ?? '') || nextAttemptAt !== group.nextAttemptAt
  useUnsaved(isChanged)
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({
          notes: notes || null,
          ...(nextAttemptAt === group.nextAttemptAt ? {} : { nextAttemptAt }),
        })
      }}
    >
      <Field label={words.notesForAll} value={notes} onChange={setNotes} maxLength={4000} multiline />
      <DateTimeField
        label={words.planned}
        value={nextAttemptAt}
        onChange={setNextAttemptAt}
        quickDays={[words.tomorrow]}
        error={save.error?.fields.nextAttemptAt}
      />
      {save.error && !save.error.fields.nextAttemptAt && <ProblemNotice error={save.error} />}
      {save.isSuccess && !isChanged && <Notice kind="done" title={words.planSaved} />}
      <div className="row">
        <Button type="submit" isBusy={save.isPending}>
          {words.saveNotes}
        </Button>
      </div>
    </form>
  )
}
