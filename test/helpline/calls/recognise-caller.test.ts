import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../helpline/calls/call-records.ts'
import { announceCaller, onlyCandidate, pointOfCaller } from '../../../helpline/calls/incoming/recognise-caller.ts'

const person = {
  id: 'teresa',
  cardNumber: 1,
  firstName: 'Teresa',
  lastName: 'Galli',
  birthDate: '1941-03-19',
  comuneName: 'Cremona',
  phonesE164: ['+390372448678'],
}
const aCandidate = (overrides: Partial<Candidate> = {}): Candidate => ({
  person,
  listeningPointId: 'cremona',
  hardOfHearing: false,
  warning: null,
  lastContactAt: null,
  through: null,
  ...overrides,
})
const teresa = aCandidate()
const carlo = aCandidate({
  person: { ...person, id: 'carlo', firstName: 'Carlo' },
  listeningPointId: 'crema',
})
const daughter = aCandidate({ through: { kind: 'child', name: 'Anna Verdi' } })
const comune = { name: 'Servizi sociali di Cremona', listeningPointId: 'soresina' }

describe('whoever calls', () => {
  it.each([
    ['the person’s point', [teresa], null, 'cremona'],
    ['of a family, the one who called last', [carlo, teresa], null, 'crema'],
    ['the first of them who has a point', [aCandidate({ listeningPointId: null }), teresa], null, 'cremona'],
    ['the institution’s, where no person is known', [], comune, 'soresina'],
    ['the person’s, before the institution’s', [teresa], comune, 'cremona'],
    ['none', [], null, undefined],
  ])('is followed by %s', (_, candidates, institution, expected) => {
    expect(pointOfCaller({ candidates, institution })).toBe(expected)
  })

  it('is known for certain only where nobody else uses the number', () => {
    expect(onlyCandidate({ candidates: [teresa], institution: null })).toBe(teresa)
    expect(onlyCandidate({ candidates: [teresa, carlo], institution: null })).toBeUndefined()
    expect(onlyCandidate({ candidates: [], institution: comune })).toBeUndefined()
  })

  it.each([
    ['Chiama Teresa Galli.', [teresa], null],
    ['Chiama Teresa Galli, oppure Carlo Galli.', [teresa, carlo], null],
    ['Chiama Anna Verdi, per Teresa Galli.', [daughter], null],
    ['Chiama qualcuno per Teresa Galli.', [aCandidate({ through: { kind: 'neighbour', name: null } })], null],
    ['Chiama Servizi sociali di Cremona.', [], comune],
    ['Chiamata da un telefono fisso.', [], null],
    ['Chiamata da un telefono fisso.', [teresa, carlo, teresa, carlo], null],
  ])('is announced: %s', (words, candidates, institution) => {
    expect(announceCaller({ candidates, institution }, 'landline')).toBe(words)
  })
})
