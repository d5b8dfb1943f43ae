import type { Occasion, Transactions } from '../changes/change.ts'
import { NotFound } from '../errors.ts'
import { keptEmail } from './network-plan.ts'
import type { OperatorAccount } from './sign-in.ts'

interface PasswordRows {
  /** Whoever is signed in with the old one is signed out. */
  setPassword(operatorId: string, passwordHash: string): Promise<void>
}

export interface PasswordMaking {
  newPassword(): string
  hashPassword(password: string): Promise<string>
}

export interface NewPasswordDoors extends Transactions<PasswordRows>, PasswordMaking {
  findAccount(email: string): Promise<OperatorAccount | undefined>
}

/** The new password, kept nowhere but in the answer. */
export async function giveNewPassword(doors: NewPasswordDoors, occasion: Occasion, email: string): Promise<string> {
  const account = await doors.findAccount(keptEmail(email))
  if (!account) throw new NotFound('Nessun operatore ha questa e-mail.')
  return setNewPassword(doors, occasion, account.operatorId, async () => undefined)
}

/** `check` refuses, in the same transaction, whoever may not give it. */
export async function setNewPassword<R extends PasswordRows>(
  doors: Transactions<R> & PasswordMaking,
  occasion: Occasion,
  entityId: string,
  check: (tx: R) => Promise<void>,
): Promise<string> {
  const password = doors.newPassword()
  const passwordHash = await doors.hashPassword(password)
  await doors.transaction(occasion, async (tx) => {
    await check(tx)
    await tx.setPassword(entityId, passwordHash)
    tx.trace({ action: 'operator.passwordSet', entity: 'operator', entityId, fields: ['password'] })
    tx.announce({ topic: 'network', entityId, listeningPointId: null })
    // What makes every server close the sockets of the sessions that ended.
    tx.announce({ topic: 'presence', entityId, listeningPointId: null })
  })
  return password
}
