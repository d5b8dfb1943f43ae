import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { createClock } from '../../adapters/clock.ts'
import { DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_CLOCK_START } from '../../adapters/environment.ts'
import { ensureDatabase, startEmbeddedPostgres } from '../../launch/embedded-postgres.ts'
import { generateClient, prepareDatabase, seedDatabase } from '../../launch/prepare-database.ts'
import { findRedis } from '../support/global-setup.ts'
import { query } from './query.ts'
import { addVolunteers } from './volunteer-pool.ts'

const TEMPLATE = 'bench_template'

/** Where everything is measured: one PostgreSQL as `npm start` runs it, writes made durable; Redis where one is found. */
export interface Grounds {
  /** The demo network on its working Tuesday, with the volunteers of a whole province; every one a copy of the same. */
  newDatabase(name: string): Promise<string>
  redisUrl: string | undefined
  /** The demo's time, for every process alike. */
  now(): Date
  environment: { FILO_CLOCK_OFFSET_MS: string; TWILIO_AUTH_TOKEN: string; TWILIO_ACCOUNT_SID: string }
  versions: { postgres: string; redis: string | undefined }
  close(): Promise<void>
}

export async function openGrounds(): Promise<Grounds> {
  const directory = mkdtempSync(path.join(tmpdir(), 'filo-bench-'))
  // Root's PostgreSQL runs as nobody, who must be able to pass.
  chmodSync(directory, 0o711)
  const [postgres, redis] = await Promise.all([
    startEmbeddedPostgres({ dataDirectory: directory }),
    findRedis(),
    generateClient(),
  ])
  const close = async () => {
    redis.stop()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    const clock = createClock({ startAt: new Date(DEMO_CLOCK_START) })
    await ensureDatabase(postgres, TEMPLATE)
    const template = postgres.urlOf(TEMPLATE)
    await prepareDatabase(template, { queueTables: true })
    await seedDatabase(template, clock.now())
    await addVolunteers(template)
    return {
      async newDatabase(name) {
        await query(postgres.urlOf('postgres'), `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
        return postgres.urlOf(name)
      },
      redisUrl: redis.url || undefined,
      now: clock.now,
      environment: {
        FILO_CLOCK_OFFSET_MS: String(clock.offsetMs),
        TWILIO_AUTH_TOKEN: DEMO_AUTH_TOKEN,
        TWILIO_ACCOUNT_SID: DEMO_ACCOUNT_SID,
      },
      versions: {
        postgres: String((await query(template, 'SHOW server_version'))[0]?.server_version),
        redis: redis.url ? await redisVersion() : undefined,
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function redisVersion(): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)('redis-server', ['--version']).catch(() => ({ stdout: '' }))
  return /v=(\S+)/.exec(stdout)?.[1] ?? 'unknown version'
}
