import type { z } from 'zod'
import { type Api, api, type EndpointName } from '../../contract/api.ts'
import { type AnswerOf, type Endpoint, type Problem, problem, type SentOf } from '../../contract/endpoint.ts'

/** What can go wrong between the console and the server, in the terms a page needs to say what to do. */
export type ApiErrorKind =
  | 'unreachable'
  | 'signedOut'
  | 'notAllowed'
  | 'notFound'
  | 'conflict'
  | 'invalid'
  | 'tooMany'
  | 'broken'

export class ApiError extends Error {
  readonly kind: ApiErrorKind
  readonly problem: Problem | null

  constructor(kind: ApiErrorKind, problem: Problem | null = null, options?: ErrorOptions) {
    super(problem?.detail ?? kind, options)
    this.name = 'ApiError'
    this.kind = kind
    this.problem = problem
  }

  /** Sentences to show beside the fields. */
  get fields(): Readonly<Record<string, string>> {
    return this.problem?.fields ?? {}
  }
}

const kindOfStatus: Record<number, ApiErrorKind> = {
  400: 'invalid',
  401: 'signedOut',
  403: 'notAllowed',
  404: 'notFound',
  409: 'conflict',
  413: 'invalid',
  422: 'invalid',
  429: 'tooMany',
}

const refusals: ReadonlySet<ApiErrorKind> = new Set(['conflict', 'invalid', 'notAllowed', 'notFound'])

/** Sent again as it is, it would be refused again; anything else may go better later. */
export const isRefusal = ({ kind }: ApiError): boolean => refusals.has(kind)

type Present<S> = { [K in keyof S as S[K] extends undefined ? never : K]: S[K] }
type OptionalKeys<S> = { [K in keyof S]: Record<string, never> extends S[K] ? K : never }[keyof S]
type Lenient<S> = Omit<S, OptionalKeys<S>> & Partial<Pick<S, OptionalKeys<S>>>
export type InputFor<N extends EndpointName> = Lenient<Present<SentOf<Api[N]>>>
export type AnswerFor<N extends EndpointName> = AnswerOf<Api[N]>

interface LooseInput {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

const MOST_KEPT_ALIVE = 60_000
const ANSWER_TIMEOUT_MS = 15_000

/** Address of an endpoint, for a call or for a link to a file. */
export function addressOf<N extends EndpointName>(name: N, input: Omit<InputFor<N>, 'body'>): string {
  const { params = {}, query = {} } = input as LooseInput
  const path = api[name].path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(key, String(value))
  }
  return `/api${path}${search.size > 0 ? `?${search}` : ''}`
}

const signedOutListeners = new Set<() => void>()

export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

async function problemOf(response: Response): Promise<Problem | null> {
  const read = problem.safeParse(await response.json().catch(() => null))
  return read.success ? read.data : null
}

async function send(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  try {
    return await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
  } catch (cause) {
    // A page that is no longer shown takes its question back; that is not a lost network.
    if (signal?.aborted) throw cause
    throw new ApiError('unreachable', null, { cause })
  }
}

/** Asks the server, and hands back only what the contract says it answers. */
export async function call<N extends EndpointName>(
  name: N,
  input: InputFor<N>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<AnswerFor<N>> {
  const endpoint: Endpoint = api[name]
  const { body } = input as LooseInput
  const init: RequestInit = {
    method: endpoint.method,
    headers: { Accept: 'application/json' },
    credentials: 'same-origin',
  }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { ...init.headers, 'Content-Type': 'application/json' }
    // What is being typed arrives even if the window is closed at that moment; a browser takes no more than this so.
    init.keepalive = init.body.length < MOST_KEPT_ALIVE
  }
  const response = await send(addressOf(name, input), init, signal)
  if (!response.ok) {
    const kind = kindOfStatus[response.status] ?? 'broken'
    const answer = await problemOf(response)
    if (kind === 'signedOut' && name !== 'signIn') for (const listener of signedOutListeners) listener()
    throw new ApiError(kind, answer)
  }
  const value: unknown = response.status === 204 ? null : await response.json().catch(() => undefined)
  const parsed = (endpoint.answer as z.ZodType).safeParse(value)
  if (!parsed.success) throw new ApiError('broken', null, { cause: parsed.error })
  return parsed.data as AnswerFor<N>
}

export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('broken', null, { cause: error })
