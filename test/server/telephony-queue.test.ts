import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint } from '../support/builders.ts'
import {
  ADA,
  aHelplineDay,
  anOperatorWaiting,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  CREMONA_LANDLINE,
  emptyHelpline,
  UNKNOWN_LANDLINE,
} from '../support/helpline-day.ts'
import { NUMERO_VERDE, openPhoneLine, type PhoneLine } from '../support/phone-line.ts'

const THIRD = '+390372448655'
const callers = [CREMONA_LANDLINE, UNKNOWN_LANDLINE, THIRD]

describe('where everybody is busy', () => {
  let line: PhoneLine
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    line = await openPhoneLine({ requestTimeoutMs: 2_000 })
    for (const number of [...callers, ADA, BRUNO, CARLA, CALL_CENTRE_PHONE]) {
      line.script.addTelephone({ number, label: number })
    }
  })
  beforeEach(async () => {
    line.app.clock.set(TUESDAY_AT_TEN)
    day = await aHelplineDay(line.app)
    const { db } = line.app
    // One operator at Cremona, and nobody else anywhere.
    await db.presence.deleteMany({ where: { operatorId: { not: day.ada.id } } })
    await db.listeningPoint.update({ where: { id: day.callCentre.id }, data: { fixedPhones: [] } })
  })
  afterEach(async () => {
    expect(line.script.errors()).toEqual([])
    await line.script.reset()
    await emptyHelpline(line.app)
  })
  afterAll(() => line.close())

  const callFrom = (fromE164: string) =>
    line.app.db.call.findFirstOrThrow({
      where: { fromE164 },
      orderBy: { id: 'desc' },
      include: { callback: true, voicemail: true, legs: { orderBy: { id: 'asc' } } },
    })
  const dial = async (from: string) => {
    line.script.dial(from, NUMERO_VERDE)
    await line.work()
  }
  const answer = async (phone: string) => {
    line.script.answer(phone)
    await line.work()
    line.script.press(phone, '1')
    await line.work()
  }
  /** The music of a turn ends. */
  const nextTurn = async (from: string) => {
    const before = line.script.heard(from).length
    // After the music there is a second in which a key may still be pressed.
    for (let wait = 0; wait < 2 && line.script.heard(from).length === before; wait += 1) {
      line.script.runOutTime(from)
      await line.work()
    }
  }
  const hangUp = async (phone: string) => {
    line.script.hangUp(phone)
    await line.work()
  }
  /** Ada speaks with Teresa. */
  async function adaIsBusy() {
    await dial(CREMONA_LANDLINE)
    await answer(ADA)
    expect(line.script.phase(ADA)).toBe('talking')
  }
  const lastHeard = (from: string) =>
    line.script
      .heard(from)
      .filter((heard) => !heard.startsWith('http'))
      .at(-1)

  it('a second caller waits, hears where they stand and music, and is rung for as soon as the first hangs up', async () => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ state: 'waiting', listeningPointId: day.cremona.id })
    expect(lastHeard(UNKNOWN_LANDLINE)).toContain('Lei è la prossima persona.')
    expect(lastHeard(UNKNOWN_LANDLINE)).not.toContain('prema 1')
    expect(line.script.heard(UNKNOWN_LANDLINE).at(-1)).toContain('/sounds/attesa.wav')
    await nextTurn(UNKNOWN_LANDLINE)
    expect(lastHeard(UNKNOWN_LANDLINE)).toContain('prema 1')
    await hangUp(CREMONA_LANDLINE)
    // Nobody's turn has come: the freed operator sends for the caller.
    expect(line.script.phase(ADA)).toBe('ringing')
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ state: 'ringing', ringRound: 1 })
    await answer(ADA)
    expect(line.script.talkingWith(ADA)).toEqual([UNKNOWN_LANDLINE])
    await hangUp(UNKNOWN_LANDLINE)
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ outcome: 'answered', callback: null })
  })

  it('the one who has waited longer comes first, and knows how many are before', async () => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    line.app.clock.advance(5)
    await dial(THIRD)
    expect(lastHeard(THIRD)).toContain('Prima di lei c’è una persona.')
    // A lost nudge: the third caller's own turn comes first, and the place is kept all the same.
    line.script.hangUp(ADA)
    await line.script.settled()
    line.script.runOutTime(THIRD)
    await line.script.settled()
    expect((await callFrom(THIRD)).state).toBe('waiting')
    await line.work()
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ state: 'ringing' })
    await answer(ADA)
    expect(line.script.talkingWith(ADA)).toEqual([UNKNOWN_LANDLINE])
    await nextTurn(THIRD)
    expect(lastHeard(THIRD)).toContain('Lei è la prossima persona.')
  })

  it('two callers at the same instant do not ring the same phone: one rings, the other waits', async () => {
    for (const from of [CREMONA_LANDLINE, UNKNOWN_LANDLINE]) line.script.dial(from, NUMERO_VERDE)
    await line.work()
    const states = [(await callFrom(CREMONA_LANDLINE)).state, (await callFrom(UNKNOWN_LANDLINE)).state]
    expect(states.sort()).toEqual(['ringing', 'waiting'])
    expect(await line.app.db.callLeg.count()).toBe(1)
  })

  it('where the nudge is lost, the caller is found at their own next turn', async () => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    await line.app.db.jobWish.deleteMany()
    line.script.hangUp(ADA)
    await line.script.settled()
    await line.app.db.jobWish.deleteMany()
    line.script.runOutTime(UNKNOWN_LANDLINE)
    await line.script.settled()
    expect(line.script.phase(ADA)).toBe('ringing')
  })

  it('where Twilio’s answer to the nudge is lost, the line rings once and the call goes on', async () => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    line.script.hangUp(ADA)
    await line.script.settled()
    line.script.restFault({ kind: 'timeout', processed: true, path: '/Calls/' })
    await line.work().catch(() => undefined)
    expect(line.script.phase(ADA)).toBe('ringing')
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ state: 'ringing', ringRound: 1 })
    await answer(ADA)
    line.app.clock.advance(3_600)
    await line.work()
    expect(line.script.talkingWith(ADA)).toEqual([UNKNOWN_LANDLINE])
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ state: 'answered' })
  })

  it('an operator who comes back from a break is given whoever waits', async () => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    const bruno = await line.app.signIn(day.bruno)
    const body = { listeningPointId: day.cremona.id, state: 'available' as const, phone: BRUNO, inBrowser: false }
    await line.app.call('setPresence', { body }, bruno)
    await line.work()
    expect(line.script.phase(BRUNO)).toBe('ringing')
  })

  it('1 ends the wait: called back, with the place of when they called', async () => {
    await adaIsBusy()
    line.app.clock.advance(60)
    const calledAt = line.app.clock.now()
    await dial(UNKNOWN_LANDLINE)
    line.app.clock.advance(40)
    await nextTurn(UNKNOWN_LANDLINE)
    line.script.press(UNKNOWN_LANDLINE, '1')
    await line.work()
    expect(lastHeard(UNKNOWN_LANDLINE)).toContain('non perde il posto')
    expect(line.script.phase(UNKNOWN_LANDLINE)).toBe('idle')
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({
      state: 'ended',
      outcome: 'callback',
      callback: { reason: 'promised', createdAt: calledAt, listeningPointId: day.cremona.id, state: 'open' },
    })
  })

  it('1 pressed when somebody has just been freed reaches that person instead', async () => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    await nextTurn(UNKNOWN_LANDLINE)
    line.script.hangUp(CREMONA_LANDLINE)
    line.script.press(UNKNOWN_LANDLINE, '1')
    await line.work()
    const call = await callFrom(UNKNOWN_LANDLINE)
    const isServed = call.state === 'ringing' && call.callback === null
    const isPromised = call.outcome === 'callback' && call.callback?.reason === 'promised'
    expect(isServed || isPromised).toBe(true)
    expect(line.script.phase(ADA)).toBe(isServed ? 'ringing' : 'idle')
  })

  it('whoever hides the number is not offered what cannot be kept', async () => {
    await line.app.db.presence.update({
      where: { operatorId: day.ada.id },
      data: { listeningPointId: day.callCentre.id },
    })
    line.script.dial(CREMONA_LANDLINE, NUMERO_VERDE)
    await line.work()
    await answer(ADA)
    line.script.dial(UNKNOWN_LANDLINE, NUMERO_VERDE, { withheld: true })
    await line.work()
    // The question about where they call from, twice unanswered.
    for (let question = 0; question < 2; question += 1) {
      line.script.runOutTime(UNKNOWN_LANDLINE)
      await line.work()
    }
    const call = await line.app.db.call.findFirstOrThrow({ where: { callerKind: 'withheld' } })
    expect(call.state).toBe('waiting')
    await nextTurn(UNKNOWN_LANDLINE)
    expect(lastHeard(UNKNOWN_LANDLINE)).not.toContain('prema 1')
    expect(line.script.press(UNKNOWN_LANDLINE, '1')).toBe(false)
  })

  it.each([
    [4, null],
    [11, 'abandoned'],
  ])('hung up after %i seconds of waiting', async (seconds, reason) => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    line.app.clock.advance(seconds)
    await hangUp(UNKNOWN_LANDLINE)
    const call = await callFrom(UNKNOWN_LANDLINE)
    expect(call).toMatchObject({ state: 'ended', outcome: 'abandoned' })
    expect(call.callback?.reason ?? null).toBe(reason)
    await hangUp(CREMONA_LANDLINE)
    expect(line.script.phase(ADA)).toBe('idle')
  })

  it('ten minutes are enough: a message, and a call back', async () => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    line.app.clock.advance(601)
    await nextTurn(UNKNOWN_LANDLINE)
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ state: 'recording', callback: { reason: 'missed' } })
    expect(lastHeard(UNKNOWN_LANDLINE)).toBe('bip')
  })

  it('where everybody busy goes home, nobody waits for them', async () => {
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    await line.app.db.presence.deleteMany()
    await nextTurn(UNKNOWN_LANDLINE)
    expect((await callFrom(UNKNOWN_LANDLINE)).state).toBe('recording')
  })

  it('when the point closes, the call centre rings', async () => {
    await line.app.db.listeningPoint.update({
      where: { id: day.callCentre.id },
      data: { fixedPhones: [CALL_CENTRE_PHONE] },
    })
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    expect(line.script.phase(CALL_CENTRE_PHONE)).toBe('ringing')
    await hangUp(CALL_CENTRE_PHONE)
    expect((await callFrom(UNKNOWN_LANDLINE)).state).toBe('waiting')
    line.app.clock.set('2026-11-24T12:00:01+01:00')
    // Waiting since ten, in this clock: only the closing counts here.
    await line.app.db.call.updateMany({ where: { state: 'waiting' }, data: { waitingSince: line.app.clock.now() } })
    await nextTurn(UNKNOWN_LANDLINE)
    expect(line.script.phase(CALL_CENTRE_PHONE)).toBe('ringing')
    await answer(CALL_CENTRE_PHONE)
    const call = await callFrom(UNKNOWN_LANDLINE)
    expect(call).toMatchObject({ state: 'answered', listeningPointId: day.callCentre.id })
    expect((call.routeSteps as { code: string }[]).map(({ code }) => code)).toContain('closedMeanwhile')
  })

  it('an operator who did not answer is not rung again by the same caller, who leaves a message', async () => {
    await dial(UNKNOWN_LANDLINE)
    expect(line.script.phase(ADA)).toBe('ringing')
    line.script.runOutTime(UNKNOWN_LANDLINE)
    await line.work()
    expect(line.script.phase(ADA)).toBe('idle')
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ state: 'recording' })
    // Who comes next finds her free.
    await dial(THIRD)
    expect(line.script.phase(ADA)).toBe('ringing')
  })

  it('with every webhook of the queue told twice, it is one call and one ring', async () => {
    await adaIsBusy()
    for (const url of ['/voice/wait', '/voice/after-wait', '/voice/next', '/voice/status', '/voice/accepted']) {
      line.script.webhookFault({ kind: 'duplicate', together: true, match: { url } })
    }
    await dial(UNKNOWN_LANDLINE)
    await nextTurn(UNKNOWN_LANDLINE)
    await hangUp(ADA)
    await answer(ADA)
    expect(line.script.talkingWith(ADA)).toEqual([UNKNOWN_LANDLINE])
    await hangUp(ADA)
    const call = await callFrom(UNKNOWN_LANDLINE)
    expect(call).toMatchObject({ outcome: 'answered', ringRound: 1, callback: null })
    expect(call.legs).toHaveLength(1)
  })

  it('callers of two points wait for their own, and a neighbour freed serves whoever waits for it', async () => {
    const soresina = await aListeningPoint(line.app.db, { name: 'Soresina', prefixes: ['0374'] })
    await line.app.db.listeningPointNeighbour.create({
      data: { listeningPointId: day.cremona.id, neighbourId: soresina.id, rank: 1 },
    })
    await adaIsBusy()
    await dial(UNKNOWN_LANDLINE)
    await anOperatorWaiting(line.app, { pointId: soresina.id, e164: BRUNO, name: 'Bruno Neri' })
    await nextTurn(UNKNOWN_LANDLINE)
    expect(line.script.phase(BRUNO)).toBe('ringing')
    await answer(BRUNO)
    expect(await callFrom(UNKNOWN_LANDLINE)).toMatchObject({ state: 'answered', listeningPointId: soresina.id })
  })
})
