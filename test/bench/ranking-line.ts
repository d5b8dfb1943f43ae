import { type Candidate, rankVolunteers, type ServiceToCover } from '../../helpline/dispatch/volunteer-matching.ts'
import type { Weekday } from '../../helpline/territory/rome-time.ts'
import { figure, inPairs, type Line, median, ratiosOf } from './pairs.ts'

const VOLUNTEERS = 5_500
const PAIRS = 9
/** A pause of the garbage collector falls on one of them, not on all. */
const TIMES = 5
const NOW = new Date('2026-11-24T10:00:00+01:00')

const ride: ServiceToCover = {
  helpKind: 'transport',
  startsAt: new Date('2026-11-30T09:30:00+01:00'),
  endsAt: new Date('2026-11-30T11:30:00+01:00'),
  busyFrom: new Date('2026-11-30T09:30:00+01:00'),
  busyUntil: new Date('2026-11-30T12:00:00+01:00'),
  wheelchair: false,
  place: { latitude: 45.1335, longitude: 10.0245 },
  detourFactor: 1.3,
}

const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6]

/** Within some thirty kilometres of the ride, so that nearly all are judged to the end. */
const aDriver = (number: number): Candidate => ({
  id: `volunteer-${String((number * 7919) % VOLUNTEERS).padStart(4, '0')}`,
  phoneE164: `+3933${10_000_000 + number}`,
  preferredChannel: 'sms',
  refused: [],
  learnt: null,
  skills: ['transport'],
  startedOn: '2020-01-01',
  endedOn: null,
  insuredUntil: '2027-12-31',
  licenceUntil: '2028-12-31',
  wheelchairTrained: number % 3 === 0,
  quietFrom: null,
  quietUntil: null,
  availability: weekdays.map((weekday) => ({
    weekday,
    fromTime: '08:00',
    untilTime: '19:00',
    validFrom: null,
    validUntil: null,
  })),
  timeOff: [],
  busy: [],
  pairings: [],
  place: { latitude: 45.1335 + Math.sin(number) / 5, longitude: 10.0245 + Math.cos(number) / 5 },
  isOfAssociation: number % 52 === 0,
  servicesThisMonth: number % 9,
  lastServiceAt: number % 4 === 0 ? null : new Date(NOW.getTime() - (number % 90) * 86_400_000),
  habits: { asked: number % 20, saidYes: number % 7, silent: number % 5 },
  unansweredThisWeek: number % 3,
  alreadyAsked: false,
  wantsMoreOften: 0,
  firstPlaceNext: false,
})

export async function rankingLine(): Promise<Line> {
  const candidates = Array.from({ length: VOLUNTEERS }, (_, number) => aDriver(number))
  const numbers = Array.from({ length: VOLUNTEERS }, (_, number) => (number * 7919) % 5501)
  const { ranked } = rankVolunteers(ride, candidates, NOW)
  if (ranked.length < VOLUNTEERS * 0.9) throw new Error(`Only ${ranked.length} of ${VOLUNTEERS} are ranked`)
  const quickest = async (work: () => unknown): Promise<number> => {
    const times = Array.from({ length: TIMES }, () => {
      const before = performance.now()
      work()
      return performance.now() - before
    })
    return Math.min(...times)
  }
  const measured = await inPairs(
    PAIRS,
    () => quickest(() => rankVolunteers(ride, candidates, NOW)),
    () => quickest(() => numbers.toSorted((a, b) => a - b)),
  )
  const cost = (ms: number) => ms
  return {
    title: `Ranking of ${figure(VOLUNTEERS)} volunteers`,
    ours: 'one rankVolunteers call: availability, papers, distance, telephone and reasons of each; in this process, no database',
    bare: 'as many plain numbers sorted',
    oursMeasured: `${figure(median(measured.ours))} ms`,
    bareMeasured: `${figure(median(measured.bare))} ms`,
    ratios: ratiosOf(measured, cost, cost),
    limit: 22,
  }
}
