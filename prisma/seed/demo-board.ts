import type { Prisma } from '../../generated/prisma/client.ts'
import type { DemoPoint } from './demo-network.ts'
import type { DemoVolunteer } from './demo-people.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/**
 * At the first point three of the coming services are uncovered: several said no to one, another has no vehicle, and for the
 * third volunteers are being asked right now.
 */
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
    take: 4,
    select: { id: true, volunteerId: true },
  })
  const [first, , third, fourth] = coming
  if (third) await db.service.update({ where: { id: third.id }, data: { vehicleId: null } })
  if (fourth)
    await askNow(
      db,
      fourth.id,
      volunteers.filter((one) => one.point === point),
      now,
    )
  if (!first) return
  await reopen(db, first.id)
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

const reopen = (db: Prisma.TransactionClient, id: string) =>
  db.service.update({
    where: { id },
    data: { state: 'offering', volunteerId: null, vehicleId: null, assignedAt: null, toldPersonAt: null },
  })

/** A first wave in vain, and one of now: somebody has said no, somebody has it on WhatsApp and has not answered yet. */
async function askNow(
  db: Prisma.TransactionClient,
  serviceId: string,
  volunteers: DemoVolunteer[],
  now: Date,
): Promise<void> {
  const { startsAt } = await reopen(db, serviceId)
  const [refuses, silent, , , onWhatsApp, busy] = volunteers
  if (!refuses || !silent || !onWhatsApp || !busy) return
  // Away at the weekend: for other services nobody asks them a second thing meanwhile.
  const away = {
    fromAt: new Date(startsAt.getTime() + 24 * HOUR_MS),
    untilAt: new Date(startsAt.getTime() + 144 * HOUR_MS),
  }
  await db.volunteerTimeOff.create({ data: { volunteerId: onWhatsApp.id, ...away } })
  const asked = (minutesAgo: number, wave: number, rank: number, volunteerId: string) => {
    const sentAt = new Date(now.getTime() - minutesAgo * MINUTE_MS)
    const expiresAt = new Date(sentAt.getTime() + 15 * MINUTE_MS)
    return { serviceId, volunteerId, wave, rank, code: String(5310 + rank), createdAt: sentAt, sentAt, expiresAt }
  }
  const answered = (minutesAgo: number) => ({ answeredAt: new Date(now.getTime() - minutesAgo * MINUTE_MS) })
  await db.offer.createMany({
    data: [
      { ...asked(18, 1, 1, silent.id), channel: 'sms', state: 'expired', reasons: ['conosce la persona'] },
      {
        ...asked(18, 1, 2, refuses.id),
        ...answered(12),
        channel: 'sms',
        state: 'declined',
        answerVia: 'page',
        reasons: [],
      },
      {
        ...asked(3, 2, 3, onWhatsApp.id),
        channel: 'whatsapp',
        state: 'sent',
        reasons: ['nessun servizio questo mese'],
      },
      { ...asked(3, 2, 4, busy.id), ...answered(1), channel: 'sms', state: 'declined', answerVia: 'sms', reasons: [] },
    ],
  })
  await db.jobWish.create({
    data: {
      name: 'close-wave',
      key: `close-wave:${serviceId}:2`,
      payload: { serviceId, wave: 2 },
      runAt: new Date(now.getTime() + 12 * MINUTE_MS),
      createdAt: now,
    },
  })
}
