import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCallFiles } from '../../adapters/journal/call-files.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { startTestApp, TEST_AUTH_TOKEN, type TestApp, testClock } from '../support/app.ts'
import type { TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import {
  ADA,
  aHelplineDay,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  CREMONA_LANDLINE,
  OUR_NUMBER,
  UNKNOWN_LANDLINE,
  UNKNOWN_MOBILE,
} from '../support/helpline-day.ts'
import { freePort, until } from '../support/processes.ts'
import { type CuttableLine, cuttableLine } from '../support/queue-stores.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const PHONES = [ADA, BRUNO, CARLA, CALL_CENTRE_PHONE]
/** How long Twilio waits for an answer, and how long we wait for the database before we answer without it. */
const TWILIO_WAITS_MS = 15_000
const WE_WAIT_MS = 8_000

describe('the telephone while the database cannot be reached', () => {
  let database: TestDatabase
  let line: CuttableLine
  let db: TestDb
  let app: TestApp
  let simulator: Simulator
  let folder: string
  let port: number
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let isCut = false
  const clock = testClock()

  const start = (callFiles = openCallFiles(folder, TEST_AUTH_TOKEN)) =>
    startTestApp({
      databaseUrl: line.url,
      clock,
      port,
      publicBaseUrl: `http://127.0.0.1:${port}`,
      callFiles,
    })
  const journal = () => readdirSync(path.join(folder, 'calls', 'journal')).filter((name) => name.endsWith('.json'))
  const calls = () =>
    db.call.findMany({
      orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
      include: { contact: true, callback: true, voicemail: true, answeredBy: true, legs: true },
    })

  beforeEach(async () => {
    isCut = false
    clock.set('2026-11-24T10:00:00+01:00')
    folder = mkdtempSync(path.join(tmpdir(), 'filo-offline-'))
    database = await createTestDatabase()
    line = await cuttableLine(database.url)
    db = connectDatabase(database.url, 3)
    day = await aHelplineDay({ db, clock })
    port = await freePort()
    app = await start()
    const voice = `http://127.0.0.1:${port}/webhooks/twilio/voice`
    simulator = createSimulator({
      accountSid: `AC${'0'.repeat(32)}`,
      authToken: TEST_AUTH_TOKEN,
      numbers: [
        { number: OUR_NUMBER, voiceUrl: `${voice}/incoming`, statusCallback: `${voice}/status#rc=3&rp=5xx,ct,rt` },
      ],
      telephones: [CREMONA_LANDLINE, UNKNOWN_LANDLINE, ...PHONES].map((number) => ({ number, label: number })),
    })
    for (const number of PHONES) simulator.script.onRing(number, { kind: 'noAnswer' })
  })
  afterEach(async () => {
    await simulator.close()
    if (isCut) await mend()
    await app.close()
    await db.$disconnect()
    await line.cut()
    await database.drop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const cut = async () => {
    isCut = true
    await line.cut()
  }
  const mend = async () => {
    isCut = false
    await line.mend()
  }
  const mended = async () => {
    await mend()
    await until(() => journal().length === 0)
    expect(readdirSync(path.join(folder, 'calls', 'journal', 'set-aside'))).toEqual([])
  }
  const clean = () => expect(simulator.script.errors()).toEqual([])
  const dialled = async (from = CREMONA_LANDLINE) => {
    simulator.script.dial(from, OUR_NUMBER)
    await simulator.script.settled()
  }
  const answeredBy = async (phone: string) => {
    simulator.script.answer(phone)
    await simulator.script.settled()
    simulator.script.press(phone, '1')
    await simulator.script.settled()
  }

  it('rings the operators of the caller’s point, who speak; afterwards everything is written down once', async () => {
    const { script } = simulator
    script.onRing(ADA, { kind: 'manual' })
    script.onRing(BRUNO, { kind: 'manual' })
    await cut()
    await dialled()
    expect(PHONES.map((phone) => script.phase(phone))).toEqual(['ringing', 'ringing', 'idle', 'idle'])
    clock.advance(8)
    await answeredBy(ADA)
    expect(script.heard(ADA).at(-1)).toContain('Il computer non risponde')
    expect([ADA, BRUNO].map((phone) => script.phase(phone))).toEqual(['talking', 'idle'])
    clock.advance(60)
    script.hangUp(ADA)
    await script.idle()
    expect(script.heard(CREMONA_LANDLINE).at(-1)).toContain('Grazie')
    expect(await calls()).toEqual([])
    clock.advance(3_600)
    await mended()
    const [call, ...others] = await calls()
    expect(others).toEqual([])
    expect(call).toMatchObject({
      state: 'ended',
      outcome: 'answered',
      listeningPointId: day.cremona.id,
      personId: day.teresa.id,
      answeredByOperatorId: day.ada.id,
      startedAt: new Date('2026-11-24T10:00:00+01:00'),
      answeredAt: new Date('2026-11-24T10:00:08+01:00'),
      endedAt: new Date('2026-11-24T10:01:08+01:00'),
      callback: null,
      contact: { personId: day.teresa.id, operatorId: day.ada.id, state: 'draft' },
    })
    expect(call?.legs).toMatchObject([{ state: 'accepted', operatorId: day.ada.id }])
    clean()
  })

  it('goes on to the call centre and to the voicemail, and the message is there to be heard and called back', async () => {
    const { script } = simulator
    await cut()
    await dialled()
    for (const phone of [ADA, CALL_CENTRE_PHONE]) {
      await until(() => script.phase(phone) === 'ringing')
      clock.advance(30)
      script.runOutTime(CREMONA_LANDLINE)
      await script.settled()
    }
    await until(() => script.heard(CREMONA_LANDLINE).some((words) => words.includes('Dopo il segnale')))
    expect(script.heard(CREMONA_LANDLINE).join()).toContain('cancelliamo dopo 30 giorni')
    await until(() => script.say(CREMONA_LANDLINE, 'Sono Teresa, richiamatemi'))
    clock.advance(20)
    script.hangUp(CREMONA_LANDLINE)
    await script.idle()
    await mended()
    const [call, ...others] = await calls()
    expect(others).toEqual([])
    expect(call).toMatchObject({
      outcome: 'voicemail',
      contact: null,
      voicemail: { recordingSid: expect.stringMatching(/^RE/) },
      callback: { reason: 'voicemail', listeningPointId: day.cremona.id, e164: CREMONA_LANDLINE, state: 'open' },
    })
    clean()
  })

  it('calls back whoever hung up while it rang', async () => {
    await cut()
    await dialled(UNKNOWN_LANDLINE)
    clock.advance(20)
    simulator.script.hangUp(UNKNOWN_LANDLINE)
    await simulator.script.idle()
    await mended()
    expect(await calls()).toMatchObject([
      { outcome: 'abandoned', callback: { reason: 'abandoned', e164: UNKNOWN_LANDLINE }, contact: null },
    ])
    clean()
  })

  it('a call that was ringing when the database went is answered by whom it rang for', async () => {
    const { script } = simulator
    script.onRing(ADA, { kind: 'manual' })
    await dialled()
    expect(await calls()).toMatchObject([{ state: 'ringing' }])
    await cut()
    clock.advance(5)
    await answeredBy(ADA)
    expect(script.phase(ADA)).toBe('talking')
    clock.advance(60)
    script.hangUp(CREMONA_LANDLINE)
    await script.idle()
    await mended()
    expect(await calls()).toMatchObject([
      {
        outcome: 'answered',
        answeredByOperatorId: day.ada.id,
        answeredAt: new Date('2026-11-24T10:00:05+01:00'),
        contact: { personId: day.teresa.id },
        callback: null,
      },
    ])
    clean()
  })

  it('a call that was ringing when the database went goes on to the call centre, and ends with the database back', async () => {
    const { script } = simulator
    script.onRing(CALL_CENTRE_PHONE, { kind: 'manual' })
    await dialled()
    await cut()
    script.runOutTime(CREMONA_LANDLINE)
    await until(() => script.phase(CALL_CENTRE_PHONE) === 'ringing')
    await mended()
    expect(await calls()).toMatchObject([{ state: 'ringing', listeningPointId: day.callCentre.id }])
    await answeredBy(CALL_CENTRE_PHONE)
    expect(await calls()).toMatchObject([{ state: 'answered', contact: { listeningPointId: day.callCentre.id } }])
    script.hangUp(CREMONA_LANDLINE)
    await script.idle()
    expect(await calls()).toMatchObject([{ outcome: 'answered', callback: null }])
    clean()
  })

  it('a database that comes back in mid-ring learns of the answer at once', async () => {
    const { script } = simulator
    script.onRing(ADA, { kind: 'manual' })
    await cut()
    await dialled()
    await mended()
    expect(await calls()).toMatchObject([{ state: 'ringing', listeningPointId: day.cremona.id }])
    await answeredBy(ADA)
    expect(await calls()).toMatchObject([{ state: 'answered', answeredByOperatorId: day.ada.id }])
    script.hangUp(ADA)
    await script.idle()
    expect(await calls()).toMatchObject([{ outcome: 'answered', callback: null }])
    clean()
  })

  it('a journal told twice, by two servers at once and after a crash in the middle, has one effect', async () => {
    const { script } = simulator
    script.onRing(ADA, { kind: 'manual' })
    await cut()
    await dialled()
    await answeredBy(ADA)
    script.hangUp(ADA)
    await script.idle()
    const kept = path.join(folder, 'calls', 'journal')
    const copy = path.join(folder, 'copy')
    expect(journal().length).toBeGreaterThanOrEqual(3)
    cpSync(kept, copy, { recursive: true })
    await mended()
    const once = await calls()
    const events = await db.callEvent.count()
    const traces = await db.auditEntry.count()
    // What a process that died before it took the entries away leaves behind.
    cpSync(copy, kept, { recursive: true })
    await app.close()
    app = await start()
    const other = await startTestApp({
      databaseUrl: line.url,
      clock,
      callFiles: openCallFiles(folder, TEST_AUTH_TOKEN),
    })
    await until(() => journal().length === 0)
    await other.close()
    expect(await calls()).toEqual(once)
    expect(await db.callEvent.count()).toBe(events)
    expect(await db.auditEntry.count()).toBe(traces)
    clean()
  })

  it('a server that starts without a database routes as the one before it did', async () => {
    const { script } = simulator
    script.onRing(BRUNO, { kind: 'manual' })
    await app.close()
    await cut()
    app = await start()
    await dialled()
    expect(script.phase(BRUNO)).toBe('ringing')
    await answeredBy(BRUNO)
    script.hangUp(BRUNO)
    await script.idle()
    expect(app.logged.join()).toContain('snapshotSeconds')
    expect(app.logged.join()).not.toMatch(/448678|1234567/)
    await mended()
    expect(await calls()).toMatchObject([{ outcome: 'answered', answeredByOperatorId: day.bruno.id }])
    clean()
  })

  it('whoever waits in the queue when the database goes is rung for again, and is answered', async () => {
    const { script } = simulator
    script.onRing(ADA, { kind: 'manual' })
    await db.listeningPoint.updateMany({ data: { fixedPhones: [] } })
    await db.presence.deleteMany({ where: { operatorId: { not: day.ada.id } } })
    await app.close()
    app = await start()
    // Ada speaks to somebody else: everybody is busy.
    const { id: callId } = await db.call.create({
      data: {
        twilioCallSid: `CA${'b'.repeat(32)}`,
        direction: 'inbound',
        callerKind: 'withheld',
        toE164: OUR_NUMBER,
        state: 'answered',
        listeningPointId: day.cremona.id,
        answeredByOperatorId: day.ada.id,
        routeSteps: [],
        startedAt: clock.now(),
        answeredAt: clock.now(),
        legs: {
          create: {
            ringRound: 1,
            kind: 'operatorPhone',
            e164: ADA,
            operatorId: day.ada.id,
            state: 'accepted',
            createdAt: clock.now(),
            acceptedAt: clock.now(),
          },
        },
      },
    })
    script.dial(CREMONA_LANDLINE, OUR_NUMBER)
    await until(async () => (await db.call.count({ where: { state: 'waiting' } })) === 1)
    await cut()
    await until(() => {
      if (script.phase(ADA) === 'ringing') return true
      // The words and the music of the queue take their time.
      const isQueued = !script.heard(CREMONA_LANDLINE).some((words) => words.includes('le passiamo subito'))
      if (isQueued && script.heard(CREMONA_LANDLINE).length > 0) script.runOutTime(CREMONA_LANDLINE)
      return false
    })
    await answeredBy(ADA)
    script.hangUp(ADA)
    await script.idle()
    await mended()
    expect(await db.call.findMany({ where: { id: { not: callId } }, include: { callback: true } })).toMatchObject([
      { outcome: 'answered', answeredByOperatorId: day.ada.id, callback: null },
    ])
  })

  it('a server that never knew anything says so kindly, and promises nothing', async () => {
    await app.close()
    await cut()
    app = await start(openCallFiles(path.join(folder, 'empty'), TEST_AUTH_TOKEN))
    await dialled()
    await simulator.script.idle()
    expect(simulator.script.heard(CREMONA_LANDLINE)).toEqual([expect.stringContaining('Riprovi fra qualche minuto')])
    clean()
  })

  it('a database that goes silent in mid-sentence: callers are answered, and afterwards nobody waits for what was asked', async () => {
    const { script } = simulator
    for (const phone of [ADA, BRUNO]) script.onRing(phone, { kind: 'manual' })
    const cookie = await app.signIn(day.ada)
    line.silence()
    isCut = true
    // Every connection of the pool is asked something that is never answered.
    const asked = Promise.allSettled(
      Array.from({ length: 12 }, () => app.send('GET', '/api/calls/current', { cookie })),
    )
    const cutAt = performance.now()
    script.dial(CREMONA_LANDLINE, OUR_NUMBER)
    await until(() => script.phase(ADA) === 'ringing')
    expect(performance.now() - cutAt).toBeLessThan(TWILIO_WAITS_MS)
    await answeredBy(ADA)
    script.hangUp(ADA)
    await script.idle()
    // By now it is known: nobody waits for it.
    const dialledAt = performance.now()
    await dialled(UNKNOWN_LANDLINE)
    expect(script.phase(BRUNO)).toBe('ringing')
    expect(performance.now() - dialledAt).toBeLessThan(WE_WAIT_MS)
    script.hangUp(UNKNOWN_LANDLINE)
    await script.idle()
    await asked
    await mended()
    const askedAt = performance.now()
    expect((await app.send('GET', '/api/calls/current', { cookie })).status).toBe(200)
    script.dial(CREMONA_LANDLINE, OUR_NUMBER)
    await script.settled()
    expect(performance.now() - askedAt).toBeLessThan(WE_WAIT_MS)
    expect(await calls()).toMatchObject([
      { fromE164: CREMONA_LANDLINE, outcome: 'answered', answeredByOperatorId: day.ada.id },
      { fromE164: UNKNOWN_LANDLINE, outcome: 'abandoned' },
      { fromE164: CREMONA_LANDLINE, state: 'ringing' },
    ])
    clean()
  }, 180_000)

  describe('an SMS that arrives meanwhile', () => {
    const sms = (letter: string, body: string, from = UNKNOWN_MOBILE) => ({
      path: '/messages/incoming',
      form: { MessageSid: `SM${letter.repeat(32)}`, From: from, To: '+393202000001', Body: body },
    })
    const post = (webhook: { path: string; form: Record<string, string> }) =>
      sendWebhook(app, webhook, {}, `http://127.0.0.1:${port}`)
    const send = async (...args: Parameters<typeof sms>) => {
      const response = await post(sms(...args))
      return { status: response.status, text: await response.text() }
    }
    const messages = () =>
      db.message.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], include: { conversation: true } })

    it('is kept, and whoever wrote hears so once; it is read once, as of when it came, and its answer is sent', async () => {
      await cut()
      const first = await send('1', 'Domani a che ora venite?')
      expect(first.status).toBe(200)
      expect(first.text).toContain('Abbiamo ricevuto il Suo messaggio')
      // Told again, and another from the same sender: kept, and not answered twice.
      for (const again of [await send('1', 'Domani a che ora venite?'), await send('2', 'Grazie mille')]) {
        expect(again.status).toBe(200)
        expect(again.text).not.toContain('Message')
      }
      expect((await send('3', 'STOP', '+393471234567')).text).not.toContain('Message')
      expect((await send('4', 'offerta', 'Negozio')).text).not.toContain('Message')
      expect(app.logged.join()).not.toContain('a che ora')
      clock.advance(3_600)
      await mended()
      const came = new Date('2026-11-24T10:00:00+01:00')
      const all = await messages()
      expect(all.filter(({ direction }) => direction === 'inbound')).toMatchObject([
        { body: 'Domani a che ora venite?', createdAt: came, conversation: { needsAnswer: true } },
        { body: 'Grazie mille', createdAt: came },
        { body: 'STOP', createdAt: came },
      ])
      expect(all.filter(({ direction }) => direction === 'outbound')).toMatchObject([
        { state: 'pending', intentKey: `late-answer:SM${'1'.repeat(32)}`, conversation: { peerE164: UNKNOWN_MOBILE } },
      ])
      expect(await db.jobWish.count({ where: { name: 'send-message' } })).toBe(1)
      expect(await db.refusalEntry.count({ where: { refused: true, channel: 'sms' } })).toBe(1)
    })

    it('is kept with what came with it: a photo and a voice note are fetched afterwards', async () => {
      await cut()
      const { path: incoming, form } = sms('5', '')
      const MessageSid = `MM${'5'.repeat(32)}`
      const file = (letter: string) =>
        `https://api.twilio.com/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages/${MessageSid}/Media/ME${letter.repeat(32)}`
      const media = {
        ...{ NumMedia: '2', MediaUrl0: file('a'), MediaContentType0: 'image/jpeg' },
        ...{ MediaUrl1: file('b'), MediaContentType1: 'audio/ogg' },
      }
      expect((await post({ path: incoming, form: { ...form, MessageSid, ...media } })).status).toBe(200)
      await mended()
      expect(await messages()).toMatchObject([
        { twilioSid: MessageSid, direction: 'inbound', conversation: { needsAnswer: true } },
        { direction: 'outbound', intentKey: `late-answer:${MessageSid}` },
      ])
      expect(await db.messageMedia.findMany({ orderBy: { position: 'asc' } })).toMatchObject([
        { state: 'awaited', contentType: 'image/jpeg', twilioMediaSid: `ME${'a'.repeat(32)}` },
        { state: 'awaited', contentType: 'audio/ogg', twilioMediaSid: `ME${'b'.repeat(32)}` },
      ])
      expect(await db.jobWish.count({ where: { name: 'keep-message-media' } })).toBe(2)
    })
  })

  it('takes in what changes: an operator who goes on a break is not rung any more', async () => {
    const { script } = simulator
    script.onRing(BRUNO, { kind: 'manual' })
    const cookie = await app.signIn(day.ada)
    const body = { listeningPointId: day.cremona.id, state: 'onBreak' as const, phone: ADA }
    await app.call('setPresence', { body }, cookie)
    const sheet = () => openCallFiles(folder, TEST_AUTH_TOKEN).snapshot.network.read()
    await until(async () => (await sheet())?.present.every(({ operatorId }) => operatorId !== day.ada.id) === true)
    await cut()
    await dialled()
    expect([ADA, BRUNO].map((phone) => script.phase(phone))).toEqual(['idle', 'ringing'])
    clean()
  })
})
