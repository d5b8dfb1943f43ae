import type { Prisma } from '../../generated/prisma/client.ts'
import type { DemoPoint } from './demo-network.ts'
import type { DemoVolunteer } from './demo-people.ts'

const HOUR_MS = 3_600_000

/** At the first point two of the coming services are uncovered: several said no to one, to the other the vehicle is missing. */
export async function seedBoard(
  db: Prisma.TransactionClient,
  points: DemoPoint[],
  volunteers: DemoVolunteer[],
  now: Date,
): Promise<void> {
  const [point] = points
  if (!point) return
  const coming = await db.service.findMany({
    where: {
      listeningPointId: point.id,
      state: 'assigned',
      startsAt: { gt: new Date(now.getTime() + 6 * HOUR_MS) },
      helpKind: 'transport',
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: 3,
    select: { id: true, volunteerId: true },
  })
  const [first, , third] = coming
  if (third) await db.service.update({ where: { id: third.id }, data: { vehicleId: null } })
  if (!first) return
  await db.service.update({
    where: { id: first.id },
    data: { state: 'offering', volunteerId: null, vehicleId: null, assignedAt: null, toldPersonAt: null },
  })
  const asked = volunteers.filter(({ id, point: of }) => of === point && id !== first.volunteerId).slice(0, 3)
  const sentAt = new Date(now.getTime() - 3 * HOUR_MS)
  await db.offer.createMany({
    data: asked.map(({ id: volunteerId }, index) => ({
      serviceId: first.id,
      volunteerId,
      wave: 1,
      rank: index + 1,
      reasons: ['nessun servizio questo mese'],
      code: String(4821 + index),
      channel: 'sms' as const,
      createdAt: sentAt,
      sentAt,
      expiresAt: new Date(sentAt.getTime() + HOUR_MS / 4),
      ...(index === 0
        ? { state: 'expired' as const }
        : { state: 'declined' as const, answeredAt: sentAt, answerVia: 'sms' as const }),
    })),
  })
}
