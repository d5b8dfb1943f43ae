import type { HelpKind, ReturnKind } from '../contacts/kinds.ts'

const MINUTE_MS = 60_000
/** How long one way takes, boarding included, until real distances are known. */
const ONE_WAY_MINUTES = 60
/** A visit whose end nobody knows: the volunteer stays within reach this long. */
const OPEN_RETURN_MINUTES = 240

const usualMinutes: Record<HelpKind, number> = {
  telephoneCompany: 30,
  homeCompany: 120,
  outingCompany: 120,
  medicineDelivery: 60,
  mealDelivery: 60,
  groceryDelivery: 90,
  transport: ONE_WAY_MINUTES,
  socialActivities: 180,
  accompanying: 120,
  shoppingHelp: 90,
  paperwork: 90,
  smallRepairs: 120,
  facilitySupport: 180,
}

/** Done at the wheel: a valid licence is needed, and a car of the association is looked for. */
export const isRide = (kind: HelpKind): boolean => kind === 'transport' || kind === 'accompanying'

export interface ServiceTimes {
  startsAt: Date
  endsAt: Date
  busyFrom: Date
  busyUntil: Date
}

export interface NeededTimes {
  helpKind: HelpKind
  neededFrom: Date
  neededUntil: Date | null
  returnKind: ReturnKind | null
  returnAt: Date | null
}

const later = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * MINUTE_MS)

/**
 * When a service starts and ends, and how long it keeps volunteer and vehicle. The way to the next service is added once, after
 * the end: added before the start too it would count twice between two services.
 */
export function serviceTimes(needed: NeededTimes): ServiceTimes {
  const startsAt = needed.neededFrom
  const ends = [later(startsAt, usualMinutes[needed.helpKind])]
  if (needed.returnKind === 'open') ends.push(later(startsAt, OPEN_RETURN_MINUTES))
  if (needed.returnKind === 'fixed' && needed.returnAt) ends.push(later(needed.returnAt, ONE_WAY_MINUTES))
  const foreseen = new Date(Math.max(...ends.map((end) => end.getTime())))
  // What the operator wrote wins over what is usual, unless the way back comes after it.
  const isLonger = needed.returnKind === 'fixed' || needed.returnKind === 'open'
  const endsAt =
    needed.neededUntil && needed.neededUntil > startsAt && !(isLonger && foreseen > needed.neededUntil)
      ? needed.neededUntil
      : foreseen
  return { startsAt, endsAt, busyFrom: startsAt, busyUntil: later(endsAt, isRide(needed.helpKind) ? 30 : 15) }
}
