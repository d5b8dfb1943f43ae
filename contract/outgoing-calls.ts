import { z } from 'zod'
import { callOutcomes } from '../helpline/calls/call-states.ts'
import { outgoingPhases, outgoingWays } from '../helpline/calls/outgoing/outgoing-call.ts'
import { outboundPurposes } from '../helpline/contacts/kinds.ts'
import { endpoints, id, instant, typedPhone } from './endpoint.ts'

export const outgoingTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), personId: id, number: typedPhone }),
  z.object({ kind: z.literal('relative'), relationId: id }),
  z.object({ kind: z.literal('volunteer'), volunteerId: id }),
  z.object({ kind: z.literal('callback'), callbackId: id }),
  z.object({ kind: z.literal('contact'), contactId: id }),
  z.object({ kind: z.literal('typed'), number: typedPhone }),
])
export type OutgoingTarget = z.infer<typeof outgoingTarget>

export const outgoingCallView = z.object({
  id,
  phase: z.enum(outgoingPhases),
  outcome: z.enum(callOutcomes).nullable(),
  way: z.enum(outgoingWays),
  /** Whom it reaches: a name, or the number as people read it. */
  who: z.string(),
  /** What happens now, or what happened, in a sentence. */
  news: z.string(),
  contactId: id.nullable(),
  /** The call-back it answers, whose outcome is then asked for. */
  callbackId: id.nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
})
export type OutgoingCallView = z.infer<typeof outgoingCallView>

const callParams = z.object({ callId: id })

export const outgoingCallEndpoints = endpoints({
  readMyOutgoingCall: {
    method: 'GET',
    path: '/outgoing-calls/mine',
    guard: 'call:place',
    summary: 'The call one is making, or has ended in the last minutes',
    answer: z.object({ call: outgoingCallView.nullable() }),
  },
  placeOutgoingCall: {
    method: 'PUT',
    path: '/outgoing-calls/:callId',
    guard: 'call:place',
    summary:
      'Calls somebody, under an id the console chose: sent twice, it is one call. The operator’s own line rings first',
    params: callParams,
    body: z.object({
      to: outgoingTarget,
      way: z.enum(outgoingWays),
      purpose: z.enum(outboundPurposes).optional(),
      /** The request it serves. */
      servesRequestId: id.nullable().optional(),
    }),
    answer: outgoingCallView,
  },
  hangUpOutgoingCall: {
    method: 'POST',
    path: '/outgoing-calls/:callId/hang-up',
    guard: 'call:place',
    summary: 'Puts down a call of one’s own; twice is once',
    params: callParams,
    body: z.object({}),
    answer: outgoingCallView,
  },
})
