import type { Change } from '../changes/change.ts'
import type { LockedContact, RequestRecord } from './contact-records.ts'
import { fromAnotherCard, type RideCard } from './ride-from-card.ts'

export interface MoveRows {
  /** The requests of a contact that have no service, held until the transaction ends. */
  lockUnplannedRequests(
    contactId: string,
  ): Promise<Pick<RequestRecord, 'id' | 'personId' | 'fromPlace' | 'mobility' | 'wheelchair'>[]>
  findRideCards(personIds: readonly string[]): Promise<(RideCard & { personId: string })[]>
  moveRequest(requestId: string, personId: string | null, fields: ReturnType<typeof fromAnotherCard>): Promise<void>
}

/** The requests of a contact are for whom the contact is for, whatever became of them, until somebody has a service to do for them. */
export async function moveRequests(
  tx: MoveRows & Change,
  { id: contactId, listeningPointId }: LockedContact,
  personId: string | null | undefined,
): Promise<void> {
  if (personId === undefined) return
  const moving = (await tx.lockUnplannedRequests(contactId)).filter((request) => request.personId !== personId)
  if (moving.length === 0) return
  const people = [personId, ...moving.map((request) => request.personId)].filter((each) => each !== null)
  const cards = await tx.findRideCards([...new Set(people)])
  const cardOf = (of: string | null) => cards.find((card) => card.personId === of) ?? null
  for (const request of moving) {
    const changed = fromAnotherCard(request, cardOf(request.personId), cardOf(personId))
    await tx.moveRequest(request.id, personId, changed)
    const fields = Object.keys(changed)
    if (fields.length === 0) continue
    tx.trace({ action: 'request.changed', entity: 'request', entityId: request.id, listeningPointId, fields })
  }
}
