import { chooseToAsk, shortlistOf, timeToAsk } from '../../helpline/dispatch/make-offers.ts'
import { defaultOfferPolicies, offerPolicyFor } from '../../helpline/dispatch/offer-policy.ts'
import {
  boxWithinReach,
  type Candidate,
  type Interval,
  type Place,
  rankVolunteers,
  type ServiceToCover,
} from '../../helpline/dispatch/volunteer-matching.ts'
import { romeDate, romeInstant, romeParts, type Weekday } from '../../helpline/territory/rome-time.ts'
import { eventQueue, randomNumbers } from './season-chance.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

/** The province of Cremona in 2025: its volunteers, its rides in a working day. */
const VOLUNTEERS = 1_217
const TASKS_A_DAY = 163
const TOWNS = 52
const FIRST_DAY = Date.parse('2026-12-01T00:00:00+01:00')

/** How people answer one question: published for alerts to volunteers (17-47 % yes); the rest says no or nothing. */
const YES = { least: 0.17, most: 0.47 }
const NO = 0.35
const REPLY_MEDIAN_MINUTES = 10
const REPLY_SPREAD = 1

export interface Season {
  tasks: number
  filled: number
  messages: number
  /** Asked less than 72 hours before, by day: minutes to the first yes; Infinity where nobody who could said it in time. */
  minutesToYes: number[]
  /** With 48 hours of notice and somebody who would say yes: how many, and how many were covered a day ahead. */
  feasibleAhead: number
  coveredAhead: number
  mostUnansweredAWeek: number
  doubleBookings: number
}

interface Volunteer extends Candidate {
  busy: Interval[]
  habits: { asked: number; saidYes: number; silent: number }
  yes: number
  place: Place
  /** When each question still unanswered was asked. */
  unanswered: Map<string, number>
  months: Map<string, number>
}

interface Task extends ServiceToCover {
  number: number
  place: Place
  requestedAt: Date
  wave: number
  open: number
  asked: Set<string>
  takenAt: Date | null
  isFeasible: boolean
}

interface Question {
  task: Task
  volunteer: Volunteer
  wave: number
  state: 'open' | 'expired' | 'withdrawn' | 'answered'
}

/** Tasks, people and answers are drawn; who is asked, when, and whose yes counts is decided by the product's own rules. */
export function simulateSeason({ tasks: count, seed }: { tasks: number; seed: number }): Season {
  const random = randomNumbers(seed)
  const towns = Array.from({ length: TOWNS }, () => ({
    latitude: 45 + random() * 0.4,
    longitude: 9.5 + random(),
  }))
  const inTown = (): Place => towns[Math.floor(random() * TOWNS)] ?? { latitude: 45.13, longitude: 10.02 }
  const volunteers = Array.from({ length: VOLUNTEERS }, (_, number) => aVolunteer(number, inTown(), random))
  const tasks = Array.from({ length: count }, (_, number) => aTask(number, count, inTown(), random))
  const season: Season = {
    tasks: count,
    filled: 0,
    messages: 0,
    minutesToYes: [],
    feasibleAhead: 0,
    coveredAhead: 0,
    mostUnansweredAWeek: 0,
    doubleBookings: 0,
  }
  const events = eventQueue<() => void>()
  const run = dispatcher(season, volunteers, events, seed)
  for (const task of tasks) events.add(task.requestedAt.getTime(), () => run.ask(task, 1, task.requestedAt))
  for (let event = events.next(); event; event = events.next()) event.what()
  for (const task of tasks) account(season, task)
  return season
}

function dispatcher(
  season: Season,
  volunteers: Volunteer[],
  events: ReturnType<typeof eventQueue<() => void>>,
  seed: number,
) {
  const byId = new Map(volunteers.map((volunteer) => [volunteer.id, volunteer]))
  const near = new Map<Place, Volunteer[]>()
  const questionsOf = new Map<number, Question[]>()
  const at = (now: Date, minutes: number) => new Date(now.getTime() + minutes * MINUTE_MS)

  /** Those the database would give: whoever lives outside the box is too far. */
  function withinReach(place: Place): Volunteer[] {
    const known = near.get(place)
    if (known) return known
    const { south, north, west, east } = boxWithinReach(place)
    const found = volunteers.filter(
      ({ place: { latitude, longitude } }) =>
        south <= latitude && latitude <= north && west <= longitude && longitude <= east,
    )
    near.set(place, found)
    return found
  }

  function candidatesFor(task: Task, now: Date): Volunteer[] {
    const month = romeDate(task.startsAt).slice(0, 7)
    const candidates = withinReach(task.place)
    for (const volunteer of candidates) {
      volunteer.alreadyAsked = task.asked.has(volunteer.id)
      volunteer.servicesThisMonth = volunteer.months.get(month) ?? 0
      volunteer.unansweredThisWeek = unansweredOf(volunteer, now)
    }
    return candidates
  }

  function ask(task: Task, wave: number, now: Date): void {
    if (task.takenAt || task.wave >= wave) return
    const { askingTime, latest, isTime } = timeToAsk(task, now)
    if (!isTime) {
      askAgain(task, wave, askingTime, latest)
      return
    }
    const ranking = rankVolunteers(task, candidatesFor(task, now), now)
    if (wave === 1)
      task.isFeasible ||= ranking.ranked.some(({ candidate }) => answerOf(task, candidate, seed).says === 'yes')
    const policy = offerPolicyFor(defaultOfferPolicies, task.startsAt, now)
    const shortlist = shortlistOf(ranking.ranked, policy)
    const held = shortlist.map(({ candidate }) => candidate)
    const asked = chooseToAsk(shortlist, held, policy.waveSize)
    if (asked.length === 0) {
      const maybeLater = ranking.excluded.some(({ passing }) => passing) || shortlist.length > 0
      if (maybeLater) askAgain(task, wave, at(now, 60), latest)
      return
    }
    task.wave = wave
    for (const { volunteer } of asked) question(task, volunteer, wave, now)
    const closesAt = at(now, policy.waveMinutes)
    events.add(closesAt.getTime(), () => closeWave(task, wave, closesAt))
  }

  function askAgain(task: Task, wave: number, when: Date, latest: Date): void {
    if (when < latest) events.add(when.getTime(), () => ask(task, wave, when))
  }

  function question(task: Task, { id }: Volunteer, wave: number, now: Date): void {
    const volunteer = byId.get(id)
    if (!volunteer) return
    season.messages += 1
    task.open += 1
    task.asked.add(id)
    volunteer.firstPlaceNext = false
    volunteer.unanswered.set(`${task.number}`, now.getTime())
    season.mostUnansweredAWeek = Math.max(season.mostUnansweredAWeek, unansweredOf(volunteer, now))
    const asked: Question = { task, volunteer, wave, state: 'open' }
    questionsOf.set(task.number, [...(questionsOf.get(task.number) ?? []), asked])
    const answer = answerOf(task, volunteer, seed)
    if (answer.says === 'nothing') return
    const when = at(now, answer.afterMinutes)
    events.add(when.getTime(), () => (answer.says === 'yes' ? yes(asked, when) : no(asked, when)))
  }

  function closeWave(task: Task, wave: number, now: Date): void {
    for (const each of questionsOf.get(task.number) ?? []) {
      if (each.wave !== wave || each.state !== 'open') continue
      each.state = 'expired'
      each.volunteer.habits.asked += 1
      each.volunteer.habits.silent += 1
      task.open -= 1
    }
    if (!task.takenAt && task.open <= 0) ask(task, task.wave + 1, now)
  }

  function answered(each: Question, saidYes: boolean): void {
    const { volunteer, task, state } = each
    if (state === 'open') task.open -= 1
    volunteer.unanswered.delete(`${task.number}`)
    if (state === 'expired') volunteer.habits.silent -= 1
    else volunteer.habits.asked += 1
    if (saidYes) volunteer.habits.saidYes += 1
    each.state = 'answered'
  }

  function no(each: Question, now: Date): void {
    answered(each, false)
    if (!each.task.takenAt && each.task.open <= 0) ask(each.task, each.task.wave + 1, now)
  }

  function yes(each: Question, now: Date): void {
    const { task, volunteer } = each
    answered(each, true)
    if (task.takenAt) {
      volunteer.firstPlaceNext = true
      return
    }
    if (task.startsAt <= now) return
    if (volunteer.busy.some(({ from, until }) => from < task.busyUntil && task.busyFrom < until)) {
      if (task.open <= 0) ask(task, task.wave + 1, now)
      return
    }
    task.takenAt = now
    season.filled += 1
    volunteer.busy = volunteer.busy.filter(({ until }) => until > now)
    volunteer.busy.push({ from: task.busyFrom, until: task.busyUntil })
    const month = romeDate(task.startsAt).slice(0, 7)
    volunteer.months.set(month, (volunteer.months.get(month) ?? 0) + 1)
    volunteer.lastServiceAt = task.startsAt
    for (const other of questionsOf.get(task.number) ?? []) if (other.state === 'open') other.state = 'withdrawn'
    task.open = 0
  }

  return { ask }
}

function unansweredOf({ unanswered }: Volunteer, now: Date): number {
  const since = now.getTime() - WEEK_MS
  for (const [key, askedAt] of unanswered) if (askedAt <= since) unanswered.delete(key)
  return unanswered.size
}

/** What this volunteer would say of this task, whenever asked: the same in every policy. */
function answerOf(task: Task, { id, yes }: { id: string; yes: number }, seed: number) {
  const random = randomNumbers(seed ^ Math.imul(task.number + 1, 0x9e3779b1) ^ Number(id))
  const drawn = random()
  const says = drawn < yes ? 'yes' : drawn < yes + NO ? 'no' : 'nothing'
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return { says, afterMinutes: REPLY_MEDIAN_MINUTES * Math.exp(REPLY_SPREAD * normal) } as const
}

function account(season: Season, task: Task): void {
  const { requestedAt, startsAt, takenAt } = task
  const noticeHours = (startsAt.getTime() - requestedAt.getTime()) / HOUR_MS
  if (noticeHours < 72 && task.isFeasible) {
    const minutes = takenAt ? (takenAt.getTime() - requestedAt.getTime()) / MINUTE_MS : Number.POSITIVE_INFINITY
    season.minutesToYes.push(minutes)
  }
  if (noticeHours >= 48 && task.isFeasible) {
    season.feasibleAhead += 1
    if (takenAt && startsAt.getTime() - takenAt.getTime() >= DAY_MS) season.coveredAhead += 1
  }
}

const halfDays = [
  { fromTime: '08:00', untilTime: '13:00' },
  { fromTime: '13:00', untilTime: '19:00' },
  { fromTime: '08:00', untilTime: '19:00' },
]

function aVolunteer(number: number, place: Place, random: () => number): Volunteer {
  const weekdays = ([1, 2, 3, 4, 5] as const).filter(() => random() < 0.7)
  const hours = halfDays[Math.floor(random() * halfDays.length)] ?? { fromTime: '08:00', untilTime: '19:00' }
  return {
    id: String(number),
    phoneE164: `+3934710${String(10_000 + number)}`,
    preferredChannel: 'sms',
    refused: [],
    learnt: null,
    skills: ['transport'],
    startedOn: '2020-01-01',
    endedOn: null,
    insuredUntil: '2030-12-31',
    licenceUntil: '2030-12-31',
    wheelchairTrained: random() < 0.3,
    quietFrom: random() < 0.3 ? '13:00' : null,
    quietUntil: '15:00',
    availability: weekdays.map((weekday: Weekday) => ({ weekday, ...hours, validFrom: null, validUntil: null })),
    timeOff: [],
    busy: [],
    pairings: [],
    place,
    isOfAssociation: false,
    servicesThisMonth: 0,
    lastServiceAt: null,
    habits: { asked: 0, saidYes: 0, silent: 0 },
    unansweredThisWeek: 0,
    alreadyAsked: false,
    wantsMoreOften: 0,
    firstPlaceNext: false,
    yes: YES.least + random() * (YES.most - YES.least),
    unanswered: new Map(),
    months: new Map(),
  }
}

/** Half is known more than three days before, one in seven on the day itself. */
function noticeHours(random: () => number): number {
  const kind = random()
  if (kind < 0.5) return 72 + random() * 11 * 24
  return kind < 0.86 ? 6 + random() * 66 : 2 + random() * 4
}

/** On a working day between eight and five; asked for by day, between nine and six. */
function aTask(number: number, count: number, place: Place, random: () => number): Task {
  const days = Math.ceil(((count / TASKS_A_DAY) * 7) / 5) + 14
  let day = FIRST_DAY + Math.floor(14 + random() * (days - 14)) * DAY_MS
  while (romeParts(new Date(day)).weekday > 5) day += DAY_MS
  const isoDate = romeDate(new Date(day + 12 * HOUR_MS))
  const startsAt = new Date(romeInstant(isoDate, '08:00').getTime() + Math.floor(random() * 36) * 15 * MINUTE_MS)
  const endsAt = new Date(startsAt.getTime() + (60 + Math.floor(random() * 9) * 15) * MINUTE_MS)
  let requestedAt = new Date(startsAt.getTime() - noticeHours(random) * HOUR_MS)
  const { hour, isoDate: askedOn } = romeParts(requestedAt)
  if (hour < 9 || hour >= 18) {
    requestedAt = new Date(romeInstant(askedOn, '09:00').getTime() + Math.floor(random() * 9 * 60) * MINUTE_MS)
  }
  // Who asks in the small hours of the day itself asks the evening before.
  if (startsAt.getTime() - requestedAt.getTime() < 2 * HOUR_MS) {
    requestedAt = new Date(romeInstant(romeDate(new Date(startsAt.getTime() - DAY_MS)), '17:00').getTime())
  }
  return {
    number,
    helpKind: 'transport',
    startsAt,
    endsAt,
    busyFrom: startsAt,
    busyUntil: new Date(endsAt.getTime() + 30 * MINUTE_MS),
    wheelchair: random() < 0.1,
    place,
    detourFactor: 1.3,
    requestedAt,
    wave: 0,
    open: 0,
    asked: new Set(),
    takenAt: null,
    isFeasible: false,
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.POSITIVE_INFINITY
}

export const seasonGoals = { medianMinutes: 15, p95Minutes: 60, messagesPerFilled: 5, coveredAhead: 0.99 } as const

export const seasonFigures = (season: Season) => ({
  medianMinutes: percentile(season.minutesToYes, 0.5),
  p95Minutes: percentile(season.minutesToYes, 0.95),
  messagesPerFilled: season.messages / season.filled,
  coveredAhead: season.coveredAhead / season.feasibleAhead,
})
