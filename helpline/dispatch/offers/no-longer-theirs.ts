import type { Change, Occasion } from '../../changes/change.ts'
import type { LockedService } from '../service-records.ts'
import { textHash } from '../text-hash.ts'
import { type TellVolunteerRows, tellVolunteer } from './tell-volunteer.ts'

/** What a volunteer hears of a change to a service: in the intention's key, followed by what they knew of it before. */
export const changeNews = ['taken', 'changed', 'handedOn'] as const
export type ChangeNews = (typeof changeNews)[number]

/** Of a service that is theirs, as they have heard of it. */
export interface KnownService {
  startsAt: Date
  /** With which car, from where to where and when back, as a hash: nobody's address stands in a key. */
  rest: string
}

export const knownService = ({
  startsAt,
  vehicleId,
  fromPlace,
  toPlace,
  returnAt,
}: Pick<LockedService, 'startsAt' | 'fromPlace' | 'toPlace' | 'returnAt'> & {
  vehicleId: string | null
}): KnownService => ({
  startsAt,
  rest: textHash(JSON.stringify([vehicleId, fromPlace, toPlace, returnAt])).toString(36),
})

export const isSameAsKnown = (known: KnownService | undefined, now: KnownService): boolean =>
  known?.startsAt.getTime() === now.startsAt.getTime() && known.rest === now.rest

/** null: they do not know of it yet. */
export const changeKey = (
  prefix: string,
  { volunteerId, news, known }: { volunteerId: string; news: ChangeNews; known: KnownService | null },
): string => `${prefix}${volunteerId}:${news}:${known?.startsAt.getTime() ?? '-'}:${known?.rest ?? '-'}`

export interface NoLongerTheirsRows extends TellVolunteerRows {
  /**
   * What this volunteer was still to hear of changes to a service does not leave any more, unless the change of this version is
   * undone. What they know instead; undefined where they have heard of everything.
   */
  withdrawUnsentNews(serviceId: string, volunteerId: string, version: number): Promise<KnownService | null | undefined>
}

interface LastNotice {
  intentKey: string
  /** When they think it is. */
  body(known: { personName: string; startsAt: Date }): string
  sendAt?: Date
}

/**
 * A service is no longer whose it was. In the minute in which a change may be undone they have not heard of it: who does not know
 * that it is theirs hears nothing at all, who knows it as it was before hears of that.
 */
export async function tellNoLongerTheirs(
  tx: NoLongerTheirsRows & Change,
  occasion: Occasion,
  service: LockedService,
  { body, ...notice }: LastNotice,
): Promise<void> {
  const { id, volunteerId, version } = service
  const known = volunteerId ? await tx.withdrawUnsentNews(id, volunteerId, version + 1) : undefined
  if (known === null) return
  const startsAt = known?.startsAt ?? service.startsAt
  await tellVolunteer(tx, occasion, service, { ...notice, body: ({ personName }) => body({ personName, startsAt }) })
}
