import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { ContactView, PersonAtHandView, RequestFields } from '../../../../contract/contacts.ts'
import { emptyRequest } from '../../../../helpline/contacts/empty-request.ts'
import { type ApiError, call } from '../../api-client.ts'
import type { Autosave } from '../../autosave.ts'
import { queryClient } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { forgetRequest } from './contact-cache.ts'
import type { ContactSender } from './contact-sender.ts'
import { type LostRequest, requestsOnTheWay, useLostRequests } from './lost-requests.ts'
import { RequestCard, type RequestDraft } from './request-card.tsx'
import { fieldsOf, writtenFacts } from './request-values.ts'
import { words } from './words.ts'

interface RequestListProps {
  contact: ContactView
  sender: ContactSender
  atHand: PersonAtHandView | null
  missing: Readonly<Record<string, string>>
  flushAll: () => Promise<boolean>
  onTyped: (requestId: string, fields: readonly string[]) => void
  onPersonMissing: (sentence: string | undefined) => void
  onAutosave: (requestId: string, autosave: Autosave<RequestFields> | null) => void
}

interface Removal {
  draft: RequestDraft
  autosave: Autosave<RequestFields>
}

interface LostNoticeProps {
  request: LostRequest
  /** undefined where nothing can be added any more. */
  onTake: (() => void) | undefined
  onDrop: () => void
}

function LostNotice({ request, onTake, onDrop }: LostNoticeProps) {
  return (
    <Notice
      kind="warning"
      said="now"
      title={words.lostTitles[request.why]}
      actions={
        <>
          {onTake && <Button onPress={onTake}>{words.lostTake}</Button>}
          <Button kind="quiet" onPress={onDrop}>
            {words.keptDrop}
          </Button>
        </>
      }
    >
      {!onTake && <p>{words.lostReopen}</p>}
      <p>{words.lostText}</p>
      <Facts facts={writtenFacts(request.fields)} />
    </Notice>
  )
}

/** Added here under ids chosen here; each is in the list before the server knows it, so that a slow line loses no word. */
export function RequestList({
  contact,
  sender,
  atHand,
  missing,
  flushAll,
  onTyped,
  onPersonMissing,
  onAutosave,
}: RequestListProps) {
  const [added, setAdded] = useState<RequestDraft[]>(() => requestsOnTheWay(contact))
  // Out of sight until the server has taken them away too.
  const [removing, setRemoving] = useState<readonly string[]>([])
  const [removed, setRemoved] = useState<RequestDraft | null>(null)
  // Kept on the page even when others take them away, until it is sure that they are gone.
  const [typedIn, setTypedIn] = useState<RequestDraft[]>([])
  const { lost, isGone, keepAutosave, settle } = useLostRequests(contact)
  const onServer = contact.requests.map((view): RequestDraft => ({ id: view.id, fields: fieldsOf(view), view }))
  const onlyHere = [...added, ...typedIn.filter(({ id }) => !added.some((each) => each.id === id))].filter(
    ({ id }) => !isGone(id) && !contact.requests.some((request) => request.id === id),
  )
  const isWritable = contact.state === 'draft'
  // A closed contact takes no new one: what was typed in it is sent, and offered again when it is refused.
  const drafts = isWritable ? [...onServer, ...onlyHere] : onServer

  const add = (fields: RequestFields) => setAdded([...added, { id: crypto.randomUUID(), fields, view: undefined }])
  const rememberAutosave = useCallback(
    (requestId: string, autosave: Autosave<RequestFields> | null) => {
      keepAutosave(requestId, autosave)
      onAutosave(requestId, autosave)
    },
    [keepAutosave, onAutosave],
  )
  const remove = useMutation<null, ApiError, Removal, Partial<RequestFields>>({
    mutationFn: async ({ draft: { id }, autosave }) => {
      // A save that is on its way would write it again.
      await autosave.flush()
      return call('removeRequest', { params: { contactId: contact.id, requestId: id } })
    },
    onMutate: ({ draft: { id }, autosave }) => {
      const { typed } = autosave.read()
      autosave.giveUp()
      rememberAutosave(id, null)
      setRemoving((ids) => [...ids, id])
      return typed
    },
    onSuccess: (_answer, { draft }) => {
      const others = (drafts: RequestDraft[]) => drafts.filter(({ id }) => id !== draft.id)
      setAdded(others)
      setTypedIn(others)
      forgetRequest(contact.id, draft.id)
      setRemoved(draft)
    },
    onError: (_error, { draft: { id }, autosave }, typed) => {
      rememberAutosave(id, autosave)
      if (typed) autosave.type(typed)
      void queryClient.invalidateQueries({ queryKey: ['readContact'] })
    },
    onSettled: (_answer, _error, { draft: { id } }) => setRemoving((ids) => ids.filter((each) => each !== id)),
  })
  const undo = () => {
    if (!removed) return
    add(removed.fields)
    setRemoved(null)
  }

  return (
    <Card title={words.requests}>
      <div className="stack">
        {drafts.length === 0 && <p className="soft">{words.noRequests}</p>}
        {drafts.map((draft, index) => (
          <div key={draft.id} hidden={removing.includes(draft.id)}>
            <RequestCard
              contact={contact}
              sender={sender}
              atHand={atHand}
              draft={draft}
              position={index + 1}
              missing={missing}
              isNew={added.some(({ id }) => id === draft.id)}
              flushAll={flushAll}
              onTyped={(id, fields) => {
                setTypedIn((known) =>
                  known.some((each) => each.id === id) ? known : [...known, { ...draft, view: undefined }],
                )
                onTyped(id, fields)
              }}
              onPersonMissing={onPersonMissing}
              onAutosave={rememberAutosave}
              onRemove={(removed, autosave) => remove.mutate({ draft: removed, autosave })}
            />
          </div>
        ))}
        {lost.map((request) => (
          <LostNotice
            key={request.id}
            request={request}
            onTake={
              isWritable
                ? () => {
                    add(request.fields)
                    settle(request.id)
                  }
                : undefined
            }
            onDrop={() => settle(request.id)}
          />
        ))}
        {removed && isWritable && (
          <Notice
            title={words.removed}
            actions={
              <>
                <Button onPress={undo}>{words.undo}</Button>
                <Button kind="quiet" onPress={() => setRemoved(null)}>
                  {uiWords.dismiss}
                </Button>
              </>
            }
          />
        )}
        {remove.error && <ProblemNotice error={remove.error} />}
        {isWritable && (
          <div className="row">
            <Button shortcut="F2" onPress={() => add(emptyRequest('information'))}>
              {words.addInformation}
            </Button>
            <Button shortcut="F4" onPress={() => add(emptyRequest('help'))}>
              {words.addHelp}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}
