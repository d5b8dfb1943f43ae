import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { ApiError } from '../api-client.ts'
import { useUnsaved } from '../unsaved.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { useFocusFirstError } from './focus-first-error.ts'
import { Notice, ProblemNotice } from './notice.tsx'
import { isSame, useSeenVersion } from './seen-version.ts'
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

/** What is saved of a part now, by whomever. */
interface SavedPart<V> {
  version: number
  values: V
  reading: ReactNode
}

interface EditFormProps<V, B> {
  initial: V
  bodyOf: (values: V) => Read<B>
  send: (body: B, version: number) => Promise<unknown>
  onDone: (isSaved: boolean) => void
  saveWord?: string
  /** Of what is there already. */
  saved?: SavedPart<V>
  /** Somebody else saved first: what is shown is read again. */
  onConflict?: () => void
  children: (part: PartProps<V>) => ReactNode
}

export function EditForm<V, B>(props: EditFormProps<V, B>) {
  const { initial, bodyOf, send, onDone, saveWord, saved, onConflict, children } = props
  const [start] = useState(initial)
  const version = useSeenVersion(saved?.version ?? 0, saved?.values)
  const isOvertaken = saved !== undefined && version !== saved.version
  const [values, setValues] = useState(start)
  const [asked, setAsked] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const save = useMutation<unknown, ApiError, { body: B; version: number }>({
    mutationFn: (sent) => send(sent.body, sent.version),
    onSuccess: () => onDone(true),
    onError: ({ kind }) => {
      if (kind === 'conflict') onConflict?.()
    },
  })
  const { body, errors: own } = bodyOf(values)
  const errors = { ...save.error?.fields, ...(asked > 0 ? own : {}) }
  const [wrong, setWrong] = useState<Record<string, string>>()
  useUnsaved(!isSame(values, start))
  useFocusFirstError(form, wrong)
  useFocusFirstError(form, save.error?.fields)
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, button')?.focus(), [])
  const submit = (on: number) => {
    setAsked(asked + 1)
    if (body) save.mutate({ body, version: on })
    else setWrong(own)
  }
  const isFieldless = save.error && Object.keys(save.error.fields).length === 0
  return (
    <form
      ref={form}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(version)
      }}
    >
      {children({ values, errors, change: (to) => setValues({ ...values, ...to }) })}
      {save.error?.kind === 'conflict' && saved && isOvertaken ? (
        <Notice
          kind="warning"
          said="now"
          title={words.problems.conflict.title}
          actions={
            <>
              <Button onPress={() => submit(saved.version)}>{words.saveMine}</Button>
              <Button onPress={() => onDone(false)}>{words.takeTheirs}</Button>
            </>
          }
        >
          <p>{words.stillTyped}</p>
          {saved.reading}
        </Notice>
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

interface EditableCardProps<V, B> extends Omit<EditFormProps<V, B>, 'initial' | 'saved' | 'onDone'> {
  title: string
  editWord: string
  savedWord: string
  mayEdit: boolean
  /** Of the card. */
  version: number
  valuesOf: () => V
  reading: ReactNode
}

/** A part of a card, read until somebody wants to change it. */
export function EditableCard<V, B>({
  title,
  editWord,
  savedWord,
  mayEdit,
  version,
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
          <EditForm
            {...form}
            initial={valuesOf()}
            saved={{ version, values: valuesOf(), reading }}
            onDone={(isSaved) => setMode(isSaved ? 'saved' : 'reading')}
          />
        ) : (
          reading
        )}
      </div>
    </Card>
  )
}
