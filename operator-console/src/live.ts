import { useSyncExternalStore } from 'react'
import { io } from 'socket.io-client'
import { liveEventNames, type News, news as newsSchema } from '../../contract/live.ts'
import { helplineNow } from './clock.ts'

const NEXT_TRY_MS = 3_000

export type LiveConnection = { state: 'connecting' } | { state: 'connected' } | { state: 'lost'; since: Date }

export interface LiveDoors {
  /** undefined is the page's own server. */
  serverUrl?: string
  heard(news: News): void
  /** The server closed the door: perhaps the session no longer counts. */
  refused(): void
  /** What the browser sends by itself. */
  extraHeaders?: Record<string, string>
}

export interface Live {
  connection(): LiveConnection
  subscribe(listener: () => void): () => void
  close(): void
}

/** Follows what happens. The cursor of the last news is kept, so that a lost line misses nothing. */
export function followLive(doors: LiveDoors): Live {
  let cursor: string | null = null
  let connection: LiveConnection = { state: 'connecting' }
  let nextTry: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()
  const options = {
    path: '/live',
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: NEXT_TRY_MS,
    ...(doors.extraHeaders ? { extraHeaders: doors.extraHeaders } : {}),
  }
  const socket = doors.serverUrl ? io(doors.serverUrl, { ...options, forceNew: true }) : io(options)

  function become(next: LiveConnection): void {
    connection = next
    for (const listener of listeners) listener()
  }
  function lose(): void {
    if (connection.state !== 'lost') become({ state: 'lost', since: helplineNow() })
  }

  socket.on('connect', () => {
    socket.emit(liveEventNames.follow, { cursor }, (said: { ok: boolean } | undefined) => {
      if (said?.ok) become({ state: 'connected' })
      else socket.io.engine.close()
    })
  })
  socket.on(liveEventNames.news, (said: unknown) => {
    const parsed = newsSchema.safeParse(said)
    if (!parsed.success) return
    cursor = parsed.data.cursor
    doors.heard(parsed.data)
  })
  socket.on('disconnect', (reason) => {
    lose()
    if (reason !== 'io server disconnect') return
    doors.refused()
    // After a farewell of the server the library does not try again by itself.
    nextTry = setTimeout(() => socket.connect(), NEXT_TRY_MS)
  })
  socket.on('connect_error', () => {
    lose()
    doors.refused()
  })

  return {
    connection: () => connection,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      clearTimeout(nextTry)
      socket.close()
    },
  }
}

export const useLiveConnection = (live: Live): LiveConnection => useSyncExternalStore(live.subscribe, live.connection)
