import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClock } from '../../adapters/clock.ts'
import { DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN } from '../../adapters/environment.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore } from '../../adapters/postgres/store.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import type { TestDb } from '../support/builders.ts'
import { testRedisUrl } from '../support/database.ts'
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
import {
  ownPostgres,
  ownRedis,
  type RealPostgres,
  type RealRedis,
  type RunningProgram,
  runProgram,
} from '../support/real-stores.ts'

const PHONES = [ADA, BRUNO, CARLA, CALL_CENTRE_PHONE]
const CALLERS = [CREMONA_LANDLINE, UNKNOWN_LANDLINE, UNKNOWN_MOBILE]
const PATIENCE_MS = 60_000
/** For the database, before we answer without it. */
const WE_WAIT_MS = 8_000

describe.skipIf(!testRedisUrl)('calls while the real stores are stopped', () => {
  let folder: string
  let postgres: RealPostgres
  let redis: RealRedis
  let db: TestDb
  let simulator: Simulator
  let environment: Record<string, string>
  let server: RunningProgram
  let workers: RunningProgram
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  const clock = createClock({ startAt: new Date('2026-11-24T10:00:00+01:00') })

  const startServer = async () => {
    server = await runProgram('server/main.ts', environment, '] listening port')
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'filo-stores-'))
    chmodSync(folder, 0o711)
    ;[postgres, redis] = await Promise.all([ownPostgres(path.join(folder, 'database')), ownRedis()])
    db = connectDatabase(postgres.url, 2)
    day = await aHelplineDay({ db, clock: { ...clock, set: () => undefined, advance: () => undefined } })
    await db.operator.updateMany({ data: { isDemo: true } })
    const port = String(await freePort())
    const voice = `http://127.0.0.1:${port}/webhooks/twilio/voice`
    simulator = createSimulator({
      ...{ accountSid: DEMO_ACCOUNT_SID, authToken: DEMO_AUTH_TOKEN },
      numbers: [
        { number: OUR_NUMBER, voiceUrl: `${voice}/incoming`, statusCallback: `${voice}/status#rc=3&rp=5xx,ct,rt` },
      ],
      telephones: [...CALLERS, ...PHONES].map((number) => ({ number, label: number })),
    })
    environment = {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      PORT: port,
      FILO_DATA_DIR: path.join(folder, 'data'),
      FILO_CLOCK_OFFSET_MS: String(clock.offsetMs),
      TWILIO_API_BASE_URL: await simulator.listen(0),
    }
    await Promise.all([
      startServer(),
      runProgram('workers/main.ts', environment, 'workers ready').then((started) => {
        workers = started
      }),
    ])
  }, 180_000)
  afterAll(async () => {
    await simulator?.close()
    await Promise.all([server?.kill(), workers?.kill()])
    await db?.$disconnect()
    await Promise.all([postgres?.close(), redis?.stop()])
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }, 60_000)
  beforeEach(async () => {
    postgres.thaw()
    await Promise.all([postgres.start(), redis.start()])
    await simulator.script.reset()
    const isEmptied = () =>
      db.$executeRaw`TRUNCATE call CASCADE`.then(
        () => true,
        () => false,
      )
    // A connection that was lost says so once.
    await until(isEmptied)
    for (const phone of PHONES) simulator.script.onRing(phone, { kind: 'manual' })
  })

  const journal = () =>
    readdirSync(path.join(folder, 'data', 'calls', 'journal')).filter((name) => name.endsWith('.json'))
  const calls = () =>
    db.call.findMany({ orderBy: { startedAt: 'asc' }, include: { contact: true, callback: true, answeredBy: true } })
  const told = () => until(() => journal().length === 0, PATIENCE_MS)
  const rings = (phone: string) => until(() => simulator.script.phase(phone) === 'ringing', PATIENCE_MS)
  const takes = async (phone: string) => {
    const { script } = simulator
    await rings(phone)
    script.answer(phone)
    await until(() => script.phase(phone) === 'talking', PATIENCE_MS)
    // As soon as they are asked.
    await until(() => script.press(phone, '1'), PATIENCE_MS)
  }
  const speakAndHangUp = async (caller: string, phone: string) => {
    const { script } = simulator
    await until(() => {
      script.say(phone, 'Buongiorno')
      return script.heard(caller).includes('Buongiorno')
    }, PATIENCE_MS)
    script.hangUp(caller)
    await script.idle()
  }

  it('PostgreSQL stopped while it rings, and a server restarted without it: every caller reaches a person', async () => {
    const { script } = simulator
    script.dial(CREMONA_LANDLINE, OUR_NUMBER)
    await rings(ADA)
    await postgres.stop()
    await takes(ADA)
    await speakAndHangUp(CREMONA_LANDLINE, ADA)

    // Another call, which never saw the database.
    script.dial(UNKNOWN_LANDLINE, OUR_NUMBER)
    await takes(BRUNO)
    await speakAndHangUp(UNKNOWN_LANDLINE, BRUNO)

    await server.kill()
    await startServer()
    script.dial(UNKNOWN_MOBILE, OUR_NUMBER)
    await takes(ADA)
    // The database is back while they speak.
    await postgres.start()
    await speakAndHangUp(UNKNOWN_MOBILE, ADA)
    await told()

    await until(async () => (await calls()).every(({ state }) => state === 'ended'), PATIENCE_MS)
    expect(await calls()).toMatchObject([
      { fromE164: CREMONA_LANDLINE, outcome: 'answered', answeredByOperatorId: day.ada.id, callback: null },
      { fromE164: UNKNOWN_LANDLINE, outcome: 'answered', answeredByOperatorId: day.bruno.id, callback: null },
      { fromE164: UNKNOWN_MOBILE, outcome: 'answered', answeredByOperatorId: day.ada.id, callback: null },
    ])
    expect(await db.contact.count()).toBe(3)
    expect(script.errors()).toEqual([])
    expect(server.output()).not.toMatch(/448678|448699|9876543/)
  }, 240_000)

  it('PostgreSQL that hangs rather than refuses: nobody listens to a long silence', async () => {
    const { script } = simulator
    postgres.freeze()
    const frozenAt = performance.now()
    script.dial(CREMONA_LANDLINE, OUR_NUMBER)
    await takes(ADA)
    // Twilio waits for fifteen seconds, and those who answer take a moment.
    expect(performance.now() - frozenAt).toBeLessThan(30_000)
    await speakAndHangUp(CREMONA_LANDLINE, ADA)
    script.dial(UNKNOWN_LANDLINE, OUR_NUMBER)
    // Known by now: this one waits for nothing.
    const dialledAt = performance.now()
    await rings(BRUNO)
    expect(performance.now() - dialledAt).toBeLessThan(WE_WAIT_MS)
    script.hangUp(UNKNOWN_LANDLINE)
    await script.idle()
    postgres.thaw()
    await told()
    await until(
      async () => (await calls()).length === 2 && (await calls()).every(({ state }) => state === 'ended'),
      PATIENCE_MS,
    )
    expect((await calls()).map(({ fromE164, outcome }) => [fromE164, outcome])).toEqual([
      [CREMONA_LANDLINE, 'answered'],
      [UNKNOWN_LANDLINE, 'abandoned'],
    ])
    expect(await db.contact.count()).toBe(1)
  }, 240_000)

  it('Redis stopped: calls go on as ever, and jobs wait in the outbox until it is back', async () => {
    const { script } = simulator
    const store = openStore(postgres.url, { maxConnections: 2 })
    await redis.stop()
    const key = `housekeeping:${performance.now()}`
    await store.transaction({ now: clock.now(), actor: { kind: 'system' } }, async (tx) => {
      tx.ask({ name: 'housekeeping', payload: { day: '2026-11-24' }, key })
    })
    script.dial(CREMONA_LANDLINE, OUR_NUMBER)
    await takes(ADA)
    await speakAndHangUp(CREMONA_LANDLINE, ADA)
    await until(async () => (await calls())[0]?.state === 'ended', PATIENCE_MS)
    expect(await calls()).toMatchObject([{ outcome: 'answered', contact: { operatorId: day.ada.id } }])
    const isDone = async () => (await db.jobWish.findUnique({ where: { key } }))?.doneAt !== null
    expect(await isDone()).toBe(false)
    await redis.start()
    await until(isDone, 120_000)
    await store.close()
  }, 240_000)

  it('both stopped: as without PostgreSQL, and both come back by themselves', async () => {
    const { script } = simulator
    await Promise.all([postgres.stop(), redis.stop()])
    script.dial(CREMONA_LANDLINE, OUR_NUMBER)
    await takes(BRUNO)
    await speakAndHangUp(CREMONA_LANDLINE, BRUNO)
    await Promise.all([postgres.start(), redis.start()])
    await told()
    await until(async () => (await calls())[0]?.state === 'ended', PATIENCE_MS)
    expect(await calls()).toMatchObject([{ outcome: 'answered', answeredByOperatorId: day.bruno.id }])
    expect(await db.contact.count()).toBe(1)
  }, 240_000)
})
