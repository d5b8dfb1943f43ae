import { PrismaPg } from '@prisma/adapter-pg'
import { Prisma, PrismaClient } from '../../generated/prisma/client.ts'

/** What rows are read and written through: the database itself, or one transaction on it. */
export type Db = Prisma.TransactionClient

// Instants travel without their offset: the session must stand in UTC, wherever the database does.
export const connectDatabase = (url: string, maxConnections = 10): PrismaClient =>
  new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: maxConnections, options: '-c TimeZone=UTC' }),
  })

/** Civil dates live in the domain as 'YYYY-MM-DD' and in Prisma as midnight UTC. */
export const toDateColumn = (isoDate: string): Date => new Date(`${isoDate}T00:00:00Z`)
export const fromDateColumn = (date: Date): string => date.toISOString().slice(0, 10)

/** The unique or exclusion constraint an error comes from, if it comes from one. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined
  if (!['P2002', 'P2004', 'P2010', 'P2034', 'P2039'].includes(error.code)) return undefined
  return JSON.stringify(error.meta ?? {}) + error.message
}
