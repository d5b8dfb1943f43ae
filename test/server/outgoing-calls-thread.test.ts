import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openCallControl } from '../../adapters/twilio/call-control.ts'
import { browserIdentity, type CallControl } from '../../helpline/calls/call-control.ts'
import {
  GIVE_UP_AFTER_SECONDS,
  hangUpOutgoingLine,
  LOOK_AFTER_SECONDS,
  placeOutgoingLine,
} from '../../helpline/calls/outgoing/place-outgoing-line.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { startTestApp, TEST_AUTH_TOKEN, type TestApp, testClock } from '../support/app.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'
import { ADA, aHelplineDay, CREMONA_LANDLINE, OUR_NUMBER } from '../support/helpline-day.ts'
import { freePort } from '../support/processes.ts'

const applicationName = 'Console'
/** As the simulator numbers its applications. */
const APPLICATION = `AP${createHash('md5').update(applicationName).digest('hex')}`

describe('the operator presses «Chiama»', () => {
  let app: TestApp
  let simulator: Simulator
  let control: CallControl
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let cookie: string

  beforeEach(async () => {
    const port = await freePort()
    const publicBaseUrl = `http://127.0.0.1:${port}`
    // Twilio's log is read by the hour: real time, at any hour.
    app = await startTestApp({ port, publicBaseUrl, clock: testClock(new Date()) })
    day = await aHelplineDay(app)
    cookie = await app.signIn(day.ada)
    const voice = `${publicBaseUrl}/webhooks/twilio/voice`
    const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: TEST_AUTH_TOKEN }
    simulator = createSimulator({
      ...account,
      numbers: [{ number: OUR_NUMBER, voiceUrl: `${voice}/incoming`, statusCallback: `${voice}/status` }],
      applications: [
        { friendlyName: applicationName, voiceUrl: `${voice}/softphone`, statusCallback: `${voice}/outgoing-status` },
      ],
      telephones: [
        { number: CREMONA_LANDLINE, label: 'Teresa' },
        { number: ADA, label: 'Ada' },
      ],
      callsPerSecond: 100,
    })
    control = openCallControl({
      ...account,
      apiBaseUrl: await simulator.listen(0),
      publicBaseUrl,
      voiceNumber: OUR_NUMBER,
      clockOffsetMs: 0,
      takeCallTurn: async () => ({ taken: true, waitMs: 0 }),
      requestTimeoutMs: 2_000,
    })
    simulator.script.onRing(ADA, { kind: 'manual' })
    simulator.script.onRing(CREMONA_LANDLINE, { kind: 'manual' })
  })
  afterEach(async () => {
    await simulator.close()
    await app.close()
  })

  const doors = (over: Partial<CallControl> = {}) => ({ ...app.store, control: { ...control, ...over } })
  const work = (over: Partial<CallControl> = {}) =>
    drain(
      app.store,
      onlyHandlers({
        // The queue of callers is told in its own tests.
        'call-next-waiting': async () => undefined,
        'place-outgoing-call': (occasion, payload) => placeOutgoingLine(doors(over), occasion, payload),
        'hang-up-outgoing-line': (occasion, payload) => hangUpOutgoingLine(doors(over), occasion, payload),
      }),
      app.clock.now(),
    )
  const place = (way: 'phone' | 'browser' = 'phone') =>
    app.call(
      'placeOutgoingCall',
      {
        params: { callId: crypto.randomUUID() },
        body: { to: { kind: 'person', personId: day.teresa.id, number: CREMONA_LANDLINE }, way },
      },
      cookie,
    )
  const row = (id: string) => app.db.call.findUniqueOrThrow({ where: { id }, include: { contact: true } })
  const clean = () => expect(simulator.script.errors()).toEqual([])
  const placed = () => simulator.script.calls().filter(({ direction }) => direction === 'outbound-api')

  it('her telephone rings, she presses 1, Teresa’s rings and they speak', async () => {
    const { script } = simulator
    const { id } = await place()
    await work()
    await script.settled()
    expect([ADA, CREMONA_LANDLINE].map((phone) => script.phase(phone))).toEqual(['ringing', 'idle'])
    script.answer(ADA)
    await script.settled()
    expect(script.heard(ADA).join()).toContain('Chiamo Teresa Galli. Prema 1')
    expect(await app.db.contact.count()).toBe(0)
    script.press(ADA, '1')
    await script.settled()
    expect(script.phase(CREMONA_LANDLINE)).toBe('ringing')
    script.answer(CREMONA_LANDLINE)
    await script.settled()
    expect(await row(id)).toMatchObject({ state: 'answered', contact: { direction: 'outbound', state: 'draft' } })
    script.say(ADA, 'Buongiorno Teresa')
    expect(script.heard(CREMONA_LANDLINE)).toEqual(['Buongiorno Teresa'])
    script.hangUp(CREMONA_LANDLINE)
    await script.idle()
    expect(script.heard(ADA).at(-1)).toContain('La telefonata è finita')
    expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'answered' })
    expect(script.calls().find(({ to }) => to === CREMONA_LANDLINE)?.from).toBe(OUR_NUMBER)
    clean()
  })

  it.each([
    ['is engaged', { kind: 'busy' }, 'busy', 'Il numero è occupato'],
    ['does not answer', { kind: 'noAnswer' }, 'noAnswer', 'Non risponde nessuno'],
  ] as const)('Teresa’s telephone %s, and she is told so', async (_, behaviour, outcome, words) => {
    const { script } = simulator
    script.onRing(CREMONA_LANDLINE, behaviour)
    script.onRing(ADA, { kind: 'answer', press: '1' })
    const { id } = await place()
    await work()
    await script.settled()
    if (outcome === 'noAnswer') script.runOutTime(ADA)
    await script.idle()
    expect(script.heard(ADA).at(-1)).toContain(words)
    expect(await row(id)).toMatchObject({ state: 'ended', outcome, contact: { state: 'closed' } })
    clean()
  })

  it('her own answering machine calls nobody', async () => {
    const { script } = simulator
    script.onRing(ADA, { kind: 'machine' })
    const { id } = await place()
    await work()
    await script.settled()
    for (let question = 0; question < 2; question += 1) {
      script.runOutTime(ADA)
      await script.settled()
    }
    await script.idle()
    expect(script.phase(CREMONA_LANDLINE)).toBe('idle')
    expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'abandoned', contact: null })
  })

  it('she thinks better of it: her telephone stops ringing', async () => {
    const { script } = simulator
    const { id } = await place()
    await work()
    await script.settled()
    await app.call('hangUpOutgoingCall', { params: { callId: id }, body: {} }, cookie)
    await work()
    await script.idle()
    expect(script.phase(ADA)).toBe('idle')
    expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'abandoned' })
  })

  it('through the computer: it dials at once, for her and nobody else', async () => {
    const { script } = simulator
    const identity = browserIdentity(day.ada.id)
    script.registerClient(identity)
    const { id } = await place('browser')
    script.connect(identity, APPLICATION, { call: id })
    await script.settled()
    expect(script.phase(CREMONA_LANDLINE)).toBe('ringing')
    script.answer(CREMONA_LANDLINE)
    await script.settled()
    expect(await row(id)).toMatchObject({ state: 'answered', contact: { operatorId: day.ada.id } })
    script.hangUp(`client:${identity}`)
    await script.idle()
    expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'answered' })

    const other = browserIdentity(day.bruno.id)
    script.registerClient(other)
    const next = await place('browser')
    script.connect(other, APPLICATION, { call: next.id })
    await script.idle()
    expect(script.heard(`client:${other}`).join()).toContain('non si può fare')
    expect(script.phase(CREMONA_LANDLINE)).toBe('idle')
    clean()
  })

  it('begun by no console, the call is given up by itself', async () => {
    const { id } = await place('browser')
    await work()
    expect((await row(id)).state).toBe('ringing')
    app.clock.advance(62)
    await work()
    expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'abandoned' })
    expect((await place()).phase).toBe('ringingOperator')
  })

  describe('and Twilio', () => {
    const neverHeard: Partial<CallControl> = { placeCall: async () => ({ kind: 'unknown' }) }

    it('is asked once, however often and however simultaneously the job runs', async () => {
      const { id } = await place()
      const occasion = { now: app.clock.now(), actor: { kind: 'system' as const } }
      await Promise.all([1, 2, 3].map(() => placeOutgoingLine(doors(), occasion, { callId: id })))
      await placeOutgoingLine(doors(), occasion, { callId: id })
      expect(placed()).toHaveLength(1)
      expect((await row(id)).twilioCallSid).toBe(placed()[0]?.sid)
    })

    it('takes the call and its answer is lost: the log is looked up, and nothing rings twice', async () => {
      const { id } = await place()
      const { script } = simulator
      script.restFault({ kind: 'timeout', processed: true, method: 'POST', path: '/Calls.json' })
      script.webhookFault({ kind: 'drop', match: { url: 'outgoing-status' }, times: 50 })
      await work()
      await script.settled()
      expect(await row(id)).toMatchObject({ state: 'ringing', twilioCallSid: null })
      app.clock.advance(LOOK_AFTER_SECONDS)
      await work()
      expect(placed()).toHaveLength(1)
      expect((await row(id)).twilioCallSid).toBe(placed()[0]?.sid)
    })

    it('never heard of it: it is asked again, a few times, and then no more', async () => {
      const { id } = await place()
      const ask = vi.fn(neverHeard.placeCall as CallControl['placeCall'])
      await work({ placeCall: ask })
      app.clock.advance(LOOK_AFTER_SECONDS)
      await work()
      expect(placed()).toHaveLength(1)
      simulator.script.hangUp(ADA)
      await simulator.script.idle()

      const second = await place()
      for (let passed = 0; passed <= GIVE_UP_AFTER_SECONDS + LOOK_AFTER_SECONDS; passed += LOOK_AFTER_SECONDS) {
        await work({ placeCall: ask })
        app.clock.advance(LOOK_AFTER_SECONDS)
      }
      expect(ask.mock.calls.length).toBeLessThanOrEqual(6)
      expect(await row(second.id)).toMatchObject({ state: 'ended', outcome: 'failed', contact: null })
      expect((await row(id)).state).toBe('ended')
      const mine = await app.call('readMyOutgoingCall', {}, cookie)
      expect(mine.call?.news).toContain('la linea non è disponibile')
    })

    it('is busy: it is asked a little later; refuses: the call is over', async () => {
      const { id } = await place()
      const answers = [{ kind: 'tryLater', afterSeconds: 2 } as const, { kind: 'refused', code: 21211 } as const]
      const placeCall = async () => answers.shift() ?? { kind: 'unknown' as const }
      await work({ placeCall })
      expect(await row(id)).toMatchObject({ state: 'ringing', placedAt: null })
      app.clock.advance(2)
      await work({ placeCall })
      expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'failed' })
    })

    it('places what was given up meanwhile: it is put down', async () => {
      const { id } = await place()
      await work({
        placeCall: async (call) => {
          const answer = await control.placeCall(call)
          await app.call('hangUpOutgoingCall', { params: { callId: id }, body: {} }, cookie)
          return answer
        },
      })
      await simulator.script.idle()
      expect(simulator.script.phase(ADA)).toBe('idle')
      expect(await row(id)).toMatchObject({ state: 'ended', outcome: 'abandoned' })
    })
  })
})
