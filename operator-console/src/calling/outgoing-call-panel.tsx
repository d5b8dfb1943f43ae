import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { OutgoingCallView } from '../../../contract/outgoing-calls.ts'
import { paths } from '../paths.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { hasUnsaved } from '../unsaved.ts'
import { useHangUp, useMyOutgoingCall } from './outgoing-call.ts'
import { words } from './words.ts'

const OPENED_KEY = 'opened-outgoing-call'
const CLOSED_KEY = 'closed-outgoing-call'

/** Somebody answered: the operator is taken to the notes, once, and never away from something unsaved. */
function useOpenContact(call: OutgoingCallView | null): void {
  const [location, navigate] = useLocation()
  const path = call?.phase === 'talking' && call.contactId ? paths.contact(call.contactId) : null
  useEffect(() => {
    if (!call || !path || sessionStorage.getItem(OPENED_KEY) === call.id) return
    if (location !== path && hasUnsaved()) return
    sessionStorage.setItem(OPENED_KEY, call.id)
    if (location !== path) navigate(path)
  }, [call, path, location, navigate])
}

function Progress({ call, onClose }: { call: OutgoingCallView; onClose: () => void }) {
  const [location] = useLocation()
  const hangUp = useHangUp(call)
  const isOver = call.phase === 'over'
  const contactPath = call.contactId ? paths.contact(call.contactId) : null
  return (
    <Notice
      kind={isOver && call.outcome !== 'answered' ? 'warning' : 'plain'}
      title={words.from(call.who)}
      actions={
        <>
          {isOver && call.callbackId && location !== paths.callbacks && (
            <LinkButton href={paths.callbacks} kind="primary">
              {words.howDidItGo}
            </LinkButton>
          )}
          {contactPath && location !== contactPath && <LinkButton href={contactPath}>{words.openContact}</LinkButton>}
          {isOver ? (
            <Button onPress={onClose}>{words.close}</Button>
          ) : (
            <Button isBusy={hangUp.isPending} onPress={() => hangUp.mutate()}>
              {call.phase === 'ringingOperator' ? words.giveUp : words.hangUp}
            </Button>
          )}
        </>
      }
    >
      <p>{call.news}</p>
      {hangUp.error && <ProblemNotice error={hangUp.error} />}
    </Notice>
  )
}

/** The call one is making, seen from every page until what became of it has been read. */
export function OutgoingCallPanel() {
  const call = useMyOutgoingCall()
  const [closed, setClosed] = useState(() => sessionStorage.getItem(CLOSED_KEY))
  useOpenContact(call)
  const close = (callId: string) => {
    sessionStorage.setItem(CLOSED_KEY, callId)
    setClosed(callId)
  }
  return (
    <section aria-label={words.calling} className="call-watch no-print">
      {call && call.id !== closed && <Progress call={call} onClose={() => close(call.id)} />}
    </section>
  )
}
