import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { words } from './words.ts'

/** The way to a volunteer's own page: sent again to their telephone, or stopped where it ended up in other hands. */
export function PersonalLink({ card }: { card: VolunteerCardView }) {
  const params = { volunteerId: card.id }
  // A press that is repeated on a slow line asks for one message.
  const [sendId, setSendId] = useState(() => crypto.randomUUID())
  const send = useMutation<unknown, ApiError>({
    mutationFn: () => call('sendPersonalLink', { params, body: { sendId } }),
    onSuccess: () => setSendId(crypto.randomUUID()),
  })
  const revoke = useMutation<AnswerFor<'revokePersonalLinks'>, ApiError>({
    mutationFn: () => call('revokePersonalLinks', { params, body: {} }),
  })
  const pressed = (act: () => void) => {
    send.reset()
    revoke.reset()
    act()
  }
  const error = send.error ?? revoke.error
  return (
    <Card title={words.pageLink}>
      <div className="stack-tight">
        <p>{words.pageLinkIntro}</p>
        <div className="row">
          <Button onPress={() => pressed(send.mutate)} isBusy={send.isPending}>
            {words.pageLinkSend}
          </Button>
          <Button onPress={() => pressed(revoke.mutate)} isBusy={revoke.isPending}>
            {words.pageLinkRevoke}
          </Button>
        </div>
        {send.isSuccess && <Notice kind="done" title={words.pageLinkSent(card.phone)} />}
        {revoke.data && <Notice kind="done" title={words.pageLinkRevoked(revoke.data.revoked)} />}
        {error && <ProblemNotice error={error} />}
      </div>
    </Card>
  )
}
