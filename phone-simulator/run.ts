import type { Call, UrlWithMethod } from './call.ts'
import type { Exchange } from './exchange.ts'
import { TwimlError } from './twiml.ts'

/** Where instructions come from. */
export type Source = { url: string; method: string; parameters?: Record<string, string> } | { twiml: string }

/** What comes after a verb: the next one, another document, or the end. */
export type Outcome =
  | { kind: 'go on' }
  | { kind: 'document'; source: Source }
  | { kind: 'hang up' }
  | { kind: 'reject'; status: 'busy' | 'no-answer' }

/** A call following a document. */
export interface Run {
  exchange: Exchange
  call: Call
  signal: AbortSignal
  /** The document's own address, which relative ones start from. */
  base: UrlWithMethod | undefined
  /** On the called side, before the two are joined. */
  isWhisper: boolean
  /** Follows a whisper on another leg; true when it ran to its end, so the two may be joined. */
  followWhisper: (call: Call, source: Source) => Promise<boolean>
}

export const goOn: Outcome = { kind: 'go on' }

/** The document at an address written in the current one; an empty address is the current one's own. */
export function sourceAt(
  run: Run,
  address: string | undefined,
  method: string | undefined,
  parameters?: Record<string, string>,
): Source {
  return { ...addressIn(run, address, method), ...(parameters && { parameters }) }
}

export function addressIn(run: Run, address: string | undefined, method: string | undefined): UrlWithMethod {
  if (!address) {
    if (!run.base) throw new TwimlError(11100, 'no address, and the document has none of its own')
    return { url: run.base.url, method: method ?? 'POST' }
  }
  // Not URL.href: the signature covers the address as it is written.
  if (/^https?:\/\//i.test(address)) return { url: address, method: method ?? 'POST' }
  if (!run.base) throw new TwimlError(11100, 'a relative address in a document without one')
  return { url: new URL(address, run.base.url).href, method: method ?? 'POST' }
}
