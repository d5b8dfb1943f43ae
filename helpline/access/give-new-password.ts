import type { Occasion, Transactions } from '../changes/change.ts'
import { NotFound } from '../errors.ts'
import { keptEmail } from './network-plan.ts'
import type { OperatorAccount } from './sign-in.ts'

export interface NewPasswordDoors
  extends Transactions<{
    /** Whoever is signed in with the old one is signed out. */
    setPassword(operatorId: string, passwordHash: string): Promise<void>
  }> {
  findAccount(email: string): Promise<OperatorAccount | undefined>
  newPassword(): string
  hashPassword(password: string): Promise<string>
}

/** The new password, kept nowhere but in the answer. */
export async function giveNewPassword(doors: NewPasswordDoors, occasion: Occasion, email: string): Promise<string> {
  const account = await doors.findAccount(keptEmail(email))
  if (!account) throw new NotFound('Nessun operatore ha questa e-mail.')
  const password = doors.newPassword()
  const passwordHash = await doors.hashPassword(password)
  const { operatorId: entityId } = account
  await doors.transaction(occasion, async (tx) => {
    await tx.setPassword(entityId, passwordHash)
    tx.trace({ action: 'operator.passwordSet', entity: 'operator', entityId, fields: ['password'] })
    tx.announce({ topic: 'network', entityId, listeningPointId: null })
    // What makes every server close the sockets of the sessions that ended.
    tx.announce({ topic: 'presence', entityId, listeningPointId: null })
  })
  return password
}
