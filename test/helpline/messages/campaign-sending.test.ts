import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  campaignEnd,
  campaignSms,
  campaignSmsSize,
  type ToldMember,
  wayToTellMember,
} from '../../../helpline/messages/active/campaign-sending.ts'
import { nextCampaignTime } from '../../../helpline/reaching/quiet-hours.ts'
import { formatRomeTime, romeDate, weekdayOf } from '../../../helpline/territory/rome-time.ts'

const at = (text: string) => new Date(text)

describe('when a campaign may write', () => {
  it.each([
    ['on a Tuesday at ten, now', '2026-11-24T10:00+01:00', false, '2026-11-24T10:00+01:00'],
    ['before nine, at nine', '2026-11-24T08:59+01:00', false, '2026-11-24T09:00+01:00'],
    ['in the last minute, now', '2026-11-24T19:59+01:00', false, '2026-11-24T19:59+01:00'],
    ['at eight in the evening, tomorrow at nine', '2026-11-24T20:00+01:00', false, '2026-11-25T09:00+01:00'],
    ['on Saturday evening, on Monday', '2026-11-28T20:00+01:00', false, '2026-11-30T09:00+01:00'],
    ['on a Sunday, on Monday', '2026-11-29T10:00+01:00', false, '2026-11-30T09:00+01:00'],
    ['on a Sunday, now, if it is urgent', '2026-11-29T10:00+01:00', true, '2026-11-29T10:00+01:00'],
    ['on a Sunday night, in the morning, however urgent', '2026-11-29T23:00+01:00', true, '2026-11-30T09:00+01:00'],
    ['at Christmas, after Saint Stephen', '2026-12-25T10:00+01:00', false, '2026-12-28T09:00+01:00'],
    ['the night the clocks go on', '2027-03-27T21:00+01:00', true, '2027-03-28T09:00+02:00'],
    ['the night the clocks go back', '2026-10-24T21:00+02:00', true, '2026-10-25T09:00+01:00'],
  ])('%s', (_, now, isUrgent, expected) => {
    expect(nextCampaignTime(at(now), isUrgent)).toEqual(at(expected))
  })

  it('never by night, never on a Sunday unless it is urgent, never before now', () => {
    const instants = fc.date({ min: at('2026-01-01T00:00Z'), max: at('2028-01-01T00:00Z'), noInvalidDate: true })
    fc.assert(
      fc.property(instants, fc.boolean(), (now, isUrgent) => {
        const next = nextCampaignTime(now, isUrgent)
        const time = formatRomeTime(next)
        expect(next >= now && time >= '09:00' && time < '20:00').toBe(true)
        expect(isUrgent || weekdayOf(romeDate(next)) !== 7).toBe(true)
      }),
    )
  })

  it('ends when so many seconds of the open hours are over', () => {
    expect(campaignEnd(at('2026-11-24T19:30+01:00'), 1_800, false)).toEqual(at('2026-11-24T20:00+01:00'))
    expect(campaignEnd(at('2026-11-24T19:30+01:00'), 3_600, false)).toEqual(at('2026-11-25T09:30+01:00'))
    expect(campaignEnd(at('2026-11-28T19:30+01:00'), 3_600, false)).toEqual(at('2026-11-30T09:30+01:00'))
  })
})

describe('what a campaign writes', () => {
  it('says who writes and how to be left in peace, and what it costs as it leaves', () => {
    expect(campaignSms(' Domani manca l’acqua. ')).toBe(
      'Auser: Domani manca l’acqua. Per non ricevere avvisi scriva STOP.',
    )
    expect(campaignSmsSize('Domani manca l’acqua.')).toMatchObject({ alphabet: 'gsm7', segments: 1 })
    expect(campaignSmsSize('a'.repeat(116))).toMatchObject({ units: 160, segments: 1 })
    expect(campaignSmsSize('a'.repeat(117)).segments).toBe(2)
    expect(campaignSmsSize('Caldo ☀')).toMatchObject({ alphabet: 'ucs2', segments: 1 })
  })
})

describe('how somebody of the list is told', () => {
  const [mobile, landline, foreign] = ['+393471112223', '+390372448678', '+41791234567']
  const phone = (phoneE164: string, more = {}) => ({ phoneE164, refused: [], learnt: null, ...more })
  const plain = { isUrgent: false, legalBasis: null }
  const urgent = { isUrgent: true, legalBasis: null }
  const asked = { isUrgent: false, legalBasis: 'Delibera 12' }
  const sms = { channel: 'sms', peerE164: mobile }
  const voice = { channel: 'voice', peerE164: landline }
  const left = (because: string) => ({ left: because })
  const yes = { consent: true, hasCompanionPlan: false }

  it.each<[string, ToldMember, typeof plain | typeof asked, object]>([
    ['by SMS on a mobile', { ...yes, phones: [phone(mobile)] }, plain, sms],
    ['by voice on a landline', { ...yes, phones: [phone(landline)] }, plain, voice],
    ['by SMS, where there are both', { ...yes, phones: [phone(landline), phone(mobile)] }, plain, sms],
    [
      'by voice where the mobile wants no SMS',
      { ...yes, phones: [phone(mobile, { refused: ['sms', 'whatsapp'] }), phone(landline)] },
      plain,
      voice,
    ],
    [
      'by a person, where a friend’s call was promised',
      { ...yes, hasCompanionPlan: true, phones: [phone(landline)] },
      plain,
      left('companion'),
    ],
    [
      'by SMS, though a friend’s call was promised',
      { ...yes, hasCompanionPlan: true, phones: [phone(mobile)] },
      plain,
      sms,
    ],
    [
      'by a person, where the mobile is a landline and a friend’s call was promised',
      { ...yes, hasCompanionPlan: true, phones: [phone(mobile, { learnt: 'landline' })] },
      urgent,
      left('companion'),
    ],
    ['by a person without consent', { ...yes, consent: null, phones: [phone(mobile)] }, plain, left('noConsent')],
    ['without having asked, when it is urgent', { ...yes, consent: null, phones: [phone(mobile)] }, urgent, sms],
    ['without having asked, on a legal basis', { ...yes, consent: null, phones: [phone(mobile)] }, asked, sms],
    ['never against a no', { ...yes, consent: false, phones: [phone(mobile)] }, urgent, left('noConsent')],
    ['not abroad', { ...yes, phones: [phone(foreign)] }, urgent, left('abroad')],
    ['not without a number', { ...yes, phones: [] }, urgent, left('noNumber')],
  ])('%s', (_, member, campaign, expected) => {
    expect(wayToTellMember(member, campaign, at('2026-11-24T10:00+01:00'))).toEqual(expected)
  })
})
