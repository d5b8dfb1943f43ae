import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiError } from '../api-client.ts'
import { useUnsavedValues } from '../unsaved.ts'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { ProblemNotice } from './notice.tsx'
import { words } from './words.ts'

interface WhatWasDoneProps {
  send: (body: { whatWasDone: string }) => Promise<object>
  onDone: () => void
  closeWord: string
  /** The same, saying whom it is about: there are many on a page. */
  closeLabel: string
}

/** What stands open until a person says what was done about it. */
export function WhatWasDone({ send, onDone, closeWord, closeLabel }: WhatWasDoneProps) {
  const [whatWasDone, setWhatWasDone] = useState('')
  const close = useMutation<object, ApiError, void>({ mutationFn: () => send({ whatWasDone }), onSuccess: onDone })
  useUnsavedValues(whatWasDone, close.data)
  return (
    <form
      className="stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        close.mutate()
      }}
    >
      <Field
        label={words.whatWasDone}
        value={whatWasDone}
        onChange={setWhatWasDone}
        error={close.error?.fields.whatWasDone}
        maxLength={4000}
        multiline
      />
      {close.error && !close.error.fields.whatWasDone && <ProblemNotice error={close.error} />}
      <div>
        <Button type="submit" label={closeLabel} isBusy={close.isPending}>
          {closeWord}
        </Button>
      </div>
    </form>
  )
}
