import { describe, expect, it } from 'vitest'
import { announceCaller } from '../../../helpline/calls/incoming/recognise-caller.ts'
import {
  afterThePlace,
  askOperator,
  goingOn,
  goingOnToCallCentre,
  goodbyes,
  greeting,
  spokenMoment,
  voicemailWords,
  waitingWords,
  yourTurn,
} from '../../../helpline/calls/spoken-words.ts'
import { phoneKinds } from '../../../helpline/territory/phone-numbers.ts'

/** Italian speech synthesis says about 14 characters a second; ours is slowed to 85 %. */
const CHARACTERS_PER_SECOND = 14 * 0.85
const seconds = (words: string) => words.length / CHARACTERS_PER_SECOND

describe('what is said', () => {
  it('before somebody answers takes less than ten seconds', () => {
    expect(seconds(greeting)).toBeLessThan(10)
    for (const words of [goingOn, goingOnToCallCentre, afterThePlace, yourTurn]) expect(seconds(words)).toBeLessThan(10)
    for (const kind of phoneKinds) {
      expect(seconds(askOperator(announceCaller({ candidates: [], institution: null }, kind)))).toBeLessThan(10)
    }
  })

  it('promises to call back only to whom we can', () => {
    const promises = [goodbyes.callback, goodbyes.promised, goodbyes.voicemail]
    for (const words of promises) expect(words).toContain('la richiamiamo noi')
    const { callback: _missed, promised: _promised, voicemail: _left, ...others } = goodbyes
    expect(Object.values(others).join()).not.toContain('richiamiamo')
  })

  it('in the queue is short, and says the place in plain words', () => {
    expect(waitingWords(0, 1, false)).toContain('Lei è la prossima persona.')
    expect(waitingWords(1, 2, true)).toContain('Prima di lei c’è una persona.')
    expect(waitingWords(2, 2, true)).toContain('Prima di lei ci sono 2 persone.')
    expect(waitingWords(40, 2, true)).toContain('più di dieci persone')
    expect(waitingWords(2, 2, true)).toContain('prema 1')
    expect(waitingWords(2, 2, false)).not.toContain('prema')
    for (const ahead of [0, 1, 2, 40]) expect(seconds(waitingWords(ahead, 2, true))).toBeLessThan(13)
  })

  it('before a recording says that it is one, who listens, for how long, and 112', () => {
    const words = voicemailWords({ reopens: 'domani alle 9', keptDays: 30 })
    for (const said of ['lo registriamo', 'solo i nostri operatori', '30 giorni', '112', 'riapriamo domani alle 9']) {
      expect(words).toContain(said)
    }
    expect(voicemailWords({ reopens: null, keptDays: 1 })).not.toContain('riapriamo')
    expect(voicemailWords({ reopens: null, keptDays: 1 })).toContain('dopo un giorno')
  })

  it.each([
    ['2026-11-24T15:00+01:00', 'oggi alle 15'],
    ['2026-11-25T09:00+01:00', 'domani alle 9'],
    ['2026-11-30T09:30+01:00', 'lunedì alle 9:30'],
    ['2026-12-01T09:00+01:00', 'martedì 1 dicembre alle 9'],
  ])('when it reopens: %s is %s', (at, words) => {
    expect(spokenMoment(new Date(at), new Date('2026-11-24T12:30+01:00'))).toBe(words)
  })
})
