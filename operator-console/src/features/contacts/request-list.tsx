import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContactView, PersonAtHandView, RequestFields } from '../../../../contract/contacts.ts'
import { emptyRequest } from '../../../../helpline/contacts/empty-request.ts'
import { type ApiError, call } from '../../api-client.ts'
import type { Autosave } from '../../autosave.ts'
import { queryClient } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { forgetRequest } from './contact-cache.ts'
import type { ContactSender } from './contact-sender.ts'
import { RequestCard, type RequestDraft } from './request-card.tsx'
import { fieldsOf } from './request-values.ts'
import { words } from './words.ts'

interface RequestListProps {
  contact: ContactView
  sender: ContactSender
  atHand: PersonAtHandView | null
  missing: Readonly<Record<string, string>>
  flushAll: () => Promise<boolean>
  onTyped: (requestId: string, fields: readonly string[]) => void
  onAutosave: (requestId: string, autosave: Autosave<RequestFields> | null) => void
}

/** Added here under ids chosen here; each is in the list before the server knows it, so that a slow line loses no word. */
export function RequestList({ contact, sender, atHand, missing, flushAll, onTyped, onAutosave }: RequestListProps) {
  const [added, setAdded] = useState<RequestDraft[]>([])
  const [removed, setRemoved] = useState<RequestDraft | null>(null)
  const onServer = contact.requests.map((view): RequestDraft => ({ id: view.id, fields: fieldsOf(view), view }))
  const onlyHere = added.filter(({ id }) => !contact.requests.some((request) => request.id === id))
  const drafts = [...onServer, ...onlyHere]
  const isWritable = contact.state === 'draft'

  const add = (fields: RequestFields) => setAdded([...added, { id: crypto.randomUUID(), fields, view: undefined }])
  const remove = useMutation<null, ApiError, RequestDraft>({
    mutationFn: ({ id }) => call('removeRequest', { params: { contactId: contact.id, requestId: id } }),
    onMutate: (draft) => {
      setAdded((drafts) => drafts.filter(({ id }) => id !== draft.id))
      forgetRequest(contact.id, draft.id)
      setRemoved(draft)
    },
    onError: () => {
      setRemoved(null)
      void queryClient.invalidateQueries({ queryKey: ['readContact'] })
    },
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
          <RequestCard
            key={draft.id}
            contact={contact}
            sender={sender}
            atHand={atHand}
            draft={draft}
            position={index + 1}
            missing={missing}
            isNew={added.some(({ id }) => id === draft.id)}
            flushAll={flushAll}
            onTyped={onTyped}
            onAutosave={onAutosave}
            onRemove={remove.mutate}
          />
        ))}
        {removed && (
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
