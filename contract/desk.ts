import { z } from 'zod'
import { helpKinds, informationKinds, requestKinds } from '../helpline/contacts/kinds.ts'
import { requestUrgencies } from '../helpline/dispatch/desk/open-requests.ts'
import { serviceStates } from '../helpline/dispatch/service-states.ts'
import { endpoints, id, instant } from './endpoint.ts'

export const deskRequestView = z.object({
  id,
  contactId: id,
  /** The first one that nobody does yet. */
  serviceId: id.nullable(),
  listeningPointName: z.string(),
  personName: z.string().nullable(),
  kind: z.enum(requestKinds),
  helpKind: z.enum(helpKinds).nullable(),
  informationKind: z.enum(informationKinds).nullable(),
  urgency: z.enum(requestUrgencies),
  createdAt: instant,
  /** When it is needed, if that is known. */
  neededAt: instant.nullable(),
  /** What happens next by itself, or whose hand is needed, in words. */
  nextStep: z.string(),
})
export type DeskRequestView = z.infer<typeof deskRequestView>

export const deskServiceView = z.object({
  id,
  listeningPointName: z.string(),
  startsAt: instant,
  endsAt: instant,
  helpKind: z.enum(helpKinds),
  state: z.enum(serviceStates),
  personName: z.string(),
  /** As people read it. */
  personPhone: z.string().nullable(),
  fromPlace: z.string().nullable(),
  toPlace: z.string().nullable(),
  volunteerName: z.string().nullable(),
  vehicleName: z.string().nullable(),
  nextStep: z.string(),
})
export type DeskServiceView = z.infer<typeof deskServiceView>

export const deskView = z.object({
  requests: z.array(deskRequestView),
  /** Also those beyond the list. */
  requestCount: z.int(),
  services: z.array(deskServiceView),
})

const count = z.int().min(0)
export const wallPointView = z.object({
  id,
  name: z.string(),
  kind: z.enum(['point', 'callCentre']),
  waiting: count,
  oldestWaitingSince: instant.nullable(),
  ringing: count,
  inConversation: count,
  answered: count,
  missed: count,
  callbacks: count,
  free: count,
})
export type WallPointView = z.infer<typeof wallPointView>

export const deskEndpoints = endpoints({
  readDesk: {
    method: 'GET',
    path: '/desk',
    guard: 'desk:read',
    summary: 'Open requests by urgency and age, and the services of today, at the points one may see',
    answer: deskView,
  },
  readWall: {
    method: 'GET',
    path: '/wall',
    guard: 'call:read',
    summary: 'Calls waiting, in conversation, answered and missed today, per point one may see',
    answer: z.array(wallPointView),
  },
})
