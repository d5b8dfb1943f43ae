import { maySeePoint, type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import type { HelpKind, ReturnKind } from '../../contacts/kinds.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import type { Mobility } from '../../people/profile.ts'
import { type InstantRange, type IsoDate, romeDay } from '../../territory/rome-time.ts'
import { newDayToken, type PageLinkRows } from '../offers/page-link.ts'
import type { ServiceLeg, ServiceOutcome } from '../service-states.ts'
import { newVehicleDayToken, type VehiclePageRows } from './vehicle-page-link.ts'

export const sheetKinds = ['volunteer', 'vehicle'] as const
export type SheetKind = (typeof sheetKinds)[number]

export interface SheetPerson {
  name: string
  firstName: string
  birthDate: IsoDate | null
  mobility: Mobility | null
  hardOfHearing: boolean
  phoneE164: string | null
  warning: string | null
}

/** One service as whoever goes needs it. */
export interface SheetService {
  serviceId: string
  state: 'assigned' | 'done'
  outcome: ServiceOutcome | null
  km: number | null
  helpKind: HelpKind
  leg: ServiceLeg
  startsAt: Date
  endsAt: Date
  person: SheetPerson
  wheelchair: boolean
  companions: number
  fromPlace: string | null
  toPlace: string | null
  /** Within the same service. */
  returnKind: ReturnKind | null
  returnAt: Date | null
  /** Of a return called when ready: the end of the time kept for it, and when it was called. */
  calledUntil: Date | null
  readyAt: Date | null
  recognisedBy: string | null
  notes: string | null
  vehicle: { id: string; name: string; plate: string; depotAddress: string | null } | null
  volunteer: { id: string; name: string; phoneE164: string }
  /** Who does the way there, or the way back. */
  otherWay: { leg: ServiceLeg; volunteerId: string; volunteerName: string; phoneE164: string } | null
  /** null: it was given by hand. */
  offerId: string | null
  wantsOut: boolean
}

export interface DaySheet {
  id: string
  name: string
  /** Of a volunteer, the telephone; of a vehicle, its plate. */
  detail: string
  hasFeed: boolean
  services: SheetService[]
}

export interface SheetFilter {
  day: InstantRange
  /** null: of every point. */
  listeningPointIds?: readonly string[] | null
  volunteerIds?: readonly string[]
  vehicleIds?: readonly string[]
}

export interface DaySheetReads {
  /** Given to somebody, by the hour. */
  sheetServices(filter: SheetFilter): Promise<SheetService[]>
  /** Of these, those whose calendar may be fetched. */
  feedsOf(kind: SheetKind, ids: readonly string[]): Promise<string[]>
}

interface SheetQuery {
  listeningPointId: string
  day: IsoDate
  by: SheetKind
}

/** Who goes where on a day for a point; of each the whole day, as far as one may see it. */
export async function readDaySheets(
  reads: DaySheetReads,
  { who, listeningPointId, day, by }: SheetQuery & { who: SignedIn },
): Promise<DaySheet[]> {
  if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Questo è un altro punto d’ascolto.')
  const range = romeDay(day)
  const own = await reads.sheetServices({ day: range, listeningPointIds: [listeningPointId] })
  const ids = [...new Set(own.flatMap((service) => keyOf(service, by) ?? []))]
  if (ids.length === 0) return []
  const services = await reads.sheetServices({
    day: range,
    listeningPointIds: visiblePoints(who),
    ...(by === 'volunteer' ? { volunteerIds: ids } : { vehicleIds: ids }),
  })
  const feeds = new Set(await reads.feedsOf(by, ids))
  return sheetsOf(services, by)
    .map((sheet) => ({ ...sheet, hasFeed: feeds.has(sheet.id) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'it'))
}

const keyOf = ({ volunteer, vehicle }: SheetService, by: SheetKind): string | null =>
  by === 'volunteer' ? volunteer.id : (vehicle?.id ?? null)

function sheetsOf(services: readonly SheetService[], by: SheetKind): Omit<DaySheet, 'hasFeed'>[] {
  const sheets = new Map<string, Omit<DaySheet, 'hasFeed'>>()
  for (const service of services) {
    const { volunteer, vehicle } = service
    const head =
      by === 'volunteer'
        ? { id: volunteer.id, name: volunteer.name, detail: volunteer.phoneE164 }
        : vehicle && { id: vehicle.id, name: vehicle.name, detail: vehicle.plate }
    if (!head) continue
    const sheet = sheets.get(head.id) ?? { ...head, services: [] }
    sheet.services.push(service)
    sheets.set(head.id, sheet)
  }
  return [...sheets.values()]
}

export interface PrintedSheets {
  day: IsoDate
  by: SheetKind
  sheets: (DaySheet & {
    /** To this day on the volunteer's own page, or to who drives the vehicle on it. */
    pageToken: string
  })[]
}

const MOST_PRINTED = 150

/** On paper it goes out of the house: who printed it is traced, and each leads to that day alone. */
export async function printDaySheets(
  doors: DaySheetReads & Transactions<PageLinkRows & VehiclePageRows>,
  occasion: Occasion,
  { id, ...query }: SheetQuery & { who: SignedIn; id?: string | undefined },
): Promise<PrintedSheets> {
  const sheets = (await readDaySheets(doors, query)).filter((sheet) => id === undefined || sheet.id === id)
  if (sheets.length === 0) throw new NotFound('In questo giorno non c’è nessun servizio da stampare.')
  if (sheets.length > MOST_PRINTED) throw new NotAllowed('Sono troppi fogli insieme: li stampi uno per uno.')
  const { day, by, listeningPointId } = query
  return doors.transaction(occasion, async (tx) => {
    const printed: PrintedSheets = { day, by, sheets: [] }
    for (const sheet of sheets) {
      const newToken = by === 'volunteer' ? newDayToken : newVehicleDayToken
      const pageToken = await newToken(tx, sheet.id, day, occasion.now)
      printed.sheets.push({ ...sheet, pageToken })
      tx.trace({ action: 'daySheet.printed', entity: by, entityId: sheet.id, listeningPointId })
    }
    return printed
  })
}
