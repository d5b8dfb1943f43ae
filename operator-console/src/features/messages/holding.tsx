import { useState } from 'react'
import type { ConversationView } from '../../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useConversationChange } from './conversation-work.ts'
import { words } from './words.ts'

/** Who has it, and whether it is over. */
export function Holding({ conversation }: { conversation: ConversationView }) {
  const { operator } = useSession()
  const { id: conversationId, assignedTo, holders, state, messages } = conversation
  const params = { conversationId }
  const assign = useConversationChange('assignConversation', conversationId)
  const settle = useConversationChange('setConversationState', conversationId)
  const [chosenId, setChosen] = useState<string | null>(null)
  const isMine = assignedTo?.id === operator.id
  const give = (operatorId: string | null) => {
    setChosen(null)
    assign.mutate({ params, body: { operatorId, seenOperatorId: assignedTo?.id ?? null } })
  }
  const set = (next: ConversationView['state']) =>
    settle.mutate({ params, body: { state: next, seenMessageId: messages.at(-1)?.id ?? null } })
  const error = assign.error ?? settle.error
  const others = holders.filter(({ id }) => id !== operator.id && id !== assignedTo?.id)
  return (
    <Card title={words.whoHasIt}>
      <div className="stack">
        <p role="status">
          <strong>{isMine ? words.heldByMe : assignedTo ? words.heldBy(assignedTo.name) : words.heldByNobody}</strong>
        </p>
        {error && <ProblemNotice error={error} />}
        <div className="row">
          {!isMine && (
            <Button isBusy={assign.isPending} onPress={() => give(operator.id)}>
              {words.take}
            </Button>
          )}
          {assignedTo && (
            <Button isBusy={assign.isPending} onPress={() => give(null)}>
              {words.release}
            </Button>
          )}
        </div>
        {others.length > 0 && (
          <div className="message-give">
            <Select
              label={words.giveTo}
              options={others.map(({ id }) => id)}
              names={Object.fromEntries(others.map(({ id, name }) => [id, name]))}
              value={chosenId}
              onChange={setChosen}
            />
            <Button isDisabled={chosenId === null} isBusy={assign.isPending} onPress={() => chosenId && give(chosenId)}>
              {words.give}
            </Button>
          </div>
        )}
        {state === 'done' ? (
          <Notice
            kind="done"
            title={words.isDone}
            actions={
              <Button isBusy={settle.isPending} onPress={() => set('open')}>
                {words.reopen}
              </Button>
            }
          />
        ) : (
          <div className="stack-tight">
            <div className="row">
              <Button isBusy={settle.isPending} onPress={() => set('done')}>
                {words.markDone}
              </Button>
            </div>
            <span className="soft">{words.markDoneHint}</span>
          </div>
        )}
      </div>
    </Card>
  )
}
