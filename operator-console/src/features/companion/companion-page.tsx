import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { CompanionCallableView, CompanionDueView } from '../../../../contract/active.ts'
import { callListOutcomeNames } from '../../../../helpline/messages/active/call-list.ts'
import { companionGroups } from '../../../../helpline/messages/active/companion-records.ts'
import type { AnswerFor } from '../../api-client.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { CompanionAlarms } from '../../companionship/companion-alarms.tsx'
import { PlanFacts } from '../../companionship/companion-card.tsx'
import { formatDay } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card, Tag } from '../../ui/card.tsx'
import { Bell } from '../../ui/icons.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CallForm, type Recorded } from './call-form.tsx'
import { type OpenForms, useOpenForms } from './open-forms.ts'
import { words } from './words.ts'

/** At midnight there are others to call. */
const SLOW_POLL_MS = 120_000

type OnRecorded = (recorded: Recorded, hasRequest: boolean) => void

interface DueProps {
  plan: CompanionDueView
  fresh: CompanionCallableView | undefined
  forms: OpenForms<CompanionDueView>
  onRecorded: OnRecorded
}

function Due({ plan, fresh, forms, onRecorded }: DueProps) {
  const isWriting = forms.isOpen(plan.id)
  const mayCall = useMay('companion:write')
  const { personId, personName, phones, warning, hardOfHearing, daysLate } = plan
  return (
    <article className="stack-tight" aria-label={personName}>
      <div className="row">
        <Link href={paths.person(personId)} className="lone-link">
          {personName}
        </Link>
        {daysLate > 0 && (
          <Tag kind="warning">
            <Bell /> {words.late(daysLate)}
          </Tag>
        )}
      </div>
      {(warning || hardOfHearing) && (
        <Notice
          kind="warning"
          said={false}
          title={[warning, hardOfHearing && words.hardOfHearing].filter(Boolean).join(' ')}
        />
      )}
      <PlanFacts plan={plan} />
      <div className="row no-print">
        {phones.map(({ e164, text }) => (
          <span key={e164} className="row">
            {text} <CallButton to={{ kind: 'person', personId, number: e164 }} who={personName} isNamed />
          </span>
        ))}
        {mayCall && !isWriting && (
          <Button label={words.recordOf(personName)} onPress={() => forms.begin(plan)}>
            {words.record}
          </Button>
        )}
      </div>
      {isWriting && (
        <CallForm
          plan={plan}
          fresh={fresh}
          isFurther={false}
          onRecorded={(recorded, hasRequest) => {
            forms.end(plan.id)
            onRecorded(recorded, hasRequest)
          }}
          onCancel={() => forms.end(plan.id)}
        />
      )}
    </article>
  )
}

interface CalledProps {
  plans: readonly CompanionCallableView[]
  /** Being written above. */
  isWritten: (planId: string) => boolean
  onRecorded: OnRecorded
}

function Called({ plans, isWritten, onRecorded }: CalledProps) {
  const forms = useOpenForms<CompanionCallableView>()
  const mayCall = useMay('companion:write')
  const shown = forms.shown(plans)
  if (shown.length === 0) return null
  return (
    <Card title={words.called}>
      <ul className="plain-list stack-tight">
        {shown.map((plan) => {
          const { id, personName, calls, nextCallOn, endedOn } = plan
          const [last] = calls
          const isWriting = forms.isOpen(id)
          return (
            <li key={id} className="stack-tight">
              <div className="row">
                <span>
                  {last && words.callOf(personName, callListOutcomeNames[last.outcome])}
                  {!endedOn && `. ${words.nextIs(formatDay(nextCallOn))}`}
                </span>
                {mayCall && !endedOn && !isWriting && !isWritten(id) && (
                  <Button kind="quiet" label={words.furtherOf(personName)} onPress={() => forms.begin(plan)}>
                    {words.further}
                  </Button>
                )}
              </div>
              {isWriting && (
                <CallForm
                  plan={plan}
                  fresh={plans.find((each) => each.id === id)}
                  isFurther
                  onRecorded={(recorded, hasRequest) => {
                    forms.end(id)
                    onRecorded(recorded, hasRequest)
                  }}
                  onCancel={() => forms.end(id)}
                />
              )}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

/** Whoever asked for something is written down at once; otherwise what was recorded is said, and the list goes on. */
function useRecorded() {
  const [, navigate] = useLocation()
  const [recorded, setRecorded] = useState<Recorded | null>(null)
  const said = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (recorded) said.current?.focus()
  }, [recorded])
  function record(what: Recorded, hasRequest: boolean): void {
    if (hasRequest && what.contactId) navigate(paths.contact(what.contactId))
    else setRecorded(what)
  }
  return { recorded, record, said }
}

function Lists({ due, called, onRecorded }: AnswerFor<'readCompanionDay'> & { onRecorded: OnRecorded }) {
  const forms = useOpenForms<CompanionDueView>()
  const shown = forms.shown(due)
  const freshOf = (planId: string) => [...called, ...due].find(({ id }) => id === planId)
  return (
    <>
      {shown.length === 0 && (
        <p>
          <strong>{words.empty}</strong>
        </p>
      )}
      {companionGroups
        .filter((group) => shown.some((plan) => plan.group === group))
        .map((group) => (
          <Card key={group} title={words.groups[group]}>
            <ul className="plain-list stack">
              {shown
                .filter((plan) => plan.group === group)
                .map((plan) => (
                  <li key={plan.id}>
                    <Due plan={plan} fresh={freshOf(plan.id)} forms={forms} onRecorded={onRecorded} />
                  </li>
                ))}
            </ul>
          </Card>
        ))}
      <Called plans={called} isWritten={forms.isOpen} onRecorded={onRecorded} />
    </>
  )
}

export function CompanionPage() {
  const day = useAnswer('readCompanionDay', {}, { refetchInterval: SLOW_POLL_MS })
  const { recorded, record, said } = useRecorded()
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      {recorded && (
        <div ref={said} tabIndex={-1}>
          <Notice
            kind="done"
            title={words.saved(recorded.plan.personName)}
            actions={
              recorded.contactId && (
                <LinkButton href={paths.contact(recorded.contactId)}>{words.openContact}</LinkButton>
              )
            }
          >
            <p>{words.nextIs(formatDay(recorded.plan.nextCallOn))}</p>
          </Notice>
        </div>
      )}
      <CompanionAlarms isShownEmpty={false} />
      <Answer answer={day}>{(lists) => <Lists {...lists} onRecorded={record} />}</Answer>
    </Page>
  )
}
