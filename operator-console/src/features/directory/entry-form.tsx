import { type RefObject, useRef, useState } from 'react'
import { type DirectoryFields, directoryFields } from '../../../../contract/directory.ts'
import { informationKindNames, informationKinds } from '../../../../helpline/contacts/kinds.ts'
import { capitalised } from '../../formats.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Field, FieldError } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { useUnsaved } from '../../unsaved.ts'
import { ServedFields } from './served-fields.tsx'
import { words } from './words.ts'

export const emptyEntry: DirectoryFields = {
  name: '',
  informationKinds: [],
  description: '',
  forWhom: null,
  address: null,
  comuneIstatCode: null,
  served: [],
  phone: null,
  openingTimes: null,
  howToReach: null,
}

interface EntryFormProps {
  start: DirectoryFields
  comuneName: string | null
  servedNames: Readonly<Record<string, string>>
  refused: Readonly<Record<string, string>>
  isBusy: boolean
  onSave: (fields: DirectoryFields) => void
  onCancel: () => void
  formRef?: RefObject<HTMLFormElement | null>
}

function KindFields({
  kinds,
  onChange,
  error,
}: {
  kinds: DirectoryFields['informationKinds']
  onChange: (kinds: DirectoryFields['informationKinds']) => void
  error: string | undefined
}) {
  return (
    <fieldset className="choices" aria-describedby={error && 'directory-kinds-error'} aria-invalid={Boolean(error)}>
      <legend className="choices-label">{words.kinds}</legend>
      <div className="choices-options">
        {informationKinds.map((kind) => (
          <Checkbox
            key={kind}
            isSelected={kinds.includes(kind)}
            onChange={(isChosen) => onChange(isChosen ? [...kinds, kind] : kinds.filter((each) => each !== kind))}
          >
            {capitalised(informationKindNames[kind])}
          </Checkbox>
        ))}
      </div>
      {error && <FieldError id="directory-kinds-error">{error}</FieldError>}
    </fieldset>
  )
}

export function EntryForm({
  start,
  comuneName,
  servedNames,
  refused,
  isBusy,
  onSave,
  onCancel,
  formRef,
}: EntryFormProps) {
  const [typed, setTyped] = useState(start)
  const [comune, setComune] = useState(comuneName)
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const ownRef = useRef<HTMLFormElement>(null)
  const form = formRef ?? ownRef
  useUnsaved(JSON.stringify(typed) !== JSON.stringify(start))
  useFocusFirstError(form, wrong)
  useFocusFirstError(form, refused)
  const errors = { ...refused, ...wrong }
  const change = (fields: Partial<DirectoryFields>) => setTyped({ ...typed, ...fields })
  const text = (
    field: 'forWhom' | 'address' | 'phone' | 'openingTimes' | 'howToReach',
    label: string,
    hint?: string,
  ) => (
    <Field
      label={label}
      value={typed[field] ?? ''}
      onChange={(value) => change({ [field]: value || null })}
      error={errors[field]}
      maxLength={field === 'howToReach' ? 4000 : 200}
      multiline={field === 'howToReach'}
      {...(hint ? { hint } : {})}
    />
  )

  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const checked = directoryFields.safeParse(typed)
    const sentences: Record<string, string> = {}
    for (const issue of checked.error?.issues ?? []) sentences[String(issue.path[0])] ??= issue.message
    setWrong(sentences)
    if (checked.success) onSave(checked.data)
  }
  return (
    <form ref={form} className="stack" noValidate onSubmit={submit}>
      <Field
        label={words.name}
        value={typed.name}
        onChange={(name) => change({ name })}
        error={errors.name}
        maxLength={200}
      />
      <KindFields
        kinds={typed.informationKinds}
        onChange={(kinds) => change({ informationKinds: kinds })}
        error={errors.informationKinds}
      />
      <Field
        label={words.description}
        value={typed.description}
        onChange={(description) => change({ description })}
        error={errors.description}
        maxLength={4000}
        multiline
      />
      {text('forWhom', words.forWhom)}
      {text('address', words.address)}
      <ComunePicker
        label={words.comune}
        chosen={comune}
        onPick={(picked) => {
          setComune(picked.name)
          change({ comuneIstatCode: picked.istatCode })
        }}
        error={errors.comuneIstatCode}
      />
      {comune && (
        <div className="row">
          <Button
            kind="quiet"
            onPress={() => {
              setComune(null)
              change({ comuneIstatCode: null })
            }}
          >
            {words.comuneNone}
          </Button>
        </div>
      )}
      <ServedFields
        served={typed.served}
        names={servedNames}
        onChange={(served) => change({ served })}
        error={errors.served}
      />
      {text('phone', words.phone, words.phoneHint)}
      {text('openingTimes', words.times)}
      {text('howToReach', words.reach)}
      <div className="row">
        <Button type="submit" kind="primary" size="large" shortcut="F9" isBusy={isBusy}>
          {words.save}
        </Button>
        <Button kind="quiet" onPress={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}
