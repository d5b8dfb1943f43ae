import type { SpokenCallRows } from '../../helpline/dispatch/answer-spoken-call.ts'
import { purposeOf } from '../../helpline/messages/outgoing-message.ts'
import type { RingAgainRows } from '../../helpline/messages/spoken/ring-again.ts'
import type { Db } from './database.ts'

const isAnAgainOf = (intentKey: string | null, first: string): boolean =>
  intentKey !== null && intentKey.replace(/(?::again)+$/, '') === first

export const spokenWrites = (
  db: Db,
): Pick<SpokenCallRows, 'saveSpokenOutcome'> & Pick<RingAgainRows, 'spokenTries' | 'heardSince'> => ({
  async saveSpokenOutcome(messageId, outcome) {
    // In the order of its list; greatest() passes over what is not known.
    await db.$executeRaw`
      UPDATE message SET spoken_outcome = greatest(spoken_outcome, ${outcome}::spoken_outcome)
      WHERE id = ${messageId}::uuid AND channel = 'voice' AND direction = 'outbound'`
  },

  async spokenTries(firstIntentKey) {
    const rows = await db.message.findMany({
      where: { intentKey: { startsWith: firstIntentKey }, channel: 'voice' },
      orderBy: { id: 'asc' },
      select: { id: true, createdAt: true, intentKey: true, spokenOutcome: true },
    })
    return rows.flatMap(({ intentKey, spokenOutcome: outcome, ...row }) =>
      isAnAgainOf(intentKey, firstIntentKey) ? [{ ...row, outcome }] : [],
    )
  },

  async heardSince(message, firstIntentKey) {
    const { serviceId, createdAt } = message
    if (serviceId === null) return false
    const toPerson = purposeOf(message) === 'toAssistedPerson'
    const about = toPerson
      ? { serviceId, offerId: null }
      : { OR: [{ serviceId }, { offer: { serviceId } }], conversation: { volunteerId: message.volunteerId } }
    const later = await db.message.findMany({
      where: {
        ...about,
        direction: 'outbound',
        createdAt: { gt: createdAt },
        state: { notIn: ['failed', 'undelivered'] },
      },
      select: { intentKey: true },
    })
    if (later.some(({ intentKey }) => !isAnAgainOf(intentKey, firstIntentKey))) return true
    if (!toPerson || message.requestId === null) return false
    const spokenWith = await db.contact.count({
      where: {
        servesRequestId: message.requestId,
        purpose: 'toAssistedPerson',
        messageId: null,
        occurredAt: { gt: createdAt },
        deletedAt: null,
      },
    })
    return spokenWith > 0
  },
})
