import { Link } from 'wouter'
import type { CallbackView } from '../../../../contract/callbacks.ts'
import { callbackOutcomeNames, callbackReasonNames } from '../../../../helpline/calls/call-states.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { VoicemailPlayer } from '../../summaries/voicemail-player.tsx'
import { Facts } from '../../ui/card.tsx'
import { words } from './words.ts'

const mayLeave = (answer: boolean | null): string => {
  if (answer === null) return ''
  return ` (${answer ? words.mayLeave : words.mayNotLeave})`
}

const People = ({ group }: { group: CallbackView }) => (
  <ul className="plain-list">
    {group.people.map((person) => (
      <li key={person.id}>
        <Link href={paths.person(person.id)} className="lone-link">
          {person.name}
        </Link>
        {mayLeave(person.mayLeaveMessage)}
      </li>
    ))}
  </ul>
)

function Row({ row }: { row: CallbackView['rows'][number] }) {
  const now = useNow(60_000)
  return (
    <li className="stack-tight">
      <span>
        <strong>{capitalised(formatMoment(row.createdAt, now))}</strong>: {callbackReasonNames[row.reason]}
      </span>
      {row.voicemail && <VoicemailPlayer voicemail={row.voicemail} />}
      {row.promisedInContactId && (
        <Link href={paths.contact(row.promisedInContactId)} className="lone-link">
          {words.promisedIn}
        </Link>
      )}
      {row.routeSteps.length > 0 && (
        <details>
          <summary>{words.route}</summary>
          <ol className="call-lines">
            {row.routeSteps.map((step) => (
              <li key={`${step.code} ${step.text}`}>{step.text}</li>
            ))}
          </ol>
        </details>
      )}
    </li>
  )
}

function Attempts({ group }: { group: CallbackView }) {
  const now = useNow(60_000)
  return (
    <div>
      <h3>{words.attempts}</h3>
      <ul className="call-lines">
        {group.attempts.map((attempt) => (
          <li key={attempt.id}>
            <strong>{capitalised(callbackOutcomeNames[attempt.outcome])}</strong>
            {attempt.leftMessage && `, ${words.leftMessage}`} (
            {words.attempt(attempt.operatorName, formatMoment(attempt.at, now))}){attempt.notes && `: ${attempt.notes}`}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What is known of it: whose number it is, every time they called, what was tried. */
export function CallbackStory({ group }: { group: CallbackView }) {
  const now = useNow(60_000)
  return (
    <div className="stack">
      <Facts
        facts={[
          [words.number, group.from && group.people.length > 0 ? group.from : null],
          [words.who, group.people.length > 0 ? <People key="people" group={group} /> : null],
          [words.point, group.listeningPointName],
          [words.notes, group.notes],
        ]}
      />
      <div>
        <h3>{words.calls(group.rows.length)}</h3>
        <ul className="call-lines stack-tight">
          {group.rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </ul>
      </div>
      {group.attempts.length > 0 && <Attempts group={group} />}
      {group.contacts.length > 0 && (
        <div>
          <h3>{words.contacts}</h3>
          <ul className="call-lines">
            {group.contacts.map((contact) => (
              <li key={contact.id}>
                <Link href={paths.contact(contact.id)} className="lone-link">
                  {words.contactMade(formatMoment(contact.occurredAt, now))}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
