import type { Change, Occasion } from '../../changes/change.ts'
import type { ReachedBy } from '../../reaching/choose-channel.ts'
import { type ReachRows, reach } from '../../reaching/reach.ts'
import type { LockedService } from '../service-records.ts'
import { searchingText } from '../spoken-texts.ts'
import { searchNoticeTime } from './notice-time.ts'

export interface TellSearchingRows extends ReachRows {
  /** Where the person helped can be reached. */
  personReachedBy(personId: string): Promise<ReachedBy | null>
  /** Of a change by hand that may still be undone: nobody is told before. */
  undoableUntil(service: Pick<LockedService, 'id' | 'version'>): Promise<Date | null>
  /** The person knows that another volunteer is looked for. */
  markSearchTold(serviceId: string): Promise<void>
}

/** Whoever was told that somebody comes, and now nobody does, will hear so, unless somebody else is found first. */
export function askToTellSearching(
  tx: Change,
  { now }: Occasion,
  { id, startsAt, toldPersonAt, lostVolunteerAt }: LockedService,
): void {
  const lostAt = toldPersonAt ? now : lostVolunteerAt
  if (lostAt && startsAt > now) askAt(tx, id, searchNoticeTime(startsAt, lostAt, now))
}

function askAt(tx: Change, serviceId: string, runAt: Date): void {
  const key = `tell-person:${serviceId}:searching:${runAt.toISOString()}`
  tx.ask({ name: 'tell-person', payload: { serviceId }, key, runAt })
}

/** Once for each volunteer the person had been told of. */
export async function tellSearching(
  tx: TellSearchingRows & Change,
  occasion: Occasion,
  service: LockedService,
): Promise<void> {
  const { now } = occasion
  const { id, startsAt, lostVolunteerAt, personId, listeningPointId } = service
  if (!lostVolunteerAt) return
  const undoable = await tx.undoableUntil(service)
  const earliest = undoable && undoable > now ? undoable : now
  const when = searchNoticeTime(startsAt, lostVolunteerAt, earliest)
  if (when > now) return askAt(tx, id, when)
  const reached = await tx.personReachedBy(personId)
  const way = await reach(tx, occasion, reached, {
    ...{ purpose: 'service', about: service, personId, listeningPointId, serviceId: id },
    intentKey: `searching:${id}:${lostVolunteerAt.getTime()}`,
    body: () => searchingText(service),
  })
  if (way.kind === 'person') return
  await tx.markSearchTold(id)
  tx.trace({ action: 'service.personToldOfSearch', entity: 'service', entityId: id, listeningPointId })
  tx.announce({ topic: 'service', entityId: id, listeningPointId })
}
