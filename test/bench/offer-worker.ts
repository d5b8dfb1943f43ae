import { createClock } from '../../adapters/clock.ts'
import { createLog } from '../../adapters/log.ts'
import { departuresAt } from '../../adapters/postgres/departure-rows.ts'
import { openStore } from '../../adapters/postgres/store.ts'
import { openQueue } from '../../adapters/redis/job-queue.ts'
import type { Telephone } from '../../helpline/messages/telephone.ts'
import { startWorkers } from '../../workers/start-workers.ts'
import { noCallControl, noMediaAtTwilio } from '../support/handlers.ts'

// The product's workers as workers/main.ts starts them, with a telephone at hand that takes every message at once: what Twilio
// takes to answer is not ours to measure.
const { DATABASE_URL = '', REDIS_URL, FILO_CLOCK_OFFSET_MS = '0' } = process.env
let sent = 0
const telephone: Telephone = {
  sendSms: async () => ({ kind: 'accepted', sid: `SM${process.pid.toString(16)}${String(++sent).padStart(24, '0')}` }),
  approvedTemplates: [],
  sendWhatsApp: async () => {
    throw new Error('Nobody is written to on WhatsApp here.')
  },
  findWhatsApp: async () => [],
  placeSpokenCall: async () => {
    throw new Error('Nobody is called here.')
  },
  findSms: async () => [],
  findCalls: async () => [],
  readMessage: async () => null,
}
const log = createLog({ service: 'workers', level: 'info', json: true })
const store = openStore(DATABASE_URL)
const queue = openQueue({ redisUrl: REDIS_URL, databaseUrl: DATABASE_URL, log })
const workers = await startWorkers({
  store,
  queue,
  telephone,
  control: noCallControl,
  mediaAtTwilio: noMediaAtTwilio,
  // Every turn is asked for, and none is waited for.
  departures: departuresAt(store.takeTurn, { callsPerSecond: 100_000, messagesPerSecond: 100_000 }),
  clock: createClock({ offsetMs: Number(FILO_CLOCK_OFFSET_MS) }),
  log,
})
process.once('SIGTERM', () => {
  workers
    .stop(5)
    .then(() => queue.close())
    .then(() => process.exit(0))
    .catch(() => process.exit(1))
})
process.send?.('ready')
