import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { PersonCard } from '../../../../contract/people.ts'
import { relationKindNames } from '../../../../helpline/people/profile.ts'
import { type ApiError, call } from '../../api-client.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { type Relation, RelationForm, relationBody, rememberCard } from './relation-form.tsx'
import { words } from './words.ts'

interface LineProps {
  relation: Relation
  onChange: () => void
  onRemove: () => void
}

function RelationLine({ relation, onChange, onRemove }: LineProps) {
  const { name, kind, phone, informInAlarm, notes, relatedPersonId } = relation
  return (
    <div className="stack-tight">
      <strong>
        {relatedPersonId ? <Link href={paths.person(relatedPersonId)}>{name}</Link> : name} ({relationKindNames[kind]})
      </strong>
      <span>{[phone, informInAlarm && words.informInAlarm, notes].filter(Boolean).join(', ')}</span>
      <div className="row no-print">
        {phone && <CallButton to={{ kind: 'relative', relationId: relation.id }} who={name} />}
        <Button label={words.changeRelation(name)} onPress={onChange}>
          {words.change}
        </Button>
        <Button label={words.removeRelation(name)} kind="quiet" onPress={onRemove}>
          {words.remove}
        </Button>
      </div>
    </div>
  )
}

/** Taken off at once, and put back as easily. */
function useRemoval(card: PersonCard) {
  const params = (relation: Relation) => ({ personId: card.id, relationId: relation.id })
  const remove = useMutation<PersonCard, ApiError, Relation>({
    mutationFn: (relation) => call('removeRelation', { params: params(relation), query: { version: card.version } }),
    onSuccess: rememberCard,
  })
  const putBack = useMutation<PersonCard, ApiError, Relation>({
    mutationFn: (relation) =>
      call('saveRelation', { params: params(relation), body: { ...relationBody(relation), version: card.version } }),
    onSuccess: (saved) => {
      rememberCard(saved)
      remove.reset()
    },
  })
  return { remove, putBack }
}

export function RelationsCard({ card }: { card: PersonCard }) {
  const [writing, setWriting] = useState<string | 'new' | null>(null)
  const { remove, putBack } = useRemoval(card)
  const error = remove.error ?? putBack.error
  const removed = remove.isSuccess ? remove.variables : null
  const close = () => setWriting(null)
  return (
    <Card title={words.relations}>
      <div className="stack">
        {card.relations.length === 0 && <p className="soft">{words.noRelations}</p>}
        <ul className="plain-list stack">
          {card.relations.map((relation) => (
            <li key={relation.id}>
              {writing === relation.id ? (
                <RelationForm card={card} relation={relation} onDone={close} />
              ) : (
                <RelationLine
                  relation={relation}
                  onChange={() => setWriting(relation.id)}
                  onRemove={() => remove.mutate(relation)}
                />
              )}
            </li>
          ))}
        </ul>
        {error && <ProblemNotice error={error} />}
        {removed && (
          <Notice
            kind="done"
            title={words.relationRemoved(removed.name)}
            actions={<Button onPress={() => putBack.mutate(removed)}>{words.putBack}</Button>}
          />
        )}
        <div className="no-print">
          {writing === 'new' ? (
            <RelationForm card={card} relation={null} onDone={close} />
          ) : (
            <Button onPress={() => setWriting('new')}>{words.addRelation}</Button>
          )}
        </div>
      </div>
    </Card>
  )
}
