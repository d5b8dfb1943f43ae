import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CompanionPlanView } from '../../../contract/active.ts'
import { callListOutcomeNames } from '../../../helpline/messages/active/call-list.ts'
import { companionDayPartNames } from '../../../helpline/messages/active/companion-rhythm.ts'
import { type ApiError, call } from '../api-client.ts'
import { useNow } from '../clock.ts'
import { formatDay, formatMoment } from '../formats.ts'
import { useAnswer } from '../queries.ts'
import { useMay } from '../session.tsx'
import { Button } from '../ui/button.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Answer } from '../ui/skeleton.tsx'
import { useUnsavedValues } from '../unsaved.ts'
import { PlanForm } from './plan-form.tsx'
import { readCompanionsAgain } from './read-again.ts'
import { rhythmInWords, weekdayNames, words } from './words.ts'

function Ending({ plan, onDone }: { plan: CompanionPlanView; onDone: () => void }) {
  const [reason, setReason] = useState('')
  useUnsavedValues(reason)
  const end = useMutation<CompanionPlanView, ApiError, void>({
    mutationFn: () => call('endCompanionPlan', { params: { planId: plan.id }, body: { reason } }),
    onSuccess: () => {
      readCompanionsAgain()
      onDone()
    },
  })
  return (
    <form
      className="stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        end.mutate()
      }}
    >
      <Field
        label={words.endReason}
        value={reason}
        onChange={setReason}
        error={end.error?.fields.reason}
        maxLength={200}
      />
      {end.error && !end.error.fields.reason && <ProblemNotice error={end.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={end.isPending}>
          {words.endSure}
        </Button>
        <Button kind="quiet" onPress={onDone}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}

const callerOf = ({ caller }: CompanionPlanView): string => {
  if (!caller) return words.anybody
  return caller.kind === 'volunteer' ? words.volunteer(caller.name) : caller.name
}

function pauseOf({ pausedFrom, pausedUntil }: CompanionPlanView): string | null {
  if (!pausedFrom) return null
  return words.from(formatDay(pausedFrom)) + (pausedUntil ? words.until(formatDay(pausedUntil)) : '')
}

export function PlanFacts({ plan }: { plan: CompanionPlanView }) {
  const now = useNow(60_000)
  const last = plan.calls[0]
  return (
    <Facts
      facts={[
        [words.rhythm, rhythmInWords(plan)],
        [words.weekday, plan.weekday && weekdayNames[plan.weekday]],
        [words.dayPart, plan.dayPart && companionDayPartNames[plan.dayPart]],
        [words.caller, callerOf(plan)],
        [words.nextCall, plan.endedOn ? null : formatDay(plan.nextCallOn)],
        [words.pause, pauseOf(plan)],
        [
          words.lastTime,
          last &&
            [`${formatMoment(last.at, now)}: ${callListOutcomeNames[last.outcome]}`, ...last.warningSigns, last.notes]
              .filter(Boolean)
              .join('. '),
        ],
        [words.ended, plan.endedOn && `${formatDay(plan.endedOn)}: ${plan.endReason ?? ''}`],
      ]}
    />
  )
}

function PlanLine({ plan, mayWrite }: { plan: CompanionPlanView; mayWrite: boolean }) {
  const [doing, setDoing] = useState<'changing' | 'ending' | null>(null)
  const close = () => setDoing(null)
  if (doing === 'changing') return <PlanForm personId={plan.personId} plan={plan} onDone={close} />
  return (
    <div className="stack-tight">
      <PlanFacts plan={plan} />
      {doing === 'ending' ? (
        <Ending plan={plan} onDone={close} />
      ) : (
        mayWrite &&
        !plan.endedOn && (
          <div className="row no-print">
            <Button onPress={() => setDoing('changing')} label={`${words.change}: ${words.title}`}>
              {words.change}
            </Button>
            <Button kind="quiet" onPress={() => setDoing('ending')}>
              {words.end}
            </Button>
          </div>
        )
      )}
    </div>
  )
}

/** On a person's card: who calls them for company, and when. */
export function CompanionCard({ personId }: { personId: string }) {
  const plans = useAnswer('listCompanionPlans', { params: { personId } })
  const mayWrite = useMay('companion:write')
  const [isAdding, setAdding] = useState(false)
  return (
    <Card title={words.title} {...(plans.data?.length === 0 && { className: 'no-print' })}>
      <Answer answer={plans} lines={2}>
        {(list) => (
          <div className="stack">
            {list.length === 0 && <p className="soft">{words.none}</p>}
            <ul className="plain-list stack">
              {list.map((plan) => (
                <li key={plan.id}>
                  <PlanLine plan={plan} mayWrite={mayWrite} />
                </li>
              ))}
            </ul>
            {isAdding ? (
              <PlanForm personId={personId} plan={null} onDone={() => setAdding(false)} />
            ) : (
              mayWrite &&
              list.every(({ endedOn }) => endedOn) && (
                <div className="no-print">
                  <Button onPress={() => setAdding(true)}>{words.add}</Button>
                </div>
              )
            )}
          </div>
        )}
      </Answer>
    </Card>
  )
}
