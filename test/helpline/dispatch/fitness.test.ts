import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { odometerLines, readingConflict } from '../../../helpline/dispatch/vehicles/odometer.ts'
import {
  type RideToDrive,
  rankVehicles,
  type VehicleToChoose,
} from '../../../helpline/dispatch/vehicles/vehicle-choice.ts'
import { type VehicleFacts, vehicleObstacles } from '../../../helpline/dispatch/vehicles/vehicle-fitness.ts'
import {
  type ServiceNeed,
  type VolunteerFacts,
  volunteerObstacles,
} from '../../../helpline/dispatch/volunteers/volunteer-fitness.ts'

const nine = new Date('2026-12-01T09:00:00+01:00')
const hours = (count: number) => new Date(nine.getTime() + count * 3_600_000)

const aRide = (overrides: Partial<RideToDrive> = {}): RideToDrive => ({
  ...{ startsAt: nine, endsAt: hours(2), busyFrom: nine, busyUntil: hours(2.5) },
  ...{ wheelchair: false, companions: 0, place: null },
  ...overrides,
})
const aCar = (overrides: Partial<VehicleToChoose> = {}): VehicleToChoose => ({
  ...{ id: 'panda', active: true, localAssociationId: 'crema', lentToIds: [], seats: 5, wheelchairPlaces: 0 },
  ...{ insuredUntil: null, inspectedUntil: null, loanUntil: null, workshop: [], taken: [] },
  ...{ depot: null, odometerKm: 1000 },
  ...overrides,
})
const aService = (overrides: Partial<ServiceNeed> = {}): ServiceNeed => ({
  ...{ helpKind: 'transport', startsAt: nine, endsAt: hours(2), wheelchair: false },
  ...overrides,
})
const bruno = (overrides: Partial<VolunteerFacts> = {}): VolunteerFacts => ({
  ...{ skills: ['transport', 'mealDelivery'], startedOn: '2020-01-01', endedOn: null, insuredUntil: '2026-12-31' },
  ...{ licenceUntil: '2028-01-01', wheelchairTrained: false, pairings: [], timeOff: [] },
  ...overrides,
})

describe('what keeps a volunteer from a service', () => {
  it.each<[string, Partial<VolunteerFacts>, Partial<ServiceNeed>, string[]]>([
    ['nothing', {}, {}, []],
    ['another kind of help', {}, { helpKind: 'paperwork' }, ['notASkill']],
    ['a start that is still to come', { startedOn: '2026-12-02' }, {}, ['notAVolunteer']],
    ['the last day is a day', { endedOn: '2026-12-01' }, {}, []],
    ['having left the day before', { endedOn: '2026-11-30' }, {}, ['notAVolunteer']],
    ['an insurance that ends that day is valid', { insuredUntil: '2026-12-01' }, {}, []],
    ['an insurance that ended the day before', { insuredUntil: '2026-11-30' }, {}, ['insuranceLapsed']],
    ['a licence nobody wrote down', { licenceUntil: null }, {}, ['licenceMissing']],
    ['no licence is needed to bring a meal', { licenceUntil: null }, { helpKind: 'mealDelivery' }, []],
    ['a licence that ended', { licenceUntil: '2026-11-30' }, {}, ['licenceLapsed']],
    [
      'a service that goes on after midnight, when it ends',
      { licenceUntil: '2026-12-01' },
      { endsAt: hours(16) },
      ['licenceLapsed'],
    ],
    ['up to midnight it is still valid', { licenceUntil: '2026-12-01' }, { endsAt: hours(15) }, []],
    ['no training for a wheelchair', {}, { wheelchair: true }, ['wheelchairUntrained']],
    ['a training without end', { wheelchairTrained: true }, { wheelchair: true }, []],
    [
      'a training that ended',
      { wheelchairTrained: true, wheelchairTrainedUntil: '2026-11-30' },
      { wheelchair: true },
      ['wheelchairTrainingLapsed'],
    ],
    [
      'refusals, both ways',
      { pairings: ['personRefuses', 'volunteerRefuses'] },
      {},
      ['volunteerRefuses', 'personRefuses'],
    ],
    ['being away in part of it', { timeOff: [{ from: hours(1.5), until: hours(9) }] }, {}, ['away']],
    ['being away right after it', { timeOff: [{ from: hours(2), until: hours(9) }] }, {}, []],
  ])('%s', (_what, facts, need, obstacles) => {
    expect(volunteerObstacles(aService(need), bruno(facts))).toEqual(obstacles)
  })
})

describe('what keeps a vehicle from a ride', () => {
  it.each<[string, Partial<VehicleFacts>, Partial<RideToDrive>, string[]]>([
    ['nothing', {}, {}, []],
    ['being out of use', { active: false }, {}, ['notInUse']],
    ['another association', { localAssociationId: 'cremona' }, {}, ['notLent']],
    ['lent to this one', { localAssociationId: 'cremona', lentToIds: ['crema'] }, {}, []],
    [
      'papers that end that day',
      { insuredUntil: '2026-12-01', inspectedUntil: '2026-12-01', loanUntil: '2026-12-01' },
      {},
      [],
    ],
    [
      'papers that ended the day before',
      { insuredUntil: '2026-11-30', inspectedUntil: '2026-11-30', loanUntil: '2026-11-30' },
      {},
      ['insuranceLapsed', 'inspectionLapsed', 'loanEnded'],
    ],
    ['the workshop, on the way back too', { workshop: [{ from: hours(2.25), until: hours(9) }] }, {}, ['inWorkshop']],
    ['the workshop right after', { workshop: [{ from: hours(2.5), until: hours(9) }] }, {}, []],
    ['no place for a wheelchair', {}, { wheelchair: true }, ['noWheelchairPlace']],
    ['too many companions', { seats: 4 }, { companions: 3 }, ['tooFewSeats']],
    ['as many companions as there are seats', { seats: 4 }, { companions: 2 }, []],
    ['a wheelchair leaves a seat free', { seats: 4, wheelchairPlaces: 1 }, { companions: 3, wheelchair: true }, []],
    ['another ride', { taken: [{ from: hours(-1), until: hours(0.5) }] }, {}, ['taken']],
  ])('%s', (_what, facts, need, obstacles) => {
    expect(vehicleObstacles(aRide(need), aCar(facts), 'crema')).toEqual(obstacles)
  })
})

describe('the vehicle of a ride', () => {
  const chosen = (ride: RideToDrive, cars: VehicleToChoose[]) =>
    rankVehicles(ride, 'crema', cars).ranked.map(({ vehicle }) => vehicle.id)
  const crema = { latitude: 45.3628, longitude: 9.6869 }
  const offanengo = { latitude: 45.3807, longitude: 9.7425 }

  it('is the association’s own before one lent to it, the nearest of those, and never one that serves wheelchairs more', () => {
    const cars = [
      aCar({ id: 'van', wheelchairPlaces: 1, depot: crema }),
      aCar({ id: 'lent', localAssociationId: 'cremona', lentToIds: ['crema'], depot: crema }),
      aCar({ id: 'far', depot: offanengo }),
      aCar({ id: 'near', depot: crema, odometerKm: 90_000 }),
      aCar({ id: 'unknown' }),
    ]
    expect(chosen(aRide({ place: crema }), cars)).toEqual(['near', 'far', 'unknown', 'lent', 'van'])
    expect(chosen(aRide({ place: crema, wheelchair: true }), cars)).toEqual(['van'])
  })

  it('says why each comes where it does, and why the others do not', () => {
    const { ranked, excluded } = rankVehicles(aRide({ place: crema }), 'crema', [
      aCar({ depot: offanengo }),
      aCar({ id: 'old', inspectedUntil: '2026-01-01' }),
    ])
    expect(ranked[0]?.reasons).toEqual(['è dell’associazione', 'deposito a circa 6 km'])
    expect(excluded.map(({ vehicle, obstacles }) => [vehicle.id, obstacles])).toEqual([['old', ['inspectionLapsed']]])
  })

  it('is found more often, and never less, where associations lend each other theirs', () => {
    const busy = fc.boolean()
    const cars = fc.array(fc.record({ own: busy, lent: busy, taken: busy }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(cars, (drawn) => {
        const fleet = (sharing: boolean) =>
          drawn.map(({ own, lent, taken }, at) =>
            aCar({
              id: String(at),
              localAssociationId: own ? 'crema' : 'cremona',
              lentToIds: sharing && lent ? ['crema'] : [],
              taken: taken ? [{ from: nine, until: hours(1) }] : [],
            }),
          )
        const alone = chosen(aRide(), fleet(false))
        const sharing = chosen(aRide(), fleet(true))
        expect(sharing.slice(0, alone.length)).toEqual(alone)
      }),
    )
  })
})

describe('the odometer', () => {
  const on = (day: number) => new Date(Date.UTC(2026, 10, day, 17))
  const reading = (day: number, km: number) => ({ id: String(day), readAt: on(day), km })

  it('shows what no service explains between two readings', () => {
    const trips = [
      { endedAt: on(2), km: 40 },
      { endedAt: on(3), km: 60 },
      { endedAt: on(5), km: 25 },
    ]
    const lines = odometerLines([reading(3, 1100), reading(1, 1000), reading(6, 1300)], trips)
    expect(lines.map(({ driven, recorded, unexplained }) => [driven, recorded, unexplained])).toEqual([
      [null, 0, null],
      [100, 100, 0],
      [200, 25, 175],
    ])
  })

  it('never goes back', () => {
    const known = [reading(1, 1000), reading(5, 1500)]
    expect(readingConflict(known, { readAt: on(3), km: 1200 })).toBeNull()
    expect(readingConflict(known, { readAt: on(3), km: 900 })).toMatchObject({
      kind: 'lessThanBefore',
      than: { km: 1000 },
    })
    expect(readingConflict(known, { readAt: on(3), km: 1600 })).toMatchObject({
      kind: 'moreThanAfter',
      than: { km: 1500 },
    })
  })
})
