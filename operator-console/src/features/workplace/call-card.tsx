import type { CallView } from '../../../../contract/calls.ts'
import { callbackReasonNames, callStateNames } from '../../../../helpline/calls/call-states.ts'
import { useNow } from '../../clock.ts'
import { isMine, useMyPresence, whoMayCall } from '../../current-calls.ts'
import { ageInWords, capitalised, formatElapsed, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Bell } from '../../ui/icons.tsx'
import { UnknownCaller } from './unknown-caller.tsx'
import { words } from './words.ts'

type Candidate = CallView['candidates'][number]

function CandidateView({ candidate }: { candidate: Candidate }) {
  const now = useNow(60_000)
  return (
    <li className="candidate">
      <span className="candidate-name">{candidate.name}</span>
      <span>
        {[ageInWords(candidate.age), candidate.comune, candidate.through && words.through(candidate.through)]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {candidate.hardOfHearing && <span className="candidate-warning">{words.hardOfHearing}</span>}
      {candidate.warning && (
        <span className="candidate-warning">
          {words.warning}: {candidate.warning}
        </span>
      )}
      {candidate.openRequests.length > 0 && (
        <div>
          <strong>{words.openRequests}</strong>
          <ul className="call-lines">
            {candidate.openRequests.map((request) => (
              <li key={request}>{request}</li>
            ))}
          </ul>
        </div>
      )}
      {candidate.lastContacts.length > 0 && (
        <div>
          <strong>{words.lastContacts}</strong>
          <ul className="call-lines">
            {candidate.lastContacts.map((contact) => (
              <li key={contact.occurredAt}>
                {formatMoment(contact.occurredAt, now)}: {contact.text}
              </li>
            ))}
          </ul>
        </div>
      )}
    </li>
  )
}

function ExpectsCallback({ call: { openCallbacks } }: { call: CallView }) {
  const now = useNow(60_000)
  const [oldest] = openCallbacks
  if (!oldest) return null
  return (
    <p className="candidate-warning">
      {words.expectsCallback(
        openCallbacks.length,
        callbackReasonNames[oldest.reason],
        formatMoment(oldest.createdAt, now),
      )}
    </p>
  )
}

function WhoItMayBe({ call: { candidates } }: { call: CallView }) {
  return (
    <div className="candidates">
      <strong>{candidates.length === 1 ? words.maybe : words.several(candidates.length)}</strong>
      <ul className="plain-list candidates">
        {candidates.map((candidate) => (
          <CandidateView key={candidate.id} candidate={candidate} />
        ))}
      </ul>
    </div>
  )
}

function Title({ call }: { call: CallView }) {
  const now = useNow(1000)
  const { operator } = useSession()
  if (call.state === 'ringing') {
    return (
      <>
        <span className="call-bell">
          <Bell />
        </span>
        {words.ringing}
        <small>{words.ringingFor(formatElapsed(call.startedAt, now))}</small>
      </>
    )
  }
  if (call.state !== 'answered') return capitalised(callStateNames[call.state])
  return (
    <>
      {isMine(call, operator.id) ? words.inConversationWith(whoMayCall(call) ?? words.withheld) : words.inConversation}
      {call.answeredBy && (
        <small>{words.answeredBy(call.answeredBy.name, formatElapsed(call.answeredAt ?? call.startedAt, now))}</small>
      )}
    </>
  )
}

/** A call at my point: while it rings, the biggest thing on the screen. Of several, one answers to the keys. */
export function CallCard({ call, hasKeys }: { call: CallView; hasKeys: boolean }) {
  const { operator } = useSession()
  const ringsHere = useMyPresence()?.inBrowser === true
  const titleId = `call-${call.id}`
  return (
    <article className="call" data-state={call.state} aria-labelledby={titleId}>
      <h3 id={titleId} className="call-title">
        <Title call={call} />
      </h3>
      {call.state === 'ringing' && <p className="call-lift">{ringsHere ? words.answerHere : words.lift}</p>}
      {isMine(call, operator.id) && call.contactId && (
        <div className="row">
          <LinkButton href={paths.contact(call.contactId)} kind="primary" size="large" shortcut="F8">
            {words.openContact}
          </LinkButton>
        </div>
      )}
      {call.onHold && <p>{words.onHold}</p>}
      {call.speakers.length > 1 && <p>{words.together(call.speakers.join(', '))}</p>}
      <p>
        {words.from} <strong>{call.from ?? words.withheld}</strong>
      </p>
      <ExpectsCallback call={call} />
      {call.candidates.length === 0 ? <UnknownCaller call={call} hasKeys={hasKeys} /> : <WhoItMayBe call={call} />}
      {call.routeSteps.length > 0 && (
        <details>
          <summary>{words.whyHere}</summary>
          <ol className="call-lines">
            {call.routeSteps.map((step) => (
              <li key={step.code}>{step.text}</li>
            ))}
          </ol>
        </details>
      )}
    </article>
  )
}
