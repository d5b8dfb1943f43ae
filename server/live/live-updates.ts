import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Server, type Socket } from 'socket.io'
import type { Clock } from '../../adapters/clock.ts'
import type { Log } from '../../adapters/log.ts'
import type { LiveEvent } from '../../adapters/postgres/live-event-rows.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import { follow, liveEventNames, type News } from '../../contract/live.ts'
import { maySeePoint, type SignedIn } from '../../helpline/access/permissions.ts'
import { seeConsoles } from '../../helpline/calls/sweep-presence.ts'
import { identifySessions, sessionHashOf } from '../identity.ts'
import { HttpProblem, problemOf } from '../problems.ts'
import { isOwnPage } from '../same-origin.ts'
import { type ConsoleFeed, consoleFeed } from './console-feed.ts'

const SESSION_CHECK_SECONDS = 15
const SOCKETS_PER_SESSION = 20
const LARGEST_MESSAGE_BYTES = 10_000
const SEEN_EVERY_MS = 60_000
const FOLLOW_LIMIT_MS = 5_000
const FOLLOW_RETRY_MS = 1_000

export interface LiveDoors {
  store: Pick<Store, 'liveEvents' | 'findLiveSessions' | 'transaction'>
  clock: Clock
  demo: boolean
  log: Log
  sessionCheckSeconds?: number
  /** Everything that happens, as it is heard. */
  heard?(events: readonly LiveEvent[]): void
}

interface Console {
  socket: Socket
  tokenHash: string
  who: SignedIn
  feed: ConsoleFeed
}

type Said = { ok: true } | { ok: false; problem: ReturnType<typeof problemOf> }

/** What a console may say. There is no default: anything else is answered 403. */
const inlets: Record<string, { guard: 'signedIn'; said(from: Console, payload: unknown): Promise<Said> }> = {
  [liveEventNames.follow]: {
    guard: 'signedIn',
    async said({ feed }, payload) {
      const asked = follow.safeParse(payload)
      if (!asked.success) return refusal(422)
      return (await feed.follow(asked.data.cursor)) ? { ok: true } : refusal(409)
    },
  },
}

const refusal = (status: 403 | 409 | 422): Said => ({ ok: false, problem: problemOf(new HttpProblem(status)) })

/** Sends each console what happens at the points it may see. Stateless: what a socket misses is read again from the database. */
export async function serveLiveUpdates(server: HttpServer, doors: LiveDoors): Promise<{ close(): Promise<void> }> {
  const { store, log } = doors
  const consoles = new Map<string, Console>()
  const guests = new WeakMap<IncomingMessage, { tokenHash: string; who: SignedIn }>()
  const identify = (hashes: string[]) => identifySessions(store, hashes, doors.clock.now(), doors.demo)

  async function admit(request: IncomingMessage): Promise<boolean> {
    const tokenHash = sessionHashOf(request.headers.cookie)
    if (!tokenHash || !isOwnPage(request)) return false
    const who = (await identify([tokenHash])).get(tokenHash)
    const open = [...consoles.values()].filter((each) => each.tokenHash === tokenHash).length
    if (!who || open >= SOCKETS_PER_SESSION) return false
    guests.set(request, { tokenHash, who })
    return true
  }

  const io = new Server(server, {
    path: '/live',
    // Long polling would tie a console to one server.
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: LARGEST_MESSAGE_BYTES,
    allowRequest: (request, decide) => {
      admit(request).then(
        (admitted) => decide(null, admitted),
        () => decide(null, false),
      )
    },
  })

  io.on('connection', (socket) => {
    const guest = guests.get(socket.request)
    if (!guest) {
      socket.disconnect(true)
      return
    }
    const { liveEvents } = store
    const seat: Console = {
      ...guest,
      socket,
      feed: consoleFeed({
        ...liveEvents,
        maySee: (listeningPointId) => maySeePoint(seat.who, listeningPointId),
        send: (news: News) => void socket.emit(liveEventNames.news, news),
      }),
    }
    consoles.set(socket.id, seat)
    socket.on('disconnect', () => void consoles.delete(socket.id))
    socket.onAny((name: string, ...said: unknown[]) => {
      void hear(seat, name, said)
    })
  })

  async function hear(seat: Console, name: string, said: unknown[]): Promise<void> {
    const reply = said.at(-1)
    const answer = (what: Said) => (typeof reply === 'function' ? reply(what) : undefined)
    const inlet = Object.hasOwn(inlets, name) ? inlets[name] : undefined
    if (inlet?.guard !== 'signedIn') {
      log.warn('a console said something it may not')
      answer(refusal(403))
      return
    }
    try {
      answer(await inlet.said(seat, said[0]))
    } catch (error) {
      log.error({ err: error }, 'a console could not be answered')
      // It connects again and asks again.
      seat.socket.conn.close()
    }
  }

  /** Closes the sockets of sessions that no longer count, and takes in changed roles and points. */
  async function checkSessions(seats: Console[]): Promise<void> {
    const alive = await identify([...new Set(seats.map((seat) => seat.tokenHash))])
    for (const seat of seats) {
      const who = alive.get(seat.tokenHash)
      if (who) seat.who = who
      else seat.socket.disconnect(true)
    }
  }
  const survive = (error: unknown) => log.error({ err: error }, 'the consoles’ sessions could not be checked')

  const stream = await followWhenPossible(doors, async (events) => {
    doors.heard?.(events)
    // Somebody's presence changes also when they sign out, at whichever server.
    const moved = new Set(events.filter((event) => event.topic === 'presence').map((event) => event.entityId))
    const concerned = [...consoles.values()].filter((seat) => moved.has(seat.who.operatorId))
    if (concerned.length > 0) await checkSessions(concerned).catch(survive)
    for (const seat of consoles.values()) seat.feed.deliver(events)
  })
  const check = setInterval(
    () => void checkSessions([...consoles.values()]).catch(survive),
    (doors.sessionCheckSeconds ?? SESSION_CHECK_SECONDS) * 1000,
  )

  /** A listening point must not ring an empty room: whoever has a console open is seen to be there. */
  const look = (): void => {
    const operatorIds = [...new Set([...consoles.values()].map(({ who }) => who.operatorId))]
    seeConsoles(store, { now: doors.clock.now(), actor: { kind: 'system' } }, operatorIds).catch((error: unknown) =>
      log.warn({ err: error }, 'the connected consoles could not be written down'),
    )
  }
  look()
  const looking = setInterval(look, SEEN_EVERY_MS)

  return {
    async close() {
      clearInterval(check)
      clearInterval(looking)
      await stream.stop()
      // Not a farewell: the consoles connect to another server by themselves.
      io.engine.close()
    },
  }
}

/** A server starts also while its database is away: the telephone rings all the same. */
async function followWhenPossible(
  { store, log }: Pick<LiveDoors, 'store' | 'log'>,
  tell: (events: LiveEvent[]) => Promise<void>,
): Promise<{ stop(): Promise<void> }> {
  let stopped = false
  let stream: { stop(): Promise<void> } | undefined
  let retry: NodeJS.Timeout | undefined
  // Once for an outage, however long.
  let said = false
  const follow = async (): Promise<void> => {
    try {
      const followed = await store.liveEvents.follow(tell)
      if (stopped) await followed.stop()
      else stream = followed
    } catch (error) {
      if (stopped) return
      if (!said) log.warn({ err: error }, 'what happens cannot be followed yet')
      said = true
      retry = setTimeout(() => void follow(), FOLLOW_RETRY_MS)
    }
  }
  await Promise.race([follow(), pause(FOLLOW_LIMIT_MS, undefined, { ref: false })])
  return {
    async stop() {
      stopped = true
      clearTimeout(retry)
      await stream?.stop()
    },
  }
}
