import { type HelpKind, helpKinds, unmetCauses } from '../../helpline/contacts/kinds.ts'
import type { Chance } from '../../prisma/seed/chance.ts'
import { apportion } from './apportion.ts'
import type { ContactPlan, PeoplePlan } from './contact-plan.ts'
import { deck, shuffle, upToCount } from './decks.ts'
import type { ExactTables, YearTotals } from './year-totals.ts'

/** What became of a help request that was not given. */
export const failures = [...unmetCauses, 'noShow', 'lateCancellation', 'turnedAway'] as const

export interface RequestPlan {
  count: number
  contact: Uint32Array
  position: Uint8Array
  isHelp: Uint8Array
  /** Place in informationKinds or in helpKinds. */
  kind: Uint8Array
  /** 0 where it was given, or 1 + the place among `failures`. */
  failure: Uint8Array
  /** Help requests that were given, by kind. */
  given: Uint32Array[]
}

const MOST_REQUESTS_A_CONTACT = 12
const transport = helpKinds.indexOf('transport')

/** How many requests of each kind the services come from: a cycle is one request with many services. */
function requestsByKind(totals: YearTotals, tables: ExactTables): number[] {
  return helpKinds.map((kind: HelpKind) => {
    const services = tables.helpKinds[kind]
    return services === 0 ? 0 : Math.max(1, Math.round(services / Math.max(1, totals.services.perRequest[kind])))
  })
}

export function planRequests(
  totals: YearTotals,
  tables: ExactTables,
  contacts: ContactPlan,
  people: PeoplePlan,
  dice: Chance,
): RequestPlan {
  const given = requestsByKind(totals, tables)
  const failed = failures.map((each) => ({ ...totals.notGiven.unmet, ...totals.notGiven.outcomes })[each])
  const failedCount = failed.reduce((sum, each) => sum + each, 0)
  const help = given.reduce((sum, each) => sum + each, failedCount)
  const count = totals.information.total + help
  const { contact, position } = placeRequests(contacts.count, count, dice)
  const isHelp = deck([totals.information.total, help], dice)
  const kind = new Uint8Array(count)
  const failure = new Uint8Array(count)
  const information = deck(Object.values(tables.informationKinds), dice)
  const helpRequests = new Uint32Array(help)
  let [informationSoFar, helpSoFar] = [0, 0]
  for (let request = 0; request < count; request++) {
    if (isHelp[request]) helpRequests[helpSoFar++] = request
    else kind[request] = information[informationSoFar++] as number
  }
  shuffle(helpRequests, dice)
  const failureDeck = deck(failed, dice)
  const failedKinds = deck(apportion(failedCount, given), dice)
  failureDeck.forEach((cause, at) => {
    const request = helpRequests[at] as number
    failure[request] = cause + 1
    kind[request] = onlyRides.has(failures[cause] as string) ? transport : (failedKinds[at] as number)
  })
  const givenRequests = helpRequests.subarray(failedCount)
  const personOf = (request: number) => contacts.person[contact[request] as number] as number
  const riders = totals.people.riders
  const isRider = riders === undefined ? undefined : chooseRiders(riders, people.count, givenRequests, personOf, dice)
  giveKinds(kind, givenRequests, given, isRider && { isRider, personOf }, dice)
  return { count, contact, position, isHelp, kind, failure, given: sortedByKind(kind, givenRequests) }
}

const onlyRides: ReadonlySet<string> = new Set(['noVehicle', 'medicalTransport', 'turnedAway'])

function sortedByKind(kind: Uint8Array, requests: Uint32Array): Uint32Array[] {
  const lists = helpKinds.map((): number[] => [])
  for (const request of requests) lists[kind[request] as number]?.push(request)
  return lists.map((list) => Uint32Array.from(list))
}

function placeRequests(contacts: number, count: number, dice: Chance) {
  if (count < contacts || count > contacts * MOST_REQUESTS_A_CONTACT) {
    throw new Error(`${count} requests do not fit ${contacts} contacts`)
  }
  const perContact = new Uint8Array(contacts).fill(1)
  for (let extra = contacts; extra < count; ) {
    const contact = dice.upTo(contacts)
    if ((perContact[contact] as number) >= MOST_REQUESTS_A_CONTACT) continue
    perContact[contact] = (perContact[contact] as number) + 1
    extra += 1
  }
  const contact = new Uint32Array(count)
  const position = new Uint8Array(count)
  let at = 0
  perContact.forEach((requests, of) => {
    for (let place = 1; place <= requests; place++) {
      contact[at] = of
      position[at++] = place
    }
  })
  return { contact, position }
}

/** Who is ever taken somewhere. The busier ones first, or their requests would not be enough. */
function chooseRiders(
  riders: number,
  people: number,
  requests: Uint32Array,
  personOf: (request: number) => number,
  dice: Chance,
): Uint8Array {
  const helped = new Uint32Array(people)
  for (const request of requests) {
    const person = personOf(request)
    helped[person] = (helped[person] as number) + 1
  }
  const eager = Float64Array.from(helped, (requestCount) => requestCount * (0.5 + dice.next()))
  const order = [...upToCount(people)].sort((a, b) => (eager[b] as number) - (eager[a] as number))
  const isRider = new Uint8Array(people)
  for (const person of order.slice(0, riders)) isRider[person] = 1
  if (order.slice(0, riders).some((person) => !helped[person]))
    throw new Error(`Fewer than ${riders} people ask for help`)
  return isRider
}

interface Riders {
  isRider: Uint8Array
  personOf(request: number): number
}

/** Deals the kinds out; where it is said who rides, every one of them has a ride and nobody else has. */
function giveKinds(
  kind: Uint8Array,
  requests: Uint32Array,
  given: readonly number[],
  riders: Riders | undefined,
  dice: Chance,
): void {
  if (!riders) {
    deck(given, dice).forEach((each, at) => {
      kind[requests[at] as number] = each
    })
    return
  }
  const seen = new Uint8Array(riders.isRider.length)
  const [firsts, others]: [number[], number[]] = [[], []]
  const rest: number[] = []
  for (const request of requests) {
    const person = riders.personOf(request)
    if (!riders.isRider[person]) rest.push(request)
    else (seen[person] ? others : firsts).push(request)
    seen[person] = 1
  }
  const rides = given[transport] as number
  const riding = [...firsts, ...others]
  if (rides < firsts.length || rides > riding.length) {
    throw new Error(`${rides} requests for a ride do not fit ${firsts.length} people with ${riding.length} requests`)
  }
  for (const request of riding.slice(0, rides)) kind[request] = transport
  const otherKinds = given.map((count, at) => (at === transport ? 0 : count))
  const left = [...riding.slice(rides), ...rest]
  deck(otherKinds, dice).forEach((each, at) => {
    kind[left[at] as number] = each
  })
}
