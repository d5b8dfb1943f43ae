import { useEffect, useState } from 'react'
import { dropDraft, keepDraft, readDraft } from '../../drafts.ts'
import { markUnsaved } from '../../unsaved.ts'

interface AnswerDraft {
  /** Under which it is sent, however often. */
  answerId: string
  text: string
}

const newDraft = (): AnswerDraft => ({ answerId: crypto.randomUUID(), text: '' })

/** The answer being written, kept by this window until it is sent. */
export function useAnswerDraft(conversationId: string) {
  const name = `answer ${conversationId}`
  const [draft, setDraft] = useState(() => readDraft<AnswerDraft>(name) ?? newDraft())
  const isEmpty = draft.text === ''
  // Going to another page loses nothing; but nobody is taken there.
  useEffect(() => {
    const owner = {}
    markUnsaved(owner, !isEmpty)
    return () => markUnsaved(owner, false)
  }, [isEmpty])
  function keep(next: AnswerDraft): void {
    setDraft(next)
    if (next.text === '') dropDraft(name)
    else keepDraft(name, next)
  }
  return {
    ...draft,
    type: (text: string) => keep({ ...draft, text }),
    /** It has left: what comes next is another one. */
    leave: () => keep(newDraft()),
  }
}
