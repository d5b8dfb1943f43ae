import type { Prisma } from '../../generated/prisma/client.ts'
import { formatRomeDateTime } from '../../helpline/territory/rome-time.ts'
import type { DemoPoint } from './demo-network.ts'

const MINUTE_MS = 60_000

/** At Cremona: a reminder that reached nobody, a number that is no more, and somebody who wants no messages. */
export async function seedReaching(db: Prisma.TransactionClient, points: DemoPoint[], now: Date): Promise<void> {
  const [cremona] = points
  if (!cremona) return
  const service = await db.service.findFirst({
    where: { listeningPointId: cremona.id, state: 'assigned', startsAt: { gt: now }, deletedAt: null },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    select: {
      ...{ id: true, volunteerId: true, startsAt: true, personId: true },
      person: { select: { phones: { select: { e164: true }, orderBy: { preferred: 'desc' }, take: 1 } } },
    },
  })
  const e164 = service?.person.phones[0]?.e164
  if (service && e164) {
    await db.undelivered.create({
      data: {
        intentKey: `remind:${service.id}:${service.volunteerId}:${service.startsAt.getTime()}:person`,
        ...{ reason: 'doubtful', errorCode: 30005, e164, personId: service.personId, serviceId: service.id },
        body: `Buongiorno, qui è Auser. Le ricordiamo il servizio di ${formatRomeDateTime(service.startsAt)}.`,
        listeningPointId: cremona.id,
        createdAt: new Date(now.getTime() - 50 * MINUTE_MS),
      },
    })
    await db.learntNumber.create({ data: { e164, trait: 'doubtful', errorCode: 30005, at: now } })
  }
  const volunteer = await db.volunteer.findFirst({
    where: { association: { listeningPointId: cremona.id }, preferredChannel: 'voice' },
    orderBy: { id: 'asc' },
    select: { id: true, phoneE164: true },
  })
  if (!volunteer) return
  const said = {
    key: 'demo',
    e164: volunteer.phoneE164,
    refused: true,
    source: 'message',
    words: 'Basta messaggi',
  } as const
  const at = new Date(now.getTime() - 26 * 60 * MINUTE_MS)
  await db.refusalEntry.createMany({
    data: (['sms', 'whatsapp'] as const).map((channel) => ({ ...said, channel, volunteerId: volunteer.id, at })),
  })
}
