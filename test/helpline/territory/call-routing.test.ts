import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Conflict } from '../../../helpline/errors.ts'
import {
  type CallCentreOnDuty,
  type ListeningPointOnDuty,
  type RoutingInput,
  routeCall,
} from '../../../helpline/territory/call-routing.ts'
import type { OpeningHours, WeeklyInterval } from '../../../helpline/territory/opening-hours.ts'
import { patronSaints } from '../../../helpline/territory/patron-saints.ts'
import { parsePhoneNumber } from '../../../helpline/territory/phone-numbers.ts'
import { romeInstant } from '../../../helpline/territory/rome-time.ts'
import { telephoneDistricts } from '../../../helpline/territory/telephone-districts.ts'

const intervals: WeeklyInterval[] = ([1, 2, 3, 4, 5] as const).flatMap((weekday) => [
  { weekday, opensAt: '09:00', closesAt: '12:00' },
  { weekday, opensAt: '15:00', closesAt: '18:00' },
])
const officeHours: OpeningHours = {
  versions: [{ validFrom: null, validTo: null, intervals }],
  patron: null,
  closures: [],
}
const aPoint = (overrides: Partial<ListeningPointOnDuty> = {}): ListeningPointOnDuty => ({
  id: 'cremona',
  kind: 'point',
  name: "Punto d'Ascolto di Cremona",
  districtPrefixes: ['0372', '0374', '0375'],
  hours: officeHours,
  ...overrides,
})
const cremona = aPoint({ hours: { ...officeHours, patron: patronSaints.Cremona } })
const crema = aPoint({ id: 'crema', name: "Punto d'Ascolto di Crema", districtPrefixes: ['0373'] })
const callCentre: CallCentreOnDuty = { id: 'nazionale', kind: 'callCentre', name: 'Call centre nazionale' }
const points = [callCentre, cremona, crema]

const landline = '0372 448678'
const route = (from: string, when: string, overrides: Partial<RoutingInput> = {}, knownListeningPointId?: string) =>
  routeCall({
    caller: { phone: parsePhoneNumber(from), knownListeningPointId },
    points,
    now: romeInstant(when.slice(0, 10), when.slice(11)),
    ...overrides,
  })
const codes = (decision: ReturnType<typeof routeCall>) => decision.steps.map((step) => step.code)
const toPoint = (listeningPointId: string) => ({ kind: 'listeningPoint', listeningPointId })
const toCallCentre = { kind: 'callCentre', listeningPointId: 'nazionale' }
const tuesdayAtTen = '2026-11-24 10:00'

describe('where a call goes', () => {
  it('a Cremona landline on Tuesday at ten reaches the point of Cremona', () => {
    const decision = route(landline, tuesdayAtTen)
    expect(decision.destination).toEqual(toPoint('cremona'))
    expect(decision.steps).toEqual([
      { code: 'landlineDistrict', textItalian: 'Chiama un telefono fisso del distretto di Cremona (0372).' },
      { code: 'pointOpen', textItalian: "Risponde Punto d'Ascolto di Cremona." },
    ])
    expect(decision.closedPoint).toBeUndefined()
  })

  it('a known caller reaches the point that follows them, wherever they call from', () => {
    for (const from of [landline, '333 123 4567', 'anonymous', '06 69812345']) {
      const decision = route(from, tuesdayAtTen, {}, 'crema')
      expect(decision.destination).toEqual(toPoint('crema'))
      expect(codes(decision)).toEqual(['knownCaller', 'pointOpen'])
    }
  })

  it.each([
    ['333 123 4567', 'mobileUnknown'],
    ['anonymous', 'numberWithheld'],
    ['06 69812345', 'landlineElsewhere'],
    ['0342 123456', 'districtNotServed'],
    ['+41 91 649 12 34', 'numberElsewhere'],
    ['800 995988', 'numberElsewhere'],
    ['12', 'numberElsewhere'],
  ])('%s, unknown, reaches the call centre (%s)', (from, code) => {
    const decision = route(from, tuesdayAtTen)
    expect(decision.destination).toEqual(toCallCentre)
    expect(codes(decision)).toEqual([code, 'toCallCentre'])
  })

  it.each([
    ['2026-11-24 13:00', 'fuori orario', 'martedì 24 novembre alle 15:00'],
    ['2026-04-25 10:00', 'giorno festivo, Festa della Liberazione', 'lunedì 27 aprile alle 09:00'],
    ['2026-11-13 10:00', "festa del patrono, Sant'Omobono", 'lunedì 16 novembre alle 09:00'],
  ])('at %s the point is closed, and the call centre can say until when', (when, reason, reopens) => {
    const decision = route(landline, when)
    expect(decision.destination).toEqual(toCallCentre)
    expect(codes(decision)).toEqual(['landlineDistrict', 'pointClosed', 'toCallCentre'])
    expect(decision.steps[1]?.textItalian).toBe(`Punto d'Ascolto di Cremona è chiuso: ${reason}. Riapre ${reopens}.`)
    expect(decision.closedPoint?.listeningPointId).toBe('cremona')
    expect(decision.closedPoint?.reopensAt).toBeInstanceOf(Date)
  })

  it('a known caller whose point is closed reaches the call centre, not the point of their landline', () => {
    const closures = [{ fromDate: '2026-11-24', toDate: '2026-11-24', reason: 'assemblea' }]
    const closedCrema = aPoint({ ...crema, hours: { ...officeHours, closures } })
    const decision = route(landline, tuesdayAtTen, { points: [cremona, closedCrema, callCentre] }, 'crema')
    expect(decision.destination).toEqual(toCallCentre)
    expect(decision.steps[1]?.textItalian).toContain('assemblea')
  })

  it('a point that is gone leaves the choice to the number', () => {
    const decision = route(landline, tuesdayAtTen, {}, 'chiuso-nel-2019')
    expect(decision.destination).toEqual(toPoint('cremona'))
    expect(codes(decision)).toEqual(['knownPointMissing', 'landlineDistrict', 'pointOpen'])
  })

  it('somebody followed by the call centre reaches it, by day too', () => {
    const decision = route(landline, tuesdayAtTen, {}, 'nazionale')
    expect(decision.destination).toEqual(toCallCentre)
    expect(codes(decision)).toEqual(['knownCaller', 'toCallCentre'])
  })

  it('a point without hours loses no call', () => {
    const empty = aPoint({ hours: { versions: [], patron: null, closures: [] } })
    const decision = route(landline, tuesdayAtTen, { points: [empty, callCentre] })
    expect(decision.destination).toEqual(toCallCentre)
    expect(codes(decision)).toEqual(['landlineDistrict', 'hoursMissing', 'toCallCentre'])
  })

  it('of two points in one district the first that is open answers', () => {
    const afternoons = {
      ...officeHours,
      versions: [{ validFrom: null, validTo: null, intervals: intervals.slice(1, 2) }],
    }
    const first = aPoint({ id: 'first', hours: afternoons })
    const second = aPoint({ id: 'second' })
    const decision = route(landline, tuesdayAtTen, { points: [first, second, callCentre] })
    expect(decision.destination).toEqual(toPoint('second'))
    expect(codes(decision)).toEqual(['landlineDistrict', 'pointClosed', 'pointOpen'])
    expect(decision.closedPoint).toBeUndefined()
  })

  it('of two closed points in one district the first one is said to reopen', () => {
    const decision = route(landline, '2026-11-24 20:00', { points: [aPoint({ id: 'first' }), aPoint(), callCentre] })
    expect(codes(decision)).toEqual(['landlineDistrict', 'pointClosed', 'pointClosed', 'toCallCentre'])
    expect(decision.closedPoint?.listeningPointId).toBe('first')
  })

  it('is refused where there is no call centre, by day too', () => {
    expect(() => route(landline, tuesdayAtTen, { points: [cremona, crema] })).toThrow(Conflict)
    expect(() => route(landline, tuesdayAtTen, { points: [] })).toThrow(Conflict)
  })

  it('is always somewhere, explained, and never repeats the number', () => {
    const anyNumber = fc.oneof(
      fc.constantFrom('', 'anonymous', '12', '333 123 4567', '+41916491234'),
      fc.constantFrom(...telephoneDistricts).map((district) => `${district.prefix} 448678`),
    )
    const anyMoment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    const anyPoint = fc.constantFrom(undefined, 'cremona', 'crema', 'nazionale', 'altro')
    fc.assert(
      fc.property(anyNumber, anyMoment, anyPoint, (from, now, knownListeningPointId) => {
        const phone = parsePhoneNumber(from)
        const decision = routeCall({ caller: { phone, knownListeningPointId }, points, now })
        const target = points.find((point) => point.id === decision.destination.listeningPointId)
        expect(target?.kind).toBe(decision.destination.kind === 'callCentre' ? 'callCentre' : 'point')
        expect(decision.steps.length).toBeGreaterThanOrEqual(2)
        expect(codes(decision).at(-1)).toBe(target?.kind === 'point' ? 'pointOpen' : 'toCallCentre')
        expect(decision.steps.map((step) => step.textItalian).join()).not.toContain('448678')
      }),
    )
  })
})
