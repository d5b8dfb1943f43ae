import { type Chance, chance } from '../../prisma/seed/chance.ts'
import { type ContactPlan, type PeoplePlan, planContacts, planPeople } from './contact-plan.ts'
import { deck, shuffle } from './decks.ts'
import { planRequests, type RequestPlan } from './request-plan.ts'
import { planServices, type ServicePlan } from './service-plan.ts'
import { daysOf, type YearDays } from './year-days.ts'
import { type ExactTables, exactTables, type YearTotals } from './year-totals.ts'

/** A year decided to the last service, in a few bytes a row. The same totals and seed give the same year on every machine. */
export interface YearPlan {
  totals: YearTotals
  tables: ExactTables
  seed: number
  days: YearDays
  people: PeoplePlan
  contacts: ContactPlan
  requests: RequestPlan
  services: ServicePlan
  outbound: OutboundPlan
}

/** In the order of the requests they serve. */
export interface OutboundPlan {
  count: number
  request: Uint32Array
  isToAssistedPerson: Uint8Array
  /** Days after the inbound contact. */
  delay: Uint8Array
  minute: Uint16Array
}

export function planYear(totals: YearTotals, seed: number): YearPlan {
  const dice = chance(seed)
  const tables = exactTables(totals)
  const days = daysOf(totals.year)
  const people = planPeople(tables, dice)
  const contacts = planContacts(totals, tables, people, days, dice)
  const requests = planRequests(totals, tables, contacts, people, dice)
  const services = planServices(totals, tables, contacts, requests, days, dice)
  const outbound = planOutbound(totals, requests, dice)
  return { totals, tables, seed, days, people, contacts, requests, services, outbound }
}

function planOutbound({ outbound }: YearTotals, requests: RequestPlan, dice: Chance): OutboundPlan {
  const { toAssistedPerson, toOrganise } = outbound
  const count = toAssistedPerson + toOrganise
  const help = shuffle(Uint32Array.from(requests.given.flatMap((list) => [...list])), dice)
  return {
    count,
    request: Uint32Array.from({ length: count }, (_, at) => help[at % help.length] as number).sort(),
    isToAssistedPerson: deck([toOrganise, toAssistedPerson], dice),
    delay: Uint8Array.from({ length: count }, () => (dice.happens(0.6) ? 0 : dice.between(1, 3))),
    minute: Uint16Array.from({ length: count }, () => 9 * 60 + dice.upTo(9 * 60)),
  }
}
