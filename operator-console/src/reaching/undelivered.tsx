import { Link } from 'wouter'
import type { OutgoingTarget } from '../../../contract/outgoing-calls.ts'
import type { UndeliveredView } from '../../../contract/reaching.ts'
import { leftToPersonNames } from '../../../helpline/reaching/left-to-person.ts'
import { call } from '../api-client.ts'
import { CallButton } from '../calling/call-button.tsx'
import { useNow } from '../clock.ts'
import { formatMoment } from '../formats.ts'
import { paths } from '../paths.ts'
import { queryClient, useAnswer } from '../queries.ts'
import { Card, Facts, Tag } from '../ui/card.tsx'
import { Warning } from '../ui/icons.tsx'
import { Notice } from '../ui/notice.tsx'
import { Answer } from '../ui/skeleton.tsx'
import { WhatWasDone } from '../ui/what-was-done.tsx'
import { words } from './words.ts'

/** What nobody awaits any more goes by itself. */
const SLOW_POLL_MS = 120_000

function toCall({ personId, volunteerId, phone }: UndeliveredView): OutgoingTarget | null {
  if (volunteerId) return { kind: 'volunteer', volunteerId }
  if (personId && phone) return { kind: 'person', personId, number: phone.e164 }
  return phone && { kind: 'typed', number: phone.e164 }
}

function Item({ item }: { item: UndeliveredView }) {
  const now = useNow(60_000)
  const { personId, volunteerId, phone, startsAt, serviceId, listeningPointName } = item
  const name = item.name ?? phone?.text ?? words.unknown
  const target = toCall(item)
  const page = volunteerId ? paths.volunteer(volunteerId) : personId ? paths.person(personId) : null
  return (
    <article className="stack-tight" aria-label={name}>
      <div className="row">
        {page ? (
          <Link href={page} className="lone-link">
            {name}
          </Link>
        ) : (
          <strong>{name}</strong>
        )}
        {phone && phone.text !== name && <span>{phone.text}</span>}
        {startsAt && (
          <Tag kind="problem">
            <Warning /> {words.before} {formatMoment(startsAt, now)}
          </Tag>
        )}
      </div>
      <Facts
        facts={[
          [words.toSay, item.body],
          [words.whyNot, leftToPersonNames[item.reason]],
          ...(listeningPointName ? ([[words.point, listeningPointName]] as const) : []),
        ]}
      />
      <div className="row no-print">
        {target && <CallButton to={target} who={name} isNamed />}
        {serviceId && (
          <Link href={paths.service(serviceId)} className="lone-link">
            {words.openService}
          </Link>
        )}
      </div>
      <WhatWasDone
        send={(body) => call('closeUndelivered', { params: { undeliveredId: item.id }, body })}
        onDone={() => void queryClient.invalidateQueries({ queryKey: ['listUndelivered'] })}
        closeWord={words.close}
        closeLabel={words.closeOf(name)}
      />
    </article>
  )
}

/** What no message could tell: each stays until a person has told it, or it arrives after all, or nobody awaits it any more. */
export function Undelivered() {
  const now = useNow(60_000)
  const undelivered = useAnswer('listUndelivered', {}, { refetchInterval: SLOW_POLL_MS })
  return (
    <Card title={words.undelivered(undelivered.data?.items.length ?? 0)}>
      <Answer answer={undelivered} lines={2}>
        {({ items, stoppedSince }) => (
          <div className="stack">
            {stoppedSince && (
              <Notice kind="warning" title={words.stopped}>
                <p>{words.stoppedSince(formatMoment(stoppedSince, now))}</p>
              </Notice>
            )}
            <p>{items.length === 0 ? words.none : words.undeliveredIntro}</p>
            <ul className="plain-list stack">
              {items.map((item) => (
                <li key={item.id}>
                  <Item item={item} />
                </li>
              ))}
            </ul>
          </div>
        )}
      </Answer>
    </Card>
  )
}
