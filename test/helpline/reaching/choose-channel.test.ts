import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chooseChannel,
  numberTraits,
  type ReachedBy,
  type Reason,
  type Way,
} from '../../../helpline/reaching/choose-channel.ts'
import { type MessagePurpose, messageChannels, messagePurposes } from '../../../helpline/reaching/message-channel.ts'
import { type NumberKind, numberKindOf } from '../../../helpline/reaching/number-kind.ts'
import { formatRomeTime, romeDate, weekdayOf } from '../../../helpline/territory/rome-time.ts'

const TUESDAY_AT_TEN = new Date('2026-11-24T10:00:00+01:00')
const numbers: Record<NumberKind, string> = {
  mobile: '+393471234567',
  landline: '+390372448678',
  foreign: '+41791234567',
  special: '+39800995988',
  unknown: '+39112',
}
const whatsApps = ['anything', 'template', 'nothing'] as const
const subsets = [
  [],
  ['sms'],
  ['whatsapp'],
  ['voice'],
  ['sms', 'whatsapp'],
  ['sms', 'voice'],
  [...messageChannels],
] as const

interface Case {
  kind: NumberKind
  reached: ReachedBy
  asked: Reason
  way: Way
}

/** Every kind of number with every state it can be in. */
const cases: Case[] = (Object.keys(numbers) as NumberKind[]).flatMap((kind) =>
  messageChannels.flatMap((preferredChannel) =>
    subsets.flatMap((refused) =>
      [null, ...numberTraits].flatMap((learnt) =>
        [null, true, false].flatMap((consent) =>
          messagePurposes.flatMap((purpose) =>
            whatsApps.map((whatsApp) => {
              const reached = { phoneE164: numbers[kind], preferredChannel, refused, learnt, consent }
              const asked = { purpose, whatsApp }
              return { kind, reached, asked, way: chooseChannel(reached, asked, TUESDAY_AT_TEN) }
            }),
          ),
        ),
      ),
    ),
  ),
)
const sent = (each: Case): each is Case & { way: { kind: 'send' } } => each.way.kind === 'send'
const such = (is: (each: Case) => boolean) => cases.filter(is)
const channels = (list: readonly Case[]) => new Set(list.filter(sent).map(({ way }) => way.channel))

describe('by which way somebody is reached', () => {
  it('is looked at in every combination, each once', () => {
    expect(cases).toHaveLength(5 * 3 * 7 * 3 * 3 * 6 * 3)
    expect(Object.entries(numbers).map(([kind, e164]) => [kind, numberKindOf(e164)])).toEqual(
      Object.keys(numbers).map((kind) => [kind, kind]),
    )
  })

  it('never writes to a landline, known or learnt: it calls', () => {
    const landlines = such(
      ({ kind, reached }) => kind === 'landline' || (kind === 'mobile' && reached.learnt === 'landline'),
    )
    expect([...channels(landlines)]).toEqual(['voice'])
  })

  it('never goes by a way that was refused; a refusal of messages leaves the call, one of calls the messages', () => {
    expect(cases.filter(sent).filter(({ way, reached }) => reached.refused.includes(way.channel))).toEqual([])
    const mobile = such(
      ({ kind, reached, asked }) => kind === 'mobile' && !reached.learnt && asked.purpose === 'service',
    )
    const withoutMessages = mobile.filter(
      ({ reached: { refused } }) => refused.length === 2 && !refused.includes('voice'),
    )
    expect(withoutMessages.every(sent)).toBe(true)
    expect([...channels(withoutMessages)]).toEqual(['voice'])
    const withoutCalls = mobile.filter(
      ({ reached: { refused, consent } }) => refused[0] === 'voice' && consent !== false,
    )
    expect(withoutCalls.every(sent)).toBe(true)
    expect([...channels(withoutCalls)].sort()).toEqual(['sms', 'whatsapp'])
  })

  it('leaves to a person, with the reason, abroad, a special number, one that is none, and one in doubt', () => {
    const reasons = (is: (each: Case) => boolean) => [
      ...new Set(such(is).map(({ way }) => (way.kind === 'person' ? way.reason : way.channel))),
    ]
    const notAnswer = ({ asked, reached }: Case) => asked.purpose !== 'answer' && reached.learnt === null
    expect(reasons((each) => each.kind === 'foreign' && notAnswer(each))).toEqual(['abroad'])
    expect(reasons((each) => each.kind === 'special' && notAnswer(each))).toEqual(['unreachableKind'])
    expect(reasons((each) => each.kind === 'unknown' && notAnswer(each))).toEqual(['doubtful'])
    expect(reasons(({ reached, asked }) => reached.learnt === 'doubtful' && asked.purpose !== 'answer')).toEqual([
      'doubtful',
    ])
  })

  it('answers in writing whoever wrote, also from abroad, and never by a machine that speaks', () => {
    const answers = such(({ asked }) => asked.purpose === 'answer')
    expect(channels(answers).has('voice')).toBe(false)
    const abroad = answers.filter(
      ({ kind, reached }) => kind === 'foreign' && reached.refused.length === 0 && reached.learnt !== 'landline',
    )
    expect(abroad.every(sent)).toBe(true)
  })

  it('tells a campaign only to who agreed, and writes to nobody who took the consent back but to answer', () => {
    const campaigns = such(({ asked }) => asked.purpose === 'campaign')
    expect(campaigns.filter(sent).every(({ reached }) => reached.consent === true)).toBe(true)
    const withdrawn = such(({ reached, asked }) => reached.consent === false && asked.purpose !== 'answer')
    expect([...channels(withdrawn)]).toEqual(['voice'])
  })

  it('finds on WhatsApp who likes it, or who writes there, and not where it takes nothing', () => {
    const there = cases.filter(sent).filter(({ way }) => way.channel === 'whatsapp')
    expect(there.length).toBeGreaterThan(0)
    expect(there.filter(({ asked }) => asked.whatsApp === 'nothing')).toEqual([])
    expect(
      there.filter(({ asked, reached }) => asked.whatsApp === 'template' && reached.preferredChannel !== 'whatsapp'),
    ).toEqual([])
  })

  it.each([
    ['sms', [], 'sms'],
    ['whatsapp', [], 'whatsapp'],
    ['voice', [], 'voice'],
    ['whatsapp', ['whatsapp'], 'sms'],
    ['sms', ['sms'], 'voice'],
    ['voice', ['voice'], 'sms'],
  ] as const)('who likes %s and refuses %j is reached by %s', (preferredChannel, refused, channel) => {
    const reached = { phoneE164: numbers.mobile, preferredChannel, refused, learnt: null }
    expect(chooseChannel(reached, { purpose: 'service' }, TUESDAY_AT_TEN)).toMatchObject({ kind: 'send', channel })
  })
})

const at = (text: string) => new Date(text)
const mobile = { phoneE164: numbers.mobile, preferredChannel: 'sms', refused: [], learnt: null, consent: true } as const
const landline = { ...mobile, phoneE164: numbers.landline }
const when = (reached: ReachedBy, purpose: MessagePurpose, now: string, startsAt?: string): string => {
  const way = chooseChannel(reached, { purpose, ...(startsAt ? { startsAt: at(startsAt) } : {}) }, at(now))
  return way.kind === 'send' ? way.at.toISOString() : way.reason
}

describe('at what hour', () => {
  const NIGHT = '2026-11-24T23:00:00+01:00'
  const SUNDAY = '2026-11-29T10:00:00+01:00'
  it.each([
    ['an answer at once, at night too', mobile, 'answer', NIGHT, undefined, NIGHT],
    [
      'news of a service by day at once',
      mobile,
      'service',
      '2026-11-24T19:59:00+01:00',
      undefined,
      '2026-11-24T19:59:00+01:00',
    ],
    [
      'news of a service in the evening the next morning',
      mobile,
      'service',
      '2026-11-24T20:00:00+01:00',
      undefined,
      '2026-11-25T08:00:00+01:00',
    ],
    [
      'news of an early service an hour before it',
      mobile,
      'service',
      NIGHT,
      '2026-11-25T07:30:00+01:00',
      '2026-11-25T06:30:00+01:00',
    ],
    ['an urgent change in writing at once', mobile, 'urgentChange', NIGHT, '2026-11-25T09:00:00+01:00', NIGHT],
    [
      'an urgent change that rings in the morning',
      landline,
      'urgentChange',
      NIGHT,
      '2026-11-25T09:30:00+01:00',
      '2026-11-25T08:00:00+01:00',
    ],
    [
      'an urgent change that rings before it is too late',
      landline,
      'urgentChange',
      NIGHT,
      '2026-11-25T06:00:00+01:00',
      '2026-11-25T05:00:00+01:00',
    ],
    ['an offer on a Sunday by day', mobile, 'offer', SUNDAY, undefined, SUNDAY],
    ['a reminder never at night', mobile, 'reminder', NIGHT, undefined, '2026-11-25T08:00:00+01:00'],
    [
      'a campaign not before nine',
      mobile,
      'campaign',
      '2026-11-24T08:00:00+01:00',
      undefined,
      '2026-11-24T09:00:00+01:00',
    ],
    ['a campaign never on a Sunday', mobile, 'campaign', SUNDAY, undefined, '2026-11-30T09:00:00+01:00'],
    [
      'a campaign of Saturday night on Monday',
      mobile,
      'campaign',
      '2026-11-28T21:00:00+01:00',
      undefined,
      '2026-11-30T09:00:00+01:00',
    ],
    [
      'the night the clocks go forward',
      mobile,
      'service',
      '2027-03-27T23:00:00+01:00',
      undefined,
      '2027-03-28T08:00:00+02:00',
    ],
    [
      'the night the clocks go back',
      mobile,
      'service',
      '2026-10-24T23:00:00+02:00',
      undefined,
      '2026-10-25T08:00:00+01:00',
    ],
  ] as const)('%s', (_what, reached, purpose, now, startsAt, expected) => {
    expect(when(reached, purpose, now, startsAt)).toBe(at(expected).toISOString())
  })

  it('nothing but an answer, an urgent change or what cannot wait is sent at night, ever', () => {
    const instants = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z'), noInvalidDate: true })
    fc.assert(
      fc.property(instants, fc.constantFrom('offer', 'service', 'reminder', 'campaign'), (now, purpose) => {
        const way = chooseChannel(mobile, { purpose }, now)
        if (way.kind === 'person') throw new Error(way.reason)
        const time = formatRomeTime(way.at)
        expect(way.at >= now && time >= '08:00' && time < '20:00').toBe(true)
        if (purpose === 'campaign') expect(weekdayOf(romeDate(way.at))).not.toBe(7)
      }),
    )
  })
})
