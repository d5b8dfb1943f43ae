import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { NotAllowed, NotFound } from '../../errors.ts'

export interface AlarmRows {
  lockCompanionAlarm(alarmId: string): Promise<{ listeningPointId: string | null; closedAt: Date | null } | null>
  closeCompanionAlarm(
    alarmId: string,
    closing: { closedAt: Date; closedById: string; whatWasDone: string },
  ): Promise<void>
}

/** Only a person closes one, and says what was done. Twice is once. */
export async function closeCompanionAlarm(
  doors: Transactions<AlarmRows>,
  occasion: Occasion,
  input: { who: SignedIn; alarmId: string; whatWasDone: string },
): Promise<void> {
  const { who, alarmId: entityId, whatWasDone } = input
  await doors.transaction(occasion, async (tx) => {
    const alarm = await tx.lockCompanionAlarm(entityId)
    if (!alarm) throw new NotFound('Questo allarme non c’è.')
    const { listeningPointId } = alarm
    if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('È di un altro punto d’ascolto.')
    if (alarm.closedAt) return
    await tx.closeCompanionAlarm(entityId, { closedAt: occasion.now, closedById: who.operatorId, whatWasDone })
    tx.trace({ action: 'companionAlarm.closed', entity: 'companionAlarm', entityId, listeningPointId })
    tx.announce({ topic: 'companion', entityId, listeningPointId })
  })
}
