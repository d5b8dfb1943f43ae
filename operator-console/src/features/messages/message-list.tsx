import { useState } from 'react'
import { Link } from 'wouter'
import type { ConversationMessageView, ConversationView } from '../../../../contract/conversations.ts'
import { useNow } from '../../clock.ts'
import { formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Warning } from '../../ui/icons.tsx'
import { MessageMedia } from './message-media.tsx'
import { whoWrites } from './who-writes.ts'
import { words } from './words.ts'

const SHOWN_AT_FIRST = 12

const isLost = ({ state }: ConversationMessageView): boolean => state === 'undelivered' || state === 'failed'

/** What became of one of ours. */
function Outcome({ message }: { message: ConversationMessageView }) {
  if (isLost(message)) {
    return (
      <strong className="message-lost">
        <Warning /> {words.notArrived(message.errorCode)}
      </strong>
    )
  }
  return <span>{words.states[message.state]}</span>
}

interface MessageProps {
  message: ConversationMessageView
  who: string
  chosen: readonly string[]
  onChoose: (chosen: string[]) => void
}

function Message({ message, who, chosen, onChoose }: MessageProps) {
  const now = useNow(60_000)
  const { id, direction, channel, body, at, media, autoReply, contactId } = message
  const isTheirs = direction === 'inbound'
  const writer = isTheirs ? who : (message.operatorName ?? words.byItself)
  const isChosen = chosen.includes(id)
  return (
    <li className="message" data-theirs={isTheirs}>
      <p className="message-head soft">
        <strong>{writer}</strong>, {words.channels[channel]}, {formatMoment(at, now)}
        {!isTheirs && (
          <>
            {' · '}
            <Outcome message={message} />
          </>
        )}
      </p>
      {body && <p className="message-words">{body}</p>}
      {media.length > 0 && <MessageMedia media={media} sender={who} />}
      {isTheirs && contactId && (
        <Link href={paths.contact(contactId)} className="lone-link">
          {words.openContact}
        </Link>
      )}
      {isTheirs && !contactId && (
        <Checkbox
          isSelected={isChosen}
          onChange={(isNow) => onChoose(isNow ? [...chosen, id] : chosen.filter((each) => each !== id))}
        >
          {words.chooseShort}
        </Checkbox>
      )}
      {autoReply && (
        <p className="message-reply soft">
          {words.autoReply}: {autoReply}
        </p>
      )}
    </li>
  )
}

interface MessageListProps {
  conversation: ConversationView
  chosen: readonly string[]
  onChoose: (chosen: string[]) => void
}

/** Both ways, in order, the last ones first to be seen; what they wrote can be chosen to be written down. */
export function MessageList({ conversation, chosen, onChoose }: MessageListProps) {
  const [shown, setShown] = useState(SHOWN_AT_FIRST)
  const who = conversation.writerName ?? whoWrites(conversation)
  const { messages } = conversation
  if (messages.length === 0) return <p>{words.noMessages}</p>
  return (
    <div className="stack">
      {messages.length > shown && (
        <div className="row">
          <Button onPress={() => setShown(messages.length)}>{words.earlier(messages.length - shown)}</Button>
        </div>
      )}
      <ol className="plain-list message-list" aria-label={words.messages}>
        {messages.slice(-shown).map((message) => (
          <Message key={message.id} message={message} who={who} chosen={chosen} onChoose={onChoose} />
        ))}
      </ol>
    </div>
  )
}
