import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { recheckServices } from '../../helpline/dispatch/recheck/recheck-services.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aLocalAssociation, aPerson, aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

let app: TestApp
let day: RideDay

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const at = (hour: number, date = '2026-11-25') => new Date(`${date}T${String(hour).padStart(2, '0')}:00:00+01:00`)

async function emptied(): Promise<void> {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
}

/** A ride that somebody does, told to nobody. */
async function aGivenRide(given: { personId: string; volunteerId: string; vehicleId: string | null; startsAt?: Date }) {
  const startsAt = given.startsAt ?? at(9)
  const endsAt = new Date(startsAt.getTime() + 3_600_000)
  const { personId, volunteerId, vehicleId } = given
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId, startsAt })
  return app.db.service.create({
    data: {
      requestId: request.id,
      personId,
      volunteerId,
      vehicleId,
      startsAt,
      endsAt,
      busyFrom: startsAt,
      busyUntil: endsAt,
      helpKind: 'transport',
      state: 'assigned',
      assignedAt: app.clock.now(),
      toldPersonAt: app.clock.now(),
      createdAt: app.clock.now(),
      recordedAt: app.clock.now(),
      listeningPointId: day.point.id,
      localAssociationId: day.association.id,
    },
  })
}

const read = (serviceId: string) => app.call('readService', { params: { serviceId } }, day.cookie)
const occasion = () => ({ now: app.clock.now(), actor: { kind: 'system' } as const })

describe('the living re-check', () => {
  beforeEach(emptied)

  it('flags a ride whose volunteer’s licence is cut short, and takes the flag away when it is renewed', async () => {
    const [person, volunteer] = [await day.person(), await day.volunteer()]
    const car = await aVehicle(app.db, { localAssociationId: day.association.id })
    const ride = await aGivenRide({ personId: person.id, volunteerId: volunteer.id, vehicleId: car.id })
    await app.db.volunteer.update({
      where: { id: volunteer.id },
      data: { licenceUntil: toDateColumn('2026-11-24') },
    })
    await day.work()
    expect((await read(ride.id)).flags).toEqual(['volontario: patente scaduta'])
    const board = (await app.call('readBoard', {}, day.cookie)).rows
    expect(board).toMatchObject([{ reasonKind: 'flagged', reason: 'Volontario: patente scaduta.' }])
    expect(day.sms).toEqual([])
    await app.db.volunteer.update({ where: { id: volunteer.id }, data: { licenceUntil: toDateColumn('2031-11-24') } })
    await day.work()
    expect((await read(ride.id)).flags).toEqual([])
    expect((await app.call('readBoard', {}, day.cookie)).rows).toEqual([])
  })

  it('looks for somebody else when the volunteer is ill, and tells them once however often it looks', async () => {
    const [person, volunteer, other] = [await day.person(), await day.volunteer(), await day.volunteer()]
    const ride = await aGivenRide({ personId: person.id, volunteerId: volunteer.id, vehicleId: null })
    await app.db.volunteerTimeOff.create({
      data: { volunteerId: volunteer.id, fromAt: at(0), untilAt: at(0, '2026-11-27') },
    })
    await day.work()
    const subject = { about: 'volunteer', id: volunteer.id } as const
    await Promise.all([1, 2, 3].map(() => recheckServices(app.store, occasion(), subject)))
    await day.work()
    expect((await read(ride.id)).state).toBe('offering')
    expect(day.sms.filter(({ to }) => to === volunteer.phoneE164)).toHaveLength(1)
    expect(day.sms.filter(({ to }) => to === other.phoneE164)).toHaveLength(1)
    expect(await app.db.auditEntry.count({ where: { action: 'service.released', entityId: ride.id } })).toBe(1)
  })

  it('gives another vehicle when the first goes to the workshop, and flags it where there is none', async () => {
    const [person, volunteer] = [await day.person({ e164: ['+393351234567'] }), await day.volunteer()]
    const first = await aVehicle(app.db, { localAssociationId: day.association.id })
    const second = await aVehicle(app.db, { localAssociationId: day.association.id })
    const ride = await aGivenRide({ personId: person.id, volunteerId: volunteer.id, vehicleId: first.id })
    const intoWorkshop = (vehicleId: string) =>
      app.db.vehicleUnavailability.create({ data: { vehicleId, fromAt: at(8), untilAt: at(18), reason: 'tagliando' } })
    await intoWorkshop(first.id)
    await day.work()
    expect(await read(ride.id)).toMatchObject({ vehicleName: second.name, flags: [] })
    expect(day.sms.filter(({ to }) => to === volunteer.phoneE164)).toHaveLength(1)
    expect(day.sms.filter(({ to }) => to === '+393351234567')).toHaveLength(1)
    await intoWorkshop(second.id)
    await day.work()
    expect((await read(ride.id)).flags).toEqual(['automezzo: è in officina'])
  })

  it('finds by night what nobody saw by day, and takes a service from nobody', async () => {
    const [person, volunteer] = [await day.person(), await day.volunteer()]
    const ride = await aGivenRide({ personId: person.id, volunteerId: volunteer.id, vehicleId: null })
    await app.db.volunteer.update({ where: { id: volunteer.id }, data: { endedOn: toDateColumn('2026-11-20') } })
    await app.db.jobWish.deleteMany()
    await recheckServices(app.store, occasion(), { about: 'all', id: null })
    expect(await read(ride.id)).toMatchObject({
      state: 'assigned',
      flags: ['volontario: quel giorno non è volontario'],
    })
  })

  it('asks nothing where nothing depends on what has changed', async () => {
    const volunteer = await day.volunteer()
    await app.db.volunteer.update({ where: { id: volunteer.id }, data: { insuredUntil: null, firstPlaceNext: true } })
    expect(await app.db.jobWish.count()).toBe(0)
  })
})

/** A small world in which any fact may change at any moment. */
async function aWorld() {
  await emptied()
  const other = await aLocalAssociation(app.db, { listeningPointId: day.point.id })
  const volunteers = await Promise.all([0, 1, 2].map(() => day.volunteer({ wheelchairTrained: true })))
  const vehicles = await Promise.all(
    [0, 1, 2].map((index) =>
      aVehicle(app.db, { localAssociationId: day.association.id, wheelchairPlaces: index === 0 ? 0 : 1 }),
    ),
  )
  const people = await Promise.all(
    [0, 1, 2].map(() => aPerson(app.db, { listeningPointId: day.point.id, member: true })),
  )
  for (const [index, person] of people.entries()) {
    const [volunteer, vehicle] = [volunteers[index], vehicles[index]]
    if (!volunteer || !vehicle) continue
    const of = { personId: person.id, volunteerId: volunteer.id, vehicleId: vehicle.id }
    await aGivenRide({ ...of, startsAt: at(9) })
    await aGivenRide({ ...of, startsAt: at(15, '2026-12-02') })
  }
  return { volunteers, vehicles, people, other }
}
type World = Awaited<ReturnType<typeof aWorld>>

const dates = ['2026-11-20', '2026-11-25', '2026-12-01', '2026-12-31'] as const
const kinds = [
  'licence',
  'insurance',
  'training',
  'left',
  'timeOff',
  'refuses',
  'refused',
  'inspection',
  'vehicleInsurance',
  'loan',
  'workshop',
  'outOfUse',
  'lentAway',
  'places',
  'seats',
  'mobility',
  'wheelchair',
  'companions',
  'member',
  'membersOnly',
  'moved',
] as const
interface Mutation {
  kind: (typeof kinds)[number]
  which: number
  date: (typeof dates)[number]
  flip: boolean
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...kinds),
  which: fc.nat(2),
  date: fc.constantFrom(...dates),
  flip: fc.boolean(),
})

async function mutate(world: World, { kind, which, date, flip }: Mutation): Promise<void> {
  const { db } = app
  const [volunteerId, vehicleId, personId] = [
    world.volunteers[which]?.id ?? '',
    world.vehicles[which]?.id ?? '',
    world.people[which]?.id ?? '',
  ]
  const on = toDateColumn(date)
  const volunteer = (data: object) => db.volunteer.update({ where: { id: volunteerId }, data })
  const vehicle = (data: object) => db.vehicle.update({ where: { id: vehicleId }, data })
  const person = (data: object) => db.assistedPerson.update({ where: { id: personId }, data })
  const request = (data: object) => db.request.updateMany({ where: { personId }, data })
  const pair = (pairing: 'volunteerRefuses' | 'personRefuses') =>
    flip
      ? db.volunteerPairing.createMany({ data: [{ volunteerId, personId, kind: pairing }], skipDuplicates: true })
      : db.volunteerPairing.deleteMany({ where: { volunteerId, personId, kind: pairing } })
  const done: Record<Mutation['kind'], () => PromiseLike<unknown>> = {
    licence: () => volunteer({ licenceUntil: flip ? null : on }),
    insurance: () => volunteer({ insuredUntil: on }),
    training: () => volunteer({ wheelchairTrained: true, wheelchairTrainedUntil: flip ? null : on }),
    left: () => volunteer({ endedOn: flip ? null : on }),
    timeOff: () =>
      flip
        ? db.volunteerTimeOff.create({ data: { volunteerId, fromAt: on, untilAt: at(20, date) } })
        : db.volunteerTimeOff.deleteMany({ where: { volunteerId } }),
    refuses: () => pair('volunteerRefuses'),
    refused: () => pair('personRefuses'),
    inspection: () => vehicle({ inspectedUntil: on }),
    vehicleInsurance: () => vehicle({ insuredUntil: on }),
    loan: () => vehicle({ loanUntil: flip ? null : on }),
    workshop: () =>
      flip
        ? db.vehicleUnavailability.create({ data: { vehicleId, fromAt: on, untilAt: at(20, date), reason: 'freni' } })
        : db.vehicleUnavailability.deleteMany({ where: { vehicleId } }),
    outOfUse: () => vehicle({ active: flip }),
    lentAway: () => vehicle({ localAssociationId: flip ? day.association.id : world.other.id }),
    places: () => vehicle({ wheelchairPlaces: flip ? 1 : 0 }),
    seats: () => vehicle({ seats: flip ? 5 : 2 }),
    mobility: () => person({ mobility: flip ? 'wheelchair' : 'walks' }),
    wheelchair: () => request({ wheelchair: flip }),
    companions: () => request({ companions: flip ? 2 : null }),
    member: () => person({ member: flip, memberUntil: flip ? on : null }),
    membersOnly: () => db.localAssociation.update({ where: { id: day.association.id }, data: { membersOnly: flip } }),
    moved: () =>
      db.service.updateMany({
        where: { personId, state: 'assigned', startsAt: { gt: at(0, '2026-11-30') } },
        data: movedBy(flip),
      }),
  }
  await done[kind]()
}

const movedBy = (flip: boolean) => {
  const date = flip ? '2026-12-02' : '2026-11-30'
  return { startsAt: at(15, date), endsAt: at(16, date), busyFrom: at(15, date), busyUntil: at(16, date) }
}

/** The whole database read again, and every rule said once more, slowly. */
async function bruteForce() {
  const services = await app.db.service.findMany({
    where: { state: 'assigned', startsAt: { gt: app.clock.now() } },
    include: {
      flag: true,
      request: true,
      association: true,
      person: true,
      volunteer: { include: { timeOff: true, pairings: true } },
      vehicle: { include: { lendings: true, unavailability: true } },
    },
  })
  return services.map((service) => {
    const { volunteer, vehicle, person, request, startsAt, endsAt } = service
    const day0 = startsAt.toISOString().slice(0, 10)
    const before = (date: Date | null | undefined) => date != null && date.toISOString().slice(0, 10) < day0
    const wheelchair = request.wheelchair || person.mobility === 'wheelchair'
    const takes = (kind: string) =>
      volunteer?.pairings.some((each) => each.personId === person.id && each.kind === kind)
    const final: string[] = []
    const waiting: string[] = []
    if (before(volunteer?.endedOn)) final.push('notAVolunteer')
    if (takes('volunteerRefuses')) final.push('volunteerRefuses')
    if (takes('personRefuses')) final.push('personRefuses')
    if (wheelchair && !volunteer?.wheelchairTrained) final.push('untrained')
    if (volunteer?.timeOff.some((off) => off.fromAt < endsAt && off.untilAt > startsAt)) final.push('away')
    if (before(volunteer?.insuredUntil)) waiting.push('insurance')
    if (!volunteer?.licenceUntil || before(volunteer.licenceUntil)) waiting.push('licence')
    if (wheelchair && volunteer?.wheelchairTrained && before(volunteer.wheelchairTrainedUntil)) waiting.push('training')
    if (service.association?.membersOnly && (!person.member || before(person.memberUntil))) waiting.push('member')
    if (vehicle) {
      const isTheirs = [vehicle.localAssociationId, ...vehicle.lendings.map((lent) => lent.localAssociationId)]
      if (!vehicle.active) waiting.push('outOfUse')
      if (!isTheirs.includes(volunteer?.localAssociationId ?? '')) waiting.push('notLent')
      if (before(vehicle.insuredUntil)) waiting.push('vehicleInsurance')
      if (before(vehicle.inspectedUntil)) waiting.push('inspection')
      if (before(vehicle.loanUntil)) waiting.push('loan')
      if (vehicle.unavailability.some((off) => off.fromAt < service.busyUntil && off.untilAt > service.busyFrom))
        waiting.push('workshop')
      if (wheelchair && vehicle.wheelchairPlaces === 0) waiting.push('places')
      if (vehicle.seats < 1 + (wheelchair ? 0 : 1) + (request.companions ?? 0)) waiting.push('seats')
    }
    return { id: service.id, final, waiting, flags: service.flag?.reasons ?? [] }
  })
}

describe('the re-check beside a brute-force recomputation', () => {
  const ids = (found: { id: string }[]) => found.map(({ id }) => id).sort()

  async function expectSoundOrFlagged(): Promise<void> {
    for (const { waiting, flags, final } of await bruteForce()) {
      expect(final).toEqual([])
      expect(flags).toHaveLength(waiting.length)
    }
  }

  it('agrees after any changes to any facts: what stands is sound or flagged, what went had to go', {
    timeout: 240_000,
  }, async () => {
    const runs = fc.array(fc.array(mutation, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 5 })
    const look = () => recheckServices(app.store, occasion(), { about: 'all', id: null })
    await fc.assert(
      fc.asyncProperty(runs, async (steps) => {
        const world = await aWorld()
        for (const mutations of steps) {
          for (const each of mutations) await mutate(world, each)
          const before = await bruteForce()
          await day.work()
          const after = new Set(ids(await bruteForce()))
          const gone = before.filter(({ id }) => !after.has(id))
          expect(ids(gone)).toEqual(ids(before.filter(({ final }) => final.length > 0)))
          await expectSoundOrFlagged()
          // A night may give a vehicle that has become free meanwhile; the next one finds nothing to add, and tells nobody.
          await look()
          await expectSoundOrFlagged()
          const [sent, traced] = [await app.db.message.count(), await app.db.auditEntry.count()]
          await look()
          expect([await app.db.message.count(), await app.db.auditEntry.count()]).toEqual([sent, traced])
        }
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })
})
