import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClock } from '../../adapters/clock.ts'
import {
  DEMO_ACCOUNT_SID,
  DEMO_AUTH_TOKEN,
  DEMO_MESSAGING_NUMBER,
  DEMO_VOICE_NUMBER,
} from '../../adapters/environment.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator, PAST } from '../support/builders.ts'
import { testRedisUrl } from '../support/database.ts'
import { aHelplineDay } from '../support/helpline-day.ts'
import { freePort, until } from '../support/processes.ts'
import { ownRedis, type RealRedis, type RunningProgram, runProgram } from '../support/real-stores.ts'

/** `npm run campaign` asks for as many as a province has: here fewer, for the sake of time. */
const PEOPLE = Number(process.env.CAMPAIGN_PEOPLE ?? 300)
/** Twilio's own rate would take the whole afternoon of a test. */
const PER_SECOND = 100
const PATIENCE_MS = 60_000 + PEOPLE * 150

const numberOf = (index: number) => `+39347${String(1_000_000 + index)}`

describe.skipIf(!testRedisUrl)('a campaign paused, resumed, and its workers killed in the middle', () => {
  let app: TestApp
  let redis: RealRedis
  let simulator: Simulator
  let environment: Record<string, string>
  let workers: RunningProgram | undefined
  let dina: string

  beforeAll(async () => {
    const port = await freePort()
    app = await startTestApp({ port, publicBaseUrl: `http://127.0.0.1:${port}`, twilioAuthToken: DEMO_AUTH_TOKEN })
    const day = await aHelplineDay(app)
    dina = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
    const people = Array.from({ length: PEOPLE }, (_, index) => ({ id: randomUUID(), index }))
    await app.db.assistedPerson.createMany({
      data: people.map(({ id, index }) => ({
        ...{ id, firstName: 'Ida', lastName: `Numero ${index}`, member: true, listeningPointId: day.cremona.id },
        ...{ createdAt: PAST, updatedAt: PAST },
      })),
    })
    await app.db.personPhone.createMany({
      data: people.map(({ id, index }) => ({ personId: id, e164: numberOf(index), preferred: true })),
    })
    await app.db.consent.createMany({
      data: people.map(({ id }) => ({
        personId: id,
        purpose: 'messages' as const,
        given: true,
        how: 'modulo',
        at: PAST,
      })),
    })
    redis = await ownRedis()
    simulator = createSimulator({
      ...{ accountSid: DEMO_ACCOUNT_SID, authToken: DEMO_AUTH_TOKEN, messagesPerSecond: PER_SECOND },
      numbers: [{ number: DEMO_VOICE_NUMBER }, { number: DEMO_MESSAGING_NUMBER }],
      telephones: people.map(({ index }) => ({ number: numberOf(index), label: String(index), kind: 'mobile' })),
    })
    environment = {
      DATABASE_URL: app.databaseUrl,
      REDIS_URL: redis.url,
      TWILIO_API_BASE_URL: await simulator.listen(0),
      FILO_MESSAGES_PER_SECOND: String(PER_SECOND),
      // Where statuses are told.
      PORT: String(port),
    }
  }, 180_000)
  afterAll(async () => {
    await workers?.kill()
    await simulator?.close()
    await redis?.stop()
    await app?.close()
  }, 60_000)

  const sent = () => simulator.script.messages()
  async function workersAt(instant: string): Promise<void> {
    const { offsetMs } = createClock({ startAt: new Date(instant) })
    const started = { ...environment, FILO_CLOCK_OFFSET_MS: String(offsetMs) }
    workers = await runProgram('workers/main.ts', started, 'workers ready')
  }

  it('tells everybody exactly once', { timeout: PATIENCE_MS * 4 }, async () => {
    const params = { campaignId: randomUUID() }
    const filter = {
      ...{ ageFrom: null, ageTo: null, livesAlone: null, isMember: true, hardOfHearing: null },
      ...{ comuneIstatCode: null, ambitoId: null },
    }
    const body = {
      ...{ name: 'Acqua', kind: 'serviceInterruption' as const, way: 'message' as const, script: '', isUrgent: false },
      ...{ messageText: 'Domani manca l’acqua.', requestedBy: null, legalBasis: null, keepUntil: null, filter },
      ...{ maxAttempts: 1, retryAfterMinutes: 60 },
    }
    await app.call('writeCampaign', { params, body }, dina)
    expect((await app.call('startCampaign', { params, body: {} }, dina)).progress.total).toBe(PEOPLE)
    const step = (which: 'pause' | 'resume') => app.call('stepCampaign', { params, body: { step: which } }, dina)
    const inFlight = () => app.db.message.count({ where: { state: 'pending' } })
    const begun = performance.now()

    await workersAt('2026-11-24T10:00:30+01:00')
    await until(() => sent().length >= PEOPLE / 5, PATIENCE_MS)
    await step('pause')
    await until(async () => (await inFlight()) === 0, PATIENCE_MS)
    const atPause = sent().length
    expect(await app.db.message.count()).toBe(atPause)
    expect(atPause).toBeLessThan(PEOPLE)
    app.clock.advance(60)
    await step('resume')

    await until(() => sent().length >= atPause + PEOPLE / 4, PATIENCE_MS)
    await workers?.kill()
    await redis.stop()
    await redis.start()
    const atDeath = sent().length
    expect(atDeath).toBeLessThan(PEOPLE)
    // What may have left without our knowing is looked up two minutes later.
    await workersAt('2026-11-24T10:30:00+01:00')
    const progress = async () => (await app.call('readCampaign', { params }, dina)).progress
    await until(async () => (await progress()).told === PEOPLE, PATIENCE_MS)
    process.stdout.write(
      `campaign: ${PEOPLE} told in ${Math.round((performance.now() - begun) / 1000)} s; paused at ${atPause}, killed at ${atDeath}\n`,
    )

    expect(sent()).toHaveLength(PEOPLE)
    expect(new Set(sent().map(({ to }) => to)).size).toBe(PEOPLE)
    expect(await progress()).toMatchObject({ total: PEOPLE, told: PEOPLE, notCalled: 0, underWay: 0, notTold: 0 })
    expect(await app.db.contact.count({ where: { messageId: { not: null } } })).toBe(PEOPLE)
    expect(await app.db.jobWish.count({ where: { failedAt: { not: null } } })).toBe(0)
  })
})
