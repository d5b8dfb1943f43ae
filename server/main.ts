import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createClock } from '../adapters/clock.ts'
import { processSettingsOrExit } from '../adapters/environment.ts'
import { openCallFiles } from '../adapters/journal/call-files.ts'
import { createLog } from '../adapters/log.ts'
import { departuresAt } from '../adapters/postgres/departure-rows.ts'
import { openStore } from '../adapters/postgres/store.ts'
import { openQueue } from '../adapters/redis/job-queue.ts'
import { softphoneKeys } from '../adapters/twilio/access-token.ts'
import { openCallControl } from '../adapters/twilio/call-control.ts'
import { startServer } from './start-server.ts'

const settings = processSettingsOrExit(process.env)
const log = createLog({ service: 'server', level: settings.logLevel, json: settings.production })
const store = openStore(settings.databaseUrl)
const clock = createClock(settings.clock)
const control = openCallControl({
  ...settings.twilio,
  publicBaseUrl: settings.publicBaseUrl,
  clockOffsetMs: clock.offsetMs,
  takeCallTurn: departuresAt(store.takeTurn, settings.twilio).takeCallTurn,
  log,
})
const queue = openQueue({ redisUrl: settings.redisUrl, databaseUrl: settings.databaseUrl, log })

// Beside the sources when they are run, beside the compiled files in production.
const consoleDirectory = ['../dist/console', '../console']
  .map((relative) => fileURLToPath(new URL(relative, import.meta.url)))
  .find((directory) => existsSync(`${directory}/index.html`))

const server = await startServer(
  {
    store,
    clock,
    log,
    demo: settings.mode === 'demo',
    publicBaseUrl: settings.publicBaseUrl,
    recordings: control,
    twilioAuthToken: settings.twilio.authToken,
    voiceNumber: settings.twilio.voiceNumber,
    allowedNumbers: settings.twilio.allowedNumbers,
    softphoneKeys: softphoneKeys(settings.twilio.accountSid, settings.twilio.softphone),
    callFiles: openCallFiles(settings.dataDirectory, settings.twilio.authToken),
    consoleDirectory,
    readinessChecks: { database: store.ping, queue: queue.ping },
  },
  settings,
).catch((error: unknown) => {
  log.fatal({ err: error }, 'the server could not start')
  process.exit(1)
})
log.info({ port: server.port }, 'listening')

let stopping = false
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (stopping) return
  stopping = true
  log.info({ signal }, 'stopping')
  await server.close()
  await Promise.all([store.close(), queue.close()])
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, (received) => void stop(received))
