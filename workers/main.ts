import { createClock } from '../adapters/clock.ts'
import { processSettingsOrExit } from '../adapters/environment.ts'
import { createLog } from '../adapters/log.ts'
import { departuresAt } from '../adapters/postgres/departure-rows.ts'
import { openStore } from '../adapters/postgres/store.ts'
import { openQueue } from '../adapters/redis/job-queue.ts'
import { openCallControl } from '../adapters/twilio/call-control.ts'
import { openMediaAtTwilio } from '../adapters/twilio/media-at-twilio.ts'
import { openTwilio } from '../adapters/twilio/twilio-client.ts'
import { startWorkers } from './start-workers.ts'

/** Whoever started this process waits ten seconds before it kills. */
const GRACE_SECONDS = 8

const settings = processSettingsOrExit(process.env)
const log = createLog({ service: 'workers', level: settings.logLevel, json: settings.production })
const clock = createClock(settings.clock)
const store = openStore(settings.databaseUrl)
const queue = openQueue({ redisUrl: settings.redisUrl, databaseUrl: settings.databaseUrl, log })
const departures = departuresAt(store.takeTurn, settings.twilio)
const twilio = {
  ...settings.twilio,
  publicBaseUrl: settings.publicBaseUrl,
  clockOffsetMs: clock.offsetMs,
  takeCallTurn: departures.takeCallTurn,
  log,
}
const telephone = openTwilio(twilio)
const control = openCallControl(twilio)
const mediaAtTwilio = openMediaAtTwilio(twilio)

if (queue.store === 'postgres')
  log.info('No REDIS_URL: queues run on PostgreSQL (one machine). For production set REDIS_URL.')
const doors = { telephone, control, mediaAtTwilio, departures }
const workers = await startWorkers({ store, queue, ...doors, clock, log }).catch((error: unknown) => {
  log.fatal({ err: error }, 'the workers could not start')
  process.exit(1)
})
log.info({ queue: queue.store }, 'workers ready')

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await workers.stop(GRACE_SECONDS)
  await queue.close()
  await store.close()
  log.info('workers stopped')
  process.exit(0)
}

function stopOrFall(): void {
  stop().catch((error: unknown) => {
    log.error({ err: error }, 'workers did not stop cleanly')
    process.exit(1)
  })
}
process.once('SIGTERM', stopOrFall)
process.once('SIGINT', stopOrFall)
