import { z } from 'zod'
import { destinationKinds, fulfilledByKinds, helpKinds, unmetCauses } from '../helpline/contacts/kinds.ts'
import { messageChannels, offerStates, serviceOutcomes, serviceStates } from '../helpline/dispatch/service-states.ts'
import { endpoints, id, instant } from './endpoint.ts'
import { personSummary } from './people.ts'

export const offerView = z.object({
  id,
  volunteerId: id,
  volunteerName: z.string(),
  wave: z.int(),
  state: z.enum(offerStates),
  channel: z.enum(messageChannels),
  reasons: z.array(z.string()),
  sentAt: instant.nullable(),
  answeredAt: instant.nullable(),
})

export const serviceView = z.object({
  id,
  requestId: id,
  listeningPointId: id,
  listeningPointName: z.string(),
  person: personSummary,
  helpKind: z.enum(helpKinds),
  startsAt: instant,
  endsAt: instant,
  fromPlace: z.string().nullable(),
  toPlace: z.string().nullable(),
  state: z.enum(serviceStates),
  volunteerName: z.string().nullable(),
  vehicleName: z.string().nullable(),
  /** Whether and when the person heard who comes. */
  toldPersonAt: instant.nullable(),
  personConfirmedAt: instant.nullable(),
  outcome: z.enum(serviceOutcomes).nullable(),
  unmetCause: z.enum(unmetCauses).nullable(),
  km: z.int().nullable(),
  minutes: z.int().nullable(),
  passengers: z.int().nullable(),
  /** What the program does next by itself, in words. */
  nextStep: z.string(),
  offers: z.array(offerView),
  version: z.int(),
})
export type ServiceView = z.infer<typeof serviceView>

const serviceParams = z.object({ serviceId: id })

export const dispatchEndpoints = endpoints({
  listServices: {
    method: 'GET',
    path: '/services',
    guard: 'service:read',
    summary: 'Services of the points one may see, soonest first; what is not covered and not closed comes first',
    query: z.object({
      scope: z.enum(['open', 'closed', 'all']).default('open'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: z.array(serviceView),
  },
  readService: {
    method: 'GET',
    path: '/services/:serviceId',
    guard: 'service:read',
    summary: 'One service with its offers',
    params: serviceParams,
    answer: serviceView,
  },
  closeService: {
    method: 'POST',
    path: '/services/:serviceId/close',
    guard: 'service:close',
    summary: 'Closes a service with what was done: kilometres, minutes, passengers, outcome',
    params: serviceParams,
    body: z.object({
      version: z.int(),
      outcome: z.enum(serviceOutcomes),
      km: z
        .int()
        .min(0, 'I chilometri non possono essere meno di zero.')
        .max(2000, 'Controlli i chilometri: sono troppi.')
        .nullable(),
      minutes: z
        .int()
        .min(0, 'I minuti non possono essere meno di zero.')
        .max(1440, 'Controlli i minuti: sono troppi.')
        .nullable(),
      passengers: z.int().min(0, 'Da 0 a 60.').max(60, 'Da 0 a 60.').nullable(),
      destinationKind: z.enum(destinationKinds).nullable().optional(),
      insideProvince: z.boolean().nullable().optional(),
      fulfilledBy: z.enum(fulfilledByKinds).default('auser'),
    }),
    answer: serviceView,
  },
  closeServiceUnmet: {
    method: 'POST',
    path: '/services/:serviceId/unmet',
    guard: 'service:close',
    summary: 'Records that nobody could do it, and why',
    params: serviceParams,
    body: z.object({ version: z.int(), cause: z.enum(unmetCauses) }),
    answer: serviceView,
  },
})
