import type { AddressInfo } from 'node:net'
import { connect as connectTo, createServer, type Socket } from 'node:net'

export interface CuttableLine {
  url: string
  /** What is under way breaks off, and nothing passes until it is mended. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** A way to a server of ours that can be cut like a network cable, web sockets too. */
export async function openCuttableLine(serverUrl: string): Promise<CuttableLine> {
  const { hostname, port } = new URL(serverUrl)
  const open = new Set<Socket>()
  let isCut = false
  const drop = () => {
    for (const socket of open) socket.destroy()
    open.clear()
  }
  const way = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connectTo({ host: hostname, port: Number(port) })
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(way.address() as AddressInfo).port}`,
    cut() {
      isCut = true
      drop()
    },
    mend() {
      isCut = false
    },
    close: () =>
      new Promise((resolve) => {
        way.close(() => resolve())
        drop()
      }),
  }
}
