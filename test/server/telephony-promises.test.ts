import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import twilio from 'twilio'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { recordMessage } from '../../adapters/twilio/caller-twiml.ts'
import { recordOffline } from '../../adapters/twilio/offline-twiml.ts'
import { parseVoiceTwiml, type TwimlElement } from '../../phone-simulator/twiml.ts'
import { Webhooks } from '../../phone-simulator/webhooks.ts'
import { conversationSteps } from '../support/conversation.ts'
import {
  ADA,
  aHelplineDay,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  CREMONA_LANDLINE as TERESA,
  UNKNOWN_LANDLINE,
} from '../support/helpline-day.ts'
import { NUMERO_VERDE, openPhoneLine, type PhoneLine } from '../support/phone-line.ts'

const TWILIO = 'adapters/twilio'
const THREE_MINUTES = 180
/** Every name, of TwiML and of the API, by which Twilio keeps or passes on what is said. */
const LISTENING_IN = /record|transcri|siprec|stream|trim/i

const withInner = (elements: readonly TwimlElement[]): TwimlElement[] =>
  elements.flatMap((element) => [element, ...withInner(element.children)])
const namesIn = ({ name, attributes }: TwimlElement) => [name, ...Object.keys(attributes)]
const listensIn = (element: TwimlElement) => namesIn(element).some((name) => LISTENING_IN.test(name))

/** Code without what is said about it. */
const codeOf = (file: string): string[] =>
  readFileSync(path.join(TWILIO, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)\/\/ .*/, '').trim())

let line: PhoneLine
beforeAll(async () => {
  line = await openPhoneLine()
})
afterAll(() => line.close())

describe('no call is recorded', () => {
  const answered = vi.spyOn(Webhooks.prototype, 'fetch')
  const asked = vi.spyOn(twilio.RequestClient.prototype, 'request')
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    for (const number of [TERESA, UNKNOWN_LANDLINE, ADA, BRUNO, CARLA, CALL_CENTRE_PHONE]) {
      line.script.addTelephone({ number, label: number })
    }
    day = await aHelplineDay(line.app)
  })
  afterAll(() => vi.restoreAllMocks())

  async function heldAndTransferred(): Promise<void> {
    const steps = conversationSteps(line)
    await steps.begin()
    await steps.does('holdCaller', day.ada)
    await steps.does('resumeCaller', day.ada)
    await steps.ask(day.ada, 'transfer', { kind: 'operator', operatorId: day.bruno.id })
    await steps.answer(BRUNO)
    await steps.does('passCall', day.ada)
    expect(steps.talking(TERESA)).toEqual([BRUNO])
    await steps.hangUp(TERESA)
    expect(await steps.theCall()).toMatchObject({ state: 'ended', outcome: 'answered' })
  }
  async function callsOut(): Promise<void> {
    const { app, script } = line
    const to = { kind: 'person', personId: day.teresa.id, number: TERESA } as const
    const sent = { params: { callId: crypto.randomUUID() }, body: { to, way: 'phone' } } as const
    await app.call('placeOutgoingCall', sent, await app.signIn(day.ada))
    await line.work()
    await conversationSteps(line).answer(ADA)
    script.answer(TERESA)
    await line.work()
    expect(script.talkingWith(ADA)).toEqual([TERESA])
    script.hangUp(TERESA)
    await line.work()
  }
  async function leavesMessage(): Promise<void> {
    const { app, script } = line
    await app.db.presence.updateMany({ data: { state: 'offline' } })
    script.onRing(CALL_CENTRE_PHONE, { kind: 'busy' })
    script.dial(UNKNOWN_LANDLINE, NUMERO_VERDE)
    await line.work()
    script.leaveMessage(UNKNOWN_LANDLINE, 12)
    await line.work()
    expect(await app.db.voicemail.count()).toBe(1)
  }

  it('answered, held, transferred or placed, nothing asks for it: only what a caller leaves on the voicemail', async () => {
    const { script } = line
    await heldAndTransferred()
    await callsOut()
    await leavesMessage()
    expect(script.errors()).toEqual([])

    const documents = answered.mock.settledResults.flatMap(({ type, value }) =>
      type === 'fulfilled' && value.body.includes('<Response') ? withInner(parseVoiceTwiml(value.body)) : [],
    )
    const verbs = new Set(documents.map(({ name }) => name))
    expect([...verbs]).toEqual(expect.arrayContaining(['Dial', 'Number', 'Conference', 'Enqueue', 'Record']))
    expect(documents.filter(listensIn).map(({ name }) => name)).toEqual(['Record'])

    const orders = asked.mock.calls.map(([request]) => request).filter(({ method }) => method !== 'get')
    const addresses = orders.map(({ uri }) => uri)
    expect(addresses.filter((uri) => uri.endsWith('/Calls.json')).length).toBeGreaterThanOrEqual(2)
    expect(addresses.filter((uri) => LISTENING_IN.test(uri))).toEqual([])
    const parameters = orders.flatMap(({ data }) => Object.keys((data ?? {}) as Record<string, unknown>))
    expect(parameters).toContain('Url')
    expect(parameters.filter((name) => LISTENING_IN.test(name))).toEqual([])
    // A document sent along with an order would have been seen by nobody here.
    expect(parameters).not.toContain('Twiml')
  })

  it('whatever speaks to Twilio has no words for it but the voicemail’s', () => {
    const found = readdirSync(TWILIO)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => codeOf(file).map((code) => ({ file, code })))
    const orders = /\b(record|conferenceRecord|recordingTrack|recordingChannels|transcri\w*|siprec|stream|start)\b/i
    const orderOnly = found.filter(({ code }) => orders.test(code.replaceAll(/\bRecord</g, '')))
    expect(orderOnly).toEqual([
      { file: 'caller-twiml.ts', code: 'response.record({' },
      { file: 'offline-twiml.ts', code: 'response.record({' },
    ])
    const callbacks = found.filter(({ code }) => /recordingStatusCallback\b/.test(code)).map(({ file }) => file)
    expect(callbacks).toEqual(['caller-twiml.ts', 'offline-twiml.ts'])
  })
})

describe('the voicemail', () => {
  const addresses = {
    words: 'Dopo il segnale.',
    afterUrl: 'https://example.org/a',
    recordingUrl: 'https://example.org/r',
  }

  it.each([
    ['with the database', recordMessage(addresses)],
    ['without it', recordOffline({ ...addresses, otherwise: 'Arrivederci.' })],
  ])('%s takes three minutes, after the beep', (_with, document) => {
    const records = parseVoiceTwiml(document).filter(({ name }) => name === 'Record')
    expect(records.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ maxLength: String(THREE_MINUTES), playBeep: 'true' }),
    ])
  })
})

describe('the waiting tune', () => {
  /** ITU-T G.711, µ-law: what its byte sounds like, where 1 is full scale. */
  const loudness = (byte: number): number => {
    const turned = ~byte & 0xff
    return (((((turned & 0x0f) << 3) + 0x84) << ((turned >> 4) & 0x07)) - 0x84) / 32_768
  }
  const chunksOf = (wav: Buffer): Map<string, Buffer> => {
    const chunks = new Map<string, Buffer>()
    for (let at = 12; at < wav.length; ) {
      const size = wav.readUInt32LE(at + 4)
      chunks.set(wav.toString('latin1', at, at + 4), wav.subarray(at + 8, at + 8 + size))
      at += 8 + size + (size % 2)
    }
    return chunks
  }

  it('is a sound telephones play, there to be heard and softer than speech all along', async () => {
    const response = await fetch(`${line.publicBaseUrl}/sounds/attesa.wav`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/wav'])
    const wav = Buffer.from(await response.arrayBuffer())
    expect([wav.toString('latin1', 0, 4), wav.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WAVE'])
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8)
    const chunks = chunksOf(wav)
    const format = chunks.get('fmt ') ?? Buffer.alloc(0)
    const [coding, channels, bits] = [format.readUInt16LE(0), format.readUInt16LE(2), format.readUInt16LE(14)]
    expect({ coding, channels, bits, rate: format.readUInt32LE(4) }).toEqual({
      coding: 7,
      channels: 1,
      bits: 8,
      rate: 8_000,
    })
    const sound = chunks.get('data') ?? Buffer.alloc(0)
    expect(sound.length).toBeGreaterThan(10 * 8_000)
    let loudest = 0
    for (const byte of sound) loudest = Math.max(loudest, loudness(byte))
    // Speech stands at about a third of full scale.
    expect(loudest).toBeLessThan(0.2)
    expect(loudest).toBeGreaterThan(0.05)
  })
})
