import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { OutgoingCallView, OutgoingTarget } from '../../../contract/outgoing-calls.ts'
import { type ApiError, call } from '../api-client.ts'
import { queryClient, queryKey, useAnswer } from '../queries.ts'
import { softphone } from '../softphone/this-softphone.ts'

const SLOW_POLL_MS = 20_000

export const useMyOutgoingCall = (): OutgoingCallView | null =>
  useAnswer('readMyOutgoingCall', {}, { refetchInterval: SLOW_POLL_MS }).data?.call ?? null

const remember = (view: OutgoingCallView): void =>
  void queryClient.setQueryData(queryKey('readMyOutgoingCall', {}), { call: view })

/** Places one call, however often it is asked for until the server has answered. */
export function usePlaceCall() {
  const [callId, setCallId] = useState(() => crypto.randomUUID())
  return useMutation<OutgoingCallView, ApiError, { to: OutgoingTarget; servesRequestId?: string | undefined }>({
    mutationFn: ({ to, servesRequestId }) => {
      const way = softphone.state().line.kind === 'ready' ? 'browser' : 'phone'
      return call('placeOutgoingCall', {
        params: { callId },
        body: { to, way, servesRequestId: servesRequestId ?? null },
      })
    },
    onSuccess: (view) => {
      setCallId(crypto.randomUUID())
      remember(view)
      if (view.way === 'browser' && view.phase === 'ringingOperator') void softphone.call(view.id)
    },
  })
}

export function useHangUp(of: OutgoingCallView) {
  return useMutation<OutgoingCallView, ApiError>({
    mutationFn: () => {
      if (of.way === 'browser') softphone.hangUp()
      return call('hangUpOutgoingCall', { params: { callId: of.id }, body: {} })
    },
    onSuccess: remember,
  })
}
