import { describe, expect, it } from 'vitest'
import { guessDestination } from '../../../helpline/contacts/destination-guess.ts'

describe('what sort of place a ride goes to', () => {
  it.each([
    ['Ospedale di Cremona', 'publicHospital'],
    ['dialisi, osp. Maggiore', 'publicHospital'],
    ['CDD di Crema', 'dayCentre'],
    ['centro diurno dell’ospedale', 'dayCentre'],
    ['Poliambulatorio', 'otherHealth'],
    ['studio del dentista', 'otherHealth'],
    ['ospizio', null],
    ['mercato', null],
    ['', null],
  ] as const)('%s: %s', (place, kind) => {
    expect(guessDestination(place)).toBe(kind)
  })
})
