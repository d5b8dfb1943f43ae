import type { Prisma } from '../../generated/prisma/client.ts'
import type { DemoPoint } from './demo-network.ts'
import type { DemoPerson } from './demo-people.ts'

const MINUTE_MS = 60_000

/** At each point somebody who rang while all were talking, and somebody who was promised a call and did not answer the first. */
export async function seedCallbacks(
  db: Prisma.TransactionClient,
  points: DemoPoint[],
  people: DemoPerson[],
  now: Date,
): Promise<void> {
  const ago = (minutes: number): Date => new Date(now.getTime() - minutes * MINUTE_MS)
  for (const point of points) {
    const [missed, promised] = people.filter((person) => person.point === point).slice(3, 5)
    if (!missed || !promised) continue
    const numbers = new Map(
      (
        await db.personPhone.findMany({
          where: { personId: { in: [missed.id, promised.id] }, preferred: true },
          select: { personId: true, e164: true },
        })
      ).map(({ personId, e164 }) => [personId, e164]),
    )
    await db.callback.create({
      data: {
        ...{ listeningPointId: point.id, personId: missed.id, e164: numbers.get(missed.id) ?? null },
        ...{ reason: 'missed', createdAt: ago(25) },
      },
    })
    await db.callback.create({
      data: {
        ...{ listeningPointId: point.id, personId: promised.id, e164: numbers.get(promised.id) ?? null },
        ...{ reason: 'promised', createdAt: ago(24 * 60), nextAttemptAt: ago(-90) },
        notes: 'Voleva sapere se il passaggio di giovedì è confermato.',
        attempts: { create: { at: ago(40), operatorId: point.operatorId, outcome: 'noAnswer' } },
      },
    })
  }
}
