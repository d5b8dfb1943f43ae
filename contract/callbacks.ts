import { z } from 'zod'
import { callbackOutcomes, callbackReasons, callbackStates } from '../helpline/calls/call-states.ts'
import { callbackUrgencies } from '../helpline/calls/callbacks/callback-group.ts'
import { routeStep } from './calls.ts'
import { endpoints, id, instant, longText, nothing, typedPhone } from './endpoint.ts'
import { voicemailView } from './voicemail.ts'

/** One missed call, message or promise. */
export const callbackRowView = z.object({
  id,
  reason: z.enum(callbackReasons),
  createdAt: instant,
  routeSteps: z.array(routeStep),
  voicemail: voicemailView.nullable(),
  promisedInContactId: id.nullable(),
})

export const attemptView = z.object({
  id,
  at: instant,
  operatorName: z.string(),
  outcome: z.enum(callbackOutcomes),
  leftMessage: z.boolean(),
  notes: z.string().nullable(),
  callId: id.nullable(),
})

/** Everything to call one number back for, at one point: it is worked, and closed, together. `id` is its oldest row's. */
export const callbackView = z.object({
  id,
  listeningPointId: id,
  listeningPointName: z.string(),
  /** As people read it; null when withheld: then there is nobody to ring. */
  from: z.string().nullable(),
  e164: z.string().nullable(),
  /** Who uses the number; `mayLeaveMessage` null: not asked yet. */
  people: z.array(z.object({ id, name: z.string(), mayLeaveMessage: z.boolean().nullable() })),
  personName: z.string().nullable(),
  reason: z.enum(callbackReasons),
  state: z.enum(callbackStates),
  createdAt: instant,
  /** `planned`: not before `nextAttemptAt`; `late`: the alarm. */
  urgency: z.enum(callbackUrgencies),
  nextAttemptAt: instant.nullable(),
  proposedNextAttemptAt: instant,
  notes: z.string().nullable(),
  /** `isSilent`: without a sign for so long that anybody may take over. */
  holder: z.object({ id, name: z.string(), lastSignAt: instant, isSilent: z.boolean() }).nullable(),
  attempts: z.array(attemptView),
  contacts: z.array(z.object({ id, occurredAt: instant })),
  rows: z.array(callbackRowView),
})
export type CallbackView = z.infer<typeof callbackView>

/** What whoever speaks with a person sees of a call-back that waits elsewhere. */
export const openCallbackView = z.object({
  id,
  listeningPointName: z.string(),
  reason: z.enum(callbackReasons),
  createdAt: instant,
  holderName: z.string().nullable(),
})
export type OpenCallbackView = z.infer<typeof openCallbackView>

/** What one gesture closed; whoever closed it by mistake finds it here. */
export const closedCallbackView = z.object({
  id,
  listeningPointName: z.string(),
  /** As people read it; null when withheld. */
  from: z.string().nullable(),
  personName: z.string().nullable(),
  reason: z.enum(callbackReasons),
  closedAt: instant,
  closedByName: z.string(),
})
export type ClosedCallbackView = z.infer<typeof closedCallbackView>

const minutes = (least: number, most: number, sentence: string) =>
  z.int(sentence).min(least, sentence).max(most, sentence)
export const callbackSettings = z.object({
  lateAfterMinutes: minutes(5, 7 * 24 * 60, 'Da 5 minuti a 7 giorni.'),
  freeAfterMinutes: minutes(2, 120, 'Da 2 a 120 minuti.'),
})

const callbackParams = z.object({ callbackId: id })
const contactParams = z.object({ contactId: id })
const callbackIds = z.array(id).min(1).max(500)

export const callbackEndpoints = endpoints({
  listCallbacks: {
    method: 'GET',
    path: '/callbacks',
    guard: 'callback:read',
    summary: 'Who must be called back, one line per number and point, oldest first',
    answer: z.array(callbackView),
  },
  promiseCallback: {
    method: 'PUT',
    path: '/callbacks/:callbackId',
    guard: 'callback:write',
    summary: 'Promises a call-back by hand, under an id the console chose: sent twice, it is one promise',
    params: callbackParams,
    body: z.object({
      listeningPointId: id,
      phone: typedPhone,
      personId: id.nullable().default(null),
      contactId: id.nullable().default(null),
      nextAttemptAt: instant,
      notes: longText.nullable().default(null),
    }),
    answer: callbackView,
  },
  takeCallback: {
    method: 'POST',
    path: '/callbacks/:callbackId/take',
    guard: 'callback:write',
    summary: 'Takes it to work on; sent again, it is the sign that one is still at it. Refused while somebody else is',
    params: callbackParams,
    body: nothing,
    answer: callbackView,
  },
  releaseCallback: {
    method: 'POST',
    path: '/callbacks/:callbackId/release',
    guard: 'callback:write',
    summary: 'Gives it back to the list',
    params: callbackParams,
    body: nothing,
    answer: callbackView,
  },
  planCallback: {
    method: 'PATCH',
    path: '/callbacks/:callbackId',
    guard: 'callback:write',
    summary: 'Writes the notes, or when to try next',
    params: callbackParams,
    body: z.object({ notes: longText.nullable().optional(), nextAttemptAt: instant.nullable().optional() }),
    answer: callbackView,
  },
  recordAttempt: {
    method: 'PUT',
    path: '/callbacks/:callbackId/attempts/:attemptId',
    guard: 'callback:write',
    summary: 'What came of calling back, under an id the console chose: sent twice, it is one attempt',
    params: z.object({ callbackId: id, attemptId: id }),
    body: z.object({
      outcome: z.enum(callbackOutcomes),
      leftMessage: z.boolean().default(false),
      notes: longText.nullable().default(null),
      /** The outgoing call, where it was made through us. */
      callId: id.nullable().default(null),
      /** Left out: as proposed. */
      nextAttemptAt: instant.nullable().optional(),
    }),
    answer: callbackView.nullable(),
  },
  closeCallback: {
    method: 'POST',
    path: '/callbacks/:callbackId/close',
    guard: 'callback:write',
    summary: 'Closes what one has seen of it; who called again meanwhile stays on the list. Twice is once',
    params: callbackParams,
    body: z.object({ callbackIds }),
    answer: z.null(),
    status: 204,
  },
  listClosedCallbacks: {
    method: 'GET',
    path: '/callbacks/closed',
    guard: 'callback:read',
    summary: 'What was closed in the last seven days, the latest first',
    answer: z.array(closedCallbackView),
  },
  reopenCallback: {
    method: 'POST',
    path: '/callbacks/:callbackId/reopen',
    guard: 'callback:write',
    summary: 'Puts back on the list one that was closed by mistake, with all that was closed with it. Twice is once',
    params: callbackParams,
    body: nothing,
    answer: callbackView,
  },
  listCallbacksOfContact: {
    method: 'GET',
    path: '/contacts/:contactId/callbacks',
    guard: 'callback:read',
    summary: 'What is still open, from before, for whoever was on the line in this contact',
    params: contactParams,
    answer: z.array(openCallbackView),
  },
  closeCallbacksOfContact: {
    method: 'POST',
    path: '/contacts/:contactId/callbacks/close',
    guard: 'callback:write',
    summary: 'This contact solved them. Twice is once',
    params: contactParams,
    body: z.object({ callbackIds }),
    answer: z.null(),
    status: 204,
  },
  readCallbackSettings: {
    method: 'GET',
    path: '/settings/callbacks',
    guard: 'callback:read',
    summary: 'When a call-back is late, and when one that was taken is free again',
    answer: callbackSettings,
  },
  changeCallbackSettings: {
    method: 'PUT',
    path: '/settings/callbacks',
    guard: 'telephone:manage',
    summary: 'Changes them',
    body: callbackSettings,
    answer: callbackSettings,
  },
})
