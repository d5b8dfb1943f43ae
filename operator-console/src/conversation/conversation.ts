import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConversationView, MyTelephoneView } from '../../../contract/call-help.ts'
import type { CallHelpKind } from '../../../helpline/calls/call-states.ts'
import { type ApiError, call, type InputFor } from '../api-client.ts'
import { queryClient, queryKey, useAnswer } from '../queries.ts'

const SLOW_POLL_MS = 20_000

export const useMyTelephone = (): MyTelephoneView | undefined =>
  useAnswer('readMyTelephone', {}, { refetchInterval: SLOW_POLL_MS }).data

export type Gesture = 'holdCaller' | 'resumeCaller' | 'endHelp' | 'passCall'

const remember = (mine: MyTelephoneView): void => void queryClient.setQueryData(queryKey('readMyTelephone', {}), mine)

/** One gesture at a time: the next waits for the answer to this one. */
export function useGesture({ callId }: Pick<ConversationView, 'callId'>) {
  return useMutation<MyTelephoneView, ApiError, Gesture>({
    mutationFn: (gesture) => call(gesture, { params: { callId }, body: {} }),
    onSuccess: remember,
    // What was refused may have been decided elsewhere meanwhile.
    onError: () => void queryClient.invalidateQueries({ queryKey: ['readMyTelephone'] }),
  })
}

export type HelpTarget = InputFor<'askForHelp'>['body']['to']

/** Rings once, however often it is asked for until the server has answered. */
export function useAskForHelp({ callId }: Pick<ConversationView, 'callId'>) {
  const [helpId] = useState(() => crypto.randomUUID())
  return useMutation<MyTelephoneView, ApiError, { kind: CallHelpKind; to: HelpTarget }>({
    mutationFn: (body) => call('askForHelp', { params: { callId, helpId }, body }),
    onSuccess: remember,
  })
}
