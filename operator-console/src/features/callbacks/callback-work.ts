import { useMutation } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import type { CallbackView } from '../../../../contract/callbacks.ts'
import { type ApiError, call } from '../../api-client.ts'
import { queryClient, queryKey } from '../../queries.ts'

/** Well within the time after which a call-back without a sign is free again. */
const SIGN_EVERY_MS = 60_000

const listKey = queryKey('listCallbacks', {})

export function rememberCallback(view: CallbackView): void {
  queryClient.setQueryData<CallbackView[]>(listKey, (before) =>
    before?.map((each) => (each.id === view.id ? view : each)),
  )
}

export function readListAgain(): void {
  void queryClient.invalidateQueries({ queryKey: ['listCallbacks'] })
  void queryClient.invalidateQueries({ queryKey: ['listClosedCallbacks'] })
}

const settled = { onError: readListAgain }

export const useTake = (callbackId: string) =>
  useMutation<CallbackView, ApiError>({
    mutationFn: () => call('takeCallback', { params: { callbackId }, body: {} }),
    onSuccess: rememberCallback,
    ...settled,
  })

export const useRelease = (callbackId: string) =>
  useMutation<CallbackView, ApiError>({
    mutationFn: () => call('releaseCallback', { params: { callbackId }, body: {} }),
    onSuccess: rememberCallback,
    ...settled,
  })

export const useClose = (group: CallbackView, onClosed: () => void) =>
  useMutation<null, ApiError>({
    mutationFn: () =>
      call('closeCallback', {
        params: { callbackId: group.id },
        body: { callbackIds: group.rows.map(({ id }) => id) },
      }),
    onSuccess: () => {
      onClosed()
      readListAgain()
    },
    ...settled,
  })

export const useReopen = (callbackId: string, onReopened: () => void) =>
  useMutation<CallbackView, ApiError>({
    mutationFn: () => call('reopenCallback', { params: { callbackId }, body: {} }),
    onSuccess: () => {
      onReopened()
      readListAgain()
    },
    ...settled,
  })

/** While this page shows that one is at it, the others are told so. */
export function useSigns(callbackId: string, isMine: boolean): void {
  const sign = useEffectEvent(() => {
    call('takeCallback', { params: { callbackId }, body: {} }).then(rememberCallback, readListAgain)
  })
  useEffect(() => {
    if (!isMine) return
    const timer = setInterval(() => sign(), SIGN_EVERY_MS)
    return () => clearInterval(timer)
  }, [isMine])
}
