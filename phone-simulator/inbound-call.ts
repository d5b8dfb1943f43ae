import { Call } from './call.ts'
import { endCall } from './call-progress.ts'
import type { Addresses } from './configuration.ts'
import type { Exchange } from './exchange.ts'
import { followInstructions } from './instructions.ts'
import { dialledNumber, withheldNumber } from './numbers.ts'
import type { Telephone } from './telephone.ts'

export interface DialOptions {
  /** Hides the caller's number. */
  withheld?: boolean
  /** Keys typed at the first question. */
  press?: string
  /** The caller gives up after this simulated time. */
  hangUpAfterMs?: number
}

export class CannotDo extends Error {}

/** A telephone dials a number of the account. */
export function dialIn(exchange: Exchange, telephone: Telephone, dialled: string, options: DialOptions = {}): Call {
  if (telephone.line) throw new CannotDo('Il telefono è occupato.')
  const to = dialledNumber(dialled)
  const number = to === undefined ? undefined : exchange.accountNumber(to)
  if (!number) throw new CannotDo('Il numero non risponde: da qui si chiamano solo i numeri del centralino.')
  const from = options.withheld ? withheldNumber : telephone.number
  const addresses = exchange.voiceAddresses(number)
  return comeIn(exchange, telephone, { from, to: number.number, dialled: dialled.trim(), addresses }, options)
}

export interface IncomingCall {
  from: string
  to: string
  /** As it was typed. */
  dialled: string
  addresses: Addresses
  /** Sent with the first request only. */
  parameters?: Record<string, string>
}

/** A call comes in from a telephone or a softphone and follows the instructions found at the addresses. */
export function comeIn(
  exchange: Exchange,
  telephone: Telephone,
  { from, to, dialled, addresses, parameters }: IncomingCall,
  options: DialOptions = {},
): Call {
  const { voiceFallbackUrl, statusCallback } = addresses
  const call = new Call({
    direction: 'inbound',
    from,
    to,
    status: 'ringing',
    telephone,
    ...(voiceFallbackUrl && { fallback: { url: voiceFallbackUrl, method: addresses.voiceFallbackMethod } }),
    ...(statusCallback && {
      subscription: {
        url: statusCallback,
        method: addresses.statusCallbackMethod,
        events: new Set(['completed'] as const),
      },
    }),
  })
  call.startedAt = call.createdAt
  call.plannedKeys = options.press ?? ''
  telephone.line = { phase: 'calling', callSid: call.sid }
  telephone.hear(call.sid, 'note', dialled === '' ? 'Hai chiamato.' : `Hai chiamato ${dialled}.`)
  exchange.keep(exchange.calls, call.sid, call)
  if (options.hangUpAfterMs !== undefined) {
    const stop = exchange.activity.after(options.hangUpAfterMs / 1000, () => endCall(exchange, call))
    void call.ended.then(stop)
  }
  const { voiceUrl, voiceMethod } = addresses
  followInstructions(exchange, call, { url: voiceUrl, method: voiceMethod, ...(parameters && { parameters }) })
  return call
}
