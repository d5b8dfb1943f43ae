import net from 'node:net'
import pg from 'pg'

const PATIENCE_MS = 5_000

/** A database or a queue store somebody named, and that does not answer: said at once, all of it, and nothing starts. */
export class StoresUnreachable extends Error {
  constructor(problems: string[]) {
    super(['Non si può partire:', ...problems.map((problem) => `  - ${problem}`)].join('\n'))
    this.name = 'StoresUnreachable'
  }
}

export async function refuseUnreachableStores(
  databaseUrl: string | undefined,
  redisUrl: string | undefined,
): Promise<void> {
  const problems = await Promise.all([databaseUrl && databaseProblem(databaseUrl), redisUrl && redisProblem(redisUrl)])
  const found = problems.filter((problem) => typeof problem === 'string' && problem !== '') as string[]
  if (found.length > 0) throw new StoresUnreachable(found)
}

async function databaseProblem(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS })
  try {
    await client.connect()
    await client.end()
    return undefined
  } catch (error) {
    const { code } = error as { code?: string }
    // The migrations make a database that is not there yet.
    if (code === '3D000') return undefined
    if (code?.startsWith('28')) return 'DATABASE_URL: PostgreSQL non accetta quell’utente o quella password.'
    return `DATABASE_URL: a ${new URL(url).host} non risponde nessun PostgreSQL.`
  }
}

function redisProblem(url: string): Promise<string | undefined> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = net.connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 6379),
      timeout: PATIENCE_MS,
    })
    const settle = (problem?: string): void => {
      socket.destroy()
      resolve(problem)
    }
    const nobody = () => settle(`REDIS_URL: a ${hostname}:${port || 6379} non risponde nessuno.`)
    socket.once('connect', () => settle())
    socket.once('timeout', nobody)
    socket.once('error', nobody)
  })
}
