import { useState } from 'react'
import type { FeastRule } from '../../../../helpline/territory/holidays.ts'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

const kinds = ['none', 'fixed', 'movable'] as const
const months = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const
const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const
const occurrences = ['1', '2', '3', '4', 'last'] as const

/** A feast being typed: everything as text, so that half of it can stand on the page. */
export function useFeast(start: FeastRule | null) {
  const [typed, setTyped] = useState({
    kind: start?.kind ?? ('none' as (typeof kinds)[number]),
    name: start?.name ?? '',
    month: String(start?.month ?? 1) as (typeof months)[number],
    day: start?.kind === 'fixed' ? String(start.day) : '',
    weekday: String(start?.kind === 'movable' ? start.weekday : 1) as (typeof weekdays)[number],
    occurrence: String(start?.kind === 'movable' ? start.occurrence : 1) as (typeof occurrences)[number],
  })
  const read = (): FeastRule | null => {
    const { kind, name, month, day, weekday, occurrence } = typed
    const which = { name: name.trim(), month: Number(month) }
    if (kind === 'none') return null
    if (kind === 'fixed') return { kind, ...which, day: Number(day) }
    return {
      ...{ kind, ...which, weekday: Number(weekday) as 1 },
      occurrence: occurrence === 'last' ? occurrence : (Number(occurrence) as 1),
    }
  }
  return { typed, change: (part: Partial<typeof typed>) => setTyped({ ...typed, ...part }), read }
}

export function FeastFields({ feast, error }: { feast: ReturnType<typeof useFeast>; error: string | undefined }) {
  const { typed, change } = feast
  return (
    <div className="stack-tight">
      <RadioGroup
        label={words.feast}
        options={kinds}
        names={words.feastKinds}
        value={typed.kind}
        onChange={(kind) => change({ kind })}
        error={error}
      />
      {typed.kind !== 'none' && (
        <div className="row-fields">
          <Field label={words.feastName} value={typed.name} onChange={(name) => change({ name })} maxLength={100} />
          {typed.kind === 'fixed' && (
            <Field
              label={words.feastDay}
              value={typed.day}
              onChange={(day) => change({ day })}
              inputMode="numeric"
              maxLength={2}
              isNarrow
            />
          )}
          {typed.kind === 'movable' && (
            <>
              <Select
                label={words.occurrence}
                options={occurrences}
                names={words.occurrences}
                value={typed.occurrence}
                onChange={(occurrence) => occurrence && change({ occurrence })}
                none={null}
              />
              <Select
                label={words.weekday}
                options={weekdays}
                names={words.weekdays}
                value={typed.weekday}
                onChange={(weekday) => weekday && change({ weekday })}
                none={null}
              />
            </>
          )}
          <Select
            label={words.month}
            options={months}
            names={words.months}
            value={typed.month}
            onChange={(month) => month && change({ month })}
            none={null}
          />
        </div>
      )}
    </div>
  )
}
