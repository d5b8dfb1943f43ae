import { useState } from 'react'
import { Link } from 'wouter'
import type { ListedConversationView } from '../../../../contract/conversations.ts'
import {
  type ConversationList,
  conversationLists,
} from '../../../../helpline/messages/conversations/conversation-records.ts'
import { useNow } from '../../clock.ts'
import { formatMoment, waitingText } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { Tag } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Bell } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { whoWrites } from './who-writes.ts'
import { words } from './words.ts'
import './messages.css'

/** For when the socket is lost and the network is not. */
const SLOW_POLL_MS = 60_000

function State({ line }: { line: ListedConversationView }) {
  if (line.state === 'done') return <Tag kind="done">{words.done}</Tag>
  if (!line.needsAnswer) return <Tag>{words.answered}</Tag>
  return (
    <Tag kind="warning">
      <Bell /> {words.toAnswer}
    </Tag>
  )
}

function Since({ line }: { line: ListedConversationView }) {
  const now = useNow(60_000)
  return line.waitingSince ? words.waits(waitingText(line.waitingSince, now)) : formatMoment(line.lastMessageAt, now)
}

const lastWords = ({ firstWords, lastDirection }: ListedConversationView): string => {
  const text = firstWords ?? words.noWords
  return lastDirection === 'outbound' ? words.ours(text) : text
}

function Conversations({ list, rows }: { list: ConversationList; rows: readonly ListedConversationView[] }) {
  return (
    <Table
      caption={words.table}
      isCaptionHidden
      rows={rows}
      keyOf={({ id }) => id}
      emptyText={words.empty[list]}
      columns={[
        {
          name: words.who,
          cell: (line) => (
            <>
              <Link href={paths.conversation(line.id)} className="table-link">
                {whoWrites(line)}
              </Link>
              {line.volunteer && !line.person && <div className="soft">{words.volunteer}</div>}
            </>
          ),
        },
        { name: words.firstWords, cell: (line) => <span className="message-first-words">{lastWords(line)}</span> },
        { name: words.channel, cell: ({ channel }) => words.channels[channel] },
        {
          name: words.since,
          cell: (line) => (
            <span className="stack-tight">
              <State line={line} />
              <span>
                <Since line={line} />
              </span>
            </span>
          ),
        },
        { name: words.holder, cell: ({ assignedTo }) => assignedTo?.name ?? words.nobody },
        { name: words.pointOf, cell: ({ listeningPointName }) => listeningPointName ?? words.nobodys },
      ]}
    />
  )
}

export function MessagesPage() {
  const [list, setList] = useState<ConversationList>('open')
  const conversations = useAnswer('listConversations', { query: { list } }, { refetchInterval: SLOW_POLL_MS })
  const waiting = useAnswer('countConversations', {}, { refetchInterval: SLOW_POLL_MS }).data?.waiting
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      <RadioGroup label={words.show} options={conversationLists} names={words.lists} value={list} onChange={setList} />
      <p role="status">{waiting !== undefined && <strong>{words.waiting(waiting)}</strong>}</p>
      <Answer answer={conversations}>{(rows) => <Conversations list={list} rows={rows} />}</Answer>
    </Page>
  )
}
