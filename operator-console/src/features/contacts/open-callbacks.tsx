import { useMutation } from '@tanstack/react-query'
import { callbackReasonNames } from '../../../../helpline/calls/call-states.ts'
import { type ApiError, call } from '../../api-client.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { queryClient, useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { words } from './words.ts'

/** Whoever is on the line was still to be called back: only a person says that it is settled. */
export function OpenCallbacks({ contactId }: { contactId: string }) {
  const now = useNow(60_000)
  const mayClose = useMay('callback:write')
  const open = useAnswer('listCallbacksOfContact', { params: { contactId } })
  const callbacks = open.data ?? []
  const close = useMutation<null, ApiError>({
    mutationFn: () =>
      call('closeCallbacksOfContact', {
        params: { contactId },
        body: { callbackIds: callbacks.map(({ id }) => id) },
      }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['listCallbacksOfContact'] }),
  })
  if (callbacks.length === 0) return close.isSuccess ? <Notice kind="done" title={words.solvedDone} /> : null
  return (
    <Notice
      kind="warning"
      title={words.openCallbacks(callbacks.length)}
      actions={
        mayClose && (
          <Button isBusy={close.isPending} onPress={() => close.mutate()}>
            {words.solved}
          </Button>
        )
      }
    >
      <ul className="call-lines">
        {callbacks.map((callback) => (
          <li key={callback.id}>
            {words.openCallback(
              capitalised(callbackReasonNames[callback.reason]),
              formatMoment(callback.createdAt, now),
              callback.listeningPointName,
            )}
            {callback.holderName && `, ${words.openCallbackHeld(callback.holderName)}`}
          </li>
        ))}
      </ul>
      {close.error && <ProblemNotice error={close.error} />}
    </Notice>
  )
}
