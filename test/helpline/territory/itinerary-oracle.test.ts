import Holidays from 'date-holidays'
import { describe, expect, it } from 'vitest'
import {
  type ListeningPointOnDuty,
  planItinerary,
  type RouteStage,
  type RoutingPoint,
} from '../../../helpline/territory/call-routing.ts'
import type { FeastRule } from '../../../helpline/territory/holidays.ts'
import type { Closure, HoursVersion } from '../../../helpline/territory/opening-hours.ts'
import type { Weekday } from '../../../helpline/territory/rome-time.ts'
import { telephoneDistricts } from '../../../helpline/territory/telephone-districts.ts'

const QUARTER = 15 * 60_000
/** 1 January 2026 and 1 January 2028 at midnight in Rome. */
const FROM = Date.UTC(2025, 11, 31, 23)
const TO = Date.UTC(2027, 11, 31, 23)

const workdays: Weekday[] = [1, 2, 3, 4, 5]
const week = (weekdays: readonly Weekday[], ...spans: [string, string][]) =>
  weekdays.flatMap((weekday) => spans.map(([opensAt, closesAt]) => ({ weekday, opensAt, closesAt })))
const always = (intervals: HoursVersion['intervals']): HoursVersion => ({ validFrom: null, validTo: null, intervals })
const from = (validFrom: string, intervals: HoursVersion['intervals']): HoursVersion => ({
  ...{ validFrom, validTo: null, intervals },
})
const splitDay = week(workdays, ['09:00', '12:00'], ['15:00', '18:00'])

interface Shape {
  versions: HoursVersion[]
  patron?: FeastRule
  closures?: Closure[]
}
/** Every way a week can be: split days, feasts, closures, a change on a date, nights, both hours that are odd, no table. */
const shapes: Record<string, Shape> = {
  splitDays: { versions: [always(splitDay)] },
  patronFixed: {
    versions: [always(splitDay)],
    patron: { kind: 'fixed', name: "Sant'Omobono", month: 11, day: 13 },
  },
  patronMovable: {
    versions: [always(week([1, 2, 3, 4, 5, 6, 7], ['08:30', '12:30']))],
    patron: { kind: 'movable', name: 'Festa', month: 4, weekday: 1, occurrence: 'last' },
  },
  closedInAugust: {
    versions: [always(week(workdays, ['09:00', '13:00']))],
    closures: [
      { fromDate: '2026-08-10', toDate: '2026-08-21', reason: 'ferie' },
      { fromDate: '2027-12-24', toDate: '2028-01-06', reason: 'ferie' },
    ],
  },
  changesOnADate: {
    versions: [{ ...always(splitDay), validTo: '2026-09-01' }, from('2026-09-01', week([1, 3, 5], ['10:00', '19:30']))],
  },
  nights: { versions: [always(week([5, 6], ['22:00', '06:00']).concat(week([7], ['18:15', '24:00'])))] },
  oddHours: { versions: [always(week([7], ['01:00', '04:00']).concat(week([6], ['23:45', '02:30'])))] },
  beginsLate: { versions: [from('2027-02-01', week(workdays, ['14:00', '18:00']))] },
  noTable: { versions: [] },
}

/** The thirty districts among nine points, each with two neighbours; one district is left to nobody. */
const names = Object.keys(shapes)
const points: ListeningPointOnDuty[] = Object.entries(shapes).map(([name, shape], at) => ({
  ...{ id: name, kind: 'point', name },
  districtPrefixes: telephoneDistricts
    .filter((_, index) => index > 0 && index % names.length === at)
    .map((d) => d.prefix),
  neighbourIds: [names[(at + 2) % names.length] ?? '', names[(at + 1) % names.length] ?? ''],
  hours: { versions: shape.versions, patron: shape.patron ?? null, closures: shape.closures ?? [] },
}))
const callCentre: RoutingPoint = { id: 'nazionale', kind: 'callCentre', name: 'Call centre' }

const holidays = new Set(
  [2025, 2026, 2027, 2028].flatMap((year) =>
    new Holidays('IT', { timezone: 'Europe/Rome' })
      .getHolidays(year)
      .filter(({ type }) => type === 'public')
      .map(({ date }) => date.slice(0, 10)),
  ),
)
const clock = new Intl.DateTimeFormat('sv-SE', {
  ...{ timeZone: 'Europe/Rome', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit' },
})
const days = ['mån', 'tis', 'ons', 'tors', 'fre', 'lör', 'sön']

interface Wall {
  date: string
  weekday: number
  time: string
}
/** From the instant to the wall, the opposite of the way the rule goes. */
function wallAt(epochMs: number): Wall {
  const part: Record<string, string> = {}
  for (const { type, value } of clock.formatToParts(epochMs)) part[type] = value
  const { year, month, day, hour, minute, weekday } = part
  return { date: `${year}-${month}-${day}`, weekday: days.indexOf(weekday ?? '') + 1, time: `${hour}:${minute}` }
}
const yesterdayOf = ({ date, weekday }: Wall): Wall => ({
  date: new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10),
  weekday: weekday === 1 ? 7 : weekday - 1,
  time: '',
})

const movableDay: Record<string, string> = { '2026': '2026-04-27', '2027': '2027-04-26' }
function takesPlace(shape: Shape, { date, weekday }: Wall, asks: (opensAt: string, closesAt: string) => boolean) {
  if (holidays.has(date)) return false
  const { patron } = shape
  if (patron?.kind === 'fixed' && date.endsWith('-11-13')) return false
  if (patron?.kind === 'movable' && movableDay[date.slice(0, 4)] === date) return false
  if (shape.closures?.some(({ fromDate, toDate }) => fromDate <= date && date <= toDate)) return false
  return shape.versions
    .filter(({ validFrom, validTo }) => (validFrom ?? '0') <= date && date < (validTo ?? '9'))
    .some(({ intervals }) => intervals.some((each) => each.weekday === weekday && asks(each.opensAt, each.closesAt)))
}

/** The hour that is skipped in spring is one later on the wall; of the hour that is twice in autumn the first counts. */
function isOpenOnTheWall(shape: Shape, wall: Wall, change: 'spring' | 'secondTime' | undefined): boolean {
  const { time } = wall
  const notOver = (closesAt: string) => {
    const odd = closesAt > '02:00' && closesAt < '03:00'
    if (odd && change === 'spring') return time < closesAt.replace('02:', '03:')
    return time < closesAt && !(odd && change === 'secondTime')
  }
  const today = takesPlace(shape, wall, (opensAt, closesAt) =>
    opensAt < closesAt ? opensAt <= time && notOver(closesAt) : opensAt <= time,
  )
  const lastNight = takesPlace(
    shape,
    yesterdayOf(wall),
    (opensAt, closesAt) => closesAt <= opensAt && notOver(closesAt),
  )
  return today || lastNight
}

const secondHours = new Set(['2026-10-25T01', '2027-10-31T01'])
const springDays = new Set(['2026-03-29', '2027-03-28'])

interface Moment {
  now: Date
  open: ReadonlySet<string>
}
function* moments(): Generator<Moment> {
  for (let at = FROM; at < TO; at += QUARTER) {
    const wall = wallAt(at)
    const now = new Date(at)
    const secondTime = secondHours.has(now.toISOString().slice(0, 13)) ? 'secondTime' : undefined
    const change = springDays.has(wall.date) ? 'spring' : secondTime
    yield { now, open: new Set(names.filter((name) => isOpenOnTheWall(shapes[name] as Shape, wall, change))) }
  }
}

/** What must happen, said again in the plainest way. */
function expectedStages(home: readonly string[], region: boolean, open: ReadonlySet<string>): string {
  const list: string[] = []
  const openHome = home.filter((id) => open.has(id))
  if (openHome.length > 0) list.push(`home ${openHome}`)
  const near: string[] = []
  for (const id of home) {
    for (const neighbour of points.find((point) => point.id === id)?.neighbourIds ?? []) {
      if (!home.includes(neighbour) && !near.includes(neighbour) && open.has(neighbour)) near.push(neighbour)
    }
  }
  if (near.length > 0) list.push(`neighbours ${near}`)
  const everywhere = names.filter((id) => open.has(id))
  if (region && everywhere.length > 0) list.push(`region ${everywhere}`)
  return [...list, 'callCentre', 'voicemail'].join('; ')
}

const inWords = (stages: readonly RouteStage[]) =>
  stages.map((stage) => (stage.kind === 'points' ? `${stage.why} ${stage.listeningPointIds}` : stage.kind)).join('; ')

describe('every prefix, every quarter of an hour of 2026 and 2027', () => {
  it('has one itinerary, the one a plain reading of the hours gives', () => {
    const callers = telephoneDistricts.map(({ prefix }, index) => ({
      phone: { kind: 'landline' as const, e164: `+39${prefix}448678` },
      home: index === 0 ? [] : [names[index % names.length] as string],
    }))
    const among = [callCentre, ...points]
    let compared = 0
    const wrong: string[] = []
    const statesSeen = new Set<string>()
    const known = new Map<string, string>()
    for (const { now, open } of moments()) {
      const state = [...open].join()
      statesSeen.add(state)
      for (const { phone, home } of callers) {
        const itinerary = planItinerary({ caller: { phone }, points: among, now })
        const question = `${home} ${state}`
        const expected = known.get(question) ?? expectedStages(home, home.length === 0, open)
        known.set(question, expected)
        if (inWords(itinerary.stages) !== expected && wrong.length < 5) {
          wrong.push(`${now.toISOString()} ${phone.e164.slice(0, 7)}: ${inWords(itinerary.stages)}, not ${expected}`)
        }
        compared += 1
      }
    }
    expect(wrong).toEqual([])
    expect(compared).toBe(30 * 2 * 365 * 96)
    // The points do differ: a test in which they opened together would show little.
    expect(statesSeen.size).toBeGreaterThan(20)
  }, 240_000)
})
