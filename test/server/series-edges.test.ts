import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SeriesView } from '../../contract/series.ts'
import { extendSeries } from '../../helpline/dispatch/series/extend-series.ts'
import { formatRomeTime } from '../../helpline/territory/rome-time.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aRepetition, writeRepetition } from '../support/repetition.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

let app: TestApp
let day: RideDay

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

async function emptied(): Promise<void> {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
}
beforeEach(emptied)

async function moveTo(instant: string): Promise<void> {
  app.clock.set(instant)
  day = { ...day, cookie: await app.signIn(day.ada) }
}

/** Monday, Wednesday and Friday until the middle of December, three weeks from now: outward at 8:30, back at 12:30. */
async function aShortCycle(returnAt: string | null = '2026-11-25T12:30:00+01:00') {
  const person = await day.person()
  const startsAt = new Date('2026-11-25T08:30:00+01:00')
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
  if (returnAt) {
    const data = { returnKind: 'fixed' as const, returnAt: new Date(returnAt) }
    await app.db.request.update({ where: { id: request.id }, data })
  }
  const params = { requestId: request.id }
  await writeRepetition(app, request.id, aRepetition({ ends: 'on', endsOn: '2026-12-16' }), day.cookie)
  await app.call('takeInCharge', { params, body: {} }, day.cookie)
  const [summary] = await app.call('readRequestSeries', { params }, day.cookie)
  return { params, seriesId: summary?.id ?? '' }
}

const read = (seriesId: string): Promise<SeriesView> => app.call('readSeries', { params: { seriesId } }, day.cookie)
const versioned = async (seriesId: string) => ({ params: { seriesId }, version: (await read(seriesId)).version })
const extend = (seriesId: string) =>
  extendSeries(app.store, { now: app.clock.now(), actor: { kind: 'system' } }, { seriesId })
const stateOf = async ({ requestId }: { requestId: string }) =>
  (await app.db.request.findUniqueOrThrow({ where: { id: requestId } })).state

async function change(seriesId: string, times: { wallTime?: string; returnTime?: string }, from: string | null = null) {
  const { params, version } = await versioned(seriesId)
  return (await app.call('changeSeries', { params, body: { version, from, ...times } }, day.cookie)).series
}
async function cancel(seriesId: string, date: string, leg: string): Promise<void> {
  const found = (await read(seriesId)).services.find((each) => each.occurrenceOn === date && each.leg === leg)
  const sent = { params: { serviceId: found?.id ?? '' }, body: { version: found?.version ?? 0 } }
  await app.call('cancelOccurrence', sent, day.cookie)
}
async function pause(seriesId: string, from: string, until: string | null) {
  const { params, version } = await versioned(seriesId)
  return app.call('pauseSeries', { params, body: { version, from, until } }, day.cookie)
}
async function resume(seriesId: string, on: string) {
  const { params, version } = await versioned(seriesId)
  return app.call('resumeSeries', { params, body: { version, on } }, day.cookie)
}
const legsOn = ({ services }: SeriesView, date: string) =>
  services
    .filter(({ occurrenceOn }) => occurrenceOn === date)
    .map(({ leg, state, startsAt }) => `${leg} ${formatRomeTime(new Date(startsAt))} ${state}`)

describe('another time for a cycle with a way back', () => {
  it('does not bring back a return somebody cancelled', async () => {
    const { seriesId } = await aShortCycle()
    await cancel(seriesId, '2026-12-02', 'return')
    const changed = await change(seriesId, { wallTime: '08:45' })
    expect(legsOn(changed, '2026-12-02')).toEqual(['outward 08:45 planned', 'return 12:30 cancelled'])
    expect(legsOn(changed, '2026-12-04')).toEqual(['outward 08:45 planned', 'return 12:30 planned'])
  })

  it('takes the return in when the wait is short, and makes it again when it is long', async () => {
    const { seriesId } = await aShortCycle()
    expect(legsOn(await change(seriesId, { returnTime: '10:00' }), '2026-12-02')).toEqual(['single 08:30 planned'])
    expect(legsOn(await change(seriesId, { returnTime: '13:00' }), '2026-12-02')).toEqual([
      'outward 08:30 planned',
      'return 13:00 planned',
    ])
    expect(legsOn(await change(seriesId, { returnTime: '10:00' }), '2026-12-02')).toEqual(['single 08:30 planned'])
  })

  it('leaves nobody where they were taken this morning', async () => {
    const { seriesId } = await aShortCycle()
    await moveTo('2026-11-25T10:00:00+01:00')
    const changed = await change(seriesId, { returnTime: '10:15' })
    expect(legsOn(changed, '2026-11-25')).toEqual(['outward 08:30 planned', 'return 12:30 planned'])
    expect(legsOn(changed, '2026-11-27')).toEqual(['single 08:30 planned'])
  })

  const dates = ['2026-11-25', '2026-11-27', '2026-12-02', '2026-12-11']
  const anotherTime = fc.record({
    kind: fc.constant('change' as const),
    wallTime: fc.constantFrom('08:30', '09:15', '07:50'),
    returnTime: fc.constantFrom('09:45', '11:00', '12:30', '16:00'),
    from: fc.constantFrom(null, null, ...dates),
  })
  const step = fc.oneof(
    { weight: 4, arbitrary: anotherTime },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(30) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('pause' as const),
        from: fc.constantFrom(...dates),
        isOpen: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('resume' as const), on: fc.constantFrom(...dates) }) },
  )

  it('whatever is done to it in whatever order, is never a fault, and no day has a way twice', {
    timeout: 240_000,
  }, async () => {
    const attempt = async (work: () => Promise<unknown>) => {
      await work().catch((error: Error) => expect(error.message).not.toMatch(/answered 5/))
    }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 8 }), async (steps) => {
        await emptied()
        const cycle = await aShortCycle()
        let { seriesId } = cycle
        for (const each of steps) {
          await attempt(async () => {
            if (each.kind === 'change') seriesId = (await change(seriesId, each, each.from)).id
            if (each.kind === 'pause') await pause(seriesId, each.from, each.isOpen ? null : '2026-12-09')
            if (each.kind === 'resume') await resume(seriesId, each.on)
            if (each.kind === 'cancel') {
              const { services } = await read(seriesId)
              const one = services[each.which % Math.max(1, services.length)]
              if (one) await cancel(seriesId, one.occurrenceOn, one.leg)
            }
          })
          await extend(seriesId)
        }
        const kept = await app.db.service.findMany({ where: { seriesId: { not: null } } })
        const ways = kept.map(({ occurrenceOn, leg }) => `${occurrenceOn?.toISOString()} ${leg === 'return'}`)
        expect(new Set(ways).size).toBe(ways.length)
      }),
      { numRuns: 6, endOnFailure: true },
    )
  })
})

describe('a cycle in its last weeks', () => {
  it.each([
    ['while nobody knows until when', null],
    ['until a day after its end', '2027-01-11'],
    ['until a day before its end', '2026-12-11'],
  ])('may be paused %s: its request waits, and the days come back', async (_, until) => {
    const { seriesId, params } = await aShortCycle(null)
    const paused = await pause(seriesId, '2026-11-24', until)
    expect(paused.services.every(({ occurrenceOn }) => occurrenceOn >= '2026-12-11')).toBe(true)
    await extend(seriesId)
    expect(await stateOf(params)).toBe('takenInCharge')
    const resumed = await resume(seriesId, '2026-12-02')
    const dates = resumed.services.map(({ occurrenceOn }) => occurrenceOn)
    expect(dates).toEqual([
      '2026-12-02',
      '2026-12-04',
      '2026-12-07',
      '2026-12-09',
      '2026-12-11',
      '2026-12-14',
      '2026-12-16',
    ])
  })

  it('paused and then ended, ends its request', async () => {
    const { seriesId, params } = await aShortCycle(null)
    await pause(seriesId, '2026-11-24', null)
    const { params: address, version } = await versioned(seriesId)
    await app.call('endSeries', { params: address, body: { version, from: null } }, day.cookie)
    expect(await stateOf(params)).toBe('withdrawn')
    expect(await app.db.auditEntry.count({ where: { action: 'request.withdrawn' } })).toBe(1)
  })

  it('paused and never taken up again, ends its request with its last day', async () => {
    const { seriesId, params } = await aShortCycle(null)
    await pause(seriesId, '2026-11-24', null)
    await moveTo('2026-12-16T10:00:00+01:00')
    await extend(seriesId)
    expect(await stateOf(params)).toBe('takenInCharge')
    await moveTo('2026-12-17T03:00:00+01:00')
    for (const _ of [1, 2]) await extend(seriesId)
    expect(await stateOf(params)).toBe('withdrawn')
    expect(await app.db.auditEntry.count({ where: { action: 'request.withdrawn' } })).toBe(1)
  })
})
