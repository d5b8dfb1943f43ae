import { randomUUID } from 'node:crypto'
import type { Activity } from './activity.ts'
import type { Faults, WebhookFault } from './faults.ts'
import { type Attempt, AttemptFailure, attempt, type WebhookAnswer } from './http-attempt.ts'
import { signatureOf } from './signing.ts'

export interface Webhook {
  url: string
  method: string
  parameters: Record<string, string>
}

export class WebhookFailure extends Error {
  readonly code: number
  /** As Twilio names it to the fallback URL. */
  readonly url: string

  constructor(code: number, url: string, message: string) {
    super(message)
    this.code = code
    this.url = url
  }
}

interface ConnectionSettings {
  connectMilliseconds: number
  responseMilliseconds: number
  totalMilliseconds: number
  retries: number
  policy: ReadonlySet<string>
}

/** Seconds a reordered webhook is held when nothing comes to overtake it. */
const longestHoldSeconds = 5

export class Webhooks {
  readonly #authToken: string
  readonly #activity: Activity
  readonly #faults: Faults
  readonly #chains = new Map<string, Promise<void>>()
  readonly #held = new Map<string, () => void>()

  constructor(authToken: string, activity: Activity, faults: Faults) {
    this.#authToken = authToken
    this.#activity = activity
    this.#faults = faults
  }

  /** Sends a webhook whose answer is needed; anything but a 2xx is a WebhookFailure. */
  fetch(webhook: Webhook): Promise<WebhookAnswer> {
    return this.#activity.track(this.#withFault(webhook, this.#fault(webhook)))
  }

  /**
   * Sends a webhook nobody waits for. Those of one call or message leave in order, each after the answer to the one before,
   * unless a fault says otherwise.
   */
  post(
    about: string,
    webhook: Webhook,
    onFailure: (failure: WebhookFailure) => void,
    onAnswer: (answer: WebhookAnswer) => void = () => {},
  ): void {
    const fault = this.#fault(webhook)
    const send = async () => {
      try {
        onAnswer(await this.#withFault(webhook, fault))
      } catch (error) {
        if (fault?.kind === 'drop') return
        if (!(error instanceof WebhookFailure)) throw error
        onFailure(error)
      }
    }
    if (fault?.kind === 'delay') {
      void this.#activity.track(send())
      return
    }
    if (fault?.kind === 'reorder') {
      this.#hold(about, send)
      return
    }
    const release = this.#held.get(about)
    this.#held.delete(about)
    this.#append(about, send)
    release?.()
  }

  #append(about: string, send: () => Promise<void>): void {
    const before = this.#chains.get(about) ?? Promise.resolve()
    const chain = this.#activity.track(before.then(send))
    this.#chains.set(about, chain)
    void chain.finally(() => {
      if (this.#chains.get(about) === chain) this.#chains.delete(about)
    })
  }

  #hold(about: string, send: () => Promise<void>): void {
    const release = () => {
      stop()
      this.#held.delete(about)
      this.#append(about, send)
    }
    const stop = this.#activity.after(longestHoldSeconds, release)
    this.#held.set(about, release)
  }

  #fault(webhook: Webhook): WebhookFault | undefined {
    return this.#faults.takeWebhookFault(webhook.url, webhook.parameters)
  }

  async #withFault(webhook: Webhook, fault: WebhookFault | undefined): Promise<WebhookAnswer> {
    const token = randomUUID()
    const send = (signing: 'signed' | 'forged' | 'unsigned' = 'signed') => this.#send(webhook, token, signing)
    switch (fault?.kind) {
      case 'drop':
        throw new WebhookFailure(11200, withoutFragment(webhook.url), 'dropped by a fault')
      case 'delay':
        await this.#activity.sleep(fault.milliseconds / 1000)
        return send()
      case 'forge':
        return send('forged')
      case 'unsigned':
        return send('unsigned')
      case 'duplicate': {
        if (fault.together) return (await Promise.all([send(), send()]))[0]
        const answer = await send()
        await send()
        return answer
      }
      default:
        return send()
    }
  }

  async #send(webhook: Webhook, token: string, signing: 'signed' | 'forged' | 'unsigned'): Promise<WebhookAnswer> {
    if (!URL.canParse(webhook.url)) throw new WebhookFailure(11100, webhook.url, 'no valid address to ask')
    const settings = connectionSettings(webhook.url)
    const request = this.#request(webhook, token, signing, settings)
    const startedAt = performance.now()
    for (let retry = 0; ; retry++) {
      const left = settings.totalMilliseconds - (performance.now() - startedAt)
      const limit = (milliseconds: number) => Math.max(1, Math.min(milliseconds, left))
      const result = await attempt({
        ...request,
        connectMilliseconds: limit(settings.connectMilliseconds),
        responseMilliseconds: limit(settings.responseMilliseconds),
      }).catch((error: unknown) => {
        if (error instanceof AttemptFailure) return error
        throw error
      })
      if (!(result instanceof AttemptFailure) && result.status >= 200 && result.status < 300) return result
      const timeIsOver = performance.now() - startedAt >= settings.totalMilliseconds
      if (retry < settings.retries && !timeIsOver && isRetried(result, settings.policy)) continue
      if (result instanceof AttemptFailure) {
        throw new WebhookFailure(result.during === 'rt' ? 11205 : 11200, request.url, result.message)
      }
      throw new WebhookFailure(11200, request.url, `the answer was ${result.status}`)
    }
  }

  #request(webhook: Webhook, token: string, signing: string, settings: ConnectionSettings): Attempt {
    const body = new URLSearchParams(webhook.parameters).toString()
    const isPost = webhook.method.toUpperCase() !== 'GET'
    const base = withoutFragment(webhook.url)
    const url = isPost || body === '' ? base : `${base}${base.includes('?') ? '&' : '?'}${body}`
    const headers: Record<string, string> = { 'User-Agent': 'TwilioProxy/1.1', 'I-Twilio-Idempotency-Token': token }
    const signature = signatureOf(this.#authToken, url, isPost ? webhook.parameters : {})
    if (signing === 'signed') headers['X-Twilio-Signature'] = signature
    if (signing === 'forged') headers['X-Twilio-Signature'] = signatureOf(`not ${this.#authToken}`, url, {})
    if (isPost) headers['Content-Type'] = 'application/x-www-form-urlencoded; charset=UTF-8'
    return {
      url,
      method: isPost ? 'POST' : 'GET',
      headers: isPost ? { ...headers, 'Content-Length': String(Buffer.byteLength(body)) } : headers,
      body: isPost ? body : undefined,
      connectMilliseconds: settings.connectMilliseconds,
      responseMilliseconds: settings.responseMilliseconds,
    }
  }
}

export function withoutFragment(url: string): string {
  const hash = url.indexOf('#')
  return hash === -1 ? url : url.slice(0, hash)
}

/** `#ct=2000&rt=5000&tt=15000&rc=3&rp=5xx,ct,rt`; without it a failed connection alone is tried once more. */
function connectionSettings(url: string): ConnectionSettings {
  const hash = url.indexOf('#')
  const fragment = new URLSearchParams(hash === -1 ? '' : url.slice(hash + 1))
  const whole = (name: string, otherwise: number) => {
    const value = Number(fragment.get(name) ?? otherwise)
    return Number.isInteger(value) && value >= 0 ? value : otherwise
  }
  return {
    connectMilliseconds: whole('ct', 5_000),
    responseMilliseconds: whole('rt', 15_000),
    totalMilliseconds: whole('tt', 15_000),
    retries: Math.min(whole('rc', 1), 5),
    policy: new Set((fragment.get('rp') ?? 'ct').split(',').map((name) => name.trim())),
  }
}

function isRetried(result: WebhookAnswer | AttemptFailure, policy: ReadonlySet<string>): boolean {
  if (policy.has('all')) return true
  if (result instanceof AttemptFailure) return policy.has(result.during)
  return policy.has(`${Math.floor(result.status / 100)}xx`)
}
