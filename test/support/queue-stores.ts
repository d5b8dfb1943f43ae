import { randomUUID } from 'node:crypto'
import net from 'node:net'
import { Redis } from 'ioredis'
import pg from 'pg'
import { createLog } from '../../adapters/log.ts'
import { type JobQueue, openQueue, type QueueStore, queueNameOf } from '../../adapters/redis/job-queue.ts'
import { testRedisUrl } from './database.ts'

/** Both places jobs can live in. Where no Redis is found its tests are skipped, visibly. */
export const queueStores: { store: QueueStore; skip: boolean }[] = [
  { store: 'postgres', skip: false },
  { store: 'redis', skip: !testRedisUrl },
]

export interface TestQueue {
  queue: JobQueue
  logged: string[]
  /** Another process's view of the same queue. */
  openAnother(): JobQueue
  /** Everything the queue knew is gone. */
  lose(): Promise<void>
}

/** A queue of its own; `storeUrl` reaches its store by another way, such as a line that can be cut. */
export function openTestQueue(store: QueueStore, databaseUrl: string, storeUrl?: string): TestQueue {
  const name = `test-${randomUUID()}`
  const logged: string[] = []
  const log = createLog({ service: 'test', level: 'info', json: true, write: (line) => void logged.push(line) })
  const settings = { redisUrl: store === 'redis' ? (storeUrl ?? testRedisUrl) : undefined, log, name }
  const open = () => openQueue({ ...settings, databaseUrl: storeUrl ?? databaseUrl })
  return {
    queue: open(),
    logged,
    openAnother: open,
    lose: () => loseQueue(store, databaseUrl, name),
  }
}

/** As after a flush of Redis; in PostgreSQL, of its jobs. */
export function loseQueue(store: QueueStore, databaseUrl: string, name = queueNameOf(databaseUrl)): Promise<void> {
  return store === 'redis' ? forgetInRedis(name) : forgetInPostgres(databaseUrl, name)
}

async function forgetInRedis(name: string): Promise<void> {
  const redis = new Redis(testRedisUrl ?? '')
  for await (const keys of redis.scanStream({ match: `bull:${name}:*`, count: 1000 })) {
    if ((keys as string[]).length > 0) await redis.del(...(keys as string[]))
  }
  await redis.quit()
}

async function forgetInPostgres(databaseUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('DELETE FROM bullmq.job WHERE queue = $1', [name])
  await client.end()
}

export interface CuttableLine {
  url: string
  cut(): Promise<void>
  /** Nothing is refused and nothing is answered, on the connections there are for ever; new ones are taken and lead nowhere. */
  silence(): void
  mend(): Promise<void>
}

/** A line to a server that can be cut and mended. */
export async function cuttableLine(url: string): Promise<CuttableLine> {
  const target = new URL(url)
  const sockets = new Set<net.Socket>()
  let server = net.createServer()
  let port = 0
  let isSilent = false
  const listen = async (): Promise<void> => {
    server = net.createServer((near) => {
      if (isSilent) {
        sockets.add(near)
        near.on('error', () => undefined).on('close', () => sockets.delete(near))
        return
      }
      const far = net.connect(Number(target.port), target.hostname)
      for (const socket of [near, far]) {
        sockets.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          sockets.delete(socket)
          near.destroy()
          far.destroy()
        })
      }
      near.pipe(far).pipe(near)
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    port = (server.address() as net.AddressInfo).port
  }
  await listen()
  const own = new URL(url)
  own.hostname = '127.0.0.1'
  own.port = String(port)
  return {
    url: own.href,
    silence() {
      isSilent = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    async mend() {
      isSilent = false
      if (!server.listening) await listen()
    },
    cut: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
