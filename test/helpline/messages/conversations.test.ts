import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerWays, whyNotSo } from '../../../helpline/messages/conversations/answer-ways.ts'
import { giveReply, type ReplyRows, replyToUnread } from '../../../helpline/messages/conversations/automatic-reply.ts'
import { closedText, pleaseWriteText } from '../../../helpline/messages/conversations/conversation-texts.ts'
import { routeMessage } from '../../../helpline/messages/conversations/message-route.ts'
import { gsm7Segments } from '../../../helpline/messages/gsm7.ts'
import type { RoutingPoint } from '../../../helpline/territory/call-routing.ts'
import { parsePhoneNumber } from '../../../helpline/territory/phone-numbers.ts'
import type { Weekday } from '../../../helpline/territory/rome-time.ts'

const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5]
const hours = (
  opensAt: string,
  closesAt: string,
  closures: { fromDate: string; toDate: string; reason: string }[] = [],
) => ({
  patron: null,
  versions: [
    { validFrom: null, validTo: null, intervals: weekdays.map((weekday) => ({ weekday, opensAt, closesAt })) },
  ],
  closures,
})
const point = (id: string, prefix: string, open = hours('09:00', '12:00')): RoutingPoint => ({
  ...{ id, kind: 'point', name: id, districtPrefixes: [prefix], neighbourIds: [] },
  hours: open,
})
const cremona = point('cremona', '0372')
const crema = point('crema', '0373', hours('08:00', '13:00'))
const callCentre: RoutingPoint = { id: 'centre', kind: 'callCentre', name: 'Call centre' }
const points = [cremona, crema, callCentre]
const MOBILE = '+393291234567'

const at = (instant: string): Date => new Date(instant)
const OPEN = at('2026-11-24T10:00:00+01:00')
const EVENING = at('2026-11-24T20:00:00+01:00')
const TOMORROW_AT_NINE = at('2026-11-25T09:00:00+01:00')

describe('whose a message is, and whether anybody reads it now', () => {
  it.each([
    ['somebody Cremona follows, by day', MOBILE, 'cremona', OPEN, 'cremona', null],
    ['the same in the evening', MOBILE, 'cremona', EVENING, 'cremona', TOMORROW_AT_NINE],
    ['on a holiday', MOBILE, 'cremona', at('2026-12-08T10:00:00+01:00'), 'cremona', at('2026-12-09T09:00:00+01:00')],
    ['at the minute it closes', MOBILE, 'cremona', at('2026-11-24T12:00:00+01:00'), 'cremona', TOMORROW_AT_NINE],
    ['a landline nobody knows', '+390373200200', undefined, OPEN, 'crema', null],
    ['a mobile nobody knows, by day', MOBILE, undefined, OPEN, null, null],
    ['a mobile nobody knows, while any point is open', MOBILE, undefined, at('2026-11-24T12:30:00+01:00'), null, null],
    [
      'a mobile nobody knows, in the evening: the first that opens',
      MOBILE,
      undefined,
      EVENING,
      null,
      at('2026-11-25T08:00:00+01:00'),
    ],
    ['whom the call centre follows, at any hour', MOBILE, 'centre', EVENING, 'centre', null],
    ['whose point is no more', MOBILE, 'gone', OPEN, null, null],
    ['from abroad', '+41796666666', undefined, OPEN, null, null],
  ])('%s', (_, from, knownPointId, now, listeningPointId, reopensAt) => {
    expect(routeMessage({ phone: parsePhoneNumber(from), knownPointId }, points, now)).toEqual({
      listeningPointId,
      closed: reopensAt === null ? null : { reopensAt },
    })
  })

  it('needs no call centre, and is closed where no hours are written', () => {
    const bare = point('bare', '0372', { patron: null, versions: [], closures: [] })
    expect(routeMessage({ phone: parsePhoneNumber(MOBILE), knownPointId: 'bare' }, [bare], OPEN)).toEqual({
      listeningPointId: 'bare',
      closed: { reopensAt: null },
    })
  })

  it('says so in one SMS, whatever the day', () => {
    const days = fc.integer({ min: 0, max: 366 }).map((day) => new Date(OPEN.getTime() + day * 86_400_000))
    fc.assert(fc.property(days, (day) => gsm7Segments(closedText(day)).segments === 1))
    expect(gsm7Segments(closedText(null))).toMatchObject({ alphabet: 'gsm7', segments: 1 })
    expect(closedText(TOMORROW_AT_NINE)).toContain('mercoledì 25 novembre alle 09:00')
  })
})

/** A conversation that remembers what is said in it. */
function aConversation(byOperatorAt: Date | null = null) {
  let closedUntil: Date | null = null
  let since: Date | null = null
  let count = 0
  const said: { text: string; at: Date }[] = []
  let now = OPEN
  const rows: ReplyRows = {
    lastSaidIn: async () => ({ byOperatorAt, byItselfAt: said.at(-1)?.at ?? null }),
    async claimClosedReply(_, at, until) {
      if (closedUntil && closedUntil > at) return false
      closedUntil = until
      return true
    },
    async countReply(_, at, limit) {
      if (!since || since <= limit.since) [since, count] = [at, 0]
      count += 1
      return count <= limit.most
    },
    async saveReply(_, text) {
      said.push({ text, at: now })
    },
  }
  const occasionAt = (when: Date) => {
    now = when
    return { now, actor: { kind: 'caller' } } as const
  }
  return {
    said,
    says: (when: Date) => giveReply(rows, occasionAt(when), { id: 'm', conversationId: 'c' }, 'Va bene, grazie.'),
    async hears(when: Date, closed: { reopensAt: Date | null } | null): Promise<string | null> {
      const occasion = occasionAt(when)
      const text = await replyToUnread(rows, occasion, { conversationId: 'c', closed, receipt: 'Ricevuto.' })
      return giveReply(rows, occasion, { id: 'm', conversationId: 'c' }, text)
    },
  }
}
const later = (minutes: number, from = OPEN): Date => new Date(from.getTime() + minutes * 60_000)

describe('what is answered by itself', () => {
  it('once in the same breath, while we are open', async () => {
    const { hears } = aConversation()
    expect([await hears(OPEN, null), await hears(later(1), null), await hears(later(30), null)]).toEqual([
      'Ricevuto.',
      null,
      'Ricevuto.',
    ])
  })

  it('nothing while one of ours is writing with them', async () => {
    expect(await aConversation(later(-30)).hears(OPEN, null)).toBeNull()
    expect(await aConversation(later(-180)).hears(OPEN, null)).toBe('Ricevuto.')
  })

  it('once for each time we are closed', async () => {
    const { hears } = aConversation()
    const closed = { reopensAt: TOMORROW_AT_NINE }
    expect(await hears(EVENING, closed)).toBe(closedText(TOMORROW_AT_NINE))
    expect(await hears(later(5, EVENING), closed)).toBeNull()
    expect(await hears(later(600, EVENING), closed)).toBeNull()
    const next = { reopensAt: at('2026-11-26T09:00:00+01:00') }
    expect(await hears(at('2026-11-25T19:00:00+01:00'), next)).toBe(closedText(next.reopensAt))
  })

  it('never more than so much in an hour, whatever it is: two machines would not stop', async () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 240 }), { maxLength: 120 })
    await fc.assert(
      fc.asyncProperty(minutes, async (moments) => {
        const { says, said } = aConversation()
        for (const minute of moments.toSorted((a, b) => a - b)) await says(later(minute))
        // The hour is counted from its first answer: across its end there may be twice as many.
        const most = said.map(
          ({ at: from }) => said.filter((each) => each.at >= from && each.at < later(60, from)).length,
        )
        return most.every((count) => count <= 24) && said.length <= 12 * 5
      }),
      { numRuns: 60 },
    )
    const { says, said } = aConversation()
    for (let minute = 0; minute < 59; minute += 1) await says(later(minute))
    expect(said).toHaveLength(12)
    await says(later(61))
    expect(said).toHaveLength(13)
  })
})

describe('how a number may be answered', () => {
  const wrote = (channel: 'sms' | 'whatsapp', hoursAgo: number) => ({
    channel,
    lastInboundAt: new Date(OPEN.getTime() - hoursAgo * 3_600_000),
  })
  it.each([
    ['who wrote an SMS', MOBILE, [wrote('sms', 1)], [], ['sms free']],
    ['who wrote on WhatsApp today', MOBILE, [wrote('whatsapp', 1)], [], ['whatsapp free', 'sms free']],
    ['who wrote on WhatsApp the day before', MOBILE, [wrote('whatsapp', 25)], [], ['whatsapp template', 'sms free']],
    ['who wrote last by SMS', MOBILE, [wrote('whatsapp', 3), wrote('sms', 1)], [], ['sms free', 'whatsapp free']],
    ['who wants no SMS', MOBILE, [wrote('sms', 1)], ['sms'], ['sms leftUs']],
    ['whom only we have written to', MOBILE, [{ channel: 'whatsapp', lastInboundAt: null }], [], ['sms free']],
    ['a landline', '+390372448678', [], [], ['sms landline']],
  ] as const)('%s', (_, e164, channels, optedOut, ways) => {
    expect(answerWays({ e164, channels, optedOut }, OPEN).map(({ channel, state }) => `${channel} ${state}`)).toEqual(
      ways,
    )
  })

  it('after a day on WhatsApp only what was approved leaves', () => {
    const ways = answerWays({ e164: MOBILE, channels: [wrote('whatsapp', 30)], optedOut: [] }, OPEN)
    expect(whyNotSo(ways, 'whatsapp', 'Passiamo alle nove.')).toMatch(/un giorno di silenzio/)
    expect(whyNotSo(ways, 'whatsapp', pleaseWriteText)).toBeNull()
    expect(whyNotSo(ways, 'sms', 'Passiamo alle nove.')).toBeNull()
  })
})
