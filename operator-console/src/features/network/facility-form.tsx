import { useRef, useState } from 'react'
import type { FacilityView } from '../../../../contract/facilities.ts'
import { type DestinationKind, destinationKindNames, destinationKinds } from '../../../../helpline/contacts/kinds.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { useBorrowedFocus } from './borrowed-focus.ts'
import { useNetworkChange } from './network-change.ts'
import { words } from './words.ts'

interface FacilityFormProps {
  /** null: a new one. */
  facility: FacilityView | null
  onClose: () => void
}

/** What is typed of a place rides go to, and how it is saved. */
function useFacility(facility: FacilityView | null, onClose: () => void) {
  // What was there when the form opened: a later version is refused, and said.
  const [opened] = useState(facility)
  const [newId] = useState(() => crypto.randomUUID())
  const [typed, setTyped] = useState({
    name: opened?.name ?? '',
    kind: (opened?.kind ?? null) as DestinationKind | null,
    comune: opened?.comune ?? null,
    asst: opened?.asst?.id ?? null,
    active: opened?.active ?? true,
  })
  const [asked, setAsked] = useState(false)
  const save = useNetworkChange('saveFacility', onClose)
  useUnsavedValues(typed)
  const submit = () => {
    setAsked(true)
    const { kind, comune } = typed
    if (!typed.name.trim() || !kind) return
    const body = { ...typed, kind, comune: comune?.istatCode ?? null, version: opened?.version ?? 0 }
    save.mutate({ params: { facilityId: opened?.id ?? newId }, body })
  }
  const change = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part })
  return { opened, typed, change, save, submit, asked }
}

export function FacilityForm({ facility, onClose }: FacilityFormProps) {
  const { opened, typed, change, save, submit, asked } = useFacility(facility, onClose)
  const asst = useAnswer('listAsst', {})
  const formRef = useRef<HTMLFormElement>(null)
  useBorrowedFocus(formRef)
  useFocusFirstError(formRef, save.error?.fields)
  const fields = save.error?.fields ?? {}
  const missing = (value: string | null) => (asked && !value?.trim() ? words.missing : undefined)
  return (
    <Card title={opened?.name ?? words.newFacility}>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field
          label={words.name}
          value={typed.name}
          onChange={(name) => change({ name })}
          error={fields.name ?? missing(typed.name)}
          maxLength={200}
        />
        <Select
          label={words.facilityKind}
          options={destinationKinds}
          names={destinationKindNames}
          value={typed.kind}
          onChange={(kind) => change({ kind })}
          error={fields.kind ?? missing(typed.kind)}
        />
        <ComunePicker
          chosen={typed.comune?.name ?? null}
          onPick={({ istatCode, name }) => change({ comune: { istatCode, name } })}
          error={fields.comune}
        />
        {typed.kind === 'publicHospital' && asst.data && asst.data.length > 0 && (
          <Select
            label={words.facilityAsst}
            options={asst.data.map(({ id }) => id)}
            names={Object.fromEntries(asst.data.map(({ id, name }) => [id, name]))}
            value={typed.asst}
            onChange={(chosen) => change({ asst: chosen })}
            error={fields.asst}
          />
        )}
        {opened && (
          <div>
            <Checkbox isSelected={typed.active} onChange={(active) => change({ active })}>
              {words.facilityInUse}
            </Checkbox>
            <p className="soft">{words.facilityClosedHint}</p>
          </div>
        )}
        {save.error && Object.keys(fields).length === 0 && <ProblemNotice error={save.error} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={save.isPending}>
            {words.save}
          </Button>
          <Button onPress={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Card>
  )
}
