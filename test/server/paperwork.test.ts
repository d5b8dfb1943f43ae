import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import {
  aComune,
  aListeningPoint,
  aLocalAssociation,
  anOperator,
  aPerson,
  aVehicle,
  aVolunteer,
} from '../support/builders.ts'

// The app's clock stands on Tuesday 24 November 2026.
let app: TestApp
let crema: { id: string }
let association: { id: string }
let coordinator: string
let operator: string
let stranger: string

beforeAll(async () => {
  app = await startTestApp()
  crema = await aListeningPoint(app.db, { name: 'Crema' })
  const cremona = await aListeningPoint(app.db, { name: 'Cremona' })
  await aComune(app.db, { istatCode: '019035', name: 'Crema' })
  association = await aLocalAssociation(app.db, {
    ...{ name: 'Auser Crema', listeningPointId: crema.id, comuneIstatCode: '019035' },
  })
  coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [crema.id] }))
  operator = await app.signIn(await anOperator(app.db, { pointIds: [crema.id] }))
  stranger = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [cremona.id] }))
})
afterAll(() => app?.close())

const newId = () => crypto.randomUUID()

describe('aids', () => {
  const save = (aidId: string, change: object = {}, cookie = operator) =>
    app.call(
      'saveAid',
      {
        params: { aidId },
        body: {
          ...{ version: 0, code: `A-${aidId.slice(0, 6)}`, kind: 'carrozzina', localAssociationId: association.id },
          ...{ notes: null, ...change },
        },
      },
      cookie,
    )

  it('are written once, lent to one person at a time, and come back', async () => {
    const aidId = newId()
    const [first, second] = await Promise.all([save(aidId), save(aidId)])
    expect(first.id).toBe(second.id)
    expect(await app.db.aid.count({ where: { id: aidId } })).toBe(1)
    const [rosa, ugo] = [
      await aPerson(app.db, { firstName: 'Rosa', lastName: 'Bianchi' }),
      await aPerson(app.db, { firstName: 'Ugo', lastName: 'Neri' }),
    ]
    const lend = (personId: string) => ({
      params: { aidId },
      body: { personId, lentOn: '2026-10-01', dueOn: '2026-11-20' },
    })
    const both = await Promise.allSettled([
      app.call('lendAid', lend(rosa.id), operator),
      app.call('lendAid', lend(ugo.id), coordinator),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lent = await app.call('readAid', { params: { aidId } }, operator)
    expect(lent).toMatchObject({ state: 'lent', loans: [{ isOverdue: true, returnedOn: null }] })
    const holder = lent.loans[0]?.personId ?? ''
    // Pressed twice.
    expect((await app.call('lendAid', lend(holder), operator)).loans).toHaveLength(1)
    expect((await app.call('listAids', {}, operator))[0]?.id).toBe(aidId)

    const early = { params: { aidId }, body: { returnedOn: '2026-09-30', state: 'available' as const } }
    expect(await app.refusal('returnAid', early, operator)).toMatchObject({
      status: 422,
      fields: { returnedOn: expect.any(String) },
    })
    await app.call('prolongLoan', { params: { aidId }, body: { dueOn: '2026-12-31' } }, operator)
    const back = { params: { aidId }, body: { returnedOn: '2026-11-24', state: 'repair' as const } }
    expect(await app.call('returnAid', back, operator)).toMatchObject({
      state: 'repair',
      loans: [{ isOverdue: false }],
    })
    expect(await app.call('returnAid', back, operator)).toMatchObject({ state: 'repair' })
    expect(await app.refusal('lendAid', lend(ugo.id), operator)).toMatchObject({ status: 409 })
  })

  it('say beside the field what is wrong, and are their own points’', async () => {
    const aidId = newId()
    const aid = await save(aidId, { code: 'CAR-7' })
    const twin = { params: { aidId: newId() }, body: { ...aid, version: 0, code: 'CAR-7', state: null } }
    expect(await app.refusal('saveAid', twin, operator)).toMatchObject({
      status: 422,
      fields: { code: expect.any(String) },
    })
    const later = { params: { aidId }, body: { ...aid, kind: 'girello', state: null } }
    expect(await app.call('saveAid', later, operator)).toMatchObject({ kind: 'girello', version: 2 })
    expect(await app.refusal('saveAid', later, operator)).toMatchObject({ status: 409 })
    expect(await app.refusal('readAid', { params: { aidId } }, stranger)).toMatchObject({ status: 403 })
    expect(await app.call('listAids', {}, stranger)).toEqual([])
    const person = await aPerson(app.db)
    const tomorrow = { params: { aidId }, body: { personId: person.id, lentOn: '2026-11-25', dueOn: null } }
    expect(await app.refusal('lendAid', tomorrow, operator)).toMatchObject({ status: 422 })
  })
})

describe('expenses', () => {
  const claim = (volunteerId: string, change: object = {}) => ({
    params: { expenseId: newId() },
    body: {
      ...{ volunteerId, incurredOn: '2026-11-10', amountCents: 4_00, description: 'Parcheggio' },
      ...{ selfCertified: true, document: null, ...change },
    },
  })

  it('are paid back once approved, each step once', async () => {
    const volunteer = await aVolunteer(app.db, { localAssociationId: association.id })
    const asked = claim(volunteer.id, { selfCertified: false, document: 'Scontrino 12', amountCents: 80_00 })
    await app.call('claimExpense', asked, coordinator)
    await app.call('claimExpense', asked, coordinator)
    expect(await app.db.expense.count({ where: { volunteerId: volunteer.id } })).toBe(1)
    const one = { params: asked.params, body: {} }
    expect(await app.refusal('payExpense', one, coordinator)).toMatchObject({ status: 409 })
    expect(await app.call('approveExpense', one, coordinator)).toMatchObject({ state: 'approved' })
    expect(await app.call('approveExpense', one, coordinator)).toMatchObject({ state: 'approved' })
    const no = { params: asked.params, body: { reason: 'Non serve' } }
    expect(await app.refusal('refuseExpense', no, coordinator)).toMatchObject({ status: 409 })
    expect(await app.call('payExpense', one, coordinator)).toMatchObject({ state: 'paid' })
    const month = { query: { month: '2026-11' } }
    expect(await app.call('listExpenses', month, coordinator)).toHaveLength(1)
    expect(await app.call('listExpenses', month, stranger)).toEqual([])
    expect(await app.refusal('listExpenses', month, operator)).toMatchObject({ status: 403 })
  })

  it('without a receipt stop at 10 euro a day and 150 a month, also for two at once', async () => {
    const { id } = await aVolunteer(app.db, { localAssociationId: association.id })
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => app.call('claimExpense', claim(id), coordinator)),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await app.refusal('claimExpense', claim(id), coordinator)).toMatchObject({
      status: 422,
      fields: { amountCents: 'Senza ricevuta si rimborsano al massimo 10 euro al giorno: restano 2,00 euro.' },
    })
    await app.call('claimExpense', claim(id, { amountCents: 2_00 }), coordinator)
    for (let day = 11; day <= 24; day++) {
      await app.call('claimExpense', claim(id, { incurredOn: `2026-11-${day}`, amountCents: 10_00 }), coordinator)
    }
    const full = await app.refusal('claimExpense', claim(id, { incurredOn: '2026-11-09', amountCents: 1 }), coordinator)
    expect(full.detail).toContain('150 euro al mese')
    // Another month has its own ceiling, and a receipt has none.
    await app.call('claimExpense', claim(id, { incurredOn: '2026-10-31', amountCents: 10_00 }), coordinator)
    await app.call('claimExpense', claim(id, { selfCertified: false, document: 'Ricevuta 3' }), coordinator)
  })

  it('are guarded by the database itself', async () => {
    const { id: volunteerId } = await aVolunteer(app.db, { localAssociationId: association.id })
    const row = { volunteerId, incurredOn: new Date('2026-11-03'), description: 'x', recordedAt: app.clock.now() }
    const add = (more: object) =>
      app.db.expense.create({ data: { ...row, amountCents: 6_00, selfCertified: true, ...more } })
    await add({})
    await expect(add({})).rejects.toThrow()
    await expect(add({ selfCertified: false })).rejects.toThrow()
    await add({ selfCertified: false, document: 'Ricevuta' })
    expect(await app.db.expense.count({ where: { volunteerId } })).toBe(2)
  })

  it('of tomorrow, without their receipt, or of another’s service are refused beside the field', async () => {
    const { id } = await aVolunteer(app.db, { localAssociationId: association.id })
    const wrong = async (change: object) => (await app.refusal('claimExpense', claim(id, change), coordinator)).fields
    expect(await wrong({ incurredOn: '2026-11-25' })).toHaveProperty('incurredOn')
    expect(await wrong({ selfCertified: false })).toHaveProperty('document')
    expect(await wrong({ serviceId: newId() })).toHaveProperty('serviceId')
    expect(await app.refusal('claimExpense', claim(id), stranger)).toMatchObject({ status: 403 })
  })
})

describe('hours and kilometres', () => {
  it('are summed by volunteer, vehicle and association, and an agreement says what is left of it', async () => {
    const volunteer = await aVolunteer(app.db, {
      firstName: 'Piero',
      lastName: 'Galli',
      localAssociationId: association.id,
    })
    const vehicle = await aVehicle(app.db, { localAssociationId: association.id })
    const person = await aPerson(app.db)
    const contact = await app.db.contact.create({
      data: {
        ...{ direction: 'inbound', provenance: 'office', callerType: 'selfCaller', personId: person.id },
        ...{ occurredAt: new Date('2026-11-01T09:00:00Z'), recordedAt: app.clock.now(), listeningPointId: crema.id },
      },
    })
    const request = await app.db.request.create({
      data: {
        ...{ contactId: contact.id, position: 1, kind: 'help', helpKind: 'transport', personId: person.id },
        ...{ createdAt: app.clock.now(), recordedAt: app.clock.now(), state: 'takenInCharge' },
      },
    })
    for (const [day, km] of [
      ['10', 30],
      ['11', 12],
    ] as const) {
      const at = (time: string) => new Date(`2026-11-${day}T${time}:00Z`)
      await app.db.service.create({
        data: {
          ...{ requestId: request.id, personId: person.id, helpKind: 'transport', listeningPointId: crema.id },
          ...{ localAssociationId: association.id, volunteerId: volunteer.id, vehicleId: vehicle.id },
          ...{ startsAt: at('09:00'), endsAt: at('10:00'), busyFrom: at('08:30'), busyUntil: at('10:30') },
          ...{ state: 'done', outcome: 'done', fulfilledBy: 'auser', km, minutes: 90, passengers: 1 },
          ...{ createdAt: app.clock.now(), recordedAt: app.clock.now(), closedAt: app.clock.now() },
        },
      })
    }
    const asked = (by: 'volunteer' | 'vehicle' | 'association' | 'ambito') => ({
      query: { by, from: '2026-11-01', to: '2026-11-30' },
    })
    const sums = { services: 2, minutes: 180, km: 42, passengers: 2 }
    expect(await app.call('readWorkedHours', asked('volunteer'), coordinator)).toEqual([
      { id: volunteer.id, name: 'Piero Galli', associationName: 'Auser Crema', ...sums },
    ])
    expect(await app.call('readWorkedHours', asked('vehicle'), coordinator)).toMatchObject([
      { id: vehicle.id, ...sums },
    ])
    expect(await app.call('readWorkedHours', asked('association'), coordinator)).toMatchObject([
      { name: 'Auser Crema', ...sums },
    ])
    expect(await app.call('readWorkedHours', asked('ambito'), coordinator)).toMatchObject([sums])
    expect(await app.call('readWorkedHours', asked('volunteer'), stranger)).toEqual([])
    const sheet = await app.send('GET', '/api/worked-hours.csv?by=volunteer&from=2026-11-10&to=2026-11-10', {
      cookie: coordinator,
    })
    expect(await sheet.text()).toContain('Piero Galli;Auser Crema;1;1,50;30;1')
    const backwards = { query: { by: 'vehicle' as const, from: '2026-11-02', to: '2026-11-01' } }
    expect(await app.refusal('readWorkedHours', backwards, coordinator)).toMatchObject({
      fields: { to: expect.any(String) },
    })

    const agreement = await app.call(
      'addAgreement',
      {
        body: {
          ...{ name: 'Trasporto', counterpartKind: 'municipality', counterpartName: 'Comune di Crema' },
          ...{ localAssociationId: association.id, territory: null, startsOn: '2026-11-11', endsOn: '2027-11-10' },
          ...{ amountCents: 1_000_00, paymentRule: 'a chilometro', unitPriceCents: 55, priceUnit: 'km' },
          ...{ reportingRhythm: 'quarterly', reportingDueDays: 30 },
          instalments: [
            { id: null, dueOn: '2026-11-12', amountCents: 400_00, paidOn: '2026-11-13' },
            { id: null, dueOn: '2026-11-20', amountCents: 100_00, paidOn: null },
          ],
        },
      },
      coordinator,
    )
    const balance = await app.call('readAgreementBalance', { params: { agreementId: agreement.id } }, coordinator)
    expect(balance).toEqual({
      ...{ amountCents: 1_000_00, paidCents: 400_00, lateCents: 100_00 },
      used: { services: 1, km: 12, minutes: 90 },
      usedCents: 6_60,
    })
  })
})
