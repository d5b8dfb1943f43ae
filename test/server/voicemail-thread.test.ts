import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { anOperator } from '../support/builders.ts'
import {
  ADA,
  aHelplineDay,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  CREMONA_LANDLINE as TERESA,
} from '../support/helpline-day.ts'
import { NUMERO_VERDE, openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { until } from '../support/processes.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const DINA = '+393361234567'

let line: PhoneLine
beforeAll(async () => {
  line = await openPhoneLine()
  for (const number of [TERESA, ADA, BRUNO, CARLA, CALL_CENTRE_PHONE, DINA]) {
    line.script.addTelephone({ number, label: number })
  }
})
afterAll(() => line.close())

it('nobody answers: a message, told of late and again, which the coordinator hears, calls back and closes', async () => {
  const { app, script } = line
  const day = await aHelplineDay(app)
  const options = { name: 'Dina Poli', role: 'coordinator', phoneE164: DINA, pointIds: [day.cremona.id] } as const
  const dina = await anOperator(app.db, { ...options, pointIds: [...options.pointIds] })
  const cookie = await app.signIn(dina)
  const theCall = () => app.db.call.findFirstOrThrow({ where: { direction: 'inbound' }, include: { callback: true } })

  // The message is told of by its own webhook alone, long after she has hung up.
  script.webhookFault({ kind: 'drop', match: { url: '/voice/after-message' }, times: 10 })
  script.webhookFault({ kind: 'delay', milliseconds: 1_500, match: { url: '/voice/recording' } })
  script.dial(TERESA, NUMERO_VERDE)
  await line.work()
  for (const phone of [ADA, CALL_CENTRE_PHONE]) {
    expect(script.phase(phone)).toBe('ringing')
    app.clock.advance(30)
    script.runOutTime(TERESA)
    await line.work()
  }
  expect(script.heard(TERESA).join()).toContain('Dopo il segnale')
  app.clock.advance(20)
  script.leaveMessage(TERESA, 18, { words: 'Sono Teresa, mi serve un passaggio' })
  await until(async () => (await theCall()).state === 'ended')
  expect(await theCall()).toMatchObject({ callback: { reason: 'missed', listeningPointId: day.cremona.id } })
  await until(async () => (await app.db.voicemail.count()) === 1)
  await line.work()
  const { id, twilioCallSid } = await theCall()
  const { recordingSid } = await app.db.voicemail.findUniqueOrThrow({ where: { callId: id } })
  const recording = {
    path: `/voice/recording?call=${id}`,
    form: {
      CallSid: twilioCallSid ?? '',
      RecordingSid: recordingSid,
      RecordingStatus: 'completed',
      RecordingDuration: '18',
    },
  }
  const again = () => sendWebhook(app, recording, {}, line.publicBaseUrl)
  for (const { status } of await Promise.all([again(), again()])) expect(status).toBe(204)
  expect(await theCall()).toMatchObject({ outcome: 'voicemail', callback: { reason: 'voicemail', state: 'open' } })

  // The list shows it, to those of the point alone.
  const [waiting, ...others] = await app.call('listCallbacks', {}, cookie)
  expect(others).toEqual([])
  expect(waiting).toMatchObject({
    ...{ personName: 'Teresa Galli', listeningPointName: 'Cremona', reason: 'voicemail', state: 'open' },
    rows: [{ voicemail: { callId: id, durationSeconds: 18, heardAt: null } }],
  })
  expect(await app.call('listCallbacks', {}, await app.signIn(day.carla))).toEqual([])
  const callbackId = waiting?.id ?? ''
  const params = { callbackId }
  await app.call('takeCallback', { params, body: {} }, cookie)
  const sound = await app.send('GET', `/api/voicemail/${id}/audio`, { cookie })
  expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/mpeg'])
  expect((await sound.arrayBuffer()).byteLength).toBeGreaterThan(1_000)

  // She calls back: her own telephone first.
  const callId = randomUUID()
  const to = { kind: 'callback', callbackId } as const
  await app.call('placeOutgoingCall', { params: { callId }, body: { to, way: 'phone' } }, cookie)
  await line.work()
  script.answer(DINA)
  await line.work()
  expect(script.heard(DINA).join()).toContain('Chiamo Teresa Galli')
  script.press(DINA, '1')
  await line.work()
  script.answer(TERESA)
  await line.work()
  expect(script.talkingWith(TERESA)).toEqual([DINA])
  script.hangUp(TERESA)
  await line.work()

  const written = { outcome: 'answered', callId, notes: 'passaggio per giovedì' } as const
  const attempt = { params: { callbackId, attemptId: randomUUID() }, body: written }
  expect(await app.call('recordAttempt', attempt, cookie)).toMatchObject({
    ...{ state: 'working', attempts: [{ outcome: 'answered', operatorName: 'Dina Poli', callId }] },
    rows: [{ voicemail: { heardByName: 'Dina Poli' } }],
  })
  await app.call('closeCallback', { params, body: { callbackIds: [callbackId] } }, cookie)
  expect(await app.call('listCallbacks', {}, cookie)).toEqual([])
  expect(await app.db.callback.findMany()).toMatchObject([{ state: 'done', closedById: dina.id }])
  const contacts = await app.db.contact.findMany({ where: { deletedAt: null } })
  expect(contacts).toMatchObject([{ direction: 'outbound', purpose: 'toAssistedPerson', personId: day.teresa.id }])
  const traces = await app.db.auditEntry.findMany({
    where: { entityId: { in: [callbackId, id] } },
    orderBy: { id: 'asc' },
  })
  expect(traces.map(({ action }) => action).filter((action) => /^(callback|voicemail)/.test(action))).toEqual([
    ...[
      'callback.added',
      'voicemail.received',
      'callback.taken',
      'voicemail.opened',
      'callback.attempted',
      'callback.closed',
    ],
  ])
  expect(script.errors().filter(({ message }) => !message.includes('after-message'))).toEqual([])
})
