import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CompanionCallableView } from '../../../../contract/active.ts'
import {
  type CallListOutcome,
  callListOutcomeNames,
  callListOutcomes,
  isHeard,
} from '../../../../helpline/messages/active/call-list.ts'
import {
  MOST_WARNING_SIGNS,
  type Mood,
  moodNames,
  moods,
  suggestedWarningSigns,
} from '../../../../helpline/messages/active/companion-records.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { readCompanionsAgain } from '../../companionship/read-again.ts'
import { capitalised, formatDay } from '../../formats.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { words } from './words.ts'

export type Recorded = AnswerFor<'recordCompanionCall'>

function WarningSigns({ chosen, onChange }: { chosen: readonly string[]; onChange: (signs: string[]) => void }) {
  return (
    <fieldset className="choices">
      <legend className="choices-label">{words.signs}</legend>
      <div className="choices-options">
        {suggestedWarningSigns.map((sign) => (
          <Checkbox
            key={sign}
            isSelected={chosen.includes(sign)}
            onChange={(isChosen) => onChange(isChosen ? [...chosen, sign] : chosen.filter((each) => each !== sign))}
          >
            {capitalised(sign)}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  )
}

function useCallForm() {
  const [outcome, setOutcome] = useState<CallListOutcome | null>(null)
  const [mood, setMood] = useState<Mood | null>(null)
  const [signs, setSigns] = useState<string[]>([])
  const [otherSign, setOtherSign] = useState('')
  const [notes, setNotes] = useState('')
  const [next, setNext] = useState('')
  const [hasRequest, setHasRequest] = useState(false)
  const hasSpoken = outcome === 'answered'
  const others = otherSign
    .split(',')
    .map((sign) => sign.trim())
    .filter(Boolean)
  const nextCallOn = understoodDay(next, 'ahead')
  return {
    ...{ outcome, setOutcome, mood, setMood, signs, setSigns, otherSign, setOtherSign, notes, setNotes },
    ...{ next, setNext, hasRequest, setHasRequest, hasSpoken },
    isReadable: next === '' || nextCallOn !== null,
    proposedOn: ({ proposed }: CompanionCallableView) =>
      outcome && !isHeard(outcome) ? proposed.unheard : proposed.heard,
    body: {
      mood: hasSpoken && mood ? Number(mood) : null,
      warningSigns: hasSpoken ? [...signs, ...others].slice(0, MOST_WARNING_SIGNS) : [],
      notes: notes || null,
      nextCallOn,
      hasRequest: hasSpoken && hasRequest,
    },
  }
}

interface CallFormProps {
  /** As it was when the form was opened. */
  plan: CompanionCallableView
  /** As it is now. */
  fresh: CompanionCallableView | undefined
  /** Somebody has called already, and whoever writes knows. */
  isFurther: boolean
  onRecorded: (recorded: Recorded, hasRequest: boolean) => void
  onCancel: () => void
}

/** What came of the call, how the person was, and when to call next. */
export function CallForm({ plan, fresh = plan, isFurther, onRecorded, onCancel }: CallFormProps) {
  const [companionCallId] = useState(() => crypto.randomUUID())
  const form = useCallForm()
  const [isMissing, setIsMissing] = useState(false)
  useUnsaved(form.outcome !== null || form.notes !== '')
  const known = [companionCallId, ...plan.calls.map(({ id }) => id)]
  const meanwhile = fresh.calls.find(({ id }) => !known.includes(id))
  const [wasRefused, setWasRefused] = useState(false)
  const isKnownFurther = isFurther || meanwhile !== undefined || wasRefused
  const save = useMutation<Recorded, ApiError, CallListOutcome>({
    mutationFn: (outcome) =>
      call('recordCompanionCall', {
        params: { planId: plan.id, companionCallId },
        body: { ...form.body, version: isKnownFurther ? null : plan.version, outcome },
      }),
    onSuccess: (recorded) => onRecorded(recorded, form.body.hasRequest),
    onError: ({ kind }) => setWasRefused(kind === 'conflict'),
    onSettled: readCompanionsAgain,
  })
  const wrong = save.error?.fields ?? {}
  const submit = () => {
    setIsMissing(form.outcome === null)
    if (form.outcome && form.isReadable) save.mutate(form.outcome)
  }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <RadioGroup
        label={words.outcome}
        options={callListOutcomes}
        names={callListOutcomeNames}
        value={form.outcome}
        onChange={form.setOutcome}
        error={isMissing && !form.outcome ? 'Scelga com’è andata.' : wrong.outcome}
        takesFocus
      />
      {form.hasSpoken && (
        <>
          <RadioGroup
            label={words.mood}
            options={moods}
            names={moodNames}
            value={form.mood}
            onChange={form.setMood}
            error={wrong.mood}
          />
          <WarningSigns chosen={form.signs} onChange={form.setSigns} />
          <Field
            label={words.otherSign}
            hint={words.otherSignHint}
            value={form.otherSign}
            onChange={form.setOtherSign}
            maxLength={200}
          />
        </>
      )}
      <Field label={words.notes} value={form.notes} onChange={form.setNotes} maxLength={4000} multiline />
      <DayField
        label={words.next}
        hint={words.nextProposed(formatDay(form.proposedOn(fresh)))}
        value={form.next}
        onChange={form.setNext}
        leaning="ahead"
        error={wrong.nextCallOn}
      />
      {form.hasSpoken && (
        <Checkbox isSelected={form.hasRequest} onChange={form.setHasRequest}>
          {words.hasRequest}
        </Checkbox>
      )}
      {meanwhile && (
        <Notice kind="warning" title={words.meanwhile(meanwhile.callerName, callListOutcomeNames[meanwhile.outcome])}>
          <p>{words.meanwhileHint}</p>
        </Notice>
      )}
      {save.error && Object.keys(wrong).length === 0 && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {isKnownFurther ? words.saveFurther : words.save}
        </Button>
        <Button kind="quiet" onPress={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}
