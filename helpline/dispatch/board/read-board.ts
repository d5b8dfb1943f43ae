import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { ServiceRecord } from '../read-services.ts'
import { type BoardReason, boardReason } from './board-reason.ts'

export interface BoardReads {
  /**
   * Open, or assigned and wrong: from today on soonest first, then what is left over from the days before. `listeningPointIds`
   * null: at every point.
   */
  boardServices(
    listeningPointIds: readonly string[] | null,
    now: Date,
  ): Promise<{ services: ServiceRecord[]; more: MoreOnBoard }>
}

/** How many there are besides those that fit. */
export interface MoreOnBoard {
  ahead: number
  past: number
}

/** What needs somebody, and why. */
export async function readBoard(
  doors: BoardReads,
  { who, now }: { who: SignedIn; now: Date },
): Promise<{ rows: { service: ServiceRecord; reason: BoardReason }[]; more: MoreOnBoard }> {
  const { services, more } = await doors.boardServices(visiblePoints(who), now)
  const rows = services.flatMap((service) => {
    const reason = boardReason(service, now)
    return reason ? [{ service, reason }] : []
  })
  return { rows, more }
}
