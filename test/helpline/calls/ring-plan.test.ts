import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_PHONES, phonesToRing } from '../../../helpline/calls/incoming/ring-plan.ts'

const cremona = 'cremona'
const waiting = { listeningPointId: cremona, inBrowser: false }
const ada = { ...waiting, operatorId: 'ada', e164: '+393331234567' }
const bruno = { ...waiting, operatorId: 'bruno', e164: '+393341234567' }
const fixed = { e164: '+390280010099', listeningPointId: 'centre' }

describe('who rings', () => {
  it('operators first, in the order given, then the fixed lines', () => {
    expect(phonesToRing([bruno, ada], [fixed], null)).toEqual([
      { kind: 'operatorPhone', e164: bruno.e164, operatorId: 'bruno', listeningPointId: cremona },
      { kind: 'operatorPhone', e164: ada.e164, operatorId: 'ada', listeningPointId: cremona },
      { kind: 'callCentrePhone', e164: fixed.e164, operatorId: null, listeningPointId: 'centre' },
    ])
  })

  it('nobody, where nobody is free and there is no fixed line', () => {
    expect(phonesToRing([], [], '+390372448678')).toEqual([])
  })

  it('a line shared by an operator and the centre rings once, as the operator’s', () => {
    expect(phonesToRing([ada], [{ ...fixed, e164: ada.e164 }], null).map(({ operatorId }) => operatorId)).toEqual([
      'ada',
    ])
  })

  it('a console, where the operator speaks through the computer, whatever telephone they have', () => {
    const atConsole = { ...ada, inBrowser: true }
    expect(phonesToRing([atConsole, { ...bruno, e164: null }], [], ada.e164)).toEqual([
      { kind: 'browser', e164: null, operatorId: 'ada', listeningPointId: cremona },
    ])
  })

  it('at most ten phones, each once, never the caller’s own', () => {
    const number = fc.integer({ min: 0, max: 30 }).map((last) => `+3933312345${String(last).padStart(2, '0')}`)
    const operator = fc.record({ operatorId: fc.uuid(), e164: number }).map((each) => ({ ...waiting, ...each }))
    fc.assert(
      fc.property(fc.array(operator), fc.array(number), number, (available, lines, caller) => {
        const fixedLines = lines.map((e164) => ({ ...fixed, e164 }))
        const rung = phonesToRing(available, fixedLines, caller).map(({ e164 }) => e164)
        expect(rung.length).toBeLessThanOrEqual(MOST_PHONES)
        expect(new Set(rung).size).toBe(rung.length)
        expect(rung).not.toContain(caller)
        const others = new Set([...available.map(({ e164 }) => e164), ...lines].filter((e164) => e164 !== caller))
        expect(rung.length).toBe(Math.min(MOST_PHONES, others.size))
      }),
    )
  })
})
