import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import {
  ADA,
  aHelplineDay,
  CREMONA_LANDLINE,
  emptyHelpline,
  OUR_NUMBER,
  UNKNOWN_LANDLINE,
  UNKNOWN_MOBILE,
} from '../support/helpline-day.ts'
import { callSid, sendWebhook } from '../support/twilio-webhooks.ts'

describe('the calls one may see', () => {
  let app: TestApp
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let ada: string
  let carla: string

  beforeAll(async () => {
    app = await startTestApp()
  })
  beforeEach(async () => {
    day = await aHelplineDay(app)
    ada = await app.signIn(day.ada)
    carla = await app.signIn(day.carla)
  })
  afterEach(() => emptyHelpline(app))
  afterAll(() => app.close())

  async function ring(from: string, letter = 'a') {
    const form = { CallSid: callSid(letter), CallStatus: 'ringing', Direction: 'inbound', From: from, To: OUR_NUMBER }
    expect((await sendWebhook(app, { path: '/voice/incoming', form })).status).toBe(200)
    return app.db.call.findUniqueOrThrow({ where: { twilioCallSid: callSid(letter) } })
  }

  it('ring with who it may be, why they ring there, and nobody yet', async () => {
    const call = await ring(CREMONA_LANDLINE)
    expect(await app.call('listCurrentCalls', {}, ada)).toEqual([
      {
        id: call.id,
        state: 'ringing',
        listeningPointId: day.cremona.id,
        listeningPointName: 'Cremona',
        ringsAt: [day.cremona.id],
        from: '0372 448678',
        startedAt: app.clock.now().toISOString(),
        answeredAt: null,
        answeredBy: null,
        contactId: null,
        routeSteps: [
          { code: 'knownCaller', text: 'Chi chiama è già conosciuto: lo segue Cremona.' },
          { code: 'pointOpen', text: 'Risponde Cremona.' },
        ],
        waitingSince: null,
        onHold: false,
        speakers: [],
        institutionName: null,
        openCallbacks: [],
        candidates: [
          {
            id: day.teresa.id,
            cardNumber: day.teresa.cardNumber,
            name: 'Teresa Galli',
            age: 85,
            comune: null,
            phones: ['0372 448678'],
            warning: null,
            hardOfHearing: false,
            through: null,
            lastContacts: [],
            openRequests: [],
          },
        ],
      },
    ])
  })

  it('say that whoever calls expects to be called back, or which office calls', async () => {
    const { db } = app
    const waits = { listeningPointId: day.crema.id, reason: 'missed', createdAt: PAST_DAY } as const
    await db.callback.createMany({
      data: [
        { ...waits, e164: CREMONA_LANDLINE },
        {
          ...waits,
          e164: UNKNOWN_MOBILE,
          personId: day.teresa.id,
          reason: 'promised',
          createdAt: new Date('2026-11-23T09:00:00Z'),
        },
        { ...waits, e164: CREMONA_LANDLINE, state: 'done', closedById: day.ada.id, closedAt: PAST_DAY },
        { ...waits, e164: UNKNOWN_LANDLINE },
      ],
    })
    await db.institution.create({
      data: { kind: 'socialServices', name: 'Comune di Borgo Argentino', phoneE164: '+390372448600' },
    })
    await ring(CREMONA_LANDLINE)
    await ring('+390372448600', 'b')
    const calls = await app.call('listCurrentCalls', {}, ada)
    expect(calls.map(({ institutionName, openCallbacks }) => [institutionName, openCallbacks.length])).toEqual([
      [null, 2],
      ['Comune di Borgo Argentino', 0],
    ])
    expect(calls[0]?.openCallbacks[0]).toEqual({ reason: 'missed', createdAt: PAST_DAY.toISOString() })
  })

  it('bring the whole family that uses the number, those who called last first, with what they still wait for', async () => {
    const { db } = app
    const carlo = await aPerson(db, { firstName: 'Carlo', warning: 'Parlare piano.', e164: [CREMONA_LANDLINE] })
    const mother = await aPerson(db, { firstName: 'Rosa', lastName: 'Verdi' })
    await db.relation.create({
      data: { personId: mother.id, kind: 'child', name: 'Anna Verdi', phoneE164: CREMONA_LANDLINE },
    })
    const merged = await aPerson(db, { firstName: 'Doppia', mergedIntoId: carlo.id, e164: [CREMONA_LANDLINE] })
    const contact = await db.contact.create({
      data: {
        direction: 'inbound',
        provenance: 'tollFree',
        occurredAt: new Date('2026-11-20T09:00:00Z'),
        recordedAt: new Date('2026-11-20T09:00:00Z'),
        listeningPointId: day.cremona.id,
        personId: carlo.id,
      },
    })
    const request = { contactId: contact.id, personId: carlo.id, createdAt: PAST_DAY, recordedAt: PAST_DAY }
    const neededFrom = new Date('2026-12-01T08:30:00Z')
    await db.request.createMany({
      data: [
        { ...request, position: 1, kind: 'help', helpKind: 'transport', neededFrom },
        { ...request, position: 2, kind: 'information', informationKind: 'tax', state: 'solved', closedAt: PAST_DAY },
      ],
    })
    const call = await ring(CREMONA_LANDLINE)
    const { candidates } = await app.call('readCall', { params: { callId: call.id } }, ada)
    expect(candidates.map(({ name, through }) => [name, through])).toEqual([
      ['Carlo Galli', null],
      ['Teresa Galli', null],
      ['Rosa Verdi', 'figlio o figlia: Anna Verdi'],
    ])
    expect(candidates.map(({ id }) => id)).not.toContain(merged.id)
    expect(candidates[0]).toMatchObject({
      warning: 'Parlare piano.',
      lastContacts: [{ occurredAt: '2026-11-20T09:00:00.000Z', text: 'mobilità/trasporto; informazione: fiscale' }],
      openRequests: ['mobilità/trasporto, martedì 1 dicembre alle 09:30 (aperta)'],
    })
  })

  it('are those of one’s own points; the region sees them all', async () => {
    const here = await ring(UNKNOWN_LANDLINE)
    const elsewhere = await ring(UNKNOWN_MOBILE, 'b')
    const idsFor = async (cookie: string) => (await app.call('listCurrentCalls', {}, cookie)).map(({ id }) => id)
    expect(await idsFor(ada)).toEqual([here.id])
    expect(await idsFor(carla)).toEqual([elsewhere.id])
    const region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    expect(await idsFor(region)).toEqual([here.id, elsewhere.id])
    expect(await app.refusal('readCall', { params: { callId: elsewhere.id } }, ada)).toMatchObject({ status: 403 })
    expect(await app.refusal('readCall', { params: { callId: day.ada.id } }, ada)).toMatchObject({ status: 404 })
    expect(await app.refusal('listCurrentCalls')).toMatchObject({ status: 401 })
  })

  it('say who answered and lead to the contact; an ended one is read, not listed', async () => {
    const call = await ring(CREMONA_LANDLINE)
    const leg = await app.db.callLeg.findFirstOrThrow({ where: { e164: ADA } })
    const form = { CallSid: callSid('c'), Digits: '1' }
    await sendWebhook(app, { path: `/voice/accepted?leg=${leg.id}`, form })
    const contact = await app.db.contact.findFirstOrThrow()
    const answered = { state: 'answered', answeredBy: { id: day.ada.id, name: 'Ada Bianchi' }, contactId: contact.id }
    expect(await app.call('listCurrentCalls', {}, ada)).toMatchObject([answered])
    await app.db.call.update({
      where: { id: call.id },
      data: { state: 'ended', outcome: 'answered', endedAt: app.clock.now() },
    })
    expect(await app.call('listCurrentCalls', {}, ada)).toEqual([])
    expect(await app.call('readCall', { params: { callId: call.id } }, ada)).toMatchObject({ state: 'ended' })
  })

  it('leave a trace when one is opened, once for the same look', async () => {
    const { id } = await ring(CREMONA_LANDLINE)
    await app.call('readCall', { params: { callId: id } }, ada)
    await app.call('readCall', { params: { callId: id } }, ada)
    const opened = await app.db.auditEntry.findMany({ where: { action: 'call.opened' } })
    expect(opened).toMatchObject([{ entityId: id, operatorId: day.ada.id, listeningPointId: day.cremona.id }])
  })

  it.each([
    ['0372 448699', undefined, 'Cremona', 'point'],
    ['0372 448699', '2026-11-24T13:00:00+01:00', 'Call centre nazionale', 'callCentre'],
    ['0372 448699', '2026-04-25T10:00:00+02:00', 'Call centre nazionale', 'callCentre'],
    // Asked first; without an answer every open point rings.
    ['339 9876543', undefined, 'Crema', 'point'],
    ['', undefined, 'Crema', 'point'],
  ])('a call from "%s" at %s would go to %s, and nothing is written', async (from, at, name, kind) => {
    const preview = await app.call('previewRouting', { query: { from, ...(at ? { at } : {}) } }, ada)
    expect(preview.destination).toMatchObject({ name, kind })
    expect(preview.steps.length).toBeGreaterThan(1)
    expect(new Date(preview.at)).toEqual(at ? new Date(at) : app.clock.now())
    expect(await app.db.call.count()).toBe(0)
  })
})

const PAST_DAY = new Date('2026-11-20T09:05:00Z')
