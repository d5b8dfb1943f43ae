import { useMutation } from '@tanstack/react-query'
import type { ConversationView } from '../../../../contract/conversations.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'

const keyOf = (conversationId: string) => queryKey('readConversation', { params: { conversationId } })

export function readAgain(conversationId: string): void {
  void queryClient.invalidateQueries({ queryKey: keyOf(conversationId) })
  readListsAgain()
}

function readListsAgain(): void {
  void queryClient.invalidateQueries({ queryKey: ['listConversations'] })
  void queryClient.invalidateQueries({ queryKey: ['countConversations'] })
}

type Change = 'answerConversation' | 'assignConversation' | 'setConversationState' | 'tieConversation'

/** Changes a conversation and shows it as it is then; refused, it is read again: somebody else may have been faster. */
export function useConversationChange<N extends Change>(name: N, conversationId: string) {
  return useMutation<ConversationView, ApiError, InputFor<N>>({
    mutationFn: (input) => call(name, input) as Promise<ConversationView>,
    onSuccess: (view) => {
      queryClient.setQueryData(keyOf(conversationId), view)
      readListsAgain()
    },
    onError: () => readAgain(conversationId),
  })
}
