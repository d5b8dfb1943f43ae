import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RingBehaviour } from '../../phone-simulator/telephone.ts'
import { aCallCentre, aListeningPoint } from '../support/builders.ts'
import { anOperatorWaiting, CALL_CENTRE_PHONE } from '../support/helpline-day.ts'
import { NUMERO_VERDE, openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { until } from '../support/processes.ts'

const CALLS = 1_000
const AT_ONCE = 16
const CALLER_PHONES = 120
const TIME_SCALE = 30
const PATIENCE_MS = 180_000
const prefixes = [
  ...['02', '030', '031', '0331', '0332', '0341', '0342', '0343', '0344', '0345'],
  ...['0346', '035', '0362', '0363', '0364', '0365', '0371', '0372', '0373', '0376'],
]
const places = ['26100', '26013', '20121', '0372#', '9#']

/** The same stream of numbers at every run. */
function dice(seed: number) {
  let state = seed
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number) => low + Math.floor(roll() * (high - low + 1))
  return { roll, between, one: <T>(from: readonly T[]): T => from[between(0, from.length - 1)] as T }
}

const { roll, between, one } = dice(20_261_124)

function behaviour(): RingBehaviour {
  const face = roll()
  if (face < 0.6)
    return { kind: 'answer', afterMs: between(1_000, 9_000), press: '1', hangUpAfterMs: between(12, 40) * 1_000 }
  if (face < 0.75) return { kind: 'noAnswer' }
  if (face < 0.88) return { kind: 'busy' }
  return { kind: 'machine', afterMs: 5_000 }
}

interface Plan {
  phone: string
  leavesMessage: boolean
  asksToBeCalled: boolean
}

describe('a thousand calls to twenty points', () => {
  let line: PhoneLine
  const operators: string[] = []
  const callers: string[] = []

  beforeAll(async () => {
    line = await openPhoneLine({ timeScale: TIME_SCALE })
    const { app, script } = line
    for (const [index, prefix] of prefixes.entries()) {
      const point = await aListeningPoint(app.db, {
        name: `Punto ${prefix}`,
        prefixes: [prefix],
        ringTimeoutSeconds: 20,
      })
      for (let desk = 0; desk < between(0, 3); desk += 1) {
        const e164 = `+3933310${String(index * 10 + desk).padStart(5, '0')}`
        await anOperatorWaiting(app, { pointId: point.id, e164, name: `Operatore ${index}.${desk}` })
        operators.push(e164)
      }
    }
    const centre = await aCallCentre(app.db, { fixedPhones: [CALL_CENTRE_PHONE], ringTimeoutSeconds: 20 })
    await anOperatorWaiting(app, { pointId: centre.id, e164: '+393332000000', name: 'Carla Riva' })
    operators.push('+393332000000', CALL_CENTRE_PHONE)
    for (let caller = 0; caller < CALLER_PHONES; caller += 1) {
      const landline = `+39${one(prefixes)}${String(2_000_000 + caller * 7).slice(0, 7)}`
      callers.push(roll() < 0.85 ? landline.slice(0, 13) : `+39348${String(1_000_000 + caller)}`)
    }
    for (const number of [...operators, ...callers]) script.addTelephone({ number, label: number })
    for (const number of operators) script.onRing(number, behaviour())
  }, 60_000)
  afterAll(() => line.close())

  /** What people do meanwhile: they answer otherwise than before, leave messages, ask to be called back. */
  function live(active: Map<string, Plan>): void {
    const { script } = line
    if (operators.length > 0) script.onRing(one(operators), behaviour())
    for (const [phone, plan] of active) {
      if (script.phase(phone) === 'idle') {
        active.delete(phone)
        continue
      }
      const last = script.heard(phone).at(-1) ?? ''
      if (last === 'bip' && plan.leavesMessage) attempt(() => script.leaveMessage(phone, between(2, 40)))
      if (plan.asksToBeCalled) {
        const offered = script
          .heard(phone)
          .slice(-2)
          .some((heard) => heard.includes('prema 1'))
        if (offered) attempt(() => script.press(phone, '1'))
      }
    }
  }
  /** The line may go on in the very instant. */
  const attempt = (act: () => void): void => {
    try {
      act()
    } catch {
      // Gone on: another look comes soon.
    }
  }

  const open = () => line.app.db.call.count({ where: { state: { not: 'ended' } } })

  it('every caller has spoken with somebody, left a message or is called back, to the unit', async () => {
    const { app, script } = line
    const active = new Map<string, Plan>()
    let isOver = false
    const working = (async () => {
      while (!isOver) {
        await line.jobs()
        await pause(20)
      }
    })()
    for (let call = 0; call < CALLS; call += 1) {
      while (active.size >= AT_ONCE) {
        live(active)
        await pause(10)
      }
      const free = callers.filter((phone) => script.phase(phone) === 'idle' && !active.has(phone))
      const phone = one(free)
      const face = roll()
      const hangUp =
        face < 0.08
          ? { hangUpAfterMs: between(1, 9) * 1_000 }
          : face < 0.2
            ? { hangUpAfterMs: between(12, 60) * 1_000 }
            : {}
      active.set(phone, { phone, leavesMessage: roll() < 0.5, asksToBeCalled: roll() < 0.3 })
      script.dial(phone, NUMERO_VERDE, {
        ...hangUp,
        ...(roll() < 0.5 ? { press: one(places) } : {}),
        withheld: roll() < 0.03,
      })
    }
    await until(async () => {
      live(active)
      return active.size === 0 && (await open()) === 0
    }, PATIENCE_MS).finally(() => {
      isOver = true
    })
    await working
    await line.work()

    const calls = await app.db.call.findMany({
      include: { legs: true, contact: true, callback: true, voicemail: true },
    })
    expect(calls).toHaveLength(CALLS)
    expect(script.errors().map(({ code, message }) => `${code} ${message}`)).toEqual([])
    const askedForMessage = new Set(
      callers.flatMap((phone) =>
        script.transcript(phone).flatMap(({ callSid, text }) => (text.includes('Dopo il segnale') ? [callSid] : [])),
      ),
    )
    const tally = { answered: 0, voicemail: 0, callback: 0, quick: 0, hidden: 0 }
    for (const call of calls) {
      expect(call.state).toBe('ended')
      const winners = call.legs.filter(({ state }) => state === 'accepted')
      const isAnswered = call.outcome === 'answered'
      expect(winners).toHaveLength(isAnswered ? 1 : 0)
      expect(call.contact !== null && call.contact.deletedAt === null).toBe(isAnswered)
      expect(call.legs.filter(({ state }) => state === 'ringing')).toEqual([])
      if (isAnswered) {
        expect(call.callback).toBeNull()
        tally.answered += 1
      } else if (call.voicemail) {
        expect(call).toMatchObject({ outcome: 'voicemail', callback: { reason: 'voicemail' } })
        tally.voicemail += 1
      } else if (call.callback) {
        expect(['missed', 'abandoned', 'promised']).toContain(call.callback.reason)
        tally.callback += 1
      } else if (call.fromE164 === null) {
        // A withheld number leaves nothing to call back: who it was hung up, or was asked for a message and said nothing.
        expect(['abandoned', 'failed']).toContain(call.outcome)
        if (call.outcome === 'failed') expect(askedForMessage.has(call.twilioCallSid ?? '')).toBe(true)
        tally.hidden += 1
      } else {
        const seconds = ((call.endedAt?.getTime() ?? 0) - call.startedAt.getTime()) / 1000
        expect(call).toMatchObject({ outcome: 'abandoned' })
        expect(seconds).toBeLessThanOrEqual(10)
        tally.quick += 1
      }
    }
    const { answered, voicemail, callback, quick, hidden } = tally
    expect(answered + voicemail + callback + quick + hidden).toBe(CALLS)
    expect(await app.db.callback.count()).toBe(callback + voicemail)
    expect(hidden).toBeLessThan(CALLS * 0.05)
    for (const share of [answered, voicemail, callback, quick]) expect(share).toBeGreaterThan(10)
  }, 900_000)
})
