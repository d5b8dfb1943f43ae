import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { CallView } from '../../../contract/calls.ts'
import { isAt, isMine, useCurrentCalls, useMyPresence, whoMayCall } from '../current-calls.ts'
import { paths } from '../paths.ts'
import { useRing } from '../ring-tone.ts'
import { useSession } from '../session.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { hasUnsaved } from '../unsaved.ts'
import { setRingingTitle } from '../window-title.ts'
import { words } from './words.ts'

const OPENED_KEY = 'opened-call'

/** Takes the operator to the contact of the call just answered, once, and never away from something unsaved. */
function useOpenAnsweredCall(mine: CallView | undefined): void {
  const [location, navigate] = useLocation()
  useEffect(() => {
    if (!mine?.contactId || sessionStorage.getItem(OPENED_KEY) === mine.id) return
    const isThere = location === paths.contact(mine.contactId)
    if (!isThere && hasUnsaved()) return
    sessionStorage.setItem(OPENED_KEY, mine.id)
    if (!isThere) navigate(paths.contact(mine.contactId))
  }, [mine?.id, mine?.contactId, location, navigate])
}

function RingingNotice({ call }: { call: CallView }) {
  const [location] = useLocation()
  return (
    <Notice
      kind="warning"
      said={false}
      title={words.ringing(whoMayCall(call), call.listeningPointName)}
      actions={location !== paths.workplace && <LinkButton href={paths.workplace}>{words.goToWorkplace}</LinkButton>}
    />
  )
}

/** Telephones are heard and seen from every page. */
export function CallWatch() {
  const { operator } = useSession()
  const presence = useMyPresence()
  const [location] = useLocation()
  const calls = useCurrentCalls().data ?? []
  const here = calls.filter((call) => isAt(call, presence?.listeningPointId))
  const ringing = presence && presence.state !== 'offline' ? here.filter((call) => call.state === 'ringing') : []
  const mine = calls.find((call) => isMine(call, operator.id))
  const [first] = ringing
  const said = first ? words.ringing(whoMayCall(first), first.listeningPointName) : ''
  // Announced once for each call, not at every reading of the list.
  const [announced, setAnnounced] = useState('')
  if (announced !== said) setAnnounced(said)
  useRing(ringing.length > 0 && presence?.state === 'available')
  const isRinging = ringing.length > 0
  useEffect(() => {
    setRingingTitle(isRinging ? words.ringingTitle : null)
    return () => setRingingTitle(null)
  }, [isRinging])
  useOpenAnsweredCall(mine)
  const contactPath = mine?.contactId ? paths.contact(mine.contactId) : null
  return (
    <aside aria-label={words.calls}>
      <div role="alert" className="visually-hidden">
        {announced}
      </div>
      <div className="call-watch no-print">
        {location !== paths.workplace && ringing.map((call) => <RingingNotice key={call.id} call={call} />)}
        {mine && contactPath && location !== contactPath && (
          <Notice
            title={words.inConversation(whoMayCall(mine))}
            said={false}
            actions={
              <LinkButton href={contactPath} kind="primary" shortcut="F8">
                {words.openContact}
              </LinkButton>
            }
          />
        )}
      </div>
    </aside>
  )
}
