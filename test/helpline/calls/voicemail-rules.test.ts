import { describe, expect, it } from 'vitest'
import { isOver } from '../../../helpline/calls/voicemail/voicemail-hearing.ts'
import { lastDayKept } from '../../../helpline/calls/voicemail/voicemail-settings.ts'
import { byteRange } from '../../../server/byte-range.ts'

describe('how long a message is kept', () => {
  it.each([
    ['2026-11-24T10:00:00+01:00', 30, '2026-12-24'],
    ['2026-11-24T23:59:00+01:00', 1, '2026-11-25'],
    ['2026-11-24T23:30:00Z', 1, '2026-11-26'],
    ['2026-03-28T23:30:00+01:00', 1, '2026-03-29'],
  ])('left at %s, for %i days: to the end of %s', (receivedAt, keptDays, expected) => {
    expect(lastDayKept(new Date(receivedAt), { keptDays })).toBe(expected)
  })

  it.each([
    ['in its days', { deletedAt: null, deleteAfter: '2026-11-25' }, false],
    ['on its last day', { deletedAt: null, deleteAfter: '2026-11-24' }, false],
    ['the day after', { deletedAt: null, deleteAfter: '2026-11-23' }, true],
    ['deleted before', { deletedAt: new Date('2026-11-20'), deleteAfter: '2026-11-30' }, true],
  ])('%s', (_what, voicemail, expected) => {
    expect(isOver(voicemail, new Date('2026-11-24T23:30:00+01:00'))).toBe(expected)
  })
})

describe('a part of a sound', () => {
  it.each<[string | undefined, object]>([
    [undefined, { kind: 'whole' }],
    ['bytes=0-', { kind: 'part', from: 0, to: 99 }],
    ['bytes=10-19', { kind: 'part', from: 10, to: 19 }],
    ['bytes=90-500', { kind: 'part', from: 90, to: 99 }],
    ['bytes=-10', { kind: 'part', from: 90, to: 99 }],
    ['bytes=-500', { kind: 'part', from: 0, to: 99 }],
    ['bytes=-0', { kind: 'outside' }],
    ['bytes=100-', { kind: 'outside' }],
    ['bytes=999999999999999999999-', { kind: 'outside' }],
    ['bytes=20-10', { kind: 'whole' }],
    ['bytes=0-1,5-6', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=a-b', { kind: 'whole' }],
    ['lines=1-2', { kind: 'whole' }],
  ])('%s of a hundred bytes', (header, expected) => {
    expect(byteRange(header, 100)).toEqual(expected)
  })
})
