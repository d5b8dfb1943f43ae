import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DataInUse } from '../../launch/data-lock.ts'
import {
  type EmbeddedPostgres,
  ensureDatabase,
  NoPostgres,
  startEmbeddedPostgres,
} from '../../launch/embedded-postgres.ts'
import { signalIfThere } from '../../launch/signal.ts'
import { isRunning, until } from '../support/processes.ts'

describe('the embedded PostgreSQL', { timeout: 120_000 }, () => {
  let folder: string
  const started: EmbeddedPostgres[] = []
  const launchers: ChildProcess[] = []

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'filo-embedded-'))
    chmodSync(folder, 0o711)
  })
  afterEach(async () => {
    for (const launcher of launchers.splice(0)) launcher.kill('SIGKILL')
    for (const server of started.splice(0)) await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function start(
    options: { onDeath?: (revived: true | Error) => void } = {},
    data = folder,
  ): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDirectory: data, durable: false, ...options })
    started.push(server)
    return server
  }

  async function query(server: EmbeddedPostgres, text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: server.urlOf('filo') })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(text)).rows
    } finally {
      await client.end()
    }
  }

  /** Another process that starts the same server and holds it: the server's process id, or what it said instead. */
  async function startElsewhere(): Promise<{ launcher: ChildProcess; said: string }> {
    const program = path.join(folder, 'launcher.mts')
    writeFileSync(
      program,
      `import { ensureDatabase, startEmbeddedPostgres } from '${path.resolve('launch/embedded-postgres.ts')}'
       try {
         const server = await startEmbeddedPostgres({ dataDirectory: '${folder}', durable: false })
         await ensureDatabase(server, 'filo')
         console.log(server.pid())
         setInterval(() => {}, 1000)
       } catch (error) {
         console.log(error.message)
       }`,
    )
    const launcher = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    launchers.push(launcher)
    const said = await new Promise<string>((resolve) => {
      launcher.stdout.once('data', (chunk: Buffer) => resolve(String(chunk)))
    })
    return { launcher, said }
  }

  function kill(launcher: ChildProcess): Promise<void> {
    const gone = new Promise<void>((resolve) => launcher.once('exit', () => resolve()))
    launcher.kill('SIGKILL')
    return gone
  }

  it('keeps its data from one start to the next', async () => {
    const first = await start()
    expect(await ensureDatabase(first, 'filo')).toBe(true)
    await query(first, 'create table kept as select 42 as answer')
    await first.stop()
    const second = await start()
    expect(await ensureDatabase(second, 'filo')).toBe(false)
    expect(await query(second, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it('asks for the password it keeps to itself', async () => {
    const server = await start()
    expect(statSync(path.join(folder, 'postgres-password')).mode & 0o777).toBe(0o600)
    const url = new URL(server.urlOf('postgres'))
    url.password = 'guessed'
    await expect(new pg.Client({ connectionString: String(url) }).connect()).rejects.toThrow(
      /password authentication failed/,
    )
  })

  it('starts in a home closed to everybody else, and again once it is open', async () => {
    const home = path.join(folder, 'home')
    mkdirSync(home, { mode: 0o700 })
    const inside = path.join(home, 'data')
    const closed = await start({}, inside)
    await ensureDatabase(closed, 'filo')
    await closed.stop()
    chmodSync(home, 0o711)
    expect(await ensureDatabase(await start({}, inside), 'filo')).toBe(false)
  })

  it('refuses a second copy on the same data, in words', async () => {
    await start()
    await expect(start()).rejects.toThrow(DataInUse)
    const { said } = await startElsewhere()
    expect(said).toContain(`già in uso da un'altra copia del programma (processo ${process.pid}`)
  })

  it('comes back by itself at the same address when it is killed', async () => {
    let told: (revived: true | Error) => void = () => {}
    const death = new Promise<true | Error>((resolve) => {
      told = resolve
    })
    const server = await start({ onDeath: (revived) => told(revived) })
    await ensureDatabase(server, 'filo')
    const before = server.pid()
    process.kill(before, 'SIGKILL')
    expect(await death).toBe(true)
    expect(server.pid()).not.toBe(before)
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('goes with its launcher, even one that is killed, and the next start finds everything in order', async () => {
    const { launcher, said } = await startElsewhere()
    const serverPid = Number(said)
    expect(isRunning(serverPid)).toBe(true)
    await kill(launcher)
    await until(() => !isRunning(serverPid))
    expect(await ensureDatabase(await start(), 'filo')).toBe(false)
  })

  it('stops a server that outlived its launcher before starting its own', async () => {
    const { launcher, said } = await startElsewhere()
    const serverPid = Number(said)
    // Halted, it cannot heed the watchdog that would end it with its launcher.
    process.kill(serverPid, 'SIGSTOP')
    await kill(launcher)
    expect(isRunning(serverPid)).toBe(true)
    setTimeout(() => signalIfThere(serverPid, 'SIGCONT'), 1_000)
    expect(await ensureDatabase(await start(), 'filo')).toBe(false)
    expect(isRunning(serverPid)).toBe(false)
  })

  it('says why it cannot start, and what to do', async () => {
    const file = path.join(folder, 'a-file')
    writeFileSync(file, '')
    await expect(start({}, file)).rejects.toThrow(NoPostgres)
    await expect(start({}, file)).rejects.toThrow(/^No PostgreSQL could be started: .+\. Set DATABASE_URL, run as/)
    mkdirSync(path.join(folder, 'broken/postgres'), { recursive: true })
    writeFileSync(path.join(folder, 'broken/postgres/PG_VERSION'), '9\n')
    writeFileSync(path.join(folder, 'broken/postgres-password'), 'x\n')
    await expect(start({}, path.join(folder, 'broken'))).rejects.toThrow(
      /No PostgreSQL could be started: the server stopped/,
    )
    expect(existsSync(path.join(folder, 'broken/in-use'))).toBe(false)
  })
})
