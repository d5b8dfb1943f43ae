import { createHash } from 'node:crypto'
import net from 'node:net'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { Prisma, PrismaClient } from '../../generated/prisma/client.ts'

/** What rows are read and written through: the database itself, or one transaction on it. */
export type Db = Prisma.TransactionClient

/** Longer than any transaction of ours may last, and than any one statement needs. */
export const LONGEST_SILENCE_MS = 30_000

/** A database that vanished without a word leaves its lines open and answers nothing on them, for ever: a silent line is put down. */
export function lineThatFalls(longestSilenceMs: number): net.Socket {
  const line = new net.Socket()
  return line.setTimeout(longestSilenceMs, () => line.destroy(new Error('The database has gone silent')))
}

/** The lines of one pool of connections. */
export function databaseLines(longestSilenceMs: number) {
  const lines = new Set<net.Socket>()
  return {
    open(): net.Socket {
      const line = lineThatFalls(longestSilenceMs)
      lines.add(line)
      return line.once('close', () => lines.delete(line))
    },
    /** Whatever is waited for fails now; the next question goes over a line of its own. */
    putDown(): void {
      for (const line of lines) line.destroy(new Error('The database does not answer'))
    },
  }
}

/**
 * Begins a statement asked all the time whose text never varies: the database reads and plans it once for each connection.
 * The others are planned anew for what they look for.
 */
export const KEPT = Prisma.raw('/* kept */')

const keptNames = new Map<string, string>()

function nameOfKept(text: string): string {
  if (!text.trimStart().startsWith(KEPT.sql)) return ''
  const known = keptNames.get(text)
  if (known) return known
  const name = createHash('sha256').update(text).digest('base64url')
  keptNames.set(text, name)
  return name
}

// Instants travel without their offset: the session must stand in UTC, wherever the database does.
export function connectPool(url: string, maxConnections = 10, openLine?: () => net.Socket): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    options: '-c TimeZone=UTC',
    ...(openLine ? { stream: openLine } : {}),
  })
  // A line that falls while nobody speaks on it is replaced by the next question.
  return pool.on('error', () => undefined)
}

/** Closes the pool when it is disconnected. */
export const prismaOn = (pool: pg.Pool): PrismaClient =>
  new PrismaClient({
    adapter: new PrismaPg(pool, {
      statementNameGenerator: ({ sql }) => nameOfKept(sql),
      disposeExternalPool: true,
    }),
  })

export const connectDatabase = (url: string, maxConnections = 10): PrismaClient =>
  prismaOn(connectPool(url, maxConnections))

/** A kept statement that is a transaction of its own: it goes straight to the driver, and its rows come as they are. */
export type AskAlone = <R extends object>(statement: Prisma.Sql) => Promise<R[]>

export const askAlone =
  (pool: pg.Pool): AskAlone =>
  async <R extends object>({ text, values }: Prisma.Sql): Promise<R[]> =>
    (await pool.query<R>({ name: nameOfKept(text), text, values: [...values] })).rows

/** Civil dates live in the domain as 'YYYY-MM-DD' and in Prisma as midnight UTC. */
export const toDateColumn = (isoDate: string): Date => new Date(`${isoDate}T00:00:00Z`)
export const fromDateColumn = (date: Date): string => date.toISOString().slice(0, 10)

/** The unique or exclusion constraint an error comes from, if it comes from one. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined
  if (!['P2002', 'P2004', 'P2010', 'P2034', 'P2039'].includes(error.code)) return undefined
  return JSON.stringify(error.meta ?? {}) + error.message
}

/** Whether two transactions held what the other needed, and this is the one PostgreSQL ended. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  // A raw statement has PostgreSQL's own code in its words.
  (error.code === 'P2034' || `${JSON.stringify(error.meta)} ${error.message}`.includes('40P01'))

/** Whether a row could not be added alone because another has its key. */
export const isTaken = (error: unknown, constraint: string): boolean =>
  error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint
