import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  endingOf,
  OPERATOR_ROUND,
  type OutgoingCall,
  outcomeOfDial,
  outgoingInstruction,
  outgoingNews,
  PERSON_ROUND,
} from '../../../helpline/calls/outgoing/outgoing-call.ts'

const START = new Date('2026-11-24T10:00:00+01:00')
const aCall = (overrides: Partial<OutgoingCall> = {}): OutgoingCall => ({
  id: '0199f3c8-1f0a-7c3e-9d55-3d1a5f0e2b11',
  twilioCallSid: `CA${'a'.repeat(32)}`,
  state: 'ringing',
  outcome: null,
  ringRound: OPERATOR_ROUND,
  fromE164: '+390280010001',
  toE164: '+390372448678',
  callerKind: 'landline',
  listeningPointId: '0199f3c8-1f0a-7c3e-9d55-3d1a5f0e2b12',
  routeSteps: [],
  purpose: 'toAssistedPerson',
  servesRequestId: null,
  forCallbackId: null,
  personId: null,
  startedAt: START,
  answeredAt: null,
  endedAt: null,
  placedAt: START,
  operatorId: '0199f3c8-1f0a-7c3e-9d55-3d1a5f0e2b13',
  way: 'phone',
  operatorE164: '+393331234567',
  operatorLegId: '0199f3c8-1f0a-7c3e-9d55-3d1a5f0e2b14',
  personLegId: null,
  contactId: null,
  calledName: null,
  ...overrides,
})

describe('how the other line ended', () => {
  it.each([
    ['completed', true, 'answered'],
    ['completed', undefined, 'answered'],
    ['completed', false, 'noAnswer'],
    ['answered', undefined, 'answered'],
    ['busy', false, 'busy'],
    ['no-answer', false, 'noAnswer'],
    ['failed', false, 'failed'],
    ['canceled', false, 'abandoned'],
    ['something new', undefined, 'noAnswer'],
  ] as const)('%s, bridged %s: %s', (status, bridged, outcome) => {
    expect(outcomeOfDial({ status, bridged })).toBe(outcome)
  })
})

describe('the end of an outgoing call', () => {
  const outcomes = ['abandoned', 'failed', 'noAnswer', 'busy', 'answered'] as const
  const told = (order: readonly (typeof outcomes)[number][]) => {
    let call = aCall({ ringRound: PERSON_ROUND })
    for (const outcome of order) call = { ...call, ...endingOf(call, outcome, START) }
    return call
  }

  it('is the same in whatever order, and however often, its news are told', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...outcomes], { minLength: 1 }),
        fc.array(fc.nat(4), { maxLength: 6 }),
        (news, again) => {
          // What one call can be told: one fate of the other line, and that the operator's own is down.
          const fates = [news[0] ?? 'abandoned', 'abandoned'] as const
          const repeated = [...fates, ...again.map((index) => fates[index % 2] ?? 'abandoned')]
          expect(told(repeated).outcome).toBe(told([...repeated].reverse()).outcome)
          expect(told(repeated).state).toBe('ended')
        },
      ),
    )
  })

  it('never takes back that somebody answered', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...outcomes)), (others) => {
        expect(told(['answered', ...others])).toMatchObject({ outcome: 'answered', answeredAt: START })
        expect(told([...others, 'answered'])).toMatchObject({ outcome: 'answered', answeredAt: START })
      }),
    )
  })

  it('of a conversation is a conversation, whatever the line says', () => {
    const call = aCall({ state: 'answered', answeredAt: START, ringRound: PERSON_ROUND })
    expect(endingOf(call, 'abandoned', START)).toEqual({ state: 'ended', outcome: 'answered', endedAt: START })
  })
})

describe('what the operator’s line does next', () => {
  it('asks first, naming whom it calls, or the number as people read it', () => {
    expect(outgoingInstruction(aCall({ calledName: 'Teresa Galli' }))).toEqual({
      kind: 'askOperator',
      words: 'Filo d’Argento. Chiamo Teresa Galli. Prema 1 per continuare.',
    })
    expect(outgoingInstruction(aCall())).toMatchObject({ words: expect.stringContaining('0372 448678') })
  })

  it('then dials, showing a number of ours', () => {
    expect(outgoingInstruction(aCall({ ringRound: PERSON_ROUND, personLegId: 'leg' }))).toEqual({
      kind: 'dialPerson',
      legId: 'leg',
      e164: '+390372448678',
      callerId: '+390280010001',
    })
  })

  it.each([
    ['busy', /occupato/],
    ['noAnswer', /Non risponde nessuno/],
    ['failed', /non riesce a raggiungere/],
    ['abandoned', /annullata/],
    ['answered', /finita/],
  ] as const)('and says plainly how it ended: %s', (outcome, words) => {
    expect(outgoingInstruction(aCall({ state: 'ended', outcome }))).toEqual({
      kind: 'goodbye',
      words: expect.stringMatching(words),
    })
  })
})

describe('what the console says of it', () => {
  it.each([
    [{}, /premo|prema 1/],
    [{ way: 'browser' as const }, /computer/],
    [{ ringRound: PERSON_ROUND }, /squillando dall’altra parte/],
    [{ state: 'answered' as const, ringRound: PERSON_ROUND }, /In conversazione/],
    [{ state: 'ended' as const, outcome: 'abandoned' as const }, /non abbiamo sentito premere 1/],
    [{ state: 'ended' as const, outcome: 'failed' as const }, /linea non è disponibile/],
    [{ state: 'ended' as const, outcome: 'abandoned' as const, ringRound: PERSON_ROUND }, /riagganciato prima/],
    [{ state: 'ended' as const, outcome: 'noAnswer' as const, ringRound: PERSON_ROUND }, /Non ha risposto nessuno/],
    [{ state: 'ended' as const, outcome: 'busy' as const, ringRound: PERSON_ROUND }, /occupato/],
  ])('%o', (overrides, words) => {
    expect(outgoingNews(aCall(overrides))).toMatch(words)
  })
})
