import { z } from 'zod'
import { callbackReasons, callStates } from '../helpline/calls/call-states.ts'
import { endpoints, id, instant } from './endpoint.ts'
import { personSummary } from './people.ts'

export const routeStep = z.object({ code: z.string(), text: z.string() })

/** A call as the console rings with it: who it may be comes with it, so that no second question is needed. */
export const callView = z.object({
  id,
  state: z.enum(callStates),
  listeningPointId: id,
  listeningPointName: z.string(),
  /** The points where it rings now. */
  ringsAt: z.array(id),
  /** As people read it; null when withheld. */
  from: z.string().nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  answeredBy: z.object({ id, name: z.string() }).nullable(),
  contactId: id.nullable(),
  routeSteps: z.array(routeStep),
  /** In the queue. */
  waitingSince: instant.nullable(),
  onHold: z.boolean(),
  /** Those of ours who are on the line, the one whose call it is first. */
  speakers: z.array(z.string()),
  /** An office we know, where the number is its own. */
  institutionName: z.string().nullable(),
  /** They expect to be called back: what is still open for this number or these people, oldest first. */
  openCallbacks: z.array(z.object({ createdAt: instant, reason: z.enum(callbackReasons) })),
  /** Everybody who uses this number, those who called last first. */
  candidates: z.array(
    personSummary.extend({
      warning: z.string().nullable(),
      hardOfHearing: z.boolean(),
      lastContacts: z.array(z.object({ occurredAt: instant, text: z.string() })),
      openRequests: z.array(z.string()),
      /** How the caller is tied to this person when the number is a relative's. */
      through: z.string().nullable(),
    }),
  ),
})
export type CallView = z.infer<typeof callView>

export const callEndpoints = endpoints({
  listCurrentCalls: {
    method: 'GET',
    path: '/calls/current',
    guard: 'call:read',
    summary: 'Calls ringing or in conversation at the points one may see',
    answer: z.array(callView),
  },
  readCall: {
    method: 'GET',
    path: '/calls/:callId',
    guard: 'call:read',
    summary: 'One call',
    params: z.object({ callId: id }),
    answer: callView,
  },
})
