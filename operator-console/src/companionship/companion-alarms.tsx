import { Link } from 'wouter'
import type { CompanionAlarmView } from '../../../contract/active.ts'
import { callListOutcomeNames } from '../../../helpline/messages/active/call-list.ts'
import { relationKindNames } from '../../../helpline/people/profile.ts'
import { call } from '../api-client.ts'
import { CallButton } from '../calling/call-button.tsx'
import { useNow } from '../clock.ts'
import { formatMoment } from '../formats.ts'
import { paths } from '../paths.ts'
import { useAnswer } from '../queries.ts'
import { Card, Facts, Tag } from '../ui/card.tsx'
import { Warning } from '../ui/icons.tsx'
import { Answer } from '../ui/skeleton.tsx'
import { WhatWasDone } from '../ui/what-was-done.tsx'
import { readCompanionsAgain } from './read-again.ts'
import { words } from './words.ts'

/** Nothing else than a call raises one. */
const SLOW_POLL_MS = 120_000

function Alarm({ alarm }: { alarm: CompanionAlarmView }) {
  const now = useNow(60_000)
  const { personId, personName, phones, relatives, calls, callerName, raisedAt, listeningPointName } = alarm
  return (
    <article className="stack-tight" aria-label={personName}>
      <div className="row">
        <Link href={paths.person(personId)} className="lone-link">
          {personName}
        </Link>
        <Tag kind="problem">
          <Warning /> {words.twice}
        </Tag>
      </div>
      <span className="soft">{[words.alarmSince(formatMoment(raisedAt, now)), listeningPointName].join(', ')}</span>
      <Facts
        facts={[
          [words.callerWas, callerName],
          ...calls
            .slice(0, 2)
            .map(({ at, outcome }) => [formatMoment(at, now), callListOutcomeNames[outcome]] as const),
        ]}
      />
      <div className="row no-print">
        {phones.slice(0, 2).map(({ e164 }) => (
          <CallButton key={e164} to={{ kind: 'person', personId, number: e164 }} who={personName} isNamed />
        ))}
      </div>
      <strong>{words.inform}</strong>
      {relatives.length === 0 && <p>{words.nobodyToInform}</p>}
      <ul className="plain-list stack-tight">
        {relatives.map(({ id, name, kind, phone }) => (
          <li key={id} className="row">
            <span>
              {name} ({relationKindNames[kind]}){phone && `, ${phone.text}`}
            </span>
            {phone && <CallButton to={{ kind: 'relative', relationId: id }} who={name} isNamed />}
          </li>
        ))}
      </ul>
      <WhatWasDone
        send={(body) => call('closeCompanionAlarm', { params: { alarmId: alarm.id }, body })}
        onDone={readCompanionsAgain}
        closeWord={words.close}
        closeLabel={words.closeOf(personName)}
      />
    </article>
  )
}

/** Who was silent twice in a row, and whom to inform: it stays until a person says what was done. */
export function CompanionAlarms({ isShownEmpty = true }: { isShownEmpty?: boolean }) {
  const alarms = useAnswer('listCompanionAlarms', {}, { refetchInterval: SLOW_POLL_MS })
  const count = alarms.data?.length ?? 0
  if (count === 0 && !isShownEmpty) return null
  return (
    <Card title={words.alarms(count)}>
      <Answer answer={alarms} lines={2}>
        {(list) => (
          <>
            {list.length === 0 && <p>{words.noAlarms}</p>}
            <ul className="plain-list stack">
              {list.map((alarm) => (
                <li key={alarm.id}>
                  <Alarm alarm={alarm} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Answer>
    </Card>
  )
}
