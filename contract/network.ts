import { z } from 'zod'
import { pointKinds } from '../helpline/access/network-file.ts'
import { telephoneDistricts } from '../helpline/territory/telephone-districts.ts'
import { routeStep } from './calls.ts'
import { day, endpoints, id, instant, shortText, typedPhone } from './endpoint.ts'
import { feastRule, hoursEntry } from './network-file.ts'

/** Far enough for any plan, near enough for any calendar. */
const nearDay = day.refine(
  (date) => date >= '2000-01-01' && date < '2100-01-01',
  'Scriva una data fra il 2000 e il 2099.',
)
const name = shortText.min(1, 'Scriva il nome.')
const version = z.int().min(1)
const istatCode = z.string().regex(/^\d{6}$/, 'Il codice del Comune ha sei cifre.')
const prefix = z.enum(telephoneDistricts.map((district) => district.prefix))

const comuneOfPlace = z.object({ istatCode: z.string(), name: z.string() }).nullable()
const interval = z.object({
  weekday: z.literal([1, 2, 3, 4, 5, 6, 7]),
  opensAt: z.string(),
  closesAt: z.string(),
})

const pointView = z.object({
  id,
  name: z.string(),
  kind: z.enum(pointKinds),
  active: z.boolean(),
  version,
  mayEdit: z.boolean(),
  comune: comuneOfPlace,
  address: z.string().nullable(),
  patronSaint: feastRule.nullable(),
  /** As people read them; only for those who may change them. */
  fixedPhones: z.array(z.string()),
  ringTimeoutSeconds: z.int(),
  neighbourIds: z.array(id),
  /** The week that holds today and those to come, in their order. */
  hours: z.array(z.object({ id, validFrom: day.nullable(), validTo: day.nullable(), intervals: z.array(interval) })),
  /** Those that have not ended. */
  closures: z.array(z.object({ id, fromDate: day, toDate: day, reason: z.string() })),
  /** A point in use that nothing says when to ring: an error to mend at once. */
  lacksHours: z.boolean(),
})
export type PointView = z.infer<typeof pointView>

export const networkView = z.object({
  today: day,
  points: z.array(pointView),
  districts: z.array(
    z.object({
      prefix: z.string(),
      name: z.string(),
      pointId: id.nullable(),
      /** In their order; null: from that day on nobody. */
      changes: z.array(z.object({ pointId: id.nullable(), validFrom: day })),
    }),
  ),
})
export type NetworkView = z.infer<typeof networkView>

export const associationView = z.object({
  id,
  name: z.string(),
  version,
  active: z.boolean(),
  mayEdit: z.boolean(),
  comune: comuneOfPlace,
  phone: z.string().nullable(),
  pointId: id.nullable(),
  membersOnly: z.boolean(),
})
export type AssociationView = z.infer<typeof associationView>

const details = {
  name,
  comune: istatCode.nullable(),
  address: shortText.nullable(),
  patronSaint: feastRule.nullable(),
  fixedPhones: z.array(typedPhone).max(10, 'Al massimo dieci.'),
  ringTimeoutSeconds: z
    .int('Scriva un numero intero di secondi.')
    .min(5, 'Almeno 5 secondi.')
    .max(120, 'Al massimo 120 secondi.'),
}
const hours = z.array(hoursEntry).max(50, 'Al massimo 50 righe.')
const associationDetails = {
  name,
  comune: istatCode,
  phone: typedPhone.nullable(),
  pointId: id,
  /** Its cars carry its members only. */
  membersOnly: z.boolean().default(false),
}

const period = z.object({ from: instant, to: instant })

/** A week of the network: who is open when, and what only the call centre answers. */
export const networkWeek = z.object({
  days: z.array(day),
  points: z.array(
    z.object({
      id,
      name: z.string(),
      days: z.array(z.object({ date: day, hasHours: z.boolean(), off: z.string().nullable(), open: z.array(period) })),
    }),
  ),
  districts: z.array(
    z.object({
      prefix: z.string(),
      name: z.string(),
      days: z.array(z.object({ date: day, pointId: id.nullable(), gaps: z.array(period) })),
    }),
  ),
})
export type NetworkWeek = z.infer<typeof networkWeek>

export const routingPreview = z.object({
  /** Where it rings first. */
  destination: z.object({ id, name: z.string(), kind: z.enum(pointKinds) }),
  steps: z.array(routeStep),
  stages: z.array(
    z.object({
      kind: z.enum(['question', 'points', 'callCentre', 'voicemail']),
      why: z.enum(['home', 'neighbours', 'region']).nullable(),
      /** How long it rings before the next one. */
      ringSeconds: z.int().nullable(),
      points: z.array(z.object({ id, name: z.string(), openUntil: instant.nullable() })),
    }),
  ),
  /** Who calls back if nobody answers. */
  responsible: z.object({ id, name: z.string() }),
  closedPoint: z.object({ id, name: z.string(), reopensAt: instant.nullable() }).nullable(),
  at: instant,
})
export type RoutingPreview = z.infer<typeof routingPreview>

const pointId = z.object({ pointId: id })
const seenVersion = z.object({ version: z.coerce.number().pipe(version) })

export const networkEndpoints = endpoints({
  readNetwork: {
    method: 'GET',
    path: '/network',
    guard: 'network:read',
    summary: 'The listening points with their hours, and which district each answers',
    answer: networkView,
  },
  listAssociations: {
    method: 'GET',
    path: '/network/associations',
    guard: 'network:read',
    summary: 'The local associations, their numbers and the points that follow them',
    answer: z.array(associationView),
  },
  readNetworkWeek: {
    method: 'GET',
    path: '/network/week',
    guard: 'network:read',
    summary: 'Who is open in a week, with holidays and closures, and what only the call centre answers',
    query: z.object({ from: nearDay.optional() }),
    answer: networkWeek,
  },
  previewRouting: {
    method: 'GET',
    path: '/routing/preview',
    guard: 'network:read',
    summary: 'Where a call from this number would go at this moment, and why',
    query: z.object({
      from: z.string().trim().max(40),
      at: instant.optional(),
      /** What would be keyed when the question is asked. */
      digits: z.string().trim().max(20).optional(),
      /** The number dialled, where it is a local association's. */
      to: z.string().trim().max(40).optional(),
    }),
    answer: routingPreview,
  },
  addPoint: {
    method: 'POST',
    path: '/network/points',
    guard: 'network:write',
    summary: 'A new listening point, with its hours',
    body: z.object({ ...details, hours }),
    answer: z.object({ id }),
    status: 201,
  },
  changePoint: {
    method: 'PUT',
    path: '/network/points/:pointId',
    guard: 'network:write',
    summary: 'Its name, where a point is, what rings there, and its neighbours in the order they are tried',
    params: pointId,
    body: z.object({ version, ...details, neighbours: z.array(id).max(20, 'Al massimo venti.') }),
    answer: z.null(),
    status: 204,
  },
  setPointActive: {
    method: 'PUT',
    path: '/network/points/:pointId/active',
    guard: 'network:write',
    summary: 'Takes a point out of use, or back into use',
    params: pointId,
    body: z.object({ version, active: z.boolean() }),
    answer: z.null(),
    status: 204,
  },
  setHours: {
    method: 'POST',
    path: '/network/points/:pointId/hours',
    guard: 'network:write',
    summary: 'The week that holds from a day on',
    params: pointId,
    body: z.object({ version, validFrom: nearDay, hours }),
    answer: z.null(),
    status: 204,
  },
  withdrawHours: {
    method: 'DELETE',
    path: '/network/points/:pointId/hours/:hoursId',
    guard: 'network:write',
    summary: 'Takes back a week that has not begun',
    params: z.object({ pointId: id, hoursId: id }),
    query: seenVersion,
    answer: z.null(),
    status: 204,
  },
  addClosure: {
    method: 'POST',
    path: '/network/points/:pointId/closures',
    guard: 'network:write',
    summary: 'Days on which the point is closed',
    params: pointId,
    body: z.object({
      version,
      fromDate: nearDay,
      toDate: nearDay,
      reason: shortText.min(1, 'Scriva il motivo: lo sente chi chiama.'),
    }),
    answer: z.null(),
    status: 204,
  },
  endClosure: {
    method: 'DELETE',
    path: '/network/points/:pointId/closures/:closureId',
    guard: 'network:write',
    summary: 'Takes back a closure, or ends one that has begun',
    params: z.object({ pointId: id, closureId: id }),
    query: seenVersion,
    answer: z.null(),
    status: 204,
  },
  assignDistrict: {
    method: 'PUT',
    path: '/network/districts/:prefix',
    guard: 'network:write',
    summary: 'Which point answers a district from a day on',
    params: z.object({ prefix }),
    body: z.object({ pointId: id.nullable(), validFrom: nearDay, replacesPointId: id.nullable() }),
    answer: z.null(),
    status: 204,
  },
  withdrawDistrict: {
    method: 'DELETE',
    path: '/network/districts/:prefix/changes/:validFrom',
    guard: 'network:write',
    summary: 'Takes back a change of district that has not begun, also to nobody',
    params: z.object({ prefix, validFrom: nearDay }),
    answer: z.null(),
    status: 204,
  },
  addAssociation: {
    method: 'POST',
    path: '/network/associations',
    guard: 'network:write',
    summary: 'A local association, its number and the point that follows it',
    body: z.object(associationDetails),
    answer: z.object({ id }),
    status: 201,
  },
  changeAssociation: {
    method: 'PUT',
    path: '/network/associations/:associationId',
    guard: 'network:write',
    summary: 'The name and number of a local association, and the point that follows it',
    params: z.object({ associationId: id }),
    body: z.object({ version, active: z.boolean(), ...associationDetails }),
    answer: z.null(),
    status: 204,
  },
})
