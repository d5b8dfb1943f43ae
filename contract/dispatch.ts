import { z } from 'zod'
import { destinationKinds, fulfilledByKinds, helpKinds, unmetCauses } from '../helpline/contacts/kinds.ts'
import { tellingProgresses } from '../helpline/dispatch/read-services.ts'
import { offerStates, serviceLegs, serviceOutcomes, serviceStates } from '../helpline/dispatch/service-states.ts'
import { messageChannels } from '../helpline/reaching/message-channel.ts'
import { spokenOutcomes } from '../helpline/reaching/spoken-outcomes.ts'
import { endpoints, id, instant, shortText } from './endpoint.ts'
import { expenseAmount, expenseDescription } from './expenses.ts'
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
  /** The cycle it belongs to. */
  seriesId: id.nullable(),
  leg: z.enum(serviceLegs),
  /** Of a return called when ready: the end of the time kept for it, and when it was called. */
  calledUntil: instant.nullable(),
  readyAt: instant.nullable(),
  fromPlace: z.string().nullable(),
  toPlace: z.string().nullable(),
  state: z.enum(serviceStates),
  volunteerId: id.nullable(),
  volunteerName: z.string().nullable(),
  vehicleName: z.string().nullable(),
  /** Whether and when the person heard who comes, and whether what was to tell her has not arrived. */
  toldPersonAt: instant.nullable(),
  personUnreached: z.boolean(),
  personConfirmedAt: instant.nullable(),
  outcome: z.enum(serviceOutcomes).nullable(),
  unmetCause: z.enum(unmetCauses).nullable(),
  km: z.int().nullable(),
  minutes: z.int().nullable(),
  passengers: z.int().nullable(),
  odometerStartKm: z.int().nullable(),
  odometerEndKm: z.int().nullable(),
  destinationKind: z.enum(destinationKinds).nullable(),
  insideProvince: z.boolean().nullable(),
  /** What the program does next by itself, in words. */
  nextStep: z.string(),
  /** What is wrong with who or what was assigned, in words. */
  flags: z.array(z.string()),
  offers: z.array(offerView),
  /** What was said or written to the person, oldest first. */
  tellings: z.array(
    z.object({
      id,
      channel: z.enum(messageChannels),
      at: instant,
      progress: z.enum(tellingProgresses),
      spokenOutcome: z.enum(spokenOutcomes).nullable(),
    }),
  ),
  version: z.int(),
})
export type ServiceView = z.infer<typeof serviceView>

const serviceParams = z.object({ serviceId: id })

const MOST_EXPENSES = 5
const odometer = z
  .int('Scriva i chilometri del contachilometri.')
  .min(0, 'Il contachilometri non va sotto zero.')
  .max(2_000_000, 'Controlli il contachilometri: è troppo.')
  .nullable()
  .optional()

/** What was done; where the dashboard was read, the kilometres come from it. */
export const serviceReport = z.object({
  version: z.int(),
  outcome: z.enum(serviceOutcomes),
  km: z
    .int()
    .min(0, 'I chilometri non possono essere meno di zero.')
    .max(2000, 'Controlli i chilometri: sono troppi.')
    .nullable(),
  odometerStartKm: odometer,
  odometerEndKm: odometer,
  /** The readings were looked at again: they are right although they do not fit those before. */
  odometerConfirmed: z.boolean().default(false),
  minutes: z
    .int()
    .min(0, 'I minuti non possono essere meno di zero.')
    .max(1440, 'Controlli i minuti: sono troppi.')
    .nullable(),
  passengers: z.int().min(0, 'Da 0 a 60.').max(60, 'Da 0 a 60.').nullable(),
  destinationKind: z.enum(destinationKinds).nullable().optional(),
  insideProvince: z.boolean().nullable().optional(),
})

/** Spent on the way, by whoever did the service. */
const expenseOfService = z.object({
  expenseId: id,
  amountCents: expenseAmount,
  description: expenseDescription,
  selfCertified: z.boolean(),
  document: shortText.nullable().default(null),
})

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
    body: serviceReport.extend({
      fulfilledBy: z.enum(fulfilledByKinds).default('auser'),
      expenses: z.array(expenseOfService).max(MOST_EXPENSES, 'Sono troppe spese insieme.').default([]),
    }),
    answer: serviceView,
  },
  correctService: {
    method: 'PUT',
    path: '/services/:serviceId/report',
    guard: 'service:close',
    summary: 'Corrects what was written of a service that is over; the reports move with it',
    params: serviceParams,
    body: serviceReport,
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
