import { execFile, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { ensureDatabase, startEmbeddedPostgres } from '../../launch/embedded-postgres.ts'
import { generateClient, prepareDatabase } from '../../launch/prepare-database.ts'
import { freePort } from './processes.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server's maintenance database, from which test databases are made. */
    testServerUrl: string
    testRedisUrl: string
  }
}

interface Backing {
  testServerUrl: string
  testRedisUrl: string
  stop(): Promise<void>
}

// Every project of a run shares one server: this module is loaded once per project, the process is one.
const shared = globalThis as { filoTestBacking?: { users: number; backing: Promise<Backing> } }

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.filoTestBacking ??= { users: 0, backing: startBacking() }
  const { filoTestBacking } = shared
  filoTestBacking.users += 1
  const backing = await filoTestBacking.backing
  project.provide('testServerUrl', backing.testServerUrl)
  project.provide('testRedisUrl', backing.testRedisUrl)
  return async () => {
    filoTestBacking.users -= 1
    if (filoTestBacking.users > 0) return
    delete shared.filoTestBacking
    await backing.stop()
  }
}

async function startBacking(): Promise<Backing> {
  const directory = mkdtempSync(path.join(tmpdir(), 'filo-test-'))
  chmodSync(directory, 0o711)
  const [postgres, redis] = await Promise.all([
    startEmbeddedPostgres({ dataDirectory: directory, durable: false }),
    findRedis(),
    generateClient(),
  ])
  await ensureDatabase(postgres, 'filo_template')
  await prepareDatabase(postgres.urlOf('filo_template'), { queueTables: true })
  return {
    testServerUrl: postgres.urlOf('postgres'),
    testRedisUrl: redis.url,
    stop: async () => {
      redis.stop()
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export async function findRedis(): Promise<{ url: string; stop(): void }> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: () => {} }
  const found = await promisify(execFile)('redis-server', ['--version']).then(
    () => true,
    () => false,
  )
  if (!found) return { url: '', stop: () => {} }
  const port = await freePort()
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ready to accept connections')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`redis-server stopped (${code})`)))
  })
  process.once('exit', () => server.kill('SIGKILL'))
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.kill('SIGTERM') }
}
