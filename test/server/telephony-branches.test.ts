import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CALL_PARAMETER } from '../../contract/softphone.ts'
import { browserIdentity } from '../../helpline/calls/call-control.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { aLocalAssociation, anOperator } from '../support/builders.ts'
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
import { NUMERO_VERDE, openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { callSid, sendWebhook } from '../support/twilio-webhooks.ts'

const ASSOCIATION_NUMBER = '+390280010077'
const DINO = '+393361234567'

describe('the branches of a call', () => {
  let line: PhoneLine
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    line = await openPhoneLine({ numbers: [ASSOCIATION_NUMBER] })
    const numbers = [CREMONA_LANDLINE, UNKNOWN_LANDLINE, UNKNOWN_MOBILE, ADA, BRUNO, CARLA, DINO, CALL_CENTRE_PHONE]
    for (const number of numbers) line.script.addTelephone({ number, label: number })
  })
  beforeEach(async () => {
    line.app.clock.set(TUESDAY_AT_TEN)
    day = await aHelplineDay(line.app)
  })
  afterEach(async () => {
    expect(line.script.errors()).toEqual([])
    await line.script.reset()
    await emptyHelpline(line.app)
    await line.app.db.setting.deleteMany({ where: { key: 'voicemail' } })
  })
  afterAll(() => line.close())

  const theCall = () =>
    line.app.db.call.findFirstOrThrow({
      orderBy: { id: 'desc' },
      include: { callback: true, voicemail: true, contact: true, legs: { orderBy: { id: 'asc' } } },
    })
  const dial = async (from: string, options: { withheld?: boolean; to?: string } = {}) => {
    const { to = NUMERO_VERDE, ...rest } = options
    line.script.dial(from, to, rest)
    await line.work()
  }
  const press = async (phone: string, keys: string) => {
    line.script.press(phone, keys)
    await line.work()
  }
  const answer = async (phone: string) => {
    line.script.answer(phone)
    await line.work()
    await press(phone, '1')
  }
  const runOutTime = async (phone: string) => {
    line.script.runOutTime(phone)
    await line.work()
  }
  const hangUp = async (phone: string) => {
    line.script.hangUp(phone)
    await line.work()
  }
  const ringing = (...phones: string[]) => phones.filter((phone) => line.script.phase(phone) === 'ringing')
  const everybody = [ADA, BRUNO, CARLA, DINO, CALL_CENTRE_PHONE]
  const heard = (phone: string) => line.script.heard(phone).at(-1) ?? ''
  const nobodyThere = async () => {
    await line.app.db.presence.deleteMany()
    await line.app.db.listeningPoint.updateMany({ data: { fixedPhones: [] } })
  }

  describe('the question', () => {
    it.each([
      ['the CAP', '26100'],
      ['the prefix', '0372#'],
      ['the prefix without its zero', '372#'],
    ])('%s leads to the point of that place', async (_, keys) => {
      await dial(UNKNOWN_MOBILE)
      expect(heard(UNKNOWN_MOBILE)).toContain('CAP')
      await press(UNKNOWN_MOBILE, keys)
      expect(ringing(...everybody)).toEqual([ADA, BRUNO])
      expect(heard(UNKNOWN_MOBILE)).toContain('Le passiamo subito una persona')
      expect(await theCall()).toMatchObject({
        state: 'ringing',
        listeningPointId: day.cremona.id,
        responsiblePointId: day.cremona.id,
        ringRound: 1,
      })
    })

    it('is asked twice, then the open points of the whole region ring together', async () => {
      await anOperatorWaiting(line.app, { pointId: day.crema.id, e164: DINO, name: 'Dino Sala' })
      await dial(UNKNOWN_MOBILE)
      await press(UNKNOWN_MOBILE, '99#')
      expect(heard(UNKNOWN_MOBILE)).toContain('Non ho capito')
      expect(await theCall()).toMatchObject({ state: 'asking', timesAsked: 2 })
      await runOutTime(UNKNOWN_MOBILE)
      expect(ringing(...everybody)).toEqual([ADA, BRUNO, DINO])
      await answer(DINO)
      const call = await theCall()
      expect(call).toMatchObject({ state: 'answered', listeningPointId: day.crema.id })
      expect(call.contact).toMatchObject({ listeningPointId: day.crema.id })
      expect(call.legs.filter(({ state }) => state === 'lost')).toHaveLength(2)
    })

    it('its answer told twice, together and later, is followed once', async () => {
      line.script.webhookFault({ kind: 'duplicate', together: true, match: { url: '/voice/place' } })
      await dial(UNKNOWN_MOBILE)
      await press(UNKNOWN_MOBILE, '26100')
      const call = await theCall()
      expect(call).toMatchObject({ state: 'ringing', ringRound: 1 })
      expect(call.legs).toHaveLength(2)
      const form = {
        CallSid: call.twilioCallSid ?? '',
        CallStatus: 'in-progress',
        From: UNKNOWN_MOBILE,
        To: OUR_NUMBER,
      }
      for (const time of [1, 2]) {
        const sent = { path: `/voice/place?time=${time}`, form: { ...form, Digits: '20121' } }
        const response = await sendWebhook(line.app, sent, {}, line.publicBaseUrl)
        expect(await response.text()).toContain(ADA)
      }
      expect(await theCall()).toMatchObject({ ringRound: 1, listeningPointId: day.cremona.id })
    })

    it('whoever hangs up while being asked is called back, after ten seconds', async () => {
      await dial(UNKNOWN_MOBILE)
      line.app.clock.advance(20)
      await hangUp(UNKNOWN_MOBILE)
      expect(await theCall()).toMatchObject({ outcome: 'abandoned', callback: { reason: 'abandoned' } })
    })
  })

  describe('the ring', () => {
    it('goes to the neighbours that are open, then to the call centre', async () => {
      await line.app.db.listeningPointNeighbour.create({
        data: { listeningPointId: day.cremona.id, neighbourId: day.crema.id, rank: 1 },
      })
      await anOperatorWaiting(line.app, { pointId: day.crema.id, e164: DINO, name: 'Dino Sala' })
      await dial(CREMONA_LANDLINE)
      await runOutTime(CREMONA_LANDLINE)
      expect(ringing(...everybody)).toEqual([DINO])
      await hangUp(DINO)
      expect(ringing(...everybody)).toEqual([CARLA, CALL_CENTRE_PHONE])
      expect(heard(CREMONA_LANDLINE)).toContain('call centre')
      const call = await theCall()
      expect((call.routeSteps as { code: string }[]).map(({ code }) => code)).toEqual([
        'knownCaller',
        'pointOpen',
        'neighboursOpen',
        'nobodyAnswered',
        'toPoints',
        'nobodyAnswered',
        'toCallCentre',
      ])
    })

    it('is seen at every point where it rings, and by the one whose caller it is', async () => {
      await line.app.db.presence.deleteMany({ where: { listeningPointId: day.cremona.id } })
      await dial(CREMONA_LANDLINE)
      for (const operator of [day.ada, day.carla]) {
        const cookie = await line.app.signIn(operator)
        const calls = await line.app.call('listCurrentCalls', {}, cookie)
        expect(calls).toMatchObject([{ state: 'ringing', ringsAt: [day.callCentre.id] }])
        const callId = calls[0]?.id ?? ''
        expect(await line.app.call('readCall', { params: { callId } }, cookie)).toMatchObject({ id: callId })
      }
      const dino = await anOperator(line.app.db, { name: 'Dino Sala', pointIds: [day.crema.id] })
      expect(await line.app.call('listCurrentCalls', {}, await line.app.signIn(dino))).toEqual([])
      const told = await line.app.db.liveEvent.findMany({ where: { topic: 'call' } })
      const points = new Set(told.map(({ listeningPointId }) => listeningPointId))
      expect(points).toEqual(new Set([day.cremona.id, day.callCentre.id]))
    })

    it('reaches a console, which needs no key', async () => {
      const presence = { inBrowser: true, phoneE164: null }
      await line.app.db.presence.update({ where: { operatorId: day.ada.id }, data: presence })
      const identity = browserIdentity(day.ada.id)
      line.script.registerClient(identity)
      await dial(CREMONA_LANDLINE)
      const { id } = await theCall()
      expect(line.script.incoming(identity).customParameters).toEqual({ [CALL_PARAMETER]: id })
      expect(ringing(...everybody)).toEqual([BRUNO])
      line.script.answer(`client:${identity}`)
      await line.work()
      expect(line.script.talkingWith(CREMONA_LANDLINE)).toEqual([`client:${identity}`])
      expect(await theCall()).toMatchObject({ state: 'answered', answeredByOperatorId: day.ada.id })
      expect((await theCall()).legs.map(({ kind, state }) => [kind, state])).toEqual([
        ['browser', 'accepted'],
        ['operatorPhone', 'lost'],
      ])
    })

    it.each(['busy', 'noAnswer', 'machine'] as const)(
      'an operator whose phone is %s does not keep the caller',
      async (kind) => {
        line.script.onRing(ADA, { kind })
        line.script.onRing(BRUNO, { kind: 'busy' })
        await dial(CREMONA_LANDLINE)
        for (let wait = 0; wait < 3 && ringing(CARLA).length === 0; wait += 1) {
          const waiting = kind === 'machine' ? ADA : CREMONA_LANDLINE
          if (line.script.phase(waiting) !== 'idle') await runOutTime(waiting)
        }
        expect(ringing(...everybody)).toEqual([CARLA, CALL_CENTRE_PHONE])
      },
    )

    it('an association’s own number is its point’s, and the contact says so', async () => {
      const association = await aLocalAssociation(line.app.db, {
        phoneE164: ASSOCIATION_NUMBER,
        listeningPointId: day.cremona.id,
      })
      await dial(UNKNOWN_MOBILE, { to: ASSOCIATION_NUMBER })
      expect(ringing(...everybody)).toEqual([ADA, BRUNO])
      await answer(ADA)
      const { contact } = await theCall()
      expect(contact).toMatchObject({ provenance: 'localLine', localAssociationId: association.id })
    })

    it('a line sent away from its conversation by mistake is not left alone', async () => {
      await dial(CREMONA_LANDLINE)
      await answer(ADA)
      await line.askAgain((await theCall()).id)
      expect(ringing(...everybody)).toEqual([CARLA, CALL_CENTRE_PHONE])
      expect(await theCall()).toMatchObject({ state: 'ringing', ringRound: 2 })
      await answer(CARLA)
      expect(await theCall()).toMatchObject({ state: 'answered', answeredByOperatorId: day.carla.id })
      expect(await line.app.db.contact.count({ where: { deletedAt: null } })).toBe(1)
    })
  })

  describe('the voicemail', () => {
    async function toVoicemail(options: { withheld?: boolean } = {}) {
      await nobodyThere()
      await dial(UNKNOWN_LANDLINE, options)
      for (let question = 0; question < 2 && options.withheld; question += 1) await runOutTime(UNKNOWN_LANDLINE)
      expect((await theCall()).state).toBe('recording')
    }

    it('is announced, and a message makes a call-back with a voice', async () => {
      await line.app.db.setting.create({ data: { key: 'voicemail', value: { keptAt: 'twilio', keptDays: 10 } } })
      await toVoicemail()
      const words = line.script.heard(UNKNOWN_LANDLINE).join(' ')
      for (const said of ['lo registriamo', 'dopo 10 giorni', '112']) expect(words).toContain(said)
      expect((await theCall()).callback).toMatchObject({ reason: 'missed' })
      line.app.clock.advance(30)
      line.script.leaveMessage(UNKNOWN_LANDLINE, 25, { end: '#' })
      await line.work()
      expect(heard(UNKNOWN_LANDLINE)).toContain('Abbiamo il suo messaggio')
      expect(await theCall()).toMatchObject({
        state: 'ended',
        outcome: 'voicemail',
        callback: { reason: 'voicemail', listeningPointId: day.cremona.id, e164: UNKNOWN_LANDLINE },
        voicemail: { durationSeconds: 25, deleteAfter: new Date('2026-12-04') },
      })
    })

    it('of a closed point says when it reopens', async () => {
      line.app.clock.set('2026-11-24T12:30:00+01:00')
      await toVoicemail()
      expect(line.script.heard(UNKNOWN_LANDLINE).join(' ')).toContain('riapriamo oggi alle 15')
    })

    it.each(['hangUp', '#', 'silence'] as const)(
      'a message that ends with %s is one, however it is told',
      async (end) => {
        for (const url of ['/voice/recording', '/voice/after-message', '/voice/status']) {
          line.script.webhookFault({ kind: 'duplicate', together: true, match: { url } })
        }
        if (end === 'hangUp') {
          line.script.webhookFault({ kind: 'delay', milliseconds: 500, match: { url: '/voice/recording' } })
        }
        await toVoicemail()
        line.app.clock.advance(30)
        line.script.leaveMessage(UNKNOWN_LANDLINE, 12, { end })
        await line.work()
        expect(await line.app.db.voicemail.count()).toBe(1)
        expect(await line.app.db.callback.count()).toBe(1)
        expect(await theCall()).toMatchObject({ outcome: 'voicemail', callback: { reason: 'voicemail' } })
      },
    )

    it('without a word is a missed call, to be called back', async () => {
      await toVoicemail()
      line.app.clock.advance(30)
      line.script.leaveMessage(UNKNOWN_LANDLINE, 0)
      await line.work()
      expect(heard(UNKNOWN_LANDLINE)).toContain('la richiamiamo noi')
      expect(await theCall()).toMatchObject({ outcome: 'callback', voicemail: null, callback: { reason: 'missed' } })
    })

    it.each([
      [5, 'abandoned', null],
      [40, 'callback', 'missed'],
    ])('hung up %i seconds after the call began', async (seconds, outcome, reason) => {
      await toVoicemail()
      line.app.clock.advance(seconds)
      line.script.hangUp(UNKNOWN_LANDLINE)
      await line.work()
      const call = await theCall()
      // What the simulator recorded meanwhile may be a second of silence.
      if (call.voicemail === null) expect(call.outcome).toBe(outcome)
      expect(call.callback?.reason ?? null).toBe(call.voicemail ? 'voicemail' : reason)
    })

    it('of whoever hides the number is kept too, and only with words is there anything to call back', async () => {
      await toVoicemail({ withheld: true })
      expect(await line.app.db.callback.count()).toBe(0)
      line.app.clock.advance(60)
      line.script.leaveMessage(UNKNOWN_LANDLINE, 20)
      await line.work()
      expect(await theCall()).toMatchObject({
        outcome: 'voicemail',
        fromE164: null,
        callback: { reason: 'voicemail', e164: null },
      })
      await dial(UNKNOWN_LANDLINE, { withheld: true })
      for (let question = 0; question < 2; question += 1) await runOutTime(UNKNOWN_LANDLINE)
      line.app.clock.advance(60)
      line.script.leaveMessage(UNKNOWN_LANDLINE, 0)
      await line.work()
      expect(heard(UNKNOWN_LANDLINE)).toContain('non vediamo il suo numero')
      expect(await theCall()).toMatchObject({ outcome: 'failed', callback: null })
    })

    it('is all there is for a limited number, while the limit stands', async () => {
      const limit = {
        e164: UNKNOWN_LANDLINE,
        reason: 'Molesta',
        fromAt: line.app.clock.now(),
        untilAt: new Date(line.app.clock.now().getTime() + 3_600_000),
        operatorId: day.ada.id,
      }
      const { id } = await line.app.db.numberLimit.create({ data: { ...limit, needsApproval: true } })
      await dial(UNKNOWN_LANDLINE)
      expect(ringing(...everybody)).toEqual([ADA, BRUNO])
      await hangUp(UNKNOWN_LANDLINE)
      await line.app.db.numberLimit.update({ where: { id }, data: { approvedById: day.bruno.id } })
      await dial(UNKNOWN_LANDLINE)
      expect(ringing(...everybody)).toEqual([])
      expect(await theCall()).toMatchObject({ state: 'recording' })
      await hangUp(UNKNOWN_LANDLINE)
      line.app.clock.advance(3_600)
      await dial(UNKNOWN_LANDLINE)
      expect(ringing(...everybody)).toEqual([ADA, BRUNO])
    })

    it('a recording told of before anything else, or of no call of ours, loses and breaks nothing', async () => {
      const stray = { path: '/voice/recording?call=0197d3a0-0000-7000-8000-000000000001', form: {} }
      const form = { CallSid: callSid('a'), RecordingSid: `RE${'a'.repeat(32)}`, RecordingDuration: '9' }
      const response = await sendWebhook(line.app, { ...stray, form }, {}, line.publicBaseUrl)
      expect(response.status).toBe(204)
      expect(await line.app.db.voicemail.count()).toBe(0)
    })
  })
})
