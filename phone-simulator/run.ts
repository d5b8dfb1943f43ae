import type { Call, UrlWithMethod } from './call.ts'
import type { Exchange } from './exchange.ts'
import { TwimlError } from './twiml.ts'

/** Where instructions come from. */
export type Source = { url: string; method: string; parameters?: Record<string, string> } | { twiml: string }

/** What comes after a verb: the next one, another document, or the end. */
export type Outcome =
  | { kind: 'go on' }
  | { kind: 'document'; source: Source }
  | { kind: 'leave' }
  | { kind: 'hang up' }
  | { kind: 'reject'; status: 'busy' | 'no-answer' }

/** How the following of instructions ended. */
export type Ending = 'ran out' | 'left' | 'hung up' | 'rejected' | 'rejected busy' | 'interrupted'

/** A place where not every verb may be used, and the error of those that may not. */
export interface Confines {
  place: string
  verbs: ReadonlySet<string>
  code: number
}

/** Instructions followed beside a verb that goes on meanwhile: what is heard in a queue, before a conference, on hold. */
export interface Aside {
  source: Source
  signal: AbortSignal
  confines: Confines
  /** Nobody has to wait for its end: it goes on until somebody else comes. */
  isEndless: boolean
  /** Called when something that takes time begins. */
  onWait?: () => void
}

/** A call following a document. */
export interface Run {
  exchange: Exchange
  call: Call
  signal: AbortSignal
  /** The document's own address, which relative ones start from. */
  base: UrlWithMethod | undefined
  confines: Confines | undefined
  isEndless: boolean
  onWait: (() => void) | undefined
  /** Follows instructions on another leg before it is joined to this one. */
  followWhisper: (call: Call, source: Source, confines: Confines) => Promise<Ending>
  /** Rejects with Interrupted when the signal breaks it off, and with the error of a wrong document. */
  followAside: (aside: Aside) => Promise<Ending>
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

/** Lets simulated time pass while something is heard. Where that is endless it is a wait, which can be cut short. */
export function letPass(run: Run, seconds: number): Promise<void> {
  return run.isEndless ? waitHere(run, seconds) : run.exchange.activity.sleep(seconds, run.signal)
}

export function waitHere(run: Run, seconds: number): Promise<void> {
  if (seconds > 0) run.onWait?.()
  return run.exchange.activity.wait(run.call.sid, seconds, run.signal)
}
