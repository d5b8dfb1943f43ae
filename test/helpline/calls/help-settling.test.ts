import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callHelpKinds } from '../../../helpline/calls/call-states.ts'
import { legInConversation } from '../../../helpline/calls/conversation/conference-line.ts'
import type {
  CallHelp,
  Conversation,
  ConversationLeg,
} from '../../../helpline/calls/conversation/conference-records.ts'
import { openHelp, seatsOf, settlingOf } from '../../../helpline/calls/conversation/conference-seats.ts'

const at = new Date('2026-11-24T10:00:00+01:00')

const aLeg = (leg: Partial<ConversationLeg> = {}): ConversationLeg => ({
  id: 'ada-leg',
  kind: 'operatorPhone',
  ringRound: 1,
  operatorId: 'ada',
  operatorName: 'Ada Bianchi',
  listeningPointId: 'cremona',
  e164: '+393331234567',
  helpId: null,
  state: 'accepted',
  twilioCallSid: 'CA1',
  placedAt: null,
  endedAt: null,
  ...leg,
})
const aHelp = (help: Partial<CallHelp> = {}): CallHelp => ({
  id: 'help',
  kind: 'transfer',
  state: 'ringing',
  ending: null,
  askedById: 'ada',
  askedByName: 'Ada Bianchi',
  targetOperatorId: 'bruno',
  targetPointId: null,
  targetName: 'Bruno Neri',
  createdAt: at,
  endedAt: null,
  ...help,
})
const bruno = (leg: Partial<ConversationLeg> = {}) =>
  aLeg({ id: 'bruno-leg', operatorId: 'bruno', operatorName: 'Bruno Neri', helpId: 'help', ...leg })
const aConversation = (conversation: Partial<Conversation> = {}): Conversation => ({
  id: 'call',
  direction: 'inbound',
  twilioCallSid: 'CA0',
  state: 'answered',
  ringRound: 1,
  conferenceAt: at,
  onHold: false,
  moves: 0,
  callerKind: 'landline',
  fromE164: '+390372448678',
  toE164: '+390280010001',
  personId: null,
  listeningPointId: 'cremona',
  responsiblePointId: 'cremona',
  routeSteps: [],
  startedAt: at,
  answeredAt: at,
  answeredByOperatorId: 'ada',
  contactId: null,
  legs: [aLeg()],
  helps: [],
  ...conversation,
})

const gone = { endedAt: at }
const ringing = { state: 'ringing' } as const
const talking = { state: 'talking' } as const

describe('what follows when a line goes down', () => {
  it.each<[string, Partial<Conversation>, string]>([
    ['Ada is there', {}, 'nothing'],
    ['Ada is there, the caller on hold', { onHold: true }, 'nothing'],
    ['nobody is there', { legs: [aLeg(gone)] }, 'end'],
    ['nobody is there, the caller on hold', { onHold: true, legs: [aLeg(gone)] }, 'ringAgain'],
    ['the lines were never taken apart', { conferenceAt: null, legs: [aLeg(gone)] }, 'nothing'],
    ['the call is over', { state: 'ended', legs: [aLeg(gone)] }, 'nothing'],
    [
      'Ada left Bruno’s telephone ringing for a transfer',
      { onHold: true, legs: [aLeg(gone), bruno(ringing)], helps: [aHelp()] },
      'nothing',
    ],
    [
      'Ada left somebody’s telephone ringing for help',
      { onHold: true, legs: [aLeg(gone), bruno(ringing)], helps: [aHelp({ kind: 'threeWay' })] },
      'ringAgain',
    ],
    ['both are there', { legs: [aLeg(), bruno()], helps: [aHelp(talking)] }, 'nothing'],
    ['Bruno alone is there', { legs: [aLeg(gone), bruno()], helps: [aHelp(talking)] }, 'pass'],
    ['Bruno has gone', { legs: [aLeg(), bruno(gone)], helps: [aHelp(talking)] }, 'backToHolder'],
    ['both have gone', { onHold: true, legs: [aLeg(gone), bruno(gone)], helps: [aHelp(talking)] }, 'ringAgain'],
    [
      'Bruno, to whom it was passed, has gone',
      { legs: [aLeg(), bruno(gone)], helps: [aHelp({ state: 'done', ending: 'passed', endedAt: at })] },
      'end',
    ],
    ['Ada’s line of an earlier ring is up', { onHold: true, ringRound: 2 }, 'ringAgain'],
  ])('%s', (_when, conversation, kind) => {
    expect(settlingOf(aConversation(conversation))).toEqual({ kind })
  })

  const someLegs = fc.record({
    ada: fc.constantFrom(aLeg(), aLeg(gone)),
    bruno: fc.constantFrom(
      bruno(),
      bruno(gone),
      bruno(ringing),
      bruno({ state: 'lost' }),
      bruno({ state: 'noAnswer' }),
    ),
  })
  const someHelp = fc.record({
    kind: fc.constantFrom(...callHelpKinds),
    how: fc.constantFrom(
      ringing,
      talking,
      { state: 'done', ending: 'passed', endedAt: at } as const,
      { state: 'done', ending: 'left', endedAt: at } as const,
      { state: 'cancelled', ending: 'takenBack', endedAt: at } as const,
    ),
  })
  const some = fc.record({ legs: someLegs, help: someHelp, onHold: fc.boolean() }).map(({ legs, help, onHold }) =>
    aConversation({
      onHold,
      legs: [legs.ada, legs.bruno],
      helps: [aHelp({ kind: help.kind, ...help.how })],
    }),
  )

  it('nobody outside is left alone: where nobody of ours is there, something is done, or a telephone rings for it', () => {
    fc.assert(
      fc.property(some, (conversation) => {
        const { holder, helper } = seatsOf(conversation)
        const { kind } = settlingOf(conversation)
        const help = openHelp(conversation)
        const isRungFor = conversation.onHold && help?.state === 'ringing' && help.kind === 'transfer'
        if (!holder && !helper && !isRungFor) expect(['end', 'ringAgain']).toContain(kind)
        if (holder) expect(['nothing', 'backToHolder']).toContain(kind)
        if (conversation.onHold) expect(kind).not.toBe('end')
      }),
    )
  })

  it('whoever has a seat is let into the conference, and nobody else is', () => {
    fc.assert(
      fc.property(some, (conversation) => {
        const seated = Object.values(seatsOf(conversation)).flatMap((leg) => leg?.id ?? [])
        for (const leg of conversation.legs) {
          const { kind } = legInConversation(conversation, leg, 'Chiama Teresa Galli.')
          expect(kind === 'conference').toBe(seated.includes(leg.id))
        }
      }),
    )
  })
})
