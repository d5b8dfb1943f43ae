import type { JobName, JobPayloads } from './jobs.ts'

export const actorKinds = ['operator', 'caller', 'volunteer', 'system'] as const
export type ActorKind = (typeof actorKinds)[number]

/** When something happens, by whose hand, and under which request id: every use case is given one. */
export interface Occasion {
  now: Date
  actor: { kind: 'operator'; operatorId: string } | { kind: Exclude<ActorKind, 'operator'> }
  requestId?: string
}

export const liveTopics = [
  'call',
  'contact',
  'person',
  'service',
  'volunteer',
  'vehicle',
  'presence',
  'message',
  'conversation',
  'callback',
  'report',
  'network',
  'import',
  'export',
  'accountability',
  'directory',
  'editing',
  'paperwork',
  'companion',
  'campaign',
] as const
export type LiveTopic = (typeof liveTopics)[number]

export interface Trace {
  action: string
  entity: string
  entityId: string
  listeningPointId?: string | null
  /** Names of the fields that changed, never their contents. */
  fields?: string[]
}

export interface LiveNews {
  topic: LiveTopic
  entityId: string
  /** null concerns everybody. */
  listeningPointId: string | null
}

export interface JobRequest<N extends JobName = JobName> {
  name: N
  payload: JobPayloads[N]
  /** Asking twice with one key leaves one job. */
  key: string
  runAt?: Date
}

/** What every change carries with it, written in the same transaction: its trace, the news for the consoles, jobs to wake. */
export interface Change {
  trace(trace: Trace): void
  announce(news: LiveNews): void
  ask<N extends JobName>(job: JobRequest<N>): void
}

/** A use case's door to the store: all of `work` happens, or none of it. `Rows` is the narrow part the use case needs. */
export interface Transactions<Rows> {
  transaction<T>(occasion: Occasion, work: (rows: Rows & Change) => Promise<T>): Promise<T>
}
