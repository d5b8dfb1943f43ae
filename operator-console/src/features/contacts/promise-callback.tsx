import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { CallbackView } from '../../../../contract/callbacks.ts'
import type { ContactView } from '../../../../contract/contacts.ts'
import { type ApiError, call } from '../../api-client.ts'
import { useNow } from '../../clock.ts'
import { formatMoment } from '../../formats.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTimeField } from '../../ui/date-time-field.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { words } from './words.ts'

interface FormProps {
  contact: ContactView
  onPromised: (promised: CallbackView) => void
  onCancel: () => void
}

function PromiseForm({ contact, onPromised, onCancel }: FormProps) {
  const [callbackId] = useState(() => crypto.randomUUID())
  const [phone, setPhone] = useState(contact.callerPhone ?? contact.person?.phones[0] ?? '')
  const [nextAttemptAt, setNextAttemptAt] = useState<string | null>(null)
  const [notes, setNotes] = useState('')
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const formRef = useRef<HTMLFormElement>(null)
  const promise = useMutation<CallbackView, ApiError, string>({
    mutationFn: (moment) =>
      call('promiseCallback', {
        params: { callbackId },
        body: {
          listeningPointId: contact.listeningPointId,
          contactId: contact.id,
          personId: contact.person?.id ?? null,
          phone,
          nextAttemptAt: moment,
          notes: notes || null,
        },
      }),
    onSuccess: onPromised,
  })
  useUnsaved(notes !== '' || nextAttemptAt !== null)
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, promise.error?.fields)
  const sentences = { ...promise.error?.fields, ...wrong }
  return (
    <Card title={words.promise}>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setWrong(nextAttemptAt ? {} : { nextAttemptAt: words.promiseWhenMissing })
          if (nextAttemptAt) promise.mutate(nextAttemptAt)
        }}
      >
        <DateTimeField
          label={words.promiseWhen}
          value={nextAttemptAt}
          onChange={setNextAttemptAt}
          quickDays={[words.today, words.tomorrow]}
          error={sentences.nextAttemptAt}
        />
        <Field
          label={words.promisePhone}
          value={phone}
          onChange={setPhone}
          type="tel"
          maxLength={30}
          error={sentences.phone}
        />
        <Field label={words.promiseNotes} value={notes} onChange={setNotes} maxLength={4000} multiline />
        {promise.error && Object.keys(promise.error.fields).length === 0 && <ProblemNotice error={promise.error} />}
        <div className="row">
          <Button type="submit" kind="primary" isBusy={promise.isPending}>
            {words.promiseSave}
          </Button>
          <Button kind="quiet" onPress={onCancel}>
            {words.promiseCancel}
          </Button>
        </div>
      </form>
    </Card>
  )
}

/** "La richiamiamo noi": it goes on the list of call-backs, for its hour. */
export function PromiseCallback({ contact }: { contact: ContactView }) {
  const now = useNow(60_000)
  const mayPromise = useMay('callback:write')
  const [isOpen, setIsOpen] = useState(false)
  const [promised, setPromised] = useState<CallbackView | null>(null)
  if (!mayPromise) return null
  if (isOpen) {
    const close = (made: CallbackView | null) => {
      setPromised(made)
      setIsOpen(false)
    }
    return <PromiseForm contact={contact} onPromised={close} onCancel={() => close(null)} />
  }
  return (
    <div className="stack-tight">
      {promised?.nextAttemptAt && (
        <Notice kind="done" title={words.promised(formatMoment(promised.nextAttemptAt, now))} />
      )}
      <div className="row">
        <Button onPress={() => setIsOpen(true)}>{words.promise}</Button>
      </div>
    </div>
  )
}
