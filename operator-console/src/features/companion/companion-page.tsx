import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { CompanionDueView, CompanionPlanView } from '../../../../contract/active.ts'
import { callListOutcomeNames } from '../../../../helpline/messages/active/call-list.ts'
import { companionGroups } from '../../../../helpline/messages/active/companion-records.ts'
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
import { words } from './words.ts'

/** At midnight there are others to call. */
const SLOW_POLL_MS = 120_000

interface DueProps {
  plan: CompanionDueView
  onRecorded: (recorded: Recorded, hasRequest: boolean) => void
}

function Due({ plan, onRecorded }: DueProps) {
  const [isWriting, setWriting] = useState(false)
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
          <Button label={words.recordOf(personName)} onPress={() => setWriting(true)}>
            {words.record}
          </Button>
        )}
      </div>
      {isWriting && <CallForm plan={plan} onRecorded={onRecorded} onCancel={() => setWriting(false)} />}
    </article>
  )
}

function Called({ plans }: { plans: readonly CompanionPlanView[] }) {
  if (plans.length === 0) return null
  return (
    <Card title={words.called}>
      <ul className="plain-list stack-tight">
        {plans.map(({ id, personName, calls, nextCallOn, endedOn }) => {
          const [last] = calls
          return (
            <li key={id}>
              {last && words.callOf(personName, callListOutcomeNames[last.outcome])}
              {!endedOn && `. ${words.nextIs(formatDay(nextCallOn))}`}
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
      <Answer answer={day}>
        {({ due, called }) => (
          <>
            {due.length === 0 && (
              <p>
                <strong>{words.empty}</strong>
              </p>
            )}
            {companionGroups
              .filter((group) => due.some((plan) => plan.group === group))
              .map((group) => (
                <Card key={group} title={words.groups[group]}>
                  <ul className="plain-list stack">
                    {due
                      .filter((plan) => plan.group === group)
                      .map((plan) => (
                        <li key={plan.id}>
                          <Due plan={plan} onRecorded={record} />
                        </li>
                      ))}
                  </ul>
                </Card>
              ))}
            <Called plans={called} />
          </>
        )}
      </Answer>
    </Page>
  )
}
