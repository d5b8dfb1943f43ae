import { z } from 'zod'
import { callHelpKinds, callHelpStates } from '../helpline/calls/call-states.ts'
import { endpoints, id, instant } from './endpoint.ts'

/** Where one's telephone speaks, and what can be done about it. */
export const conversationView = z.object({
  callId: id,
  direction: z.enum(['inbound', 'outbound']),
  contactId: id.nullable(),
  /** Who is outside: a name, or the number as people read it; null when withheld. */
  person: z.string().nullable(),
  answeredAt: instant,
  onHold: z.boolean(),
  /** Whose conversation it is; a helper has been called in. */
  part: z.enum(['holder', 'helper']),
  /** Those of ours who are on the line. */
  speakers: z.array(z.object({ operatorId: id.nullable(), name: z.string(), isMe: z.boolean() })),
  help: z.object({ id, kind: z.enum(callHelpKinds), state: z.enum(callHelpStates), targetName: z.string() }).nullable(),
  /** What is happening, in plain words. */
  news: z.string(),
})
export type ConversationView = z.infer<typeof conversationView>

/** Somebody asks for this operator, whose telephone rings. */
const askedView = z.object({
  callId: id,
  helpId: id,
  kind: z.enum(callHelpKinds),
  askedBy: z.string(),
  person: z.string().nullable(),
  inBrowser: z.boolean(),
})

export const myTelephoneView = z.object({ conversation: conversationView.nullable(), asked: askedView.nullable() })
export type MyTelephoneView = z.infer<typeof myTelephoneView>

export const helpTargets = z.object({
  operators: z.array(z.object({ id, name: z.string(), pointName: z.string(), isCoordinator: z.boolean() })),
  points: z.array(z.object({ id, name: z.string(), isCallCentre: z.boolean(), phones: z.int() })),
})
export type HelpTargets = z.infer<typeof helpTargets>

export const helpTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('operator'), operatorId: id }),
  z.object({ kind: z.literal('point'), listeningPointId: id }),
])

const callParams = z.object({ callId: id })

export const callHelpEndpoints = endpoints({
  readMyTelephone: {
    method: 'GET',
    path: '/calls/mine',
    guard: 'call:handle',
    summary: 'The conversation one is in, and whether one is asked to help in another',
    answer: myTelephoneView,
  },
  listHelpTargets: {
    method: 'GET',
    path: '/calls/help-targets',
    guard: 'call:handle',
    summary: 'Who is free to take a conversation over, or to join it: people by name, and points',
    answer: helpTargets,
  },
  holdCaller: {
    method: 'POST',
    path: '/calls/:callId/hold',
    guard: 'call:handle',
    summary: 'The person waits, with words and music; twice is once',
    params: callParams,
    body: z.object({}),
    answer: myTelephoneView,
  },
  resumeCaller: {
    method: 'POST',
    path: '/calls/:callId/resume',
    guard: 'call:handle',
    summary: 'Everybody who is there speaks with the person again; twice is once',
    params: callParams,
    body: z.object({}),
    answer: myTelephoneView,
  },
  askForHelp: {
    method: 'PUT',
    path: '/calls/:callId/help/:helpId',
    guard: 'call:handle',
    summary: 'Rings somebody to pass the conversation to, or to have them join, under an id the console chose',
    params: z.object({ callId: id, helpId: id }),
    body: z.object({ kind: z.enum(callHelpKinds), to: helpTarget }),
    answer: myTelephoneView,
  },
  endHelp: {
    method: 'POST',
    path: '/calls/:callId/help/end',
    guard: 'call:handle',
    summary: 'Back to the conversation without the other; or, called in, one leaves it',
    params: callParams,
    body: z.object({}),
    answer: myTelephoneView,
  },
  passCall: {
    method: 'POST',
    path: '/calls/:callId/pass',
    guard: 'call:handle',
    summary: 'The conversation and its notes go to who was called in; one leaves it',
    params: callParams,
    body: z.object({}),
    answer: myTelephoneView,
  },
})
