import type { Change, Occasion } from '../changes/change.ts'

/** Reading again what is already on the screen is not a second opening. */
const SAME_LOOK_MINUTES = 10

export interface OpeningRows {
  openedSince(entity: string, entityId: string, operatorId: string, since: Date): Promise<boolean>
}

export async function traceOpening(
  tx: OpeningRows & Change,
  occasion: Occasion,
  card: {
    entity:
      | 'person'
      | 'contact'
      | 'service'
      | 'series'
      | 'call'
      | 'voicemail'
      | 'messageMedia'
      | 'volunteer'
      | 'conversation'
    entityId: string
    listeningPointId: string | null
  },
): Promise<void> {
  if (occasion.actor.kind !== 'operator') return
  const since = new Date(occasion.now.getTime() - SAME_LOOK_MINUTES * 60_000)
  if (await tx.openedSince(card.entity, card.entityId, occasion.actor.operatorId, since)) return
  tx.trace({ action: `${card.entity}.opened`, ...card })
}
