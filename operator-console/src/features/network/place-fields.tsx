import { useState } from 'react'
import type { PointView } from '../../../../contract/network.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { Field } from '../../ui/field.tsx'
import { FeastFields, useFeast } from './feast-fields.tsx'
import { words } from './words.ts'

type Start = Pick<PointView, 'comune' | 'address' | 'patronSaint' | 'fixedPhones' | 'ringTimeoutSeconds'>

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Where a point is and what rings there, being typed. */
export function usePlace(start: Start) {
  const [typed, setTyped] = useState({
    comune: start.comune,
    address: start.address ?? '',
    phones: start.fixedPhones.join('\n'),
    seconds: String(start.ringTimeoutSeconds),
  })
  const feast = useFeast(start.patronSaint)
  return {
    typed,
    feast,
    change: (part: Partial<typeof typed>) => setTyped({ ...typed, ...part }),
    read: () => ({
      comune: typed.comune?.istatCode ?? null,
      address: typed.address.trim() || null,
      patronSaint: feast.read(),
      fixedPhones: linesOf(typed.phones),
      ringTimeoutSeconds: Number(typed.seconds),
    }),
  }
}

/** The sentence about a field, or about one of its lines. */
export const errorOf = (errors: Readonly<Record<string, string>>, field: string): string | undefined =>
  errors[field] ?? Object.entries(errors).find(([name]) => name.startsWith(`${field}.`))?.[1]

interface PlaceFieldsProps {
  place: ReturnType<typeof usePlace>
  kind: PointView['kind']
  errors: Readonly<Record<string, string>>
}

export function PlaceFields({ place, kind, errors }: PlaceFieldsProps) {
  const { typed, change } = place
  return (
    <>
      <ComunePicker
        chosen={typed.comune?.name ?? null}
        onPick={(comune) => change({ comune })}
        error={errorOf(errors, 'comune')}
      />
      <Field
        label={words.address}
        value={typed.address}
        onChange={(address) => change({ address })}
        error={errorOf(errors, 'address')}
        maxLength={200}
      />
      <Field
        label={words.fixedPhones}
        hint={words.fixedPhonesHint}
        value={typed.phones}
        onChange={(phones) => change({ phones })}
        error={errorOf(errors, 'fixedPhones')}
        multiline
      />
      <Field
        label={words.ringTimeout}
        hint={words.ringTimeoutHint}
        value={typed.seconds}
        onChange={(seconds) => change({ seconds })}
        error={errorOf(errors, 'ringTimeoutSeconds')}
        inputMode="numeric"
        maxLength={3}
        isNarrow
      />
      {kind === 'point' && <FeastFields feast={place.feast} error={errorOf(errors, 'patronSaint')} />}
    </>
  )
}
