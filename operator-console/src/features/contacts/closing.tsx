import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContactView } from '../../../../contract/contacts.ts'
import { type ApiError, call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { rememberContact } from './contact-cache.ts'
import { words } from './words.ts'

interface ClosingProps {
  contact: ContactView
  flushAll: () => Promise<boolean>
  missing: Readonly<Record<string, string>>
  onMissing: (missing: Readonly<Record<string, string>>) => void
}

export function Closing({ contact, flushAll, missing, onMissing }: ClosingProps) {
  const [isUnsaved, setIsUnsaved] = useState(false)
  const close = useMutation<ContactView | null, ApiError>({
    mutationFn: async () => {
      const params = { contactId: contact.id }
      onMissing({})
      const allSaved = await flushAll()
      setIsUnsaved(!allSaved)
      if (!allSaved) return null
      const { version } = await call('readContact', { params })
      return call('closeContact', { params, body: { version } })
    },
    onSuccess: (closed) => closed && rememberContact(closed),
    onError: (error) => onMissing(error.fields),
  })
  const reopen = useMutation<ContactView, ApiError>({
    mutationFn: () => call('reopenContact', { params: { contactId: contact.id }, body: {} }),
    onSuccess: rememberContact,
  })
  useFocusFirstError(null, close.error?.fields)
  if (contact.state === 'closed') {
    return (
      <Notice
        kind="done"
        title={words.closedTitle}
        actions={
          <>
            <LinkButton href={paths.workplace}>{words.backToWorkplace}</LinkButton>
            <Button kind="quiet" isBusy={reopen.isPending} onPress={() => reopen.mutate()}>
              {words.reopen}
            </Button>
          </>
        }
      >
        <p>{words.closedText}</p>
        {reopen.error && <ProblemNotice error={reopen.error} />}
      </Notice>
    )
  }
  const sentences = [...new Set(Object.values(missing))]
  return (
    <div className="stack">
      {sentences.length > 0 && (
        <Notice kind="problem" said="now" title={words.missing(sentences.length)}>
          <ul className="call-lines">
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
      {isUnsaved && (
        <Notice kind="warning" said="now" title={words.notYetSaved}>
          <p>{words.notYetSavedText}</p>
        </Notice>
      )}
      {close.error && Object.keys(close.error.fields).length === 0 && <ProblemNotice error={close.error} />}
      <div className="row">
        <Button kind="primary" size="large" shortcut="F9" isBusy={close.isPending} onPress={() => close.mutate()}>
          {words.close}
        </Button>
      </div>
    </div>
  )
}
