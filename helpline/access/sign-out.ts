import type { Occasion, Transactions } from '../changes/change.ts'
import type { SignedIn } from './permissions.ts'
import type { PresenceRow } from './set-presence.ts'

interface SignOutRows {
  removeSession(tokenHash: string): Promise<void>
  hasLiveSession(operatorId: string, now: Date): Promise<boolean>
  findPresence(operatorId: string): Promise<PresenceRow | undefined>
  savePresence(presence: PresenceRow): Promise<void>
}

/** Whoever signs out everywhere is no longer here: their telephone must not ring. */
export async function signOut(
  doors: Transactions<SignOutRows>,
  occasion: Occasion,
  input: { who: SignedIn; tokenHash: string },
): Promise<void> {
  const { operatorId } = input.who
  await doors.transaction(occasion, async (tx) => {
    await tx.removeSession(input.tokenHash)
    tx.trace({ action: 'signOut', entity: 'operator', entityId: operatorId })
    const presence = await tx.findPresence(operatorId)
    if (presence && presence.state !== 'offline' && !(await tx.hasLiveSession(operatorId, occasion.now))) {
      await tx.savePresence({ ...presence, state: 'offline', since: occasion.now })
    }
    // Also what makes every server close the sockets of the session that ended.
    tx.announce({ topic: 'presence', entityId: operatorId, listeningPointId: presence?.listeningPointId ?? null })
  })
}
