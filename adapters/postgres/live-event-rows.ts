import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { Prisma, type PrismaClient } from '../../generated/prisma/client.ts'
import type { LiveNews } from '../../helpline/changes/change.ts'
import { type AskAlone, KEPT, LONGEST_SILENCE_MS, lineThatFalls } from './database.ts'

export interface LiveEvent extends LiveNews {
  /** Where a reader stands after this event. */
  cursor: string
}

const BATCH = 500
const RECONNECT_MS = 1_000
/** Who only listens must ask now and then, or a line that fell without a word would be listened to for ever. */
const STILL_THERE_MS = 10_000
/** An event held back by an older running transaction is looked for again this soon. */
const HELD_BACK_MS = 20
/** Whoever wrote may be gone before it could say so. */
const LOOK_EVERY_MS = 1_000
const NUDGE_EVERY_MS = 10

/** Says that there are events, once for all that come close together. */
export function liveNudge(pool: pg.Pool) {
  let isDue = false
  let saying: Promise<void> | undefined
  async function say(): Promise<void> {
    while (isDue) {
      isDue = false
      await pool.query('NOTIFY live_event').catch(() => undefined)
      await pause(NUDGE_EVERY_MS)
    }
    saying = undefined
  }
  return {
    nudge(): void {
      isDue = true
      saying ??= say()
    },
    /** When everything has been said. */
    settle: async () => void (await saying),
  }
}

const cursorParts = (cursor: string): [bigint, bigint] => {
  const match = /^(\d{1,19})-(\d{1,19})$/.exec(cursor)
  return match?.[1] && match[2] ? [BigInt(match[1]), BigInt(match[2])] : [0n, 0n]
}

export function liveEvents(prisma: PrismaClient, ask: AskAlone, url: string) {
  /** Events after a cursor, in commit-safe order: only below the oldest running transaction, so none can appear behind it. */
  async function read(cursor: string, limit: number): Promise<{ events: LiveEvent[]; isHeldBack: boolean }> {
    const [xact, id] = cursorParts(cursor)
    const rows = await ask<LiveEvent & { isSettled: boolean }>(Prisma.sql`${KEPT}
      SELECT xact || '-' || id AS cursor, topic, entity_id AS "entityId", listening_point_id AS "listeningPointId",
        xact < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint AS "isSettled"
      FROM live_event WHERE (xact, id) > (${xact}, ${id}) ORDER BY live_event.xact, live_event.id LIMIT ${limit}`)
    const events = rows.flatMap(({ isSettled, ...event }) => (isSettled ? [event] : []))
    return { events, isHeldBack: events.length < rows.length }
  }

  const since = async (cursor: string, limit = BATCH): Promise<LiveEvent[]> => (await read(cursor, limit)).events

  async function latestCursor(): Promise<string> {
    const rows = await prisma.$queryRaw<{ xact: bigint; id: bigint }[]>(Prisma.sql`
      SELECT xact, id FROM live_event WHERE xact < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
      ORDER BY xact DESC, id DESC LIMIT 1`)
    return rows[0] ? `${rows[0].xact}-${rows[0].id}` : '0-0'
  }

  /** Whether an event is still kept: where it is not, what came after it may be gone too. */
  async function isKept(cursor: string): Promise<boolean> {
    const [xact, id] = cursorParts(cursor)
    const rows = await prisma.$queryRaw<unknown[]>`SELECT 1 FROM live_event WHERE xact = ${xact} AND id = ${id}`
    return rows.length > 0
  }

  /** Calls `tell` with every event from now on, once each and in order, through lost connections too. */
  async function follow(tell: (events: LiveEvent[]) => Promise<void> | void): Promise<{ stop(): Promise<void> }> {
    let cursor = await latestCursor()
    const listener = await listen(url, 'live_event', async () => {
      for (;;) {
        const { events, isHeldBack } = await read(cursor, BATCH)
        cursor = events.at(-1)?.cursor ?? cursor
        if (events.length > 0) await tell(events)
        if (isHeldBack) await pause(HELD_BACK_MS)
        else if (events.length < BATCH) return
      }
    })
    const looking = setInterval(listener.wake, LOOK_EVERY_MS)
    return {
      stop() {
        clearInterval(looking)
        return listener.stop()
      },
    }
  }

  const prune = (before: Date) => prisma.liveEvent.deleteMany({ where: { at: { lt: before } } })

  return { since, latestCursor, isKept, follow, prune }
}

/** LISTEN on a connection of its own; `wake` runs once at every (re)connection and after each notification, never twice at once. */
export async function listen(url: string, channel: 'live_event' | 'job_wish', wake: () => Promise<void>) {
  let stopped = false
  let client: pg.Client | undefined
  let running: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined
  let repeating: NodeJS.Timeout | undefined
  let again = false

  const repeat = (): void => {
    clearTimeout(repeating)
    repeating = setTimeout(run, RECONNECT_MS).unref()
  }

  const run = (): void => {
    again = true
    running ??= (async () => {
      while (again && !stopped) {
        again = false
        // A failed reading is repeated: whoever reads keeps its own place.
        await wake().catch(repeat)
      }
      running = undefined
    })()
  }

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, stream: () => lineThatFalls(LONGEST_SILENCE_MS) })
    const asking = setInterval(() => void next.query('SELECT 1').catch(() => undefined), STILL_THERE_MS)
    let lost = false
    // One loss shows in several ways, a refused connection too: only the first plans the next attempt, or they would double.
    const lose = (): void => {
      clearInterval(asking)
      if (lost || stopped) return
      lost = true
      next.end().catch(() => undefined)
      retry = setTimeout(() => void connect().catch(() => undefined), RECONNECT_MS)
    }
    next.on('error', lose)
    next.on('end', lose)
    next.on('notification', run)
    try {
      await next.connect()
      await next.query(`LISTEN ${channel}`)
    } catch (error) {
      lose()
      throw error
    }
    if (stopped) {
      clearInterval(asking)
      return next.end()
    }
    client = next
    run()
  }

  try {
    await connect()
  } catch (error) {
    // Whoever starts is told; nobody is left behind trying.
    stopped = true
    clearTimeout(retry)
    throw error
  }
  return {
    wake: run,
    async stop() {
      stopped = true
      clearTimeout(retry)
      await client?.end().catch(() => undefined)
      await running
    },
  }
}
