import { readFileSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A zombie waiting to be reaped no longer runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Longer than any machine needs for a fact that is to come: only one that never comes takes as long. */
export const PATIENCE = { timeout: 25_000 } as const

export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number = PATIENCE.timeout,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${condition}`)
    await pause(50)
  }
}

// Below what the system hands out by itself, and a stretch for each worker: between the probe and the listening nobody else is given it.
const FIRST_PORT = 12_000
const STRETCHES = 8
const PORTS_EACH = 2_500
const stretch = FIRST_PORT + (Number(process.env.VITEST_POOL_ID ?? 0) % STRETCHES) * PORTS_EACH
let lastPort = process.pid % PORTS_EACH

export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORTS_EACH; tried += 1) {
    lastPort = (lastPort + 1) % PORTS_EACH
    if (await isFree(stretch + lastPort)) return stretch + lastPort
  }
  throw new Error(`no free port from ${stretch} on`)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
