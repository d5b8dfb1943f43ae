import { useState } from 'react'
import { Link } from 'wouter'
import type { ConversationView } from '../../../../contract/conversations.ts'
import { useNow } from '../../clock.ts'
import { formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { PersonPicker } from '../../pickers/person-picker.tsx'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { useConversationChange } from './conversation-work.ts'
import { words } from './words.ts'

const MOST_SHOWN = 5

/** The last calls, or requests, as the card's own history tells them. */
function Lately({
  personId,
  part,
  title,
  empty,
}: {
  personId: string
  part: 'calls' | 'requests'
  title: string
  empty: string
}) {
  const now = useNow(60_000)
  const history = useAnswer('readPersonTimeline', { params: { personId }, query: { part } })
  return (
    <div className="stack-tight">
      <h3>{title}</h3>
      <Answer answer={history} lines={2}>
        {({ entries }) =>
          entries.length === 0 ? (
            <p>{empty}</p>
          ) : (
            <ul className="plain-list stack-tight">
              {entries.slice(0, MOST_SHOWN).map(({ id, at, text, contactId }) => (
                <li key={id}>
                  {contactId ? <Link href={paths.contact(contactId)}>{text}</Link> : text}
                  <span className="soft">, {formatMoment(at, now)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </div>
  )
}

function Choosing({ conversation, onChosen }: { conversation: ConversationView; onChosen: () => void }) {
  const { id: conversationId, candidates, notAssisted } = conversation
  const tie = useConversationChange('tieConversation', conversationId)
  const say = (belonging: { personId: string | null; notAssisted: boolean }) =>
    tie.mutate({ params: { conversationId }, body: belonging }, { onSuccess: onChosen })
  return (
    <div className="stack">
      {tie.error && <ProblemNotice error={tie.error} />}
      {candidates.length > 0 && (
        <div className="stack-tight">
          <span>{words.perhaps}</span>
          <div className="row">
            {candidates.map(({ id, name }) => (
              <Button key={id} isBusy={tie.isPending} onPress={() => say({ personId: id, notAssisted: false })}>
                {words.itIs(name)}
              </Button>
            ))}
          </div>
        </div>
      )}
      <PersonPicker onPick={({ id }) => say({ personId: id, notAssisted: false })} error={tie.error?.fields.personId} />
      <span className="soft">{words.newCardHint}</span>
      {!notAssisted && (
        <div className="row">
          <Button isBusy={tie.isPending} onPress={() => say({ personId: null, notAssisted: true })}>
            {words.notAssisted}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Whose number it is, and what else there is between them and us. */
export function AboutSender({ conversation }: { conversation: ConversationView }) {
  const [isChanging, setChanging] = useState(false)
  const mayWrite = useMay('message:write')
  const { person, volunteer, notAssisted, from } = conversation
  const isSettled = person !== null || volunteer !== null || notAssisted
  return (
    <Card title={words.whoIsIt}>
      <div className="stack">
        <div className="stack-tight">
          <strong>{person?.name ?? volunteer?.name ?? from}</strong>
          {(person || volunteer) && <span>{from}</span>}
          {volunteer && !person && <span className="soft">{words.volunteer}</span>}
          {notAssisted && <span>{words.isNotAssisted}</span>}
          {!isSettled && <span>{words.unknown}</span>}
        </div>
        <div className="row">
          {person && <LinkButton href={paths.person(person.id)}>{words.openCard}</LinkButton>}
          {volunteer && <LinkButton href={paths.volunteer(volunteer.id)}>{words.openVolunteer}</LinkButton>}
          {mayWrite && isSettled && !volunteer && !isChanging && (
            <Button kind="quiet" onPress={() => setChanging(true)}>
              {words.changeWho}
            </Button>
          )}
        </div>
        {mayWrite && (isChanging || !isSettled) && (
          <Choosing conversation={conversation} onChosen={() => setChanging(false)} />
        )}
        {person && (
          <>
            <Lately personId={person.id} part="requests" title={words.requests} empty={words.noRequests} />
            <Lately personId={person.id} part="calls" title={words.calls} empty={words.noCalls} />
          </>
        )}
      </div>
    </Card>
  )
}
