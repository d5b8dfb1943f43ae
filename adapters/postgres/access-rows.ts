import { Prisma } from '../../generated/prisma/client.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import type { PresenceRow } from '../../helpline/access/set-presence.ts'
import type { OperatorAccount } from '../../helpline/access/sign-in.ts'
import { type AskAlone, type Db, KEPT } from './database.ts'

export interface LiveSession {
  tokenHash: string
  who: SignedIn
  isDemo: boolean
}

export interface PresenceOfOperator extends PresenceRow {
  operatorName: string
  onCall: boolean
}

const operatorColumns = {
  id: true,
  name: true,
  email: true,
  role: true,
  isDemo: true,
  points: { select: { listeningPointId: true }, where: { point: { active: true } } },
} as const

interface OperatorColumns {
  id: string
  name: string
  email: string
  role: SignedIn['role']
  points: { listeningPointId: string }[]
}

const toSignedIn = (operator: OperatorColumns): SignedIn => ({
  operatorId: operator.id,
  name: operator.name,
  email: operator.email,
  role: operator.role,
  listeningPointIds: operator.points.map((point) => point.listeningPointId),
})

export function accessReads(db: Db) {
  return {
    async findAccount(email: string): Promise<OperatorAccount | undefined> {
      const found = await db.operator.findUnique({
        where: { email },
        select: { id: true, passwordHash: true, active: true, isDemo: true },
      })
      if (!found) return undefined
      const { id: operatorId, ...account } = found
      return { operatorId, ...account }
    },

    async findOperator(operatorId: string): Promise<SignedIn | undefined> {
      const found = await db.operator.findUnique({ where: { id: operatorId }, select: operatorColumns })
      return found ? toSignedIn(found) : undefined
    },

    async findOperatorPhone(operatorId: string): Promise<string | null> {
      const found = await db.operator.findUnique({ where: { id: operatorId }, select: { phoneE164: true } })
      return found?.phoneE164 ?? null
    },

    async hasLiveSession(operatorId: string, now: Date): Promise<boolean> {
      return (await db.session.count({ where: { operatorId, expiresAt: { gt: now } } })) > 0
    },

    async listSignInFailures(emailHash: string, after: Date, until: Date, limit: number): Promise<Date[]> {
      const found = await db.signInFailure.findMany({
        where: { emailHash, at: { gt: after, lte: until } },
        orderBy: { at: 'desc' },
        take: limit,
        select: { at: true },
      })
      return found.map(({ at }) => at)
    },

    /** The points somebody works at; for the region, all of them. */
    listPointsOf: (who: SignedIn) =>
      db.listeningPoint.findMany({
        where: { active: true, ...(who.role === 'regionalAdmin' ? {} : { id: { in: [...who.listeningPointIds] } }) },
        orderBy: [{ kind: 'asc' }, { name: 'asc' }],
        select: { id: true, name: true, kind: true },
      }),

    async isActivePoint(listeningPointId: string): Promise<boolean> {
      return (await db.listeningPoint.count({ where: { id: listeningPointId, active: true } })) > 0
    },

    async findPresence(operatorId: string): Promise<PresenceRow | undefined> {
      return (await db.presence.findUnique({ where: { operatorId } })) ?? undefined
    },

    /** null: at every point. */
    async listPresence(listeningPointIds: readonly string[] | null): Promise<PresenceOfOperator[]> {
      const found = await db.presence.findMany({
        where: {
          operator: { active: true },
          ...(listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}),
        },
        orderBy: { operator: { name: 'asc' } },
        include: {
          operator: {
            select: {
              name: true,
              legs: {
                where: {
                  endedAt: null,
                  OR: [
                    { state: 'accepted', call: { state: { not: 'ended' } } },
                    // From when they place it: their own telephone may still ring.
                    { state: 'ringing', helpId: null, call: { direction: 'outbound', state: { not: 'ended' } } },
                  ],
                },
                select: { id: true },
                take: 1,
              },
            },
          },
        },
      })
      return found.map(({ operator, ...presence }) => ({
        ...presence,
        operatorName: operator.name,
        onCall: operator.legs.length > 0,
      }))
    },
  }
}

/** Asked at every request. */
export const liveSessions = (ask: AskAlone) => ({
  /** The sessions among these that still count: not expired, of an operator who is still active. */
  async findLiveSessions(tokenHashes: string[], now: Date): Promise<LiveSession[]> {
    const found = await ask<SignedIn & { tokenHash: string; isDemo: boolean }>(Prisma.sql`${KEPT}
      SELECT s.token_hash AS "tokenHash", o.is_demo AS "isDemo", o.id AS "operatorId", o.name, o.email, o.role::text AS role,
        ARRAY(
          SELECT p.listening_point_id::text FROM operator_point p
          JOIN listening_point l ON l.id = p.listening_point_id AND l.active
          WHERE p.operator_id = o.id) AS "listeningPointIds"
      FROM session s JOIN operator o ON o.id = s.operator_id AND o.active
      WHERE s.token_hash = ANY(${tokenHashes}) AND s.expires_at > ${now}`)
    return found.map(({ tokenHash, isDemo, ...who }) => ({ tokenHash, who, isDemo }))
  },
})

export function accessWrites(db: Db) {
  return {
    async lockSignIn(emailHash: string): Promise<void> {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${emailHash}, 0))`
    },

    async addSignInFailure(emailHash: string, at: Date): Promise<void> {
      await db.signInFailure.create({ data: { emailHash, at } })
    },

    async clearSignInFailures(emailHash: string): Promise<void> {
      await db.signInFailure.deleteMany({ where: { emailHash } })
    },

    /** Sessions that ended and failures nobody counts any more. */
    async forgetOldSignIns(now: Date, failuresBefore: Date): Promise<void> {
      await db.session.deleteMany({ where: { expiresAt: { lte: now } } })
      await db.signInFailure.deleteMany({ where: { at: { lt: failuresBefore } } })
    },

    async addSession(session: {
      tokenHash: string
      operatorId: string
      createdAt: Date
      expiresAt: Date
    }): Promise<void> {
      await db.session.create({ data: session })
    },

    async removeSession(tokenHash: string): Promise<void> {
      await db.session.deleteMany({ where: { tokenHash } })
    },

    async savePresence({ operatorId, ...presence }: PresenceRow): Promise<void> {
      await db.presence.upsert({
        where: { operatorId },
        create: { operatorId, ...presence },
        update: presence,
      })
    },
  }
}
