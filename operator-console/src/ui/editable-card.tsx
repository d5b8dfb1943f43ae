import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { ApiError } from '../api-client.ts'
import { useUnsaved } from '../unsaved.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { useFocusFirstError } from './focus-first-error.ts'
import { Notice, ProblemNotice } from './notice.tsx'
import { words } from './words.ts'

/** What the fields of a part are given. */
export interface PartProps<V> {
  values: V
  change: (to: Partial<V>) => void
  errors: Readonly<Record<string, string>>
}

/** What is sent, or a sentence beside each field that cannot be. */
export interface Read<B> {
  body: B | null
  errors: Record<string, string>
}

interface EditFormProps<V, B> {
  initial: V
  bodyOf: (values: V) => Read<B>
  send: (body: B) => Promise<unknown>
  onDone: (isSaved: boolean) => void
  /** Somebody else saved first: what is shown is read again. */
  onConflict?: () => void
  saveWord?: string
  children: (part: PartProps<V>) => ReactNode
}

export function EditForm<V, B>({ initial, bodyOf, send, onDone, onConflict, saveWord, children }: EditFormProps<V, B>) {
  const [start] = useState(initial)
  const [values, setValues] = useState(start)
  const [asked, setAsked] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const save = useMutation<unknown, ApiError, B>({ mutationFn: send, onSuccess: () => onDone(true) })
  const { body, errors: own } = bodyOf(values)
  const errors = { ...save.error?.fields, ...(asked > 0 ? own : {}) }
  const [wrong, setWrong] = useState<Record<string, string>>()
  useUnsaved(JSON.stringify(values) !== JSON.stringify(start))
  useFocusFirstError(form, wrong)
  useFocusFirstError(form, save.error?.fields)
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, button')?.focus(), [])
  const isConflict = save.error?.kind === 'conflict'
  const isFieldless = save.error && Object.keys(save.error.fields).length === 0
  return (
    <form
      ref={form}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(asked + 1)
        if (body) save.mutate(body)
        else setWrong(own)
      }}
    >
      {children({ values, errors, change: (to) => setValues({ ...values, ...to }) })}
      {isConflict && onConflict ? (
        <Notice
          kind="warning"
          said="now"
          title={words.problems.conflict.title}
          actions={
            <Button
              onPress={() => {
                onConflict()
                onDone(false)
              }}
            >
              {words.readAgain}
            </Button>
          }
        />
      ) : (
        isFieldless && <ProblemNotice error={save.error} />
      )}
      <div className="row">
        <Button kind="primary" type="submit" shortcut="F9" isBusy={save.isPending}>
          {saveWord ?? words.save}
        </Button>
        <Button kind="quiet" onPress={() => onDone(false)}>
          {words.leave}
        </Button>
      </div>
    </form>
  )
}

interface EditableCardProps<V, B> extends Omit<EditFormProps<V, B>, 'initial' | 'onDone'> {
  title: string
  editWord: string
  savedWord: string
  mayEdit: boolean
  valuesOf: () => V
  reading: ReactNode
}

/** A part of a card, read until somebody wants to change it. */
export function EditableCard<V, B>({
  title,
  editWord,
  savedWord,
  mayEdit,
  valuesOf,
  reading,
  ...form
}: EditableCardProps<V, B>) {
  const [mode, setMode] = useState<'reading' | 'writing' | 'saved'>('reading')
  const edit = useRef<HTMLButtonElement>(null)
  const wasWriting = useRef(false)
  useEffect(() => {
    // Who was writing goes on from the button they came by.
    if (mode !== 'writing' && wasWriting.current) edit.current?.focus()
    wasWriting.current = mode === 'writing'
  }, [mode])
  const mayOpen = mayEdit && mode !== 'writing'
  return (
    <Card
      title={title}
      aside={
        mayOpen && (
          <Button buttonRef={edit} label={editWord} onPress={() => setMode('writing')}>
            {editWord}
          </Button>
        )
      }
    >
      <div className="stack">
        {mode === 'saved' && <Notice kind="done" title={savedWord} />}
        {mode === 'writing' ? (
          <EditForm {...form} initial={valuesOf()} onDone={(isSaved) => setMode(isSaved ? 'saved' : 'reading')} />
        ) : (
          reading
        )}
      </div>
    </Card>
  )
}
