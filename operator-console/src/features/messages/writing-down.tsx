import { useMutation } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { ConversationView } from '../../../../contract/conversations.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { useMyPresence } from '../../current-calls.ts'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { readAgain } from './conversation-work.ts'
import { words } from './words.ts'

/** Makes a contact of the messages that are chosen, and opens it. */
export function WritingDown({ conversation, chosen }: { conversation: ConversationView; chosen: readonly string[] }) {
  const { listeningPoints } = useSession()
  const presence = useMyPresence()
  const [, navigate] = useLocation()
  const conversationId = conversation.id
  const listeningPointId = conversation.listeningPointId ?? presence?.listeningPointId ?? listeningPoints[0]?.id ?? ''
  const write = useMutation<AnswerFor<'writeDownMessages'>, ApiError>({
    mutationFn: () =>
      call('writeDownMessages', { params: { conversationId }, body: { messageIds: [...chosen], listeningPointId } }),
    onSuccess: ({ contactId }) => {
      readAgain(conversationId)
      navigate(paths.contact(contactId))
    },
  })
  return (
    <Card title={words.writeDown}>
      <div className="stack">
        <p>{words.writeDownIntro}</p>
        <p role="status">{chosen.length > 0 ? words.chosen(chosen.length) : words.noneChosen}</p>
        {write.error && <ProblemNotice error={write.error} />}
        <div className="row">
          <Button isDisabled={chosen.length === 0} isBusy={write.isPending} onPress={() => write.mutate()}>
            {words.writeDown}
          </Button>
        </div>
      </div>
    </Card>
  )
}
