import { z } from 'zod'
import { roles } from '../helpline/access/permissions.ts'
import { presenceStates } from '../helpline/access/presence-states.ts'
import { endpoints, id, instant, typedPhone } from './endpoint.ts'

export const pointSummary = z.object({ id, name: z.string(), kind: z.enum(['point', 'callCentre']) })

export const clockView = z.object({
  now: instant,
  /** false where the demo's own time is in use: every page says so. */
  real: z.boolean(),
  demo: z.boolean(),
})

export const sessionView = z.object({
  operator: z.object({ id, name: z.string(), email: z.string(), role: z.enum(roles), phone: z.string().nullable() }),
  listeningPoints: z.array(pointSummary),
})
export type SessionView = z.infer<typeof sessionView>

export const presenceView = z.object({
  operatorId: id,
  operatorName: z.string(),
  listeningPointId: id,
  state: z.enum(presenceStates),
  phone: z.string().nullable(),
  /** Calls ring in the console rather than on a telephone. */
  inBrowser: z.boolean(),
  onCall: z.boolean(),
  since: instant,
})
export type PresenceView = z.infer<typeof presenceView>

export const sessionEndpoints = endpoints({
  readClock: { method: 'GET', path: '/clock', guard: 'open', summary: 'The helpline clock', answer: clockView },
  signIn: {
    method: 'POST',
    path: '/session',
    guard: 'open',
    summary: 'Opens a session; the answer sets its cookie',
    body: z.object({
      email: z.string().trim().toLowerCase().min(3, 'Scriva la sua e-mail.').max(200, 'L’e-mail è troppo lunga.'),
      password: z.string().min(1, 'Scriva la password.').max(200, 'La password è troppo lunga.'),
    }),
    answer: sessionView,
    status: 201,
  },
  readSession: { method: 'GET', path: '/session', guard: 'signedIn', summary: 'Who is signed in', answer: sessionView },
  signOut: {
    method: 'DELETE',
    path: '/session',
    guard: 'signedIn',
    summary: 'Closes the session',
    answer: z.null(),
    status: 204,
  },
  listPresence: {
    method: 'GET',
    path: '/presence',
    guard: 'presence:write',
    summary: 'Who is here, at the points one may see',
    answer: z.array(presenceView),
  },
  setPresence: {
    method: 'PUT',
    path: '/presence',
    guard: 'presence:write',
    summary: 'Chooses the point, the phone and whether one is available',
    body: z.object({
      listeningPointId: id,
      state: z.enum(presenceStates),
      phone: typedPhone.nullable(),
      inBrowser: z.boolean().default(false),
    }),
    answer: presenceView,
  },
})
