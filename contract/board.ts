import { z } from 'zod'
import { helpKinds } from '../helpline/contacts/kinds.ts'
import { boardReasonKinds } from '../helpline/dispatch/board/board-reason.ts'
import { serviceStates } from '../helpline/dispatch/service-states.ts'
import { serviceView } from './dispatch.ts'
import { day, endpoints, id, instant } from './endpoint.ts'

export const boardRow = z.object({
  service: serviceView,
  reasonKind: z.enum(boardReasonKinds),
  /** Why it is not covered. */
  reason: z.string(),
  /** When the program goes on by itself. */
  nextAt: instant.nullable(),
})
export type BoardRow = z.infer<typeof boardRow>

export const boardView = z.object({
  rows: z.array(boardRow),
  /** How many there are besides those that fit. */
  more: z.object({ ahead: z.int(), past: z.int() }),
})
export type BoardView = z.infer<typeof boardView>

const candidateView = z.object({
  volunteerId: id,
  name: z.string(),
  phone: z.string(),
  associationName: z.string(),
  reasons: z.array(z.string()),
})
export type CandidateView = z.infer<typeof candidateView>

const vehicleChoice = z.object({ id, name: z.string(), plate: z.string(), obstacles: z.array(z.string()) })

export const candidatesView = z.object({
  /** Best first. */
  ranked: z.array(candidateView),
  excluded: z.array(candidateView),
  vehicles: z.array(vehicleChoice),
})
export type CandidatesView = z.infer<typeof candidatesView>

const calendarService = z.object({
  id,
  version: z.int(),
  helpKind: z.enum(helpKinds),
  state: z.enum(serviceStates),
  startsAt: instant,
  endsAt: instant,
  personName: z.string(),
  toPlace: z.string().nullable(),
  volunteerId: id.nullable(),
  volunteerName: z.string().nullable(),
  vehicleId: id.nullable(),
  vehicleName: z.string().nullable(),
  flags: z.array(z.string()),
})
export type CalendarService = z.infer<typeof calendarService>

const away = z.array(z.object({ from: instant, until: instant }))

export const calendarView = z.object({
  days: z.array(z.object({ day, from: instant, until: instant })),
  services: z.array(calendarService),
  volunteers: z.array(z.object({ id, name: z.string(), away })),
  vehicles: z.array(z.object({ id, name: z.string(), plate: z.string(), away })),
  /** Where not all of them fit. */
  isCut: z.object({ services: z.boolean(), volunteers: z.boolean(), vehicles: z.boolean() }),
})
export type CalendarView = z.infer<typeof calendarView>

const handChange = z.object({
  version: z.int(),
  /** Until then it may be undone, and nobody has been told. */
  tellAt: instant,
  /** Whom no message reaches. */
  toCall: z.array(z.string()),
  isSearching: z.boolean(),
  /** The return at a fixed hour, which has moved with its outward way. */
  back: z.object({ startsAt: instant, isSearching: z.boolean() }).nullable(),
})
export type HandChangeView = z.infer<typeof handChange>

const params = z.object({ serviceId: id })
const versioned = z.object({ version: z.int() })

export const boardEndpoints = endpoints({
  readBoard: {
    method: 'GET',
    path: '/board',
    guard: 'service:read',
    summary:
      'What is not covered, or not covered any more, soonest first, with the reason; what is left over from days before at the end',
    answer: boardView,
  },
  listCandidates: {
    method: 'GET',
    path: '/services/:serviceId/candidates',
    guard: 'service:assign',
    summary: 'Who could do a service, best first, and why the others cannot; with which vehicles',
    params,
    answer: candidatesView,
  },
  readServiceCalendar: {
    method: 'GET',
    path: '/service-calendar',
    guard: 'service:read',
    summary:
      'The services of a point day by day, with its volunteers and vehicles; of those who are free some are found by name',
    query: z.object({
      listeningPointId: id,
      from: day,
      days: z.coerce.number().int().min(1).max(7).default(7),
      volunteerName: z.string().trim().max(100).default(''),
      vehicleName: z.string().trim().max(100).default(''),
    }),
    answer: calendarView,
  },
  checkAssignment: {
    method: 'POST',
    path: '/services/:serviceId/assignment/check',
    guard: 'service:assign',
    summary: 'What would be in the way of a volunteer and a vehicle; nothing is saved',
    params,
    body: versioned.extend({ volunteerId: id, vehicleId: id.nullable() }),
    answer: z.object({ volunteerId: z.string().nullable(), vehicleId: z.string().nullable() }),
  },
  assignByHand: {
    method: 'PUT',
    path: '/services/:serviceId/assignment',
    guard: 'service:assign',
    summary: 'Gives a service to a volunteer who said yes to an operator; whoever had it before is told',
    params,
    body: versioned.extend({ volunteerId: id, vehicleId: z.union([id, z.literal('any')]).nullable() }),
    answer: handChange,
  },
  moveService: {
    method: 'POST',
    path: '/services/:serviceId/move',
    guard: 'service:assign',
    summary: 'The appointment was moved; without an end it lasts as long as before',
    params,
    body: versioned.extend({ startsAt: instant, endsAt: instant.nullable().default(null) }),
    answer: handChange,
  },
  undoServiceChange: {
    method: 'POST',
    path: '/services/:serviceId/undo',
    guard: 'service:assign',
    summary: 'Puts back what was just changed by hand, before anybody is told',
    params,
    body: versioned,
    answer: z.object({ version: z.int() }),
  },
  searchAgain: {
    method: 'POST',
    path: '/services/:serviceId/search',
    guard: 'service:assign',
    summary: 'Asks volunteers again at once; from whoever had said yes the service is taken',
    params,
    body: versioned,
    answer: z.object({ version: z.int() }),
  },
})
