import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, aLocalAssociation, anOperator, aPerson, aVehicle, aVolunteer } from '../support/builders.ts'
import { aRideRequest } from '../support/ride-day.ts'

let app: TestApp
let cookie: string
let pointId: string
let crema: { id: string }
let soncino: { id: string }

beforeAll(async () => {
  app = await startTestApp()
  pointId = (await aListeningPoint(app.db, { name: 'Crema' })).id
  crema = await aLocalAssociation(app.db, { name: 'Auser Crema', listeningPointId: pointId })
  soncino = await aLocalAssociation(app.db, { name: 'Auser Soncino', listeningPointId: pointId })
  cookie = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [pointId] }))
})
afterAll(() => app.close())

let plates = 100
const panda = () => ({
  ...{ plate: `XA${++plates}XX`, name: 'Panda bianca', localAssociationId: crema.id, ownership: 'owned' as const },
  ...{ seats: 5, insuredUntil: '2027-03-01', inspectedUntil: '2026-12-10' },
})
const put = (body: Record<string, unknown> = {}, vehicleId: string = randomUUID()) =>
  app.call('registerVehicle', { params: { vehicleId }, body: { ...panda(), ...body } }, cookie)
const patch = (vehicleId: string, version: number, body: Record<string, unknown>) =>
  app.call('changeVehicle', { params: { vehicleId }, body: { version, ...body } }, cookie)
const refuse = (body: Record<string, unknown>) =>
  app.refusal('registerVehicle', { params: { vehicleId: randomUUID() }, body: { ...panda(), ...body } }, cookie)

/** A ride tomorrow at nine, of somebody who sits in a wheelchair if one says so. */
async function aService(options: { wheelchair?: boolean; companions?: number } = {}) {
  const person = await aPerson(app.db)
  const request = await aRideRequest(app.db, { pointId, personId: person.id, wheelchair: options.wheelchair ?? false })
  await app.db.request.update({ where: { id: request.id }, data: { companions: options.companions ?? 0 } })
  const times = {
    ...{ startsAt: new Date('2026-11-25T09:00:00+01:00'), endsAt: new Date('2026-11-25T11:00:00+01:00') },
    ...{ busyFrom: new Date('2026-11-25T09:00:00+01:00'), busyUntil: new Date('2026-11-25T11:30:00+01:00') },
  }
  return app.db.service.create({
    data: {
      ...{ requestId: request.id, personId: person.id, helpKind: 'transport', listeningPointId: pointId, ...times },
      ...{ createdAt: app.clock.now(), recordedAt: app.clock.now() },
    },
  })
}
const chosenFor = (serviceId: string, volunteerId: string) =>
  app.store.transaction({ now: app.clock.now(), actor: { kind: 'system' } }, async (tx) => {
    const service = await tx.lockService(serviceId)
    return service && tx.lockFreeVehicle(service, volunteerId)
  })

describe('a vehicle', () => {
  it('is one when it is sent twice, with its plate in one form', async () => {
    const id = randomUUID()
    const body = { ...panda(), plate: 'zz 999-ab', lentToIds: [soncino.id] }
    const send = () => app.call('registerVehicle', { params: { vehicleId: id }, body }, cookie)
    const [first] = await Promise.all([send(), send()])
    expect(first).toMatchObject({
      ...{ plate: 'ZZ999AB', version: 1, mayEdit: true, upcoming: 0, lentTo: [{ name: 'Auser Soncino' }] },
      papers: [
        { paper: 'insurance', state: 'valid' },
        { paper: 'inspection', state: 'soon' },
      ],
    })
    expect(await app.db.auditEntry.count({ where: { entityId: id, action: 'vehicle.registered' } })).toBe(1)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['a plate that is none', { plate: '?' }, 'plate'],
    ['a loan from nobody', { ownership: 'onLoan' }, 'lender'],
    ['no seats', { seats: 0 }, 'seats'],
    ['a comune nobody knows', { comuneIstatCode: '999999' }, 'comuneIstatCode'],
    ['lending to nobody', { lentToIds: [randomUUID()] }, 'lentToIds'],
    [
      'a stay in the workshop that ends before it begins',
      { workshop: [{ from: '2026-12-02T08:00:00Z', until: '2026-12-01T08:00:00Z', reason: 'freni' }] },
      'workshop.0.until',
    ],
  ])('refuses %s beside its field', async (_what, wrong, field) => {
    const refusal = await refuse(wrong)
    expect([refusal.status, Object.keys(refusal.fields ?? {})]).toEqual([422, [field]])
  })

  it('has a plate of its own, and tells who comes second', async () => {
    const { id, plate } = await put()
    expect((await refuse({ plate })).fields).toHaveProperty('plate')
    const other = await put()
    const renamed = [id, other.id].map((each) =>
      patch(each, 1, { plate: 'DUE222' }).then(
        () => 'saved',
        () => 'told',
      ),
    )
    expect((await Promise.all(renamed)).sort()).toEqual(['saved', 'told'])
    const third = await put()
    const change = (name: string) =>
      patch(third.id, 1, { name }).then(
        () => 'saved',
        () => 'told',
      )
    expect((await Promise.all([change('Panda A'), change('Panda B')])).sort()).toEqual(['saved', 'told'])
  })

  it('given back, is on loan from nobody', async () => {
    const loan = { ownership: 'onLoan', lender: 'Comune di Crema', loanUntil: '2026-12-31' }
    const { id, papers } = await put(loan)
    expect(papers.map(({ paper }) => paper)).toEqual(['insurance', 'inspection', 'loan'])
    expect(await patch(id, 1, { ownership: 'owned' })).toMatchObject({ lender: null, loanUntil: null })
  })

  it('is listed where it lives and where it is lent, and closed to others', async () => {
    const elsewhere = await aListeningPoint(app.db)
    const far = await aLocalAssociation(app.db, { listeningPointId: elsewhere.id })
    const stranger = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [elsewhere.id] }))
    const { id } = await put()
    const params = { vehicleId: id }
    expect((await app.refusal('readVehicle', { params }, stranger)).status).toBe(403)
    expect(await app.call('listVehicles', {}, stranger)).toEqual([])
    await patch(id, 1, { lentToIds: [far.id] })
    expect(await app.call('readVehicle', { params }, stranger)).toMatchObject({ id, mayEdit: false })
    expect((await app.call('listVehicles', {}, stranger)).map((each) => each.id)).toEqual([id])
    expect((await app.refusal('changeVehicle', { params, body: { version: 2 } }, stranger)).status).toBe(403)
  })

  it('is found by name, plate, papers that end and place for a wheelchair', async () => {
    const { id } = await put({ name: 'Ducato giallo', plate: 'QQ111QQ', inspectedUntil: '2028-01-01' })
    const find = async (query: Record<string, unknown>) =>
      (await app.call('listVehicles', { query: query as never }, cookie)).some((each) => each.id === id)
    expect([await find({ search: 'ducato' }), await find({ search: 'qq11' }), await find({ search: '_' })]).toEqual([
      true,
      true,
      false,
    ])
    expect([await find({ lapsing: 'true' }), await find({ wheelchair: 'true' })]).toEqual([false, false])
    await patch(id, 1, { inspectedUntil: '2026-12-01', wheelchairPlaces: 1, active: true })
    expect([await find({ lapsing: 'true' }), await find({ wheelchair: 'true' })]).toEqual([true, true])
    await patch(id, 2, { active: false })
    expect([await find({}), await find({ retired: 'true' })]).toEqual([false, true])
  })
})

describe('the vehicle of a ride', () => {
  it.each<[string, Parameters<typeof aVehicle>[1], boolean]>([
    ['one in order', {}, true],
    [
      'papers that end that very day',
      { insuredUntil: toDateColumn('2026-11-25'), inspectedUntil: toDateColumn('2026-11-25') },
      true,
    ],
    ['an insurance that ended', { insuredUntil: toDateColumn('2026-11-24') }, false],
    ['an inspection that ended', { inspectedUntil: toDateColumn('2026-11-24') }, false],
    ['a loan that ended', { ownership: 'onLoan', lender: 'Comune', loanUntil: toDateColumn('2026-11-24') }, false],
    ['one out of use', { active: false }, false],
    ['too few seats', { seats: 3 }, false],
  ])('%s: taken only if it may be', async (_what, overrides, isTaken) => {
    const association = await aLocalAssociation(app.db)
    const volunteer = await aVolunteer(app.db, { localAssociationId: association.id })
    const vehicle = await aVehicle(app.db, { localAssociationId: association.id, ...overrides })
    const service = await aService({ companions: 2 })
    expect(await chosenFor(service.id, volunteer.id)).toBe(isTaken ? vehicle.id : null)
  })

  it('comes back from the workshop, is lent, and the one for wheelchairs is spared', async () => {
    const association = await aLocalAssociation(app.db)
    const volunteer = await aVolunteer(app.db, { localAssociationId: association.id })
    const van = await aVehicle(app.db, { localAssociationId: association.id, wheelchairPlaces: 1 })
    const lent = await aVehicle(app.db, { localAssociationId: crema.id })
    const { id: serviceId } = await aService()
    const { id: wheelchairId } = await aService({ wheelchair: true })
    expect(await chosenFor(serviceId, volunteer.id)).toBe(van.id)
    await patch(lent.id, 1, { lentToIds: [association.id] })
    expect(await chosenFor(serviceId, volunteer.id)).toBe(lent.id)
    expect(await chosenFor(wheelchairId, volunteer.id)).toBe(van.id)
    const workshop = [{ from: '2026-11-25T11:15:00+01:00', until: '2026-11-26T18:00:00+01:00', reason: 'freni' }]
    await patch(lent.id, 2, { workshop })
    expect(await chosenFor(serviceId, volunteer.id)).toBe(van.id)
  })

  it('shows on its card the rides a paper or the workshop touches', async () => {
    const { id } = await put()
    const volunteer = await aVolunteer(app.db, { localAssociationId: crema.id })
    const { id: serviceId } = await aService()
    const assigned = {
      state: 'assigned' as const,
      volunteerId: volunteer.id,
      vehicleId: id,
      assignedAt: app.clock.now(),
    }
    await app.db.service.update({ where: { id: serviceId }, data: assigned })
    const workshop = [{ from: '2026-11-25T08:00:00+01:00', until: '2026-11-25T18:00:00+01:00', reason: 'tagliando' }]
    const card = await patch(id, 1, { inspectedUntil: '2026-11-24', workshop })
    expect(card.affected).toMatchObject([{ serviceId, obstacles: ['inspectionLapsed', 'inWorkshop'] }])
    expect(card.papers.find(({ paper }) => paper === 'inspection')).toMatchObject({ state: 'soon', services: 1 })
  })
})

describe('the odometer', () => {
  const read = (vehicleId: string, on: string, km: number) =>
    app.call('readOdometer', { params: { vehicleId }, body: { on, km } }, cookie)

  it('shows what no service explains, and never goes back', async () => {
    const { id } = await put()
    await read(id, '2026-11-02', 10_000)
    const volunteer = await aVolunteer(app.db, { localAssociationId: crema.id })
    const service = await aService()
    const done = {
      ...{
        state: 'done' as const,
        outcome: 'done' as const,
        closedAt: app.clock.now(),
        km: 60,
        volunteerId: volunteer.id,
      },
      ...{ startsAt: new Date('2026-11-10T08:00:00Z'), endsAt: new Date('2026-11-10T10:00:00Z'), vehicleId: id },
      ...{ busyFrom: new Date('2026-11-10T08:00:00Z'), busyUntil: new Date('2026-11-10T10:30:00Z') },
    }
    await app.db.service.update({ where: { id: service.id }, data: done })
    await read(id, '2026-11-12', 10_065)
    const card = await read(id, '2026-11-24', 10_365)
    // The same once more is the same.
    expect((await read(id, '2026-11-24', 10_365)).odometer).toHaveLength(3)
    expect(card.odometerKm).toBe(10_365)
    expect(
      card.odometer.map(({ driven, recorded, unexplained, isGap }) => [driven, recorded, unexplained, isGap]),
    ).toEqual([
      [300, 0, 300, true],
      [65, 60, 5, false],
      [null, 0, null, false],
    ])
    const params = { vehicleId: id }
    const wrong = await app.refusal('readOdometer', { params, body: { on: '2026-11-13', km: 9_000 } }, cookie)
    expect(wrong.fields?.km).toContain('erano già 10065')
    expect(
      (await app.refusal('readOdometer', { params, body: { on: '2026-11-25', km: 11_000 } }, cookie)).fields,
    ).toHaveProperty('on')
    const last = card.odometer[0]?.id ?? ''
    const after = await app.call('forgetReading', { params: { ...params, readingId: last } }, cookie)
    expect([after.odometer.length, after.odometerKm]).toEqual([2, 10_065])
  })
})

describe('the associations in use', () => {
  it('are all shown, one’s own marked', async () => {
    const { id } = await aLocalAssociation(app.db, { name: 'Auser Altrove' })
    const found = await app.call('listAssociationsInUse', {}, cookie)
    expect(found.find((each) => each.id === id)?.isOwn).toBe(false)
    expect(found.find((each) => each.id === crema.id)?.isOwn).toBe(true)
  })
})
