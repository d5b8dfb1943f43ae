import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLog } from '../../adapters/log.ts'
import { problem } from '../../contract/endpoint.ts'
import { signatureOf } from '../../phone-simulator/signing.ts'
import { answerProblems } from '../../server/problems.ts'
import { noAddress, type TwilioWebhook, twilioRouter } from '../../server/twilio-webhooks.ts'
import { startTestApp, TEST_AUTH_TOKEN, type TestApp } from '../support/app.ts'
import { aHelplineDay, CREMONA_LANDLINE, OUR_NUMBER } from '../support/helpline-day.ts'
import { callSid, PUBLIC_BASE_URL, rungBy, sendWebhook, spokenIn, twimlOf } from '../support/twilio-webhooks.ts'

const leg = '0197d3a0-0000-7000-8000-000000000001'
const form = {
  CallSid: callSid('a'),
  CallStatus: 'completed',
  Direction: 'inbound',
  From: CREMONA_LANDLINE,
  To: OUR_NUMBER,
}
const paths = [
  '/voice/incoming',
  `/voice/accept?leg=${leg}`,
  `/voice/accepted?leg=${leg}`,
  '/voice/after-ring?round=1',
  '/voice/status',
  `/voice/leg-status?leg=${leg}`,
  `/voice/pick-up?leg=${leg}`,
  '/voice/place?time=1',
  '/voice/resume?round=1',
  '/voice/wait?turn=1',
  '/voice/wait-key?turn=1',
  '/voice/after-wait',
  '/voice/alone',
  '/voice/after-message',
  `/voice/recording?call=${leg}`,
  `/voice/next?call=${leg}`,
]

describe('a webhook that is refused', () => {
  let app: TestApp
  let before: unknown

  beforeAll(async () => {
    app = await startTestApp()
    await aHelplineDay(app)
    before = await counts()
  })
  afterAll(() => app.close())

  const counts = async () => ({
    calls: await app.db.call.count(),
    legs: await app.db.callLeg.count(),
    events: await app.db.callEvent.count(),
    contacts: await app.db.contact.count(),
    callbacks: await app.db.callback.count(),
    audit: await app.db.auditEntry.count(),
    news: await app.db.liveEvent.count(),
  })
  const refused = async (response: Response, status: number) => {
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(problem.parse(await response.json()).status).toBe(status)
    expect(await counts()).toEqual(before)
  }

  it.each(paths)('%s without a signature, or with a wrong one', async (path) => {
    const address = `${PUBLIC_BASE_URL}/webhooks/twilio${path}`
    const wrong = [
      undefined,
      '',
      'not a signature',
      signatureOf('another-token', address, form),
      signatureOf(TEST_AUTH_TOKEN, address, { ...form, From: '+390372448679' }),
      signatureOf(TEST_AUTH_TOKEN, `${address}x`, form),
      signatureOf(TEST_AUTH_TOKEN, address.replace('http:', 'https:'), form),
    ]
    for (const signature of wrong) {
      await refused(await sendWebhook(app, { path, form }, { 'X-Twilio-Signature': signature }), 403)
    }
  })

  it('signed for one address and sent to another', async () => {
    const signature = signatureOf(TEST_AUTH_TOKEN, `${PUBLIC_BASE_URL}/webhooks/twilio/voice/status`, form)
    await refused(await sendWebhook(app, { path: '/voice/incoming', form }, { 'X-Twilio-Signature': signature }), 403)
  })

  it.each([
    ['/voice/incoming', { ...form, CallSid: '' }],
    ['/voice/incoming', { From: CREMONA_LANDLINE, To: OUR_NUMBER }],
    ['/voice/incoming', { ...form, CallSid: "CA'; DROP TABLE call; --" }],
    ['/voice/incoming', { CallSid: callSid('a'), From: CREMONA_LANDLINE }],
    ['/voice/incoming', { ...form, From: '3'.repeat(5_000) }],
    ['/voice/accept', form],
    ['/voice/accept?leg=12', form],
    [`/voice/accepted?leg=${leg}&leg=${leg}`, form],
    ['/voice/after-ring?round=0', form],
    ['/voice/after-ring?round=one', form],
    ['/voice/after-ring?round=1', { ...form, DialBridged: 'perhaps' }],
    ['/voice/after-ring?round=99999999999999999999', form],
    ['/voice/place?time=0', form],
    ['/voice/wait?turn=never', form],
    ['/voice/next', form],
    [`/voice/next?call=${leg}&leg=${leg}`, form],
    ['/voice/recording?call=12', form],
    [`/voice/recording?call=${leg}`, { ...form, RecordingSid: 'RE1' }],
    ['/voice/after-message', { ...form, RecordingDuration: '-1' }],
    ['/voice/status', { ...form, SequenceNumber: '-1' }],
    ['/voice/status', { ...form, SequenceNumber: '99999999999999999999' }],
    ['/voice/status', { CallSid: form.CallSid, To: OUR_NUMBER }],
  ])('%s, signed but malformed', async (path, malformed) => {
    await refused(await sendWebhook(app, { path, form: malformed as Record<string, string> }), 400)
  })

  it('a parameter given twice', async () => {
    const body = new URLSearchParams([...Object.entries(form), ['CallSid', callSid('b')]])
    const path = '/webhooks/twilio/voice/incoming'
    const parameters = { ...form, CallSid: [callSid('a'), callSid('b')] } as unknown as Record<string, string>
    const response = await fetch(app.url + path, {
      method: 'POST',
      headers: { 'X-Twilio-Signature': signatureOf(TEST_AUTH_TOKEN, PUBLIC_BASE_URL + path, parameters) },
      body,
    })
    await refused(response, 400)
  })

  it('too large, JSON, or asked with another method', async () => {
    await refused(
      await sendWebhook(app, { path: '/voice/incoming', form: { ...form, Extra: 'x'.repeat(70_000) } }),
      413,
    )
    await refused(await app.send('POST', '/webhooks/twilio/voice/incoming', { body: form }), 403)
    await refused(await app.send('GET', '/webhooks/twilio/voice/incoming'), 403)
  })

  it('at an address that is none of ours, even signed', async () => {
    await refused(await sendWebhook(app, { path: '/voice/nothing', form }), 404)
    await refused(await sendWebhook(app, { path: '/voice/nothing', form }, { 'X-Twilio-Signature': undefined }), 403)
  })

  it('of a line that names another’s call, signed as it may be: it hears that it is wrong, and moves nothing', async () => {
    const theirs = { ...form, CallSid: callSid('c') }
    await sendWebhook(app, { path: '/voice/incoming', form: theirs })
    const call = await app.db.call.findUniqueOrThrow({ where: { twilioCallSid: theirs.CallSid } })
    const path = `/voice/next?call=${call.id}`
    const seen = async () => [
      await app.db.call.findMany(),
      await app.db.callEvent.count(),
      await app.db.callLeg.findMany(),
    ]
    const now = await seen()
    expect(spokenIn(await twimlOf(await sendWebhook(app, { path, form })))).toContain('Riprovi')
    expect(await seen()).toEqual(now)
    expect(rungBy(await twimlOf(await sendWebhook(app, { path, form: theirs })))).toHaveLength(2)
    before = await counts()
  })

  it('that nobody has guarded, signed as it may be', async () => {
    const unguarded = { path: '/open', form: z.object({}), address: noAddress, answer: async () => 'reached' }
    const program = express()
    const inlet = { authToken: TEST_AUTH_TOKEN, publicBaseUrl: PUBLIC_BASE_URL, now: app.clock.now, log: SILENT }
    program.use('/webhooks/twilio', twilioRouter([unguarded as unknown as TwilioWebhook], inlet))
    program.use(answerProblems(SILENT))
    const server = program.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await refused(await sendWebhook({ url: `http://127.0.0.1:${port}` }, { path: '/open', form }), 403)
    server.close()
  })
})

const SILENT = createLog({ service: 'test', level: 'silent', json: true })
