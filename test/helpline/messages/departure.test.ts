import { describe, expect, it } from 'vitest'
import { givenUpAt, heldUntil } from '../../../helpline/messages/departure.ts'

const at = (text: string) => new Date(`${text}:00+01:00`)
const held = (purpose: Parameters<typeof heldUntil>[0]['purpose'], written: string, now: string, more = {}) =>
  heldUntil({ purpose, createdAt: at(written), startsAt: null, isUrgentCampaign: false, ...more }, at(now))

describe('what was written by day and leaves late', () => {
  it.each([
    [
      'a reminder leaves late in the evening while it is fresh',
      'reminder',
      '2026-11-25T19:30',
      '2026-11-25T20:20',
      null,
    ],
    ['but not an hour later', 'reminder', '2026-11-25T19:00', '2026-11-25T20:20', '2026-11-26T08:00'],
    ['nor in the night, and in the morning it does', 'reminder', '2026-11-25T16:00', '2026-11-26T08:05', null],
    ['an answer leaves whenever it can', 'answer', '2026-11-25T16:00', '2026-11-25T23:30', null],
    ['a campaign keeps its hours', 'campaign', '2026-11-25T19:55', '2026-11-25T20:01', '2026-11-26T09:00'],
    ['and its days: the Sunday is not one', 'campaign', '2026-11-28T19:55', '2026-11-29T10:00', '2026-11-30T09:00'],
    ['in its hours it leaves', 'campaign', '2026-11-25T10:00', '2026-11-25T18:00', null],
  ] as const)('%s', (_, purpose, written, now, leavesAt) => {
    expect(held(purpose, written, now)).toEqual(leavesAt && at(leavesAt))
  })

  it('is told at night where the morning would be too late', () => {
    const near = { startsAt: at('2026-11-26T07:30') }
    expect(held('service', '2026-11-25T18:00', '2026-11-26T06:45', near)).toBeNull()
    expect(held('service', '2026-11-25T18:00', '2026-11-25T23:00', near)).toEqual(at('2026-11-26T06:30'))
  })

  it('of an urgent campaign leaves on a Sunday too, by day', () => {
    const urgent = { isUrgentCampaign: true }
    expect(held('campaign', '2026-11-28T19:55', '2026-11-29T10:00', urgent)).toBeNull()
    expect(held('campaign', '2026-11-28T19:55', '2026-11-28T22:00', urgent)).toEqual(at('2026-11-29T09:00'))
  })
})

describe('what Twilio does not take', () => {
  it.each([
    ['waits a day', null, null, '2026-11-25T10:00'],
    ['and no longer, however far what it is about', null, '2026-12-20T10:00', '2026-11-25T10:00'],
    ['waits until a person can only just call', null, '2026-11-25T09:00', '2026-11-25T08:30'],
    ['ten minutes where it begins soon', null, '2026-11-24T10:35', '2026-11-24T10:10'],
    ['not past its beginning', null, '2026-11-24T10:05', '2026-11-24T10:05'],
    ['as an offer half an hour: somebody else is asked', 'sent', '2026-11-25T09:00', '2026-11-24T10:30'],
    ['as one that is over, like the rest', 'expired', null, '2026-11-25T10:00'],
  ] as const)('%s', (_, offerState, startsAt, until) => {
    const waiting = { offerState, startsAt: startsAt && at(startsAt), createdAt: at('2026-11-24T10:00') }
    expect(givenUpAt(waiting)).toEqual(at(until))
  })
})
