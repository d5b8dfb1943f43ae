import type { Chance } from '../../prisma/seed/chance.ts'
import { deck, drawer, shuffle, upToCount } from './decks.ts'
import type { YearDays } from './year-days.ts'
import type { ExactTables, YearTotals } from './year-totals.ts'

/** Inbound contacts, in the order of their days. */
export interface ContactPlan {
  count: number
  day: Uint16Array
  minute: Uint16Array
  area: Uint8Array
  callerType: Uint8Array
  provenance: Uint8Array
  person: Uint32Array
}

/** People stand together by area: the first of area n is firstOfArea[n]. */
export interface PeoplePlan {
  count: number
  firstOfArea: number[]
  area: Uint8Array
  sex: Uint8Array
  ageClass: Uint8Array
  livesAlone: Uint8Array
}

/** A weekend or a feast has calls too: the call centre answers. */
const FEAST_WEIGHT = 0.15
const LAST_EVENING_MINUTE = 17 * 60
/** How much more often than the others the most frequent callers call. */
const SKEW = 2.2

export function planPeople(tables: ExactTables, dice: Chance): PeoplePlan {
  const { peopleByArea } = tables
  const count = peopleByArea.reduce((sum, each) => sum + each, 0)
  const area = new Uint8Array(count)
  const firstOfArea: number[] = []
  let at = 0
  peopleByArea.forEach((people, index) => {
    firstOfArea.push(at)
    area.fill(index, at, at + people)
    at += people
  })
  const deal = (table: Record<string, number>) => deck(Object.values(table), dice)
  return {
    count,
    firstOfArea,
    area,
    sex: deal(tables.sexes),
    ageClass: deal(tables.ageClasses),
    livesAlone: deal(tables.livesAlone),
  }
}

export function planContacts(
  totals: YearTotals,
  tables: ExactTables,
  people: PeoplePlan,
  days: YearDays,
  dice: Chance,
): ContactPlan {
  const { total: count, weekdays, hours } = totals.contacts
  const plan: ContactPlan = {
    count,
    day: daysInOrder(tables.months, weekdays, days, dice),
    minute: new Uint16Array(count),
    area: deck(tables.contactsByArea, dice),
    callerType: deck(Object.values(tables.callerTypes), dice),
    provenance: deck(Object.values(tables.provenances), dice),
    person: new Uint32Array(count),
  }
  const drawHour = drawer(hours, dice)
  for (let contact = 0; contact < count; contact++) {
    const minute = drawHour() * 60 + dice.upTo(60)
    // Whoever calls on the last day of the year is still helped in it.
    const isLast = plan.day[contact] === days.dates.length - 1
    plan.minute[contact] = isLast ? minute % LAST_EVENING_MINUTE : minute
  }
  givePeople(plan, people, tables, dice)
  return plan
}

function daysInOrder(
  months: readonly number[],
  weekdays: readonly number[],
  days: YearDays,
  dice: Chance,
): Uint16Array {
  const all: number[] = []
  months.forEach((contacts, month) => {
    const [from, to] = [days.monthStarts[month] as number, days.monthStarts[month + 1] as number]
    const weights = Array.from({ length: to - from }, (_, at) => {
      const weekday = days.weekdays[from + at] as number
      const weight = weekdays[weekday - 1] as number
      return weekday <= 5 && !days.isWorking[from + at] ? weight * FEAST_WEIGHT : weight
    })
    const draw = drawer(weights, dice)
    const drawn = Array.from({ length: contacts }, () => from + draw())
    for (const day of drawn.sort((a, b) => a - b)) all.push(day)
  })
  return Uint16Array.from(all)
}

/** Everybody once, then the same few again and again, each within their own area. */
function givePeople(
  plan: ContactPlan,
  people: PeoplePlan,
  { contactsByArea, peopleByArea }: ExactTables,
  dice: Chance,
): void {
  const ofArea = contactsByArea.map((contacts) => new Uint32Array(contacts))
  const filled = contactsByArea.map(() => 0)
  for (let contact = 0; contact < plan.count; contact++) {
    const area = plan.area[contact] as number
    const at = filled[area] as number
    ;(ofArea[area] as Uint32Array)[at] = contact
    filled[area] = at + 1
  }
  ofArea.forEach((contacts, area) => {
    const [first, known] = [people.firstOfArea[area] as number, peopleByArea[area] as number]
    if (known > contacts.length || (known === 0 && contacts.length > 0)) {
      throw new Error(`${contacts.length} contacts are not enough for ${known} people`)
    }
    const order = shuffle(upToCount(known), dice)
    shuffle(contacts, dice).forEach((contact, at) => {
      const person = at < known ? at : Math.floor(known * dice.next() ** SKEW)
      plan.person[contact] = first + (order[person] as number)
    })
  })
}
