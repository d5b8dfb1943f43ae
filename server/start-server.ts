import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AppDoors, createApp } from './app.ts'
import { serveLiveUpdates } from './live/live-updates.ts'
import { openOfflineDesk } from './telephony/offline-desk.ts'

/** Below the ten seconds after which whoever stops us stops asking nicely. */
const GRACE_MS = 8_000
const IDLE_CHECK_MS = 100

export interface RunningServer {
  port: number
  /** Lets the requests under way finish, for eight seconds at most. */
  close(): Promise<void>
}

export interface Listening {
  host: string
  /** 0 chooses a free one. */
  port: number
  sessionCheckSeconds?: number
}

/** HTTP and sockets on one port. */
export async function startServer(doors: AppDoors, listening: Listening): Promise<RunningServer> {
  const desk = openOfflineDesk({ ...doors, files: doors.callFiles })
  const server = createServer(createApp(doors, desk))
  await desk.open()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(listening.port, listening.host, resolve)
  })
  const { sessionCheckSeconds } = listening
  const live = await serveLiveUpdates(server, {
    ...doors,
    heard: desk.heard,
    ...(sessionCheckSeconds ? { sessionCheckSeconds } : {}),
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const overdue = setTimeout(() => server.closeAllConnections(), GRACE_MS)
      await live.close()
      // A browser keeps its connection open after its last answer.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
      await closed
      clearInterval(idle)
      clearTimeout(overdue)
      await desk.close()
    },
  }
}
