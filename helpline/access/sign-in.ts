import type { Occasion, Transactions } from '../changes/change.ts'
import type { SignedIn } from './permissions.ts'

export const SESSION_HOURS = 12
const FAILURES_ALLOWED = 10
const FAILURE_WINDOW_MINUTES = 15
const MINUTE_MS = 60_000

export interface OperatorAccount {
  operatorId: string
  passwordHash: string
  active: boolean
  isDemo: boolean
}

interface SignInReads {
  findAccount(email: string): Promise<OperatorAccount | undefined>
  /** The newest first. */
  listSignInFailures(emailHash: string, after: Date, until: Date, limit: number): Promise<Date[]>
  findOperator(operatorId: string): Promise<SignedIn | undefined>
}

interface SignInRows extends SignInReads {
  /** Lets one attempt at a time through for an e-mail, until the transaction ends. */
  lockSignIn(emailHash: string): Promise<void>
  addSignInFailure(emailHash: string, at: Date): Promise<void>
  clearSignInFailures(emailHash: string): Promise<void>
  addSession(session: { tokenHash: string; operatorId: string; createdAt: Date; expiresAt: Date }): Promise<void>
}

export interface SignInDoors extends SignInReads, Transactions<SignInRows> {
  hash(text: string): string
  newToken(): string
  /** Takes as long when there is no hash to compare with. */
  verifyPassword(password: string, hash: string | undefined): Promise<boolean>
  /** Demo accounts, whose password everybody knows, exist only in a demo. */
  demo: boolean
}

export type SignInResult =
  | { kind: 'signedIn'; token: string; expiresAt: Date; who: SignedIn }
  | { kind: 'refused' }
  | { kind: 'tooMany'; retryAfterSeconds: number }

/** Says only yes, no or wait: never which of e-mail, password and account was wrong. */
export async function signIn(
  doors: SignInDoors,
  occasion: Occasion,
  input: { email: string; password: string },
): Promise<SignInResult> {
  const emailHash = doors.hash(input.email)
  const waiting = await secondsToWait(doors, emailHash, occasion.now)
  if (waiting > 0) return { kind: 'tooMany', retryAfterSeconds: waiting }

  const account = await doors.findAccount(input.email)
  const matches = await doors.verifyPassword(input.password, account?.passwordHash)
  const welcome = account && matches && account.active && (doors.demo || !account.isDemo)
  const actor = welcome ? ({ kind: 'operator', operatorId: account.operatorId } as const) : occasion.actor

  return doors.transaction<SignInResult>({ ...occasion, actor }, async (tx) => {
    await tx.lockSignIn(emailHash)
    // Again, now that nobody else is trying: many attempts at once count like many in a row.
    const retryAfterSeconds = await secondsToWait(tx, emailHash, occasion.now)
    if (retryAfterSeconds > 0) return { kind: 'tooMany', retryAfterSeconds }
    const who = welcome ? await tx.findOperator(account.operatorId) : undefined
    if (!who) {
      await tx.addSignInFailure(emailHash, occasion.now)
      tx.trace({ action: 'signInFailed', entity: 'signIn', entityId: emailHash })
      return { kind: 'refused' }
    }
    const token = doors.newToken()
    const expiresAt = new Date(occasion.now.getTime() + SESSION_HOURS * 60 * MINUTE_MS)
    await tx.clearSignInFailures(emailHash)
    await tx.addSession({
      tokenHash: doors.hash(token),
      operatorId: who.operatorId,
      createdAt: occasion.now,
      expiresAt,
    })
    tx.trace({ action: 'signIn', entity: 'operator', entityId: who.operatorId })
    return { kind: 'signedIn', token, expiresAt, who }
  })
}

async function secondsToWait(
  reads: Pick<SignInReads, 'listSignInFailures'>,
  emailHash: string,
  now: Date,
): Promise<number> {
  const windowMs = FAILURE_WINDOW_MINUTES * MINUTE_MS
  const windowStart = new Date(now.getTime() - windowMs)
  const failures = await reads.listSignInFailures(emailHash, windowStart, now, FAILURES_ALLOWED)
  const oldest = failures[FAILURES_ALLOWED - 1]
  return oldest ? Math.ceil((oldest.getTime() + windowMs - now.getTime()) / 1000) : 0
}
