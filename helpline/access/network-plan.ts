import type { FeastRule } from '../territory/holidays.ts'
import type { WeeklyInterval } from '../territory/opening-hours.ts'
import { patronSaints } from '../territory/patron-saints.ts'
import { isReachable, parsePhoneNumber } from '../territory/phone-numbers.ts'
import type { ComuneName, PointFields } from './held-network.ts'
import type { HoursEntry, NetworkFile, PointEntry, PointKind } from './network-file.ts'
import type { Role } from './permissions.ts'

const USUAL_RING_SECONDS = 25

export interface PlannedPoint {
  name: string
  kind: PointKind
  fields: PointFields
  prefixes: readonly string[]
  week: readonly WeeklyInterval[]
  neighbours: readonly string[]
}

export interface PlannedNetwork {
  points: PlannedPoint[]
  associations: { name: string; comuneIstatCode: string; phoneE164: string | null; point: string }[]
  operators: { email: string; name: string; role: Role; phoneE164: string | null; points: string[] }[]
}

/** E-mails are kept in small letters. */
export const keptEmail = (typed: string): string => typed.trim().toLowerCase()

/** The latest of that code or name: one that was merged keeps its row. */
export function comuneCalled(text: string, comuni: readonly ComuneName[]): ComuneName | undefined {
  const called = comuni.filter(({ istatCode, name }) => istatCode === text || name === text)
  return called.find(({ validTo }) => validTo === null) ?? called[0]
}

export const feastOfTown = (town: string): FeastRule | undefined =>
  Object.hasOwn(patronSaints, town) ? patronSaints[town as keyof typeof patronSaints] : undefined

/** One interval a line, Monday first. */
export function weekOf(hours: readonly HoursEntry[]): WeeklyInterval[] {
  return hours
    .flatMap(({ weekdays, opensAt, closesAt }) => weekdays.map((weekday) => ({ weekday, opensAt, closesAt })))
    .sort((a, b) => a.weekday - b.weekday || (a.opensAt < b.opensAt ? -1 : 1))
}

function e164Of(typed: string): string {
  const phone = parsePhoneNumber(typed)
  if (!isReachable(phone)) throw new Error('A telephone number was not checked')
  return phone.e164
}

function istatCodeOf(text: string, comuni: readonly ComuneName[]): string {
  const comune = comuneCalled(text, comuni)
  if (!comune) throw new Error('A comune was not checked')
  return comune.istatCode
}

export function pointFields(entry: PointEntry, comuni: readonly ComuneName[]): PointFields {
  const { patronSaint } = entry
  return {
    comuneIstatCode: entry.comune ? istatCodeOf(entry.comune, comuni) : null,
    address: entry.address ?? null,
    patronSaint: typeof patronSaint === 'string' ? (feastOfTown(patronSaint) ?? null) : (patronSaint ?? null),
    fixedPhones: (entry.fixedPhones ?? []).map(e164Of),
    ringTimeoutSeconds: entry.ringTimeoutSeconds ?? USUAL_RING_SECONDS,
  }
}

export const orNull = (typed: string | null | undefined): string | null => (typed ? e164Of(typed) : null)

/** What a file that was checked asks for, in the words it is kept in. */
export function planNetwork(file: NetworkFile, comuni: readonly ComuneName[]): PlannedNetwork {
  return {
    points: file.points.map((entry) => ({
      name: entry.name,
      kind: entry.kind,
      fields: pointFields(entry, comuni),
      prefixes: entry.districts ?? [],
      week: weekOf(entry.hours ?? []),
      neighbours: entry.neighbours ?? [],
    })),
    associations: file.associations.map(({ name, comune, phone, point }) => ({
      name,
      comuneIstatCode: istatCodeOf(comune, comuni),
      phoneE164: orNull(phone),
      point,
    })),
    operators: file.operators.map(({ email, name, role, phone, points }) => ({
      email: keptEmail(email),
      name,
      role,
      phoneE164: orNull(phone),
      points: points ?? [],
    })),
  }
}
