import { useRef, useState } from 'react'
import type { InstitutionView } from '../../../../contract/institutions.ts'
import type { PointView } from '../../../../contract/network.ts'
import {
  type InstitutionKind,
  institutionKindNames,
  institutionKinds,
} from '../../../../helpline/people/institutions.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { useBorrowedFocus } from './borrowed-focus.ts'
import { useNetworkChange } from './network-change.ts'
import { words } from './words.ts'

interface InstitutionFormProps {
  /** null: a new one. */
  institution: InstitutionView | null
  points: readonly PointView[]
  onClose: () => void
}

export function InstitutionForm({ institution, points, onClose }: InstitutionFormProps) {
  // What was there when the form opened: a later version is refused, and said.
  const [opened] = useState(institution)
  const [newId] = useState(() => crypto.randomUUID())
  const [name, setName] = useState(opened?.name ?? '')
  const [kind, setKind] = useState<InstitutionKind | null>(opened?.kind ?? null)
  const [phone, setPhone] = useState(opened?.phone ?? '')
  const [pointId, setPointId] = useState<string | null>(opened?.listeningPointId ?? null)
  const [asked, setAsked] = useState(false)
  const mine = points.filter((point) => point.kind === 'point' && point.active && point.mayEdit)
  useUnsavedValues([name, kind, phone, pointId])
  const save = useNetworkChange('saveInstitution', onClose)
  const remove = useNetworkChange('removeInstitution', onClose)
  const formRef = useRef<HTMLFormElement>(null)
  useBorrowedFocus(formRef)
  useFocusFirstError(formRef, save.error?.fields)
  const fields = save.error?.fields ?? {}
  const missing = (value: string | null) => (asked && !value?.trim() ? words.missing : undefined)
  const params = { institutionId: opened?.id ?? newId }
  const error = save.error ?? remove.error
  return (
    <Card title={opened?.name ?? words.newInstitution}>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(true)
          if (!name.trim() || !kind || !phone.trim() || !pointId) return
          const body = { version: opened?.version ?? 0, name, kind, phone, listeningPointId: pointId }
          save.mutate({ params, body })
        }}
      >
        <Field
          label={words.name}
          value={name}
          onChange={setName}
          error={fields.name ?? missing(name)}
          maxLength={200}
        />
        <Select
          label={words.institutionKind}
          options={institutionKinds}
          names={institutionKindNames}
          value={kind}
          onChange={setKind}
          error={fields.kind ?? missing(kind)}
        />
        <Field
          label={words.institutionPhone}
          value={phone}
          onChange={setPhone}
          error={fields.phone ?? missing(phone)}
          type="tel"
          maxLength={30}
          isNarrow
        />
        <Select
          label={words.institutionPoint}
          options={mine.map(({ id }) => id)}
          names={Object.fromEntries(mine.map(({ id, name: pointName }) => [id, pointName]))}
          value={pointId}
          onChange={setPointId}
          error={fields.listeningPointId ?? missing(pointId)}
        />
        {error && Object.keys(error.fields).length === 0 && <ProblemNotice error={error} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={save.isPending}>
            {words.save}
          </Button>
          <Button onPress={onClose}>{words.cancel}</Button>
          {opened && (
            <Button
              isBusy={remove.isPending}
              onPress={() => remove.mutate({ params, body: { version: opened.version } })}
            >
              {words.removeInstitution}
            </Button>
          )}
        </div>
      </form>
    </Card>
  )
}
