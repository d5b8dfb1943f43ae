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
  servicesBetween(range: CalendarRange): Promise<CalendarEntry[]>
  /** Of the associations of the point, and whoever has a service of it. */
  volunteersBetween(range: CalendarRange): Promise<{ id: string; name: string; away: Absence[] }[]>
  vehiclesBetween(range: CalendarRange): Promise<{ id: string; name: string; plate: string; away: Absence[] }[]>
}

/** Whole days of Rome: one of the year has 23 hours, another 25. */
export async function readServiceCalendar(
  doors: CalendarReads,
  { who, listeningPointId, from, days }: { who: SignedIn; listeningPointId: string; from: IsoDate; days: number },
) {
  if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Questo è un altro punto d’ascolto.')
  const list = Array.from({ length: days }, (_, index) => addDays(from, index)).map((day) => {
    const range = romeDay(day)
    return { day, from: range.from, until: range.to }
  })
  const [first, last] = [list[0], list.at(-1)]
  if (!first || !last) throw new RangeError('A calendar has days')
  const range = { listeningPointId, from: first.from, until: last.until }
  return {
    days: list,
    services: await doors.servicesBetween(range),
    volunteers: await doors.volunteersBetween(range),
    vehicles: await doors.vehiclesBetween(range),
  }
}
export type ServiceCalendar = Awaited<ReturnType<typeof readServiceCalendar>>
