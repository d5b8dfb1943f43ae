import { describe, expect, it } from 'vitest'
import { doubtedUntil } from '../../../helpline/messages/sweep-messages.ts'

const at = (text: string) => new Date(`${text}:00+01:00`)
const TAKEN = '2026-11-24T16:00'
const doubted = (startsAt: string | null, more: Partial<Parameters<typeof doubtedUntil>[0]> = {}) =>
  doubtedUntil({
    ...{ attemptedAt: at(TAKEN), createdAt: at('2026-11-24T11:00'), startsAt: startsAt === null ? null : at(startsAt) },
    ...{ intentKey: 'remind:prova', purpose: 'reminder', isUrgentCampaign: false },
    ...more,
  })

describe('what does not say that it arrived', () => {
  it.each([
    ['about no service, a day', null, '2026-11-25T16:00'],
    ['about a service far away, a day', '2026-12-20T09:00', '2026-11-25T16:00'],
    ['about one in a day and a half, until a day before it', '2026-11-26T04:00', '2026-11-25T04:00'],
    ['about one of tomorrow, two hours', '2026-11-25T09:00', '2026-11-24T18:00'],
    ['about one of this evening, until an hour before it', '2026-11-24T18:30', '2026-11-24T17:30'],
    ['about one that begins soon, half an hour', '2026-11-24T17:00', '2026-11-24T16:30'],
    ['though there is hardly any time left', '2026-11-24T16:40', '2026-11-24T16:30'],
  ])('%s', (_, startsAt, until) => {
    expect(doubted(startsAt)).toEqual(at(until))
  })

  it('is doubted sooner where somebody waits to be fetched, whatever the hour it was for', () => {
    expect(doubted('2026-11-24T12:00', { intentKey: 'ready:prova:2' })).toEqual(at('2026-11-24T16:30'))
  })

  it('of a campaign a day, and two hours of one that is urgent', () => {
    const campaign = { intentKey: 'campaign:prova:1', purpose: 'campaign' } as const
    expect(doubted(null, campaign)).toEqual(at('2026-11-25T16:00'))
    expect(doubted(null, { ...campaign, isUrgentCampaign: true })).toEqual(at('2026-11-24T18:00'))
  })

  it('counts from when it was written where nobody knows when it was taken', () => {
    expect(doubted(null, { attemptedAt: null })).toEqual(at('2026-11-25T11:00'))
  })
})
