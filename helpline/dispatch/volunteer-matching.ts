import type { HelpKind } from '../contacts/kinds.ts'
import { takesSms } from '../territory/phone-numbers.ts'
import {
  formatRomeTime,
  type IsoDate,
  romeDate,
  type TimeOfDay,
  type Weekday,
  weekdayOf,
} from '../territory/rome-time.ts'
import { isRide } from './service-times.ts'

export const MOST_UNANSWERED_A_WEEK = 3
/** Roads are longer than the straight line. */
const DETOUR_FACTOR = 1.3
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

export const pairingKinds = ['knows', 'volunteerRefuses', 'personRefuses'] as const
export type PairingKind = (typeof pairingKinds)[number]

export interface ServiceToCover {
  helpKind: HelpKind
  startsAt: Date
  endsAt: Date
  busyFrom: Date
  busyUntil: Date
  wheelchair: boolean
  place: Place | null
}

/** A volunteer as far as one service is concerned. */
export interface Candidate {
  id: string
  phoneE164: string
  skills: readonly HelpKind[]
  startedOn: IsoDate
  endedOn: IsoDate | null
  insuredUntil: IsoDate | null
  licenceUntil: IsoDate | null
  wheelchairTrained: boolean
  quietFrom: TimeOfDay | null
  quietUntil: TimeOfDay | null
  availability: readonly WeeklyAvailability[]
  timeOff: readonly Interval[]
  /** Services already taken on. */
  busy: readonly Interval[]
  /** Between this volunteer and the person helped. */
  pairings: readonly PairingKind[]
  place: Place | null
  servicesThisMonth: number
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
    const km = distanceKm(service.place, candidate.place)
    const reason = lastingObstacle(service, candidate, when, km)
    const passing = reason === undefined ? passingObstacle(candidate, time) : undefined
    if (reason ?? passing)
      excluded.push({ candidateId: candidate.id, reason: reason ?? passing ?? '', passing: !reason })
    else ranked.push(placeOf(candidate, km))
  }
  return { ranked: ranked.sort(byPlace), excluded }
}

/** When a service is, in civil time: the same for whoever is looked at. */
interface ServiceTime {
  day: IsoDate
  weekday: Weekday
  from: TimeOfDay
  /** null where it runs past midnight, which no day's availability covers. */
  until: TimeOfDay | '24:00' | null
}

function serviceTime({ startsAt, endsAt }: ServiceToCover): ServiceTime {
  const day = romeDate(startsAt)
  const endTime = formatRomeTime(endsAt)
  const until = romeDate(endsAt) === day ? endTime : endTime === '00:00' ? '24:00' : null
  return { day, weekday: weekdayOf(day), from: formatRomeTime(startsAt), until }
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

function placeOf<C extends Candidate>(candidate: C, km: number | null): Ranked<C> {
  const reasons: string[] = []
  let points = -(km ?? UNKNOWN_DISTANCE_KM)
  const because = (reason: string, worth: number) => {
    reasons.push(reason)
    points += worth
  }
  if (candidate.firstPlaceNext) because('la volta scorsa aveva detto sì, ma il posto era già preso', 0)
  if (candidate.pairings.includes('knows')) because('conosce già la persona', 25)
  because(km === null ? 'distanza non nota' : `abita a circa ${Math.max(1, Math.round(km))} km`, 0)
  const load = candidate.servicesThisMonth
  because(
    load === 0 ? 'nessun servizio questo mese' : load === 1 ? '1 servizio questo mese' : `${load} servizi questo mese`,
    -3 * load,
  )
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
  const { day } = when
  if (!candidate.skills.includes(service.helpKind)) return 'non fa questo tipo di aiuto'
  if (candidate.startedOn > day || (candidate.endedOn !== null && candidate.endedOn < day))
    return 'quel giorno non è volontario'
  if (candidate.pairings.includes('volunteerRefuses')) return 'preferisce non andare da questa persona'
  if (candidate.pairings.includes('personRefuses')) return 'la persona preferisce qualcun altro'
  if (candidate.insuredUntil !== null && candidate.insuredUntil < day) return 'assicurazione scaduta'
  if (isRide(service.helpKind)) {
    if (candidate.licenceUntil === null) return 'patente non registrata'
    if (candidate.licenceUntil < day) return 'patente scaduta'
  }
  if (service.wheelchair && !candidate.wheelchairTrained) return 'non è formato per la carrozzina'
  if (candidate.timeOff.some((off) => overlap(off, { from: service.startsAt, until: service.endsAt })))
    return 'è assente'
  if (!isAvailable(candidate.availability, when)) return 'a quell’ora non è disponibile'
  if (candidate.busy.some((taken) => overlap(taken, { from: service.busyFrom, until: service.busyUntil }))) {
    return 'è già impegnato'
  }
  if (km !== null && km > FURTHEST_KM) return `abita troppo lontano (circa ${Math.round(km)} km)`
  if (candidate.alreadyAsked) return 'gliel’abbiamo già chiesto'
  if (!takesSms(candidate.phoneE164)) return 'non riceve SMS: va chiamato'
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
export function boxWithinReach({ latitude, longitude }: Place): Box {
  const angle = (FURTHEST_KM / DETOUR_FACTOR / EARTH_RADIUS_KM) * 1.001
  const lat = degrees(angle)
  const lon = degrees(Math.asin(Math.min(1, Math.sin(angle) / Math.cos(radians(latitude)))))
  return { south: latitude - lat, north: latitude + lat, west: longitude - lon, east: longitude + lon }
}

/** Road kilometres, as near as a straight line tells. */
export function distanceKm(a: Place | null, b: Place | null): number | null {
  if (!a || !b) return null
  const lat = radians(b.latitude - a.latitude) / 2
  const lon = radians(b.longitude - a.longitude) / 2
  const h = Math.sin(lat) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(lon) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h))) * DETOUR_FACTOR
}
