import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const form = { MessageSid: `SM${'1'.repeat(32)}`, From: '+393471234567', To: '+393202000001', Body: 'SI' }
const UNKNOWN = '0199c0de-0000-7000-8000-000000000000'
const call = { CallSid: `CA${'1'.repeat(32)}`, From: '+390280010001' }

describe('the webhooks of messages and spoken calls', () => {
  let app: TestApp

  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())

  it.each([
    ['/messages/incoming', form],
    [`/messages/${UNKNOWN}/status`, { MessageSid: form.MessageSid, MessageStatus: 'delivered' }],
    [`/voice/spoken/${UNKNOWN}`, call],
    [`/voice/spoken/${UNKNOWN}/answer`, { ...call, Digits: '2' }],
    [`/voice/spoken/${UNKNOWN}/status`, { ...call, CallStatus: 'completed' }],
  ])('%s lets in nobody but Twilio', async (path, sent) => {
    expect((await sendWebhook(app, { path, form: sent }, { 'X-Twilio-Signature': undefined })).status).toBe(403)
    expect((await sendWebhook(app, { path, form: sent }, { 'X-Twilio-Signature': 'falsa' })).status).toBe(403)
  })

  it.each([
    ['/messages/incoming', { From: form.From, Body: 'SI' }],
    ['/messages/incoming', { ...form, MessageSid: 'SM1' }],
    ['/messages/incoming', { ...form, Body: 'a'.repeat(4097) }],
    ['/messages/non-un-id/status', { MessageSid: form.MessageSid, MessageStatus: 'sent' }],
    [`/messages/${UNKNOWN}/status`, { MessageSid: form.MessageSid, MessageStatus: 'sent', ErrorCode: 'molti' }],
    ['/voice/spoken/non-un-id', call],
  ])('%s refuses what it cannot read, and writes nothing', async (path, sent) => {
    expect((await sendWebhook(app, { path, form: sent as Record<string, string> })).status).toBe(400)
    expect(await app.db.message.count()).toBe(0)
  })

  it('tells whoever picks up an unknown call whom to ring, and changes nothing', async () => {
    for (const path of [`/voice/spoken/${UNKNOWN}`, `/voice/spoken/${UNKNOWN}/answer?asked=cancel`]) {
      const response = await sendWebhook(app, { path, form: { ...call, Digits: '2' } })
      expect(await response.text()).toContain('ci chiami al Numero Verde')
    }
    expect(
      (await sendWebhook(app, { path: `/voice/spoken/${UNKNOWN}/status`, form: { ...call, CallStatus: 'completed' } }))
        .status,
    ).toBe(204)
    expect(await app.db.auditEntry.count()).toBe(0)
  })

  it('keeps a text without words, and says nothing of who wrote it in the log', async () => {
    const response = await sendWebhook(app, {
      path: '/messages/incoming',
      form: { ...form, MessageSid: `MM${'2'.repeat(32)}`, Body: '' },
    })
    expect(response.status).toBe(200)
    expect(await app.db.conversation.findFirst()).toMatchObject({ peerE164: form.From, needsAnswer: true })
    expect(app.logged.join('\n')).not.toContain(form.From)
  })
})
