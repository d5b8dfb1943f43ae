import { createServer } from 'node:net'
import type { Response } from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PATIENCE } from '../support/processes.ts'
import { aClient, aRig, centralino, elena, marco, type Rig, voice } from './small-helpline.ts'

let rig: Rig
beforeEach(async () => {
  rig = await aRig({ callsPerSecond: 1000 })
  rig.helpline.answer('/voice', () => voice((twiml) => twiml.say('Ciao')))
})
afterEach(() => rig.close())

const text = (overrides: object = {}) =>
  rig.client.messages.create({
    to: marco,
    from: centralino,
    body: 'Ciao',
    statusCallback: `${rig.helpline.url}/told`,
    ...overrides,
  })
const told = () => rig.helpline.at('/told').map(({ MessageStatus }) => MessageStatus)

describe('webhook faults', () => {
  it('sends one twice, as the same event', async () => {
    rig.script.webhookFault({ kind: 'duplicate', match: { url: '/voice' } })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    const [once, again] = rig.helpline.received.filter(({ path }) => path === '/voice')
    expect(again).toEqual(once)
    expect(rig.script.heard(elena)).toEqual(['Ciao'])
  })

  it('drops, reorders and delays the one that matches, once', async () => {
    rig.script.webhookFault({ kind: 'drop', match: { parameters: { MessageStatus: 'sent' } } })
    await text()
    await rig.script.settled()
    expect(told()).toEqual(['delivered'])
    rig.script.webhookFault({ kind: 'reorder', match: { parameters: { MessageStatus: 'sent' } } })
    await text()
    await rig.script.settled()
    expect(told()).toEqual(['delivered', 'delivered', 'sent'])
    rig.script.webhookFault({ kind: 'delay', milliseconds: 50, match: { parameters: { MessageStatus: 'sent' } } })
    await text()
    await rig.script.settled()
    expect(told()).toEqual(['delivered', 'delivered', 'sent', 'delivered', 'sent'])
  })

  it.each(['forge', 'unsigned'] as const)('%s breaks the signature', async (kind) => {
    rig.script.webhookFault({ kind, match: { url: '/voice' } })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.helpline.received.map(({ isSigned }) => isSigned)).toEqual([false, true])
  })

  it('without an address to ask, the caller hears an apology', async () => {
    const [number] = await rig.client.incomingPhoneNumbers.list()
    await rig.client.incomingPhoneNumbers(String(number?.sid)).update({ voiceUrl: '' })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.errors()).toMatchObject([{ code: 11100 }])
    expect(rig.script.heard(elena)).toHaveLength(1)
  })

  it('turns to the fallback when the instructions never come', async () => {
    const [number] = await rig.client.incomingPhoneNumbers.list()
    await rig.client
      .incomingPhoneNumbers(String(number?.sid))
      .update({ voiceFallbackUrl: `${rig.helpline.url}/fallback` })
    rig.helpline.answer('/fallback', () => voice((twiml) => twiml.say('Vi passiamo il centro nazionale')))
    rig.helpline.answer('/voice', (_parameters, response) => response.status(500).end())
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.helpline.at('/voice')).toHaveLength(1)
    expect(rig.helpline.at('/fallback')).toMatchObject([{ ErrorCode: '11200', ErrorUrl: `${rig.helpline.url}/voice` }])
    expect(rig.script.heard(elena)).toEqual(['Vi passiamo il centro nazionale'])
  })
})

describe('the fallback of a number', () => {
  const waitsFor = async (milliseconds: number) => {
    const [number] = await rig.client.incomingPhoneNumbers.list()
    const { url } = rig.helpline
    await rig.client.incomingPhoneNumbers(String(number?.sid)).update({
      ...{ voiceUrl: `${url}/voice#rt=${milliseconds}&rc=0` },
      ...{ voiceFallbackUrl: `${url}/fallback`, voiceFallbackMethod: 'GET' },
    })
  }
  beforeEach(async () => {
    await waitsFor(15_000)
    rig.helpline.answer('/fallback', () => voice((twiml) => twiml.say('Vi passiamo il centro nazionale')))
  })

  it.each([
    ['does not answer in time', (_response: Response) => 'later', '11205'],
    ['answers with no TwiML', (response: Response) => response.json({}), '12300'],
    ['answers with broken TwiML', (_response: Response) => '<Response>', '12100'],
    ['answers with an unknown verb', (_response: Response) => '<Response><Shout/></Response>', '12200'],
    ['dials what is no number', (_response: Response) => '<Response><Dial>casa</Dial></Response>', '13224'],
  ])('is asked when the program %s', async (_what, reply, code) => {
    if (code === '11205') await waitsFor(200)
    rig.helpline.answer('/voice', (_parameters, response) => reply(response))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    const asked = rig.helpline.received.find(({ path }) => path === '/fallback')
    expect(asked).toMatchObject({
      method: 'GET',
      isSigned: true,
      parameters: { ErrorCode: code, ErrorUrl: `${rig.helpline.url}/voice` },
    })
    expect(rig.script.heard(elena)).toEqual(['Vi passiamo il centro nazionale'])
  })

  it('is asked once', async () => {
    rig.helpline.answer('/voice', (_parameters, response) => response.status(500).end())
    rig.helpline.answer('/fallback', () => '<Response>')
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.helpline.at('/fallback')).toHaveLength(1)
    expect(rig.script.heard(elena)).toEqual(['We are sorry, an application error has occurred. Goodbye.'])
    expect(rig.script.errors()).toMatchObject([{ code: 11200 }, { code: 12100 }])
  })
})

describe('the fragment of a webhook’s address', () => {
  it('asks for retries, is not sent, and is not signed', async () => {
    let left = 2
    rig.helpline.answer('/told', (_parameters, response) => {
      if (left-- > 0) response.status(503).end()
    })
    await text({ statusCallback: `${rig.helpline.url}/told#rc=3&rp=5xx,ct,rt` })
    await rig.script.settled()
    const sent = rig.helpline.received.filter(({ parameters }) => parameters.MessageStatus === 'sent')
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map(({ token }) => token)).size).toBe(1)
    expect(sent.every(({ isSigned }) => isSigned)).toBe(true)
    expect(rig.script.errors()).toEqual([])
  })

  it('limits how long an answer is waited for', async () => {
    rig.helpline.answer('/told', () => 'later')
    await text({ statusCallback: `${rig.helpline.url}/told#rt=200&rc=1&rp=rt` })
    await rig.script.settled()
    expect(told()).toEqual(['sent', 'sent', 'delivered', 'delivered'])
    expect(rig.script.errors()).toMatchObject([{ code: 15003 }, { code: 15003 }])
  })

  it('without it a 5xx is final and a failed connection is tried once more', async () => {
    rig.helpline.answer('/told', (_parameters, response) => response.status(500).end())
    await text()
    await rig.script.settled()
    expect(told()).toEqual(['sent', 'delivered'])
    let connections = 0
    const deaf = createServer((socket) => {
      connections++
      socket.destroy()
    })
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
    const { port } = deaf.address() as { port: number }
    await text({ statusCallback: `http://127.0.0.1:${port}/told#rc=1&rp=ct,rt`, body: 'Ancora' })
    await rig.script.settled()
    await new Promise((resolve) => deaf.close(resolve))
    expect(connections).toBe(4)
  })
})

describe('faults of the API', () => {
  it('answers 500 and 429 the next times, without effect', async () => {
    rig.script.restFault({ kind: 'error500', path: '/Messages', times: 2 })
    rig.script.restFault({ kind: 'tooManyRequests', path: '/Messages' })
    await expect(text()).rejects.toMatchObject({ status: 500 })
    await expect(text()).rejects.toMatchObject({ status: 500 })
    await expect(text()).rejects.toMatchObject({ status: 429, code: 20429 })
    await expect(text()).resolves.toMatchObject({ status: 'queued' })
    expect(rig.script.messages()).toHaveLength(1)
  })

  it('never answers, with or without having done what was asked', async () => {
    rig.client = aClient(rig.address, undefined, 500)
    rig.script.restFault({ kind: 'timeout' })
    await expect(text()).rejects.toThrow(/timeout/)
    expect(rig.script.messages()).toHaveLength(0)
    rig.script.restFault({ kind: 'timeout', processed: true })
    await expect(text()).rejects.toThrow(/timeout/)
    await expect.poll(() => rig.script.messages(), PATIENCE).toHaveLength(1)
  })
})
