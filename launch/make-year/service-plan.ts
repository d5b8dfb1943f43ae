import { fulfilledByKinds, type HelpKind, helpKinds } from '../../helpline/contacts/kinds.ts'
import type { Chance } from '../../prisma/seed/chance.ts'
import { running } from './apportion.ts'
import type { ContactPlan } from './contact-plan.ts'
import { deck, shuffle } from './decks.ts'
import type { RequestPlan } from './request-plan.ts'
import { workingDay, type YearDays } from './year-days.ts'
import type { ExactTables, YearArea, YearTotals } from './year-totals.ts'

export interface ServicePlan {
  count: number
  request: Uint32Array
  day: Uint16Array
  /** Place in `slots`. */
  slot: Uint8Array
  /** 1 + the number of the volunteer within the area; 0 is nobody. */
  volunteer: Uint16Array
  vehicle: Uint16Array
  fulfilledBy: Uint8Array
  km: Uint16Array
  minutes: Uint16Array
  /** 1 + the place in destinationKeys; 0 where it is no ride. */
  destination: Uint8Array
  /** By request, the same where all its rides go there. */
  requestDestination: Uint8Array
}

/** When services begin, and until when whoever does them is busy. A volunteer has one of each a day. */
export const slots = [
  { from: '08:00', until: '10:30' },
  { from: '10:30', until: '13:00' },
  { from: '14:00', until: '16:30' },
  { from: '16:30', until: '19:00' },
] as const

/** How a cycle goes on: on which weekdays, and for how long at most. */
const cycles: Partial<Record<HelpKind, { weekdays: readonly number[]; most: number }>> = {
  transport: { weekdays: [1, 3, 5], most: 36 },
  accompanying: { weekdays: [2], most: 12 },
  telephoneCompany: { weekdays: [1, 2, 3, 4, 5], most: 220 },
  mealDelivery: { weekdays: [1, 2, 3, 4, 5], most: 200 },
}
const usualCycle = { weekdays: [4], most: 40 }
const CYCLE_SHARE = 0.25
const rides: readonly HelpKind[] = ['transport', 'accompanying']
const transport = helpKinds.indexOf('transport')

export function planServices(
  totals: YearTotals,
  tables: ExactTables,
  contacts: ContactPlan,
  requests: RequestPlan,
  days: YearDays,
  dice: Chance,
): ServicePlan {
  const failedRequests = [...requests.failure.keys()].filter((request) => requests.failure[request])
  const count = totals.services.total + failedRequests.length
  const plan: ServicePlan = {
    count,
    request: new Uint32Array(count),
    day: new Uint16Array(count),
    slot: new Uint8Array(count),
    volunteer: new Uint16Array(count),
    vehicle: new Uint16Array(count),
    fulfilledBy: new Uint8Array(count),
    km: new Uint16Array(count),
    minutes: new Uint16Array(count),
    destination: new Uint8Array(count),
    requestDestination: new Uint8Array(requests.count),
  }
  // Request and day of each in one number: sorted by it, services stand in the order of their days.
  const entries = new Float64Array(count)
  let at = 0
  const add = (request: number, day: number) => {
    entries[at++] = day * requests.count + request
  }
  helpKinds.forEach((kind, index) => {
    const given = requests.given[index] as Uint32Array
    const lengths = cycleLengths(
      kind,
      tables.helpKinds[kind],
      given,
      (request) => dayOf(request, requests, contacts),
      days,
      dice,
    )
    given.forEach((request, place) => {
      const length = lengths[place] as number
      for (const day of cycleDays(kind, dayOf(request, requests, contacts), length, days, dice)) add(request, day)
    })
  })
  for (const request of failedRequests) add(request, firstDay(dayOf(request, requests, contacts), days, dice))
  entries.sort().forEach((entry, place) => {
    plan.day[place] = Math.floor(entry / requests.count)
    plan.request[place] = entry % requests.count
    plan.slot[place] = dice.upTo(slots.length)
  })
  staff(plan, totals, tables, contacts, requests, dice)
  return plan
}

const dayOf = (request: number, requests: RequestPlan, contacts: ContactPlan): number =>
  contacts.day[requests.contact[request] as number] as number

const firstDay = (day: number, days: YearDays, dice: Chance): number => workingDay(days, day + dice.between(1, 9), day)

const cycleOf = (kind: HelpKind) => cycles[kind] ?? usualCycle

/** The working days a cycle may take from a day on. */
function daysLeft(kind: HelpKind, from: number, { weekdays, isWorking }: YearDays): number[] {
  const cycle = cycleOf(kind)
  const left: number[] = []
  for (let day = from; day < weekdays.length && left.length < cycle.most; day++) {
    if (isWorking[day] && cycle.weekdays.includes(weekdays[day] as number)) left.push(day)
  }
  return left
}

/** How many services each request comes to, so that together they are `services`. */
function cycleLengths(
  kind: HelpKind,
  services: number,
  requests: Uint32Array,
  dayOfRequest: (request: number) => number,
  days: YearDays,
  dice: Chance,
): Uint16Array {
  const lengths = new Uint16Array(requests.length).fill(1)
  let extra = services - requests.length
  const order = shuffle(Uint32Array.from(requests.keys()), dice)
  for (let round = 0; extra > 0; round++) {
    const before = extra
    for (const place of order) {
      if (extra === 0) break
      if (round === 0 && !dice.happens(CYCLE_SHARE)) continue
      const room =
        daysLeft(kind, dayOfRequest(requests[place] as number) + 10, days).length + 1 - (lengths[place] as number)
      if (room <= 0) continue
      const more = Math.min(extra, dice.between(1, room))
      lengths[place] = (lengths[place] as number) + more
      extra -= more
    }
    if (round > 0 && extra === before)
      throw new Error(`${services} services of kind ${kind} do not fit ${requests.length} requests`)
  }
  return lengths
}

function cycleDays(kind: HelpKind, contactDay: number, length: number, days: YearDays, dice: Chance): number[] {
  const first = firstDay(contactDay, days, dice)
  return length === 1 ? [first] : [first, ...daysLeft(kind, contactDay + 10, days).slice(0, length - 1)]
}

/** Who does them, with what, how far and how long. What the totals say of kilometres, hours and destinations comes out to the unit. */
function staff(
  plan: ServicePlan,
  totals: YearTotals,
  tables: ExactTables,
  contacts: ContactPlan,
  requests: RequestPlan,
  dice: Chance,
): void {
  const { areas } = totals
  const areaOf = (service: number) =>
    contacts.area[requests.contact[plan.request[service] as number] as number] as number
  const kindOf = (service: number) => requests.kind[plan.request[service] as number] as number
  const fulfilledBy = deck(Object.values(tables.fulfilledBy), dice)
  const destinationOf = sendRides(plan, tables, requests, dice)
  const busy = areas.map(() => ({ volunteers: new Map<number, number>(), vehicles: new Map<number, number>() }))
  const weights = Float64Array.from({ length: plan.count }, () => 0.3 + dice.next() * 1.4)
  const sums = areas.map(() => ({ all: 0, rides: 0 }))
  let given = 0
  const isGiven = (service: number) => !requests.failure[plan.request[service] as number]
  for (let service = 0; service < plan.count; service++) {
    if (!isGiven(service)) continue
    const [area, kind] = [areaOf(service), kindOf(service)]
    const sum = sums[area] as (typeof sums)[number]
    sum.all += weights[service] as number
    if (kind === transport) {
      plan.destination[service] = destinationOf(plan.request[service] as number)
      sum.rides += weights[service] as number
    }
    plan.fulfilledBy[service] = fulfilledBy[given++] as number
    if (fulfilledByKinds[plan.fulfilledBy[service] as number] !== 'auser') continue
    book(
      plan,
      service,
      areas[area] as YearArea,
      busy[area] as (typeof busy)[number],
      rides.includes(helpKinds[kind] as HelpKind),
    )
  }
  const hours = shares(
    'hours',
    totals,
    sums.map(({ all }) => all),
  )
  const km = shares(
    'km',
    totals,
    sums.map((each) => each.rides),
  )
  for (let service = 0; service < plan.count; service++) {
    if (!isGiven(service)) continue
    const [area, weight] = [areaOf(service), weights[service] as number]
    plan.minutes[service] = hours[area]?.(weight) ?? 0
    if (kindOf(service) === transport) plan.km[service] = km[area]?.(weight) ?? 0
  }
}

/** Destinations dealt to whole requests, a cycle goes to one hospital: only where one runs out a request has two of them. */
function sendRides(
  plan: ServicePlan,
  tables: ExactTables,
  requests: RequestPlan,
  dice: Chance,
): (request: number) => number {
  const rideCount = new Uint16Array(requests.count)
  for (const request of plan.request) {
    const isRide = requests.kind[request] === transport && requests.isHelp[request] && !requests.failure[request]
    if (isRide) rideCount[request] = (rideCount[request] as number) + 1
  }
  const destinations = Object.values(tables.destinations).flatMap((count, at) => new Array<number>(count).fill(at + 1))
  const next = new Uint32Array(requests.count)
  let dealt = 0
  for (const request of shuffle(
    Uint32Array.from(rideCount.keys()).filter((each) => rideCount[each]),
    dice,
  )) {
    next[request] = dealt
    dealt += rideCount[request] as number
    if (destinations[next[request] as number] === destinations[dealt - 1]) {
      plan.requestDestination[request] = destinations[dealt - 1] as number
    }
  }
  return (request) => {
    const place = next[request] as number
    next[request] = place + 1
    return destinations[place] as number
  }
}

/** The next volunteer, and vehicle where one is needed, that is still free in that part of that day. */
function book(
  plan: ServicePlan,
  service: number,
  area: YearArea,
  busy: { volunteers: Map<number, number>; vehicles: Map<number, number> },
  isRide: boolean,
): void {
  const when = (plan.day[service] as number) * slots.length + (plan.slot[service] as number)
  const take = (taken: Map<number, number>, all: number): number => {
    const before = taken.get(when) ?? 0
    if (before >= all) return 0
    taken.set(when, before + 1)
    // Not always the same ones first.
    return ((before + when * 7) % all) + 1
  }
  plan.volunteer[service] = take(busy.volunteers, area.volunteers)
  if (isRide && plan.volunteer[service]) plan.vehicle[service] = take(busy.vehicles, area.owned + area.onLoan)
}

/** What is said of each area is kept; what is said of the whole is split over the areas by what they do. */
function shares(key: 'hours' | 'km', { areas, services }: YearTotals, sums: number[]): ((weight: number) => number)[] {
  const unit = key === 'hours' ? 60 : 1
  const own = areas.map((area) => area[key])
  const said = own.reduce((sum: number, each) => sum + (each ?? 0), 0)
  const isSaid = own.every((each) => each !== undefined)
  if (isSaid && said !== services[key]) throw new Error(`The ${key} of the areas are ${said}, not ${services[key]}`)
  if (isSaid) return areas.map((area, at) => running((area[key] as number) * unit, sums[at] as number))
  const wholeSum = sums.reduce((sum, each) => sum + each, 0)
  const whole = running(services[key] * unit, wholeSum)
  return areas.map(() => whole)
}
