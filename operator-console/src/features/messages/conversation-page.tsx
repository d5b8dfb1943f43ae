import { useState } from 'react'
import type { ConversationView } from '../../../../contract/conversations.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { AboutSender } from './about-sender.tsx'
import { AnswerForm } from './answer-form.tsx'
import { Holding } from './holding.tsx'
import { MessageList } from './message-list.tsx'
import { whoWrites } from './who-writes.ts'
import { words } from './words.ts'
import { WritingDown } from './writing-down.tsx'
import './messages.css'

const SLOW_POLL_MS = 60_000

/** Of one thing said in several messages. */
const SAME_MATTER_MS = 12 * 3_600_000

/** What they wrote lately, after what was last written down. */
function toWriteDown({ messages }: ConversationView): string[] {
  const written = messages.findLastIndex(({ contactId }) => contactId !== null)
  const theirs = messages.slice(written + 1).filter(({ direction }) => direction === 'inbound')
  const last = Date.parse(theirs.at(-1)?.at ?? '')
  return theirs.filter(({ at }) => last - Date.parse(at) < SAME_MATTER_MS).map(({ id }) => id)
}

function Conversation({ conversation }: { conversation: ConversationView }) {
  const mayWrite = useMay('message:write')
  const mayWriteDown = useMay('contact:write')
  const [marked, setMarked] = useState<string[] | null>(null)
  const isLoose = (id: string) => conversation.messages.some((message) => message.id === id && !message.contactId)
  const chosen = (marked ?? toWriteDown(conversation)).filter(isLoose)
  return (
    <div className="conversation">
      <div className="stack">
        <Card title={words.messages}>
          <MessageList conversation={conversation} chosen={chosen} onChoose={setMarked} />
        </Card>
        {mayWrite && <AnswerForm conversation={conversation} />}
      </div>
      <div className="stack">
        {mayWrite && <Holding conversation={conversation} />}
        {mayWriteDown && <WritingDown conversation={conversation} chosen={chosen} />}
        <AboutSender conversation={conversation} />
      </div>
    </div>
  )
}

export function ConversationPage({ conversationId }: { conversationId: string }) {
  const answer = useAnswer('readConversation', { params: { conversationId } }, { refetchInterval: SLOW_POLL_MS })
  return (
    <Page
      title={answer.data ? words.conversationWith(whoWrites(answer.data)) : words.title}
      aside={<LinkButton href={paths.messages}>{words.backToList}</LinkButton>}
    >
      <Answer answer={answer}>{(conversation) => <Conversation conversation={conversation} />}</Answer>
    </Page>
  )
}
