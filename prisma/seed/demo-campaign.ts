import type { Prisma } from '../../generated/prisma/client.ts'
import type { DemoPerson } from './demo-people.ts'

const HOUR_MS = 3_600_000
const LIST_LENGTH = 60
const outcomes = ['answered', 'answered', 'noAnswer', 'answered', 'refused', 'noAnswer'] as const
const CALLED = 18

const everybodyFrom = (ageFrom: number) => ({
  ...{ ageFrom, ageTo: null, livesAlone: null, isMember: null, hardOfHearing: null },
  ...{ comuneIstatCode: null, ambitoId: null },
})

/** A campaign for the heat, begun two hours ago; and a warning by message that is being prepared. */
export async function seedCampaign(db: Prisma.TransactionClient, people: DemoPerson[], now: Date): Promise<void> {
  const { id: campaignId } = await db.campaign.create({
    data: {
      ...{ name: 'Ondata di caldo', kind: 'heatWave', requestedBy: 'Comune', state: 'running' },
      script:
        'Buongiorno, la chiamo da Auser. Con questo caldo come sta? Beve a sufficienza? Ha un posto fresco in casa?',
      ...{ createdAt: new Date(now.getTime() - 2 * HOUR_MS), startedAt: new Date(now.getTime() - 2 * HOUR_MS) },
    },
    select: { id: true },
  })
  await db.campaignMember.createMany({
    data: people.slice(0, LIST_LENGTH).map(({ id: personId, point }, index) => {
      const outcome = index < CALLED ? (outcomes[index % outcomes.length] ?? 'answered') : null
      const calledAt = outcome && new Date(now.getTime() - HOUR_MS)
      return {
        ...{ campaignId, personId, listeningPointId: point.id, outcome, calledAt, attempts: outcome ? 1 : 0 },
        settledAt: outcome === 'noAnswer' ? null : calledAt,
        nextAttemptAt: outcome === 'noAnswer' ? new Date(now.getTime() + HOUR_MS) : null,
        referral: outcome === 'answered' && index % 3 === 0 ? 'Medico di base' : null,
      }
    }),
  })
  await db.campaign.create({
    data: {
      ...{
        name: 'Vaccino antinfluenzale',
        kind: 'fluVaccination',
        way: 'message',
        requestedBy: 'ASST',
        state: 'draft',
      },
      messageText: 'Da lunedì il vaccino contro l’influenza è gratuito: chieda al Suo medico.',
      script: 'Buongiorno, la chiamo da Auser. Da lunedì il vaccino contro l’influenza è gratuito: lo sapeva?',
      ...{ filter: everybodyFrom(65), createdAt: new Date(now.getTime() - 3 * HOUR_MS) },
    },
  })
}
