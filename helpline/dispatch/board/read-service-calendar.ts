import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { HelpKind } from '../../contacts/kinds.ts'
import { NotAllowed } from '../../errors.ts'
import { addDays, type IsoDate, romeDay } from '../../territory/rome-time.ts'
import type { ServiceState } from '../service-states.ts'

export interface CalendarEntry {
  id: string
  version: number
  helpKind: HelpKind
  state: ServiceState
  startsAt: Date
  endsAt: Date
  personName: string
  toPlace: string | null
  volunteerId: string | null
  volunteerName: string | null
  vehicleId: string | null
  vehicleName: string | null
  flags: string[]
}

interface Absence {
  from: Date
  until: Date
}

export interface CalendarRange {
  listeningPointId: string
  from: Date
  until: Date
}

export interface CalendarReads {
  servicesBetween(range: CalendarRange): Promise<Listed<CalendarEntry>>
  /** Whoever has a service of the point, and of its associations those who are free and whose name holds this. */
  volunteersBetween(range: CalendarRange, name: string): Promise<Listed<{ id: string; name: string; away: Absence[] }>>
  vehiclesBetween(
    range: CalendarRange,
    name: string,
  ): Promise<Listed<{ id: string; name: string; plate: string; away: Absence[] }>>
}

/** As many as fit. */
interface Listed<T> {
  rows: T[]
  isCut: boolean
}

interface CalendarQuery {
  listeningPointId: string
  from: IsoDate
  days: number
  /** Empty: whoever comes first. */
  volunteerName: string
  vehicleName: string
}

/** Whole days of Rome: one of the year has 23 hours, another 25. */
export async function readServiceCalendar(
  doors: CalendarReads,
  { who, listeningPointId, from, days, volunteerName, vehicleName }: CalendarQuery & { who: SignedIn },
) {
  if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Questo è un altro punto d’ascolto.')
  const list = Array.from({ length: days }, (_, index) => addDays(from, index)).map((day) => {
    const range = romeDay(day)
    return { day, from: range.from, until: range.to }
  })
  const [first, last] = [list[0], list.at(-1)]
  if (!first || !last) throw new RangeError('A calendar has days')
  const range = { listeningPointId, from: first.from, until: last.until }
  const services = await doors.servicesBetween(range)
  const volunteers = await doors.volunteersBetween(range, volunteerName)
  const vehicles = await doors.vehiclesBetween(range, vehicleName)
  return {
    days: list,
    services: services.rows,
    volunteers: volunteers.rows,
    vehicles: vehicles.rows,
    isCut: { services: services.isCut, volunteers: volunteers.isCut, vehicles: vehicles.isCut },
  }
}
export type ServiceCalendar = Awaited<ReturnType<typeof readServiceCalendar>>
