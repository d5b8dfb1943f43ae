import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aHelplineDay, CREMONA_LANDLINE, OUR_NUMBER } from '../support/helpline-day.ts'
import { sendWebhook, type Webhook } from '../support/twilio-webhooks.ts'

describe('the webhooks of a call, told twice and in any order', () => {
  let app: TestApp
  let calls = 0

  beforeAll(async () => {
    app = await startTestApp()
    await aHelplineDay(app)
  })
  afterAll(() => app.close())

  const hex = (number: number) => number.toString(16)
  const sid = (number: number) => `CA${hex(number).padStart(32, '0')}`

  async function begin() {
    calls += 10
    const form = { CallSid: sid(calls), Direction: 'inbound', From: CREMONA_LANDLINE, To: OUR_NUMBER }
    const incoming: Webhook = { path: '/voice/incoming', form: { ...form, CallStatus: 'ringing' } }
    expect((await sendWebhook(app, incoming)).status).toBe(200)
    const call = await app.db.call.findUniqueOrThrow({
      where: { twilioCallSid: form.CallSid },
      include: { legs: true },
    })
    const accepted = call.legs.map((leg, at): Webhook => {
      return { path: `/voice/accepted?leg=${leg.id}`, form: { CallSid: sid(calls + at + 1), Digits: '1' } }
    })
    const whispers = accepted.map(({ path, form: { CallSid = '' } }) => {
      return { path: path.replace('accepted', 'accept'), form: { CallSid } }
    })
    const legStatuses = accepted.map(({ path, form: { CallSid = '' } }) => {
      return { path: path.replace('accepted', 'leg-status'), form: { CallSid, CallStatus: 'completed' } }
    })
    const settled: Webhook = {
      path: '/voice/after-ring?round=1',
      form: { ...form, CallStatus: 'in-progress', DialCallStatus: 'completed', DialBridged: 'true' },
    }
    const ended: Webhook = { path: '/voice/status', form: { ...form, CallStatus: 'completed', SequenceNumber: '0' } }
    return { call, incoming, whispers, accepted, legStatuses, settled, ended }
  }

  async function outcomeOf(callId: string) {
    const call = await app.db.call.findUniqueOrThrow({
      where: { id: callId },
      include: { legs: true, contact: true, callback: true },
    })
    const accepted = call.legs.filter(({ state }) => state === 'accepted')
    const endings = await app.db.auditEntry.count({ where: { entityId: callId, action: 'call.ended' } })
    return { call, accepted: accepted.length, endings }
  }

  it('in the order they happened, each repeated anywhere later: one call, one contact, answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), async (places) => {
        const { call, incoming, whispers, accepted, legStatuses, settled, ended } = await begin()
        const told = [incoming, ...whispers, ...accepted, settled, ...legStatuses, ended]
        // Each is repeated at a place after its own.
        const sequence = told.map((webhook, at) => ({ webhook, at: at as number }))
        told.forEach((webhook, at) => {
          sequence.push({ webhook, at: at + 0.5 + ((places[at] ?? 0) % (told.length - at)) })
        })
        sequence.sort((a, b) => a.at - b.at)
        for (const { webhook } of sequence) expect((await sendWebhook(app, webhook)).status).toBeLessThan(300)
        const outcome = await outcomeOf(call.id)
        expect(outcome.call).toMatchObject({ state: 'ended', outcome: 'answered', callback: null, ringRound: 1 })
        expect(outcome.call.contact?.deletedAt).toBeNull()
        expect(outcome).toMatchObject({ accepted: 1, endings: 1 })
      }),
      { numRuns: 8 },
    )
    expect(await app.db.contact.count()).toBe(await app.db.call.count())
  }, 60_000)

  it('in whatever order, one after the other or at once: one call, one winner at most, and it ends once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.boolean(), async (order, atOnce) => {
        const { call, incoming, whispers, accepted, legStatuses, settled, ended } = await begin()
        const once = [incoming, ...whispers, ...accepted, ...legStatuses, settled, ended]
        const shuffled = [...once, ...once]
          .map((webhook) => ({ webhook, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ webhook }) => webhook)
        const send = async (webhook: Webhook) => (await sendWebhook(app, webhook)).status
        const statuses = atOnce ? await Promise.all(shuffled.map(send)) : []
        if (!atOnce) for (const webhook of shuffled) statuses.push(await send(webhook))
        expect(statuses.every((status) => status === 200 || status === 204)).toBe(true)
        const outcome = await outcomeOf(call.id)
        expect(outcome.call.state).toBe('ended')
        expect(outcome.endings).toBe(1)
        expect(outcome.accepted).toBe(outcome.call.outcome === 'answered' ? 1 : 0)
        expect(outcome.call.contact === null).toBe(outcome.call.outcome !== 'answered')
        expect(await app.db.call.count({ where: { twilioCallSid: call.twilioCallSid } })).toBe(1)
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  async function shuffled(webhooks: readonly Webhook[], order: Iterator<number>, atOnce: boolean): Promise<void> {
    const sequence = [...webhooks, ...webhooks]
      .map((webhook) => ({ webhook, place: order.next().value as number }))
      .sort((a, b) => a.place - b.place)
    const send = async ({ webhook }: { webhook: Webhook }) => (await sendWebhook(app, webhook)).status
    const statuses = atOnce ? await Promise.all(sequence.map(send)) : []
    if (!atOnce) for (const each of sequence) statuses.push(await send(each))
    expect(statuses.every((status) => status === 200 || status === 204)).toBe(true)
  }

  const callOf = (twilioCallSid: string) =>
    app.db.call.findUniqueOrThrow({ where: { twilioCallSid }, include: { callback: true, voicemail: true } })

  async function beginWithNobodyFree(): Promise<{ CallSid: string; CallStatus: string } & Record<string, string>> {
    calls += 10
    const form = { CallSid: sid(calls), Direction: 'inbound', From: CREMONA_LANDLINE, To: OUR_NUMBER }
    const incoming = { path: '/voice/incoming', form: { ...form, CallStatus: 'ringing' } }
    expect((await sendWebhook(app, incoming)).status).toBe(200)
    app.clock.advance(30)
    return { ...form, CallStatus: 'in-progress' }
  }

  it('a message left: in whatever order it is told of, it is one message, one call-back and one ending', async () => {
    await app.db.presence.deleteMany()
    await app.db.listeningPoint.updateMany({ data: { fixedPhones: [] } })
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.boolean(), async (order, atOnce) => {
        const form = await beginWithNobodyFree()
        const { id } = await callOf(form.CallSid)
        const recording = { RecordingSid: `RE${hex(calls).padStart(32, '0')}`, RecordingDuration: '12' }
        const told = [
          { path: '/voice/after-message', form: { ...form, ...recording } },
          { path: `/voice/recording?call=${id}`, form: { ...form, ...recording, RecordingStatus: 'completed' } },
          { path: '/voice/status', form: { ...form, CallStatus: 'completed', SequenceNumber: '0' } },
        ]
        await shuffled(told, order, atOnce)
        expect(await callOf(form.CallSid)).toMatchObject({
          state: 'ended',
          outcome: 'voicemail',
          callback: { reason: 'voicemail' },
          voicemail: { durationSeconds: 12 },
        })
        expect(await app.db.auditEntry.count({ where: { entityId: id, action: 'call.ended' } })).toBe(1)
      }),
      { numRuns: 8 },
    )
  }, 60_000)

  it('a wait given up, or exchanged for a promise: one call, one call-back, one ending', async () => {
    const ada = await app.db.operator.findFirstOrThrow({ where: { name: 'Ada Bianchi' } })
    const cremona = await app.db.listeningPoint.findFirstOrThrow({ where: { name: 'Cremona' } })
    const at = {
      listeningPointId: cremona.id,
      phoneE164: '+393331234567',
      state: 'available',
      since: app.clock.now(),
    } as const
    await app.db.presence.deleteMany()
    await app.db.listeningPoint.updateMany({ data: { fixedPhones: [] } })
    await app.db.presence.create({ data: { operatorId: ada.id, ...at } })
    // Somebody whom she speaks with for the whole of the test.
    const busy = await beginWithNobodyFree()
    const leg = await app.db.callLeg.findFirstOrThrow({ where: { call: { twilioCallSid: busy.CallSid } } })
    const accepted = { path: `/voice/accepted?leg=${leg.id}`, form: { CallSid: sid(calls + 1), Digits: '1' } }
    expect((await sendWebhook(app, accepted)).status).toBe(200)
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.boolean(), async (order, atOnce) => {
        const form = await beginWithNobodyFree()
        const { id, state } = await callOf(form.CallSid)
        expect(state).toBe('waiting')
        const told = [
          { path: '/voice/wait?turn=1', form },
          { path: '/voice/wait?turn=2', form },
          { path: '/voice/wait-key?turn=2', form: { ...form, Digits: '1' } },
          { path: '/voice/after-wait', form: { ...form, QueueResult: 'leave' } },
          { path: '/voice/status', form: { ...form, CallStatus: 'completed', SequenceNumber: '0' } },
        ]
        await shuffled(told, order, atOnce)
        const call = await callOf(form.CallSid)
        expect(call.state).toBe('ended')
        expect(call.callback?.reason).toBe(call.outcome === 'callback' ? 'promised' : 'abandoned')
        expect(await app.db.auditEntry.count({ where: { entityId: id, action: 'call.ended' } })).toBe(1)
      }),
      { numRuns: 8 },
    )
  }, 60_000)
})
