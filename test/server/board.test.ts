import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator, aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

let app: TestApp
let day: RideDay

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

beforeEach(async () => {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
})

async function aRide(options: { startsAt?: Date; lastName?: string } = {}): Promise<string> {
  const person = await day.person({ lastName: options.lastName ?? 'Galli', e164: ['+393351234567'] })
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, ...options })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
  return taken.serviceIds[0] ?? ''
}

const read = (serviceId: string) => app.call('readService', { params: { serviceId } }, day.cookie)
const board = async () => (await app.call('readBoard', {}, day.cookie)).rows

async function assign(serviceId: string, volunteerId: string, vehicleId: string | null = 'any') {
  const { version } = await read(serviceId)
  return app.call('assignByHand', { params: { serviceId }, body: { version, volunteerId, vehicleId } }, day.cookie)
}

/** After the minute in which a change may be undone. */
async function everybodyIsTold(): Promise<void> {
  app.clock.advance(61)
  await day.work()
}

const textsTo = (phone: string) => day.sms.filter(({ to }) => to === phone).map(({ body }) => body)

describe('the board', () => {
  it('says why each service is not covered, and when the program goes on', async () => {
    const serviceId = await aRide()
    expect(await board()).toMatchObject([{ reasonKind: 'notAsked', reason: 'Non è ancora stato chiesto a nessuno.' }])
    await day.volunteer()
    await day.volunteer({ firstName: 'Marta' })
    await day.work()
    const [waiting] = await board()
    expect(waiting).toMatchObject({
      service: { id: serviceId },
      reasonKind: 'waiting',
      reason: 'Si aspettano 2 risposte fino alle 10:15.',
      nextAt: '2026-11-24T09:15:00.000Z',
    })
    await app.db.offer.updateMany({ data: { state: 'declined', answeredAt: app.clock.now(), answerVia: 'sms' } })
    await app.db.jobWish.deleteMany()
    expect((await board())[0]?.reason).toBe('Hanno detto tutti di no (2). Nessun altro autista adatto è libero.')
    app.clock.set('2026-11-25T09:01:00+01:00')
    const nextDay = await app.signIn(day.ada)
    expect((await app.call('readBoard', {}, nextDay)).rows).toMatchObject([{ reasonKind: 'past' }])
  })

  it('shows no service of another point, and none that is covered', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const volunteer = await day.volunteer()
    const serviceId = await aRide()
    const elsewhere = await app.signIn(await anOperator(app.db, { pointIds: [(await aListeningPoint(app.db)).id] }))
    expect((await app.call('readBoard', {}, elsewhere)).rows).toEqual([])
    expect((await app.refusal('listCandidates', { params: { serviceId } }, elsewhere)).status).toBe(403)
    await assign(serviceId, volunteer.id)
    expect(await board()).toEqual([])
  })

  it('keeps a ride whose volunteer has no vehicle', async () => {
    const serviceId = await aRide()
    await assign(serviceId, (await day.volunteer()).id)
    expect(await board()).toMatchObject([{ reasonKind: 'noVehicle', service: { id: serviceId } }])
  })

  it('lists who could do it, best first, and why the others cannot', async () => {
    const near = await day.volunteer({ firstName: 'Marta' })
    const expired = await day.volunteer({ firstName: 'Ugo', licenceUntil: toDateColumn('2026-11-24') })
    const car = await aVehicle(app.db, { localAssociationId: day.association.id })
    const lapsed = await aVehicle(app.db, {
      localAssociationId: day.association.id,
      inspectedUntil: toDateColumn('2026-11-01'),
    })
    const { ranked, excluded, vehicles } = await app.call(
      'listCandidates',
      { params: { serviceId: await aRide() } },
      day.cookie,
    )
    expect(ranked.map(({ volunteerId }) => volunteerId)).toEqual([near.id])
    expect(ranked[0]?.reasons).toContain('nessun servizio questo mese')
    expect(excluded).toMatchObject([{ volunteerId: expired.id, reasons: ['patente scaduta'] }])
    expect(vehicles.map(({ id, obstacles }) => [id, obstacles])).toEqual([
      [car.id, []],
      [lapsed.id, ['revisione scaduta']],
    ])
  })

  it('searches again at once, and not while an answer is awaited', async () => {
    const serviceId = await aRide()
    await day.work()
    const late = await day.volunteer()
    const { version } = await read(serviceId)
    await app.call('searchAgain', { params: { serviceId }, body: { version } }, day.cookie)
    await day.work()
    expect(textsTo(late.phoneE164)).toHaveLength(1)
    const now = await read(serviceId)
    const again = await app.refusal(
      'searchAgain',
      { params: { serviceId }, body: { version: now.version } },
      day.cookie,
    )
    expect(again.status).toBe(409)
  })
})

describe('less than six hours before', () => {
  const only = async () => {
    const [row] = await board()
    return row && { kind: row.reasonKind, reason: row.reason, next: row.service.nextStep, nextAt: row.nextAt }
  }

  it('asks five at a time, and when nobody is left says to call', async () => {
    for (let count = 0; count < 7; count++) await day.volunteer()
    const serviceId = await aRide({ startsAt: new Date('2026-11-24T13:00:00+01:00') })
    await day.work()
    expect(await app.db.offer.count({ where: { serviceId } })).toBe(5)
    expect(await only()).toMatchObject({
      kind: 'waiting',
      next: 'Si aspetta la risposta di 5 volontari fino alle 10:15, poi si chiede ad altri.',
    })
    app.clock.advance(15 * 60)
    await day.work()
    expect(await app.db.offer.count({ where: { serviceId } })).toBe(7)
    app.clock.advance(15 * 60)
    await day.work()
    expect(await only()).toEqual({
      kind: 'noAnswer',
      reason: '7 non hanno risposto. Nessun altro autista adatto è libero.',
      next: 'Non c’è nessun altro a cui chiedere da soli: chiamare a mano.',
      nextAt: null,
    })
  })

  it('too late for a message it is at once for somebody to call, whoever is free', async () => {
    await day.volunteer()
    const serviceId = await aRide({ startsAt: new Date('2026-11-24T10:25:00+01:00') })
    await day.work()
    expect(await app.db.offer.count({ where: { serviceId } })).toBe(0)
    expect(await only()).toEqual({
      kind: 'tooLate',
      reason: 'È tardi per chiedere con un messaggio.',
      next: 'È tardi per chiedere con un messaggio: chiamare a mano.',
      nextAt: null,
    })
  })

  it('the same where the night comes first, and where the last wave ends too late', async () => {
    for (let count = 0; count < 6; count++) await day.volunteer()
    const serviceId = await aRide({ startsAt: new Date('2026-11-24T10:40:00+01:00') })
    await day.work()
    expect((await only())?.next).toBe('Si aspetta la risposta di 5 volontari fino alle 10:15, poi si chiama a mano.')
    app.clock.advance(15 * 60)
    await day.work()
    expect(await only()).toMatchObject({
      kind: 'tooLate',
      reason: 'È tardi per chiedere con un messaggio. 5 non hanno risposto.',
      nextAt: null,
    })
    await app.db.service.updateMany({ where: { id: serviceId }, data: { deletedAt: app.clock.now() } })
    app.clock.set('2026-11-24T21:30:00+01:00')
    day = { ...day, cookie: await app.signIn(day.ada) }
    await aRide({ lastName: 'Riva', startsAt: new Date('2026-11-25T08:20:00+01:00') })
    await day.work()
    expect(await only()).toMatchObject({ kind: 'tooLate', nextAt: null })
  })
})

describe('assigning by hand', () => {
  it('books volunteer and vehicle, tells both once after a minute, and withdraws what was asked of others', async () => {
    const car = await aVehicle(app.db, { localAssociationId: day.association.id })
    const asked = await day.volunteer({ firstName: 'Ugo' })
    const serviceId = await aRide()
    await day.work()
    const chosen = await day.volunteer({ firstName: 'Marta' })
    const { toCall } = await assign(serviceId, chosen.id)
    expect(toCall).toEqual([])
    await day.work()
    expect(textsTo(chosen.phoneE164)).toEqual([])
    await everybodyIsTold()
    await day.work()
    expect(textsTo(chosen.phoneE164)).toEqual([expect.stringContaining('il servizio è suo')])
    expect(textsTo('+393351234567')).toEqual([expect.stringContaining('Marta')])
    expect(await read(serviceId)).toMatchObject({
      state: 'assigned',
      volunteerName: 'Marta Ferrari',
      vehicleName: car.name,
    })
    expect((await read(serviceId)).offers.map(({ volunteerId, state }) => [volunteerId, state])).toEqual(
      expect.arrayContaining([
        [asked.id, 'withdrawn'],
        [chosen.id, 'accepted'],
      ]),
    )
  })

  it('refuses lapsed papers and hours already taken, naming them, and saves nothing', async () => {
    const first = await aRide()
    const second = await aRide({ lastName: 'Riva', startsAt: new Date('2026-11-25T09:30:00+01:00') })
    const busy = await day.volunteer()
    const car = await aVehicle(app.db, { localAssociationId: day.association.id })
    await assign(first, busy.id, car.id)
    const lapsed = await day.volunteer({ insuredUntil: toDateColumn('2026-11-24') })
    const { version } = await read(second)
    const refuse = async (volunteerId: string, vehicleId: string | null) => {
      const sent = { params: { serviceId: second }, body: { version, volunteerId, vehicleId } }
      const { fields, status } = await app.refusal('assignByHand', sent, day.cookie)
      expect(status).toBe(422)
      const named = await app.call('checkAssignment', sent, day.cookie)
      expect(named).toEqual({ volunteerId: null, vehicleId: null, ...fields })
      return fields
    }
    expect(await refuse(lapsed.id, null)).toEqual({ volunteerId: 'Assicurazione scaduta.' })
    expect(await refuse(busy.id, car.id)).toEqual({
      volunteerId: 'È già impegnato mercoledì 25 novembre dalle 09:00 alle 10:00.',
      vehicleId: 'È già impegnato mercoledì 25 novembre dalle 09:00 alle 10:00.',
    })
    expect((await read(second)).state).not.toBe('assigned')
  })

  it('gives it from one to another, and each of three people hears it once', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const [bruno, marta] = [await day.volunteer(), await day.volunteer({ firstName: 'Marta' })]
    const serviceId = await aRide()
    await assign(serviceId, bruno.id)
    await everybodyIsTold()
    await assign(serviceId, marta.id)
    await everybodyIsTold()
    await day.work()
    expect(textsTo(bruno.phoneE164)).toEqual([
      expect.stringContaining('il servizio è suo'),
      expect.stringContaining('pensa qualcun altro'),
    ])
    expect(textsTo(marta.phoneE164)).toEqual([expect.stringContaining('il servizio è suo')])
    expect(textsTo('+393351234567').map((text) => /Bruno|Marta/.exec(text)?.[0])).toEqual(['Bruno', 'Marta'])
    expect(await app.db.offer.count({ where: { serviceId, state: 'accepted' } })).toBe(1)
  })

  it('is undone within the minute, as if nothing had been, and nobody hears of it', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const [bruno, marta] = [await day.volunteer(), await day.volunteer({ firstName: 'Marta' })]
    const serviceId = await aRide()
    await assign(serviceId, bruno.id)
    await everybodyIsTold()
    const before = await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })
    const told = day.sms.length
    const { version } = await assign(serviceId, marta.id)
    app.clock.advance(20)
    await app.call('undoServiceChange', { params: { serviceId }, body: { version } }, day.cookie)
    await everybodyIsTold()
    await day.work()
    const after = await app.db.service.findUniqueOrThrow({ where: { id: serviceId } })
    expect({ ...after, version: 0 }).toEqual({ ...before, version: 0 })
    expect(day.sms).toHaveLength(told)
    const again = await app.refusal(
      'undoServiceChange',
      { params: { serviceId }, body: { version: after.version } },
      day.cookie,
    )
    expect(again.status).toBe(409)
  })

  it('is not undone once somebody has been told', async () => {
    const serviceId = await aRide()
    const { version } = await assign(serviceId, (await day.volunteer()).id)
    await everybodyIsTold()
    const refusal = await app.refusal('undoServiceChange', { params: { serviceId }, body: { version } }, day.cookie)
    expect(refusal.status).toBe(409)
    expect((await read(serviceId)).state).toBe('assigned')
  })

  it('lets one of many who assign at once win', async () => {
    const serviceId = await aRide()
    const volunteers = await Promise.all([1, 2, 3, 4, 5].map(() => day.volunteer()))
    const { version } = await read(serviceId)
    const answers = await Promise.allSettled(
      volunteers.map(({ id }) =>
        app.call(
          'assignByHand',
          { params: { serviceId }, body: { version, volunteerId: id, vehicleId: null } },
          day.cookie,
        ),
      ),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await app.db.offer.count({ where: { serviceId, state: 'accepted' } })).toBe(1)
  })
})

describe('what happens in the minute in which nobody has been told', () => {
  async function handedFromBrunoToMarta() {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const [bruno, marta] = [await day.volunteer(), await day.volunteer({ firstName: 'Marta' })]
    const serviceId = await aRide()
    await assign(serviceId, bruno.id)
    await everybodyIsTold()
    await assign(serviceId, marta.id)
    app.clock.advance(20)
    const { version } = await read(serviceId)
    return { serviceId, bruno, marta, sent: { params: { serviceId }, body: { version } } }
  }
  const heardTwice = [expect.stringContaining('il servizio è suo'), expect.stringContaining('Non serve più andare')]

  it('called off: who was to have it hears nothing, who had it hears that they need not go', async () => {
    const { bruno, marta, sent } = await handedFromBrunoToMarta()
    await app.call('cancelOccurrence', sent, day.cookie)
    await everybodyIsTold()
    await day.work()
    expect(textsTo(marta.phoneE164)).toEqual([])
    expect(textsTo(bruno.phoneE164)).toEqual(heardTwice)
  })

  it('closed as unmet: the same', async () => {
    const { bruno, marta, sent } = await handedFromBrunoToMarta()
    await app.call('closeServiceUnmet', { ...sent, body: { ...sent.body, cause: 'noDriver' } }, day.cookie)
    await everybodyIsTold()
    expect(textsTo(marta.phoneE164)).toEqual([])
    expect(textsTo(bruno.phoneE164)).toEqual(heardTwice)
  })

  it('given back to the search: who was to have it is neither thanked nor let go', async () => {
    const { serviceId, marta, sent } = await handedFromBrunoToMarta()
    await app.call('searchAgain', sent, day.cookie)
    await everybodyIsTold()
    expect((await read(serviceId)).state).toBe('offering')
    expect(textsTo(marta.phoneE164).filter((text) => !/Risponda SI/.test(text))).toEqual([])
  })

  it('given on to a third: who was to have it meanwhile hears nothing, the others once', async () => {
    const { serviceId, bruno, marta } = await handedFromBrunoToMarta()
    const carla = await day.volunteer({ firstName: 'Carla' })
    await assign(serviceId, carla.id)
    await everybodyIsTold()
    await day.work()
    expect(textsTo(marta.phoneE164)).toEqual([])
    expect(textsTo(bruno.phoneE164)).toEqual([heardTwice[0], expect.stringContaining('pensa qualcun altro')])
    expect(textsTo(carla.phoneE164)).toEqual([expect.stringContaining('il servizio è suo')])
    expect(textsTo('+393351234567').map((text) => /Bruno|Marta|Carla/.exec(text)?.[0])).toEqual(['Bruno', 'Carla'])
  })

  it('given back to who had it: nobody hears anything', async () => {
    const { serviceId, bruno, marta } = await handedFromBrunoToMarta()
    await assign(serviceId, bruno.id)
    await everybodyIsTold()
    await day.work()
    expect(textsTo(marta.phoneE164)).toEqual([])
    expect(textsTo(bruno.phoneE164)).toEqual([heardTwice[0]])
  })

  it('given on to a third and that undone: what had been held back is said after all', async () => {
    const { serviceId, bruno, marta } = await handedFromBrunoToMarta()
    const carla = await day.volunteer({ firstName: 'Carla' })
    const { version } = await assign(serviceId, carla.id)
    app.clock.advance(50)
    await day.work()
    await app.call('undoServiceChange', { params: { serviceId }, body: { version } }, day.cookie)
    await everybodyIsTold()
    await day.work()
    expect(textsTo(carla.phoneE164)).toEqual([])
    expect(textsTo(marta.phoneE164)).toEqual([expect.stringContaining('il servizio è suo')])
    expect(textsTo(bruno.phoneE164)).toEqual([heardTwice[0], expect.stringContaining('pensa qualcun altro')])
    expect(textsTo('+393351234567').map((text) => /Bruno|Marta|Carla/.exec(text)?.[0])).toEqual(['Bruno', 'Marta'])
  })

  async function movedTo(...hours: string[]) {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const volunteer = await day.volunteer()
    const serviceId = await aRide()
    await assign(serviceId, volunteer.id)
    await everybodyIsTold()
    const told = day.sms.find(({ to }) => to === '+393351234567')
    const form = { MessageSid: told?.sid ?? '', MessageStatus: 'delivered' }
    await sendWebhook(app, { path: `/messages/${told?.messageId}/status`, form })
    await day.work()
    const params = { serviceId }
    for (const startsAt of hours) {
      const { version } = await read(serviceId)
      await app.call('moveService', { params, body: { version, startsAt, endsAt: null } }, day.cookie)
    }
    return { params, volunteer }
  }

  it.each([
    ['moved', ['2026-11-26T15:00:00+01:00']],
    ['moved twice', ['2026-11-26T15:00:00+01:00', '2026-11-26T17:00:00+01:00']],
  ])('%s and then called off: who has it, and the person, hear of the hour they know', async (_, hours) => {
    const { params, volunteer } = await movedTo(...hours)
    const { version } = await read(params.serviceId)
    await app.call('closeServiceUnmet', { params, body: { version, cause: 'noDriver' } }, day.cookie)
    await everybodyIsTold()
    expect(textsTo(volunteer.phoneE164)).toEqual([
      expect.stringContaining('il servizio è suo'),
      expect.stringMatching(/mercoledì 25 novembre alle 09:00.* è annullato/),
    ])
    expect(textsTo('+393351234567').at(-1)).toMatch(/mercoledì 25 novembre alle 09:00.* non si può fare/)
  })

  it('moved twice: who has it hears once, of the last hour; moved there and back, not at all', async () => {
    const twice = await movedTo('2026-11-26T15:00:00+01:00', '2026-11-26T17:00:00+01:00')
    await everybodyIsTold()
    expect(textsTo(twice.volunteer.phoneE164).slice(1)).toEqual([
      expect.stringContaining('ora è così: giovedì 26 novembre alle 17:00'),
    ])
    const { volunteer } = await movedTo('2026-11-27T15:00:00+01:00', '2026-11-25T09:00:00+01:00')
    await everybodyIsTold()
    expect(textsTo(volunteer.phoneE164)).toHaveLength(1)
  })
})

describe('moving an appointment', () => {
  const move = async (serviceId: string, startsAt: string) => {
    const { version } = await read(serviceId)
    return app.call('moveService', { params: { serviceId }, body: { version, startsAt } }, day.cookie)
  }

  it('keeps who can at the new time, and tells both once', async () => {
    await aVehicle(app.db, { localAssociationId: day.association.id })
    const volunteer = await day.volunteer()
    const serviceId = await aRide()
    await assign(serviceId, volunteer.id)
    await everybodyIsTold()
    expect((await move(serviceId, '2026-11-26T15:00:00+01:00')).isSearching).toBe(false)
    await everybodyIsTold()
    await day.work()
    expect(textsTo(volunteer.phoneE164).at(-1)).toContain('ora è così: giovedì 26 novembre alle 15:00')
    expect(textsTo('+393351234567').at(-1)).toContain('iovedì 26 novembre alle 15:00')
    expect(textsTo(volunteer.phoneE164)).toHaveLength(2)
    expect(await read(serviceId)).toMatchObject({ endsAt: '2026-11-26T15:00:00.000Z', state: 'assigned' })
  })

  it('looks for somebody else where they cannot, at hours they did not give', async () => {
    const volunteer = await day.volunteer()
    const serviceId = await aRide()
    await assign(serviceId, volunteer.id, null)
    await everybodyIsTold()
    const other = await day.volunteer({ availability: [{ weekday: 7, fromTime: '08:00', untilTime: '20:00' }] })
    expect((await move(serviceId, '2026-11-29T10:00:00+01:00')).isSearching).toBe(true)
    await everybodyIsTold()
    expect(textsTo(volunteer.phoneE164).at(-1)).toContain('pensa qualcun altro')
    expect(textsTo(other.phoneE164).at(-1)).toContain('domenica 29 novembre alle 10:00')
    expect((await read(serviceId)).state).toBe('offering')
  })

  it('says what is wrong with a time', async () => {
    const serviceId = await aRide()
    const { version } = await read(serviceId)
    const refusal = await app.refusal(
      'moveService',
      { params: { serviceId }, body: { version, startsAt: '2026-11-24T09:00:00+01:00' } },
      day.cookie,
    )
    expect(refusal).toMatchObject({ status: 422, fields: { startsAt: 'È un momento già passato.' } })
  })
})

describe('the calendar', () => {
  it('holds whole days of Rome, the one of 25 hours too', async () => {
    app.clock.set('2026-10-20T10:00:00+02:00')
    const late = await aRide({ startsAt: new Date('2026-10-25T23:30:00+01:00') })
    const before = await aRide({ lastName: 'Riva', startsAt: new Date('2026-10-24T09:00:00+02:00') })
    const calendar = await app.call(
      'readServiceCalendar',
      { query: { listeningPointId: day.point.id, from: '2026-10-25', days: 1 } },
      day.cookie,
    )
    expect(calendar.days).toEqual([
      { day: '2026-10-25', from: '2026-10-24T22:00:00.000Z', until: '2026-10-25T23:00:00.000Z' },
    ])
    expect(calendar.services.map(({ id }) => id)).toEqual([late])
    expect(before).not.toBe(late)
  })

  it('shows who is away, and is refused to another point', async () => {
    const volunteer = await day.volunteer()
    await app.db.volunteerTimeOff.create({
      data: {
        volunteerId: volunteer.id,
        fromAt: new Date('2026-11-24T00:00:00+01:00'),
        untilAt: new Date('2026-11-26T00:00:00+01:00'),
      },
    })
    const query = { listeningPointId: day.point.id, from: '2026-11-24' }
    const calendar = await app.call('readServiceCalendar', { query }, day.cookie)
    expect(calendar.days).toHaveLength(7)
    expect(calendar.volunteers).toMatchObject([{ id: volunteer.id, away: [{ from: '2026-11-23T23:00:00.000Z' }] }])
    const elsewhere = await aListeningPoint(app.db)
    const stranger = await app.signIn(await anOperator(app.db, { pointIds: [elsewhere.id] }))
    expect((await app.refusal('readServiceCalendar', { query }, stranger)).status).toBe(403)
  })
})
