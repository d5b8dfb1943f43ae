import type { ReactNode } from 'react'
import type { ApiError } from '../api-client.ts'
import { Button } from './button.tsx'
import { words } from './words.ts'

interface NoticeProps {
  kind?: 'plain' | 'warning' | 'problem' | 'done'
  title: string
  children?: ReactNode
  actions?: ReactNode
  /** 'now' interrupts whoever listens to the page; 'politely' waits; false says nothing. */
  said?: 'now' | 'politely' | false
}

const spoken = { now: 'alert', politely: 'status' } as const

/** Something to know. It stays until the reader does something about it. */
export function Notice({ kind = 'plain', title, children, actions, said = 'politely' }: NoticeProps) {
  return (
    <div className="notice" data-kind={kind}>
      <div className="notice-words" {...(said ? { role: spoken[said] } : {})}>
        <strong className="notice-title">{title}</strong>
        {children}
      </div>
      {actions && <div className="row">{actions}</div>}
    </div>
  )
}

/** What went wrong and what to do, in plain sentences. */
export function ProblemNotice({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const { title, whatToDo } = words.problems[error.kind]
  const detail = error.problem?.detail
  const requestId = error.kind === 'broken' ? error.problem?.requestId : undefined
  return (
    <Notice
      kind="problem"
      said="now"
      title={title}
      actions={onRetry && error.kind !== 'notAllowed' && <Button onPress={onRetry}>{words.tryAgain}</Button>}
    >
      {detail && error.kind !== 'broken' && <p>{detail}</p>}
      <p>{whatToDo}</p>
      {requestId && <p className="soft">{words.requestNumber(requestId)}</p>}
    </Notice>
  )
}
