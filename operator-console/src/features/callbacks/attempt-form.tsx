import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallbackView } from '../../../../contract/callbacks.ts'
import { type CallbackOutcome, callbackOutcomeNames, callbackOutcomes } from '../../../../helpline/calls/call-states.ts'
import { type ApiError, call } from '../../api-client.ts'
import { useMyOutgoingCall } from '../../calling/outgoing-call.ts'
import { Button } from '../../ui/button.tsx'
import { RadioGroup, YesNo } from '../../ui/choices.tsx'
import { DateTimeField } from '../../ui/date-time-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { readListAgain, rememberCallback } from './callback-work.ts'
import { words } from './words.ts'

/** What the telephone network knows of it already. */
const outcomeOfCall: Partial<Record<string, CallbackOutcome>> = {
  answered: 'answered',
  noAnswer: 'noAnswer',
  busy: 'noAnswer',
}

const isInVain = (outcome: CallbackOutcome | null): boolean => outcome === 'noAnswer' || outcome === 'answeringMachine'

function MessageQuestion({
  group,
  value,
  onChange,
}: {
  group: CallbackView
  value: boolean | null
  onChange: (left: boolean) => void
}) {
  const answers = group.people.map(({ mayLeaveMessage }) => mayLeaveMessage)
  return (
    <div className="stack-tight">
      {answers.includes(false) && <Notice kind="warning" said={false} title={words.doNotLeave} />}
      {!answers.includes(false) && !answers.includes(true) && <p>{words.askFirst}</p>}
      <YesNo label={words.leftMessageQuestion} value={value} onChange={onChange} />
    </div>
  )
}

interface AttemptFormProps {
  group: CallbackView
  onClose: () => void
  onWritten: (group: CallbackView | null) => void
}

/** What came of calling back; the call made through us, if there was one, says it by itself as far as it can. */
export function AttemptForm({ group, onClose, onWritten }: AttemptFormProps) {
  const mine = useMyOutgoingCall()
  // A call whose outcome is written already says nothing about the next attempt.
  const isNew = mine?.phase === 'over' && !group.attempts.some(({ callId }) => callId === mine.id)
  const made = isNew && group.rows.some(({ id }) => id === mine.callbackId) ? mine : null
  const [attemptId, setAttemptId] = useState(() => crypto.randomUUID())
  const [chosen, setChosen] = useState<CallbackOutcome | null>(null)
  const [leftMessage, setLeftMessage] = useState<boolean | null>(null)
  const [notes, setNotes] = useState('')
  const [nextAttemptAt, setNextAttemptAt] = useState<string | null>(group.proposedNextAttemptAt)
  const [isMissing, setIsMissing] = useState(false)
  const outcome = chosen ?? (made && outcomeOfCall[made.outcome ?? '']) ?? null
  useUnsaved(chosen !== null || notes !== '')

  const write = useMutation<CallbackView | null, ApiError, { outcome: CallbackOutcome; thenClose: boolean }>({
    mutationFn: ({ outcome: what }) =>
      call('recordAttempt', {
        params: { callbackId: group.id, attemptId },
        body: {
          outcome: what,
          leftMessage: what === 'answeringMachine' && leftMessage === true,
          notes: notes || null,
          callId: made?.id ?? null,
          ...(isInVain(what) && nextAttemptAt ? { nextAttemptAt } : {}),
        },
      }),
    onSuccess: (written, { thenClose }) => {
      setAttemptId(crypto.randomUUID())
      setChosen(null)
      setNotes('')
      if (written) rememberCallback(written)
      onWritten(written)
      if (thenClose) onClose()
    },
    onError: readListAgain,
  })

  function submit(thenClose: boolean): void {
    setIsMissing(outcome === null)
    if (outcome) write.mutate({ outcome, thenClose })
  }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(outcome !== null && !isInVain(outcome))
      }}
    >
      <RadioGroup
        label={words.outcome}
        options={callbackOutcomes}
        names={callbackOutcomeNames}
        value={outcome}
        onChange={setChosen}
        error={isMissing && !outcome ? words.outcomeMissing : undefined}
      />
      {outcome === 'answeringMachine' && (
        <MessageQuestion group={group} value={leftMessage} onChange={setLeftMessage} />
      )}
      {isInVain(outcome) && (
        <DateTimeField
          label={words.nextAttempt}
          value={nextAttemptAt}
          onChange={setNextAttemptAt}
          quickDays={[words.tomorrow]}
          error={write.error?.fields.nextAttemptAt}
        />
      )}
      <Field label={words.attemptNotes} value={notes} onChange={setNotes} maxLength={4000} multiline />
      {write.error && !write.error.fields.nextAttemptAt && <ProblemNotice error={write.error} />}
      <div className="row">
        {outcome && !isInVain(outcome) ? (
          <>
            <Button type="submit" kind="primary" size="large" isBusy={write.isPending}>
              {words.writeAndClose}
            </Button>
            <Button isBusy={write.isPending} onPress={() => submit(false)}>
              {words.writeOnly}
            </Button>
          </>
        ) : (
          <Button type="submit" kind="primary" size="large" isBusy={write.isPending}>
            {words.write}
          </Button>
        )}
      </div>
    </form>
  )
}
