import { setTimeout as pause } from 'node:timers/promises'
import twilio from 'twilio'
import type { RequestOutcome } from '../../helpline/calls/call-control.ts'
import { isAllowed, NumberNotAllowed } from './allowed-numbers.ts'
import { outcomeOf } from './twilio-errors.ts'

const REQUEST_TIMEOUT_MS = 15_000
export const LOG_PAGE = 100
const MOST_LOG_PAGES = 50
/** What Twilio says of a number that a trial account may not reach. */
const NOT_VERIFIED = 21608
/** A call whose turn is further away goes back to the queue rather than keep a worker waiting. */
const LONGEST_WAIT_FOR_A_TURN_MS = 3_000

/** One call per second, however many workers there are: how long until the turn it takes, or would have taken. */
export type TakeCallTurn = (longestWaitMs: number) => Promise<{ taken: boolean; waitMs: number }>

export interface RestSettings {
  accountSid: string
  authToken: string
  /** Another place that speaks Twilio's API. */
  apiBaseUrl?: string | undefined
  requestTimeoutMs?: number
  /** The only numbers that may be reached; undefined: any. */
  allowedNumbers?: readonly string[] | undefined
  log?: { error(fields: object, message: string): void }
}

/** Twilio has no idempotency key: nothing is repeated by itself. */
export function openClient(settings: RestSettings) {
  return twilio(settings.accountSid, settings.authToken, { httpClient: clientFor(settings), autoRetry: false })
}

export const isGone = (error: unknown): boolean => error instanceof twilio.RestException && error.status === 404

export async function asking(request: Promise<{ sid: string }>): Promise<RequestOutcome> {
  try {
    return { kind: 'accepted', sid: (await request).sid }
  } catch (error) {
    return error instanceof NumberNotAllowed ? { kind: 'refused', code: NOT_VERIFIED } : outcomeOf(error)
  }
}

export async function inItsTurn(
  takeCallTurn: TakeCallTurn,
  place: () => Promise<{ sid: string }>,
): Promise<RequestOutcome> {
  const { taken, waitMs } = await takeCallTurn(LONGEST_WAIT_FOR_A_TURN_MS)
  if (!taken) return { kind: 'tryLater', afterSeconds: Math.ceil(waitMs / 1000) }
  await pause(waitMs)
  return asking(place())
}

/** Whatever is asked of Twilio goes through here. */
function clientFor({ apiBaseUrl, requestTimeoutMs = REQUEST_TIMEOUT_MS, allowedNumbers, log }: RestSettings) {
  const client = new twilio.RequestClient({ timeout: requestTimeoutMs })
  const base = apiBaseUrl === undefined ? undefined : new URL(apiBaseUrl)
  const request = client.request.bind(client)
  client.request = async (options) => {
    const uri = new URL(options.uri)
    const to = numberReached(options)
    if (to !== undefined && !isAllowed(allowedNumbers, to)) {
      log?.error({ to }, 'outside production this number is not reached: see FILO_ALLOWED_NUMBERS')
      throw new NumberNotAllowed()
    }
    if (base) {
      uri.protocol = base.protocol
      uri.host = base.host
    }
    return request({ ...options, uri: uri.href })
  }
  return client
}

function numberReached({ method, data }: { method: string; data?: unknown }): string | undefined {
  const { To } = (data ?? {}) as { To?: unknown }
  return method.toUpperCase() === 'POST' && typeof To === 'string' ? To : undefined
}

interface LogPage<T> {
  instances: T[]
  nextPage(): Promise<LogPage<T>> | undefined
}

/** Twilio's log comes newest first: read until it is older than what is looked for. */
export async function logSince<T extends { dateCreated: Date }>(
  first: Promise<LogPage<T>>,
  sinceMs: number,
): Promise<T[]> {
  const found: T[] = []
  let next: Promise<LogPage<T>> | undefined = first
  for (let count = 0; next && count < MOST_LOG_PAGES; count++) {
    const page: LogPage<T> = await next
    found.push(...page.instances.filter(({ dateCreated }) => dateCreated.getTime() >= sinceMs))
    const oldest = page.instances.at(-1)
    next = oldest && oldest.dateCreated.getTime() >= sinceMs ? page.nextPage() : undefined
  }
  return found
}

/** The sids of what we sent ourselves, oldest first. */
export const sidsOf = (log: { sid: string; dateCreated: Date; direction: string }[]): string[] =>
  log
    .filter(({ direction }) => direction === 'outbound-api')
    .toSorted((a, b) => a.dateCreated.getTime() - b.dateCreated.getTime())
    .map(({ sid }) => sid)
