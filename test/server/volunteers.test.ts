import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settleAnswer } from '../../helpline/dispatch/answer-offer.ts'
import { takeInCharge } from '../../helpline/dispatch/take-in-charge.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, aLocalAssociation, anOperator, aPerson, aVolunteer } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

let app: TestApp
let cookie: string
let crema: { id: string }
let soncino: { id: string }
let comune: { istatCode: string }

beforeAll(async () => {
  app = await startTestApp()
  const point = await aListeningPoint(app.db, { name: 'Crema' })
  comune = await aComune(app.db, { name: 'Crema' })
  crema = await aLocalAssociation(app.db, { name: 'Auser Crema', listeningPointId: point.id })
  soncino = await aLocalAssociation(app.db, { name: 'Auser Soncino', listeningPointId: point.id })
  cookie = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [point.id] }))
})
afterAll(() => app.close())

const bruno = () => ({
  ...{ firstName: 'Bruno', lastName: 'Ferrari', phone: '347 1234567', localAssociationId: crema.id },
  ...{ startedOn: '2024-03-01', address: 'Via Po 1', comuneIstatCode: comune.istatCode },
  ...{ birthDate: '1955-04-02', birthPlace: 'Crema', insuredUntil: '2026-12-31', licenceUntil: '2027-05-01' },
})
const put = (body: Record<string, unknown> = {}, volunteerId: string = randomUUID()) =>
  app.call('registerVolunteer', { params: { volunteerId }, body: { ...bruno(), ...body } }, cookie)
const refuse = (body: Record<string, unknown>) =>
  app.refusal('registerVolunteer', { params: { volunteerId: randomUUID() }, body: { ...bruno(), ...body } }, cookie)
const patch = (volunteerId: string, version: number, body: Record<string, unknown>) =>
  app.call('changeVolunteer', { params: { volunteerId }, body: { version, ...body } }, cookie)
const registerOf = (localAssociationId: string) => app.call('readRegister', { query: { localAssociationId } }, cookie)

describe('a volunteer’s card', () => {
  it('is one when it is sent twice, and holds everything', async () => {
    const person = await aPerson(app.db)
    const lists = {
      skills: ['transport', 'mealDelivery'],
      availability: [
        { weekday: 1, fromTime: '08:00', untilTime: '12:00', validFrom: null, validUntil: null },
        { weekday: 1, fromTime: '14:00', untilTime: '24:00', validFrom: null, validUntil: '2027-06-30' },
      ],
      timeOff: [{ from: '2026-12-20T00:00:00+01:00', until: '2027-01-07T00:00:00+01:00' }],
      pairings: [
        { personId: person.id, kind: 'knows' },
        { personId: person.id, kind: 'volunteerRefuses' },
      ],
      trainings: [{ title: 'Primo soccorso', heldOn: '2026-01-10', validUntil: '2026-12-10' }],
    }
    const id = randomUUID()
    const [first, second] = await Promise.all([put(lists, id), put(lists, id)])
    expect(first).toMatchObject({
      ...lists,
      name: 'Bruno Ferrari',
      phone: '347 123 4567',
      timeOff: [{}],
      pairings: [{}, {}],
    })
    expect(second.version).toBe(1)
    expect(first.pairings[0]?.personName).toBe('Teresa Galli')
    expect(first.papers).toEqual([
      { paper: 'insurance', title: null, until: '2026-12-31', state: 'soon', services: 0 },
      { paper: 'licence', title: null, until: '2027-05-01', state: 'valid', services: 0 },
      { paper: 'training', title: 'Primo soccorso', until: '2026-12-10', state: 'soon', services: 0 },
    ])
    expect(await app.db.auditEntry.count({ where: { entityId: id, action: 'volunteer.registered' } })).toBe(1)
    expect(first.register).toHaveLength(1)
    const changed = await patch(id, 1, { skills: ['paperwork'], availability: [] })
    expect(changed).toMatchObject({ skills: ['paperwork'], availability: [], version: 2, trainings: [{}] })
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['a fiscal code whose last letter is wrong', { fiscalCode: 'RSSMRA80A01H501V' }, 'fiscalCode'],
    ['one of another day of birth', { fiscalCode: 'RSSMRA80A01H501U' }, 'fiscalCode'],
    ['a child', { birthDate: '2020-01-01' }, 'birthDate'],
    ['an end before the start', { endedOn: '2024-02-01' }, 'endedOn'],
    ['one quiet hour alone', { quietFrom: '13:00' }, 'quietUntil'],
    ['messages to a landline', { phone: '0373 900100' }, 'preferredChannel'],
    ['a number that is none', { phone: '12345' }, 'phone'],
    ['a comune nobody knows', { comuneIstatCode: '999999' }, 'comuneIstatCode'],
    [
      'an interval that ends before it begins',
      { availability: [{ weekday: 2, fromTime: '12:00', untilTime: '09:00', validFrom: null, validUntil: null }] },
      'availability.0.untilTime',
    ],
    [
      'an absence that ends before it begins',
      { timeOff: [{ from: '2026-12-02T10:00:00Z', until: '2026-12-01T10:00:00Z' }] },
      'timeOff.0.until',
    ],
    [
      'a course of tomorrow',
      { trainings: [{ title: 'Corso', heldOn: '2026-11-25', validUntil: null }] },
      'trainings.0.heldOn',
    ],
    ['somebody who is not there', { pairings: [{ personId: randomUUID(), kind: 'knows' }] }, 'pairings.0.personId'],
  ])('refuses %s beside its field', async (_what, wrong, field) => {
    const refusal = await refuse(wrong)
    expect(refusal.status).toBe(422)
    expect(Object.keys(refusal.fields ?? {})).toEqual([field])
  })

  it('gives one fiscal code to one volunteer', async () => {
    const body = { fiscalCode: 'rssmra80a01h501u', birthDate: null }
    expect((await put(body)).fiscalCode).toBe('RSSMRA80A01H501U')
    expect((await refuse(body)).fields).toHaveProperty('fiscalCode')
  })

  it('tells who comes second that somebody else has written', async () => {
    const { id } = await put()
    const change = (address: string) =>
      patch(id, 1, { address }).then(
        () => 'saved',
        () => 'told',
      )
    expect((await Promise.all([change('Via Adda 1'), change('Via Adda 2')])).sort()).toEqual(['saved', 'told'])
  })

  it('is closed to other points, and only read by operators', async () => {
    const elsewhere = await aListeningPoint(app.db)
    const stranger = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [elsewhere.id] }))
    const { id } = await put()
    const params = { volunteerId: id }
    expect((await app.refusal('readVolunteer', { params }, stranger)).status).toBe(403)
    expect(
      (await app.refusal('changeVolunteer', { params, body: { version: 1, address: 'x' } }, stranger)).status,
    ).toBe(403)
    expect((await app.refusal('readRegister', { query: { localAssociationId: crema.id } }, stranger)).status).toBe(403)
    expect((await app.call('listVolunteers', {}, stranger)).volunteers).toEqual([])
    const own = await app.db.localAssociation.findUniqueOrThrow({ where: { id: crema.id } })
    const operator = await app.signIn(await anOperator(app.db, { pointIds: [own.listeningPointId ?? ''] }))
    expect((await app.call('readVolunteer', { params }, operator)).id).toBe(id)
    expect(await app.db.auditEntry.count({ where: { entityId: id, action: 'volunteer.opened' } })).toBe(1)
    expect((await app.refusal('changeVolunteer', { params, body: { version: 1 } }, operator)).status).toBe(403)
  })
})

describe('the list', () => {
  it('is searched by name, number, association, skill, comune and papers that end', async () => {
    const { id } = await put({
      lastName: 'Zanò',
      phone: '349 7654321',
      insuredUntil: '2028-01-01',
      skills: ['smallRepairs'],
    })
    const find = async (query: Record<string, unknown>) =>
      (await app.call('listVolunteers', { query: query as never }, cookie)).volunteers.some((each) => each.id === id)
    expect(await find({ search: 'zan' })).toBe(true)
    expect(await find({ search: 'bruno zanò' })).toBe(true)
    expect(await find({ search: '7654' })).toBe(true)
    expect(await find({ search: '%' })).toBe(false)
    expect(await find({ skill: 'smallRepairs', comuneIstatCode: comune.istatCode })).toBe(true)
    expect(await find({ skill: 'transport' })).toBe(false)
    expect(await find({ localAssociationId: soncino.id })).toBe(false)
    expect(await find({ lapsing: 'true', search: 'zan' })).toBe(false)
    await patch(id, 1, { insuredUntil: '2026-12-20' })
    expect(await find({ lapsing: 'true', search: 'zan' })).toBe(true)
    await patch(id, 2, { endedOn: '2026-11-23' })
    expect([await find({ search: 'zan' }), await find({ search: 'zan', left: 'true' })]).toEqual([false, true])
  })
})

describe('the register', () => {
  it('follows the card in the same transaction, numbered without gaps, whoever writes at once', async () => {
    const association = await aLocalAssociation(app.db, {
      listeningPointId: (await app.db.localAssociation.findUniqueOrThrow({ where: { id: crema.id } })).listeningPointId,
    })
    const localAssociationId = association.id
    const cards = await Promise.all(Array.from({ length: 5 }, () => put({ localAssociationId })))
    const [first] = cards
    if (!first) throw new Error('no volunteer')
    await patch(first.id, 1, { address: 'Via Serio 9' })
    await patch(first.id, 2, { wantsMoreOften: 1 })
    await patch(first.id, 3, { endedOn: '2026-11-24' })
    const { entries, firstBrokenEntry } = await registerOf(localAssociationId)
    expect(entries.map(({ number, kind }) => [number, kind])).toEqual([
      ...[1, 2, 3, 4, 5].map((number) => [number, 'entered']),
      [6, 'changed'],
      [7, 'left'],
    ])
    expect(entries[5]).toMatchObject({ residence: 'Via Serio 9, Crema', endedOn: null })
    expect(entries[6]).toMatchObject({ endedOn: '2026-11-24' })
    expect(firstBrokenEntry).toBeNull()
  })

  it('cannot be changed, and says where it was broken by whoever holds the database', async () => {
    const { id } = await put({ localAssociationId: soncino.id })
    await put({ localAssociationId: soncino.id })
    const change = () =>
      app.db.$executeRaw`UPDATE volunteer_register_entry SET content = '{}' WHERE volunteer_id = ${id}::uuid`
    await expect(change()).rejects.toThrow(/append-only/)
    await expect(app.db.$executeRaw`DELETE FROM volunteer_register_entry`).rejects.toThrow(/append-only/)
    await app.db.$executeRawUnsafe('ALTER TABLE volunteer_register_entry DISABLE TRIGGER USER')
    await app.db.$executeRaw`
      UPDATE volunteer_register_entry SET content = jsonb_set(content, '{lastName}', '"Altri"') WHERE volunteer_id = ${id}::uuid`
    await app.db.$executeRawUnsafe('ALTER TABLE volunteer_register_entry ENABLE TRIGGER USER')
    expect((await registerOf(soncino.id)).firstBrokenEntry).toBe(1)
  })

  it('waits for what is missing, says what it is, and keeps what it needs', async () => {
    const { id, register, registerGaps } = await put({ birthPlace: null, address: null })
    expect(register).toEqual([])
    expect(registerGaps).toEqual(['il codice fiscale, o data e luogo di nascita', 'la residenza'])
    const whole = await patch(id, 1, { birthPlace: 'Crema', address: 'Via Po 3' })
    expect([whole.register.length, whole.registerGaps]).toEqual([1, []])
    const params = { volunteerId: id }
    const refusal = await app.refusal('changeVolunteer', { params, body: { version: 2, address: null } }, cookie)
    expect(refusal.fields).toHaveProperty('address')
  })

  it('takes in those brought from elsewhere, once', async () => {
    const { listeningPointId } = await app.db.localAssociation.findUniqueOrThrow({ where: { id: crema.id } })
    const { id: localAssociationId } = await aLocalAssociation(app.db, { listeningPointId })
    const brought = { localAssociationId, address: 'Via Po 8', comuneIstatCode: comune.istatCode }
    await aVolunteer(app.db, { ...brought, fiscalCode: 'RSSMRA80A41H501Y' })
    await aVolunteer(app.db, brought)
    expect((await registerOf(localAssociationId)).unregistered).toHaveLength(2)
    const enter = () => app.call('enterUnregistered', { body: { localAssociationId } }, cookie)
    expect(await enter()).toEqual({ entered: 1 })
    expect(await enter()).toEqual({ entered: 0 })
    expect((await registerOf(localAssociationId)).unregistered).toHaveLength(1)
  })

  it('is printed and handed on, and that is traced', async () => {
    const query = `localAssociationId=${crema.id}`
    const csv = await app.send('GET', `/api/volunteer-register/file?${query}&format=csv`, { cookie })
    const text = await csv.text()
    expect(text.split('\r\n')[0]).toContain('Numero;Scritta il;Che cosa;Cognome')
    expect(text).toContain(';iscrizione;Ferrari;Bruno;')
    const pdf = await app.send('GET', `/api/volunteer-register/file?${query}&format=pdf`, { cookie })
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect(await app.db.auditEntry.count({ where: { action: 'register.printed', entityId: crema.id } })).toBe(2)
  })
})

describe('a paper that ends', () => {
  let day: RideDay
  let coordinator: string
  beforeAll(async () => {
    day = await aRideDay(app)
    coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.point.id] }))
  })

  /** Asked for a ride on Wednesday at nine; what they answer comes later. */
  async function asked(volunteerId: string) {
    const person = await day.person({ e164: [] })
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
    const who = {
      operatorId: day.ada.id,
      name: '',
      email: '',
      role: 'operator' as const,
      listeningPointIds: [day.point.id],
    }
    const occasion = { now: app.clock.now(), actor: { kind: 'operator' as const, operatorId: day.ada.id } }
    await takeInCharge(app.store, occasion, { who, requestId: request.id })
    const service = await app.db.service.findFirstOrThrow({ where: { requestId: request.id } })
    const offer = await app.db.offer.create({
      data: {
        ...{ serviceId: service.id, volunteerId, wave: 1, rank: 1, reasons: [], code: '4821', channel: 'sms' },
        ...{ state: 'sent', createdAt: app.clock.now(), sentAt: app.clock.now() },
      },
    })
    return { service, offer, occasion }
  }
  const patchAs = (volunteerId: string, version: number, body: Record<string, unknown>) =>
    app.call('changeVolunteer', { params: { volunteerId }, body: { version, ...body } }, coordinator)

  it('keeps who says yes from what they may not do, and calls a person', async () => {
    const volunteer = await day.volunteer()
    const { service, offer, occasion } = await asked(volunteer.id)
    await patchAs(volunteer.id, 1, { licenceUntil: '2026-11-24' })
    const answer = () =>
      app.store.transaction(occasion, (tx) =>
        settleAnswer(tx, occasion, { offerId: offer.id, answer: 'accept', via: 'sms' }),
      )
    expect(await answer()).toMatchObject({
      kind: 'unfit',
      needsPerson: true,
      text: expect.stringContaining('patente scaduta'),
    })
    expect(await app.db.service.findUniqueOrThrow({ where: { id: service.id } })).toMatchObject({ volunteerId: null })
    await patchAs(volunteer.id, 2, { licenceUntil: '2026-11-25' })
    expect(await answer()).toMatchObject({ kind: 'assigned' })
  })

  it('lists on the card the services to come that it touches', async () => {
    const volunteer = await day.volunteer()
    const { service } = await asked(volunteer.id)
    const assigned = { state: 'assigned' as const, volunteerId: volunteer.id, assignedAt: app.clock.now() }
    await app.db.service.update({ where: { id: service.id }, data: assigned })
    const card = await patchAs(volunteer.id, 1, { insuredUntil: '2026-11-24', licenceUntil: '2026-11-24' })
    expect(card.affected).toMatchObject([{ serviceId: service.id, obstacles: ['insuranceLapsed', 'licenceLapsed'] }])
    expect(card.papers).toMatchObject([
      { paper: 'insurance', state: 'soon', services: 1 },
      { paper: 'licence', services: 1 },
    ])
    const wishes = await app.db.jobWish.findMany({
      where: { name: 'recheck-services', key: { contains: volunteer.id } },
    })
    expect(wishes.map(({ payload }) => payload)).toEqual([{ about: 'volunteer', id: volunteer.id }])
  })
})
