export interface WebhookMatch {
  /** Part of the URL. */
  url?: string
  /** Parameters with exactly these values, e.g. { CallStatus: 'completed' }. */
  parameters?: Record<string, string>
}

/**
 * `drop`: never sent; where an answer is expected it is a connection failure. `delay`: later status callbacks overtake it.
 * `reorder`: sent right after the next one of the same call or message. `duplicate`: sent twice, the second after the
 * first, or with it when `together`. `forge`: a wrong signature. `unsigned`: none.
 */
export type WebhookFault = { match?: WebhookMatch; times?: number } & (
  | { kind: 'drop' | 'reorder' | 'forge' | 'unsigned' }
  | { kind: 'duplicate'; together?: boolean }
  | { kind: 'delay'; milliseconds: number }
)

/** `timeout` never answers; with `processed` the request has its effect all the same. */
export type RestFault = { method?: string; path?: string; times?: number } & (
  | { kind: 'error500' | 'tooManyRequests' }
  | { kind: 'timeout'; processed?: boolean }
)

export class Faults {
  #webhook: { fault: WebhookFault; left: number }[] = []
  #rest: { fault: RestFault; left: number }[] = []

  addWebhookFault(fault: WebhookFault): void {
    this.#webhook.push({ fault, left: fault.times ?? 1 })
  }

  addRestFault(fault: RestFault): void {
    this.#rest.push({ fault, left: fault.times ?? 1 })
  }

  takeWebhookFault(url: string, parameters: Record<string, string>): WebhookFault | undefined {
    return take(this.#webhook, ({ match }) => {
      if (match?.url !== undefined && !url.includes(match.url)) return false
      return Object.entries(match?.parameters ?? {}).every(([name, value]) => parameters[name] === value)
    })
  }

  takeRestFault(method: string, path: string): RestFault | undefined {
    return take(this.#rest, (fault) => {
      if (fault.method !== undefined && fault.method !== method) return false
      return fault.path === undefined || path.includes(fault.path)
    })
  }

  clear(): void {
    this.#webhook = []
    this.#rest = []
  }
}

function take<F>(armed: { fault: F; left: number }[], matches: (fault: F) => boolean): F | undefined {
  const index = armed.findIndex(({ fault }) => matches(fault))
  const found = armed[index]
  if (!found) return undefined
  found.left--
  if (found.left <= 0) armed.splice(index, 1)
  return found.fault
}
