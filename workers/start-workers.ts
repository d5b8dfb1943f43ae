import type { Clock } from '../adapters/clock.ts'
import type { Log } from '../adapters/log.ts'
import type { Store } from '../adapters/postgres/store.ts'
import type { JobQueue } from '../adapters/redis/job-queue.ts'
import type { CallControl } from '../helpline/calls/call-control.ts'
import type { MediaAtTwilio } from '../helpline/messages/media/media-records.ts'
import type { Departures } from '../helpline/messages/rate/departures.ts'
import type { Telephone } from '../helpline/messages/telephone.ts'
import { jobHandlers } from './handlers.ts'
import { askForHousekeeping } from './housekeeping.ts'
import { startRecount } from './recount.ts'
import { startRelay } from './relay.ts'
import { wishRunner } from './run-wish.ts'
import { askForSweep, SWEEP_ASKED_EVERY_MS } from './sweep.ts'

const CONCURRENCY = 10
const HOUSEKEEPING_EVERY_MS = 3_600_000

export interface WorkersDoors {
  store: Store
  queue: JobQueue
  telephone: Telephone
  control: CallControl
  departures: Departures
  mediaAtTwilio: MediaAtTwilio
  clock: Clock
  log: Log
}

/** Relay, worker and housekeeping of one process; as many processes as one likes may run them. */
export async function startWorkers({ store, queue, clock, log, ...doors }: WorkersDoors) {
  const handlers = jobHandlers({ store, log, ...doors })
  const run = wishRunner(store.jobWishes, handlers, clock.now, log)
  const worker = queue.startWorker(run, { concurrency: CONCURRENCY })
  const relay = await startRelay({ wishes: store.jobWishes, queue, now: clock.now, log })
  const askHousekeeping = () => {
    askForHousekeeping(store, clock.now()).catch((error: unknown) =>
      log.warn({ err: error }, 'housekeeping was not asked for'),
    )
  }
  const recount = startRecount({ store, now: clock.now, log })
  askHousekeeping()
  const timer = setInterval(askHousekeeping, HOUSEKEEPING_EVERY_MS)
  const askSweep = () => {
    askForSweep(store, clock.now()).catch((error: unknown) => log.warn({ err: error }, 'the sweep was not asked for'))
  }
  askSweep()
  const sweeping = setInterval(askSweep, SWEEP_ASKED_EVERY_MS)
  return {
    /** Jobs under way may finish; the others wait for another worker. */
    async stop(graceSeconds: number): Promise<void> {
      clearInterval(timer)
      clearInterval(sweeping)
      await recount.stop()
      await relay.stop()
      await worker.close(graceSeconds)
    },
  }
}
