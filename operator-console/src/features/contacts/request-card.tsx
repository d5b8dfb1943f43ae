import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { ContactView, PersonAtHandView, RequestFields, RequestView } from '../../../../contract/contacts.ts'
import { emptyRequest } from '../../../../helpline/contacts/empty-request.ts'
import { requestStateNames } from '../../../../helpline/contacts/kinds.ts'
import { ApiError, call } from '../../api-client.ts'
import { type Autosave, useAutosave } from '../../autosave.ts'
import { shownIn } from '../../autosave-state.ts'
import { capitalised } from '../../formats.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Facts, Tag } from '../../ui/card.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { rememberRequest } from './contact-cache.ts'
import type { ContactSender } from './contact-sender.ts'
import { HelpFields } from './help-fields.tsx'
import { InformationFields } from './information-fields.tsx'
import { requestDraft } from './lost-requests.ts'
import { TakeBackRefusal } from './medical-transport.tsx'
import { RequestServices } from './request-series.tsx'
import { fieldsOf, homeOf, missingOf, requestFacts, valueInWords } from './request-values.ts'
import { Clashes, KeptDraft, SaveState } from './save-state.tsx'
import { SeriesFields } from './series-fields.tsx'
import { useStillTrue } from './still-true.ts'
import { Withdrawing } from './withdrawing.tsx'
import { words } from './words.ts'

export interface RequestDraft {
  id: string
  fields: RequestFields
  /** undefined until the server knows it. */
  view: RequestView | undefined
}

interface RequestCardProps {
  contact: ContactView
  sender: ContactSender
  atHand: PersonAtHandView | null
  draft: RequestDraft
  position: number
  missing: Readonly<Record<string, string>>
  /** Whether this request was added here a moment ago: then the writing starts in it. */
  isNew: boolean
  /** Everything typed in the whole contact is on the server. */
  flushAll: () => Promise<boolean>
  onTyped: (requestId: string, fields: readonly string[]) => void
  /** Why it cannot be taken in charge for nobody; undefined: nothing is said. */
  onPersonMissing: (sentence: string | undefined) => void
  onAutosave: (requestId: string, autosave: Autosave<RequestFields> | null) => void
  onRemove: (draft: RequestDraft, autosave: Autosave<RequestFields>) => void
}

const titleOf = (kind: RequestFields['kind'], position: number) =>
  kind === 'information' ? words.information(position) : words.help(position)

const tagOf: Partial<Record<RequestView['state'], 'plain' | 'problem'>> = { withdrawn: 'plain', unmet: 'problem' }

export function RequestCard(props: RequestCardProps) {
  const { contact, draft, position } = props
  const { view } = draft
  if (!view || view.state === 'open') return <WritableRequest {...props} />
  return (
    <Card
      level={3}
      title={titleOf(view.kind, position)}
      aside={<Tag kind={tagOf[view.state] ?? 'done'}>{capitalised(requestStateNames[view.state])}</Tag>}
    >
      <div className="stack">
        <Facts facts={requestFacts(view)} />
        <RequestServices request={view} />
        {view.state === 'takenInCharge' && <Withdrawing request={view} />}
        {view.state === 'unmet' && view.serviceIds.length === 0 && contact.state === 'draft' && (
          <TakeBackRefusal requestId={view.id} />
        )}
      </div>
    </Card>
  )
}

function useRequestAutosave({ contact, sender, draft, onAutosave }: RequestCardProps) {
  const { id, view } = draft
  const known = view
    ? { version: view.version, fields: fieldsOf(view) }
    : { version: 0, fields: emptyRequest(draft.fields.kind) }
  const doors = {
    async save(version: number, fields: Partial<RequestFields>, shown: RequestFields) {
      const saved = await sender.saveRequest({ ...fields, id, kind: shown.kind, version })
      rememberRequest(saved)
      return { version: saved.version, fields: fieldsOf(saved) }
    },
    draft: requestDraft(contact.id, id),
    async reload() {
      const { requests } = await call('readContact', { params: { contactId: contact.id } })
      const current = requests.find((request) => request.id === id)
      // Taken away meanwhile: as a new one it would come back with no more than what has just been typed.
      if (!current) throw new ApiError('notFound')
      return { version: current.version, fields: fieldsOf(current) }
    },
  }
  const [autosave, state] = useAutosave(doors, known, view ? undefined : draft.fields)
  useEffect(() => {
    onAutosave(id, autosave)
    return () => onAutosave(id, null)
  }, [onAutosave, id, autosave])
  return { autosave, state }
}

function WritableRequest(props: RequestCardProps) {
  const { contact, atHand, draft, position, missing, isNew, flushAll, onTyped, onPersonMissing, onRemove } = props
  const { autosave, state } = useRequestAutosave(props)
  const firstField = useRef<HTMLSelectElement>(null)
  useEffect(() => {
    if (isNew) firstField.current?.focus()
  }, [isNew])

  const takeInCharge = useMutation<RequestView | null, ApiError>({
    mutationFn: async () =>
      (await flushAll()) ? call('takeInCharge', { params: { requestId: draft.id }, body: {} }) : null,
    onMutate: () => onPersonMissing(undefined),
    onSuccess: (taken) => taken && rememberRequest(taken),
    onError: ({ fields }) => onPersonMissing(fields.personId),
  })
  useFocusFirstError(null, takeInCharge.error?.fields)

  const shown = shownIn(state)
  const stillTrue = useStillTrue({ ...missingOf(missing, draft.id), ...takeInCharge.error?.fields }, shown)
  const errors = { ...stillTrue, ...state.fieldErrors }
  const type = (fields: Partial<RequestFields>) => {
    autosave.type(fields)
    onTyped(draft.id, Object.keys(fields))
  }
  const form = {
    shown,
    type,
    errors,
    firstFieldRef: firstField,
  }
  const home = contact.person ? homeOf(atHand, contact.person.comune) : null
  return (
    <Card level={3} title={titleOf(shown.kind, position)} aside={<SaveState state={state} />}>
      <div className="stack">
        <KeptDraft autosave={autosave} names={words.fields} inWords={valueInWords} />
        <Clashes autosave={autosave} state={state} names={words.fields} inWords={valueInWords} />
        {shown.kind === 'information' ? (
          <InformationFields {...form} comune={atHand?.comuneIstatCode ?? null} />
        ) : (
          <HelpFields {...form} home={home} person={atHand} requestId={draft.id} flushAll={flushAll} />
        )}
        {shown.kind === 'help' && (
          <SeriesFields
            written={shown.repetition}
            neededFrom={shown.neededFrom}
            errors={errors}
            onChange={(repetition) => type({ repetition })}
          />
        )}
        {takeInCharge.error && <ProblemNotice error={takeInCharge.error} />}
        {takeInCharge.data === null && (
          <Notice kind="warning" said="now" title={words.notYetSaved}>
            <p>{words.notYetTakenText}</p>
          </Notice>
        )}
        <div className="row">
          {shown.kind === 'help' && (
            <>
              <Button kind="primary" isBusy={takeInCharge.isPending} onPress={() => takeInCharge.mutate()}>
                {words.takeInCharge}
              </Button>
              <span className="soft">{words.takeInChargeHint}</span>
            </>
          )}
          {contact.state === 'draft' && (
            <Button kind="quiet" onPress={() => onRemove({ ...draft, fields: shown }, autosave)}>
              {words.removeRequest}
            </Button>
          )}
        </div>
        {contact.state === 'closed' && draft.view && <Withdrawing request={draft.view} />}
      </div>
    </Card>
  )
}
