import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCallControl } from '../../adapters/twilio/call-control.ts'
import { openTwilio } from '../../adapters/twilio/twilio-client.ts'
import { placeOutgoingLine } from '../../helpline/calls/outgoing/place-outgoing-line.ts'
import { seeConsoles } from '../../helpline/calls/sweep-presence.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { askForSweep, sweep } from '../../workers/sweep.ts'
import { startTestApp, TEST_AUTH_TOKEN, type TestApp } from '../support/app.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'
import {
  ADA,
  aHelplineDay,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  CREMONA_LANDLINE,
  OUR_NUMBER,
} from '../support/helpline-day.ts'
import { freePort } from '../support/processes.ts'
import { callSid } from '../support/twilio-webhooks.ts'

describe('the sweep', () => {
  let app: TestApp
  let simulator: Simulator
  let sweepNow: () => Promise<void>
  let publicBaseUrl: string
  let apiBaseUrl: string
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeEach(async () => {
    const port = await freePort()
    publicBaseUrl = `http://127.0.0.1:${port}`
    app = await startTestApp({ port, publicBaseUrl })
    day = await aHelplineDay(app)
    const voice = `${publicBaseUrl}/webhooks/twilio/voice`
    const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: TEST_AUTH_TOKEN }
    simulator = createSimulator({
      ...account,
      numbers: [{ number: OUR_NUMBER, voiceUrl: `${voice}/incoming`, statusCallback: `${voice}/status` }],
      telephones: [CREMONA_LANDLINE, ADA, BRUNO, CARLA, CALL_CENTRE_PHONE].map((number) => ({ number, label: number })),
    })
    apiBaseUrl = await simulator.listen(0)
    const settings = {
      ...account,
      ...{ apiBaseUrl, publicBaseUrl, voiceNumber: OUR_NUMBER, messagingNumber: OUR_NUMBER },
      ...{ clockOffsetMs: 0, whatsAppTemplates: {} },
      takeCallTurn: async () => ({ taken: true, waitMs: 0 }),
    }
    const doors = { ...app.store, control: openCallControl(settings), telephone: openTwilio(settings) }
    sweepNow = () => sweep(doors, { now: app.clock.now(), actor: { kind: 'system' } })
  })
  afterEach(async () => {
    await simulator.close()
    await app.close()
  })

  const calls = () => app.db.call.findMany({ include: { callback: true, legs: true, contact: true } })

  describe('of calls', () => {
    /** What the line's last word would have told is never told. */
    const forgetful = () => {
      simulator.script.webhookFault({ kind: 'drop', match: { url: '/voice/status' }, times: 20 })
      simulator.script.webhookFault({ kind: 'drop', match: { url: '/voice/after-ring' }, times: 20 })
    }

    it('ends a conversation whose end nobody told, and its operator is free again', async () => {
      const { script } = simulator
      for (const phone of [ADA, BRUNO]) script.onRing(phone, { kind: 'manual' })
      forgetful()
      script.dial(CREMONA_LANDLINE, OUR_NUMBER)
      await script.settled()
      script.answer(ADA)
      await script.settled()
      script.press(ADA, '1')
      await script.settled()
      app.clock.advance(600)
      await sweepNow()
      expect(await calls()).toMatchObject([{ state: 'answered' }])
      script.hangUp(CREMONA_LANDLINE)
      await script.idle()
      expect(await calls()).toMatchObject([{ state: 'answered' }])
      await sweepNow()
      await sweepNow()
      expect(await calls()).toMatchObject([
        { state: 'ended', outcome: 'answered', callback: null, answeredByOperatorId: day.ada.id },
      ])
      const [call] = await calls()
      expect(call?.endedAt?.getTime()).toBeLessThanOrEqual(app.clock.now().getTime() - 500_000)
    })

    it('ends the call of whoever gave up while it rang, once, and no phone of it rings on', async () => {
      const { script } = simulator
      for (const phone of [ADA, BRUNO]) script.onRing(phone, { kind: 'manual' })
      forgetful()
      script.dial(CREMONA_LANDLINE, OUR_NUMBER)
      await script.settled()
      // As long ago as the network will say it lasted.
      await app.db.call.updateMany({ data: { startedAt: new Date(app.clock.now().getTime() - 60_000) } })
      script.hangUp(CREMONA_LANDLINE)
      await script.idle()
      app.clock.advance(200)
      await sweepNow()
      expect(await calls()).toMatchObject([{ state: 'ringing' }])
      app.clock.advance(200)
      await sweepNow()
      await sweepNow()
      expect(await calls()).toMatchObject([{ state: 'ended', outcome: 'abandoned' }])
      expect((await calls())[0]?.legs.every(({ state }) => state === 'noAnswer')).toBe(true)
    })

    it('gives up, after an hour, one that Twilio does not know, and has its caller called back', async () => {
      await app.db.call.create({
        data: {
          twilioCallSid: callSid('f'),
          direction: 'inbound',
          callerKind: 'landline',
          fromE164: CREMONA_LANDLINE,
          toE164: OUR_NUMBER,
          state: 'ringing',
          listeningPointId: day.cremona.id,
          responsiblePointId: day.cremona.id,
          routeSteps: [],
          startedAt: app.clock.now(),
        },
      })
      app.clock.advance(50 * 60)
      await sweepNow()
      expect(await calls()).toMatchObject([{ state: 'ringing' }])
      app.clock.advance(15 * 60)
      await sweepNow()
      await sweepNow()
      expect(await calls()).toMatchObject([
        { state: 'ended', outcome: 'failed', callback: { reason: 'missed', e164: CREMONA_LANDLINE } },
      ])
    })

    it('goes on with the others when one cannot be looked up, and is tried again', async () => {
      for (const letter of ['d', 'e']) {
        await app.db.call.create({
          data: {
            twilioCallSid: callSid(letter),
            direction: 'inbound',
            callerKind: 'withheld',
            toE164: OUR_NUMBER,
            state: 'ringing',
            listeningPointId: day.cremona.id,
            routeSteps: [],
            startedAt: app.clock.now(),
          },
        })
      }
      app.clock.advance(3 * 3600)
      simulator.script.restFault({ kind: 'error500', path: '/Calls/', times: 1 })
      await expect(sweepNow()).rejects.toThrow()
      expect((await calls()).map(({ outcome }) => outcome).sort()).toEqual(['failed', null])
      await sweepNow()
      expect((await calls()).map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
    })
  })

  describe('of calls of ours', () => {
    const control = () =>
      openCallControl({
        ...{ accountSid: `AC${'0'.repeat(32)}`, authToken: TEST_AUTH_TOKEN },
        ...{ apiBaseUrl, publicBaseUrl, voiceNumber: OUR_NUMBER, clockOffsetMs: 0 },
        takeCallTurn: async () => ({ taken: true, waitMs: 0 }),
      })
    const work = () =>
      drain(
        app.store,
        onlyHandlers({
          'call-next-waiting': async () => undefined,
          'place-outgoing-call': (occasion, payload) =>
            placeOutgoingLine({ ...app.store, control: control() }, occasion, payload),
        }),
        app.clock.now(),
      )
    const call = async () => {
      const callId = crypto.randomUUID()
      const to = { kind: 'person', personId: day.teresa.id, number: CREMONA_LANDLINE } as const
      await app.call('placeOutgoingCall', { params: { callId }, body: { to, way: 'phone' } }, await app.signIn(day.ada))
      await work()
      await simulator.script.settled()
      return callId
    }
    /** Nothing is told of how it ends. */
    const deaf = () => {
      for (const url of ['/outgoing-status', '/outgoing-dialled', '/outgoing-person-status']) {
        simulator.script.webhookFault({ kind: 'drop', match: { url }, times: 50 })
      }
    }
    const isBusy = async () =>
      (await app.call('listPresence', {}, await app.signIn(day.ada))).find(
        ({ operatorId }) => operatorId === day.ada.id,
      )?.onCall

    it('ends one whose end nobody told, with its contact, and the operator is free again', async () => {
      const { script } = simulator
      for (const phone of [ADA, CREMONA_LANDLINE]) script.onRing(phone, { kind: 'manual' })
      const callId = await call()
      script.answer(ADA)
      await script.settled()
      script.press(ADA, '1')
      await script.settled()
      script.answer(CREMONA_LANDLINE)
      await script.settled()
      expect(await calls()).toMatchObject([{ id: callId, state: 'answered' }])
      deaf()
      script.hangUp(CREMONA_LANDLINE)
      await script.idle()
      app.clock.advance(600)
      expect([(await calls())[0]?.state, await isBusy()]).toEqual(['answered', true])
      await sweepNow()
      await sweepNow()
      expect(await calls()).toMatchObject([{ state: 'ended', outcome: 'answered', contact: { state: 'draft' } }])
      expect(await isBusy()).toBe(false)
      const ends = await app.db.auditEntry.count({ where: { action: 'call.ended', entityId: callId } })
      expect(ends).toBe(1)
    })

    it('ends one the operator never took up, though nobody told', async () => {
      const { script } = simulator
      script.onRing(ADA, { kind: 'manual' })
      deaf()
      const callId = await call()
      expect(await isBusy()).toBe(true)
      script.hangUp(ADA)
      await script.idle()
      app.clock.advance(600)
      await sweepNow()
      await sweepNow()
      expect(await calls()).toMatchObject([{ id: callId, state: 'ended', outcome: 'abandoned', contact: null }])
      expect(await isBusy()).toBe(false)
    })

    it('gives up, after an hour, one that Twilio does not know', async () => {
      simulator.script.onRing(ADA, { kind: 'manual' })
      const callId = await call()
      await app.db.call.update({ where: { id: callId }, data: { twilioCallSid: callSid('f') } })
      app.clock.advance(50 * 60)
      await sweepNow()
      expect(await calls()).toMatchObject([{ state: 'ringing' }])
      app.clock.advance(15 * 60)
      await sweepNow()
      await sweepNow()
      expect(await calls()).toMatchObject([{ state: 'ended', outcome: 'failed', contact: null }])
    })
  })

  describe('of those who are not there any more', () => {
    const seen = (...operatorIds: string[]) =>
      seeConsoles(app.store, { now: app.clock.now(), actor: { kind: 'system' } }, operatorIds)
    const present = async () =>
      (await app.db.presence.findMany({ where: { state: 'available' }, orderBy: { operatorId: 'asc' } })).map(
        ({ operatorId }) => operatorId,
      )
    const watched = async (minutes: number, ...operatorIds: string[]) => {
      for (let minute = 0; minute < minutes; minute++) {
        await seen(...operatorIds)
        app.clock.advance(60)
      }
    }
    beforeEach(async () => {
      for (const operator of [day.ada, day.bruno, day.carla]) await app.signIn(operator)
    })

    it('sends home whoever has had no console for ten minutes, and says so; the others stay', async () => {
      await watched(9, day.ada.id, day.carla.id)
      await sweepNow()
      expect(await present()).toHaveLength(3)
      await watched(3, day.ada.id, day.carla.id)
      await sweepNow()
      expect(await present()).toEqual([day.ada.id, day.carla.id].sort())
      const news = await app.db.liveEvent.findMany({ where: { topic: 'presence', entityId: day.bruno.id } })
      expect(news).toHaveLength(1)
    })

    it('takes nobody to have left while nobody looked: after an outage everybody has ten minutes', async () => {
      await watched(12, day.ada.id, day.bruno.id, day.carla.id)
      app.clock.advance(3600)
      await sweepNow()
      expect(await present()).toHaveLength(3)
      await watched(2)
      await sweepNow()
      expect(await present()).toHaveLength(3)
      await watched(10)
      await sweepNow()
      expect(await present()).toEqual([])
    })

    it('sends home whoever has no session left; the demo’s own operators, who have none, stay', async () => {
      await app.db.session.deleteMany({ where: { operatorId: { in: [day.bruno.id, day.carla.id] } } })
      await app.db.operator.update({ where: { id: day.carla.id }, data: { isDemo: true } })
      await sweepNow()
      expect(await present()).toEqual([day.ada.id, day.carla.id].sort())
    })
  })

  it('is asked for by every worker and done once a slot', async () => {
    let times = 0
    const counting = onlyHandlers({
      'sweep-calls': async () => {
        times += 1
      },
    })
    await Promise.all([askForSweep(app.store, app.clock.now()), askForSweep(app.store, app.clock.now())])
    await drain(app.store, counting, app.clock.now())
    expect(times).toBe(1)
    app.clock.advance(180)
    await askForSweep(app.store, app.clock.now())
    await drain(app.store, counting, app.clock.now())
    expect(times).toBe(2)
  })
})
