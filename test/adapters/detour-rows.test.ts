import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DETOUR_FACTOR, distanceKm } from '../../helpline/dispatch/volunteer-matching.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

const depot = { latitude: 45.1335, longitude: 10.0245 }
const home = { latitude: 45.1872, longitude: 9.9967 }
const hospital = { latitude: 45.3628, longitude: 9.6869 }
const straight = (a: typeof depot, b: typeof depot) => distanceKm(a, b, 1) ?? 0
const tour = straight(depot, home) + straight(home, hospital) + straight(hospital, depot)
const tourAndBack = 2 * (straight(depot, home) + straight(home, hospital))

let app: TestApp
let day: RideDay
beforeAll(async () => {
  app = await startTestApp()
  day = await aRideDay(app)
})
afterAll(() => app.close())

/** Rides that were driven, each in an hour of its own. */
async function rides(kilometres: readonly number[], returnKind: 'none' | 'fixed' = 'none'): Promise<void> {
  const car = await aVehicle(app.db, { localAssociationId: day.association.id, ...depot })
  const person = await day.person()
  for (const [index, km] of kilometres.entries()) {
    const startsAt = new Date(app.clock.now().getTime() - (index + 1) * 6 * 3_600_000)
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
    await app.db.request.update({
      where: { id: request.id },
      data: {
        returnKind,
        ...{ fromLatitude: home.latitude, fromLongitude: home.longitude },
        ...{ toLatitude: hospital.latitude, toLongitude: hospital.longitude },
      },
    })
    const endsAt = new Date(startsAt.getTime() + 3_600_000)
    await app.db.service.create({
      data: {
        ...{ requestId: request.id, personId: person.id, helpKind: 'transport', listeningPointId: day.point.id },
        ...{ localAssociationId: day.association.id, vehicleId: car.id, state: 'done', outcome: 'done', km },
        ...{ startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt, closedAt: endsAt, fulfilledBy: 'auser' },
        ...{ createdAt: startsAt, recordedAt: startsAt },
      },
    })
  }
}
const learn = async () => {
  const occasion = { now: app.clock.now(), actor: { kind: 'system' as const } }
  await app.store.transaction(occasion, (tx) => tx.learnDetours(app.clock.now(), DETOUR_FACTOR))
  return app.db.detourFactor.findUnique({ where: { localAssociationId: day.association.id } })
}

describe('how much longer the road is than the straight line', () => {
  it('is learnt little by little from the kilometres written down, and a slip of the pen teaches nothing', async () => {
    expect(await learn()).toBeNull()
    const [there, andBack] = [Math.round(tour * 1.6), Math.round(tourAndBack * 1.6)]
    await rides([there, 4_000, 1])
    const first = await learn()
    expect(first?.rides).toBe(1)
    expect(first?.factor).toBeGreaterThan(DETOUR_FACTOR)
    expect(first?.factor).toBeLessThan(1.45)
    await rides(Array(40).fill(andBack), 'fixed')
    const learnt = await learn()
    expect(learnt?.rides).toBe(41)
    expect(learnt?.factor).toBeGreaterThan(1.55)
    expect(learnt?.factor).toBeLessThan(1.61)
    expect(await learn()).toEqual(learnt)
  })
})
