import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import { type InstantRange, romeDate, romeDay } from '../../territory/rome-time.ts'
import type { ServiceRecord } from '../read-services.ts'
import { byUrgency, type OpenRequest } from './open-requests.ts'

const MOST_REQUESTS = 200
const MOST_SERVICES = 300

export interface DeskReads {
  /** Soonest needed first, then oldest; `listeningPointIds` null: at every point. */
  listOpenRequests(listeningPointIds: readonly string[] | null, limit: number): Promise<OpenRequest[]>
  countOpenRequests(listeningPointIds: readonly string[] | null): Promise<number>
  /** Those to be done then, cancelled ones left out. */
  listServicesOfDay(
    day: InstantRange,
    listeningPointIds: readonly string[] | null,
    limit: number,
  ): Promise<ServiceRecord[]>
}

export interface Desk {
  requests: OpenRequest[]
  /** Also those beyond the list. */
  requestCount: number
  /** By the hour. */
  services: ServiceRecord[]
}

/** What a coordinator looks at first: nothing forgotten, nothing of today left unfilled. */
export async function readDesk(doors: DeskReads, now: Date, { who }: { who: SignedIn }): Promise<Desk> {
  const points = visiblePoints(who)
  const [requests, requestCount, services] = await Promise.all([
    doors.listOpenRequests(points, MOST_REQUESTS),
    doors.countOpenRequests(points),
    doors.listServicesOfDay(romeDay(romeDate(now)), points, MOST_SERVICES),
  ])
  return { requests: byUrgency(requests, now), requestCount, services }
}
