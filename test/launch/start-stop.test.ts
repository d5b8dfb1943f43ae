import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, isRunning, until } from '../support/processes.ts'

const START_TIMEOUT_MS = 120_000

interface Run {
  process: ChildProcess
  output(): string
  exitCode: Promise<number | null>
}

describe('npm start', { timeout: 2 * START_TIMEOUT_MS }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-start-'))
  chmodSync(folder, 0o711)
  const runs: Run[] = []
  let ports: { PORT: string; SIMULATOR_PORT: string }

  function start(
    environment: NodeJS.ProcessEnv,
    command = process.execPath,
    words = ['--import', 'tsx', 'launch/main.ts'],
  ): Run {
    const { DATABASE_URL: _, REDIS_URL: __, ...inherited } = process.env
    const launcher = spawn(command, words, {
      env: {
        ...inherited,
        NODE_ENV: 'development',
        LOG_LEVEL: 'warn',
        FILO_DATA_DIR: folder,
        ...ports,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    launcher.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    launcher.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const exitCode = new Promise<number | null>((resolve) => launcher.once('close', resolve))
    const run = { process: launcher, output: () => output, exitCode }
    runs.push(run)
    return run
  }

  async function ready(run: Run): Promise<void> {
    await until(() => /^ready /m.test(run.output()) || run.process.exitCode !== null, START_TIMEOUT_MS)
    expect(run.output()).toMatch(new RegExp(`^ready http://127\\.0\\.0\\.1:${ports.PORT}$`, 'm'))
  }

  function childrenOf(pid: number): { pid: number; command: string }[] {
    return readdirSync('/proc').flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) !== pid) return []
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
      } catch {
        return []
      }
    })
  }

  const childOf = (run: Run, part: string) =>
    childrenOf(run.process.pid as number).find(({ command }) => command.includes(part))?.pid

  beforeAll(async () => {
    ports = { PORT: String(await freePort()), SIMULATOR_PORT: String(await freePort()) }
  })
  afterAll(async () => {
    for (const run of runs) {
      run.process.kill('SIGKILL')
      await run.exitCode
    }
    await until(() => !existsPostgres(folder))
    rmSync(folder, { recursive: true, force: true })
  })

  it('starts everything, says what to open, refuses a second copy, mends what falls, and leaves nothing behind', async () => {
    const run = start({})
    await ready(run)
    for (const words of [
      'operatore@demo.example, coordinatore@demo.example, regione@demo.example',
      'password filo-demo',
      'martedì 24 novembre 2026 alle ore 10:00',
      'No REDIS_URL: queues run on PostgreSQL (one machine). For production set REDIS_URL.',
    ]) {
      expect(run.output()).toContain(words)
    }
    const url = `http://127.0.0.1:${ports.PORT}`
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${ports.SIMULATOR_PORT}`)).status).toBe(200)

    const samePort = start({ FILO_DATA_DIR: path.join(folder, 'other') })
    expect(await samePort.exitCode).toBe(1)
    expect(samePort.output()).toContain(`La porta ${ports.PORT} è già in uso`)
    const sameData = start({ PORT: String(await freePort()), SIMULATOR_PORT: String(await freePort()) })
    expect(await sameData.exitCode).toBe(1)
    expect(sameData.output()).toContain('già in uso da un')

    for (const name of ['server/main.ts', 'workers/main.ts', 'phone-simulator/main.ts']) {
      const before = childOf(run, name) as number
      process.kill(before, 'SIGKILL')
      await until(() => ![undefined, before].includes(childOf(run, name)), START_TIMEOUT_MS)
    }
    await until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200, START_TIMEOUT_MS)

    const processes = childrenOf(run.process.pid as number).map(({ pid }) => pid)
    expect(processes.length).toBeGreaterThanOrEqual(4)
    run.process.kill('SIGINT')
    expect(await run.exitCode).toBe(0)
    await until(() => !processes.some(isRunning))
  })

  it('starts again on the same data, and takes everything with it even when it is killed', async () => {
    const run = start({})
    await ready(run)
    const processes = childrenOf(run.process.pid as number).map(({ pid }) => pid)
    run.process.kill('SIGKILL')
    await until(() => !processes.some(isRunning))
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('stops with npm, when npm gets a %s', async (signal) => {
    const run = start({}, 'npm', ['start'])
    await ready(run)
    run.process.kill(signal)
    // It closes when the last of those who write to it has gone.
    await run.exitCode
    await until(() => !existsPostgres(folder))
    await expect(fetch(`http://127.0.0.1:${ports.PORT}/healthz`)).rejects.toThrow()
  })

  it('tells everything that is wrong with its settings and starts nothing', async () => {
    const run = start({ PORT: 'tremila', FILO_CLOCK: 'domani', PUBLIC_BASE_URL: 'https://filo.example.org' })
    expect(await run.exitCode).toBe(1)
    expect(run.output()).toMatch(/^Le impostazioni non vanno bene:\n( {2}- .+\n){3}$/)
    for (const variable of ['PORT', 'FILO_CLOCK', 'PUBLIC_BASE_URL']) expect(run.output()).toContain(`  - ${variable} `)
  })

  it('says at once which database and which queue store do not answer', async () => {
    const nobody = await freePort()
    const run = start({
      DATABASE_URL: `postgresql://filo:segreta@127.0.0.1:${nobody}/filo`,
      REDIS_URL: `redis://127.0.0.1:${nobody}`,
    })
    expect(await run.exitCode).toBe(1)
    expect(run.output()).toContain(`DATABASE_URL: a 127.0.0.1:${nobody} non risponde nessun PostgreSQL.`)
    expect(run.output()).toContain(`REDIS_URL: a 127.0.0.1:${nobody} non risponde nessuno.`)
    expect(run.output()).not.toContain('segreta')
  })

  it('says which port is taken when it is the telephones’', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const port = (taken.address() as AddressInfo).port
    const run = start({ SIMULATOR_PORT: String(port) })
    expect(await run.exitCode).toBe(1)
    expect(run.output()).toContain(`La porta ${port} è già in uso`)
    expect(run.output()).toContain('SIMULATOR_PORT')
    await new Promise((resolve) => taken.close(resolve))
  })
})

function existsPostgres(folder: string): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`${folder}/postgres`)
    } catch {
      return false
    }
  })
}
