import type { HelpKind, ReturnKind } from '../contacts/kinds.ts'
import { isRideKind } from '../contacts/ride-or-not.ts'
import type { ServiceLeg } from './service-states.ts'

const MINUTE_MS = 60_000
/** How long one way takes, boarding included, until real distances are known. */
const ONE_WAY_MINUTES = 60
/** A visit whose end nobody knows: until so long after the start somebody is kept for the way back. */
const CALLED_WITHIN_MINUTES = 240
/** A volunteer waits so long for the way back; longer, and the way back is a service of its own. */
export const LONGEST_WAIT_MINUTES = 120
/** On the way to the next service. */
const rideMarginMinutes = 30

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
export const isRide = (kind: HelpKind): boolean => isRideKind(kind)

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
  const returnAt = fixedReturn(needed)
  if (returnAt) ends.push(later(returnAt, ONE_WAY_MINUTES))
  const foreseen = new Date(Math.max(...ends.map((end) => end.getTime())))
  // What the operator wrote wins over what is usual, unless the way back comes after it.
  const endsAt =
    needed.neededUntil && needed.neededUntil > startsAt && !(returnAt && foreseen > needed.neededUntil)
      ? needed.neededUntil
      : foreseen
  return withMargin(startsAt, endsAt, needed.helpKind)
}

const withMargin = (startsAt: Date, endsAt: Date, helpKind: HelpKind): ServiceTimes => ({
  startsAt,
  endsAt,
  busyFrom: startsAt,
  busyUntil: later(endsAt, isRide(helpKind) ? rideMarginMinutes : 15),
})

export interface PlannedLeg extends ServiceTimes {
  leg: ServiceLeg
  /** Of a way back within the same service: when it starts. */
  returnAt: Date | null
  /** Of a return called when ready: until when it is awaited. */
  calledUntil: Date | null
}

/**
 * One service or two. A ride whose way back comes soon is one: the volunteer waits, and the car stays booked across the wait.
 * Otherwise outward and return are two, each with its own busy time, so that volunteer and car are free in between. A return
 * called when ready keeps them from the end of the outward way until nobody awaits the call any more.
 */
export function plannedLegs(needed: NeededTimes): PlannedLeg[] {
  const there = (): PlannedLeg => ({
    ...serviceTimes({ ...needed, returnKind: 'none', returnAt: null, neededUntil: null }),
    leg: 'outward',
    returnAt: null,
    calledUntil: null,
  })
  if (isRide(needed.helpKind) && needed.returnKind === 'open') {
    const outward = there()
    const usual = later(needed.neededFrom, CALLED_WITHIN_MINUTES)
    const { neededUntil } = needed
    const calledUntil = neededUntil && neededUntil > outward.busyUntil ? neededUntil : usual
    const back = withMargin(outward.busyUntil, later(calledUntil, ONE_WAY_MINUTES), needed.helpKind)
    return [outward, { ...back, leg: 'return', returnAt: null, calledUntil }]
  }
  const returnAt = fixedReturn(needed)
  if (returnAt && waitIsLong(needed.neededFrom, returnAt)) {
    const back = returnTimes(returnAt, needed.helpKind)
    return [there(), { ...back, leg: 'return', returnAt: null, calledUntil: null }]
  }
  return [{ ...serviceTimes(needed), leg: 'single', returnAt, calledUntil: null }]
}

/** The way back alone, from the moment it starts. */
export const returnTimes = (startsAt: Date, helpKind: HelpKind): ServiceTimes =>
  withMargin(startsAt, later(startsAt, ONE_WAY_MINUTES), helpKind)

const waitIsLong = (neededFrom: Date, returnAt: Date): boolean =>
  returnAt > later(neededFrom, ONE_WAY_MINUTES + LONGEST_WAIT_MINUTES)

/** Only a ride has a way back. */
const fixedReturn = ({ helpKind, returnKind, returnAt }: NeededTimes): Date | null =>
  isRide(helpKind) && returnKind === 'fixed' ? returnAt : null
