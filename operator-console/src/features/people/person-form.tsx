import { type ReactNode, useRef, useState } from 'react'
import { Controller, type UseFormReturn, useFieldArray } from 'react-hook-form'
import { peopleEndpoints } from '../../../../contract/people.ts'
import {
  alreadyHelpedByKinds,
  alreadyHelpedByNames,
  mobilities,
  mobilityNames,
  sexes,
  sexNames,
} from '../../../../helpline/people/profile.ts'
import type { ApiError } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { ComuneOfAddress } from '../../pickers/comune-of-address.tsx'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { BirthdayField } from '../../ui/birthday-field.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox, YesNo } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { bodyOf, type PersonForm as Form, type PersonBody } from './person-form-values.ts'
import { words } from './words.ts'

interface PersonFormProps {
  form: UseFormReturn<Form>
  saveText: string
  error: ApiError | null
  isBusy: boolean
  onSave: (body: PersonBody) => void
  onCancel: () => void
  /** Below the names and the numbers, as soon as they are typed. */
  children?: ReactNode
  /** Why it cannot be saved yet. */
  notYet?: string | undefined
}

type TextField = 'firstName' | 'lastName' | 'nickname' | 'fiscalCode' | 'memberUntil' | 'address' | 'warning' | 'notes'
const names = words.fields

export function PersonForm({ form, saveText, error, isBusy, onSave, onCancel, children, notYet }: PersonFormProps) {
  const { control, handleSubmit, formState } = form
  const phones = useFieldArray({ control, name: 'phones' })
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const formRef = useRef<HTMLFormElement>(null)
  useUnsaved(formState.isDirty)
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, error?.fields)
  const sentences = { ...error?.fields, ...wrong }

  function check(form: Form): void {
    const { body, wrong: unread } = bodyOf(form, helplineNow())
    const found: Record<string, string> = { ...unread }
    const issues = peopleEndpoints.registerPerson.body.safeParse(body).error?.issues ?? []
    for (const issue of issues) found[issue.path.join('.')] ??= issue.message
    setWrong(found)
    if (Object.keys(found).length === 0) onSave(body)
  }

  const text = (name: TextField, rest: { hint?: string; multiline?: boolean; maxLength?: number } = {}) => (
    <Controller
      control={control}
      name={name}
      render={({ field: { ref, ...field } }) => (
        <Field {...field} inputRef={ref} label={names[name]} error={sentences[name]} maxLength={200} {...rest} />
      )}
    />
  )
  const yesNo = (name: 'livesAlone' | 'member' | 'mayLeaveMessage') => (
    <Controller
      control={control}
      name={name}
      render={({ field: { value, onChange } }) => <YesNo label={names[name]} value={value} onChange={onChange} />}
    />
  )
  const choice = <V extends string>(
    name: 'sex' | 'mobility' | 'alreadyHelpedBy',
    options: readonly V[],
    optionNames: Record<V, string>,
  ) => (
    <Controller
      control={control}
      name={name}
      render={({ field: { value, onChange } }) => (
        <Select
          label={names[name]}
          options={options}
          names={optionNames}
          value={value as V | null}
          onChange={onChange}
          none={words.unknown}
        />
      )}
    />
  )

  return (
    <form ref={formRef} className="stack" noValidate onSubmit={handleSubmit(check)}>
      {text('firstName', { maxLength: 80 })}
      {text('lastName', { maxLength: 80 })}
      {text('nickname')}
      {phones.fields.map((phone, index) => (
        <div key={phone.id} className="row-fields">
          <Controller
            control={control}
            name={`phones.${index}.number`}
            render={({ field: { ref, ...field } }) => (
              <Field
                {...field}
                inputRef={ref}
                type="tel"
                label={words.phone(index + 1)}
                error={sentences[`phones.${index}.number`]}
                maxLength={30}
              />
            )}
          />
          <Controller
            control={control}
            name={`phones.${index}.label`}
            render={({ field: { ref, ...field } }) => (
              <Field
                {...field}
                inputRef={ref}
                label={words.phoneLabel(index + 1)}
                hint={words.phoneLabelHint}
                maxLength={200}
              />
            )}
          />
        </div>
      ))}
      <div className="row">
        <Button isDisabled={phones.fields.length >= 10} onPress={() => phones.append({ number: '', label: '' })}>
          {words.addPhone}
        </Button>
      </div>
      {children}
      <Controller
        control={control}
        name="comune"
        render={({ field: { value, onChange } }) => (
          <ComunePicker chosen={value?.name ?? null} onPick={onChange} error={sentences.comuneIstatCode} />
        )}
      />
      {text('address')}
      <ComuneOfAddress
        address={form.watch('address')}
        chosenIstatCode={form.watch('comune')?.istatCode ?? null}
        onPick={({ istatCode, name }) => form.setValue('comune', { istatCode, name }, { shouldDirty: true })}
      />
      <Controller
        control={control}
        name="birthDate"
        render={({ field: { ref, ...field } }) => (
          <BirthdayField
            {...field}
            inputRef={ref}
            label={names.birthDate}
            hint={words.birthDateHint}
            error={sentences.birthDate}
          />
        )}
      />
      {text('fiscalCode')}
      {choice('sex', sexes, sexNames)}
      {choice('mobility', mobilities, mobilityNames)}
      {choice('alreadyHelpedBy', alreadyHelpedByKinds, alreadyHelpedByNames)}
      {yesNo('livesAlone')}
      {yesNo('member')}
      {text('memberUntil', { hint: words.memberUntilHint })}
      {yesNo('mayLeaveMessage')}
      <Controller
        control={control}
        name="hardOfHearing"
        render={({ field: { value, onChange } }) => (
          <Checkbox isSelected={value} onChange={onChange}>
            {names.hardOfHearing}
          </Checkbox>
        )}
      />
      {text('warning')}
      {text('notes', { multiline: true, maxLength: 4000 })}
      {error?.kind === 'conflict' && <Notice kind="warning" said="now" title={words.conflict} />}
      {error && error.kind !== 'conflict' && Object.keys(error.fields).length === 0 && <ProblemNotice error={error} />}
      {notYet && <Notice kind="warning" title={notYet} />}
      <div className="row">
        <Button type="submit" kind="primary" size="large" shortcut="F9" isBusy={isBusy}>
          {saveText}
        </Button>
        <Button kind="quiet" onPress={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}
