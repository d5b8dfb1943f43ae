import type { Request, Response } from 'express'
import { HttpProblem } from './problems.ts'

export type ByteRange = { kind: 'whole' } | { kind: 'part'; from: number; to: number } | { kind: 'outside' }

/**
 * What of `size` bytes a Range header asks for (RFC 9110, 14.2); `to` is included. More than one part, or what is not understood,
 * is answered whole, as the rule allows.
 */
export function byteRange(header: string | undefined, size: number): ByteRange {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  const [, first = '', last = ''] = asked ?? []
  if (first === '' && last === '') return { kind: 'whole' }
  const from = first === '' ? Math.max(size - Number(last), 0) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return { kind: 'whole' }
  if (from > to) return { kind: 'outside' }
  return { kind: 'part', from, to }
}

/** Moving to and fro in a sound is the same listening as its beginning. */
export const isFromStart = (request: Request): boolean => {
  const asked = request.get('range')
  return !asked || asked.startsWith('bytes=0-')
}

/** What of a file was asked for, said in the answer's headers. */
export function partOf(file: Uint8Array, request: Request, response: Response): Buffer {
  const size = file.byteLength
  const range = byteRange(request.get('range'), size)
  if (range.kind === 'outside') throw new HttpProblem(416, { headers: { 'Content-Range': `bytes */${size}` } })
  response.set('Accept-Ranges', 'bytes')
  const whole = Buffer.from(file.buffer, file.byteOffset, size)
  if (range.kind === 'whole') return whole
  response.status(206).set('Content-Range', `bytes ${range.from}-${range.to}/${size}`)
  return whole.subarray(range.from, range.to + 1)
}
