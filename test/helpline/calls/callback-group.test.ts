import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupCallbacks, holderOf, urgencyOf } from '../../../helpline/calls/callbacks/callback-group.ts'
import { type CallbackRecord, usualCallbackSettings } from '../../../helpline/calls/callbacks/callback-records.ts'

const now = new Date('2026-11-24T10:00:00+01:00')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const ada = { id: 'ada', name: 'Ada Bianchi' }
const bruno = { id: 'bruno', name: 'Bruno Neri' }

const aRow = (overrides: Partial<CallbackRecord> = {}): CallbackRecord => ({
  id: 'a',
  listeningPointId: 'cremona',
  listeningPointName: 'Cremona',
  e164: '+390372448678',
  reason: 'missed',
  state: 'open',
  createdAt: ago(10),
  nextAttemptAt: null,
  notes: null,
  lockedBy: null,
  lockedAt: null,
  person: null,
  routeSteps: [],
  promisedInContactId: null,
  voicemail: null,
  attempts: [],
  contacts: [],
  ...overrides,
})
const group = (...rows: CallbackRecord[]) => groupCallbacks(rows, usualCallbackSettings, now)

describe('the list of call-backs', () => {
  it('has one line for a number that called several times, from its first call', () => {
    const [line, ...others] = group(
      aRow({ id: 'c', createdAt: ago(5), reason: 'voicemail' }),
      aRow({ id: 'a', createdAt: ago(50) }),
      aRow({ id: 'b', createdAt: ago(20), notes: 'chiedere di Rosa' }),
    )
    expect(others).toEqual([])
    expect(line).toMatchObject({ id: 'a', waitingSince: ago(50), notes: 'chiedere di Rosa' })
    expect(line?.rows.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it.each([
    ['another number', { e164: '+390372448699' }],
    ['another point', { listeningPointId: 'crema' }],
  ])('keeps %s apart', (_what, other) => {
    expect(group(aRow(), aRow({ id: 'b', ...other }))).toHaveLength(2)
  })

  it('keeps withheld numbers apart: nobody knows whether they are one', () => {
    expect(group(aRow({ e164: null }), aRow({ id: 'b', e164: null }))).toHaveLength(2)
  })

  it('starts with whoever has waited longest, and loses nobody', () => {
    const rows = fc.array(
      fc.record({
        e164: fc.constantFrom('+390372000001', '+390372000002', null),
        minutes: fc.integer({ min: 0, max: 999 }),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(rows, (made) => {
        const given = made.map(({ e164, minutes }, index) => aRow({ id: String(index), e164, createdAt: ago(minutes) }))
        const lines = group(...given)
        expect(lines.flatMap((line) => line.rows.map(({ id }) => id)).sort()).toEqual(given.map(({ id }) => id).sort())
        const waits = lines.map(({ waitingSince }) => waitingSince.getTime())
        expect(waits).toEqual([...waits].sort((a, b) => a - b))
      }),
    )
  })

  it('names each person once, and counts the attempts of all its rows in order', () => {
    const person = { id: 'rosa', name: 'Rosa Bianchi', mayLeaveMessage: true }
    const attempt = (id: string, minutes: number) => ({
      id,
      at: ago(minutes),
      operatorName: 'Ada',
      outcome: 'noAnswer' as const,
      leftMessage: false,
      notes: null,
      callId: null,
    })
    const [line] = group(
      aRow({ person, attempts: [attempt('y', 2)] }),
      aRow({ id: 'b', person, attempts: [attempt('x', 4)] }),
    )
    expect(line?.people).toEqual([person])
    expect(line?.attempts.map(({ id }) => id)).toEqual(['x', 'y'])
  })
})

describe('who works on a call-back', () => {
  const settings = { freeAfterMinutes: 10 }
  it.each([
    ['nobody', [aRow()], null],
    ['whoever took it', [aRow({ lockedBy: ada, lockedAt: ago(9) })], { ...ada, isSilent: false }],
    ['silent to the minute', [aRow({ lockedBy: ada, lockedAt: ago(10) })], { ...ada, isSilent: true }],
    [
      'the last of two',
      [aRow({ lockedBy: ada, lockedAt: ago(30) }), aRow({ lockedBy: bruno, lockedAt: ago(1) })],
      { ...bruno, isSilent: false },
    ],
    ['whoever has one of the rows', [aRow(), aRow({ lockedBy: ada, lockedAt: ago(1) })], { ...ada, isSilent: false }],
  ])('%s', (_what, rows, expected) => {
    const holder = holderOf(rows, settings, now)
    if (expected === null) expect(holder).toBeNull()
    else expect(holder).toMatchObject(expected)
  })
})

describe('how urgent a call-back is', () => {
  const attempt = {}
  it.each([
    ['just missed', { createdAt: ago(1) }, 'due'],
    ['waiting exactly as long as is allowed', { createdAt: ago(120) }, 'due'],
    ['waiting longer', { createdAt: ago(121) }, 'late'],
    ['to be tried again later', { createdAt: ago(600), nextAttemptAt: ago(-5), attempts: [attempt] }, 'planned'],
    ['the hour to try again has come', { createdAt: ago(600), nextAttemptAt: ago(0), attempts: [attempt] }, 'due'],
    ['that hour is long past', { createdAt: ago(600), nextAttemptAt: ago(121), attempts: [attempt] }, 'late'],
    ['promised for later', { reason: 'promised', createdAt: ago(600), nextAttemptAt: ago(-1) }, 'planned'],
    ['promised for a minute ago', { reason: 'promised', createdAt: ago(600), nextAttemptAt: ago(1) }, 'late'],
    [
      'promised, tried, and to be tried again',
      { reason: 'promised', createdAt: ago(600), nextAttemptAt: ago(1), attempts: [attempt] },
      'due',
    ],
  ] as const)('%s: %#', (_what, row, expected) => {
    expect(
      urgencyOf({ reason: 'missed', nextAttemptAt: null, attempts: [], ...row }, { lateAfterMinutes: 120 }, now),
    ).toBe(expected)
  })

  it('is that of its most urgent row: a new call from a number planned for tomorrow is due today', () => {
    const planned = aRow({ nextAttemptAt: ago(-600), createdAt: ago(300) })
    expect(group(planned)[0]?.urgency).toBe('planned')
    expect(group(planned, aRow({ id: 'b', createdAt: ago(1) }))[0]?.urgency).toBe('due')
  })
})
