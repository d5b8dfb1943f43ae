import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boxWithinReach,
  type Candidate,
  distanceKm,
  type Place,
  rankVolunteers,
  type ServiceToCover,
} from '../../../helpline/dispatch/volunteer-matching.ts'
import { pairingKinds } from '../../../helpline/dispatch/volunteers/pairings.ts'

const now = new Date('2026-11-24T10:00:00+01:00')
const cremona = { latitude: 45.1335, longitude: 10.0245 }
const crema = { latitude: 45.3628, longitude: 9.6869 }
const castelverde = { latitude: 45.1872, longitude: 9.9967 }

/** Wednesday, nine to ten. */
const aRide = (overrides: Partial<ServiceToCover> = {}): ServiceToCover => ({
  helpKind: 'transport',
  startsAt: new Date('2026-11-25T09:00:00+01:00'),
  endsAt: new Date('2026-11-25T10:00:00+01:00'),
  busyFrom: new Date('2026-11-25T09:00:00+01:00'),
  busyUntil: new Date('2026-11-25T10:30:00+01:00'),
  wheelchair: false,
  place: cremona,
  detourFactor: 1.3,
  ...overrides,
})

const wednesday = (fromTime: string, untilTime: string) => ({
  weekday: 3 as const,
  fromTime,
  untilTime,
  validFrom: null,
  validUntil: null,
})

const aCandidate = (overrides: Partial<Candidate> = {}): Candidate => ({
  id: 'bruno',
  phoneE164: '+393471234567',
  preferredChannel: 'sms',
  refused: [],
  learnt: null,
  skills: ['transport'],
  startedOn: '2020-01-01',
  endedOn: null,
  insuredUntil: '2030-12-31',
  licenceUntil: '2030-12-31',
  wheelchairTrained: false,
  quietFrom: null,
  quietUntil: null,
  availability: [wednesday('08:00', '12:00')],
  timeOff: [],
  busy: [],
  pairings: [],
  place: cremona,
  isOfAssociation: false,
  servicesThisMonth: 0,
  lastServiceAt: null,
  habits: { asked: 0, saidYes: 0, silent: 0 },
  unansweredThisWeek: 0,
  alreadyAsked: false,
  wantsMoreOften: 0,
  firstPlaceNext: false,
  ...overrides,
})

const order = (candidates: Candidate[], service = aRide()) =>
  rankVolunteers(service, candidates, now).ranked.map(({ candidate }) => candidate.id)
const exclusion = (overrides: Partial<Candidate>, service = aRide()) =>
  rankVolunteers(service, [aCandidate(overrides)], now).excluded[0]?.reason

describe('who comes first', () => {
  it('says why, in words', () => {
    const candidate = aCandidate({ pairings: ['knows'], servicesThisMonth: 2, wantsMoreOften: 1, place: castelverde })
    expect(rankVolunteers(aRide(), [candidate], now).ranked[0]?.reasons).toEqual([
      'conosce già la persona',
      'abita a circa 8 km',
      '2 servizi questo mese',
      'chiede di essere chiamato più spesso',
    ])
  })

  it('says of the habits and of the rest only what is worth knowing', () => {
    const reasons = (overrides: Partial<Candidate>) =>
      rankVolunteers(aRide(), [aCandidate(overrides)], now).ranked[0]?.reasons.slice(2)
    expect(reasons({ habits: { asked: 5, saidYes: 5, silent: 0 } })).toEqual(['quando lo chiediamo, di solito dice sì'])
    expect(reasons({ habits: { asked: 4, saidYes: 0, silent: 3 } })).toEqual(['spesso non risponde'])
    expect(reasons({ habits: { asked: 2, saidYes: 0, silent: 2 } })).toEqual([])
    expect(reasons({ lastServiceAt: new Date('2026-11-03T10:00:00+01:00') })).toEqual([
      'l’ultimo servizio è di 21 giorni fa',
    ])
    expect(reasons({ lastServiceAt: new Date('2026-11-20T10:00:00+01:00') })).toEqual([])
  })

  it('measures the road with what was learnt here', () => {
    const reason = (detourFactor: number) =>
      rankVolunteers(aRide({ detourFactor }), [aCandidate({ place: castelverde })], now).ranked[0]?.reasons[0]
    expect([1, 1.3, 2].map(reason)).toEqual(['abita a circa 6 km', 'abita a circa 8 km', 'abita a circa 13 km'])
  })

  it.each<[string, Partial<Candidate>, Partial<Candidate>]>([
    ['who lives nearer', {}, { place: castelverde }],
    ['who has done less this month', {}, { servicesThisMonth: 3 }],
    ['who knows the person, even from further', { pairings: ['knows'], place: castelverde }, {}],
    [
      'who answered too late the last time, before anybody',
      { firstPlaceNext: true, servicesThisMonth: 9 },
      { pairings: ['knows'] },
    ],
    ['who is of the person’s association', { isOfAssociation: true }, {}],
    ['who has rested longest', {}, { lastServiceAt: new Date('2026-11-20T10:00:00+01:00') }],
    [
      'who usually says yes',
      { habits: { asked: 6, saidYes: 5, silent: 0 } },
      { habits: { asked: 6, saidYes: 1, silent: 1 } },
    ],
    ['whom nobody has asked yet, before who ignores us', {}, { habits: { asked: 8, saidYes: 0, silent: 8 } }],
    ['who asks for more', { wantsMoreOften: 1 }, {}],
    ['who does not ask for less', {}, { wantsMoreOften: -1 }],
    ['whose distance is known to be small', {}, { place: null }],
    ['who said when they are free', {}, { availability: [] }],
  ])('%s', (_, better, worse) => {
    const first = aCandidate({ ...better, id: 'primo' })
    const second = aCandidate({ ...worse, id: 'secondo' })
    expect(order([second, first])).toEqual(['primo', 'secondo'])
  })
})

describe('who is left out', () => {
  it.each<[string, Partial<Candidate>, Partial<ServiceToCover>?]>([
    ['non fa questo tipo di aiuto', { skills: ['paperwork'] }],
    ['quel giorno non è volontario', { startedOn: '2026-11-26' }],
    ['quel giorno non è volontario', { endedOn: '2026-11-24' }],
    ['preferisce non andare da questa persona', { pairings: ['knows', 'volunteerRefuses'] }],
    ['la persona preferisce qualcun altro', { pairings: ['personRefuses'] }],
    ['assicurazione scaduta', { insuredUntil: '2026-11-24' }],
    ['patente scaduta', { licenceUntil: '2026-11-24' }],
    ['patente non registrata', { licenceUntil: null }],
    ['non è formato per la carrozzina', {}, { wheelchair: true }],
    [
      'è assente',
      { timeOff: [{ from: new Date('2026-11-25T09:59:00+01:00'), until: new Date('2026-11-30T00:00:00+01:00') }] },
    ],
    ['a quell’ora non è disponibile', { availability: [wednesday('09:01', '12:00')] }],
    ['a quell’ora non è disponibile', { availability: [wednesday('08:00', '09:59')] }],
    ['a quell’ora non è disponibile', { availability: [{ ...wednesday('08:00', '12:00'), weekday: 4 }] }],
    ['a quell’ora non è disponibile', { availability: [{ ...wednesday('08:00', '12:00'), validUntil: '2026-11-24' }] }],
    [
      'è già impegnato',
      { busy: [{ from: new Date('2026-11-25T10:29:00+01:00'), until: new Date('2026-11-25T12:00:00+01:00') }] },
    ],
    ['abita troppo lontano (circa 48 km)', { place: crema }],
    ['gliel’abbiamo già chiesto', { alreadyAsked: true }],
    ['il suo numero non si può chiamare da soli: va chiamato a mano', { phoneE164: '+41912345678' }],
    ['a quest’ora preferisce non essere disturbato', { quietFrom: '09:30', quietUntil: '10:30' }],
    ['a quest’ora preferisce non essere disturbato', { quietFrom: '22:00', quietUntil: '10:01' }],
    ['ha già 3 offerte senza risposta questa settimana', { unansweredThisWeek: 3 }],
  ])('%s', (reason, candidate, service) => {
    expect(exclusion(candidate, aRide(service))).toBe(reason)
  })

  it.each<[string, Partial<Candidate>, Partial<ServiceToCover>?]>([
    ['the last day of insurance and licence', { insuredUntil: '2026-11-25', licenceUntil: '2026-11-25' }],
    ['two intervals that touch', { availability: [wednesday('08:00', '09:30'), wednesday('09:30', '12:00')] }],
    ['to the minute', { availability: [wednesday('09:00', '10:00')] }],
    [
      'back to back with another service',
      { busy: [{ from: new Date('2026-11-25T07:00:00+01:00'), until: new Date('2026-11-25T09:00:00+01:00') }] },
    ],
    ['no licence where nobody drives', { skills: ['homeCompany'], licenceUntil: null }, { helpKind: 'homeCompany' }],
    ['trained for wheelchairs', { wheelchairTrained: true }, { wheelchair: true }],
    ['quiet until now', { quietFrom: '22:00', quietUntil: '10:00' }],
  ])('but not: %s', (_, candidate, service) => {
    expect(exclusion(candidate, aRide(service))).toBeUndefined()
  })

  it('tells what passes from what stays', () => {
    const passing = (overrides: Partial<Candidate>) =>
      rankVolunteers(aRide(), [aCandidate(overrides)], now).excluded[0]?.passing
    expect(passing({ quietFrom: '09:00', quietUntil: '11:00' })).toBe(true)
    expect(passing({ unansweredThisWeek: 5 })).toBe(true)
    expect(passing({ alreadyAsked: true })).toBe(false)
  })

  it('reads the week in Rome, on both sides of the clock change', () => {
    // 25 October 2026, a Sunday: at 9 it is winter already.
    const sunday = { ...wednesday('09:00', '10:00'), weekday: 7 as const }
    const ride = aRide({ startsAt: new Date('2026-10-25T08:00:00Z'), endsAt: new Date('2026-10-25T09:00:00Z') })
    expect(exclusion({ availability: [sunday] }, ride)).toBeUndefined()
    const earlier = aRide({ startsAt: new Date('2026-10-25T07:00:00Z'), endsAt: new Date('2026-10-25T08:00:00Z') })
    expect(exclusion({ availability: [sunday] }, earlier)).toBe('a quell’ora non è disponibile')
  })

  it('knows a service that ends at midnight, and none that goes past it', () => {
    const evening = { startsAt: new Date('2026-11-25T23:00:00+01:00'), endsAt: new Date('2026-11-26T00:00:00+01:00') }
    expect(exclusion({ availability: [wednesday('20:00', '24:00')] }, aRide(evening))).toBeUndefined()
    const late = { ...evening, endsAt: new Date('2026-11-26T00:30:00+01:00') }
    expect(exclusion({ availability: [wednesday('20:00', '24:00')] }, aRide(late))).toBe(
      'a quell’ora non è disponibile',
    )
  })
})

const candidates = fc
  .array(
    fc.record({
      pairings: fc.subarray([...pairingKinds]),
      servicesThisMonth: fc.nat(20),
      unansweredThisWeek: fc.nat(4),
      alreadyAsked: fc.boolean(),
      firstPlaceNext: fc.boolean(),
      wheelchairTrained: fc.boolean(),
      wantsMoreOften: fc.constantFrom(-1, 0, 1),
      place: fc.constantFrom(null, cremona, crema, castelverde),
    }),
    { maxLength: 30 },
  )
  .map((list) => list.map((each, index) => aCandidate({ ...each, id: `v${String(index).padStart(3, '0')}` })))

describe('always', () => {
  it('everybody is ranked or excluded, with a reason', () => {
    fc.assert(
      fc.property(candidates, fc.boolean(), (list, wheelchair) => {
        const { ranked, excluded } = rankVolunteers(aRide({ wheelchair }), list, now)
        const ids = [...ranked.map(({ candidate }) => candidate.id), ...excluded.map(({ candidateId }) => candidateId)]
        expect(ids.sort()).toEqual(list.map(({ id }) => id))
        expect(ranked.every(({ reasons }) => reasons.length > 0)).toBe(true)
        expect(excluded.every(({ reason }) => reason !== '')).toBe(true)
      }),
    )
  })

  it('a refusal, either way, is never ranked, nor is anybody past the cap', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        for (const { candidate } of rankVolunteers(aRide(), list, now).ranked) {
          expect(candidate.pairings.some((kind) => kind !== 'knows')).toBe(false)
          expect(candidate.unansweredThisWeek).toBeLessThan(3)
        }
      }),
    )
  })

  it('the order does not depend on the order of asking', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        expect(order([...list].reverse())).toEqual(order(list))
      }),
    )
  })

  it('ranks five and a half thousand', () => {
    const many = Array.from({ length: 5500 }, (_, index) =>
      aCandidate({ id: `v${index}`, phoneE164: `+39347${1_000_000 + index}`, servicesThisMonth: index % 11 }),
    )
    expect(rankVolunteers(aRide(), many, now).ranked).toHaveLength(5500)
  })
})

describe('distance', () => {
  it('is longer than the straight line, and the same both ways', () => {
    expect(distanceKm(cremona, crema)).toBeCloseTo(47.9, 0)
    expect(distanceKm(crema, cremona)).toBe(distanceKm(cremona, crema))
    expect(distanceKm(null, crema)).toBeNull()
  })
})

describe('the box within reach', () => {
  const place = fc.record({
    latitude: fc.double({ min: 44.5, max: 46.8, noNaN: true }),
    longitude: fc.double({ min: 8.4, max: 11.5, noNaN: true }),
  })
  const step = fc.double({ min: -0.5, max: 0.5, noNaN: true })
  const isInside = ({ south, north, west, east }: ReturnType<typeof boxWithinReach>, home: Place) =>
    south <= home.latitude && home.latitude <= north && west <= home.longitude && home.longitude <= east

  it('holds everybody near enough to be asked', () => {
    fc.assert(
      fc.property(place, step, step, (there, north, east) => {
        const home = { latitude: there.latitude + north, longitude: there.longitude + east }
        const near = rankVolunteers(aRide({ place: there }), [aCandidate({ place: home })], now).ranked.length === 1
        expect(near && !isInside(boxWithinReach(there), home)).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  it('leaves out who lives in another province', () => {
    expect(isInside(boxWithinReach(cremona), crema)).toBe(true)
    expect(isInside(boxWithinReach(cremona), { latitude: 45.8183, longitude: 8.8239 })).toBe(false)
  })
})
