import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CALL_PARAMETER } from '../../contract/softphone.ts'
import { browserIdentity } from '../../helpline/calls/call-control.ts'
import { askForSweep } from '../../workers/sweep.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { conversationSteps } from '../support/conversation.ts'
import { ADA, aHelplineDay, BRUNO, emptyHelpline, CREMONA_LANDLINE as TERESA } from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'

describe('in conversation', () => {
  let line: PhoneLine
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let steps: ReturnType<typeof conversationSteps>

  beforeAll(async () => {
    line = await openPhoneLine({ requestTimeoutMs: 2_000 })
    steps = conversationSteps(line)
    for (const number of [TERESA, ADA, BRUNO]) line.script.addTelephone({ number, label: number })
  })
  beforeEach(async () => {
    line.app.clock.set(TUESDAY_AT_TEN)
    day = await aHelplineDay(line.app)
  })
  afterEach(async () => {
    const errors = line.script.errors()
    await line.script.reset()
    await emptyHelpline(line.app)
    expect(errors).toEqual([])
  })
  afterAll(() => line.close())

  const toBruno = () => ({ kind: 'operator', operatorId: day.bruno.id }) as const
  const asks = async (verb: 'holdCaller' | 'resumeCaller' | 'endHelp' | 'passCall', operator = day.ada) => {
    const { id: callId } = await steps.theCall()
    await line.app.call(verb, { params: { callId }, body: {} }, await line.app.signIn(operator))
  }
  const sweep = async () => {
    await askForSweep(line.app.store, line.app.clock.now())
    await line.work()
  }

  describe.each([
    ['once', undefined],
    ['twice', { kind: 'duplicate', times: 10_000 }],
  ] as const)('with somebody we called, each webhook told %s', (_times, fault) => {
    beforeEach(async () => {
      if (fault) line.script.webhookFault(fault)
      const to = { kind: 'person', personId: day.teresa.id, number: TERESA } as const
      const sent = { params: { callId: crypto.randomUUID() }, body: { to, way: 'phone' } } as const
      await line.app.call('placeOutgoingCall', sent, await line.app.signIn(day.ada))
      await line.work()
      await steps.answer(ADA)
      line.script.answer(TERESA)
      await line.work()
      expect(steps.talking(TERESA)).toEqual([ADA])
    })

    it('hold, and back', async () => {
      await steps.does('holdCaller', day.ada)
      expect(steps.talking(TERESA)).toEqual([])
      expect(steps.lastHeard(TERESA)).toContain('/sounds/attesa.wav')
      await steps.does('resumeCaller', day.ada)
      expect(steps.talking(TERESA)).toEqual([ADA])
      await steps.hangUp(TERESA)
      expect(await steps.theCall()).toMatchObject({ state: 'ended', outcome: 'answered' })
      expect(line.script.phase(ADA)).toBe('idle')
      expect(steps.said(ADA).at(-1)).toContain('La telefonata è finita')
    })

    it('the transfer, to the end', async () => {
      await steps.ask(day.ada, 'transfer', toBruno())
      await steps.answer(BRUNO)
      expect(steps.said(BRUNO).join()).toContain('Ada Bianchi le passa una telefonata. In linea c’è Teresa Galli.')
      expect(steps.talking(BRUNO)).toEqual([ADA])
      await steps.does('passCall', day.ada)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
      expect(line.script.phase(ADA)).toBe('idle')
      const call = await steps.theCall()
      expect(call).toMatchObject({ state: 'answered', answeredByOperatorId: day.bruno.id })
      expect(call.contact).toMatchObject({ operatorId: day.bruno.id, direction: 'outbound' })
      const mine = await line.app.call('readMyOutgoingCall', {}, await line.app.signIn(day.ada))
      expect(mine.call).toBeNull()
      await steps.hangUp(BRUNO)
      expect(line.script.phase(TERESA)).toBe('idle')
      expect(await steps.theCall()).toMatchObject({
        state: 'ended',
        outcome: 'answered',
        answeredByOperatorId: day.bruno.id,
      })
    })

    it('three voices; Ada leaves and they go on', async () => {
      await steps.ask(day.ada, 'threeWay', toBruno())
      await steps.answer(BRUNO)
      expect(steps.talking(TERESA)).toEqual([ADA, BRUNO].sort())
      await steps.hangUp(ADA)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
      await steps.hangUp(TERESA)
      expect(line.script.phase(BRUNO)).toBe('idle')
      expect(await steps.theCall()).toMatchObject({ state: 'ended', outcome: 'answered' })
    })

    it('Ada’s telephone drops while Teresa waits: she hears that we call back, and somebody does', async () => {
      await steps.does('holdCaller', day.ada)
      await steps.hangUp(ADA)
      expect(line.script.phase(TERESA)).toBe('idle')
      expect(steps.said(TERESA).at(-1)).toContain('La richiamiamo noi')
      expect(await steps.theCall()).toMatchObject({
        state: 'ended',
        outcome: 'answered',
        callback: { reason: 'promised' },
      })
    })
  })

  describe('and something fails', () => {
    beforeEach(() => steps.begin())

    it('nobody sends for the caller: at the end of the tune they come back by themselves', async () => {
      await steps.does('holdCaller', day.ada)
      await asks('resumeCaller')
      await line.app.db.jobWish.deleteMany()
      expect(steps.talking(TERESA)).toEqual([])
      line.script.runOutTime(TERESA)
      await line.work()
      expect(steps.talking(TERESA)).toEqual([ADA])
    })

    it('Twilio’s answer is lost: asked again, they are where they should be', async () => {
      line.script.restFault({ kind: 'timeout', processed: true, path: '/Calls/' })
      await asks('holdCaller')
      await expect(line.work()).rejects.toThrow('was not sent for')
      await line.app.db.jobWish.updateMany({ data: { runAt: line.app.clock.now() } })
      await line.work()
      expect(steps.talking(TERESA)).toEqual([])
      await steps.does('resumeCaller', day.ada)
      expect(steps.talking(TERESA)).toEqual([ADA])
    })

    it('Twilio cannot: the caller goes on speaking until it can', async () => {
      line.script.restFault({ kind: 'error500', path: '/Calls/' })
      await asks('holdCaller')
      await expect(line.work()).rejects.toThrow('was not sent for')
      expect(steps.talking(TERESA)).toEqual([ADA])
      await asks('resumeCaller')
      await line.work()
      expect(steps.talking(TERESA)).toEqual([ADA])
      await steps.hangUp(TERESA)
      expect((await steps.theCall()).state).toBe('ended')
    })

    it('nobody says that her line is down: the sweep finds out, and the caller rings again', async () => {
      await steps.does('holdCaller', day.ada)
      line.script.webhookFault({ kind: 'drop', match: { url: 'leg-status' }, times: 100 })
      await steps.hangUp(ADA)
      expect(await steps.theCall()).toMatchObject({ state: 'answered', onHold: true })
      line.app.clock.advance(6 * 60)
      await sweep()
      expect(await steps.theCall()).toMatchObject({ state: 'ringing', ringRound: 2 })
      // Bruno has no console open: he has gone home.
      expect(line.script.phase(ADA)).toBe('ringing')
    })

    it('nobody says that the caller’s line is down: the sweep closes the other lines', async () => {
      await steps.ask(day.ada, 'transfer', toBruno())
      await steps.answer(BRUNO)
      line.script.webhookFault({ kind: 'drop', match: { url: '/voice/status' }, times: 100 })
      await steps.hangUp(TERESA)
      expect(line.script.phase(ADA)).toBe('talking')
      line.app.clock.advance(6 * 60)
      await sweep()
      expect(await steps.theCall()).toMatchObject({ state: 'ended', outcome: 'answered' })
      for (const phone of [ADA, BRUNO]) expect(line.script.phase(phone)).toBe('idle')
    })

    it('his telephone cannot be rung at once: it is rung a little later', async () => {
      line.script.restFault({ kind: 'tooManyRequests', method: 'POST', path: '/Calls.json' })
      await steps.ask(day.ada, 'threeWay', toBruno())
      expect(line.script.phase(BRUNO)).toBe('idle')
      line.app.clock.advance(20)
      await line.work()
      expect(line.script.phase(BRUNO)).toBe('ringing')
      await steps.answer(BRUNO)
      expect(steps.talking(TERESA)).toEqual([ADA, BRUNO].sort())
    })

    it('it rings and Twilio’s answer is lost: one telephone rings, and taken back it stops', async () => {
      line.script.restFault({ kind: 'timeout', processed: true, method: 'POST', path: '/Calls.json' })
      await steps.ask(day.ada, 'transfer', toBruno())
      line.app.clock.advance(16)
      await line.work()
      expect(
        line.script.calls().filter(({ to }) => to === BRUNO && line.script.phase(BRUNO) === 'ringing'),
      ).not.toEqual([])
      const placed = line.script.calls().filter(({ to, direction }) => to === BRUNO && direction === 'outbound-api')
      expect(placed).toHaveLength(1)
      await steps.does('endHelp', day.ada)
      expect(line.script.phase(BRUNO)).toBe('idle')
      expect(steps.talking(TERESA)).toEqual([ADA])
    })

    it('jobs that come late, when the caller rings again or was answered since, disturb nobody', async () => {
      await steps.does('holdCaller', day.ada)
      await steps.does('resumeCaller', day.ada)
      await steps.does('holdCaller', day.ada)
      await steps.hangUp(ADA)
      expect((await steps.theCall()).state).toBe('ringing')
      const heard = line.script.heard(TERESA).length
      const again = () =>
        line.app.db.jobWish.updateMany({
          where: { name: { in: ['steer-line', 'fetch-caller'] } },
          data: { doneAt: null, failedAt: null },
        })
      expect((await again()).count).toBe(4)
      await line.work()
      expect(line.script.heard(TERESA)).toHaveLength(heard)
      await steps.answer(BRUNO)
      await again()
      await line.work()
      expect(steps.talking(TERESA)).toEqual([BRUNO])
    })

    it('the line that dialled is not sent for while it dials: it would take the other one down', async () => {
      await asks('holdCaller')
      await line.app.db.jobWish.deleteMany({ where: { name: 'steer-line' } })
      await asks('resumeCaller')
      await line.work()
      expect(steps.talking(TERESA)).toEqual([ADA])
      expect((await steps.theCall()).state).toBe('answered')
    })
  })

  it('whoever is called in at the computer answers there, and presses no key', async () => {
    await line.app.db.presence.update({
      where: { operatorId: day.bruno.id },
      data: { inBrowser: true, phoneE164: null },
    })
    const identity = browserIdentity(day.bruno.id)
    const address = line.script.registerClient(identity)
    line.script.dial(TERESA, '800 995 988')
    await line.work()
    await steps.answer(ADA)
    await steps.ask(day.ada, 'transfer', toBruno())
    expect((await steps.mine(day.bruno)).asked).toMatchObject({ inBrowser: true })
    const { id } = await steps.theCall()
    expect(line.script.incoming(identity).customParameters).toEqual({ [CALL_PARAMETER]: id })
    line.script.answer(address)
    await line.work()
    expect(steps.talking(ADA)).toEqual([address])
    await steps.does('passCall', day.ada)
    expect(steps.talking(TERESA)).toEqual([address])
  })

  it('a computer that rings while Twilio’s answer is lost is found in its log, and rings once', async () => {
    await line.app.db.presence.update({
      where: { operatorId: day.bruno.id },
      data: { inBrowser: true, phoneE164: null },
    })
    const address = line.script.registerClient(browserIdentity(day.bruno.id))
    line.script.dial(TERESA, '800 995 988')
    await line.work()
    await steps.answer(ADA)
    line.script.restFault({ kind: 'timeout', processed: true, method: 'POST', path: '/Calls.json' })
    await steps.ask(day.ada, 'transfer', toBruno())
    line.app.clock.advance(16)
    await line.work()
    const placed = line.script.calls().filter(({ direction }) => direction === 'outbound-api')
    expect(placed.map(({ to }) => to)).toEqual([address])
    await steps.does('endHelp', day.ada)
    expect(line.script.phase(address)).toBe('idle')
  })
})
