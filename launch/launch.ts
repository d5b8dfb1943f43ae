import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createClock } from '../adapters/clock.ts'
import type { Settings } from '../adapters/environment.ts'
import { buildConsole } from './console-build.ts'
import { writeTelephones } from './demo-data.ts'
import { EMBEDDED_DATABASE, type EmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from './embedded-postgres.ts'
import { type KeptAlive, keepAlive } from './kept-alive.ts'
import { refuseMissingHours } from './missing-hours.ts'
import { refuseUnreachableStores } from './outside-stores.ts'
import { generateClient, prepareDatabase, seedDatabase } from './prepare-database.ts'
import { type Neighbours, programmes } from './programmes.ts'
import { localUrl, welcome } from './welcome.ts'

const READY_POLL_MS = 100
const READY_TIMEOUT_MS = 60_000
/** A process that keeps falling before anything is ready will not get better by itself. */
const FALLS_BEFORE_GIVING_UP = 4

export class PortUnavailable extends Error {
  constructor(variable: string, port: number, code = '') {
    const reasons: Record<string, string> = {
      EADDRINUSE: `La porta ${port} è già in uso. Ferma l'altro programma oppure imposta ${variable} su un'altra porta.`,
      EACCES: `La porta ${port} è riservata all'amministratore. Imposta ${variable} su una porta da 1024 in su.`,
      EADDRNOTAVAIL: 'HOST non è un indirizzo di questa macchina.',
    }
    super(reasons[code] ?? `La porta ${port} (${variable}) non si può usare: ${code}.`)
    this.name = 'PortUnavailable'
  }
}

/** Everything `npm start` runs, from the database up; it stops in the opposite order. */
export class Launch {
  readonly #settings: Settings
  readonly #development: boolean
  #postgres: EmbeddedPostgres | undefined
  #children: KeptAlive[] = []
  #stopping = false

  constructor(settings: Settings, development: boolean) {
    this.#settings = settings
    this.#development = development
  }

  async start(): Promise<void> {
    const settings = this.#settings
    const simulated = settings.mode === 'demo'
    await refuseBusyPort('PORT', settings.host, settings.port)
    if (simulated) await refuseBusyPort('SIMULATOR_PORT', '127.0.0.1', settings.simulatorPort)

    await refuseUnreachableStores(settings.databaseUrl, settings.redisUrl)
    // One offset for all: processes started seconds apart, or started again, read the same time.
    const clock = createClock(settings.clock)
    const [databaseUrl] = await Promise.all([
      this.#database(clock.now()),
      this.#development ? undefined : buildConsole(),
    ])
    if (this.#stopping) return
    const serverUrl = localUrl(settings.host, settings.port)
    const neighbours: Neighbours = {
      databaseUrl,
      clockOffsetMs: clock.offsetMs,
      telephonesFile: simulated ? writeTelephones(settings) : undefined,
    }
    for (const programme of programmes(settings, neighbours, this.#development)) {
      this.#children.push(keepAlive(programme, say))
    }
    await this.#answering(`${serverUrl}/readyz`)
    if (simulated) await this.#answering(localUrl('127.0.0.1', settings.simulatorPort))
    if (this.#stopping) return
    process.stdout.write(welcome(settings, clock.now(), this.#development ? 'http://127.0.0.1:5173' : serverUrl))
  }

  async stop({ hard }: { hard: boolean }): Promise<void> {
    this.#stopping = true
    // Who writes stops before who keeps.
    await Promise.all(this.#children.map((child) => child.stop(hard ? 'SIGKILL' : 'SIGTERM')))
    await this.#postgres?.stop({ hard })
  }

  async #database(now: Date): Promise<string> {
    const { databaseUrl: given, dataDirectory, redisUrl, mode } = this.#settings
    const [databaseUrl] = await Promise.all([given ?? this.#embedded(dataDirectory), generateClient()])
    await prepareDatabase(databaseUrl, { queueTables: !redisUrl })
    await seedDatabase(databaseUrl, mode === 'demo' ? now : undefined)
    await refuseMissingHours(databaseUrl, now)
    return databaseUrl
  }

  async #embedded(dataDirectory: string): Promise<string> {
    this.#postgres = await startEmbeddedPostgres({
      dataDirectory,
      onDeath: (revived) => {
        if (revived === true) return say('PostgreSQL si era fermato ed è ripartito')
        say(`PostgreSQL si è fermato e non riparte: ${revived.message}`)
        process.kill(process.pid, 'SIGTERM')
      },
    })
    await ensureDatabase(this.#postgres, EMBEDDED_DATABASE)
    return this.#postgres.urlOf(EMBEDDED_DATABASE)
  }

  async #answering(url: string): Promise<void> {
    const deadline = performance.now() + READY_TIMEOUT_MS
    while (!this.#stopping) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
      await answer?.body?.cancel()
      if (answer?.ok) return
      const fallen = this.#children.find((child) => child.falls() >= FALLS_BEFORE_GIVING_UP)
      if (fallen) throw new Error(`${fallen.name} non parte: le righe qui sopra dicono perché.`)
      if (performance.now() > deadline) throw new Error(`${url} non risponde dopo ${READY_TIMEOUT_MS / 1000} secondi.`)
      await pause(READY_POLL_MS)
    }
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function refuseBusyPort(variable: string, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(new PortUnavailable(variable, port, error.code))
    })
    probe.listen({ host, port }, () => probe.close(() => resolve()))
  })
}
