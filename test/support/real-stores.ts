import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { type EmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from '../../launch/embedded-postgres.ts'
import { prepareDatabase } from '../../launch/prepare-database.ts'
import { signalIfThere } from '../../launch/signal.ts'
import { freePort } from './processes.ts'

const DATABASE = 'filo'

export interface RealPostgres {
  /** The same through every stop and start. */
  url: string
  /** Pulls the plug. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Every process of it stands still: nothing is refused, nothing is answered. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

/** A PostgreSQL of its own, with nothing committed lost when it is stopped; a line with one address leads to wherever it is. */
export async function ownPostgres(dataDirectory: string): Promise<RealPostgres> {
  let server: EmbeddedPostgres | undefined = await startEmbeddedPostgres({ dataDirectory })
  await ensureDatabase(server, DATABASE)
  await prepareDatabase(server.urlOf(DATABASE), { queueTables: true })
  const portOf = () => (server ? Number(new URL(server.urlOf(DATABASE)).port) : undefined)
  const sockets = new Set<net.Socket>()
  const line = net.createServer((near) => {
    const port = portOf()
    if (port === undefined) return near.resetAndDestroy()
    const far = net.connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    return void near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve))
  const url = new URL(server.urlOf(DATABASE))
  url.port = String((line.address() as net.AddressInfo).port)

  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    const pid = server?.pid()
    if (pid === undefined) return
    for (const each of [pid, ...childrenOf(pid)]) signalIfThere(each, name)
  }
  const stop = async () => {
    await server?.stop({ hard: true })
    server = undefined
  }
  return {
    url: url.href,
    stop,
    start: async () => {
      server ??= await startEmbeddedPostgres({ dataDirectory })
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    close: async () => {
      signal('SIGCONT')
      await stop()
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => line.close(() => resolve()))
    },
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

export interface RealRedis {
  url: string
  stop(): Promise<void>
  start(): Promise<void>
}

/** A redis-server of its own; what it held is gone when it stops. */
export async function ownRedis(): Promise<RealRedis> {
  const port = await freePort()
  let server: ChildProcess | undefined
  const redis: RealRedis = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      if (server) return
      const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
      const started = spawn('redis-server', [...options, '--dir', tmpdir()], { stdio: ['ignore', 'pipe', 'inherit'] })
      server = started
      await new Promise<void>((resolve, reject) => {
        started.once('exit', (code) => reject(new Error(`redis-server stopped at once (${code})`)))
        started.stdout.on('data', (chunk: Buffer) => {
          if (chunk.toString().includes('Ready to accept connections')) resolve()
        })
      })
    },
    async stop() {
      const running = server
      server = undefined
      if (!running || running.exitCode !== null) return
      const exited = once(running, 'exit')
      running.kill('SIGKILL')
      await exited
    },
  }
  await redis.start()
  return redis
}

export interface RunningProgram {
  output(): string
  /** As a crash would. */
  kill(): Promise<void>
}

/** One of our programs, as production runs it. */
export async function runProgram(
  file: string,
  environment: Record<string, string>,
  isReady: string,
): Promise<RunningProgram> {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = once(child, 'exit')
  const ready = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (!output.includes(isReady)) return
      clearInterval(look)
      resolve()
    }, 50)
    void exited.then(() => clearInterval(look))
  })
  await Promise.race([ready, exited.then(() => Promise.reject(new Error(`${file} fell:\n${output}`)))])
  return {
    output: () => output,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
