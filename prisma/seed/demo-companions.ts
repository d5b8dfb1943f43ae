import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { addDays, type IsoDate } from '../../helpline/territory/rome-time.ts'
import type { DemoPoint } from './demo-network.ts'
import type { DemoPerson } from './demo-people.ts'

const DAY_MS = 24 * 3_600_000

/** At each point somebody called every week, due today; somebody nobody called yesterday; somebody silent twice in a row. */
export async function seedCompanions(
  db: Prisma.TransactionClient,
  points: DemoPoint[],
  people: DemoPerson[],
  now: Date,
  today: IsoDate,
): Promise<void> {
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
  for (const point of points) {
    const [mine, late, silent] = people.filter((person) => person.point === point).slice(6, 9)
    if (!mine || !late || !silent) continue
    const plan = (personId: string, more: Partial<Prisma.CompanionPlanUncheckedCreateInput> = {}) =>
      db.companionPlan.create({
        data: {
          ...{ personId, listeningPointId: point.id, rhythm: 'weekly', everyDays: 7 },
          ...{ dayPart: 'morning', nextCallOn: toDateColumn(today) },
          ...more,
        },
        select: { id: true },
      })
    await plan(mine.id, {
      operatorId: point.operatorId,
      calls: {
        create: {
          ...{ at: ago(7), outcome: 'answered', mood: 4, operatorId: point.operatorId },
          notes: 'Aspetta la nipote per domenica: chiederle com’è andata.',
        },
      },
    })
    await plan(late.id, { ...{ rhythm: 'twiceAMonth', everyDays: 14 }, nextCallOn: toDateColumn(addDays(today, -1)) })
    const { id: planId } = await plan(silent.id, { operatorId: point.operatorId })
    for (const days of [2, 1]) {
      const call = await db.companionCall.create({
        data: { planId, at: ago(days), outcome: 'noAnswer', operatorId: point.operatorId },
        select: { id: true },
      })
      if (days === 1) await db.companionAlarm.create({ data: { planId, callId: call.id, raisedAt: ago(days) } })
    }
    await db.relation.create({
      data: { personId: silent.id, kind: 'child', name: 'Marina', phoneE164: '+393335550142', informInAlarm: true },
    })
  }
}
