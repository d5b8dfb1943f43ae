import { randomBytes } from 'node:crypto'

const ours = randomBytes(6).toString('hex')
let written = 0

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** A UUID of version 7, counted within this process: rows written one after the other stand side by side in every index. */
export function newRowId(now: Date): string {
  written = (written + 1) % 0x4000000
  const moment = hex(now.getTime(), 12)
  const counted = `${hex(0x7000 | (written >>> 14), 4)}-${hex(0x8000 | (written & 0x3fff), 4)}`
  return `${moment.slice(0, 8)}-${moment.slice(8)}-${counted}-${ours}`
}
