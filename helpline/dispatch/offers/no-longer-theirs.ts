import type { Change, Occasion } from '../../changes/change.ts'
import type { LockedService } from '../service-records.ts'
import { type TellVolunteerRows, tellVolunteer } from './tell-volunteer.ts'

/** What a volunteer hears of a change to a service: the last part of the intention's key. */
export const changeNews = ['taken', 'changed', 'handedOn'] as const
export type ChangeNews = (typeof changeNews)[number]

export interface RememberedService {
  /** Of the change. */
  version: number
  volunteerId: string | null
  startsAt: Date
  endsAt: Date
}

export interface NoLongerTheirsRows extends TellVolunteerRows {
  /** What this volunteer was still to hear of changes to a service does not leave any more; which news it was, oldest first. */
  withdrawUnsentNews(serviceId: string, volunteerId: string): Promise<ChangeNews[]>
  /** How it was before the last change by hand. */
  rememberedChange(serviceId: string): Promise<RememberedService | null>
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
  const [unheard] = service.volunteerId ? await tx.withdrawUnsentNews(service.id, service.volunteerId) : []
  if (unheard === 'taken') return
  const before = unheard ? await tx.rememberedChange(service.id) : null
  const startsAt = before?.startsAt ?? service.startsAt
  await tellVolunteer(tx, occasion, service, { ...notice, body: ({ personName }) => body({ personName, startsAt }) })
}
