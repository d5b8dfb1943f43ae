import { useEffect, useRef, useState } from 'react'
import { useAnswer } from '../../queries.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CallbackCard } from './callback-card.tsx'
import { ClosedCallbacks, Reopen } from './closed-callbacks.tsx'
import { words } from './words.ts'
import './callbacks.css'

/** Time alone makes a call-back late: the list is read again now and then, without any news. */
const SLOW_POLL_MS = 60_000

export function CallbacksPage() {
  const callbacks = useAnswer('listCallbacks', {}, { refetchInterval: SLOW_POLL_MS })
  const [done, setDone] = useState<{ who: string; closedId: string | null } | null>(null)
  const said = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (done) said.current?.focus()
  }, [done])
  const reopened = (who: string) => setDone({ who, closedId: null })
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      {done && (
        <div ref={said} tabIndex={-1}>
          {done.closedId ? (
            <Notice
              kind="done"
              title={words.closed(done.who)}
              actions={<Reopen callbackId={done.closedId} who={done.who} onReopened={reopened} />}
            />
          ) : (
            <Notice kind="done" title={words.reopened(done.who)} />
          )}
        </div>
      )}
      <Answer answer={callbacks}>
        {(groups) => (
          <>
            <p>
              <strong>
                {groups.length === 0
                  ? words.empty
                  : words.count(groups.length, groups.filter(({ urgency }) => urgency === 'late').length)}
              </strong>
            </p>
            <ul className="plain-list stack">
              {groups.map((group) => (
                <li key={group.id}>
                  <CallbackCard group={group} onClosed={(who) => setDone({ who, closedId: group.id })} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Answer>
      <ClosedCallbacks onReopened={reopened} />
    </Page>
  )
}
