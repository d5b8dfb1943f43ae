import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { aCallCentre, aVolunteer, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase, testRedisUrl } from '../support/database.ts'
import { PATIENCE } from '../support/processes.ts'
import { loseQueue, queueStores } from '../support/queue-stores.ts'
import {
  BRUNO,
  MESSAGING_NUMBER,
  openTelephones,
  TEST_ACCOUNT,
  type Telephones,
  VOICE_NUMBER,
} from '../support/telephones.ts'

let database: TestDatabase
let store: Store
let db: TestDb
let telephones: Telephones
let volunteerId: string
beforeAll(async () => {
  database = await createTestDatabase()
  store = openStore(database.url)
  db = connectDatabase(database.url, 2)
  telephones = await openTelephones()
  await aCallCentre(db)
  volunteerId = (await aVolunteer(db, { phoneE164: BRUNO })).id
})
afterAll(async () => {
  await telephones.close()
  await Promise.all([store.close(), db.$disconnect()])
  await database.drop()
})
beforeEach(async () => {
  await telephones.script.reset()
  await db.contact.deleteMany()
  await db.message.deleteMany()
  await db.jobWish.deleteMany()
})

describe.each(queueStores)('the workers’ process, with its queue on $store', ({ store: queueStore, skip }) => {
  describe.skipIf(skip)('', () => {
    const running = new Set<ChildProcess>()
    afterEach(async () => {
      for (const child of running) {
        const exited = once(child, 'exit')
        child.kill('SIGKILL')
        await exited
      }
    })

    const start = async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'workers/main.ts'], {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: database.url,
          ...(queueStore === 'redis' ? { REDIS_URL: testRedisUrl } : {}),
          TWILIO_ACCOUNT_SID: TEST_ACCOUNT.accountSid,
          TWILIO_AUTH_TOKEN: TEST_ACCOUNT.authToken,
          TWILIO_API_BASE_URL: telephones.apiBaseUrl,
          FILO_VOICE_NUMBER: VOICE_NUMBER,
          FILO_MESSAGING_NUMBER: MESSAGING_NUMBER,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      running.add(child)
      child.once('exit', () => running.delete(child))
      let output = ''
      child.stdout.on('data', (chunk) => (output += chunk))
      child.stderr.on('data', (chunk) => (output += chunk))
      await vi.waitFor(() => expect(output).toContain('workers ready'), PATIENCE)
      return { child, output: () => output }
    }

    const askToSend = (count: number) =>
      store.transaction({ now: new Date(), actor: { kind: 'system' } }, async (tx) => {
        for (let index = 0; index < count; index++) {
          const { id: messageId } = await tx.addOutboundMessage({
            purpose: 'service',
            channel: 'sms',
            peerE164: BRUNO,
            volunteerId,
            intentKey: `${queueStore}:${performance.now()}:${index}`,
            body: `Messaggio ${index}`,
            createdAt: new Date(),
          })
          tx.ask({ name: 'send-message', payload: { messageId }, key: `send-message:${messageId}` })
        }
      })
    const sent = () => db.message.count({ where: { twilioSid: { not: null } } })

    it('sends what it is asked to, and stops when it is told to', async () => {
      const { child, output } = await start()
      await askToSend(3)
      await vi.waitFor(async () => expect(await sent()).toBe(3), PATIENCE)
      // What it said last may come after its end.
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      expect(await closed).toEqual([0, null])
      expect(output()).toContain('workers stopped')
      expect(output()).not.toContain(BRUNO)
    }, 120_000)

    it('loses nothing and sends nothing twice when it is killed in the middle and its queue is lost', async () => {
      const { child } = await start()
      await askToSend(120)
      await vi.waitFor(async () => expect(await sent()).toBeGreaterThan(3), PATIENCE)
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
      const before = await sent()
      // Three minutes pass, and the queue loses all it knew as well.
      await loseQueue(queueStore, database.url)
      await db.$executeRaw`UPDATE message SET attempted_at = attempted_at - interval '200 s'`
      await db.$executeRaw`
        UPDATE job_wish SET run_at = run_at - interval '200 s', enqueued_at = enqueued_at - interval '200 s'`
      await start()
      await vi.waitFor(async () => expect(await sent()).toBe(120), { timeout: 200_000, interval: 250 })
      expect(before).toBeLessThan(120)
      const bodies = telephones.script.messages().map(({ body }) => body)
      expect(new Set(bodies).size).toBe(120)
      expect(bodies).toHaveLength(120)
      expect(await db.contact.count()).toBe(120)
    }, 300_000)
  })
})
