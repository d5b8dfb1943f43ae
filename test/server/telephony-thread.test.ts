import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { startTestApp, TEST_AUTH_TOKEN, type TestApp } from '../support/app.ts'
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

const NUMERO_VERDE = '800 995 988'
const LANDLINE_OF_ROME = '+390669812345'

describe('a telephone rings', () => {
  let app: TestApp
  let simulator: Simulator
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeEach(async () => {
    const port = await freePort()
    const publicBaseUrl = `http://127.0.0.1:${port}`
    app = await startTestApp({ port, publicBaseUrl })
    day = await aHelplineDay(app)
    const voice = `${publicBaseUrl}/webhooks/twilio/voice`
    simulator = createSimulator({
      accountSid: `AC${'0'.repeat(32)}`,
      authToken: TEST_AUTH_TOKEN,
      numbers: [
        {
          number: OUR_NUMBER,
          aliases: [NUMERO_VERDE],
          voiceUrl: `${voice}/incoming`,
          statusCallback: `${voice}/status#rc=3&rp=5xx,ct,rt`,
        },
      ],
      telephones: [
        { number: CREMONA_LANDLINE, label: 'Teresa' },
        { number: LANDLINE_OF_ROME, label: 'Da Roma' },
        ...[ADA, BRUNO, CARLA, CALL_CENTRE_PHONE].map((number) => ({ number, label: number })),
      ],
    })
    for (const number of [ADA, BRUNO, CARLA, CALL_CENTRE_PHONE]) simulator.script.onRing(number, { kind: 'noAnswer' })
  })
  afterEach(async () => {
    await simulator.close()
    await app.close()
  })

  const calls = () => app.db.call.findMany({ include: { contact: true, callback: true, legs: true } })
  const clean = () => expect(simulator.script.errors()).toEqual([])

  it('Teresa dials the toll-free number, Ada answers, they speak, Ada hangs up first', async () => {
    const { script } = simulator
    script.onRing(ADA, { kind: 'manual' })
    script.dial(CREMONA_LANDLINE, NUMERO_VERDE)
    await script.settled()
    expect(script.heard(CREMONA_LANDLINE).join()).toContain('Filo d’Argento')
    expect([ADA, BRUNO, CARLA].map((phone) => script.phase(phone))).toEqual(['ringing', 'ringing', 'idle'])
    script.answer(ADA)
    await script.settled()
    expect(script.heard(ADA).at(-1)).toContain('Chiama Teresa Galli')
    script.press(ADA, '1')
    await script.settled()
    expect([ADA, BRUNO].map((phone) => script.phase(phone))).toEqual(['talking', 'idle'])
    script.say(ADA, 'Buongiorno Teresa')
    expect(await calls()).toMatchObject([{ state: 'answered', answeredByOperatorId: day.ada.id }])
    script.hangUp(ADA)
    await script.idle()
    expect(script.heard(CREMONA_LANDLINE).slice(-2)).toEqual([
      'Buongiorno Teresa',
      'Grazie di aver chiamato Filo d’Argento. Arrivederci.',
    ])
    expect(await calls()).toMatchObject([{ outcome: 'answered', callback: null, contact: { personId: day.teresa.id } }])
    clean()
  })

  it('at Cremona only a machine answers: the call centre takes the call', async () => {
    const { script } = simulator
    script.onRing(ADA, { kind: 'machine' })
    script.onRing(CARLA, { kind: 'answer', press: '1' })
    script.dial(CREMONA_LANDLINE, NUMERO_VERDE)
    await script.settled()
    for (let question = 0; question < 2; question += 1) {
      script.runOutTime(ADA)
      await script.settled()
    }
    expect(script.phase(ADA)).toBe('idle')
    script.runOutTime(CREMONA_LANDLINE)
    await script.settled()
    expect(script.phase(CARLA)).toBe('talking')
    script.hangUp(CREMONA_LANDLINE)
    await script.idle()
    expect(await calls()).toMatchObject([
      { outcome: 'answered', ringRound: 2, answeredByOperatorId: day.carla.id, callback: null },
    ])
    clean()
  })

  it('nobody answers anywhere: a promise is made and kept on the list', async () => {
    const { script } = simulator
    script.dial(CREMONA_LANDLINE, NUMERO_VERDE)
    await script.settled()
    script.runOutTime(CREMONA_LANDLINE)
    await script.settled()
    expect(script.phase(CALL_CENTRE_PHONE)).toBe('ringing')
    script.runOutTime(CREMONA_LANDLINE)
    await script.idle()
    expect(script.heard(CREMONA_LANDLINE).at(-1)).toContain('la richiamiamo noi')
    expect(await calls()).toMatchObject([
      { outcome: 'callback', contact: null, callback: { reason: 'missed', listeningPointId: day.cremona.id } },
    ])
    clean()
  })

  it('two press 1 at the same instant: one speaks with the caller, the other hears why not', async () => {
    const { script } = simulator
    for (const phone of [ADA, BRUNO]) script.onRing(phone, { kind: 'answer', press: '1' })
    script.dial(CREMONA_LANDLINE, NUMERO_VERDE)
    await script.settled()
    const [call] = await calls()
    expect(call).toMatchObject({ state: 'answered' })
    const winner = call?.legs.find(({ state }) => state === 'accepted')?.e164 ?? ''
    expect(script.phase(winner)).toBe('talking')
    expect(script.phase(winner === ADA ? BRUNO : ADA)).toBe('idle')
    script.hangUp(winner)
    await script.idle()
    expect(await app.db.contact.count()).toBe(1)
    clean()
  })

  it('with webhooks doubled, together and apart, and late, it is still one call', async () => {
    const { script } = simulator
    script.webhookFault({ kind: 'duplicate', together: true, match: { url: '/voice/incoming' } })
    script.webhookFault({ kind: 'duplicate', together: true, match: { url: '/voice/accepted' } })
    script.webhookFault({ kind: 'duplicate', match: { url: '/voice/after-ring' } })
    script.webhookFault({ kind: 'duplicate', together: true, match: { url: '/voice/status' } })
    script.webhookFault({ kind: 'delay', milliseconds: 1_000, match: { url: '/voice/leg-status' } })
    script.onRing(CARLA, { kind: 'answer', press: '1' })
    script.dial(LANDLINE_OF_ROME, NUMERO_VERDE)
    await script.settled()
    script.hangUp(CARLA)
    await script.idle()
    expect(await calls()).toMatchObject([
      { outcome: 'answered', listeningPointId: day.callCentre.id, answeredByOperatorId: day.carla.id },
    ])
    expect(await app.db.contact.count()).toBe(1)
    clean()
  })

  it('a caller who hides the number and gives up is written down, and cannot be called back', async () => {
    const { script } = simulator
    script.dial(CREMONA_LANDLINE, NUMERO_VERDE, { withheld: true })
    await script.settled()
    app.clock.advance(30)
    script.hangUp(CREMONA_LANDLINE)
    await script.idle()
    expect(await calls()).toMatchObject([
      { outcome: 'abandoned', callerKind: 'withheld', fromE164: null, callback: null },
    ])
    clean()
  })
})
