import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { type WorkedBy, workedBy } from '../../helpline/reports/worked-hours.ts'
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
import { aRideRequest } from '../support/ride-day.ts'

// The app's clock stands on Tuesday 24 November 2026.
let app: TestApp
let crema: { id: string }
let association: { id: string }
let coordinator: string
let operator: string
let stranger: string
let region: string

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
  region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
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

  it('of an association without a point are the region’s alone', async () => {
    const nobodys = await aLocalAssociation(app.db, { name: 'Auser senza punto' })
    const regional = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    const aidId = newId()
    const refusal = { status: 422, fields: { localAssociationId: expect.any(String) } }
    await expect(save(aidId, { localAssociationId: nobodys.id })).rejects.toThrow('answered 422')
    expect(await save(aidId, { localAssociationId: nobodys.id }, regional)).toMatchObject({ id: aidId })
    expect(await app.call('readAid', { params: { aidId } }, regional)).toMatchObject({ id: aidId })
    const aid = await app.call('readAid', { params: { aidId } }, regional)
    for (const cookie of [operator, coordinator, stranger]) {
      expect(await app.refusal('readAid', { params: { aidId } }, cookie)).toMatchObject({ status: 403 })
      const lend = { personId: (await aPerson(app.db)).id, lentOn: '2026-11-20', dueOn: null }
      expect(await app.refusal('lendAid', { params: { aidId }, body: lend }, cookie)).toMatchObject({ status: 403 })
      const body = { ...aid, state: null }
      expect(await app.refusal('saveAid', { params: { aidId }, body }, cookie)).toMatchObject(refusal)
      expect((await app.call('listAids', {}, cookie)).map(({ id }) => id)).not.toContain(aidId)
    }
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

  it('of who belongs to an association without a point are the region’s alone', async () => {
    const nobodys = await aLocalAssociation(app.db, { name: 'Auser senza casa' })
    const volunteer = await aVolunteer(app.db, { localAssociationId: nobodys.id })
    const regional = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    const sent = claim(volunteer.id)
    for (const cookie of [operator, coordinator]) {
      expect(await app.refusal('claimExpense', sent, cookie)).toMatchObject({ status: 403 })
    }
    expect(await app.call('claimExpense', sent, regional)).toMatchObject({ amountCents: 4_00 })
    expect(await app.refusal('approveExpense', { params: sent.params, body: {} }, coordinator)).toMatchObject({
      status: 403,
    })
    expect(await app.refusal('claimExpense', sent, coordinator)).toMatchObject({ status: 403 })
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

  it('do not wait for who only refers to the same volunteer meanwhile', async () => {
    const { id } = await aVolunteer(app.db, { localAssociationId: association.id })
    await app.db.$transaction(
      async (tx) => {
        // As an offer being written does.
        await tx.$queryRaw`SELECT 1 FROM volunteer WHERE id = ${id}::uuid FOR KEY SHARE`
        await app.call('claimExpense', claim(id), coordinator)
      },
      { timeout: 20_000 },
    )
    expect(await app.db.expense.count({ where: { volunteerId: id } })).toBe(1)
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
    const asked = (by: WorkedBy) => ({
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
    const byAgreement = await app.call('readWorkedHours', asked('agreement'), coordinator)
    expect(byAgreement).toEqual([
      {
        ...{ id: agreement.id, name: 'Trasporto, Comune di Crema', associationName: 'Auser Crema' },
        ...{ services: 1, minutes: 90, km: 12, passengers: 1 },
      },
      { id: null, name: null, associationName: null, services: 1, minutes: 90, km: 30, passengers: 1 },
    ])
    const ofAgreements = await app.send('GET', '/api/worked-hours.csv?by=agreement&from=2026-11-01&to=2026-11-30', {
      cookie: coordinator,
    })
    expect((await ofAgreements.text()).split(/\r?\n/).slice(1, 3)).toEqual([
      'Trasporto, Comune di Crema;Auser Crema;1;1,50;12;1',
      'senza convenzione;;1;1,50;30;1',
    ])
    const balance = await app.call('readAgreementBalance', { params: { agreementId: agreement.id } }, coordinator)
    expect(balance).toEqual({
      ...{ amountCents: 1_000_00, paidCents: 400_00, lateCents: 100_00 },
      used: { services: 1, km: 12, minutes: 90 },
      usedCents: 6_60,
    })
  })

  it('are whole however they are parted; an agreement has what falls under it, and its balance says the same', async () => {
    const { db } = app
    const milan = await aComune(db, { istatCode: '015146', name: 'Milano' })
    await recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })
    const other = await aLocalAssociation(db, { name: 'Auser Offanengo', listeningPointId: crema.id })
    const car = await aVehicle(db, { localAssociationId: other.id })
    const people = [
      (await aPerson(db, { comuneIstatCode: '019035' })).id,
      (await aPerson(db, { comuneIstatCode: milan.istatCode })).id,
      (await aPerson(db)).id,
    ]
    const terms = {
      ...({ counterpartKind: 'municipality', reportingRhythm: 'yearly' } as const),
      ...{
        counterpartName: 'Prova',
        amountCents: 0n,
        paymentRule: 'a corpo',
        startsOn: new Date('2025-01-01'),
        endsOn: new Date('2025-06-30'),
      },
    } as const
    const everybodys = await db.agreement.create({ data: { ...terms, name: 'Di tutti' } })
    const ofCrema = await db.agreement.create({ data: { ...terms, name: 'Di Crema', comuneIstatCode: '019035' } })
    const own = await db.agreement.create({ data: { ...terms, name: 'Sua', localAssociationId: other.id } })
    const overlapping = { ...terms, startsOn: new Date('2025-03-01'), name: 'Sua, la seconda' }
    const later = await db.agreement.create({ data: { ...overlapping, localAssociationId: other.id } })
    // Of an association and of a comune: what counts is the comune.
    const ofBoth = await db.agreement.create({
      data: { ...terms, name: 'Sua, per Crema', localAssociationId: other.id, comuneIstatCode: '019035' },
    })
    const request = await aRideRequest(db, { pointId: crema.id, personId: people[0] ?? '' })
    const expected = new Map<string | null, number>()
    const under = (place: number, isOther: boolean, day: string): (string | null)[] => {
      if (day > '2025-06-30') return [null]
      const ofOther = day >= '2025-03-01' ? [own.id, later.id] : [own.id]
      return [everybodys.id, ...(place === 0 ? [ofCrema.id, ofBoth.id] : []), ...(isOther ? ofOther : [])]
    }
    let [km, services, done] = [0, 0, 0]
    for (const [place, personId] of people.entries()) {
      for (const localAssociationId of [association.id, other.id]) {
        for (const day of ['2025-02-28', '2025-03-01', '2025-06-30', '2025-07-01']) {
          services += 1
          // The last minute of the day in Rome.
          const startsAt = new Date(
            `${day}T23:59:${String(services).padStart(2, '0')}${day < '2025-03-30' ? '+01:00' : '+02:00'}`,
          )
          const endsAt = new Date(startsAt.getTime() + 1_000)
          const run = services * 3
          km += run
          for (const agreement of under(place, localAssociationId === other.id, day)) {
            expected.set(agreement, (expected.get(agreement) ?? 0) + run)
          }
          // Driven in vain is driven all the same.
          const outcome = services % 5 === 0 ? 'noShow' : 'done'
          done += outcome === 'done' ? 1 : 0
          await db.service.create({
            data: {
              ...{ requestId: request.id, personId, helpKind: 'transport', listeningPointId: crema.id },
              ...{ localAssociationId, startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt },
              ...{ state: 'done', outcome, fulfilledBy: 'auser', km: run, minutes: 7, passengers: 1 },
              ...{ createdAt: endsAt, recordedAt: endsAt, closedAt: endsAt, vehicleId: place === 0 ? car.id : null },
            },
          })
        }
      }
    }
    for (const by of workedBy) {
      const lines = await app.call(
        'readWorkedHours',
        { query: { by, from: '2025-01-01', to: '2025-12-31' } },
        coordinator,
      )
      if (by === 'agreement') {
        expect(new Map(lines.map((line) => [line.id, line.km]))).toEqual(expected)
        await recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })
        for (const { id, services, km, minutes } of lines) {
          if (id === null) continue
          const { used } = await app.call('readAgreementBalance', { params: { agreementId: id } }, region)
          expect(used).toEqual({ services, km, minutes })
        }
        continue
      }
      const sum = (field: 'services' | 'km' | 'minutes') => lines.reduce((total, line) => total + line[field], 0)
      expect([by, sum('services'), sum('km'), sum('minutes')]).toEqual([by, done, km, services * 7])
    }
  })
})
