import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingTarget } from '../../contract/outgoing-calls.ts'
import { browserIdentity } from '../../helpline/calls/call-control.ts'
import { MOST_TYPED_AN_HOUR } from '../../helpline/calls/outgoing/place-outgoing-call.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aLocalAssociation, anOperator, aVolunteer } from '../support/builders.ts'
import { ADA, aHelplineDay, CREMONA_LANDLINE, emptyHelpline, OUR_NUMBER } from '../support/helpline-day.ts'
import { callSid, pathIn, sendWebhook, spokenIn, twimlOf } from '../support/twilio-webhooks.ts'

const DAUGHTER = '+393397654321'
const newId = () => crypto.randomUUID()
const LINE = callSid('a')
const OTHER_LINE = callSid('b')

describe('a call made from the console', () => {
  let app: TestApp
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let cookie: string

  beforeAll(async () => {
    app = await startTestApp()
  })
  beforeEach(async () => {
    app.clock.set(TUESDAY_AT_TEN)
    day = await aHelplineDay(app)
    cookie = await app.signIn(day.ada)
  })
  afterEach(() => emptyHelpline(app))
  afterAll(() => app.close())

  const teresa = (): OutgoingTarget => ({ kind: 'person', personId: day.teresa.id, number: '0372 448678' })
  type Way = 'phone' | 'browser'
  const sent = (to: OutgoingTarget, callId: string, way: Way = 'phone', more = {}) => ({
    params: { callId },
    body: { to, way, ...more },
  })
  const place = (to: OutgoingTarget = teresa(), callId = newId(), way: Way = 'phone', more = {}) =>
    app.call('placeOutgoingCall', sent(to, callId, way, more), cookie)
  const refusal = (to: OutgoingTarget, way: Way = 'phone', more = {}) =>
    app.refusal('placeOutgoingCall', sent(to, newId(), way, more), cookie)
  const row = (id: string) =>
    app.db.call.findUniqueOrThrow({ where: { id }, include: { legs: { orderBy: { id: 'asc' } }, contact: true } })
  const wishes = () => app.db.jobWish.findMany({ orderBy: { id: 'asc' } })

  const key = async (call: string, digits: string, sid = LINE) =>
    twimlOf(
      await sendWebhook(app, {
        path: `/voice/outgoing-key?call=${call}`,
        form: { CallSid: sid, Digits: digits, CallStatus: 'in-progress' },
      }),
    )
  const dialled = async (call: string, status: string, bridged?: boolean) =>
    twimlOf(
      await sendWebhook(app, {
        path: `/voice/outgoing-dialled?call=${call}`,
        form: {
          CallSid: LINE,
          CallStatus: 'in-progress',
          DialCallStatus: status,
          ...(bridged === undefined ? {} : { DialBridged: String(bridged) }),
        },
      }),
    )
  const lineStatus = async (call: string, status: string, sid = LINE) =>
    expect(
      (
        await sendWebhook(app, {
          path: `/voice/outgoing-status?call=${call}`,
          form: { CallSid: sid, CallStatus: status },
        })
      ).status,
    ).toBe(204)
  const personStatus = async (leg: string, status: string) =>
    expect(
      (
        await sendWebhook(app, {
          path: `/voice/outgoing-person-status?leg=${leg}`,
          form: { CallSid: `CA${leg.replaceAll('-', '')}`, CallStatus: status },
        })
      ).status,
    ).toBe(204)
  const personLeg = async (call: string) => {
    const leg = (await row(call)).legs.find(({ kind }) => kind === 'person')
    if (!leg) throw new Error('Nobody was dialled')
    return leg.id
  }

  describe('is written down', () => {
    it('with whom it is for, its trace, its news and the wish to ring the operator’s own telephone', async () => {
      const view = await place()
      expect(view).toMatchObject({ phase: 'ringingOperator', who: 'Teresa Galli', contactId: null, way: 'phone' })
      expect(view.news).toContain('Squilla il Suo telefono')
      expect(await row(view.id)).toMatchObject({
        direction: 'outbound',
        state: 'ringing',
        twilioCallSid: null,
        fromE164: OUR_NUMBER,
        toE164: CREMONA_LANDLINE,
        purpose: 'toAssistedPerson',
        personId: day.teresa.id,
        listeningPointId: day.cremona.id,
        legs: [{ kind: 'operatorPhone', e164: ADA, operatorId: day.ada.id, ringRound: 1, state: 'ringing' }],
        contact: null,
      })
      expect(await wishes()).toMatchObject([{ name: 'place-outgoing-call', payload: { callId: view.id } }])
      const trace = await app.db.auditEntry.findMany({ where: { entityId: view.id } })
      expect(trace).toMatchObject([{ action: 'call.placed', operatorId: day.ada.id, listeningPointId: day.cremona.id }])
      expect(trace.map(({ id: _, ...entry }) => JSON.stringify(entry)).join()).not.toContain('448678')
      expect(app.logged.join()).not.toContain('448678')
    })

    it('once, however often the button is pressed', async () => {
      const callId = newId()
      const views = await Promise.all([1, 2, 3].map(() => place(teresa(), callId)))
      expect(new Set(views.map(({ id }) => id)).size).toBe(1)
      expect(await app.db.call.count()).toBe(1)
      expect(await wishes()).toHaveLength(1)
    })

    it('one at a time: of two different calls at the same instant one is made', async () => {
      const answers = await Promise.allSettled([place(), place()])
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect((await refusal(teresa())).detail).toBe('Lei è già al telefono: riagganci, poi chiami.')
      expect(await app.db.call.count()).toBe(1)
    })

    it('not while its operator speaks with a caller', async () => {
      const inbound = await app.db.call.create({
        data: {
          twilioCallSid: OTHER_LINE,
          direction: 'inbound',
          callerKind: 'landline',
          toE164: OUR_NUMBER,
          state: 'answered',
          listeningPointId: day.cremona.id,
          routeSteps: [],
          startedAt: app.clock.now(),
          answeredAt: app.clock.now(),
          answeredByOperatorId: day.ada.id,
        },
      })
      await app.db.callLeg.create({
        data: {
          callId: inbound.id,
          ringRound: 1,
          kind: 'operatorPhone',
          e164: ADA,
          operatorId: day.ada.id,
          state: 'accepted',
          createdAt: app.clock.now(),
          acceptedAt: app.clock.now(),
        },
      })
      expect(await refusal(teresa())).toMatchObject({ status: 409 })
    })

    it('and shown to nobody else; an id somebody else has used is not theirs', async () => {
      const view = await place()
      const bruno = await app.signIn(day.bruno)
      expect(await app.call('readMyOutgoingCall', {}, bruno)).toEqual({ call: null })
      expect((await app.call('readMyOutgoingCall', {}, cookie)).call).toMatchObject({ id: view.id })
      const taken = await app.refusal('placeOutgoingCall', sent(teresa(), view.id), bruno)
      expect(taken).toMatchObject({ status: 404 })
      const put = await app.refusal('hangUpOutgoingCall', { params: { callId: view.id }, body: {} }, bruno)
      expect(put).toMatchObject({ status: 404 })
      const inbound = await app.db.call.create({
        data: {
          twilioCallSid: OTHER_LINE,
          direction: 'inbound',
          callerKind: 'landline',
          toE164: OUR_NUMBER,
          state: 'ringing',
          listeningPointId: day.cremona.id,
          routeSteps: [],
          startedAt: app.clock.now(),
        },
      })
      expect(await app.refusal('placeOutgoingCall', sent(teresa(), inbound.id), bruno)).toMatchObject({ status: 404 })
    })
  })

  describe('reaches only whom it may', () => {
    it('somebody near the person, a volunteer, whoever called and whoever wrote a contact', async () => {
      const relation = await app.db.relation.create({
        data: { personId: day.teresa.id, kind: 'child', name: 'Anna Galli', phoneE164: DAUGHTER },
      })
      const volunteer = await aVolunteer(app.db, {
        phoneE164: '+393471234567',
        localAssociationId: (await aLocalAssociation(app.db)).id,
      })
      const callback = await app.db.callback.create({
        data: { listeningPointId: day.cremona.id, e164: '+390372448699', reason: 'missed', createdAt: app.clock.now() },
      })
      const contact = await app.db.contact.create({
        data: {
          direction: 'inbound',
          provenance: 'tollFree',
          occurredAt: app.clock.now(),
          recordedAt: app.clock.now(),
          listeningPointId: day.cremona.id,
          callerE164: '+390372448698',
        },
      })
      const targets: [OutgoingTarget, object, string][] = [
        [
          { kind: 'relative', relationId: relation.id },
          { toE164: DAUGHTER, purpose: 'toAssistedPerson', personId: day.teresa.id },
          'Anna Galli, per Teresa Galli',
        ],
        [
          { kind: 'volunteer', volunteerId: volunteer.id },
          { toE164: '+393471234567', purpose: 'toOrganise' },
          'Bruno Ferrari',
        ],
        [
          { kind: 'callback', callbackId: callback.id },
          { toE164: '+390372448699', forCallbackId: callback.id },
          '0372 448699',
        ],
        [{ kind: 'contact', contactId: contact.id }, { toE164: '+390372448698' }, '0372 448698'],
        [{ kind: 'typed', number: '0372 40 50 60' }, { toE164: '+390372405060', purpose: 'toOrganise' }, '0372 405060'],
      ]
      for (const [to, expected, who] of targets) {
        const view = await place(to)
        expect(view.who).toBe(who)
        expect(await row(view.id)).toMatchObject(expected)
        await app.call('hangUpOutgoingCall', { params: { callId: view.id }, body: {} }, cookie)
      }
    })

    it.each([
      ['a number that is not on the card', { number: '0372 000000' }, 404],
      ['a number of somebody unknown', { personId: newId() }, 404],
    ])('not %s', async (_, change, status) => {
      expect(await refusal({ ...teresa(), ...change } as OutgoingTarget)).toMatchObject({ status })
    })

    it.each(['899 123456', '+33 1 42 68 53 00', OUR_NUMBER, '118'])(
      'not %s, with the reason beside it',
      async (number) => {
        const problem = await refusal({ kind: 'typed', number })
        expect(problem).toMatchObject({ status: 422, fields: { 'to.number': expect.stringMatching(/\w/) } })
        expect(await app.db.call.count()).toBe(0)
      },
    )

    it('not a call-back of another point, nor one whose number was hidden, nor a request of another point', async () => {
      const elsewhere = await app.db.callback.create({
        data: { listeningPointId: day.crema.id, e164: DAUGHTER, reason: 'missed', createdAt: app.clock.now() },
      })
      expect(await refusal({ kind: 'callback', callbackId: elsewhere.id })).toMatchObject({ status: 403 })
      const hidden = await app.db.callback.create({
        data: { listeningPointId: day.cremona.id, e164: null, reason: 'missed', createdAt: app.clock.now() },
      })
      expect(await refusal({ kind: 'callback', callbackId: hidden.id })).toMatchObject({ status: 422 })
      const request = await aRequest(day.crema.id)
      expect(await refusal(teresa(), 'phone', { servesRequestId: request.id })).toMatchObject({ status: 403 })
      expect(await refusal(teresa(), 'phone', { servesRequestId: newId() })).toMatchObject({ status: 404 })
    })

    it('not on one’s own telephone, and not without one', async () => {
      expect((await refusal({ kind: 'typed', number: ADA })).detail).toBe('Questo è il telefono che ha davanti.')
      await app.db.presence.update({ where: { operatorId: day.ada.id }, data: { phoneE164: null } })
      expect((await refusal(teresa())).detail).toContain('quale telefono deve squillare')
    })

    it('fifteen typed numbers an hour', async () => {
      for (let count = 0; count < MOST_TYPED_AN_HOUR; count++) {
        const { id } = await place({ kind: 'typed', number: `0372 4480${String(count).padStart(2, '0')}` })
        await app.call('hangUpOutgoingCall', { params: { callId: id }, body: {} }, cookie)
      }
      const typed = { kind: 'typed', number: '0372 448100' } as const
      expect(await refusal(typed)).toMatchObject({ status: 429 })
      expect((await place()).phase).toBe('ringingOperator')
      await app.db.call.updateMany({ data: { state: 'ended', outcome: 'abandoned', endedAt: app.clock.now() } })
      app.clock.advance(3_601)
      expect((await place(typed)).who).toBe('0372 448100')
    })
  })

  const aRequest = async (listeningPointId: string) => {
    const moment = { occurredAt: app.clock.now(), recordedAt: app.clock.now() }
    const contact = await app.db.contact.create({
      data: { ...moment, direction: 'inbound', provenance: 'tollFree', listeningPointId, personId: day.teresa.id },
    })
    return app.db.request.create({
      data: {
        contactId: contact.id,
        position: 1,
        kind: 'help',
        helpKind: 'transport',
        personId: day.teresa.id,
        createdAt: moment.occurredAt,
        recordedAt: moment.recordedAt,
      },
    })
  }

  describe('asks its operator first', () => {
    it('with the name of whom it calls, again after a slip of the finger, and nobody is dialled meanwhile', async () => {
      const { id } = await place()
      const asked = await key(id, '')
      expect(spokenIn(asked)).toContain('Chiamo Teresa Galli. Prema 1')
      expect(spokenIn(await key(id, '7'))).toContain('Prema 1')
      expect(await row(id)).toMatchObject({ ringRound: 1, contact: null, twilioCallSid: LINE })
    })

    it('and then dials, once, with our number shown; the call is one outbound contact that serves its request', async () => {
      const request = await aRequest(day.cremona.id)
      const { id } = await place(teresa(), newId(), 'phone', { servesRequestId: request.id })
      const documents = await Promise.all([key(id, '1'), key(id, '1')])
      for (const document of documents) {
        const dial = document.find(({ name }) => name === 'Dial')
        expect(dial?.attributes).toMatchObject({ callerId: OUR_NUMBER, answerOnBridge: 'true' })
        expect(pathIn(dial?.attributes.action)).toBe(`/voice/outgoing-dialled?call=${id}`)
        expect(dial?.children.map(({ name, ownText }) => [name, ownText])).toEqual([['Number', CREMONA_LANDLINE]])
        expect(pathIn(dial?.children[0]?.attributes.statusCallback)).toBe(
          `/voice/outgoing-person-status?leg=${await personLeg(id)}`,
        )
      }
      const call = await row(id)
      expect(call.legs).toMatchObject([
        { kind: 'operatorPhone', state: 'accepted' },
        { kind: 'person', e164: CREMONA_LANDLINE, state: 'ringing', ringRound: 2 },
      ])
      expect(call.contact).toMatchObject({
        direction: 'outbound',
        purpose: 'toAssistedPerson',
        servesRequestId: request.id,
        personId: day.teresa.id,
        operatorId: day.ada.id,
        listeningPointId: day.cremona.id,
        callerType: 'selfCaller',
        state: 'draft',
      })
      const mine = await app.call('readMyOutgoingCall', {}, cookie)
      expect(mine.call).toMatchObject({ phase: 'ringingPerson', contactId: call.contact?.id })
    })

    it('and another line that claims to be this call’s is put down', async () => {
      const { id } = await place()
      await key(id, '')
      expect(spokenIn(await key(id, '1', OTHER_LINE))).toContain('non è più da fare')
      expect(await row(id)).toMatchObject({ ringRound: 1, twilioCallSid: LINE })
    })

    it('who does not answer, or does not press 1, has called nobody', async () => {
      for (const status of ['no-answer', 'busy', 'completed', 'canceled']) {
        const { id } = await place()
        const sid = callSid(String(['no-answer', 'busy', 'completed', 'canceled'].indexOf(status)))
        await lineStatus(id, 'ringing', sid)
        await lineStatus(id, status, sid)
        await lineStatus(id, status, sid)
        expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'abandoned', contact: null })
        expect(spokenIn(await key(id, '1', sid))).toContain('annullata')
      }
      expect(await app.db.contact.count()).toBe(0)
    })
  })

  describe('ends', () => {
    const dialling = async () => {
      const { id } = await place()
      await key(id, '1')
      return { id, leg: await personLeg(id) }
    }

    it('as a conversation: its contact stays open for what is to be written', async () => {
      const { id, leg } = await dialling()
      await personStatus(leg, 'ringing')
      await personStatus(leg, 'in-progress')
      expect(await row(id)).toMatchObject({ state: 'answered', answeredByOperatorId: day.ada.id })
      app.clock.advance(120)
      expect(spokenIn(await dialled(id, 'completed', true))).toContain('finita')
      await personStatus(leg, 'completed')
      await lineStatus(id, 'completed')
      const call = await row(id)
      expect(call).toMatchObject({ state: 'ended', outcome: 'answered', contact: { state: 'draft' } })
      expect(call.answeredAt).toEqual(TUESDAY_AT_TEN)
      expect((await place()).phase).toBe('ringingOperator')
    })

    it.each([
      ['no-answer', 'noAnswer', /Non risponde nessuno/],
      ['busy', 'busy', /occupato/],
      ['failed', 'failed', /non riesce a raggiungere/],
    ] as const)(
      'with %s: the operator hears it in plain words, and there is nothing to write',
      async (status, outcome, words) => {
        const { id, leg } = await dialling()
        await personStatus(leg, status)
        expect(spokenIn(await dialled(id, status, false))).toMatch(words)
        await lineStatus(id, 'completed')
        expect(await row(id)).toMatchObject({ state: 'ended', outcome, contact: { state: 'closed' } })
      },
    )

    it('before anybody answers, when the operator hangs up', async () => {
      const { id, leg } = await dialling()
      await lineStatus(id, 'completed')
      await personStatus(leg, 'canceled')
      expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'abandoned', contact: { state: 'closed' } })
    })

    it('the same in whatever order, and however often, it is told', async () => {
      const orders = [
        ['answered', 'dialled', 'line', 'over'],
        ['line', 'dialled', 'over', 'answered'],
        ['over', 'line', 'answered', 'dialled'],
        ['dialled', 'dialled', 'answered', 'line', 'line', 'over', 'over'],
        ['line', 'over', 'answered'],
        ['line', 'dialled'],
      ]
      const found = []
      for (const order of orders) {
        const { id, leg } = await dialling()
        for (const news of order) {
          if (news === 'answered') await personStatus(leg, 'in-progress')
          if (news === 'over') await personStatus(leg, 'completed')
          if (news === 'line') await lineStatus(id, 'completed')
          if (news === 'dialled') await dialled(id, 'completed', true)
        }
        const { state, outcome, contact, legs } = await row(id)
        found.push({ state, outcome, contact: contact?.state, contacts: await app.db.contact.count() })
        expect(legs.filter((each) => each.state === 'ringing')).toEqual([])
        // The next call comes on the same line.
        await app.db.call.update({ where: { id }, data: { twilioCallSid: null } })
      }
      expect(found).toEqual(
        orders.map((_, index) => ({ state: 'ended', outcome: 'answered', contact: 'draft', contacts: index + 1 })),
      )
    })

    it('and what somebody has written meanwhile is not closed under their hands', async () => {
      const { id } = await dialling()
      const { contact } = await row(id)
      await app.call(
        'changeContact',
        { params: { contactId: contact?.id ?? '' }, body: { version: 1, notes: 'Non risponde mai al mattino.' } },
        cookie,
      )
      await dialled(id, 'no-answer', false)
      expect(await row(id)).toMatchObject({ outcome: 'noAnswer', contact: { state: 'draft' } })
    })

    it('when it is put down from the console: at once before it is placed, through the network after', async () => {
      const first = await place()
      const put = (id: string) => app.call('hangUpOutgoingCall', { params: { callId: id }, body: {} }, cookie)
      expect(await put(first.id)).toMatchObject({ phase: 'over', outcome: 'abandoned' })
      const { id } = await dialling()
      await put(id)
      await put(id)
      expect((await wishes()).filter(({ name }) => name === 'hang-up-outgoing-line')).toMatchObject([
        { payload: { callId: id, twilioCallSid: LINE } },
      ])
    })
  })

  describe('made through the computer', () => {
    const begin = async (call: string | undefined, from: string, sid = LINE) =>
      twimlOf(
        await sendWebhook(app, {
          path: '/voice/softphone',
          form: { CallSid: sid, From: from, To: '', Direction: 'inbound', ...(call ? { call } : {}) },
        }),
      )
    const console = () => `client:${browserIdentity(day.ada.id)}`

    it('dials at once whom its row says, for the one who wrote the row', async () => {
      const { id, way } = await place(teresa(), newId(), 'browser')
      expect(way).toBe('browser')
      const document = await begin(id, console())
      expect(document.find(({ name }) => name === 'Dial')?.children[0]?.ownText).toBe(CREMONA_LANDLINE)
      expect(await begin(id, console())).toEqual(document)
      expect(await row(id)).toMatchObject({
        twilioCallSid: LINE,
        ringRound: 2,
        legs: [{ kind: 'browser', state: 'accepted' }, { kind: 'person' }],
      })
      expect(await app.db.contact.count()).toBe(1)
      await sendWebhook(app, { path: '/voice/outgoing-status', form: { CallSid: LINE, CallStatus: 'completed' } })
      expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'abandoned' })
    })

    it('refuses with words whoever else asks, whatever else they ask, and too late', async () => {
      const { id } = await place(teresa(), newId(), 'browser')
      const refused = [
        await begin(id, `client:${browserIdentity(day.bruno.id)}`),
        await begin(id, '+393331234567'),
        await begin(id, ''),
        await begin(newId(), console()),
        await begin('0372448678', console()),
        await begin(undefined, console()),
      ]
      for (const document of refused) {
        expect(document.map(({ name }) => name)).toEqual(['Say', 'Hangup'])
        expect(spokenIn(document)).toContain('non si può fare')
      }
      app.clock.advance(61)
      expect(spokenIn(await begin(id, console()))).toContain('non è più da fare')
      expect(await row(id)).toMatchObject({ ringRound: 1, twilioCallSid: null, state: 'ended' })
    })

    it('does not begin a call that was to ring a telephone, nor twice on two lines', async () => {
      const byPhone = await place()
      expect(spokenIn(await begin(byPhone.id, console()))).toContain('non si può fare')
      await app.call('hangUpOutgoingCall', { params: { callId: byPhone.id }, body: {} }, cookie)
      const { id } = await place(teresa(), newId(), 'browser')
      await begin(id, console())
      expect(spokenIn(await begin(id, console(), OTHER_LINE))).toContain('non è più da fare')
    })
  })

  it.each([
    ['/voice/outgoing-key?call=', { Digits: '1' }],
    ['/voice/outgoing-dialled?call=', { DialCallStatus: 'completed' }],
    ['/voice/outgoing-status?call=', { CallStatus: 'completed' }],
    ['/voice/outgoing-person-status?leg=', { CallStatus: 'completed' }],
  ])(
    '%s lets in nobody but Twilio, refuses what it cannot read, and shrugs at what it does not know',
    async (path, form) => {
      const known = { CallSid: LINE, ...form }
      const about = (id: string) => ({ path: `${path}${id}`, form: known })
      expect((await sendWebhook(app, about(newId()), { 'X-Twilio-Signature': 'falsa' })).status).toBe(403)
      expect((await sendWebhook(app, about('non-un-id'))).status).toBe(400)
      expect((await sendWebhook(app, { path: `${path}${newId()}`, form: { ...form, CallSid: 'CA1' } })).status).toBe(
        400,
      )
      expect([200, 204]).toContain((await sendWebhook(app, about(newId()))).status)
    },
  )

  it('whoever works at no point is told to choose one', async () => {
    const nobody = await app.signIn(await anOperator(app.db, { name: 'Dino Sala', pointIds: [] }))
    const problem = await app.refusal('placeOutgoingCall', sent(teresa(), newId()), nobody)
    expect(problem).toMatchObject({ status: 409, detail: expect.stringContaining('punto d’ascolto') })
  })
})
