import http from 'node:http'
import { figure, median, quantile } from './pairs.ts'

const ANSWER_TIMEOUT_MS = 20_000

export interface Load {
  perSecond: number
  p50Ms: number
  p95Ms: number
}

/** Every task once, so many at a time. A task that fails ends the bench: speed at being wrong is worth nothing. */
export async function runLoad(tasks: readonly (() => Promise<void>)[], concurrency: number): Promise<Load> {
  const times: number[] = []
  let next = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let task = tasks[next++]; task; task = tasks[next++]) {
        const before = performance.now()
        await task()
        times.push(performance.now() - before)
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  return { perSecond: tasks.length / seconds, p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) }
}

export const describeLoad = (loads: readonly Load[], unit: string): string => {
  const of = (part: keyof Load) => figure(median(loads.map((load) => load[part])))
  return `${of('perSecond')} ${unit}/s, p50 ${of('p50Ms')} ms, p95 ${of('p95Ms')} ms`
}

export interface Sent {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string
}

export interface Client {
  /** The answer's text; anything but a 2xx is thrown. */
  send(sent: Sent): Promise<string>
  close(): void
}

/** Connections kept open, as Twilio, browsers and proxies keep them. */
export function httpClient(port: number): Client {
  const agent = new http.Agent({ keepAlive: true })
  return {
    send: ({ method, path, headers = {}, body = '' }) =>
      new Promise((resolve, reject) => {
        const length = { 'Content-Length': String(Buffer.byteLength(body)) }
        const options = { agent, host: '127.0.0.1', port, method, path, timeout: ANSWER_TIMEOUT_MS }
        const request = http.request({ ...options, headers: { ...headers, ...length } }, (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => (text += chunk))
          response.on('error', reject)
          response.on('end', () => {
            const { statusCode = 0 } = response
            if (statusCode >= 200 && statusCode < 300) resolve(text)
            else reject(new Error(`${method} ${path} answered ${statusCode}: ${text.slice(0, 300)}`))
          })
        })
        request.on('timeout', () => request.destroy(new Error(`${method} ${path} did not answer`)))
        request.on('error', reject)
        request.end(body)
      }),
    close: () => agent.destroy(),
  }
}
