import twilio from 'twilio'
import type { SendOutcome } from '../../helpline/messages/telephone.ts'

// The request never left this machine.
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
// Our account or Twilio's limits, not this message.
const ofTheMoment = new Set([401, 403, 503])
// Who we are was not accepted, or the account is closed or suspended.
const ofTheAccount = new Set([20003, 20005, 20006])
// Country not enabled, person opted out: said with a 403, yet about this message.
const refusedWith403 = new Set([21408, 21610])

/** Too many in one second: the next ones are better. */
const TOO_FAST = { kind: 'tryLater', afterSeconds: 2 } as const

/** Only what was certainly not taken may be asked again; everything else must be looked for first. */
export function outcomeOf(error: unknown): Exclude<SendOutcome, { kind: 'accepted' }> {
  if (error instanceof twilio.RestException) {
    const { status, code } = error
    if (status === 401 || ofTheAccount.has(code ?? 0)) return { kind: 'tryLater', isAccountRefused: true }
    if (status === 429 || code === 20429) return TOO_FAST
    const isOfTheMoment = ofTheMoment.has(status)
    if (isOfTheMoment && !refusedWith403.has(code ?? 0)) return { kind: 'tryLater' }
    if (status >= 400 && status < 500) return { kind: 'refused', code: code ?? status }
    return { kind: 'unknown' }
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return neverSent.has(code) ? { kind: 'tryLater' } : { kind: 'unknown' }
}
