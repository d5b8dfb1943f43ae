import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { helplineNow, setClockFromServer } from '../../operator-console/src/clock.ts'

const COMPUTER = '2026-11-24T09:00:00.000Z'

let server: Server
let answer: { now: string; real: boolean; demo: boolean }
const browserFetch = globalThis.fetch

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(COMPUTER) })
  server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // In a browser the address of the page completes the path.
  globalThis.fetch = (input, init) => browserFetch(`http://127.0.0.1:${port}${String(input)}`, init)
})
afterAll(() => {
  globalThis.fetch = browserFetch
  server.close()
  vi.useRealTimers()
})

it.each([
  ['that is slow', '2026-11-24T09:12:30.000Z', true],
  ['that is a day ahead', '2026-11-23T09:00:00.000Z', true],
  ['that is right', COMPUTER, true],
  ['beside a demo’s time', '2027-03-01T15:00:00.000Z', false],
])('on a computer %s, the time is the helpline’s', async (_, now, real) => {
  answer = { now, real, demo: !real }
  await setClockFromServer()
  expect(helplineNow().toISOString()).toBe(now)
})
