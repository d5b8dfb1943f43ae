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
import { testRedisUrl } from '../support/database.ts'
import { until } from '../support/processes.ts'
import { ownRedis, type RealRedis, type RunningProgram, runProgram } from '../support/real-stores.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

const VOLUNTEERS = Array.from({ length: 7 }, (_, index) => `+39347300000${index}`)
const PATIENCE_MS = 90_000

describe.skipIf(!testRedisUrl)('Redis lost and the workers killed in the middle of a wave', () => {
  let app: TestApp
  let day: RideDay
  let redis: RealRedis
  let simulator: Simulator
  let environment: Record<string, string>
  let workers: RunningProgram | undefined

  beforeAll(async () => {
    app = await startTestApp()
    day = await aRideDay(app)
    for (const phoneE164 of VOLUNTEERS) await day.volunteer({ phoneE164 })
    redis = await ownRedis()
    simulator = createSimulator({
      ...{ accountSid: DEMO_ACCOUNT_SID, authToken: DEMO_AUTH_TOKEN },
      numbers: [{ number: DEMO_VOICE_NUMBER }, { number: DEMO_MESSAGING_NUMBER }],
      telephones: VOLUNTEERS.map((number) => ({ number, label: number, kind: 'mobile' })),
    })
    environment = {
      DATABASE_URL: app.databaseUrl,
      REDIS_URL: redis.url,
      TWILIO_API_BASE_URL: await simulator.listen(0),
    }
  }, 120_000)
  afterAll(async () => {
    await workers?.kill()
    await simulator?.close()
    await redis?.stop()
    await app?.close()
  }, 60_000)

  const sent = () => simulator.script.messages()

  async function workersAt(instant: string): Promise<void> {
    const { offsetMs } = createClock({ startAt: new Date(instant) })
    workers = await runProgram(
      'workers/main.ts',
      { ...environment, FILO_CLOCK_OFFSET_MS: String(offsetMs) },
      'workers ready',
    )
  }
  /** As a crash of both would: what the queue knew is gone. */
  async function everythingDies(): Promise<void> {
    await workers?.kill()
    await redis.stop()
    await redis.start()
  }

  it('loses nothing and asks nobody twice', { timeout: 400_000 }, async () => {
    const person = await day.person()
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
    const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
    const [serviceId = ''] = taken.serviceIds
    const offers = (state: 'sent' | 'expired') => app.db.offer.count({ where: { serviceId, state } })

    await workersAt('2026-11-24T10:00:30+01:00')
    await until(async () => sent().length > 0, PATIENCE_MS)
    await everythingDies()
    // What may have left without our knowing is looked up two minutes later.
    await workersAt('2026-11-24T10:06:00+01:00')
    await until(async () => (await offers('sent')) === 3, PATIENCE_MS)
    expect(sent()).toHaveLength(3)

    await everythingDies()
    await workersAt('2026-11-24T10:17:00+01:00')
    await until(async () => sent().length > 3, PATIENCE_MS)
    await everythingDies()
    await workersAt('2026-11-24T10:21:00+01:00')
    await until(async () => (await offers('sent')) === 3 && (await offers('expired')) === 3, PATIENCE_MS)

    const asked = sent().map(({ to }) => to)
    expect(asked).toHaveLength(6)
    expect(new Set(asked).size).toBe(6)
    expect(await app.db.offer.count()).toBe(6)
    expect(await app.db.auditEntry.count({ where: { action: 'offer.made' } })).toBe(6)
    expect(await app.db.contact.count({ where: { purpose: 'toOrganise' } })).toBe(6)
    expect(await app.db.jobWish.count({ where: { failedAt: { not: null } } })).toBe(0)
  })
})
