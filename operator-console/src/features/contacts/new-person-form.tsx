import { useMutation } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import type { PersonSummary } from '../../../../contract/people.ts'
import { peopleEndpoints } from '../../../../contract/people.ts'
import { type ApiError, call, type InputFor } from '../../api-client.ts'
import { ComuneOfAddress } from '../../pickers/comune-of-address.tsx'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { LikelyDuplicates } from '../../pickers/likely-duplicates.tsx'
import { BirthdayField, understoodBirthday } from '../../ui/birthday-field.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { words } from './words.ts'

interface NewPersonFormProps {
  phone: string | null
  onCreated: (person: PersonSummary) => void
  onCancel: () => void
}

type Body = InputFor<'registerPerson'>['body']

/** The least that makes a card, asked while somebody is on the line; the rest is written later on the card. */
export function NewPersonForm({ phone, onCreated, onCancel }: NewPersonFormProps) {
  // The same id at every try: a card sent twice on a slow line is one card.
  const [personId] = useState(() => crypto.randomUUID())
  const [typed, setTyped] = useState({ firstName: '', lastName: '', birthDate: '', address: '', phone: phone ?? '' })
  const [comune, setComune] = useState<{ istatCode: string; name: string } | null>(null)
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const firstField = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const headingId = useId()
  const formRef = useRef<HTMLFormElement>(null)
  useFocusFirstError(formRef, wrong)
  useEffect(() => firstField.current?.focus(), [])
  useUnsaved(typed.firstName !== '' || typed.lastName !== '')
  const create = useMutation<PersonSummary, ApiError, Body>({
    mutationFn: (body) => call('registerPerson', { params: { personId }, body }),
    onSuccess: onCreated,
    onError: (error) => setWrong(error.fields),
  })
  const write = (field: keyof typeof typed) => (value: string) => setTyped({ ...typed, [field]: value })

  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const birthDate = understoodBirthday(typed.birthDate)
    const body = {
      firstName: typed.firstName,
      lastName: typed.lastName,
      birthDate,
      comuneIstatCode: comune?.istatCode ?? null,
      address: typed.address || null,
      phones: typed.phone.trim() ? [{ number: typed.phone, label: null }] : [],
    }
    const checked = peopleEndpoints.registerPerson.body.safeParse(body)
    const sentences: Record<string, string> = {}
    for (const issue of checked.error?.issues ?? []) sentences[issue.path.join('.')] ??= issue.message
    if (typed.birthDate.trim() && !birthDate) sentences.birthDate = words.birthDateWrong
    setWrong(sentences)
    if (Object.keys(sentences).length === 0) create.mutate(body)
  }

  return (
    <form ref={formRef} className="stack" noValidate onSubmit={submit} aria-labelledby={headingId}>
      <h3 id={headingId}>{words.newPerson}</h3>
      <div className="row-fields">
        <Field
          label={words.firstName}
          value={typed.firstName}
          onChange={write('firstName')}
          error={wrong.firstName}
          maxLength={80}
          inputRef={firstField}
        />
        <Field
          label={words.lastName}
          value={typed.lastName}
          onChange={write('lastName')}
          error={wrong.lastName}
          maxLength={80}
        />
      </div>
      <LikelyDuplicates
        typed={{
          firstName: typed.firstName,
          lastName: typed.lastName,
          birthDate: understoodBirthday(typed.birthDate),
          comuneIstatCode: comune?.istatCode ?? null,
          fiscalCode: null,
          phones: [typed.phone],
        }}
        onPick={onCreated}
      />
      <BirthdayField
        label={words.birthDate}
        hint={words.birthDateHint}
        value={typed.birthDate}
        onChange={write('birthDate')}
        error={wrong.birthDate}
      />
      <ComunePicker chosen={comune?.name ?? null} onPick={setComune} error={wrong.comuneIstatCode} />
      <Field
        label={words.address}
        value={typed.address}
        onChange={write('address')}
        error={wrong.address}
        maxLength={200}
      />
      <ComuneOfAddress address={typed.address} chosenIstatCode={comune?.istatCode ?? null} onPick={setComune} />
      <Field
        label={words.personPhone}
        type="tel"
        value={typed.phone}
        onChange={write('phone')}
        error={wrong['phones.0.number']}
        maxLength={30}
      />
      {create.error && create.error.kind !== 'invalid' && <ProblemNotice error={create.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={create.isPending}>
          {words.createPerson}
        </Button>
        <Button kind="quiet" onPress={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}
