import type { RequestFields } from '../../../../contract/contacts.ts'
import type { DirectoryEntryView } from '../../../../contract/directory.ts'
import { informationKindNames, informationKinds } from '../../../../helpline/contacts/kinds.ts'
import { DirectoryPicker } from '../../pickers/directory-picker.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

export interface RequestFormProps {
  shown: RequestFields
  type: (fields: Partial<RequestFields>) => void
  errors: Readonly<Record<string, string>>
  firstFieldRef: React.Ref<HTMLSelectElement>
}

function entryAsAnswer({ name, address, comune, phone, openingTimes }: DirectoryEntryView): string {
  const town = comune && !address?.includes(comune) ? comune : null
  return [name, address, town, phone && `tel. ${phone}`, openingTimes].filter(Boolean).join(', ')
}

export function InformationFields({
  shown,
  type,
  errors,
  firstFieldRef,
  comune,
}: RequestFormProps & { comune: string | null }) {
  const takeEntry = (entry: DirectoryEntryView) => {
    const [onlyKind] = entry.informationKinds
    type({
      directoryEntryId: entry.id,
      answer: [shown.answer, entryAsAnswer(entry)].filter(Boolean).join('\n'),
      referredTo: shown.referredTo || entry.name,
      ...(shown.informationKind || !onlyKind ? {} : { informationKind: onlyKind }),
    })
  }
  return (
    <>
      <Select
        label={words.fields.informationKind}
        options={informationKinds}
        names={informationKindNames}
        value={shown.informationKind}
        onChange={(informationKind) => type({ informationKind })}
        error={errors.informationKind}
        selectRef={firstFieldRef}
      />
      <DirectoryPicker kind={shown.informationKind} comune={comune} onPick={takeEntry} />
      <Field
        label={words.fields.answer}
        value={shown.answer ?? ''}
        onChange={(answer) => type({ answer: answer || null })}
        error={errors.answer}
        maxLength={4000}
        multiline
      />
      <Field
        label={words.fields.referredTo}
        value={shown.referredTo ?? ''}
        onChange={(referredTo) => type({ referredTo: referredTo || null })}
        error={errors.referredTo}
        maxLength={200}
      />
    </>
  )
}
