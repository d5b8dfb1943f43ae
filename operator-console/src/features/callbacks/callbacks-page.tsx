import { useEffect, useRef, useState } from 'react'
import { useAnswer } from '../../queries.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CallbackCard } from './callback-card.tsx'
import { words } from './words.ts'
import './callbacks.css'

/** Time alone makes a call-back late: the list is read again now and then, without any news. */
const SLOW_POLL_MS = 60_000

export function CallbacksPage() {
  const callbacks = useAnswer('listCallbacks', {}, { refetchInterval: SLOW_POLL_MS })
  const [closed, setClosed] = useState<string | null>(null)
  const said = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (closed) said.current?.focus()
  }, [closed])
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      {closed && (
        <div ref={said} tabIndex={-1}>
          <Notice kind="done" title={words.closed(closed)} />
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
                  <CallbackCard group={group} onClosed={setClosed} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Answer>
    </Page>
  )
}
