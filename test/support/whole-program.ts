import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { z } from 'zod'
import { type Api, api, type EndpointName } from '../../contract/api.ts'
import type { AnswerOf, Endpoint, SentOf } from '../../contract/endpoint.ts'
import { EMBEDDED_DATABASE } from '../../launch/embedded-postgres.ts'
import { signalIfThere } from '../../launch/signal.ts'
import { freePort, isRunning, until } from './processes.ts'

const START_TIMEOUT_MS = 120_000
const COUNTED_WITHIN_MS = 90_000
/** A worker that died while it asked Twilio: whether it had is looked up after two minutes, and then it is asked again. */
const RECOVERED_WITHIN_MS = 240_000

export interface WholeProgram {
  url: string
  telephonesUrl: string
  output(): string
  /** The process id of one of the launcher's programs: 'server/main', 'workers/main', 'phone-simulator/main', 'bin/postgres'. */
  pidOf(part: string): number | undefined
  /** Kills it as a crash would, and waits until it is gone. */
  kill(part: string): Promise<void>
  ready(): Promise<void>
  /** Until everything that is saved is in the reports' figures. */
  counted(): Promise<void>
  stop(): Promise<void>
}

/** `npm start` on a machine of its own: embedded database, demo data, every process. */
export async function startWholeProgram(environment: NodeJS.ProcessEnv = {}): Promise<WholeProgram> {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-whole-'))
  // Root's PostgreSQL runs as nobody, who must be able to pass.
  chmodSync(folder, 0o711)
  const ports = { PORT: String(await freePort()), SIMULATOR_PORT: String(await freePort()) }
  const { DATABASE_URL: _, REDIS_URL: __, ...inherited } = process.env
  const launcher = spawn(process.execPath, ['--import', 'tsx', 'launch/main.ts'], {
    env: { ...inherited, NODE_ENV: 'development', LOG_LEVEL: 'warn', FILO_DATA_DIR: folder, ...ports, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  launcher.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  launcher.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const url = `http://127.0.0.1:${ports.PORT}`
  const pidOf = (part: string) => childrenOf(launcher).find(({ command }) => command.includes(part))?.pid
  const program: WholeProgram = {
    url,
    telephonesUrl: `http://127.0.0.1:${ports.SIMULATOR_PORT}`,
    output: () => output,
    pidOf,
    async kill(part) {
      const pid = pidOf(part)
      if (pid === undefined) throw new Error(`No ${part} is running`)
      signalIfThere(pid, 'SIGKILL')
      await until(() => !isRunning(pid))
    },
    ready: () =>
      until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true, START_TIMEOUT_MS),
    counted: () => until(async () => (await marksLeft(folder)) === 0, COUNTED_WITHIN_MS),
    async stop() {
      const gone = new Promise((resolve) => launcher.once('close', resolve))
      launcher.kill('SIGTERM')
      if (launcher.exitCode === null) await gone
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  await until(() => /^ready /m.test(output) || launcher.exitCode !== null, START_TIMEOUT_MS)
  if (launcher.exitCode !== null) throw new Error(`The program did not start:\n${output}`)
  return program
}

/** What is to be counted again by the program whose data are there. */
async function marksLeft(folder: string): Promise<number> {
  const password = readFileSync(path.join(folder, 'postgres-password'), 'utf8').trim()
  const port = readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3]
  const client = new pg.Client({
    connectionString: `postgresql://filo:${password}@127.0.0.1:${port}/${EMBEDDED_DATABASE}`,
  })
  await client.connect()
  try {
    const { rows } = await client.query<{ marks: number }>('SELECT count(*)::int AS marks FROM report_mark')
    return rows[0]?.marks ?? 0
  } finally {
    await client.end()
  }
}

function childrenOf(parent: ChildProcess): { pid: number; command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) !== parent.pid) return []
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
    } catch {
      return []
    }
  })
}

/** One signed-in person, speaking to the API as the console does. */
export async function signInTo(program: WholeProgram, email: string) {
  const opened = await fetch(`${program.url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: 'filo-demo' }),
  })
  if (!opened.ok) throw new Error(`Sign-in answered ${opened.status}`)
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return {
    cookie,
    async call<N extends EndpointName>(name: N, sent: Partial<SentOf<Api[N]>> = {}): Promise<AnswerOf<Api[N]>> {
      const endpoint: Endpoint = api[name]
      const values = (sent.params ?? {}) as Record<string, unknown>
      const search = new URLSearchParams(Object.entries((sent.query ?? {}) as Record<string, string>)).toString()
      const address = endpoint.path.replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(values[key])))
      const response = await fetch(`${program.url}/api${address}${search ? `?${search}` : ''}`, {
        method: endpoint.method,
        headers: { Cookie: cookie, 'Content-Type': 'application/json' },
        ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
      })
      if (!response.ok) throw new Error(`${name} answered ${response.status}: ${await response.text()}`)
      return (endpoint.answer as z.ZodType).parse(response.status === 204 ? null : await response.json()) as never
    },
  }
}
export type Desk = Awaited<ReturnType<typeof signInTo>>

/** For whoever looks at what rings, or lets a process fall meanwhile, before somebody answers. */
export async function ringLonger(program: WholeProgram): Promise<void> {
  const region = await signInTo(program, 'regione@demo.example')
  for (const { id, name, version, comune, ...point } of (await region.call('readNetwork')).points) {
    const { address, patronSaint, fixedPhones, neighbourIds: neighbours } = point
    const kept = { name, version, comune: comune?.istatCode ?? null, address, patronSaint, fixedPhones, neighbours }
    await region.call('changePoint', { params: { pointId: id }, body: { ...kept, ringTimeoutSeconds: 120 } })
  }
}

/** The simulator's telephones, worked from outside as its page does. */
export function telephonesOf(program: WholeProgram) {
  const post = async (action: string, body: object): Promise<unknown> => {
    const response = await fetch(`${program.telephonesUrl}/control/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${action} answered ${response.status}: ${await response.text()}`)
    return response.json()
  }
  const view = async <T>(name: string, number = ''): Promise<T> =>
    (await fetch(`${program.telephonesUrl}/control/${name}?number=${encodeURIComponent(number)}`)).json() as Promise<T>
  return {
    dial: (from: string, to: string) => post('dial', { from, to }),
    answer: (number: string) => post('answer', { number }),
    hangUp: (number: string) => post('hang-up', { number }),
    sendSms: (from: string, to: string, body: string) => post('sms', { from, to, body }),
    heard: (number: string) => view<string[]>('heard', number),
    inbox: (number: string) => view<{ direction: string; body: string }[]>('inbox', number),
    phase: (number: string) => view<string>('phase', number),
    errors: () => view<unknown[]>('errors'),
    ringing: (number: string) =>
      until(async () => (await view<string>('phase', number)) === 'ringing', RECOVERED_WITHIN_MS),
    /** Presses as soon as somebody listens. */
    press: (number: string, keys: string) =>
      until(async () => ((await post('press', { number, keys })) as { heard: boolean }).heard, 60_000),
  }
}
export type TelephonesAtHand = ReturnType<typeof telephonesOf>
