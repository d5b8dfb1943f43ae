import { useRef, useState } from 'react'
import type { AssociationView, PointView } from '../../../../contract/network.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { useBorrowedFocus } from './borrowed-focus.ts'
import { useNetworkChange } from './network-change.ts'
import { words } from './words.ts'

interface AssociationFormProps {
  /** null: a new one. */
  association: AssociationView | null
  points: readonly PointView[]
  onClose: () => void
}

export function AssociationForm({ association, points, onClose }: AssociationFormProps) {
  // What was there when the form opened: a later version is refused, and said.
  const [opened] = useState(association)
  const [name, setName] = useState(opened?.name ?? '')
  const [comune, setComune] = useState(opened?.comune ?? null)
  const [phone, setPhone] = useState(opened?.phone ?? '')
  const mine = points.filter(({ kind, active, mayEdit }) => kind === 'point' && active && mayEdit)
  const [pointId, setPointId] = useState<string | null>(opened?.pointId ?? null)
  const [active, setActive] = useState(opened?.active ?? true)
  const [membersOnly, setMembersOnly] = useState(opened?.membersOnly ?? false)
  const [asked, setAsked] = useState(false)
  useUnsavedValues([name, comune, phone, pointId, active, membersOnly])
  const add = useNetworkChange('addAssociation', onClose)
  const formRef = useRef<HTMLFormElement>(null)
  useBorrowedFocus(formRef)
  const change = useNetworkChange('changeAssociation', onClose)
  const { error } = opened ? change : add
  const fields = error?.fields ?? {}
  const submit = () => {
    setAsked(true)
    if (!comune || !pointId) return
    const details = { name, comune: comune.istatCode, phone: phone.trim() || null, pointId, membersOnly }
    if (!opened) add.mutate({ body: details })
    else {
      const body = { version: opened.version, active, ...details }
      change.mutate({ params: { associationId: opened.id }, body })
    }
  }
  return (
    <Card title={opened?.name ?? words.newAssociation}>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field label={words.name} value={name} onChange={setName} error={fields.name} maxLength={200} />
        <ComunePicker
          chosen={comune?.name ?? null}
          onPick={setComune}
          error={fields.comune ?? (asked && !comune ? words.missing : undefined)}
        />
        <Field
          label={words.phone}
          value={phone}
          onChange={setPhone}
          error={fields.phone}
          type="tel"
          maxLength={30}
          isNarrow
        />
        <Select
          label={words.point}
          options={mine.map(({ id }) => id)}
          names={Object.fromEntries(mine.map(({ id, name: pointName }) => [id, pointName]))}
          value={pointId}
          onChange={setPointId}
          error={fields.pointId ?? fields.point ?? (asked && !pointId ? words.missing : undefined)}
        />
        <Checkbox isSelected={membersOnly} onChange={setMembersOnly}>
          {words.membersOnly}
        </Checkbox>
        {opened && (
          <Checkbox isSelected={active} onChange={setActive}>
            {words.isActive}
          </Checkbox>
        )}
        {error && Object.keys(fields).length === 0 && <ProblemNotice error={error} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={add.isPending || change.isPending}>
            {words.save}
          </Button>
          <Button onPress={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Card>
  )
}
