import type { LiveEvent } from '../../adapters/postgres/live-event-rows.ts'
import type { News } from '../../contract/live.ts'

/** Beyond this a console reads everything again sooner than it reads the news. */
const MISSED_LIMIT = 1000

export interface FeedDoors {
  isKept(cursor: string): Promise<boolean>
  since(cursor: string, limit: number): Promise<LiveEvent[]>
  latestCursor(): Promise<string>
  maySee(listeningPointId: string | null): boolean
  send(news: News): void
}

export interface ConsoleFeed {
  /** From the server's stream of everything that happens. */
  deliver(events: readonly LiveEvent[]): void
  /** Sends what was missed, then lets the stream through. false when it is doing so already. */
  follow(cursor: string | null): Promise<boolean>
}

/** What one console receives: every event it may see after its cursor, once and in order. */
export function consoleFeed(doors: FeedDoors): ConsoleFeed {
  let state: 'notFollowing' | 'catchingUp' | 'following' = 'notFollowing'
  let position = ''
  /** What the stream brings while the past is being read. */
  let held: LiveEvent[] = []

  function newsUpTo(cursor: string, events: readonly LiveEvent[], reset = false): News {
    position = cursor
    const items = events
      .filter((event) => doors.maySee(event.listeningPointId))
      .map(({ topic, entityId }) => ({ topic, id: entityId }))
    return { cursor, reset, items }
  }

  function deliver(events: readonly LiveEvent[]): void {
    if (state === 'notFollowing') return
    if (state === 'catchingUp') {
      held.push(...events)
      return
    }
    // The past, read later than this batch, may reach beyond its beginning.
    const fresh = events.filter((event) => isAfter(event.cursor, position))
    const last = fresh.at(-1)
    if (!last) return
    const news = newsUpTo(last.cursor, fresh)
    if (news.items.length > 0) doors.send(news)
  }

  async function catchUp(cursor: string | null): Promise<void> {
    const missed =
      cursor !== null && (await doors.isKept(cursor)) ? await doors.since(cursor, MISSED_LIMIT + 1) : undefined
    if (cursor === null || !missed || missed.length > MISSED_LIMIT) {
      doors.send(newsUpTo(await doors.latestCursor(), [], true))
    } else {
      doors.send(newsUpTo(missed.at(-1)?.cursor ?? cursor, missed))
    }
    const last = held.at(-1)
    const tooManyHeld = held.length > MISSED_LIMIT
    const waiting = tooManyHeld ? [] : held
    held = []
    state = 'following'
    if (tooManyHeld && last) doors.send(newsUpTo(last.cursor, [], true))
    else deliver(waiting)
  }

  return {
    deliver,
    async follow(cursor) {
      if (state === 'catchingUp') return false
      state = 'catchingUp'
      try {
        await catchUp(cursor)
      } catch (error) {
        state = 'notFollowing'
        held = []
        throw error
      }
      return true
    },
  }
}

export function isAfter(a: string, b: string): boolean {
  const [aXact, aId] = a.split('-').map(BigInt)
  const [bXact, bId] = b.split('-').map(BigInt)
  if (aXact === undefined || aId === undefined || bXact === undefined || bId === undefined) return false
  return aXact === bXact ? aId > bId : aXact > bXact
}
