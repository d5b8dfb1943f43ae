import type { Store } from '../../adapters/postgres/store.ts'
import type { OutgoingCallView, outgoingCallEndpoints } from '../../contract/outgoing-calls.ts'
import { type OutgoingCall, outgoingNews, phaseOf, whoIsCalled } from '../../helpline/calls/outgoing/outgoing-call.ts'
import { hangUpOutgoingCall, placeOutgoingCall } from '../../helpline/calls/outgoing/place-outgoing-call.ts'
import { HttpProblem } from '../problems.ts'
import type { Handlers } from '../routes.ts'

/** How long what became of a call stays on the screen of whoever made it. */
const SHOWN_MINUTES = 5

export const outgoingCallHandlers = (store: Store, voiceNumber: string): Handlers<typeof outgoingCallEndpoints> => ({
  async readMyOutgoingCall({ who, occasion }) {
    const endedAfter = new Date(occasion.now.getTime() - SHOWN_MINUTES * 60_000)
    const call = await store.findLastOutgoingCall(who.operatorId, endedAfter)
    return { call: call && viewOutgoingCall(call) }
  },

  async placeOutgoingCall({ input, who, occasion }) {
    const placed = await placeOutgoingCall({ ...store, voiceNumber }, occasion, { who, ...input.params, ...input.body })
    if (placed.kind === 'placed') return viewOutgoingCall(placed.call)
    throw new HttpProblem(429, {
      detail: 'Ha già fatto molte telefonate nell’ultima ora. Aspetti un poco, poi riprovi.',
      headers: { 'Retry-After': String(placed.retryAfterSeconds) },
    })
  },

  hangUpOutgoingCall: async ({ input, who, occasion }) =>
    viewOutgoingCall(await hangUpOutgoingCall(store, occasion, { who, callId: input.params.callId })),
})

const viewOutgoingCall = (call: OutgoingCall): OutgoingCallView => ({
  id: call.id,
  phase: phaseOf(call),
  outcome: call.outcome,
  way: call.way,
  who: whoIsCalled(call),
  news: outgoingNews(call),
  contactId: call.contactId,
  callbackId: call.forCallbackId,
  startedAt: call.startedAt.toISOString(),
  answeredAt: call.answeredAt?.toISOString() ?? null,
})
