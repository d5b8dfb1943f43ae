import { useState } from 'react'
import { formatRomeTime } from '../../../../helpline/territory/rome-time.ts'
import type { Autosave } from '../../autosave.ts'
import { type AutosaveState, shownIn } from '../../autosave-state.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/card.tsx'
import { Warning } from '../../ui/icons.tsx'
import { Notice } from '../../ui/notice.tsx'
import { words } from './words.ts'

export function SaveState<F extends object>({ state }: { state: AutosaveState<F> }) {
  if (state.phase === 'refused') {
    return (
      <span role="status" className="tag" data-kind="problem">
        {words.refused}: {state.refusal}
      </span>
    )
  }
  if (state.phase === 'unreachable') {
    return (
      <span role="status" className="tag" data-kind="warning">
        <Warning /> {words.notSaved}
      </span>
    )
  }
  const isSettled = state.phase === 'idle'
  return (
    <span className="soft">
      {isSettled ? '✓ ' : ''}
      {isSettled ? (state.savedAt ? words.saved(formatRomeTime(state.savedAt)) : words.allSaved) : words.saving}
    </span>
  )
}

interface ClashesProps<F extends object> {
  autosave: Autosave<F>
  state: AutosaveState<F>
  names: Readonly<Record<keyof F, string>>
  inWords: (field: keyof F, value: F[keyof F]) => string | null
}

/** Two people wrote in one field: both texts are shown, and one of them is chosen. */
export function Clashes<F extends object>({ autosave, state, names, inWords }: ClashesProps<F>) {
  const fields = Object.keys(state.clashes) as (keyof F)[]
  const shown = shownIn(state)
  return fields.map((field) => (
    <Notice
      key={String(field)}
      kind="warning"
      said="now"
      title={`${names[field]}: ${words.clashTitle}`}
      actions={
        <>
          <Button onPress={() => autosave.keepMine(field)}>{words.keepMine}</Button>
          <Button onPress={() => autosave.takeTheirs(field)}>{words.takeTheirs}</Button>
        </>
      }
    >
      <p>{words.clashMine(inWords(field, shown[field]) ?? words.nothing)}</p>
      <p>{words.clashTheirs(inWords(field, state.clashes[field] as F[keyof F]) ?? words.nothing)}</p>
    </Notice>
  ))
}

/** What was left here without being saved is offered to whoever comes back. */
export function KeptDraft<F extends object>({
  autosave,
  names,
  inWords,
}: Pick<ClashesProps<F>, 'autosave' | 'names' | 'inWords'>) {
  const [kept, setKept] = useState(autosave.kept)
  if (!kept) return null
  const fields = Object.keys(kept) as (keyof F)[]
  return (
    <Notice
      kind="warning"
      title={words.keptTitle}
      actions={
        <>
          <Button
            onPress={() => {
              autosave.takeUpKept()
              setKept(null)
            }}
          >
            {words.keptTake}
          </Button>
          <Button
            kind="quiet"
            onPress={() => {
              autosave.dropKept()
              setKept(null)
            }}
          >
            {words.keptDrop}
          </Button>
        </>
      }
    >
      <Facts
        facts={fields.map((field) => [names[field], inWords(field, kept[field] as F[keyof F]) ?? words.nothing])}
      />
    </Notice>
  )
}
