import type { DestinationKind, FulfilledBy } from '../../contacts/kinds.ts'
import { Invalid } from '../../errors.ts'
import { formatRomeDateWithYear } from '../../territory/rome-time.ts'
import type { ServiceOutcome } from '../service-states.ts'
import { isGap, type OdometerReading, type OdometerTrip, odometerLines, readingConflict } from '../vehicles/odometer.ts'

export interface ServiceReport {
  outcome: ServiceOutcome
  km: number | null
  odometerStartKm?: number | null | undefined
  odometerEndKm?: number | null | undefined
  minutes: number | null
  passengers: number | null
  destinationKind?: DestinationKind | null | undefined
  insideProvince?: boolean | null | undefined
}

export interface ClosingReport extends ServiceReport {
  fulfilledBy: FulfilledBy
}

const LONGEST_KM = 2000
const check = 'Controlli i campi segnati.'

/** The kilometres come from the dashboard where it was read; said otherwise, somebody is mistaken. */
export function withKilometres<R extends ServiceReport>(report: R): R {
  const { km, odometerStartKm: start = null, odometerEndKm: end = null } = report
  if (start === null || end === null) return report
  const driven = end - start
  if (driven < 0) throw new Invalid(check, { odometerEndKm: 'All’arrivo sono meno che alla partenza.' })
  if (driven > LONGEST_KM) {
    throw new Invalid(check, { odometerEndKm: `Sarebbero ${driven} km: ricontrolli le due letture.` })
  }
  if (km !== null && km !== driven) {
    throw new Invalid(check, { km: `Dal contachilometri risultano ${driven} km: tolga questo numero, o lo corregga.` })
  }
  return { ...report, km: driven }
}

export interface OdometerPast {
  readings: readonly OdometerReading[]
  trips: readonly OdometerTrip[]
}

/** What was read for a service, with when. */
export interface DashboardReading {
  startsAt: Date
  endsAt: Date
  odometerStartKm?: number | null | undefined
  odometerEndKm?: number | null | undefined
  km: number | null
}

/** What has to be asked before such readings are believed, by field; null where they fit what was read before. */
export function odometerQuestions(past: OdometerPast, service: DashboardReading): Record<string, string> | null {
  const start = service.odometerStartKm ?? null
  const end = service.odometerEndKm ?? null
  const asked: Record<string, string> = {}
  const own = [
    ...(start === null ? [] : [{ field: 'odometerStartKm', id: null, readAt: service.startsAt, km: start }]),
    ...(end === null ? [] : [{ field: 'odometerEndKm', id: null, readAt: service.endsAt, km: end }]),
  ]
  const trips = service.km === null ? past.trips : [...past.trips, { endedAt: service.endsAt, km: service.km }]
  const lines = odometerLines([...past.readings, ...own], trips)
  for (const { field, ...reading } of own) {
    const conflict = readingConflict(past.readings, reading)
    if (conflict) {
      const side = conflict.kind === 'lessThanBefore' ? 'erano già' : 'erano ancora'
      asked[field] = `Il ${formatRomeDateWithYear(conflict.than.readAt)} i chilometri ${side} ${conflict.than.km}.`
      continue
    }
    const line = lines.find(({ readAt, km, id }) => id === null && readAt === reading.readAt && km === reading.km)
    if (!line || !isGap(line)) continue
    const unexplained = line.unexplained ?? 0
    asked[field] =
      unexplained > 0
        ? `Dall’ultima lettura ci sono ${unexplained} km che nessun servizio spiega.`
        : `Dall’ultima lettura i servizi hanno segnato ${-unexplained} km in più di questi.`
  }
  return Object.keys(asked).length > 0 ? asked : null
}

export const sameReport = (a: ServiceReport, b: ServiceReport): boolean =>
  a.outcome === b.outcome &&
  a.km === b.km &&
  (a.odometerStartKm ?? null) === (b.odometerStartKm ?? null) &&
  (a.odometerEndKm ?? null) === (b.odometerEndKm ?? null) &&
  a.minutes === b.minutes &&
  a.passengers === b.passengers
