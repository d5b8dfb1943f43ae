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
