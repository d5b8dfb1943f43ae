import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ApiError } from '../api-client.ts'
import { ProblemNotice } from './notice.tsx'
import { words } from './words.ts'

export function Skeleton({ lines = 6 }: { lines?: number }) {
  return (
    <div role="status">
      <span className="visually-hidden">{words.loading}</span>
      <div className="skeleton" aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
          <div key={line} className="skeleton-line" />
        ))}
      </div>
    </div>
  )
}

interface AnswerProps<T> {
  answer: UseQueryResult<T, ApiError>
  lines?: number
  children: (data: T) => ReactNode
}

/** What an endpoint answered, its skeleton while it is awaited, or what to do when it did not come. */
export function Answer<T>({ answer, lines, children }: AnswerProps<T>) {
  if (answer.data !== undefined) {
    return (
      <>
        {answer.error && <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />}
        {children(answer.data)}
      </>
    )
  }
  if (answer.error) return <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
  return <Skeleton {...(lines ? { lines } : {})} />
}
