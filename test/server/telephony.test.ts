import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aPerson } from '../support/builders.ts'
import {
  ADA,
  aHelplineDay,
  anOperatorWaiting,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  CREMONA_LANDLINE,
  emptyHelpline,
  OUR_NUMBER,
  UNKNOWN_LANDLINE,
  UNKNOWN_MOBILE,
} from '../support/helpline-day.ts'
import { callSid, pathIn, rungBy, sendWebhook, spokenIn, twimlOf, type Webhook } from '../support/twilio-webhooks.ts'

const CALL = callSid('a')
const LANDLINE_OF_ROME = '+390669812345'

describe('an incoming call', () => {
  let app: TestApp
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    app = await startTestApp()
  })
  beforeEach(async () => {
    app.clock.set(TUESDAY_AT_TEN)
    day = await aHelplineDay(app)
  })
  afterEach(() => emptyHelpline(app))
  afterAll(() => app.close())

  const form = (overrides: Record<string, string> = {}) => ({
    AccountSid: `AC${'0'.repeat(32)}`,
    CallSid: CALL,
    CallStatus: 'ringing',
    Direction: 'inbound',
    From: CREMONA_LANDLINE,
    To: OUR_NUMBER,
    SomethingNew: 'added unannounced',
    ...overrides,
  })
  const incoming = (overrides: Record<string, string> = {}): Webhook => ({
    path: '/voice/incoming',
    form: form(overrides),
  })
  const afterRing = (round: number, overrides: Record<string, string> = {}): Webhook => ({
    path: `/voice/after-ring?round=${round}`,
    form: form({ CallStatus: 'in-progress', DialCallStatus: 'no-answer', DialBridged: 'false', ...overrides }),
  })
  const status = (overrides: Record<string, string> = {}): Webhook => ({
    path: '/voice/status',
    form: form({ CallStatus: 'completed', SequenceNumber: '0', CallDuration: '0', ...overrides }),
  })
  const twiml = async (webhook: Webhook) => twimlOf(await sendWebhook(app, webhook))
  const phonesOf = (elements: Awaited<ReturnType<typeof twiml>>) => rungBy(elements).map(({ ownText }) => ownText)

  const pressed = (legId: string, digits: string, sid: string): Webhook => ({
    path: `/voice/accepted?leg=${legId}`,
    form: { CallSid: sid, Digits: digits },
  })
  const legOf = async (e164: string) => app.db.callLeg.findFirstOrThrow({ where: { e164 }, orderBy: { id: 'desc' } })
  const theCall = () => app.db.call.findUniqueOrThrow({ where: { twilioCallSid: CALL } })
  const accept = async (e164: string, letter = 'c') => twiml(pressed((await legOf(e164)).id, '1', callSid(letter)))

  describe('is routed', () => {
    it('a landline of Cremona on Tuesday at ten rings whoever waits in Cremona', async () => {
      const answer = await twiml(incoming({ From: UNKNOWN_LANDLINE }))
      expect(phonesOf(answer)).toEqual([ADA, BRUNO])
      const dial = answer.find(({ name }) => name === 'Dial')
      expect(dial?.attributes).toMatchObject({ answerOnBridge: 'true', timeout: '25', callerId: OUR_NUMBER })
      expect(spokenIn(answer)).toContain('Filo d’Argento')
      expect(answer[0]?.attributes.language).toBe('it-IT')
      const call = await theCall()
      expect(call).toMatchObject({
        state: 'ringing',
        listeningPointId: day.cremona.id,
        fromE164: UNKNOWN_LANDLINE,
        callerKind: 'landline',
        personId: null,
        ringRound: 1,
      })
      expect(call.startedAt).toEqual(app.clock.now())
      expect(call.routeSteps).toEqual([
        { code: 'landlineDistrict', text: 'Chiama un telefono fisso del distretto di Cremona (0372).' },
        { code: 'pointOpen', text: 'Risponde Cremona.' },
      ])
    })

    it('somebody known reaches the point that follows them, from whatever number, and the call carries their card', async () => {
      const mobile = '+393487654321'
      const person = await aPerson(app.db, { listeningPointId: day.cremona.id, e164: [mobile] })
      expect(phonesOf(await twiml(incoming({ From: mobile })))).toEqual([ADA, BRUNO])
      expect((await theCall()).personId).toBe(person.id)
    })

    it.each([
      ['at 13:00', '2026-11-24T13:00+01:00', CREMONA_LANDLINE, 'pointClosed'],
      ['on 25 April', '2026-04-25T10:00+02:00', CREMONA_LANDLINE, 'pointClosed'],
      ['from words instead of a number', '2026-11-24T10:00+01:00', 'sip:somebody@example.org', 'numberElsewhere'],
    ])('%s it rings the call centre: its operators, then its fixed line', async (_, at, from, code) => {
      app.clock.set(at)
      const answer = await twiml(incoming({ From: from }))
      expect(phonesOf(answer)).toEqual([CARLA, CALL_CENTRE_PHONE])
      const call = await theCall()
      expect(call.listeningPointId).toBe(day.callCentre.id)
      expect((call.routeSteps as { code: string }[]).map((step) => step.code)).toContain(code)
    })

    it.each([
      ['a mobile nobody knows', UNKNOWN_MOBILE, 'mobileUnknown'],
      ['a hidden number', '+266696687', 'numberWithheld'],
      ['no number at all', '', 'numberWithheld'],
    ])('%s is asked where it calls from', async (_, from, code) => {
      const answer = await twiml(incoming({ From: from }))
      expect(answer.map(({ name }) => name)).toEqual(['Gather'])
      expect(answer[0]?.attributes).toMatchObject({ numDigits: '5', finishOnKey: '#', actionOnEmptyResult: 'true' })
      expect(spokenIn(answer)).toContain('CAP')
      const call = await theCall()
      expect(call).toMatchObject({ state: 'asking', timesAsked: 1, ringRound: 0 })
      expect((call.routeSteps as { code: string }[]).map((step) => step.code)).toContain(code)
    })

    it('a point where nobody is present or free is skipped', async () => {
      expect(phonesOf(await twiml(incoming({ From: '+390373256789' })))).toEqual([CARLA, CALL_CENTRE_PHONE])
      expect((await theCall()).routeSteps).toContainEqual({
        code: 'nobodyAvailable',
        text: 'Nessuno è libero presso Crema.',
      })
    })

    it('never rings the caller’s own phone, those on a break, nor those in conversation', async () => {
      await anOperatorWaiting(app, { pointId: day.cremona.id, e164: CREMONA_LANDLINE, name: 'Dino Sala' })
      await app.db.presence.update({ where: { operatorId: day.bruno.id }, data: { state: 'onBreak' } })
      expect(phonesOf(await twiml(incoming()))).toEqual([ADA])
      await accept(ADA)
      const second = await twiml(incoming({ CallSid: callSid('b'), From: UNKNOWN_LANDLINE }))
      expect(phonesOf(second)).toEqual([CREMONA_LANDLINE])
    })

    it('an operator is free again when the conversation is over', async () => {
      await twiml(incoming())
      await accept(ADA)
      await twiml(afterRing(1, { DialBridged: 'true', DialCallStatus: 'completed' }))
      const second = await twiml(incoming({ CallSid: callSid('b'), From: UNKNOWN_LANDLINE }))
      expect(phonesOf(second)).toEqual([ADA, BRUNO])
    })

    it('rings ten phones at most', async () => {
      for (let last = 10; last < 22; last += 1) {
        await anOperatorWaiting(app, { pointId: day.cremona.id, e164: `+3933300000${last}`, name: 'Dino Sala' })
      }
      expect(phonesOf(await twiml(incoming()))).toHaveLength(10)
    })
  })

  describe('leaves its trace', () => {
    it('call, legs, event, audit and news are written together, with no number in them', async () => {
      await twiml(incoming())
      const call = await theCall()
      expect(await app.db.callEvent.findMany()).toMatchObject([{ key: `incoming:${CALL}`, callId: call.id }])
      expect(await app.db.callLeg.count({ where: { callId: call.id, state: 'ringing' } })).toBe(2)
      const [entry] = await app.db.auditEntry.findMany({ where: { entity: 'call' } })
      expect(entry).toMatchObject({ action: 'call.received', actorKind: 'caller', entityId: call.id })
      expect(entry?.requestId).toBeTruthy()
      const news = await app.db.liveEvent.findMany({ where: { topic: 'call' } })
      expect(news).toMatchObject([{ entityId: call.id, listeningPointId: day.cremona.id }])
      expect(app.logged.join()).not.toContain('448678')
      expect(app.logged.join()).toContain('/voice/incoming')
    })

    it('told twice, one after the other or at once, it is one call with the same answer', async () => {
      const first = await (await sendWebhook(app, incoming())).text()
      const again = await (await sendWebhook(app, incoming())).text()
      const together = await Promise.all(
        ['b', 'b', 'b'].map((letter) => sendWebhook(app, incoming({ CallSid: callSid(letter) }))),
      )
      const texts = await Promise.all(together.map((response) => response.text()))
      expect(again).toBe(first)
      expect(new Set(texts).size).toBe(1)
      expect(await app.db.call.count()).toBe(2)
      expect(await app.db.callLeg.count()).toBe(4)
      expect(await app.db.callEvent.count()).toBe(2)
    })
  })

  describe('is accepted', () => {
    const whisper = async (e164: string) => {
      const leg = await legOf(e164)
      return twiml({ path: `/voice/accept?leg=${leg.id}`, form: { CallSid: callSid('c') } })
    }

    it('whoever picks up hears who calls, twice, and presses 1; without a key that leg alone ends', async () => {
      const answer = await twiml(incoming())
      expect(pathIn(rungBy(answer)[0]?.attributes.url)).toBe(`/voice/accept?leg=${(await legOf(ADA)).id}`)
      const asked = await whisper(ADA)
      expect(asked.map(({ name }) => name)).toEqual(['Gather', 'Gather', 'Hangup'])
      expect(asked[0]?.attributes.numDigits).toBe('1')
      expect(asked[0]?.text).toBe('Filo d’Argento. Chiama Teresa Galli. Prema 1 per rispondere.')
      expect(pathIn(asked[0]?.attributes.action)).toBe(`/voice/accepted?leg=${(await legOf(ADA)).id}`)
    })

    it('a relative is announced with the person they call for, an unknown number with its kind', async () => {
      const daughter = '+393481112223'
      await app.db.relation.create({
        data: { personId: day.teresa.id, kind: 'child', name: 'Anna Verdi', phoneE164: daughter },
      })
      await twiml(incoming({ From: daughter }))
      expect(spokenIn(await whisper(ADA))).toContain('Chiama Anna Verdi, per Teresa Galli.')
      await sendWebhook(app, status())
      await twiml(incoming({ CallSid: callSid('b'), From: UNKNOWN_LANDLINE }))
      expect(spokenIn(await whisper(ADA))).toContain('Chiamata da un telefono fisso.')
    })

    it('1 gives the call to one operator, with the contact to write', async () => {
      await twiml(incoming())
      app.clock.advance(9)
      expect(await accept(ADA)).toEqual([])
      const call = await theCall()
      expect(call).toMatchObject({ state: 'answered', answeredByOperatorId: day.ada.id })
      expect(call.answeredAt).toEqual(app.clock.now())
      expect(await legOf(ADA)).toMatchObject({ state: 'accepted', twilioCallSid: callSid('c') })
      expect(await legOf(BRUNO)).toMatchObject({ state: 'lost' })
      expect(await app.db.contact.findMany()).toMatchObject([
        {
          direction: 'inbound',
          provenance: 'tollFree',
          state: 'draft',
          callId: call.id,
          operatorId: day.ada.id,
          listeningPointId: day.cremona.id,
          personId: day.teresa.id,
          callerE164: CREMONA_LANDLINE,
          occurredAt: call.startedAt,
        },
      ])
      const traces = await app.db.auditEntry.findMany({ where: { operatorId: day.ada.id }, orderBy: { id: 'asc' } })
      expect(traces.map(({ action }) => action)).toEqual(['call.answered', 'contact.started'])
      const topics = (await app.db.liveEvent.findMany()).map(({ topic }) => topic)
      expect(topics.sort()).toEqual(['call', 'call', 'contact', 'presence'])
    })

    it('where two people share the number the contact is nobody’s yet', async () => {
      await aPerson(app.db, { firstName: 'Carlo', listeningPointId: day.cremona.id, e164: [CREMONA_LANDLINE] })
      await twiml(incoming())
      await accept(ADA)
      expect(await app.db.contact.findMany()).toMatchObject([{ personId: null }])
    })

    it('a fixed line of the call centre answers for nobody in particular', async () => {
      await twiml(incoming({ From: LANDLINE_OF_ROME }))
      expect(await accept(CALL_CENTRE_PHONE)).toEqual([])
      expect(await theCall()).toMatchObject({ state: 'answered', answeredByOperatorId: null })
      expect(await app.db.contact.findMany()).toMatchObject([{ operatorId: null, listeningPointId: day.callCentre.id }])
    })

    it('pressed by all at the same instant, it has one winner; the others hear so', async () => {
      for (let last = 10; last < 16; last += 1) {
        await anOperatorWaiting(app, { pointId: day.cremona.id, e164: `+3933300000${last}`, name: 'Dino Sala' })
      }
      await twiml(incoming())
      const legs = await app.db.callLeg.findMany()
      expect(legs).toHaveLength(8)
      const answers = await Promise.all(legs.map((leg, at) => twiml(pressed(leg.id, '1', callSid(String(at))))))
      expect(answers.filter((answer) => answer.length === 0)).toHaveLength(1)
      const losers = answers.filter((answer) => answer.length > 0)
      for (const answer of losers) expect(spokenIn(answer)).toContain('ha già risposto una collega')
      expect(losers.every((answer) => answer.at(-1)?.name === 'Hangup')).toBe(true)
      expect(await app.db.callLeg.count({ where: { state: 'accepted' } })).toBe(1)
      expect(await app.db.callLeg.count({ where: { state: 'lost' } })).toBe(7)
      expect(await app.db.contact.count()).toBe(1)
      const winner = await app.db.callLeg.findFirstOrThrow({ where: { state: 'accepted' } })
      expect((await theCall()).answeredByOperatorId).toBe(winner.operatorId)
    })

    it('told twice to the winner, the lines are joined both times and there is one contact', async () => {
      await twiml(incoming())
      expect(await accept(ADA)).toEqual([])
      expect(await accept(ADA)).toEqual([])
      expect(await app.db.contact.count()).toBe(1)
      expect(await app.db.auditEntry.count({ where: { action: 'call.answered' } })).toBe(1)
    })

    it('another key is a slip: it is asked again, and nothing is written', async () => {
      await twiml(incoming())
      const again = await twiml(pressed((await legOf(ADA)).id, '7', callSid('c')))
      expect(spokenIn(again)).toContain('Prema 1 per rispondere')
      expect((await theCall()).state).toBe('ringing')
    })

    it('whoever picks up too late hears why', async () => {
      await twiml(incoming())
      await accept(ADA)
      expect(spokenIn(await whisper(BRUNO))).toContain('ha già risposto una collega')
      await twiml(incoming({ CallSid: callSid('b'), From: UNKNOWN_LANDLINE }))
      await sendWebhook(app, status({ CallSid: callSid('b') }))
      expect(spokenIn(await whisper(BRUNO))).toContain('ha riagganciato')
      expect(spokenIn(await accept(BRUNO))).toContain('ha riagganciato')
      expect(await app.db.contact.count()).toBe(1)
    })
  })

  describe('goes on', () => {
    it('unanswered at the point it rings the call centre, and says so', async () => {
      await twiml(incoming())
      const next = await twiml(afterRing(1))
      expect(phonesOf(next)).toEqual([CARLA, CALL_CENTRE_PHONE])
      expect(next.find(({ name }) => name === 'Dial')?.attributes).toMatchObject({
        timeout: '40',
        callerId: OUR_NUMBER,
      })
      const call = await theCall()
      expect(call).toMatchObject({ state: 'ringing', ringRound: 2, listeningPointId: day.callCentre.id })
      expect((call.routeSteps as { code: string }[]).map(({ code }) => code)).toEqual([
        'knownCaller',
        'pointOpen',
        'nobodyAnswered',
        'toCallCentre',
      ])
      expect(await app.db.callLeg.count({ where: { ringRound: 1, state: 'noAnswer' } })).toBe(2)
      expect(await accept(CARLA)).toEqual([])
      expect(await theCall()).toMatchObject({ answeredByOperatorId: day.carla.id })
    })

    it('told twice, at once or later, it takes one step', async () => {
      await twiml(incoming())
      const [first, second] = await Promise.all([
        sendWebhook(app, afterRing(1)).then((response) => response.text()),
        sendWebhook(app, afterRing(1)).then((response) => response.text()),
      ])
      expect(second).toBe(first)
      expect(await (await sendWebhook(app, afterRing(1))).text()).toBe(first)
      expect(await theCall()).toMatchObject({ ringRound: 2, state: 'ringing' })
      expect(await app.db.callLeg.count({ where: { ringRound: 2 } })).toBe(2)
    })

    it('where nobody answers at the call centre either, there is the voicemail, and somebody will call back', async () => {
      await twiml(incoming())
      await twiml(afterRing(1))
      const words = await twiml(afterRing(2))
      expect(words.map(({ name }) => name)).toEqual(['Say', 'Record', 'Redirect'])
      expect(await theCall()).toMatchObject({ state: 'recording', listeningPointId: day.cremona.id })
      // The point that would have answered calls back.
      const callback = { reason: 'missed', state: 'open', e164: CREMONA_LANDLINE, personId: day.teresa.id }
      expect(await app.db.callback.findMany()).toMatchObject([{ ...callback, listeningPointId: day.cremona.id }])
      expect((await twiml(afterRing(2))).map(({ name }) => name)).toEqual(['Say', 'Record', 'Redirect'])
      app.clock.advance(60)
      await sendWebhook(app, status())
      expect(await app.db.callback.count()).toBe(1)
      expect(await theCall()).toMatchObject({ state: 'ended', outcome: 'callback' })
    })

    it('where there is nobody to ring at all, the voicemail comes at once', async () => {
      await app.db.presence.deleteMany()
      await app.db.listeningPoint.update({ where: { id: day.callCentre.id }, data: { fixedPhones: [] } })
      expect((await twiml(incoming())).map(({ name }) => name)).toEqual(['Say', 'Record', 'Redirect'])
      expect(await app.db.callback.count()).toBe(1)
      expect(await theCall()).toMatchObject({ state: 'recording', ringRound: 0 })
    })

    it('after a conversation the caller is thanked and the call is over', async () => {
      await twiml(incoming())
      await accept(ADA)
      app.clock.advance(300)
      const words = await twiml(afterRing(1, { DialBridged: 'true', DialCallStatus: 'completed' }))
      expect(spokenIn(words)).toContain('Grazie')
      expect(words.at(-1)?.name).toBe('Hangup')
      const call = await theCall()
      expect(call).toMatchObject({ state: 'ended', outcome: 'answered' })
      expect(call.endedAt).toEqual(app.clock.now())
    })

    it('accepted by whom vanished before the lines were joined, it goes on, and the contact waits for the next', async () => {
      await twiml(incoming())
      await accept(ADA)
      const next = await twiml(afterRing(1, { DialBridged: 'false', DialCallStatus: 'completed' }))
      expect(phonesOf(next)).toEqual([CARLA, CALL_CENTRE_PHONE])
      expect(await app.db.contact.count({ where: { deletedAt: null } })).toBe(0)
      expect(await accept(CARLA, 'd')).toEqual([])
      expect(await app.db.contact.findMany()).toMatchObject([
        { operatorId: day.carla.id, listeningPointId: day.callCentre.id, deletedAt: null },
      ])
    })

    it('picked up by an answering machine, it goes on', async () => {
      await twiml(incoming())
      const next = await twiml(afterRing(1, { DialBridged: 'false', DialCallStatus: 'completed' }))
      expect(phonesOf(next)).toEqual([CARLA, CALL_CENTRE_PHONE])
    })

    it('does not ring the call centre for somebody who has hung up', async () => {
      await twiml(incoming())
      app.clock.advance(4)
      await twiml(afterRing(1, { CallStatus: 'completed', DialCallStatus: 'canceled' }))
      expect(await theCall()).toMatchObject({ state: 'ended', outcome: 'abandoned', ringRound: 1 })
      expect(await app.db.callback.count()).toBe(0)
    })
  })

  describe('ends', () => {
    it.each([
      [4, 0],
      [11, 1],
    ])('abandoned after %i seconds, with %i call-backs', async (seconds, callbacks) => {
      await twiml(incoming())
      app.clock.advance(seconds)
      expect((await sendWebhook(app, status())).status).toBe(204)
      expect((await sendWebhook(app, status())).status).toBe(204)
      expect(await theCall()).toMatchObject({ state: 'ended', outcome: 'abandoned' })
      expect(await app.db.callLeg.count({ where: { state: 'noAnswer' } })).toBe(2)
      expect(await app.db.callback.count({ where: { reason: 'abandoned' } })).toBe(callbacks)
    })

    it('answered, when the conversation was the caller’s to end', async () => {
      await twiml(incoming())
      await accept(ADA)
      await sendWebhook(app, status())
      expect(await theCall()).toMatchObject({ state: 'ended', outcome: 'answered' })
      expect(spokenIn(await twiml(afterRing(1, { CallStatus: 'completed', DialBridged: 'true' })))).toContain('Grazie')
      expect(await app.db.auditEntry.count({ where: { action: 'call.ended' } })).toBe(1)
    })

    it('an older status that arrives later changes nothing', async () => {
      await twiml(incoming())
      await sendWebhook(app, status({ SequenceNumber: '3' }))
      await sendWebhook(app, status({ SequenceNumber: '1', CallStatus: 'in-progress' }))
      expect(await theCall()).toMatchObject({ state: 'ended', outcome: 'abandoned', lastSequenceNumber: 3 })
    })

    it('over before it was taken in, it is written down all the same', async () => {
      await sendWebhook(app, status({ CallDuration: '31' }))
      expect(await theCall()).toMatchObject({ state: 'ended', outcome: 'abandoned' })
      expect(await app.db.callback.count()).toBe(1)
      await twiml(incoming())
      expect(await app.db.call.count()).toBe(1)
      expect(await theCall()).toMatchObject({ state: 'ended' })
    })

    it('a call of ours to somebody is not taken for an incoming one', async () => {
      expect((await sendWebhook(app, status({ Direction: 'outbound-api' }))).status).toBe(204)
      expect(await app.db.call.count()).toBe(0)
    })

    it('a phone that stops ringing is marked, unless it has the call', async () => {
      await twiml(incoming())
      const stopped = async (e164: string, sid: string) => {
        const path = `/voice/leg-status?leg=${(await legOf(e164)).id}`
        return sendWebhook(app, { path, form: { CallSid: callSid(sid), CallStatus: 'completed' } })
      }
      expect((await stopped(BRUNO, 'd')).status).toBe(204)
      expect(await legOf(BRUNO)).toMatchObject({ state: 'noAnswer', twilioCallSid: callSid('d') })
      await accept(ADA)
      await stopped(ADA, 'c')
      expect(await legOf(ADA)).toMatchObject({ state: 'accepted' })
    })
  })
})
