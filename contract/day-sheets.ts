import { z } from 'zod'
import { helpKinds } from '../helpline/contacts/kinds.ts'
import { sheetKinds } from '../helpline/dispatch/day/day-sheet.ts'
import { serviceLegs } from '../helpline/dispatch/service-states.ts'
import { day, endpoints, id, instant } from './endpoint.ts'

export const sheetView = z.object({
  id,
  name: z.string(),
  /** Of a volunteer, the telephone as people read it; of a vehicle, its plate. */
  detail: z.string(),
  /** Somebody holds the address of its calendar. */
  hasFeed: z.boolean(),
  services: z.array(
    z.object({
      serviceId: id,
      isClosed: z.boolean(),
      helpKind: z.enum(helpKinds),
      leg: z.enum(serviceLegs),
      startsAt: instant,
      endsAt: instant,
      personName: z.string(),
      fromPlace: z.string().nullable(),
      toPlace: z.string().nullable(),
      volunteerName: z.string(),
      vehicleName: z.string().nullable(),
    }),
  ),
})
export type SheetView = z.infer<typeof sheetView>

const sheets = z.object({ listeningPointId: id, day, by: z.enum(sheetKinds) })
const feed = z.object({ kind: z.enum(sheetKinds), id })

export const daySheetEndpoints = endpoints({
  readDaySheets: {
    method: 'GET',
    path: '/day-sheets',
    guard: 'service:read',
    summary: 'Who goes where on a day for a point, by volunteer or by vehicle',
    query: sheets,
    answer: z.array(sheetView),
  },
  printDaySheets: {
    method: 'GET',
    path: '/day-sheets/paper',
    guard: 'service:assign',
    summary: 'The same in large print: one of them, or all of the day; each leads to its page of that day',
    query: sheets.extend({ id: id.optional() }),
    answer: { file: 'application/pdf' },
  },
  openCalendarFeed: {
    method: 'POST',
    path: '/calendar-feeds',
    guard: 'service:assign',
    summary: 'A private address for calendar programs, shown once; the one before stops',
    body: feed,
    answer: z.object({ address: z.string() }),
  },
  closeCalendarFeed: {
    method: 'POST',
    path: '/calendar-feeds/close',
    guard: 'service:assign',
    summary: 'The address stops',
    body: feed,
    answer: z.object({ hasFeed: z.literal(false) }),
  },
})
