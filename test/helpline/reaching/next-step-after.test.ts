import { describe, expect, it } from 'vitest'
import { nextStepAfter } from '../../../helpline/messages/next-step-after.ts'
import { intentionOf, isForPerson } from '../../../helpline/reaching/undelivered.ts'

const sms = { channel: 'sms', wasFreeText: false, isSecond: false } as const
const whatsApp = { channel: 'whatsapp', wasFreeText: false, isSecond: false } as const
const voice = { channel: 'voice', wasFreeText: false, isSecond: false } as const

describe('what follows when Twilio refuses', () => {
  it.each([
    ['they left', 21610, sms, { kind: 'otherWay', refuses: true }],
    ['a landline', 21614, sms, { kind: 'otherWay', learn: 'landline' }],
    ['a landline, in newer words', 21635, sms, { kind: 'otherWay', learn: 'landline' }],
    ['a landline, by its carrier', 30006, sms, { kind: 'otherWay', learn: 'landline' }],
    ['a telephone that is off', 30003, sms, { kind: 'again', afterMinutes: 180 }],
    ['a telephone that is off again', 30003, { ...sms, isSecond: true }, { kind: 'person', reason: 'notAnswering' }],
    ['an unknown telephone', 30005, sms, { kind: 'person', reason: 'doubtful', learn: 'doubtful' }],
    ['no number', 21211, sms, { kind: 'person', reason: 'doubtful' }],
    ['a country that is not allowed', 21408, sms, { kind: 'person', reason: 'abroad' }],
    ['a carrier that filters', 30007, sms, { kind: 'person', reason: 'blocked' }],
    ['nobody knows why', 30008, sms, { kind: 'person', reason: 'unknown' }],
    ['a code nobody has seen', 39999, sms, { kind: 'person', reason: 'unknown' }],
    ['too many at once', 20429, sms, { kind: 'wait' }],
    ['too many at once, without a code', 429, sms, { kind: 'wait' }],
    ['our account', 20003, sms, { kind: 'stop' }],
    ['our own words after a day', 63016, { ...whatsApp, wasFreeText: true }, { kind: 'template' }],
    ['no template', 63016, whatsApp, { kind: 'otherWay' }],
    ['not on WhatsApp', 63024, whatsApp, { kind: 'otherWay' }],
    ['they left WhatsApp', 21610, whatsApp, { kind: 'otherWay', refuses: true }],
    ['a telephone that is off, by WhatsApp', 30003, whatsApp, { kind: 'otherWay' }],
    ['nobody answers', null, voice, { kind: 'person', reason: 'notAnswering' }],
  ] as const)('%s (%s)', (_what, code, message, step) => {
    expect(nextStepAfter(code, message)).toMatchObject(step)
  })
})

describe('what is left to a person', () => {
  it('is one thing however often it was tried', () => {
    const keys = ['person-off:s:3', 'person-off:s:3:again', 'person-off:s:3:template:sms', 'person-off:s:3:sms:voice']
    expect(new Set(keys.map(intentionOf))).toEqual(new Set(['person-off:s:3']))
    expect(['tell:s:2:1', 'tell:s:2:1:sms', 'tell:s:2:3'].map(intentionOf)).toEqual(Array(3).fill('tell:s:2:'))
  })

  it('is nothing that has a list of its own', () => {
    expect(['offer:o', 'campaign:c:m', 'unclosed:s:v', 'answer:a', 'late-answer:SM1'].filter(isForPerson)).toEqual([])
    expect(['called-off:s:1', 'change:s:2:v:taken', 'remind:s:v:1:person', 'tell:s:1:'].every(isForPerson)).toBe(true)
  })
})
