import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Conflict } from '../../../helpline/errors.ts'
import {
  type CallCentreOnDuty,
  type Itinerary,
  type ListeningPointOnDuty,
  planItinerary,
  type RoutingCaller,
  type RoutingPoint,
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
const mornings: OpeningHours = {
  ...officeHours,
  versions: [{ validFrom: null, validTo: null, intervals: intervals.filter(({ opensAt }) => opensAt === '09:00') }],
}
const aPoint = (overrides: Partial<ListeningPointOnDuty> = {}): ListeningPointOnDuty => ({
  id: 'cremona',
  kind: 'point',
  name: 'Cremona',
  districtPrefixes: ['0372', '0374', '0375'],
  neighbourIds: ['lodi', 'crema'],
  hours: officeHours,
  ...overrides,
})
const cremona = aPoint({ hours: { ...officeHours, patron: patronSaints.Cremona } })
const crema = aPoint({ id: 'crema', name: 'Crema', districtPrefixes: ['0373'], neighbourIds: [] })
const lodi = aPoint({
  ...{ id: 'lodi', name: 'Lodi', districtPrefixes: ['0371'], hours: mornings },
  neighbourIds: ['cremona'],
})
const callCentre: CallCentreOnDuty = { id: 'nazionale', kind: 'callCentre', name: 'Call centre nazionale' }
const points: RoutingPoint[] = [callCentre, cremona, crema, lodi]

const landline = '0372 448678'
const mobile = '333 123 4567'
const plan = (
  from: string,
  when: string,
  told: Omit<RoutingCaller, 'phone'> = {},
  among: readonly RoutingPoint[] = points,
) =>
  planItinerary({
    caller: { phone: parsePhoneNumber(from), ...told },
    points: among,
    now: romeInstant(when.slice(0, 10), when.slice(11)),
  })
/** 'home cremona > neighbours lodi crema > callCentre > voicemail' */
const inShort = ({ stages }: Itinerary) =>
  stages
    .map((stage) => (stage.kind === 'points' ? `${stage.why} ${stage.listeningPointIds.join(' ')}` : stage.kind))
    .join(' > ')
const codes = ({ steps }: Itinerary) => steps.map(({ code }) => code)
const tuesdayAtTen = '2026-11-24 10:00'
const tuesdayAtFour = '2026-11-24 16:00'
const tuesdayNight = '2026-11-24 20:00'

describe('the itinerary of a call', () => {
  it('of a Cremona landline on Tuesday at ten: its point, the open neighbours in order, the call centre, the voicemail', () => {
    const itinerary = plan(landline, tuesdayAtTen)
    expect(inShort(itinerary)).toBe('home cremona > neighbours lodi crema > callCentre > voicemail')
    expect(itinerary.responsiblePointId).toBe('cremona')
    expect(itinerary.closedPoint).toBeUndefined()
    expect(itinerary.steps.map(({ textItalian }) => textItalian)).toEqual([
      'Chiama un telefono fisso del distretto di Cremona (0372).',
      'Risponde Cremona.',
      'Poi rispondono i vicini aperti: Lodi, Crema.',
      'Poi risponde Call centre nazionale.',
      'Se nessuno risponde c’è la segreteria, e si viene richiamati.',
    ])
  })

  it('leaves out the neighbours that are closed', () => {
    expect(inShort(plan(landline, tuesdayAtFour))).toBe('home cremona > neighbours crema > callCentre > voicemail')
  })

  it('of somebody known begins with the point that follows them, wherever they call from', () => {
    for (const from of [landline, mobile, 'anonymous', '06 69812345']) {
      const itinerary = plan(from, tuesdayAtTen, { knownListeningPointId: 'crema', dialledPointId: 'cremona' })
      expect(inShort(itinerary)).toBe('home crema > callCentre > voicemail')
      expect(codes(itinerary)).toEqual(['knownCaller', 'pointOpen', 'toCallCentre', 'toVoicemail'])
      expect(itinerary.responsiblePointId).toBe('crema')
    }
  })

  it.each([
    [mobile, 'mobileUnknown'],
    ['anonymous', 'numberWithheld'],
  ])('of %s, unknown, asks first; without an answer every open point rings', (from, code) => {
    const unasked = plan(from, tuesdayAtFour)
    expect(inShort(unasked)).toBe('question > region cremona crema > callCentre > voicemail')
    expect(codes(unasked)).toEqual([code, 'question', 'regionOpen', 'toCallCentre', 'toVoicemail'])
    const silent = plan(from, tuesdayAtFour, { answeredDigits: '' })
    expect(inShort(silent)).toBe('region cremona crema > callCentre > voicemail')
    expect(silent.responsiblePointId).toBe('nazionale')
    expect(inShort(plan(from, tuesdayNight))).toBe('question > callCentre > voicemail')
  })

  it.each([
    ['26100', 'home cremona > neighbours lodi crema'],
    ['0372', 'home cremona > neighbours lodi crema'],
    ['372', 'home cremona > neighbours lodi crema'],
    ['0372448678', 'home cremona > neighbours lodi crema'],
    ['26013#', 'home crema'],
    // A CAP of the province of Cremona: each of its points, and the one neighbour that is not among them.
    ['26010', 'home crema cremona > neighbours lodi'],
    // Served by nobody: somebody in the region.
    ['02', 'region cremona crema lodi'],
    ['20100', 'region cremona crema lodi'],
    ['', 'region cremona crema lodi'],
    ['7', 'region cremona crema lodi'],
    // Outside the region: the national line.
    ['02100', ''],
    ['00184', ''],
    ['06', ''],
  ])('goes by what was keyed: %s', (answeredDigits, expected) => {
    const local = expected === '' ? '' : `${expected} > `
    expect(inShort(plan(mobile, tuesdayAtTen, { answeredDigits }))).toBe(`${local}callCentre > voicemail`)
  })

  it('of a mobile that dialled a local association begins with the point of that association', () => {
    const itinerary = plan(mobile, tuesdayAtTen, { dialledPointId: 'crema' })
    expect(inShort(itinerary)).toBe('home crema > callCentre > voicemail')
    expect(codes(itinerary).slice(0, 2)).toEqual(['mobileUnknown', 'dialledAssociation'])
    expect(inShort(plan('06 69812345', tuesdayAtTen, { dialledPointId: 'crema' }))).toMatch(/^home crema/)
    expect(inShort(plan(landline, tuesdayAtTen, { dialledPointId: 'crema' }))).toMatch(/^home cremona/)
    expect(inShort(plan(mobile, tuesdayAtTen, { dialledPointId: 'gone' }))).toMatch(/^question/)
    expect(inShort(plan(mobile, tuesdayAtTen, { dialledPointId: 'nazionale' }))).toMatch(/^question/)
  })

  it.each([
    ['06 69812345', 'landlineElsewhere'],
    ['+41 91 649 12 34', 'numberElsewhere'],
    ['800 995988', 'numberElsewhere'],
    ['12', 'numberElsewhere'],
  ])('of %s is the call centre’s', (from, code) => {
    const itinerary = plan(from, tuesdayAtTen)
    expect(inShort(itinerary)).toBe('callCentre > voicemail')
    expect(codes(itinerary)).toEqual([code, 'toCallCentre', 'toVoicemail'])
    expect(itinerary.responsiblePointId).toBe('nazionale')
  })

  it('of a Lombard district nobody serves rings every open point', () => {
    const itinerary = plan('0342 123456', tuesdayAtFour)
    expect(inShort(itinerary)).toBe('region cremona crema > callCentre > voicemail')
    expect(codes(itinerary)[0]).toBe('districtNotServed')
  })

  it.each([
    ['2026-11-24 13:00', 'fuori orario', 'martedì 24 novembre alle 15:00'],
    ['2026-04-25 10:00', 'giorno festivo, Festa della Liberazione', 'lunedì 27 aprile alle 09:00'],
    ['2026-11-13 20:00', "festa del patrono, Sant'Omobono", 'lunedì 16 novembre alle 09:00'],
  ])('at %s the point is closed, and who answers can say until when', (when, reason, reopens) => {
    const itinerary = plan(landline, when)
    expect(inShort(itinerary)).toBe('callCentre > voicemail')
    expect(codes(itinerary)).toEqual([
      ...['landlineDistrict', 'pointClosed', 'neighboursClosed', 'toCallCentre', 'toVoicemail'],
    ])
    expect(itinerary.steps[1]?.textItalian).toBe(`Cremona è chiuso: ${reason}. Riapre ${reopens}.`)
    expect(itinerary.closedPoint?.listeningPointId).toBe('cremona')
    expect(itinerary.closedPoint?.reopensAt).toBeInstanceOf(Date)
    // The callback stays with the point that would have answered.
    expect(itinerary.responsiblePointId).toBe('cremona')
  })

  it('of a closed point goes through its open neighbours', () => {
    const itinerary = plan(landline, '2026-11-13 10:00')
    expect(inShort(itinerary)).toBe('neighbours lodi crema > callCentre > voicemail')
    expect(itinerary.closedPoint?.listeningPointId).toBe('cremona')
  })

  it('of a point that is gone leaves the choice to the number', () => {
    const itinerary = plan(landline, tuesdayAtTen, { knownListeningPointId: 'chiuso-nel-2019' })
    expect(inShort(itinerary)).toMatch(/^home cremona/)
    expect(codes(itinerary).slice(0, 2)).toEqual(['knownPointMissing', 'landlineDistrict'])
  })

  it('of somebody followed by the call centre is its own, by day too', () => {
    const itinerary = plan(landline, tuesdayAtTen, { knownListeningPointId: 'nazionale' })
    expect(inShort(itinerary)).toBe('callCentre > voicemail')
    expect(codes(itinerary)).toEqual(['knownCaller', 'toCallCentre', 'toVoicemail'])
  })

  it('never takes a point without hours for an open one', () => {
    const empty = aPoint({ hours: { versions: [], patron: null, closures: [] }, neighbourIds: [] })
    const itinerary = plan(landline, tuesdayAtTen, {}, [empty, callCentre])
    expect(inShort(itinerary)).toBe('callCentre > voicemail')
    expect(codes(itinerary)[1]).toBe('hoursMissing')
    expect(inShort(plan(mobile, tuesdayAtTen, { answeredDigits: '' }, [empty, callCentre]))).toBe(
      'callCentre > voicemail',
    )
  })

  it('of a limited number is the voicemail alone, listened to by the point that would have answered', () => {
    const itinerary = plan(landline, tuesdayAtTen, { limited: true })
    expect(inShort(itinerary)).toBe('voicemail')
    expect(itinerary.responsiblePointId).toBe('cremona')
  })

  it('is refused where there is no call centre, by day too', () => {
    expect(() => plan(landline, tuesdayAtTen, {}, [cremona, crema])).toThrow(Conflict)
    expect(() => plan(landline, tuesdayAtTen, {}, [])).toThrow(Conflict)
  })

  it('always ends in the voicemail, rings no place twice, and never repeats the number', () => {
    const anyNumber = fc.oneof(
      fc.constantFrom('', 'anonymous', '12', mobile, '+41916491234'),
      fc.constantFrom(...telephoneDistricts).map((district) => `${district.prefix} 448678`),
    )
    const anyMoment = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
    const anyId = fc.constantFrom(undefined, 'cremona', 'crema', 'lodi', 'nazionale', 'altro')
    const anyDigits = fc.option(fc.string({ unit: fc.constantFrom(...'0123456789#*') }), { nil: undefined })
    fc.assert(
      fc.property(
        ...([anyNumber, anyMoment, anyId, anyId, anyDigits, fc.boolean()] as const),
        (from, now, knownListeningPointId, dialledPointId, answeredDigits, limited) => {
          const caller = {
            phone: parsePhoneNumber(from),
            knownListeningPointId,
            dialledPointId,
            answeredDigits,
            limited,
          }
          const itinerary = planItinerary({ caller, points, now })
          const kinds = itinerary.stages.map(({ kind }) => kind)
          expect(kinds.filter((kind) => kind === 'voicemail')).toHaveLength(1)
          expect(kinds.at(-1)).toBe('voicemail')
          if (!limited) expect(kinds.at(-2)).toBe('callCentre')
          const rung = itinerary.stages.flatMap((stage) =>
            'listeningPointIds' in stage ? [...stage.listeningPointIds] : [],
          )
          expect(new Set(rung).size).toBe(rung.length)
          expect(points.map(({ id }) => id)).toContain(itinerary.responsiblePointId)
          expect(itinerary.steps.map((step) => step.textItalian).join()).not.toContain('448678')
        },
      ),
    )
  })
})
