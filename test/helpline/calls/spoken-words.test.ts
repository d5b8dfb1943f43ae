import { describe, expect, it } from 'vitest'
import { announceCaller } from '../../../helpline/calls/recognise-caller.ts'
import { askOperator, goingOn, goodbyes, greeting } from '../../../helpline/calls/spoken-words.ts'
import { phoneKinds } from '../../../helpline/territory/phone-numbers.ts'

/** Italian speech synthesis says about 14 characters a second; ours is slowed to 85 %. */
const CHARACTERS_PER_SECOND = 14 * 0.85
const seconds = (words: string) => words.length / CHARACTERS_PER_SECOND

describe('what is said', () => {
  it('before somebody answers takes less than ten seconds', () => {
    expect(seconds(greeting)).toBeLessThan(10)
    expect(seconds(goingOn)).toBeLessThan(10)
    for (const kind of phoneKinds) {
      expect(seconds(askOperator(announceCaller({ candidates: [], institution: null }, kind)))).toBeLessThan(10)
    }
  })

  it('promises to call back only to whom we can', () => {
    expect(goodbyes.callback).toContain('la richiamiamo noi')
    const { callback: _promise, ...others } = goodbyes
    expect(Object.values(others).join()).not.toContain('richiamiamo')
  })
})
