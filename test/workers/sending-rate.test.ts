import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest'
import {
  DEMO_ACCOUNT_SID,
  DEMO_AUTH_TOKEN,
  DEMO_MESSAGING_NUMBER,
  DEMO_VOICE_NUMBER,
} from '../../adapters/environment.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import type { DepartureLane, Departures } from '../../helpline/messages/rate/departures.ts'
import { itsTurn } from '../../helpline/messages/rate/its-turn.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { aCallCentre, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase, testRedisUrl } from '../support/database.ts'
import { freePort, until } from '../support/processes.ts'
import { ownRedis, type RealRedis, type RunningProgram, runProgram } from '../support/real-stores.ts'

const PATIENCE_MS = 240_000

let database: TestDatabase
let store: Store
let db: TestDb

beforeAll(async () => {
  database = await createTestDatabase()
  store = openStore(database.url)
  db = connectDatabase(database.url, 3)
  await aCallCentre(db)
})
afterAll(async () => {
  await Promise.all([store.close(), db.$disconnect()])
  await database.drop()
})
beforeEach(() => db.$executeRaw`TRUNCATE departure_line, job_wish, conversation CASCADE`)

const numbers = (first: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${first}${String(index).padStart(4, '0')}`)

interface ToSend {
  channel: 'sms' | 'voice'
  peerE164: string
  intentKey: string
}
const toSend = (channel: ToSend['channel'], intention: string, peers: readonly string[]): ToSend[] =>
  peers.map((peerE164) => ({ channel, peerE164, intentKey: `${intention}:${peerE164}` }))

async function ask(messages: readonly ToSend[]): Promise<string[]> {
  const now = new Date()
  return store.transaction({ now, actor: { kind: 'system' } }, async (tx) => {
    const ids: string[] = []
    for (const message of messages) {
      const { id: messageId } = await tx.addOutboundMessage({
        purpose: message.intentKey.startsWith('change') ? 'urgentChange' : 'reminder',
        body: `Prova ${message.intentKey}`,
        createdAt: now,
        ...message,
      })
      const isCommon = message.intentKey.startsWith('many')
      const payload = { messageId, ...(isCommon && { lane: 'common' as const }) }
      tx.ask({ name: 'send-message', payload, key: `send-message:${messageId}` })
      ids.push(messageId)
    }
    return ids
  })
}

const turns = (lane: DepartureLane, count: number) =>
  Promise.all(Array.from({ length: count }, () => store.takeTurn({ kind: 'message', lane, perSecond: 10 })))

describe('the turns to leave', () => {
  it('are spaced, whoever asks, and those who wait longest let the others in', async () => {
    const startedAt = performance.now()
    const common = await turns('common', 40)
    // The first turns pass while the last are asked for.
    const passedMs = performance.now() - startedAt
    const taken = common.filter((turn) => turn.taken).map(({ waitMs }) => waitMs)
    expect(taken.length).toBeGreaterThanOrEqual(10)
    expect(taken.length).toBeLessThanOrEqual(12 + passedMs / 100)
    const waits = common.map(({ waitMs }) => waitMs).sort((a, b) => a - b)
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThan(index * 100 - 100 - passedMs)
    // Forty have asked: the last of them would go in about four seconds, and somebody with news of today goes sooner.
    expect(waits.at(-1)).toBeGreaterThan(3_800 - passedMs)
    const [urgent] = await turns('urgent', 1)
    expect(urgent).toMatchObject({ taken: true })
    expect(urgent?.waitMs).toBeLessThan(1_300)
    const [waiting] = await turns('waiting', 1)
    expect(waiting).toMatchObject({ taken: true })
  })

  it('of calls and of messages are not the same', async () => {
    await turns('urgent', 5)
    const call = await store.takeTurn({ kind: 'call', lane: 'common', perSecond: 1 })
    expect(call).toMatchObject({ taken: true })
    expect(call.waitMs).toBeLessThan(100)
  })

  it('are asked for again when they come, kept for a moment, and not for ever', async () => {
    // A slow rate: what the asking itself takes is little beside it.
    const departures: Departures = {
      takeTurn: (kind, lane) => store.takeTurn({ kind, lane, perSecond: 0.05, longestWaitMs: 120_000 }),
    }
    const doors = { ...store, departures }
    const now = new Date()
    const at = (seconds: number) => ({
      now: new Date(now.getTime() + seconds * 1000),
      actor: { kind: 'system' } as const,
    })
    const [first = '', second = ''] = await ask(toSend('sms', 'prova', ['+393470000001', '+393470000002']))
    await db.jobWish.deleteMany()
    expect(await itsTurn(doors, at(0), { messageId: first })).toBe(true)
    expect(await itsTurn(doors, at(0), { messageId: second })).toBe(false)
    const [wish] = await db.jobWish.findMany()
    const { turnAt } = (wish?.payload ?? {}) as { turnAt?: string }
    expect(turnAt).toBe(wish?.runAt.toISOString())
    expect(await itsTurn(doors, at(20.5), { messageId: second, turnAt })).toBe(true)
    // Nobody came for an hour: it must ask like everybody else.
    expect(await itsTurn(doors, at(3600), { messageId: second, turnAt })).toBe(false)
  })
})

describe.skipIf(!testRedisUrl)('two workers, killed in the middle with what Redis knew', () => {
  const MESSAGES_PER_SECOND = 10
  // As many as a campaign, which has hours of its own; and no words about tomorrow: this may run at any hour, also around midnight.
  const campaign = toSend('sms', 'many:prova', numbers('+39347100', 120))
  const urgent = toSend('sms', 'change:prova', numbers('+39347200', 10))
  const calls = toSend('voice', 'call:prova', numbers('+3903725', 6))
  let simulator: Simulator
  let redis: RealRedis
  let environment: Record<string, string>
  const running: RunningProgram[] = []

  beforeAll(async () => {
    redis = await ownRedis()
    simulator = createSimulator({
      ...{ accountSid: DEMO_ACCOUNT_SID, authToken: DEMO_AUTH_TOKEN },
      numbers: [{ number: DEMO_VOICE_NUMBER }, { number: DEMO_MESSAGING_NUMBER }],
      telephones: [],
      messagesPerSecond: MESSAGES_PER_SECOND,
      callsPerSecond: 1,
    })
    environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      TWILIO_API_BASE_URL: await simulator.listen(0),
      FILO_MESSAGES_PER_SECOND: String(MESSAGES_PER_SECOND),
      PORT: String(await freePort()),
    }
  }, 60_000)
  afterAll(async () => {
    for (const worker of running) await worker.kill()
    await simulator?.close()
    await redis?.stop()
  }, 60_000)

  const aWorker = async (offsetMs = 0) => {
    const worker = await runProgram(
      'workers/main.ts',
      { ...environment, FILO_CLOCK_OFFSET_MS: String(offsetMs) },
      'workers ready',
    )
    running.push(worker)
    return worker
  }
  const written = () => simulator.script.messages()
  const rung = () => simulator.script.calls()

  const howItStands = async () => {
    const wishes = await db.jobWish.groupBy({ by: ['name', 'lastError'], where: { doneAt: null }, _count: true })
    const output = running.map((worker) => worker.output().slice(-600))
    console.info({ written: written().length, rung: rung().length }, wishes, output)
  }

  it('keep the rate, lose nobody, reach nobody twice, and urgent news does not wait for all the rest', {
    timeout: 900_000,
  }, async () => {
    onTestFailed(howItStands)
    await Promise.all([aWorker(), aWorker()])
    await ask([...campaign, ...calls])
    await until(() => written().length >= 10, PATIENCE_MS)
    await ask(urgent)
    const leftOf = (some: readonly ToSend[]) =>
      written().filter(({ to }) => some.some(({ peerE164 }) => peerE164 === to)).length
    await until(() => leftOf(urgent) === urgent.length, PATIENCE_MS)
    // In the order they were asked for, the last of them would have left after the whole campaign.
    expect(leftOf(campaign)).toBeLessThan(campaign.length)
    await Promise.all(running.splice(0).map((worker) => worker.kill()))
    await redis.stop()
    await redis.start()
    // What may have left without our knowing is looked up after two minutes: here they have passed.
    await Promise.all([aWorker(200_000), aWorker(200_000)])
    await until(() => written().length >= 130 && rung().length >= 6, PATIENCE_MS)
    await until(async () => (await db.message.count({ where: { state: 'pending' } })) === 0, PATIENCE_MS)

    const everybody = [...campaign, ...urgent].map(({ peerE164 }) => peerE164).sort()
    expect(
      written()
        .map(({ to }) => to)
        .sort(),
    ).toEqual(everybody)
    expect(
      rung()
        .map(({ to }) => to)
        .sort(),
    ).toEqual(calls.map(({ peerE164 }) => peerE164).sort())
    // Turns are spaced, arrivals on a busy machine a little less: without turns nearly all of them would be refused at first.
    console.info(`refused and sent again: ${simulator.script.refusedMessages()}`)
    expect(simulator.script.refusedMessages()).toBeLessThan(everybody.length / 2)
  })
})
