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
})
