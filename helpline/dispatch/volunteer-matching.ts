import type { HelpKind } from '../contacts/kinds.ts'
import { channelFor, type ReachedBy } from '../reaching/choose-channel.ts'
import {
  formatRomeTime,
  type IsoDate,
  romeDate,
  type TimeOfDay,
  type Weekday,
  weekdayOf,
} from '../territory/rome-time.ts'
import type { PairingKind } from './volunteers/pairings.ts'
import {
  type ServiceDays,
  serviceDays,
  volunteerObstacleNames,
  volunteerObstacles,
} from './volunteers/volunteer-fitness.ts'

export const MOST_UNANSWERED_A_WEEK = 3
/** Roads are longer than the straight line; by how much, where nobody has learnt it yet. */
export const DETOUR_FACTOR = 1.3
const FURTHEST_KM = 40
const UNKNOWN_DISTANCE_KM = 20

export interface Place {
  latitude: number
  longitude: number
}

/** From `from` up to, not including, `until`. */
export interface Interval {
  from: Date
  until: Date
}

export interface WeeklyAvailability {
  weekday: Weekday
  fromTime: TimeOfDay
  untilTime: TimeOfDay | '24:00'
  validFrom: IsoDate | null
  validUntil: IsoDate | null
}

export interface ServiceToCover {
  helpKind: HelpKind
  startsAt: Date
  endsAt: Date
  busyFrom: Date
  busyUntil: Date
  wheelchair: boolean
  place: Place | null
  /** Learnt from the kilometres written down here. */
  detourFactor: number
  /** Asked before everybody else. */
  preferredVolunteerId?: string | null
}

/** What became of the questions of the last months, those that somebody else answered first left out. */
export interface AnswerHabits {
  asked: number
  saidYes: number
  silent: number
}

/** A volunteer as far as one service is concerned. */
export interface Candidate extends ReachedBy {
  id: string
  skills: readonly HelpKind[]
  startedOn: IsoDate
  endedOn: IsoDate | null
  insuredUntil: IsoDate | null
  licenceUntil: IsoDate | null
  wheelchairTrained: boolean
  wheelchairTrainedUntil?: IsoDate | null
  quietFrom: TimeOfDay | null
  quietUntil: TimeOfDay | null
  availability: readonly WeeklyAvailability[]
  timeOff: readonly Interval[]
  /** Services already taken on. */
  busy: readonly Interval[]
  /** Between this volunteer and the person helped. */
  pairings: readonly PairingKind[]
  place: Place | null
  /** Of the association the person belongs to. */
  isOfAssociation: boolean
  servicesThisMonth: number
  lastServiceAt: Date | null
  habits: AnswerHabits
  unansweredThisWeek: number
  alreadyAsked: boolean
  wantsMoreOften: number
  firstPlaceNext: boolean
}

export interface Ranked<C extends Candidate = Candidate> {
  candidate: C
  points: number
  reasons: string[]
}

export interface Excluded {
  candidateId: string
  reason: string
  /** Only for now: the same person may be asked later. */
  passing: boolean
}

export interface Ranking<C extends Candidate = Candidate> {
  ranked: Ranked<C>[]
  excluded: Excluded[]
}

/** Who can do a service, best first, with the reasons of each place and of each exclusion. */
export function rankVolunteers<C extends Candidate>(
  service: ServiceToCover,
  candidates: readonly C[],
  now: Date,
): Ranking<C> {
  const when = serviceTime(service)
  const time = formatRomeTime(now)
  const ranked: Ranked<C>[] = []
  const excluded: Excluded[] = []
  for (const candidate of candidates) {
    const km = distanceKm(service.place, candidate.place, service.detourFactor)
    const reason = lastingObstacle(service, candidate, when, km)
    const passing = reason === undefined ? passingObstacle(candidate, time) : undefined
    if (reason ?? passing)
      excluded.push({ candidateId: candidate.id, reason: reason ?? passing ?? '', passing: !reason })
    else ranked.push(placeOf(candidate, km, now))
  }
  const isPreferred = ({ candidate }: Ranked) => candidate.id === service.preferredVolunteerId
  ranked.sort((a, b) => Number(isPreferred(b)) - Number(isPreferred(a)) || byPlace(a, b))
  const first = ranked[0]
  if (first && isPreferred(first)) first.reasons.unshift('è il volontario di fiducia per questo servizio')
  return { ranked, excluded }
}

/** When a service is, in civil time: the same for whoever is looked at. */
interface ServiceTime {
  days: ServiceDays
  day: IsoDate
  weekday: Weekday
  from: TimeOfDay
  /** null where it runs past midnight, which no day's availability covers. */
  until: TimeOfDay | '24:00' | null
}

function serviceTime({ startsAt, endsAt }: Pick<ServiceToCover, 'startsAt' | 'endsAt'>): ServiceTime {
  const day = romeDate(startsAt)
  const endTime = formatRomeTime(endsAt)
  const until = romeDate(endsAt) === day ? endTime : endTime === '00:00' ? '24:00' : null
  return {
    days: serviceDays({ startsAt, endsAt }),
    day,
    weekday: weekdayOf(day),
    from: formatRomeTime(startsAt),
    until,
  }
}

/** Ties are broken by load, then by id, so that the same question always has the same answer. */
function byPlace(a: Ranked, b: Ranked): number {
  return (
    Number(b.candidate.firstPlaceNext) - Number(a.candidate.firstPlaceNext) ||
    b.points - a.points ||
    a.candidate.servicesThisMonth - b.candidate.servicesThisMonth ||
    (a.candidate.id < b.candidate.id ? -1 : 1)
  )
}

/** What one more question is likely to bring, before and while we learn it: of those asked, about a third say yes. */
const USUAL_YES = 0.32
const USUAL_WEIGHT = 6
const YES_WORTH = 30
const DAY_MS = 86_400_000
const LONGEST_REST_DAYS = 60

export const yesChance = ({ asked, saidYes }: AnswerHabits): number =>
  (saidYes + USUAL_YES * USUAL_WEIGHT) / (asked + USUAL_WEIGHT)

function placeOf<C extends Candidate>(candidate: C, km: number | null, now: Date): Ranked<C> {
  const reasons: string[] = []
  let points = -(km ?? UNKNOWN_DISTANCE_KM)
  const because = (reason: string, worth: number) => {
    reasons.push(reason)
    points += worth
  }
  if (candidate.firstPlaceNext) because('la volta scorsa aveva detto sì, ma il posto era già preso', 0)
  if (candidate.pairings.includes('knows')) because('conosce già la persona', 25)
  because(km === null ? 'distanza non nota' : `abita a circa ${Math.max(1, Math.round(km))} km`, 0)
  if (candidate.isOfAssociation) because('è dell’associazione della persona', 8)
  const load = candidate.servicesThisMonth
  because(
    load === 0 ? 'nessun servizio questo mese' : load === 1 ? '1 servizio questo mese' : `${load} servizi questo mese`,
    -3 * load,
  )
  const { lastServiceAt, habits } = candidate
  const rest = lastServiceAt ? Math.floor((now.getTime() - lastServiceAt.getTime()) / DAY_MS) : LONGEST_REST_DAYS
  points += Math.max(0, Math.min(rest, LONGEST_REST_DAYS)) / 6
  if (lastServiceAt && rest >= 14) because(`l’ultimo servizio è di ${rest} giorni fa`, 0)
  const chance = yesChance(habits)
  points += YES_WORTH * (chance - USUAL_YES)
  if (habits.asked >= 3 && chance >= 0.5) because('quando lo chiediamo, di solito dice sì', 0)
  if (habits.asked >= 3 && habits.silent * 2 > habits.asked) because('spesso non risponde', 0)
  if (candidate.wantsMoreOften > 0) because('chiede di essere chiamato più spesso', 10)
  if (candidate.wantsMoreOften < 0) because('chiede di essere chiamato meno spesso', -10)
  if (candidate.availability.length === 0) because('non ha detto quando è disponibile', -5)
  return { candidate, points, reasons }
}

function lastingObstacle(
  service: ServiceToCover,
  candidate: Candidate,
  when: ServiceTime,
  km: number | null,
): string | undefined {
  const [unfit] = volunteerObstacles(service, candidate, when.days)
  if (unfit) return volunteerObstacleNames[unfit]
  if (!isAvailable(candidate.availability, when)) return 'a quell’ora non è disponibile'
  if (candidate.busy.some((taken) => overlap(taken, { from: service.busyFrom, until: service.busyUntil }))) {
    return 'è già impegnato'
  }
  if (km !== null && km > FURTHEST_KM) return `abita troppo lontano (circa ${Math.round(km)} km)`
  if (candidate.alreadyAsked) return 'gliel’abbiamo già chiesto'
  if (!channelFor(candidate, { purpose: 'offer' }))
    return 'il suo numero non si può chiamare da soli: va chiamato a mano'
  return undefined
}

function passingObstacle(candidate: Candidate, time: TimeOfDay): string | undefined {
  if (isQuiet(candidate, time)) return 'a quest’ora preferisce non essere disturbato'
  if (candidate.unansweredThisWeek >= MOST_UNANSWERED_A_WEEK) {
    return `ha già ${candidate.unansweredThisWeek} offerte senza risposta questa settimana`
  }
  return undefined
}

const overlap = (a: Interval, b: Interval): boolean => a.from < b.until && b.from < a.until

function isQuiet({ quietFrom, quietUntil }: Candidate, time: TimeOfDay): boolean {
  if (quietFrom === null || quietUntil === null || quietFrom === quietUntil) return false
  return quietFrom < quietUntil ? quietFrom <= time && time < quietUntil : time >= quietFrom || time < quietUntil
}

/** Whether the hours a volunteer gave hold the whole of a service. */
export const isAvailableFor = (
  week: readonly WeeklyAvailability[],
  service: Pick<ServiceToCover, 'startsAt' | 'endsAt'>,
): boolean => isAvailable(week, serviceTime(service))

/** Whether the week's intervals, one after the other, cover the whole service; who gave none is asked all the same. */
function isAvailable(week: readonly WeeklyAvailability[], { day, weekday, from, until }: ServiceTime): boolean {
  if (week.length === 0) return true
  if (until === null) return false
  const today = week
    .filter((each) => each.weekday === weekday && isValidOn(each, day))
    .sort((a, b) => (a.fromTime < b.fromTime ? -1 : 1))
  let covered: string = from
  for (const { fromTime, untilTime } of today) if (fromTime <= covered && untilTime > covered) covered = untilTime
  return covered >= until
}

const isValidOn = ({ validFrom, validUntil }: WeeklyAvailability, day: IsoDate): boolean =>
  (validFrom === null || validFrom <= day) && (validUntil === null || day <= validUntil)

const radians = (angle: number): number => (angle * Math.PI) / 180
const degrees = (angle: number): number => (angle * 180) / Math.PI

const EARTH_RADIUS_KM = 6371

export interface Box {
  south: number
  north: number
  west: number
  east: number
}

/** Whoever lives outside is too far, so that the others alone need be looked at; inside, the distance decides. */
export function boxWithinReach({ latitude, longitude }: Place, detourFactor = DETOUR_FACTOR): Box {
  const angle = (FURTHEST_KM / detourFactor / EARTH_RADIUS_KM) * 1.001
  const lat = degrees(angle)
  const lon = degrees(Math.asin(Math.min(1, Math.sin(angle) / Math.cos(radians(latitude)))))
  return { south: latitude - lat, north: latitude + lat, west: longitude - lon, east: longitude + lon }
}

/** Road kilometres, as near as a straight line tells. */
export function distanceKm(a: Place | null, b: Place | null, detourFactor = DETOUR_FACTOR): number | null {
  if (!a || !b) return null
  const lat = radians(b.latitude - a.latitude) / 2
  const lon = radians(b.longitude - a.longitude) / 2
  const h = Math.sin(lat) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(lon) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h))) * detourFactor
}
