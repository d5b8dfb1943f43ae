import { useState } from 'react'
import type { RequestFields } from '../../../../contract/contacts.ts'
import { sameValue } from '../../autosave-state.ts'

type Sentences = Readonly<Record<string, string>>

/** 'repetition.endsOn' is a field in a field. */
const valueAt = (fields: RequestFields, field: string): unknown =>
  field.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], fields)

/** Sentences about what was asked for: each goes when its field no longer holds what it was said of. */
export function useStillTrue(said: Sentences, shown: RequestFields): Sentences {
  const [heard, setHeard] = useState<Readonly<Record<string, { sentence: string; of: unknown }>>>({})
  const now = Object.entries(said)
  if (
    now.length !== Object.keys(heard).length ||
    now.some(([field, sentence]) => heard[field]?.sentence !== sentence)
  ) {
    setHeard(
      Object.fromEntries(
        now.map(([field, sentence]) => {
          const before = heard[field]
          return [field, before?.sentence === sentence ? before : { sentence, of: valueAt(shown, field) }]
        }),
      ),
    )
  }
  return Object.fromEntries(now.filter(([field]) => sameValue(heard[field]?.of, valueAt(shown, field))))
}
