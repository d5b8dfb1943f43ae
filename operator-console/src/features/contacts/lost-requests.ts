import { useCallback, useEffect, useRef, useState } from 'react'
import type { ContactView, RequestFields } from '../../../../contract/contacts.ts'
import { emptyRequest } from '../../../../helpline/contacts/empty-request.ts'
import { call } from '../../api-client.ts'
import { type Autosave, findLeft, type KeptDraft, leftUnder } from '../../autosave.ts'
import { isHeldBack, shownIn } from '../../autosave-state.ts'
import { draftsUnder, dropDraft, keepDraft, readDraft } from '../../drafts.ts'
import { rememberContact } from './contact-cache.ts'

export const contactDraft = (contactId: string): string => `contact ${contactId}`
const requestsOf = (contactId: string): string => `request ${contactId} `
export const requestDraft = (contactId: string, requestId: string): string => requestsOf(contactId) + requestId

/** What was written in a request that can no longer be written in. */
export interface LostRequest {
  id: string
  fields: RequestFields
  /** Somebody took it away or closed it a moment ago, or its contact before it was there, or it stayed behind on an earlier visit. */
  why: 'removed' | 'closed' | 'tooLate' | 'leftBehind'
}

/** Added on an earlier visit a moment ago: the server has not got them yet, and they are still being sent. */
export function requestsOnTheWay({ id: contactId, requests }: ContactView) {
  return leftUnder(requestsOf(contactId))
    .filter((id) => !requests.some((request) => request.id === id))
    .flatMap((id) => {
      const left = findLeft<RequestFields>(requestDraft(contactId, id))?.read()
      return left?.version === 0 ? [{ id, fields: shownIn(left), view: undefined }] : []
    })
}

function keptBefore({ id: contactId, requests }: ContactView): LostRequest[] {
  const writable = new Set(requests.filter(({ state }) => state === 'open').map(({ id }) => id))
  return draftsUnder(requestsOf(contactId))
    .filter((id) => !writable.has(id) && !findLeft(requestDraft(contactId, id)))
    .flatMap((id) => {
      const shown = readDraft<KeptDraft<RequestFields>>(requestDraft(contactId, id))?.shown
      return shown ? [{ id, fields: { ...emptyRequest(shown.kind), ...shown }, why: 'leftBehind' }] : []
    })
}

const isThere = ({ requests }: ContactView, id: string): boolean => requests.some((request) => request.id === id)

/** Calls when what was typed in a form that has gone away will not be taken. */
function whenHeldBack(autosave: Autosave<RequestFields>, then: () => void): void {
  const look = (): void => {
    const state = autosave.read()
    if (Object.keys(state.typed).length > 0 && !isHeldBack(state)) return
    stop()
    if (isHeldBack(state)) then()
  }
  const stop = autosave.subscribe(look)
  look()
}

/** Requests in which something was typed here, and which others have taken away meanwhile: what was typed stays. */
export function useLostRequests(contact: ContactView) {
  const contactId = contact.id
  const autosaves = useRef(new Map<string, Autosave<RequestFields>>())
  const [lost, setLost] = useState(() => keptBefore(contact))
  // Also those whose words have found another place.
  const [gone, setGone] = useState<readonly string[]>([])

  const latest = useRef(contact)
  latest.current = contact

  const keepAutosave = useCallback((id: string, autosave: Autosave<RequestFields> | null) => {
    const before = autosaves.current.get(id)
    if (autosave) autosaves.current.set(id, autosave)
    else autosaves.current.delete(id)
    if (autosave || !before) return
    // Closed by somebody, or taken in charge, in the middle of a word: the card is no longer written in.
    whenHeldBack(before, () => {
      const why = latest.current.state === 'closed' && !isThere(latest.current, id) ? 'tooLate' : 'closed'
      const held = keptBefore(latest.current).filter((each) => each.id === id)
      const closed = held.map((each): LostRequest => ({ ...each, why }))
      setLost((others) => [...others.filter((each) => each.id !== id), ...closed])
      if (why === 'tooLate') setGone((others) => [...others, id])
    })
  }, [])

  useEffect(() => {
    const isKnown = (autosave: Autosave<RequestFields>) => autosave.read().version > 0
    const missing = [...autosaves.current].filter(([id, autosave]) => isKnown(autosave) && !isThere(contact, id))
    if (missing.length === 0) return
    let isOver = false
    // An answer that was on its way when a request was written does not know it yet: only a later one is believed.
    void call('readContact', { params: { contactId } }).then(
      (now) => {
        if (isOver) return
        const removed = missing.filter(([id]) => !isThere(now, id))
        const found = removed.map(([id, autosave]) => ({
          id,
          fields: shownIn(autosave.read()),
          why: 'removed' as const,
        }))
        for (const [, autosave] of removed) autosave.giveUp()
        for (const { id, fields } of found) keepDraft(requestDraft(contactId, id), { typed: fields, shown: fields })
        setLost((before) => [...before.filter(({ id }) => !found.some((each) => each.id === id)), ...found])
        setGone((before) => [...before, ...found.map(({ id }) => id)])
        rememberContact(now)
      },
      () => undefined,
    )
    return () => {
      isOver = true
    }
  }, [contact, contactId])

  const settle = (id: string) => {
    dropDraft(requestDraft(contactId, id))
    setLost((before) => before.filter((each) => each.id !== id))
  }
  return { lost, isGone: (id: string) => gone.includes(id), keepAutosave, settle }
}
