import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import twilio from 'twilio'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openCallControl } from '../../adapters/twilio/call-control.ts'
import { verifySignature } from '../../adapters/twilio/twilio-signature.ts'
import { until } from '../support/processes.ts'
import {
  BRUNO,
  MESSAGING_NUMBER,
  openTelephones,
  TERESA,
  TEST_ACCOUNT,
  type Telephones,
  VOICE_NUMBER,
} from '../support/telephones.ts'

let telephones: Telephones
beforeAll(async () => {
  telephones = await openTelephones()
})
afterAll(() => telephones.close())
afterEach(async () => {
  await telephones.script.reset()
  telephones.callbacks.length = 0
})

const anSms = (overrides = {}) => ({
  to: BRUNO,
  body: 'Può accompagnare Teresa? Risponda SI 1234',
  messageId: randomUUID(),
  ...overrides,
})
const aMinuteAgo = () => new Date(Date.now() - 60_000)

describe('an SMS', () => {
  it('leaves from our number, in letters an SMS can carry, and Twilio reports where it got to', async () => {
    const sms = anSms({ body: 'C’è un viaggio: “ospedale” – grazie' })
    const outcome = await telephones.telephone.sendSms(sms)
    expect(outcome).toEqual({ kind: 'accepted', sid: expect.stringMatching(/^SM/) })
    await telephones.script.settled()
    expect(telephones.script.inbox(BRUNO)).toMatchObject([
      { other: MESSAGING_NUMBER, body: `C'è un viaggio: "ospedale" - grazie` },
    ])
    expect(telephones.callbacks.map(({ form }) => form.MessageStatus)).toEqual(['sent', 'delivered'])
    expect(new Set(telephones.callbacks.map(({ path }) => path))).toEqual(
      new Set([`/webhooks/twilio/messages/${sms.messageId}/status`]),
    )
    expect(telephones.callbacks.every(({ isSigned }) => isSigned)).toBe(true)
  })

  it('is asked again by Twilio when we answer its report with an error', async () => {
    let refusals = 2
    telephones.onCallback(async () => {
      if (refusals-- > 0) throw new Error('not now')
    })
    await telephones.telephone.sendSms(anSms())
    await telephones.script.settled()
    telephones.onCallback(async () => undefined)
    expect(telephones.callbacks.map(({ form }) => form.MessageStatus)).toEqual(['sent', 'sent', 'sent', 'delivered'])
  })

  it('is found in the log by its number, its words and its hour', async () => {
    const sms = anSms({ body: 'È oggi' })
    await telephones.telephone.sendSms(anSms())
    const first = await telephones.telephone.sendSms(sms)
    const second = await telephones.telephone.sendSms(sms)
    await telephones.script.settled()
    telephones.script.sendSms(BRUNO, MESSAGING_NUMBER, sms.body)
    const sids = [first, second].map((outcome) => outcome.kind === 'accepted' && outcome.sid)
    const found = await telephones.telephone.findSms({ ...sms, sentAfter: aMinuteAgo() })
    expect(new Set(found)).toEqual(new Set(sids))
    expect(await telephones.telephone.findSms({ ...sms, sentAfter: new Date(Date.now() + 60_000) })).toEqual([])
    expect(await telephones.telephone.findSms({ ...sms, body: 'Altro', sentAfter: aMinuteAgo() })).toEqual([])
  })

  it('is found behind a hundred others', async () => {
    const sms = anSms({ body: 'Il primo' })
    const outcome = await telephones.telephone.sendSms(sms)
    for (let count = 0; count < 101; count++) await telephones.telephone.sendSms(anSms())
    const found = await telephones.telephone.findSms({ ...sms, sentAfter: aMinuteAgo() })
    expect(found).toEqual([outcome.kind === 'accepted' && outcome.sid])
  })

  it('is found from a program that lives at another time', async () => {
    const clockOffsetMs = 400 * 24 * 3_600_000
    const away = telephones.open({ clockOffsetMs })
    const sms = anSms()
    const outcome = await away.sendSms(sms)
    const theirMinuteAgo = new Date(aMinuteAgo().getTime() + clockOffsetMs)
    expect(await away.findSms({ ...sms, sentAfter: theirMinuteAgo })).toEqual([
      outcome.kind === 'accepted' && outcome.sid,
    ])
  })

  it('is looked up by its sid, with why it did not arrive; an unknown one is not there', async () => {
    telephones.script.onMessage(BRUNO, { status: 'undelivered', errorCode: 30005 })
    const outcome = await telephones.telephone.sendSms(anSms())
    await telephones.script.settled()
    const sid = outcome.kind === 'accepted' ? outcome.sid : ''
    expect(await telephones.telephone.readMessage(sid)).toEqual({ status: 'undelivered', errorCode: 30005 })
    expect(await telephones.telephone.readMessage(`SM${'f'.repeat(32)}`)).toBeNull()
    telephones.script.restFault({ kind: 'error500', method: 'GET' })
    await expect(telephones.telephone.readMessage(sid)).rejects.toThrow()
  })
})

describe('a spoken call', () => {
  it('rings, asks for its words under the message’s id, and reports each step', async () => {
    telephones.script.onRing(TERESA, { kind: 'answer', hangUpAfterMs: 50 })
    const messageId = randomUUID()
    const outcome = await telephones.telephone.placeSpokenCall({ to: TERESA, messageId })
    expect(outcome).toEqual({ kind: 'accepted', sid: expect.stringMatching(/^CA/) })
    await telephones.script.idle()
    expect(telephones.script.heard(TERESA)).toEqual(['Buongiorno.'])
    const base = `/webhooks/twilio/voice/spoken/${messageId}`
    expect(telephones.callbacks.filter(({ path }) => path === base)).toHaveLength(1)
    const statuses = telephones.callbacks
      .filter(({ path }) => path === `${base}/status`)
      .map(({ form }) => form.CallStatus)
    expect(statuses).toEqual(['initiated', 'ringing', 'in-progress', 'completed'])
    expect(telephones.callbacks[0]?.form.From).toBe(VOICE_NUMBER)
    expect(await telephones.telephone.findCalls({ to: TERESA, placedAfter: aMinuteAgo() })).toEqual([
      outcome.kind === 'accepted' && outcome.sid,
    ])
  })

  it('of an operator goes back to the queue when its turn is far away, without ringing', async () => {
    const crowded = openCallControl({
      ...TEST_ACCOUNT,
      apiBaseUrl: telephones.apiBaseUrl,
      publicBaseUrl: 'http://127.0.0.1:9',
      voiceNumber: VOICE_NUMBER,
      clockOffsetMs: 0,
      takeCallTurn: async () => ({ taken: false, waitMs: 4_200 }),
    })
    const outcome = await crowded.placeCall({ to: { e164: TERESA }, callId: randomUUID() })
    expect(outcome).toEqual({ kind: 'tryLater', afterSeconds: 5 })
    expect(telephones.script.calls()).toEqual([])
  })
})

describe('what goes wrong', () => {
  it('a landline refuses an SMS for ever', async () => {
    const outcome = await telephones.telephone.sendSms(anSms({ to: TERESA }))
    expect(outcome).toMatchObject({ kind: 'refused' })
    expect([21614, 21635, 30006]).toContain(outcome.kind === 'refused' && outcome.code)
  })

  it('somebody who wrote STOP is not written to', async () => {
    telephones.script.sendSms(BRUNO, MESSAGING_NUMBER, 'STOP')
    await telephones.script.settled()
    expect(await telephones.telephone.sendSms(anSms())).toEqual({ kind: 'refused', code: 21610 })
  })

  it('too many requests are tried later, not by the SDK itself', async () => {
    telephones.script.restFault({ kind: 'tooManyRequests', method: 'POST' })
    expect(await telephones.telephone.sendSms(anSms())).toEqual({ kind: 'tryLater', afterSeconds: 2 })
    expect(telephones.script.messages()).toEqual([])
  })

  it('an error of Twilio says nothing of what was done', async () => {
    telephones.script.restFault({ kind: 'error500', method: 'POST' })
    expect(await telephones.telephone.sendSms(anSms())).toEqual({ kind: 'unknown' })
  })

  it('silence says nothing either: the message may have left', async () => {
    const impatient = telephones.open({ requestTimeoutMs: 300 })
    telephones.script.restFault({ kind: 'timeout', processed: true, method: 'POST' })
    const sms = anSms()
    expect(await impatient.sendSms(sms)).toEqual({ kind: 'unknown' })
    const found = () => telephones.telephone.findSms({ ...sms, sentAfter: aMinuteAgo() })
    await until(async () => (await found()).length > 0)
    expect(await found()).toHaveLength(1)
  })

  it('nobody at Twilio’s address: certainly not sent', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const cutOff = telephones.open({ apiBaseUrl: `http://127.0.0.1:${port}` })
    expect(await cutOff.sendSms(anSms())).toEqual({ kind: 'tryLater' })
  })

  it('a wrong password is ours to mend, not the message’s end', async () => {
    const stranger = telephones.open({ authToken: 'un-altro' })
    expect(await stranger.sendSms(anSms())).toEqual({ kind: 'tryLater', isAccountRefused: true })
  })
})

describe('verifySignature', () => {
  const url = 'https://filo.example.org/webhooks/twilio/voice/incoming?point=a%20b'
  const params = { From: TERESA, Body: ' spazi ', Empty: '' }
  const signature = twilio.getExpectedTwilioSignature('segreto', url, params)

  it('accepts what Twilio signed for our public address', () => {
    expect(verifySignature('segreto', signature, url, params)).toBe(true)
  })

  it.each([
    ['another token', 'altro', signature, url, params],
    ['an empty token', '', twilio.getExpectedTwilioSignature('', url, params), url, params],
    ['no signature', 'segreto', undefined, url, params],
    ['an empty signature', 'segreto', '', url, params],
    ['http for https', 'segreto', signature, url.replace('https', 'http'), params],
    ['another host', 'segreto', signature, url.replace('filo.', 'altro.'), params],
    ['another query', 'segreto', signature, `${url}&x=1`, params],
    ['a trimmed parameter', 'segreto', signature, url, { ...params, Body: 'spazi' }],
    ['a missing parameter', 'segreto', signature, url, { From: TERESA, Body: ' spazi ' }],
    ['what is no address', 'segreto', signature, '//', params],
    ['one parameter more', 'segreto', signature, url, { ...params, Extra: '1' }],
  ])('refuses %s', (_, token, given, address, form) => {
    expect(verifySignature(token, given, address, form)).toBe(false)
  })
})
