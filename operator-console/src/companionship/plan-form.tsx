import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { CompanionPlanView } from '../../../contract/active.ts'
import {
  companionDayPartNames,
  companionDayParts,
  companionRhythmNames,
  companionRhythms,
} from '../../../helpline/messages/active/companion-rhythm.ts'
import { type ApiError, call } from '../api-client.ts'
import { formatDay } from '../formats.ts'
import { useAnswer } from '../queries.ts'
import { useSession } from '../session.tsx'
import { Button } from '../ui/button.tsx'
import { RadioGroup } from '../ui/choices.tsx'
import { DayField, understoodDay } from '../ui/day-field.tsx'
import { Field } from '../ui/field.tsx'
import { useFocusFirstError } from '../ui/focus-first-error.ts'
import { ProblemNotice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { useUnsavedValues } from '../unsaved.ts'
import { readCompanionsAgain } from './read-again.ts'
import { weekdayNames, words } from './words.ts'

const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const
type WeekdayText = (typeof weekdays)[number]
const weekdayOf = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7 } as const
const USUAL_DAYS = 10

/** 'operator <id>' or 'volunteer <id>'. */
function useCallers() {
  const callers = useAnswer('listCompanionCallers', {}).data
  const names: Record<string, string> = {}
  for (const { id, name } of callers?.operators ?? []) names[`operator ${id}`] = name
  for (const { id, name } of callers?.volunteers ?? []) names[`volunteer ${id}`] = words.volunteer(name)
  return names
}

const callerId = (chosen: string | null, kind: 'operator' | 'volunteer'): string | null =>
  chosen?.startsWith(`${kind} `) ? chosen.slice(kind.length + 1) : null

function usePlanForm(plan: CompanionPlanView | null) {
  const { operator } = useSession()
  const [rhythm, setRhythm] = useState(plan?.rhythm ?? 'weekly')
  const [everyDays, setEveryDays] = useState(String(plan?.everyDays ?? USUAL_DAYS))
  const [weekday, setWeekday] = useState<WeekdayText | null>(plan?.weekday ? (`${plan.weekday}` as WeekdayText) : null)
  const [dayPart, setDayPart] = useState(plan?.dayPart ?? null)
  const before = plan?.caller ? `${plan.caller.kind} ${plan.caller.id}` : null
  const [caller, setCaller] = useState<string | null>(plan ? before : `operator ${operator.id}`)
  const [nextCall, setNextCall] = useState('')
  const [from, setFrom] = useState(plan?.pausedFrom ? formatDay(plan.pausedFrom) : '')
  const [until, setUntil] = useState(plan?.pausedUntil ? formatDay(plan.pausedUntil) : '')
  const days = [nextCall, from, until].map((typed) => understoodDay(typed, 'ahead'))
  return {
    ...{ rhythm, setRhythm, everyDays, setEveryDays, weekday, setWeekday, dayPart, setDayPart, caller, setCaller },
    ...{ nextCall, setNextCall, from, setFrom, until, setUntil },
    /** A day that was written and not understood is not silently left out. */
    isReadable: [nextCall, from, until].every((typed, index) => typed === '' || days[index] !== null),
    body: {
      rhythm,
      everyDays: rhythm === 'everyDays' ? Number(everyDays) : USUAL_DAYS,
      weekday: weekday && weekdayOf[weekday],
      dayPart,
      operatorId: callerId(caller, 'operator'),
      volunteerId: callerId(caller, 'volunteer'),
      nextCallOn: days[0] ?? null,
      pausedFrom: days[1] ?? null,
      pausedUntil: days[2] ?? null,
    },
  }
}

interface PlanFormProps {
  personId: string
  /** null: a new promise. */
  plan: CompanionPlanView | null
  onDone: () => void
}

export function PlanForm({ personId, plan, onDone }: PlanFormProps) {
  const [planId] = useState(() => plan?.id ?? crypto.randomUUID())
  const [version] = useState(plan?.version ?? 0)
  const form = usePlanForm(plan)
  const callers = useCallers()
  const formRef = useRef<HTMLFormElement>(null)
  const save = useMutation<CompanionPlanView, ApiError, void>({
    mutationFn: () => call('saveCompanionPlan', { params: { planId }, body: { ...form.body, version, personId } }),
    onSuccess: () => {
      readCompanionsAgain()
      onDone()
    },
  })
  useUnsavedValues([form.body, form.nextCall, form.from, form.until, form.everyDays])
  const wrong = save.error?.fields ?? {}
  useFocusFirstError(formRef, wrong)
  return (
    <form
      ref={formRef}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (form.isReadable) save.mutate()
      }}
    >
      <RadioGroup
        label={words.rhythm}
        options={companionRhythms}
        names={companionRhythmNames}
        value={form.rhythm}
        onChange={form.setRhythm}
      />
      {form.rhythm === 'everyDays' && (
        <Field
          label={words.everyDays}
          inputMode="numeric"
          value={form.everyDays}
          onChange={form.setEveryDays}
          error={wrong.everyDays}
          isNarrow
        />
      )}
      <Select
        label={words.weekday}
        options={weekdays}
        names={weekdayNames}
        value={form.weekday}
        onChange={form.setWeekday}
      />
      <Select
        label={words.dayPart}
        options={companionDayParts}
        names={companionDayPartNames}
        value={form.dayPart}
        onChange={form.setDayPart}
      />
      <Select
        label={words.caller}
        options={Object.keys(callers)}
        names={callers}
        value={form.caller}
        onChange={form.setCaller}
        none={words.anybody}
        error={wrong.caller}
      />
      <DayField
        label={words.nextCall}
        hint={words.nextCallHint}
        value={form.nextCall}
        onChange={form.setNextCall}
        leaning="ahead"
        error={wrong.nextCallOn}
      />
      <DayField
        label={words.pausedFrom}
        value={form.from}
        onChange={form.setFrom}
        leaning="ahead"
        error={wrong.pausedFrom}
      />
      <DayField
        label={words.pausedUntil}
        hint={words.pausedUntilHint}
        value={form.until}
        onChange={form.setUntil}
        leaning="ahead"
        error={wrong.pausedUntil}
      />
      {save.error && Object.keys(wrong).length === 0 && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {words.save}
        </Button>
        <Button kind="quiet" onPress={onDone}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}
