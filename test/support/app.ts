import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { z } from 'zod'
import type { Clock } from '../../adapters/clock.ts'
import { openCallFiles } from '../../adapters/journal/call-files.ts'
import { createLog } from '../../adapters/log.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { type Api, api, type EndpointName } from '../../contract/api.ts'
import { type AnswerOf, type Endpoint, type Problem, problem, type SentOf } from '../../contract/endpoint.ts'
import type { AppDoors } from '../../server/app.ts'
import { startServer } from '../../server/start-server.ts'
import { aSession, type TestDb } from './builders.ts'
import { createTestDatabase } from './database.ts'
import { noCallControl } from './handlers.ts'

/** A Tuesday at ten, when every point is open. */
export const TUESDAY_AT_TEN = new Date('2026-11-24T10:00:00+01:00')

export const TEST_AUTH_TOKEN = 'token-delle-prove'

export interface TestClock extends Clock {
  set(instant: Date | string): void
  advance(seconds: number): void
}

export function testClock(start: Date = TUESDAY_AT_TEN): TestClock {
  let instant = start.getTime()
  return {
    now: () => new Date(instant),
    isReal: false,
    offsetMs: 0,
    set(to) {
      instant = new Date(to).getTime()
    },
    advance(seconds) {
      instant += seconds * 1000
    },
  }
}

export interface TestAppOptions extends Partial<Omit<AppDoors, 'store' | 'clock' | 'log'>> {
  /** Another server on the same database. */
  databaseUrl?: string
  clock?: TestClock
  sessionCheckSeconds?: number
  /** How long the database may leave a question unanswered. */
  longestSilenceMs?: number
  /** Chosen by whoever must know the address beforehand. */
  port?: number
}

export interface TestApp {
  url: string
  databaseUrl: string
  db: TestDb
  store: Store
  clock: TestClock
  /** Everything logged so far, as JSON lines. */
  logged: string[]
  /** What the console would send, and its answer parsed with the console's own schema. A refusal is thrown. */
  call<N extends EndpointName>(name: N, sent?: Sending<Api[N]>, cookie?: string): Promise<AnswerOf<Api[N]>>
  /** The problem an endpoint answers with; anything else is thrown. */
  refusal<N extends EndpointName>(name: N, sent?: Sending<Api[N]>, cookie?: string): Promise<Problem>
  send(
    method: string,
    path: string,
    options?: { body?: unknown; cookie?: string; headers?: Record<string, string> },
  ): Promise<Response>
  /** A cookie of a new session, without the slow password. */
  signIn(operator: { id: string }): Promise<string>
  close(): Promise<void>
}

type Sending<E extends Endpoint> = Partial<SentOf<E>>
type AnySending = { params?: unknown; query?: unknown; body?: unknown }

/** The real program on a real database of its own, listening on a free port. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { databaseUrl, clock = testClock(), sessionCheckSeconds, longestSilenceMs, port = 0, ...doors } = options
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-app-'))
  const own = databaseUrl ? undefined : await createTestDatabase()
  const url = databaseUrl ?? own?.url ?? ''
  const store = openStore(url, { maxConnections: 10, ...(longestSilenceMs ? { longestSilenceMs } : {}) })
  const db = connectDatabase(url, 5)
  const logged: string[] = []
  const log = createLog({ service: 'server', level: 'info', json: true, write: (line) => void logged.push(line) })
  const server = await startServer(
    {
      store,
      clock,
      log,
      demo: true,
      publicBaseUrl: 'http://127.0.0.1:3000',
      recordings: noCallControl,
      twilioAuthToken: TEST_AUTH_TOKEN,
      voiceNumber: '+390280010001',
      softphoneKeys: undefined,
      callFiles: openCallFiles(folder, TEST_AUTH_TOKEN),
      consoleDirectory: undefined,
      readinessChecks: { database: store.ping },
      ...doors,
    },
    { host: '127.0.0.1', port, ...(sessionCheckSeconds ? { sessionCheckSeconds } : {}) },
  )
  const base = `http://127.0.0.1:${server.port}`

  const send: TestApp['send'] = (method, path, { body, cookie, headers } = {}) =>
    fetch(base + path, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }),
        ...(cookie ? { Cookie: cookie } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
    })

  const ask = (name: EndpointName, sent: AnySending, cookie: string | undefined): Promise<Response> => {
    const endpoint: Endpoint = api[name]
    return send(endpoint.method, `/api${addressOf(endpoint.path, sent)}`, {
      body: sent.body,
      ...(cookie ? { cookie } : {}),
    })
  }

  return {
    url: base,
    databaseUrl: url,
    db,
    store,
    clock,
    logged,
    send,
    async call(name, sent = {}, cookie) {
      const response = await ask(name, sent, cookie)
      if (!response.ok) throw new Error(`${name} answered ${response.status}: ${await response.text()}`)
      const endpoint: Endpoint = api[name]
      const answer = response.status === 204 ? null : await response.json()
      return (endpoint.answer as z.ZodType).parse(answer) as never
    },
    async refusal(name, sent = {}, cookie) {
      const response = await ask(name, sent, cookie)
      if (response.ok) throw new Error(`${name} answered ${response.status}, a refusal was expected`)
      return problem.parse(await response.json())
    },
    signIn: (operator) => aSession(db, operator.id, clock.now()),
    async close() {
      await server.close()
      await Promise.all([store.close(), db.$disconnect()])
      await own?.drop()
      // A server that is stopped may still be writing its last snapshot.
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function addressOf(path: string, { params, query }: AnySending): string {
  const values = (params ?? {}) as Record<string, unknown>
  const address = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])))
  const given = Object.entries((query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]))
  return search.size > 0 ? `${address}?${search}` : address
}
