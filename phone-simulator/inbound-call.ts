import { Call } from './call.ts'
import { endCall } from './call-progress.ts'
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
  const call = new Call({
    direction: 'inbound',
    from: options.withheld ? withheldNumber : telephone.number,
    to: number.number,
    status: 'ringing',
    telephone,
    ...(number.voiceFallbackUrl && { fallback: { url: number.voiceFallbackUrl, method: number.voiceFallbackMethod } }),
    ...(number.statusCallback && {
      subscription: {
        url: number.statusCallback,
        method: number.statusCallbackMethod,
        events: new Set(['completed'] as const),
      },
    }),
  })
  call.plannedKeys = options.press ?? ''
  telephone.line = { phase: 'calling', callSid: call.sid }
  telephone.hear(call.sid, 'note', `Hai chiamato ${dialled.trim()}.`)
  exchange.keep(exchange.calls, call.sid, call)
  if (options.hangUpAfterMs !== undefined) {
    const stop = exchange.activity.after(options.hangUpAfterMs / 1000, () => endCall(exchange, call))
    void call.ended.then(stop)
  }
  followInstructions(exchange, call, { url: number.voiceUrl, method: number.voiceMethod })
  return call
}
