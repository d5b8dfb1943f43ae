import { setTimeout as pause } from 'node:timers/promises'
import twilio from 'twilio'
import { gsm7Text } from '../../helpline/messages/gsm7.ts'
import type { SendOutcome, Telephone } from '../../helpline/messages/telephone.ts'
import { outcomeOf } from './twilio-errors.ts'
import { webhookAddress } from './webhook-addresses.ts'

const REQUEST_TIMEOUT_MS = 15_000
const RING_SECONDS = 40
/** A call whose turn is further away goes back to the queue rather than keep a worker waiting. */
const LONGEST_WAIT_FOR_A_TURN_MS = 3_000
const LOG_PAGE = 100
const MOST_LOG_PAGES = 50
const OURS = 'outbound-api'

export interface TwilioSettings {
  accountSid: string
  authToken: string
  /** Another place that speaks Twilio's API. */
  apiBaseUrl?: string | undefined
  publicBaseUrl: string
  voiceNumber: string
  messagingNumber: string
  /** How far the time the program lives in is from Twilio's. */
  clockOffsetMs: number
  /** One call per second, however many workers there are: how long until the turn it takes, or would have taken. */
  takeCallTurn(longestWaitMs: number): Promise<{ taken: boolean; waitMs: number }>
  requestTimeoutMs?: number
}

export function openTwilio(settings: TwilioSettings): Telephone {
  const { accountSid, authToken, publicBaseUrl, voiceNumber, messagingNumber } = settings
  const httpClient = clientFor(settings.apiBaseUrl, settings.requestTimeoutMs ?? REQUEST_TIMEOUT_MS)
  // Twilio has no idempotency key: nothing is repeated by itself.
  const { messages, calls } = twilio(accountSid, authToken, { httpClient, autoRetry: false })
  const realTime = (instant: Date) => instant.getTime() - settings.clockOffsetMs

  return {
    async sendSms({ to, body, messageId }) {
      const statusCallback = webhookAddress(publicBaseUrl, 'smsStatus', messageId)
      return asking(messages.create({ from: messagingNumber, to, body: gsm7Text(body), statusCallback }))
    },

    async placeSpokenCall({ to, messageId }) {
      const { taken, waitMs } = await settings.takeCallTurn(LONGEST_WAIT_FOR_A_TURN_MS)
      if (!taken) return { kind: 'tryLater', afterSeconds: Math.ceil(waitMs / 1000) }
      await pause(waitMs)
      return asking(
        calls.create({
          from: voiceNumber,
          to,
          url: webhookAddress(publicBaseUrl, 'spokenCall', messageId),
          statusCallback: webhookAddress(publicBaseUrl, 'spokenCallStatus', messageId),
          statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          timeout: RING_SECONDS,
        }),
      )
    },

    // The date filters of both lists look at moments a waiting message or call does not have yet: dates are compared here.
    async findSms({ to, body, sentAfter }) {
      const sent = await logSince(messages.page({ from: messagingNumber, to, pageSize: LOG_PAGE }), realTime(sentAfter))
      const text = gsm7Text(body)
      return sidsOf(sent.filter((message) => message.body === text && message.direction === OURS))
    },

    async findCalls({ to, placedAfter }) {
      const placed = await logSince(calls.page({ from: voiceNumber, to, pageSize: LOG_PAGE }), realTime(placedAfter))
      return sidsOf(placed.filter((call) => call.direction === OURS))
    },
  }
}

interface LogPage<T> {
  instances: T[]
  nextPage(): Promise<LogPage<T>> | undefined
}

/** Twilio's log comes newest first: read until it is older than what is looked for. */
async function logSince<T extends { dateCreated: Date }>(first: Promise<LogPage<T>>, sinceMs: number): Promise<T[]> {
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

const sidsOf = (log: { sid: string; dateCreated: Date }[]): string[] =>
  log.toSorted((a, b) => a.dateCreated.getTime() - b.dateCreated.getTime()).map(({ sid }) => sid)

async function asking(request: Promise<{ sid: string }>): Promise<SendOutcome> {
  try {
    return { kind: 'accepted', sid: (await request).sid }
  } catch (error) {
    return outcomeOf(error)
  }
}

function clientFor(apiBaseUrl: string | undefined, timeout: number) {
  const client = new twilio.RequestClient({ timeout })
  if (apiBaseUrl === undefined) return client
  const base = new URL(apiBaseUrl)
  const request = client.request.bind(client)
  client.request = (options) => {
    const uri = new URL(options.uri)
    uri.protocol = base.protocol
    uri.host = base.host
    return request({ ...options, uri: uri.href })
  }
  return client
}
