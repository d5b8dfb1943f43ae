import { randomUUID } from 'node:crypto'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { printDaySheets } from '../../helpline/dispatch/day/day-sheet.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import type { InputFor } from '../../operator-console/src/api-client.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, aLocalAssociation, anOperator, aVehicle } from '../support/builders.ts'
import { printedQrs } from '../support/printed-qr.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const NINE = new Date('2026-11-25T09:00:00+01:00')
const BEFORE = '2026-11-25T08:30:00+01:00'
const AFTER = '2026-11-25T10:30:00+01:00'
let app: TestApp
let day: RideDay
let cookie: string
let arrivals = 0

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
  cookie = day.cookie
})

async function itIs(moment: string): Promise<void> {
  app.clock.set(moment)
  cookie = await app.signIn(day.ada)
}

const nextSid = () => `SM${String(++arrivals).padStart(32, 'e')}`
async function texts(From: string, Body: string, MessageSid = nextSid()): Promise<string> {
  const form = { MessageSid, To: '+393202000001', From, Body }
  const response = await sendWebhook(app, { path: '/messages/incoming', form })
  expect(response.status).toBe(200)
  return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1] ?? ''
}

/** Teresa's ride tomorrow at nine, which Bruno has said yes to, with the Doblò. */
async function brunosRide(startsAt = NINE, withVehicle = true) {
  const bruno = (await app.db.volunteer.findFirst({ where: { firstName: 'Bruno' } })) ?? (await day.volunteer())
  const vehicle =
    (await app.db.vehicle.findFirst()) ??
    (withVehicle ? await aVehicle(app.db, { localAssociationId: day.association.id, name: 'Doblò' }) : null)
  const person = await day.person({ warning: 'Il cane <abbaia>', mobility: 'aided' })
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
  await app.db.request.update({ where: { id: request.id }, data: { recognisedBy: 'cappotto rosso', companions: 1 } })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, cookie)
  await day.work()
  const serviceId = taken.serviceIds[0] ?? ''
  const offer = await app.db.offer.findFirstOrThrow({ where: { serviceId } })
  await texts(bruno.phoneE164, `si ${offer.code}`)
  return { serviceId, bruno, vehicle, code: offer.code, requestId: request.id }
}

const linkOf = (phoneE164: string): string => {
  const sent = day.sms.filter(({ to, body }) => to === phoneE164 && body.includes('[v/')).at(-1)
  return `/v/${/\[v\/([\w-]{16})\]/.exec(sent?.body ?? '')?.[1]}`
}
const open = async (path: string) => (await app.send('GET', path)).text()
const press = (path: string, form: Record<string, string>) =>
  app.send('POST', path, {
    body: new URLSearchParams(form).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  })
const read = (serviceId: string) => app.call('readService', { params: { serviceId } }, cookie)
const rowOf = (id: string) => app.db.service.findUniqueOrThrow({ where: { id } })
const traces = (action: string) => app.db.auditEntry.count({ where: { action } })

const report = { outcome: 'done', km: 35, minutes: 90, passengers: 1 } as const
type Report = Partial<InputFor<'closeService'>['body']>
const closing = (version: number, changes: Report = {}) => ({ ...report, version, ...changes })

describe('the page of a volunteer on the day', () => {
  it('shows all that is needed to go, of what was accepted alone', async () => {
    const { bruno } = await brunosRide()
    const link = linkOf(bruno.phoneE164)
    expect(await open(link)).not.toContain('I servizi di oggi')
    app.clock.set(BEFORE)
    const page = await open(link)
    for (const said of ['I servizi di oggi', 'Teresa Galli', '85', 'cammina con un aiuto', 'tel:+390372448678']) {
      expect(page).toContain(said)
    }
    for (const said of ['via Palestro 14', 'cappotto rosso', 'Il cane &lt;abbaia&gt;', 'Doblò', 'Accompagnatori']) {
      expect(page).toContain(said)
    }
    expect(page.split('Teresa')).toHaveLength(2)
  })

  it('closes a service by pressing, once however often it is pressed', async () => {
    const { serviceId, bruno, vehicle } = await brunosRide()
    const link = linkOf(bruno.phoneE164)
    const close = `${link}/services/${serviceId}/close`
    const form = {
      outcome: 'done',
      odometerStartKm: '48.200',
      odometerEndKm: '48235',
      minutes: '95',
      passengers: '2',
      'expenses.0.expenseId': randomUUID(),
      'expenses.0.amountCents': '3,50',
      'expenses.0.description': 'Parcheggio',
    }
    expect((await press(close, form)).headers.get('location')).toContain('tooEarly')
    await itIs(AFTER)
    expect((await app.send('GET', close)).status).toBe(404)
    const answers = await Promise.all([1, 2, 3].map(() => press(close, form)))
    const said = answers.map(({ headers }) => headers.get('location')?.split('=')[1]).sort()
    expect(said).toEqual(['alreadyClosed', 'alreadyClosed', 'closed'])
    expect(await rowOf(serviceId)).toMatchObject({
      ...{ state: 'done', outcome: 'done', km: 35, odometerStartKm: 48_200, odometerEndKm: 48_235 },
      ...{ minutes: 95, passengers: 2, fulfilledBy: 'auser', volunteerId: bruno.id, closedById: null },
    })
    const [expense, ...more] = await app.db.expense.findMany()
    expect(more).toEqual([])
    expect(expense).toMatchObject({ serviceId, volunteerId: bruno.id, amountCents: 350, selfCertified: true })
    expect(await app.db.vehicle.findUnique({ where: { id: vehicle?.id ?? '' } })).toMatchObject({ odometerKm: 48_235 })
    expect(await app.db.auditEntry.count({ where: { action: 'service.closed', actorKind: 'volunteer' } })).toBe(1)
    expect(await open(link)).toContain('Registrato: 35 km')
  })

  it('says what is wrong beside it and keeps what was typed', async () => {
    const { serviceId, bruno } = await brunosRide()
    await itIs(AFTER)
    const link = linkOf(bruno.phoneE164)
    const close = `${link}/services/${serviceId}/close`
    for (const [form, sentence] of [
      [{ km: 'tanti' }, 'Scriva un numero intero'],
      [{ odometerStartKm: '48235', odometerEndKm: '48200' }, 'sono meno che alla partenza'],
      [{ km: '12', 'expenses.0.amountCents': '12,00', 'expenses.0.description': 'Pranzo' }, '10 euro al giorno'],
      [{ km: '12', 'expenses.0.amountCents': 'due', 'expenses.0.description': 'Pranzo' }, 'Scriva l’importo'],
      [{ km: '9999' }, 'sono troppi'],
      [{ outcome: 'boh' }, 'guardi i punti segnati'],
    ] as const) {
      const typed = { outcome: 'done', 'expenses.0.expenseId': randomUUID(), ...form }
      const answer = await press(close, typed)
      const page = await answer.text()
      expect([answer.status, sentence, page.includes(sentence)]).toEqual([422, sentence, true])
      if ('km' in form && form.km === 'tanti') expect(page).toContain('value="tanti"')
    }
    expect(await rowOf(serviceId)).toMatchObject({ state: 'assigned' })
    expect(await app.db.expense.count()).toBe(0)
    const carla = await day.volunteer({ firstName: 'Carla' })
    const { token } = await app.store.transaction({ now: app.clock.now(), actor: { kind: 'system' } }, (tx) =>
      tx.addPageLink(carla.id, { createdAt: app.clock.now(), expiresAt: new Date('2026-12-01') }),
    )
    expect((await press(`/v/${token}/services/${serviceId}/close`, { outcome: 'done', km: '1' })).status).toBe(404)
    expect((await press(`${link}/services/x/close`, { outcome: 'done' })).status).toBe(400)
  })

  it('asks about a dashboard that does not fit, and believes it once confirmed', async () => {
    const { serviceId, bruno, vehicle } = await brunosRide()
    await itIs(AFTER)
    await app.db.vehicleOdometerReading.create({
      data: { vehicleId: vehicle?.id ?? '', readAt: TUESDAY_AT_TEN, km: 48_900 },
    })
    const close = `${linkOf(bruno.phoneE164)}/services/${serviceId}/close`
    const form = { outcome: 'done', odometerStartKm: '48200', odometerEndKm: '48235' }
    const asked = await press(close, form)
    expect(asked.status).toBe(422)
    const page = await asked.text()
    expect(page).toContain('erano già 48900')
    expect(page).toContain('name="odometerConfirmed"')
    expect(await rowOf(serviceId)).toMatchObject({ state: 'assigned', odometerEndKm: null })
    expect((await press(close, { ...form, odometerConfirmed: 'true' })).headers.get('location')).toContain('closed')
    expect(await traces('vehicle.oddReadingConfirmed')).toBe(1)
    // What was read before stands: a step back is believed of the service, not of the car.
    expect(await app.db.vehicle.findUnique({ where: { id: vehicle?.id ?? '' } })).toMatchObject({ odometerKm: 48_900 })
  })
})

describe('closing by SMS', () => {
  it('takes FATTO with the code and the kilometres, once, and repeats itself', async () => {
    const { serviceId, bruno, code, requestId } = await brunosRide()
    expect(await texts(bruno.phoneE164, `fatto ${code} 35`)).not.toContain('registrato')
    app.clock.set(AFTER)
    expect(await texts(bruno.phoneE164, 'fatto')).toContain('Quanti chilometri?')
    expect(await texts(bruno.phoneE164, 'fatto 0001 35')).toContain(`FATTO ${code}`)
    const sid = nextSid()
    const told = await Promise.all([1, 2].map(() => texts(bruno.phoneE164, `FATTO ${code} 35`, sid)))
    expect(told).toEqual(Array(2).fill('Grazie, registrato: 35 chilometri.'))
    expect(await texts(bruno.phoneE164, `FATTO ${code} 35`, sid)).toBe('Grazie, registrato: 35 chilometri.')
    expect(await texts(bruno.phoneE164, `fatto ${code} 35`)).toBe('Grazie, registrato: 35 chilometri.')
    expect(await rowOf(serviceId)).toMatchObject({ state: 'done', km: 35, volunteerId: bruno.id, passengers: 1 })
    expect(await app.db.request.findUnique({ where: { id: requestId } })).toMatchObject({ state: 'solved' })
    expect(await traces('service.closed')).toBe(1)
    expect(await app.db.message.count({ where: { twilioSid: sid } })).toBe(1)
  })

  it('leaves what is not clear to a person', async () => {
    const { serviceId, bruno, code } = await brunosRide()
    app.clock.set(AFTER)
    const waiting = () => app.db.conversation.count({ where: { needsAnswer: true } })
    expect(await waiting()).toBe(0)
    await texts(bruno.phoneE164, `fatto ${code} 35 ma la signora non c’era`)
    expect(await waiting()).toBe(1)
    expect(await rowOf(serviceId)).toMatchObject({ state: 'assigned' })
    await texts(bruno.phoneE164, `fatto ${code} 35`)
    expect(await texts(bruno.phoneE164, `fatto ${code} 53`)).toContain('una persona controlla')
    expect(await waiting()).toBe(1)
    expect(await rowOf(serviceId)).toMatchObject({ state: 'done', km: 35 })
    expect(await texts('+393339998887', `fatto ${code} 35`)).toContain('una persona lo leggerà')
  })
})

describe('closing from paper', () => {
  it('writes readings, expenses and outcome; of two at once one counts, and the same twice is one', async () => {
    const { serviceId, bruno } = await brunosRide()
    await itIs(AFTER)
    const { version } = await read(serviceId)
    const expenses = [
      { expenseId: randomUUID(), amountCents: 1_250, description: 'Pedaggio', selfCertified: false, document: 'n. 7' },
    ]
    const body = closing(version, { km: null, odometerStartKm: 100, odometerEndKm: 135, expenses })
    const both = await Promise.all([1, 2].map(() => app.call('closeService', { params: { serviceId }, body }, cookie)))
    expect(both.map(({ state, km, odometerEndKm }) => [state, km, odometerEndKm])).toEqual(
      Array(2).fill(['done', 35, 135]),
    )
    expect(await traces('service.closed')).toBe(1)
    expect(await app.db.expense.findMany()).toMatchObject([{ serviceId, volunteerId: bruno.id, amountCents: 1_250 }])
    const other = closing(version, { km: 70 })
    expect((await app.refusal('closeService', { params: { serviceId }, body: other }, cookie)).status).toBe(409)
  })

  it('beside an SMS at the same moment is one closing', async () => {
    for (const hour of ['09', '12', '15']) {
      const { serviceId, bruno, code } = await brunosRide(new Date(`2026-11-25T${hour}:00:00+01:00`))
      await itIs('2026-11-25T18:00:00+01:00')
      const { version } = await read(serviceId)
      const spent = { expenseId: randomUUID(), amountCents: 100, description: 'Sosta', selfCertified: true }
      const body = closing(version, { km: 41, expenses: [spent] })
      const written = app.send('POST', `/api/services/${serviceId}/close`, { body, cookie })
      const [told, answer] = await Promise.all([texts(bruno.phoneE164, `fatto ${code} 35`), written])
      expect([200, 409]).toContain(answer.status)
      expect(told).toMatch(answer.status === 200 ? /già registrato|controlla|lo leggerà/ : /registrato: 35/)
      expect(await rowOf(serviceId)).toMatchObject({ state: 'done', km: answer.status === 200 ? 41 : 35 })
      await itIs('2026-11-24T10:00:00+01:00')
    }
    expect(await traces('service.closed')).toBe(3)
  })

  it('is no witness against its own correction', async () => {
    const { serviceId } = await brunosRide()
    await itIs(AFTER)
    const { version } = await read(serviceId)
    const readings = (odometerStartKm: number, odometerEndKm: number) => ({ km: null, odometerStartKm, odometerEndKm })
    const first = closing(version, readings(5_000, 5_035))
    const closed = await app.call('closeService', { params: { serviceId }, body: first }, cookie)
    for (const [at, [start, end]] of [
      [5_010, 5_040],
      [4_800, 4_830],
    ].entries()) {
      const body = { ...report, ...readings(start ?? 0, end ?? 0), version: closed.version + at }
      const corrected = await app.call('correctService', { params: { serviceId }, body }, cookie)
      expect(corrected).toMatchObject({ km: 30, odometerStartKm: start, odometerEndKm: end })
    }
    expect(await traces('vehicle.oddReadingConfirmed')).toBe(0)
  })

  it('refuses what the law and the dashboard refuse, beside the field', async () => {
    const { serviceId, vehicle } = await brunosRide()
    await itIs(AFTER)
    await app.db.vehicle.update({ where: { id: vehicle?.id ?? '' }, data: { odometerKm: 7_000 } })
    const { version } = await read(serviceId)
    const back = closing(version, { km: null, odometerStartKm: 900, odometerEndKm: 935 })
    const asked = await app.refusal('closeService', { params: { serviceId }, body: back }, cookie)
    expect(asked.fields?.odometerEndKm).toContain('sono già 7000')
    await app.db.vehicleOdometerReading.create({
      data: { vehicleId: vehicle?.id ?? '', readAt: TUESDAY_AT_TEN, km: 100 },
    })
    const refusal = async (changes: Report) =>
      (await app.refusal('closeService', { params: { serviceId }, body: closing(version, changes) }, cookie)).fields
    const spent = { expenseId: randomUUID(), amountCents: 1_100, description: 'Caffè', selfCertified: true }
    expect(await refusal({ expenses: [spent] })).toHaveProperty(['expenses.0.amountCents'])
    expect(await refusal({ km: 53, odometerStartKm: 900, odometerEndKm: 935 })).toHaveProperty('km')
    const gap = { km: null, odometerStartKm: 900, odometerEndKm: 935 }
    expect((await refusal(gap))?.odometerStartKm).toContain('800 km che nessun servizio spiega')
    const closed = await app.call(
      'closeService',
      { params: { serviceId }, body: closing(version, { ...gap, odometerConfirmed: true }) },
      cookie,
    )
    expect(closed).toMatchObject({ state: 'done', km: 35, odometerStartKm: 900 })
    expect(await app.db.expense.count()).toBe(0)
  })

  it('is corrected with the version, and the month moves with it', async () => {
    const { serviceId, bruno, code } = await brunosRide()
    app.clock.set(AFTER)
    await texts(bruno.phoneE164, `fatto ${code} 350`)
    await itIs(AFTER)
    const coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.point.id] }))
    const kilometres = async () => {
      const query = { month: '2026-11', listeningPointId: day.point.id }
      await recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })
      return JSON.stringify(await app.call('readMonthlyReport', { query }, coordinator))
    }
    expect(await kilometres()).toContain('350')
    const { version } = await read(serviceId)
    const body = { ...report, version }
    const corrected = await app.call('correctService', { params: { serviceId }, body }, cookie)
    expect(corrected).toMatchObject({ state: 'done', km: 35, minutes: 90, version: version + 1 })
    expect(await kilometres()).not.toContain('350')
    await app.call('correctService', { params: { serviceId }, body }, cookie)
    expect(await traces('service.corrected')).toBe(1)
    const late = { ...report, km: 36, version }
    expect((await app.refusal('correctService', { params: { serviceId }, body: late }, cookie)).status).toBe(409)
    const other = await app.signIn(await anOperator(app.db, { pointIds: [(await aListeningPoint(app.db)).id] }))
    expect((await app.refusal('correctService', { params: { serviceId }, body }, other)).status).toBe(403)
  })
})

describe('what nobody closed', () => {
  it('stands on the board in the evening, and the volunteer is asked once in the morning', async () => {
    const { serviceId, bruno, code } = await brunosRide()
    const reasons = async () => (await app.call('readBoard', {}, cookie)).rows.map(({ reasonKind }) => reasonKind)
    await itIs('2026-11-25T17:00:00+01:00')
    expect(await reasons()).toEqual([])
    await itIs('2026-11-25T18:30:00+01:00')
    expect(await reasons()).toEqual(['toClose'])
    await itIs('2026-11-26T09:00:00+01:00')
    const before = day.sms.length
    const occasion = { now: app.clock.now(), actor: { kind: 'system' as const } }
    for (const _ of [1, 2]) await day.handlers['remind-unclosed'](occasion, { day: '2026-11-26' })
    await day.work()
    const sent = day.sms.slice(before)
    expect(sent.map(({ to }) => to)).toEqual([bruno.phoneE164])
    expect(sent[0]?.body).toContain(`Scriva FATTO ${code} e i chilometri`)
    expect(await open(linkOf(bruno.phoneE164))).toContain('non sono ancora chiusi')
    await texts(bruno.phoneE164, `fatto ${code} 35`)
    expect(await rowOf(serviceId)).toMatchObject({ state: 'done' })
    expect(await reasons()).toEqual([])
  })
})

describe('the sheets of a day', () => {
  const query = (by: 'volunteer' | 'vehicle') => ({ listeningPointId: day.point.id, day: '2026-11-25', by })

  it('are by volunteer or by vehicle, and on paper', async () => {
    const { bruno, vehicle } = await brunosRide()
    await brunosRide(new Date('2026-11-25T14:00:00+01:00'))
    await brunosRide(new Date('2026-11-26T14:00:00+01:00'))
    const [own, ...more] = await app.call('readDaySheets', { query: query('volunteer') }, cookie)
    expect(more).toEqual([])
    expect(own).toMatchObject({ id: bruno.id, name: 'Bruno Ferrari', hasFeed: false })
    expect(own?.services.map(({ personName, vehicleName }) => [personName, vehicleName])).toEqual(
      Array(2).fill(['Teresa Galli', 'Doblò']),
    )
    const [car] = await app.call('readDaySheets', { query: query('vehicle') }, cookie)
    expect(car).toMatchObject({ id: vehicle?.id, detail: vehicle?.plate })
    expect(car?.services).toHaveLength(2)
    const search = new URLSearchParams(query('volunteer'))
    const paper = await app.send('GET', `/api/day-sheets/paper?${search}`, { cookie })
    expect(paper.headers.get('content-type')).toBe('application/pdf')
    const pdf = await getDocument({ data: new Uint8Array(await paper.arrayBuffer()), verbosity: 0 }).promise
    expect(pdf.numPages).toBe(2)
    expect(await traces('daySheet.printed')).toBe(1)
    const none = await app.send('GET', `/api/day-sheets/paper?${search}&id=${randomUUID()}`, { cookie })
    expect(none.status).toBe(404)
    const other = await app.signIn(await anOperator(app.db, { pointIds: [(await aListeningPoint(app.db)).id] }))
    expect((await app.send('GET', `/api/day-sheets/paper?${search}`, { cookie: other })).status).toBe(403)
    expect((await app.refusal('readDaySheets', { query: query('volunteer') }, other)).status).toBe(403)
  })
})

describe('the page of a vehicle', () => {
  const printedWay = async (by: 'volunteer' | 'vehicle'): Promise<string> => {
    const search = new URLSearchParams({ listeningPointId: day.point.id, day: '2026-11-25', by })
    const paper = await app.send('GET', `/api/day-sheets/paper?${search}`, { cookie })
    const [address = ''] = printedQrs(Buffer.from(await paper.arrayBuffer()))
    expect(address).toContain('http://127.0.0.1:3000/')
    return new URL(address).pathname
  }

  it('is where the square on its paper leads: who drives and when, where it is, no surname and no door', async () => {
    const { vehicle } = await brunosRide()
    await brunosRide(new Date('2026-11-25T14:00:00+01:00'))
    await brunosRide(new Date('2026-11-26T14:00:00+01:00'))
    await app.db.vehicle.updateMany({ data: { depotAddress: 'via Massarotti 2, Cremona' } })
    const link = await printedWay('vehicle')
    expect(link).toMatch(/^\/a\/[\w-]{16}$/)
    const page = await open(link)
    for (const said of [`Doblò ${vehicle?.plate}`, 'Mercoledì 25 novembre 2026', '09:00', '14:00', 'Bruno Ferrari']) {
      expect(page).toContain(said)
    }
    expect(page).toContain('Si ritira e si riporta in via Massarotti 2')
    expect(page).toContain('Teresa')
    expect(page).not.toMatch(/Galli|Palestro|2448678|abbaia|<form/)
    expect(page.split('<article')).toHaveLength(3)
    await itIs('2026-11-25T09:10:00+01:00')
    expect(await open(link)).toMatch(/In viaggio con Bruno Ferrari, fino alle \d\d:\d\d circa/)
    expect((await press(link, {})).status).toBe(404)
    await itIs('2026-11-27T00:01:00+01:00')
    expect((await app.send('GET', link)).status).toBe(404)
    expect((await app.send('GET', '/a/AbCdEfGhIjKlMnOp')).status).toBe(404)
  })

  it('opens nobody’s own page, and the square of a volunteer’s paper opens theirs', async () => {
    await brunosRide()
    const own = await printedWay('volunteer')
    expect(await open(own)).toContain('Teresa Galli')
    const car = await printedWay('vehicle')
    expect((await app.send('GET', car.replace('/a/', '/v/'))).status).toBe(404)
    expect((await app.send('GET', own.replace('/v/', '/a/'))).status).toBe(404)
  })
})

describe('the way from a printed sheet', () => {
  it('leads to that day alone, where it can be closed, and to nothing asked', async () => {
    const today = await brunosRide()
    const tomorrow = await brunosRide(new Date('2026-11-26T14:00:00+01:00'))
    const asked = await aRideRequest(app.db, {
      pointId: day.point.id,
      personId: (await day.person()).id,
      startsAt: new Date('2026-11-25T17:00:00+01:00'),
    })
    const taken = await app.call('takeInCharge', { params: { requestId: asked.id }, body: {} }, cookie)
    await day.work()
    const open1 = await app.db.offer.findFirstOrThrow({ where: { serviceId: taken.serviceIds[0] ?? '' } })
    const { who, ...sheet } = {
      ...{ who: { operatorId: day.ada.id, name: '', email: '', role: 'operator' as const } },
      ...{ listeningPointId: day.point.id, day: '2026-11-25', by: 'volunteer' as const },
    }
    const occasion = { now: app.clock.now(), actor: { kind: 'operator', operatorId: day.ada.id } as const }
    const printed = await printDaySheets(app.store, occasion, {
      ...sheet,
      who: { ...who, listeningPointIds: [day.point.id] },
    })
    const link = `/v/${printed.sheets[0]?.pageToken}`
    const page = await open(link)
    expect(page).toContain('I servizi di mercoledì 25 novembre')
    expect(page).toContain(today.serviceId)
    expect(page).not.toContain(tomorrow.serviceId)
    expect(page).not.toContain('/offers/')
    expect(await open(linkOf(today.bruno.phoneE164))).toContain(open1.id)
    expect((await press(`${link}/offers/${open1.id}`, { answer: 'accept' })).status).toBe(404)
    expect((await app.db.offer.findUniqueOrThrow({ where: { id: open1.id } })).state).not.toBe('accepted')
    const acceptedId = (await app.db.offer.findFirstOrThrow({ where: { serviceId: today.serviceId } })).id
    expect((await press(`${link}/offers/${acceptedId}`, { answer: 'decline' })).status).toBe(404)
    await itIs('2026-11-26T15:00:00+01:00')
    const form = { outcome: 'done', km: '35', minutes: '90', passengers: '1' }
    expect((await press(`${link}/services/${tomorrow.serviceId}/close`, form)).status).toBe(404)
    expect(await rowOf(tomorrow.serviceId)).toMatchObject({ state: 'assigned' })
    for (const said of ['closed', 'alreadyClosed']) {
      const closed = await press(`${link}/services/${today.serviceId}/close`, form)
      expect(closed.headers.get('location')).toBe(`${link}?chiuso=${said}`)
    }
    expect(await rowOf(today.serviceId)).toMatchObject({ state: 'done', km: 35 })
    expect(await open(link)).toContain('Registrato: 35 km')
    await itIs('2026-12-03T00:01:00+01:00')
    expect((await app.send('GET', link)).status).toBe(404)
  })
})

describe('the calendar of a volunteer or of a vehicle', () => {
  it('of an association without a point is the region’s to open', async () => {
    const nobodys = await aLocalAssociation(app.db, { name: 'Auser senza punto' })
    const regional = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    const owners = [
      { kind: 'volunteer' as const, id: (await day.volunteer({ localAssociationId: nobodys.id })).id },
      { kind: 'vehicle' as const, id: (await aVehicle(app.db, { localAssociationId: nobodys.id })).id },
    ]
    for (const body of owners) {
      expect((await app.refusal('openCalendarFeed', { body }, cookie)).status).toBe(403)
      expect((await app.call('openCalendarFeed', { body }, regional)).address).toContain('/c/')
      expect((await app.refusal('closeCalendarFeed', { body }, cookie)).status).toBe(403)
      expect(
        await app.db.calendarFeed.count({ where: { OR: [{ volunteerId: body.id }, { vehicleId: body.id }] } }),
      ).toBe(1)
    }
  })

  const fetchFeed = (address: string) => app.send('GET', new URL(address).pathname)

  it('is fetched by its address alone, says little, and stops when it is revoked', async () => {
    const { serviceId, bruno, vehicle } = await brunosRide()
    const body = { kind: 'volunteer' as const, id: bruno.id }
    const first = await app.call('openCalendarFeed', { body }, cookie)
    const { address } = await app.call('openCalendarFeed', { body }, cookie)
    expect((await fetchFeed(first.address)).status).toBe(404)
    const answer = await fetchFeed(address)
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    const text = await answer.text()
    const { version } = await rowOf(serviceId)
    for (const line of [
      'DTSTART:20261125T080000Z',
      `UID:${serviceId}@filo-dargento`,
      `SEQUENCE:${version}`,
      'STATUS:CONFIRMED',
      'LOCATION:Cremona',
    ]) {
      expect(text.split('\r\n')).toContain(line)
    }
    expect(text).toContain('Teresa')
    expect(text).not.toMatch(/Galli|Palestro|448678|Ferrari/)
    const ofCar = await app.call('openCalendarFeed', { body: { kind: 'vehicle', id: vehicle?.id ?? '' } }, cookie)
    expect(await (await fetchFeed(ofCar.address)).text()).toContain('guida Bruno')
    expect(
      (
        await app.call(
          'readDaySheets',
          { query: { listeningPointId: day.point.id, day: '2026-11-25', by: 'volunteer' } },
          cookie,
        )
      )[0]?.hasFeed,
    ).toBe(true)
    await app.db.service.update({
      where: { id: serviceId },
      data: { state: 'cancelled', closedAt: app.clock.now(), version: { increment: 1 } },
    })
    const after = (await (await fetchFeed(address)).text()).split('\r\n')
    expect(after).toContain('STATUS:CANCELLED')
    expect(after).toContain(`SEQUENCE:${version + 1}`)
    await app.call('closeCalendarFeed', { body }, cookie)
    expect((await fetchFeed(address)).status).toBe(404)
    expect(JSON.stringify(app.logged)).not.toContain(new URL(address).pathname.slice(3, 20))
    const other = await app.signIn(await anOperator(app.db, { pointIds: [(await aListeningPoint(app.db)).id] }))
    expect((await app.refusal('openCalendarFeed', { body }, other)).status).toBe(403)
    for (const path of ['/c', '/c/x.ics', `/c/${'a'.repeat(32)}.ics`, `/c/${'a'.repeat(32)}`, '/c/%00.ics']) {
      expect([400, 404]).toContain((await app.send('GET', path)).status)
    }
  })
})
