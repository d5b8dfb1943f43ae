import { useRef, useState } from 'react'
import type { AidView } from '../../../../contract/aids.ts'
import { type RestingState, restingStates } from '../../../../helpline/dispatch/paperwork/aid-records.ts'
import { useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { usePaperworkChange } from './paperwork-change.ts'
import { words } from './words.ts'

interface AidFormProps {
  aidId: string
  /** null: a new one. */
  aid: AidView | null
  onSaved: () => void
  onCancel: () => void
}

export function AidForm({ aidId, aid, onSaved, onCancel }: AidFormProps) {
  // What was there when the form opened: a later version is refused, and said.
  const [opened] = useState(aid)
  const [code, setCode] = useState(aid?.code ?? '')
  const [kind, setKind] = useState(aid?.kind ?? '')
  const [notes, setNotes] = useState(aid?.notes ?? '')
  const [localAssociationId, setAssociation] = useState(aid?.localAssociationId ?? null)
  const [state, setState] = useState<RestingState | null>(null)
  const [asked, setAsked] = useState(false)
  useUnsavedValues([code, kind, notes, localAssociationId, state])
  const session = useSession()
  const associations = useAnswer('listAssociations', {})
  const save = usePaperworkChange('saveAid', onSaved)
  const formRef = useRef<HTMLFormElement>(null)
  useFocusFirstError(formRef, save.error?.fields)
  const fields = save.error?.fields ?? {}
  const missing = (value: string | null) => (asked && !value?.trim() ? words.missing : undefined)
  const isOurs = (pointId: string | null) =>
    session.operator.role === 'regionalAdmin' || session.listeningPoints.some(({ id }) => id === pointId)
  const list = associations.data?.filter(({ pointId, active }) => active && isOurs(pointId)) ?? []
  return (
    <form
      ref={formRef}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (!code.trim() || !kind.trim() || !localAssociationId) return
        const body = { version: opened?.version ?? 0, code, kind, localAssociationId, notes: notes || null, state }
        save.mutate({ params: { aidId }, body })
      }}
    >
      <Field
        label={words.code}
        hint={words.codeHint}
        value={code}
        onChange={setCode}
        error={fields.code ?? missing(code)}
        maxLength={30}
        isNarrow
      />
      <Field
        label={words.kind}
        hint={words.kindHint}
        value={kind}
        onChange={setKind}
        error={fields.kind ?? missing(kind)}
        maxLength={200}
      />
      <Select
        label={words.association}
        options={list.map(({ id }) => id)}
        names={Object.fromEntries(list.map(({ id, name }) => [id, name]))}
        value={localAssociationId}
        onChange={setAssociation}
        error={fields.localAssociationId ?? missing(localAssociationId)}
      />
      {opened && opened.state !== 'lent' && (
        <Select
          label={words.stateNow}
          options={restingStates}
          names={words.restingStates}
          value={state ?? opened.state}
          none={null}
          onChange={setState}
        />
      )}
      <Field label={words.notes} value={notes} onChange={setNotes} error={fields.notes} maxLength={200} />
      {save.error && Object.keys(fields).length === 0 && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button kind="primary" type="submit" isBusy={save.isPending}>
          {words.save}
        </Button>
        <Button onPress={onCancel}>{words.cancel}</Button>
      </div>
    </form>
  )
}
