import type { RequestFields } from './contact-records.ts'
import { emptyRide } from './empty-request.ts'
import type { HelpKind } from './kinds.ts'

/** Kinds of help where somebody or something goes from one place to another. */
const fromPlaceToPlace: readonly HelpKind[] = ['transport', 'accompanying']

export const isRideKind = (kind: HelpKind | null): boolean => kind !== null && fromPlaceToPlace.includes(kind)

/**
 * What a request that is a ride, or is none, does not ask: empty, so that nothing off the screen counts. The end of a ride is until
 * when its way back is awaited; that of the visit it was `before` is something else.
 */
export function notAsked(
  { helpKind, returnKind }: Pick<RequestFields, 'helpKind' | 'returnKind'>,
  before: HelpKind | null,
): Partial<typeof emptyRide & { neededUntil: null }> {
  if (!isRideKind(helpKind)) return emptyRide
  return isRideKind(before) && returnKind === 'open' ? {} : { neededUntil: null }
}
