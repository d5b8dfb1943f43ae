import { describe, expect, it } from 'vitest'
import type { RoutablePoint } from '../../../helpline/calls/incoming/preview-routing.ts'
import { type OfflineRoute, routeOffline } from '../../../helpline/calls/offline/offline-route.ts'
import type { NetworkSheet, OfflineSnapshot } from '../../../helpline/calls/offline/offline-snapshot.ts'
import type { OpeningHours } from '../../../helpline/territory/opening-hours.ts'

const TUESDAY = new Date('2026-11-24T10:00:00+01:00')
const NIGHT = new Date('2026-11-24T22:00:00+01:00')
const TERESA = '+390372448678'
const MOBILE = '+393399876543'
const OUR_NUMBER = '+390280010001'
const ASSOCIATION = '+390372400500'
const CALL_CENTRE_PHONE = '+390280010099'

const hours: OpeningHours = {
  versions: [
    {
      validFrom: null,
      validTo: null,
      intervals: ([1, 2, 3, 4, 5] as const).map((weekday) => ({ weekday, opensAt: '09:00', closesAt: '18:00' })),
    },
  ],
  patron: null,
  closures: [],
}
const aPoint = (id: string, neighbourIds: string[] = []): RoutablePoint => ({
  ...{
    id,
    name: id,
    kind: 'point',
    districtPrefixes: [],
    neighbourIds,
    hours,
    fixedPhones: [],
    ringTimeoutSeconds: 25,
  },
})
const callCentre: RoutablePoint = {
  ...{ id: 'callCentre', name: 'Call centre', kind: 'callCentre', ringTimeoutSeconds: 40 },
  fixedPhones: [CALL_CENTRE_PHONE],
}
const someone = (operatorId: string, listeningPointId: string, e164: string, minute = 0) => ({
  ...{ operatorId, listeningPointId, e164, inBrowser: false },
  since: new Date(Date.UTC(2026, 10, 24, 8, minute)),
})
const network: NetworkSheet = {
  takenAt: TUESDAY,
  keptDays: 20,
  points: [aPoint('cremona', ['crema']), aPoint('crema'), callCentre],
  districts: [
    { listeningPointId: 'cremona', prefix: '0372', validFrom: null, validTo: '2026-12-01' },
    { listeningPointId: 'crema', prefix: '0372', validFrom: '2026-12-01', validTo: null },
  ],
  present: [
    someone('late', 'cremona', '+393331111111', 30),
    someone('early', 'cremona', '+393332222222', 10),
    someone('crema', 'crema', '+393333333333'),
  ],
  associations: [{ e164: ASSOCIATION, listeningPointId: 'crema' }],
}
const seal = (e164: string) => `sealed ${e164}`
const snapshot = (overrides: Partial<OfflineSnapshot> = {}): OfflineSnapshot => ({
  network,
  callers: undefined,
  ...overrides,
})
const route = (from: string | null, at = TUESDAY, of = snapshot(), to = OUR_NUMBER) =>
  routeOffline(of, seal, { from, to, at })
const rung = ({ rings }: OfflineRoute) =>
  rings.map(({ targets }) => targets.map(({ e164, operatorId }) => e164 ?? operatorId))

describe('a call without the database', () => {
  it('rings its point, those who wait longest first, then the neighbours, then the call centre', () => {
    expect(rung(route(TERESA))).toEqual([['+393332222222', '+393331111111'], ['+393333333333'], [CALL_CENTRE_PHONE]])
    expect(route(TERESA)).toMatchObject({ responsiblePointId: 'cremona', e164: TERESA, callerKind: 'landline' })
  })

  it('goes to the point that follows a known caller, whose number is nowhere in the snapshot', () => {
    const callers = { takenAt: TUESDAY, pointOfSealed: { [seal(MOBILE)]: 'crema' }, limits: [] }
    expect(rung(route(MOBILE, TUESDAY, snapshot({ callers })))[0]).toEqual(['+393333333333'])
    expect(JSON.stringify(route(MOBILE, TUESDAY, snapshot({ callers })).steps)).not.toContain(MOBILE)
  })

  it('asks an unknown mobile nothing: every open point rings together', () => {
    const { stages } = route(MOBILE)
    expect(stages.map(({ kind }) => kind)).toEqual(['points', 'callCentre', 'voicemail'])
    expect(rung(route(MOBILE))[0]).toHaveLength(3)
  })

  it('leaves out a ring where nobody is, and at night goes to the call centre at once, saying when the point reopens', () => {
    const empty = snapshot({ network: { ...network, present: [] } })
    expect(rung(route(TERESA, TUESDAY, empty))).toEqual([[CALL_CENTRE_PHONE]])
    expect(rung(route(TERESA, NIGHT))).toEqual([[CALL_CENTRE_PHONE]])
    expect(route(TERESA, NIGHT)).toMatchObject({ reopens: 'domani alle 9', keptDays: 20 })
    expect(route(TERESA, NIGHT).stages.at(-1)).toEqual({ kind: 'voicemail', reopens: 'domani alle 9', keptDays: 20 })
  })

  it('follows what changes on a date, days after the snapshot was taken', () => {
    const later = new Date('2026-12-01T10:00:00+01:00')
    expect(rung(route(TERESA, later))[0]).toEqual(['+393333333333'])
  })

  it('knows the associations’ own numbers', () => {
    expect(rung(route(MOBILE, TUESDAY, snapshot(), ASSOCIATION))[0]).toEqual(['+393333333333'])
  })

  it('sends a limited number to the voicemail, for as long as it is limited', () => {
    const until = new Date('2026-11-24T12:00:00+01:00')
    const limits = [{ sealed: seal(MOBILE), fromAt: new Date('2026-11-24T08:00:00+01:00'), untilAt: until }]
    const limited = snapshot({ callers: { takenAt: TUESDAY, pointOfSealed: {}, limits } })
    expect(rung(route(MOBILE, TUESDAY, limited))).toEqual([])
    expect(rung(route(MOBILE, until, limited))).not.toEqual([])
    expect(rung(route(null, TUESDAY, limited))).not.toEqual([])
  })

  it('rings a console by itself, and never the caller’s own number', () => {
    const atConsole = { ...someone('ada', 'cremona', MOBILE), inBrowser: true }
    const caller = someone('bruno', 'cremona', TERESA)
    const present = [atConsole, caller]
    expect(rung(route(TERESA, TUESDAY, snapshot({ network: { ...network, present } })))[0]).toEqual(['ada'])
  })
})
