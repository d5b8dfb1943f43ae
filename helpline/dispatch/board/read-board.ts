import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { ServiceRecord } from '../read-services.ts'
import { type BoardReason, boardReason } from './board-reason.ts'

export interface BoardReads {
  /** Open, or assigned and wrong, soonest first; `listeningPointIds` null: at every point. */
  boardServices(listeningPointIds: readonly string[] | null, now: Date): Promise<ServiceRecord[]>
}

/** What needs somebody, and why. */
export async function readBoard(
  doors: BoardReads,
  { who, now }: { who: SignedIn; now: Date },
): Promise<{ service: ServiceRecord; reason: BoardReason }[]> {
  const services = await doors.boardServices(visiblePoints(who), now)
  return services.flatMap((service) => {
    const reason = boardReason(service, now)
    return reason ? [{ service, reason }] : []
  })
}
