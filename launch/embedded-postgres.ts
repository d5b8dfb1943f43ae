import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { DataInUse, lockData } from './data-lock.ts'
import { stopLeftover } from './leftover-server.ts'
import { chooseRunAs, postgresBinaries, type RunAs } from './postgres-binaries.ts'

const STOP_TIMEOUT_MS = 15_000
const START_TIMEOUT_MS = 60_000
const RESTART_ATTEMPTS = 20
const RESTART_PAUSE_MS = 500
const KEPT_LOG_CHARACTERS = 8_000
const USER = 'filo'
/** The database of the helpline on its own server. */
export const EMBEDDED_DATABASE = 'filo'
// lower() and ILIKE know accented letters under the built-in locale, on every machine alike.
const INITDB_LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']

export interface EmbeddedPostgres {
  /** Address of the given database on this server. */
  urlOf(database: string): string
  /** The server's present process id: another one after it died and was started again. */
  pid(): number
  stop(options?: { hard: boolean }): Promise<void>
}

export class NoPostgres extends Error {
  constructor(reason: string) {
    super(`No PostgreSQL could be started: ${reason}. Set DATABASE_URL, run as a non-root user, or install postgresql.`)
    this.name = 'NoPostgres'
  }
}

export interface EmbeddedPostgresOptions {
  dataDirectory: string
  /** false for data nobody will miss: faster, and lost with the power. */
  durable?: boolean
  /** Told when the server died by itself: whether it is up again at the same address, or the reason why not. */
  onDeath?: (revived: true | Error) => void
}

/** Starts PostgreSQL from npm on loopback, with its data and its password under `dataDirectory`. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const base = path.resolve(options.dataDirectory)
  try {
    // Others may pass through when root's server must run as nobody; what is inside stays closed to them.
    mkdirSync(base, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    const lock = lockData(path.join(base, 'in-use'))
    try {
      return await startLocked(base, options, lock.release)
    } catch (error) {
      lock.release()
      throw error
    }
  } catch (error) {
    if (error instanceof DataInUse) throw error
    throw new NoPostgres(error instanceof Error ? error.message : String(error))
  }
}

async function startLocked(
  base: string,
  { durable = true, onDeath = () => {} }: EmbeddedPostgresOptions,
  release: () => void,
): Promise<EmbeddedPostgres> {
  const binaries = postgresBinaries()
  const runAs = chooseRunAs(binaries, base)
  const cluster = path.join(base, 'postgres')
  const passwordFile = path.join(base, 'postgres-password')
  if (existsSync(path.join(cluster, 'PG_VERSION'))) {
    await stopLeftover(cluster, STOP_TIMEOUT_MS)
    runAs.own(cluster)
  } else {
    initialise(binaries, runAs, cluster, passwordFile)
  }
  const password = readFileSync(passwordFile, 'utf8').trim()
  const place: Place = { binaries, runAs, cluster, durable }
  const { server, port } = await startOnFreePort(place)
  let running = server
  let stopping = false

  const watch = () => {
    const watchdog = stopServerIfWeDie(running)
    running.once('exit', () => {
      watchdog.kill('SIGKILL')
      if (!stopping) void revive()
    })
  }
  const revive = async () => {
    try {
      running = await startAgain(place, port)
      if (stopping) running.kill('SIGINT')
      watch()
      onDeath(true)
    } catch (error) {
      onDeath(error as Error)
    }
  }
  watch()
  return {
    urlOf: (database) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`,
    pid: () => running.pid as number,
    stop: async ({ hard } = { hard: false }) => {
      stopping = true
      await stopServer(running, hard ? ['SIGQUIT', 'SIGKILL'] : ['SIGINT', 'SIGQUIT', 'SIGKILL'])
      release()
    },
  }
}

interface Place {
  binaries: string
  runAs: RunAs
  cluster: string
  durable: boolean
}

function initialise(binaries: string, runAs: RunAs, cluster: string, passwordFile: string): void {
  // Renamed into place when whole: an interrupted first start leaves nothing that looks like data.
  const unfinished = `${cluster}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 })
  runAs.own(unfinished)
  runAs.own(passwordFile)
  const [command, commandArguments] = runAs.command(`${binaries}/initdb`, [
    ...['-D', unfinished, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'],
    ...INITDB_LOCALE,
  ])
  const initdb = spawnSync(command, commandArguments, {
    ...runAs.spawnOptions,
    cwd: '/',
    env: serverEnvironment(),
    encoding: 'utf8',
  })
  if (initdb.error) throw initdb.error
  if (initdb.status !== 0) throw new Error(`initdb said "${lastLine(initdb.stderr) || lastLine(initdb.stdout)}"`)
  renameSync(unfinished, cluster)
}

// Nothing of ours (settings, secrets, PGDATA) is the server's business.
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}

async function startOnFreePort(place: Place): Promise<{ server: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      return { server: await startOn(port, place), port }
    } catch (error) {
      // Between asking for a free port and using it, somebody else may take it.
      if (attempt === 5 || !/could not bind|could not create any TCP/.test((error as Error).message)) throw error
    }
  }
}

/** After a kill -9 the server's own children take a moment to notice, and until then the data are held. */
async function startAgain(place: Place, port: number): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOn(port, place)
    } catch (error) {
      if (attempt === RESTART_ATTEMPTS) throw error
      await pause(RESTART_PAUSE_MS)
    }
  }
}

function startOn(port: number, { binaries, runAs, cluster, durable }: Place): Promise<ChildProcess> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements carry people's names and numbers: no server log repeats them.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    // A year brought in at once writes gigabytes: fewer checkpoints, smaller page images, the indexes in memory.
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    wal_compression: 'on',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const [command, commandArguments] = runAs.command(`${binaries}/postgres`, [
    ...['-D', cluster],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ])
  const server = spawn(command, commandArguments, {
    ...runAs.spawnOptions,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: a Ctrl-C at the terminal must not take the database from under those who still write.
    detached: true,
  })
  return new Promise<ChildProcess>((resolve, reject) => {
    let log = ''
    const timer = setTimeout(() => {
      server.kill('SIGKILL')
      reject(new Error(`it did not answer within ${START_TIMEOUT_MS / 1000} seconds`))
    }, START_TIMEOUT_MS)
    server.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-KEPT_LOG_CHARACTERS)
      if (!log.includes('ready to accept connections')) return
      clearTimeout(timer)
      resolve(server)
    })
    server.once('error', reject)
    server.once('exit', (code) => {
      clearTimeout(timer)
      const fatal = log.split('\n').filter((line) => /FATAL|could not/.test(line))
      reject(new Error(`the server stopped (${code}): ${fatal.join(' ') || lastLine(log)}`))
    })
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

// Even a kill -9 closes our end of the pipe: `read` then ends, and the server is asked to stop.
function stopServerIfWeDie(server: ChildProcess): ChildProcess {
  const watchdog = spawn('/bin/sh', ['-c', 'read _; kill -INT "$0"', String(server.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    detached: true,
  })
  watchdog.on('error', () => {})
  watchdog.unref()
  ;(watchdog.stdin as net.Socket | null)?.unref()
  return watchdog
}

async function stopServer(server: ChildProcess, signals: NodeJS.Signals[]): Promise<void> {
  const gone = () => server.exitCode !== null || server.signalCode !== null
  const exited = new Promise<boolean>((resolve) => server.once('exit', () => resolve(true)))
  for (const signal of signals) {
    if (gone()) return
    server.kill(signal)
    if (await Promise.race([exited, pause(STOP_TIMEOUT_MS, false, { ref: false })])) return
  }
}

/** Creates the database when it is not there yet; true when it was created. */
export async function ensureDatabase(server: EmbeddedPostgres, name: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: server.urlOf('postgres') })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount) return false
    await client.query(`create database ${client.escapeIdentifier(name)}`)
    return true
  } finally {
    await client.end()
  }
}
