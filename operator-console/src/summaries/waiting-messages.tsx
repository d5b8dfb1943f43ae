import { paths } from '../paths.ts'
import { useAnswer } from '../queries.ts'
import { LinkButton } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Answer } from '../ui/skeleton.tsx'
import { words } from './words.ts'

const SLOW_POLL_MS = 60_000

/** How many people wrote and wait to be read. */
export function WaitingMessages() {
  const count = useAnswer('countConversations', {}, { refetchInterval: SLOW_POLL_MS })
  return (
    <Card title={words.messagesToRead(count.data?.waiting ?? 0)} className="no-print">
      <Answer answer={count} lines={1}>
        {({ waiting }) => (
          <div className="row">
            <span>{waiting === 0 ? words.noMessages : words.messagesWait(waiting)}</span>
            <LinkButton href={paths.messages}>{words.openMessages}</LinkButton>
          </div>
        )}
      </Answer>
    </Card>
  )
}
