import type { Mobility } from '../people/profile.ts'
import type { RequestFields } from './contact-records.ts'

/** What a ride takes from the card of the person it is for. */
export interface RideCard {
  address: string | null
  comune: string | null
  mobility: Mobility | null
}

/** How a person's home is written as a place. */
export const homeAsPlace = ({ address, comune }: Pick<RideCard, 'address' | 'comune'>): string =>
  [address ?? 'casa', comune].filter(Boolean).join(', ')

type FromCard = Pick<RequestFields, 'fromPlace' | 'mobility' | 'wheelchair'>

/** What changes in a request that turns out to be for somebody else: what it has from the old card, and nothing else. */
export function fromAnotherCard(
  { fromPlace, mobility, wheelchair }: FromCard,
  old: RideCard | null,
  card: RideCard | null,
): Partial<FromCard> {
  if (!old) return {}
  const changed: Partial<FromCard> = {}
  // Written before the card was there to be read, it has only the comune.
  const homes = [homeAsPlace(old), homeAsPlace({ ...old, address: null })]
  const home = card && homeAsPlace(card)
  if (fromPlace && homes.includes(fromPlace) && fromPlace !== home) changed.fromPlace = home
  if (mobility && mobility === old.mobility) {
    const moves = card?.mobility ?? null
    const needsWheelchair = moves === 'wheelchair' || (wheelchair && mobility !== 'wheelchair')
    if (moves !== mobility) changed.mobility = moves
    if (needsWheelchair !== wheelchair) changed.wheelchair = needsWheelchair
  }
  return changed
}
