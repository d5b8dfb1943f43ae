import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { PersonCard } from '../../../../contract/people.ts'
import { type RelationKind, relationKindNames, relationKinds } from '../../../../helpline/people/profile.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { PersonPicker } from '../../pickers/person-picker.tsx'
import { queryClient, queryKey } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useSeenVersion } from '../../ui/seen-version.ts'
import { Select } from '../../ui/select.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { words } from './words.ts'

export type Relation = PersonCard['relations'][number]
export type RelationBody = Omit<InputFor<'saveRelation'>['body'], 'version'>

export function rememberCard(card: PersonCard): void {
  queryClient.setQueryData(queryKey('readPerson', { params: { personId: card.id } }), card)
}

export const relationBody = ({ id: _, ...relation }: Relation): RelationBody => ({
  ...relation,
  name: relation.relatedPersonId ? null : relation.name,
})

interface RelationFormProps {
  card: PersonCard
  /** null: somebody new. */
  relation: Relation | null
  onDone: () => void
}

export function RelationForm({ card, relation, onDone }: RelationFormProps) {
  const [relationId] = useState(() => relation?.id ?? crypto.randomUUID())
  const version = useSeenVersion(card.version, card.relations.find(({ id }) => id === relationId) ?? null)
  const [kind, setKind] = useState<RelationKind>(relation?.kind ?? 'child')
  const [name, setName] = useState(relation?.relatedPersonId ? '' : (relation?.name ?? ''))
  const [ownCard, setOwnCard] = useState(
    relation?.relatedPersonId ? { id: relation.relatedPersonId, name: relation.name } : null,
  )
  const [phone, setPhone] = useState(relation?.phone ?? '')
  const [informInAlarm, setInformInAlarm] = useState(relation?.informInAlarm ?? false)
  const [notes, setNotes] = useState(relation?.notes ?? '')
  const formRef = useRef<HTMLFormElement>(null)
  useUnsavedValues([kind, name, ownCard, phone, informInAlarm, notes])
  const save = useMutation<PersonCard, ApiError, RelationBody>({
    mutationFn: (body) =>
      call('saveRelation', { params: { personId: card.id, relationId }, body: { ...body, version } }),
    onSuccess: (saved) => {
      rememberCard(saved)
      onDone()
    },
    onError: (error) => {
      if (error.kind === 'conflict') void queryClient.invalidateQueries({ queryKey: ['readPerson'] })
    },
  })
  const wrong = save.error?.fields ?? {}
  useFocusFirstError(formRef, wrong)
  const submit = () =>
    save.mutate({
      kind,
      name: ownCard ? null : name.trim() || null,
      relatedPersonId: ownCard?.id ?? null,
      phone: phone.trim() || null,
      informInAlarm,
      notes: notes.trim() || null,
    })
  return (
    <form
      ref={formRef}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Select
        label={words.relationKind}
        options={relationKinds}
        names={relationKindNames}
        value={kind}
        onChange={(chosen) => chosen && setKind(chosen)}
        none={null}
      />
      {ownCard ? (
        <div className="row">
          <strong>{words.relationOwnCard(ownCard.name)}</strong>
          <Button onPress={() => setOwnCard(null)}>{words.relationNoCard}</Button>
        </div>
      ) : (
        <>
          <Field label={words.relationName} value={name} onChange={setName} error={wrong.name} maxLength={200} />
          <details>
            <summary>{words.relationCard}</summary>
            <PersonPicker onPick={setOwnCard} error={wrong.relatedPersonId} />
          </details>
        </>
      )}
      <Field
        label={words.relationPhone}
        type="tel"
        value={phone}
        onChange={setPhone}
        error={wrong.phone}
        maxLength={30}
      />
      <Field label={words.relationNotes} value={notes} onChange={setNotes} error={wrong.notes} maxLength={200} />
      <Checkbox isSelected={informInAlarm} onChange={setInformInAlarm}>
        {words.informInAlarmAsk}
      </Checkbox>
      {save.error && Object.keys(wrong).length === 0 && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {words.saveRelation}
        </Button>
        <Button kind="quiet" onPress={onDone}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}
