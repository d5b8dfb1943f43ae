import type { CalendarService, CalendarView } from '../../../../contract/board.ts'
import { isRide } from '../../../../helpline/dispatch/service-times.ts'
import { romeParts } from '../../../../helpline/territory/rome-time.ts'
import { words } from './words.ts'

export const spans = ['week', 'day'] as const
export type Span = (typeof spans)[number]
export const bys = ['volunteer', 'vehicle', 'all'] as const
export type By = (typeof bys)[number]

export interface CalendarCell {
  key: string
  name: string
  services: CalendarService[]
  isAway: boolean
}

export interface CalendarRow {
  key: string
  name: string
  /** Where a service dropped on this row goes. */
  drop: { kind: 'volunteer' | 'vehicle'; id: string } | null
  cells: CalendarCell[]
}

export interface Column {
  key: string
  name: string
  from: number
  until: number
  /** Of a day’s columns: by the hour the clock of Rome shows. */
  hours?: readonly [number, number]
}

const bandHours = [
  [0, 8],
  [8, 10],
  [10, 12],
  [12, 14],
  [14, 16],
  [16, 18],
  [18, 24],
] as const

export function columnsOf(view: CalendarView, span: Span, nameOfDay: (iso: string) => string): Column[] {
  const days = view.days.map(({ day, from, until }) => ({
    key: day,
    name: nameOfDay(day),
    from: Date.parse(from),
    until: Date.parse(until),
  }))
  const [only] = days
  if (span === 'week' || !only) return days
  return bandHours.map((hours, index) => ({
    ...only,
    key: `${only.key} ${hours[0]}`,
    name: words.bands[index] ?? '',
    hours,
  }))
}

/** A service stands where it starts; what began the day before stands first. */
function isIn(service: CalendarService, column: Column): boolean {
  const start = Date.parse(service.startsAt)
  if (column.hours) {
    const hour = start < column.from ? 0 : romeParts(new Date(start)).hour
    return hour >= column.hours[0] && hour < column.hours[1]
  }
  return (
    (start >= column.from && start < column.until) || (start < column.from && Date.parse(service.endsAt) > column.from)
  )
}

const meets = (away: { from: string; until: string }, column: Column): boolean =>
  Date.parse(away.from) < column.until && Date.parse(away.until) > column.from

/** The rows of a calendar: what nobody does first, then each volunteer or vehicle. */
export function rowsOf(view: CalendarView, by: By, columns: readonly Column[], withFree: boolean): CalendarRow[] {
  const row = (
    key: string,
    name: string,
    services: readonly CalendarService[],
    drop: CalendarRow['drop'] = null,
    away: readonly { from: string; until: string }[] = [],
  ): CalendarRow => ({
    key,
    name,
    drop,
    cells: columns.map((column) => ({
      key: column.key,
      name: column.name,
      services: services.filter((service) => isIn(service, column)),
      isAway: away.some((each) => meets(each, column)),
    })),
  })
  if (by === 'all') return [row('all', words.everything, view.services)]
  const whose = by === 'volunteer' ? 'volunteerId' : 'vehicleId'
  const of = (id: string | null) => view.services.filter((service) => service[whose] === id)
  const loose = of(null).filter(
    ({ state, helpKind }) => state !== 'unmet' && state !== 'done' && (by === 'volunteer' || isRide(helpKind)),
  )
  const owners =
    by === 'volunteer'
      ? view.volunteers
      : view.vehicles.map(({ plate, ...vehicle }) => ({ ...vehicle, name: `${vehicle.name} ${plate}` }))
  const rows = owners
    .map((owner) => row(owner.id, owner.name, of(owner.id), { kind: by, id: owner.id }, owner.away))
    .filter(({ cells }) => withFree || cells.some(({ services }) => services.length > 0))
  return [row('none', by === 'volunteer' ? words.uncovered : words.withoutVehicle, loose), ...rows]
}
