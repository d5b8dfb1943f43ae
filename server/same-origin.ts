import type { IncomingMessage } from 'node:http'
import { HttpProblem } from './problems.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether the page that sends this is ours. A browser says where a page comes from; other programs say nothing and hold no cookie. */
export function isOwnPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  const { origin, host } = headers
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}

/** Beside SameSite=Strict: whatever changes something is asked by our own pages. */
export function refuseForeignPages(request: IncomingMessage): void {
  if (safeMethods.has(request.method ?? '') || isOwnPage(request)) return
  throw new HttpProblem(403, { detail: 'La richiesta arriva da un altro sito.' })
}

/** Changes are asked in JSON, which no foreign form can send. */
export function refuseOtherFormats(request: IncomingMessage): void {
  if (safeMethods.has(request.method ?? '')) return
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': chunked } = request.headers
  const hasBody = chunked !== undefined || Number(length ?? 0) > 0
  // DELETE is never sent by a form, so an empty one needs no type.
  if (request.method === 'DELETE' && !hasBody) return
  if (!/^application\/json\s*(;|$)/i.test(type ?? '')) throw new HttpProblem(415)
}
