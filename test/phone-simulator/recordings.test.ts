import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { secondsOfSound } from '../../phone-simulator/sound.ts'
import { PATIENCE } from '../support/processes.ts'
import { account, aRig, centralino, elena, operators, type Rig, voice } from './small-helpline.ts'

const [anna] = operators

let rig: Rig
beforeEach(async () => {
  rig = await aRig({ callsPerSecond: 1000 })
  rig.helpline.answer('/voice', () =>
    voice((twiml) => {
      twiml.record({
        action: '/recorded',
        maxLength: 180,
        recordingStatusCallback: '/recording',
        recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
      })
      twiml.say('Niente')
    }),
  )
  rig.helpline.answer('/recorded', () => voice((twiml) => twiml.say('Grazie')))
})
afterEach(() => rig.close())

async function dial(): Promise<string> {
  const callSid = rig.script.dial(elena, centralino)
  await rig.script.settled()
  return callSid
}

const media = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${rig.address}/2010-04-01/Accounts/${account.accountSid}/Recordings/${path}`, { headers })
const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`

describe('a message left', () => {
  it.each([
    ['hangUp', 'hangup', 'completed'],
    ['silence', '', 'in-progress'],
    ['#', '#', 'in-progress'],
  ] as const)('of forty seconds, then %s', async (end, digits, callStatus) => {
    const callSid = await dial()
    rig.script.leaveMessage(elena, 40, { words: 'Mi serve un passaggio', end })
    await rig.script.settled()
    const [recorded] = rig.helpline.at('/recorded')
    expect(recorded).toMatchObject({ RecordingDuration: '40', Digits: digits, CallStatus: callStatus })
    const sid = String(recorded?.RecordingSid)
    expect(rig.helpline.at('/recording')).toMatchObject([
      { RecordingStatus: 'in-progress', RecordingSid: sid },
      { RecordingStatus: 'completed', RecordingSid: sid, RecordingDuration: '40', RecordingSource: 'RecordVerb' },
    ])
    expect(rig.script.heard(elena)).toEqual(end === 'hangUp' ? ['bip'] : ['bip', 'Grazie'])
    await expect(rig.client.recordings.list({ callSid })).resolves.toMatchObject([{ sid, duration: '40' }])
    await expect(rig.client.calls(callSid).recordings.list()).resolves.toHaveLength(1)
    await expect(rig.client.recordings.list({ callSid: `CA${'0'.repeat(32)}` })).resolves.toEqual([])
  })

  it('of silence is none', async () => {
    await dial()
    rig.script.leaveMessage(elena, 0)
    await rig.script.settled()
    expect(rig.helpline.at('/recording').map(({ RecordingStatus }) => RecordingStatus)).toEqual([
      'in-progress',
      'absent',
    ])
    expect(rig.script.heard(elena)).toEqual(['bip', 'Niente'])
    await expect(rig.client.recordings.list()).resolves.toEqual([])
  })

  it('is cut at the longest length, and only left where somebody records', async () => {
    await dial()
    rig.script.leaveMessage(elena, 600, { end: 'silence' })
    await rig.script.settled()
    expect(rig.helpline.at('/recorded')).toMatchObject([{ RecordingDuration: '180' }])
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.gather({ timeout: 60 })))
    await dial()
    expect(() => rig.script.leaveMessage(elena, 5)).toThrow(/registrando/)
  })

  it('is fetched as a sound of its length, by whoever may, until it is taken away', async () => {
    await dial()
    rig.script.leaveMessage(elena, 4)
    await rig.script.settled()
    const sid = String(rig.helpline.at('/recorded')[0]?.RecordingSid)
    for (const [path, type] of [
      [sid, 'audio/x-wav'],
      [`${sid}.wav`, 'audio/x-wav'],
      [`${sid}.mp3`, 'audio/mpeg'],
    ] as const) {
      const answer = await media(path, { authorization })
      expect(answer.headers.get('content-type')).toBe(type)
      const sound = Buffer.from(await answer.arrayBuffer())
      expect(new Set(sound).size).toBeGreaterThan(4)
      if (type === 'audio/x-wav') expect(secondsOfSound(sound)).toBe(4)
    }
    expect((await media(`${sid}.mp3`)).status).toBe(401)
    await rig.client.recordings(sid).remove()
    expect((await media(`${sid}.wav`, { authorization })).status).toBe(404)
    await expect(rig.client.recordings(sid).remove()).rejects.toMatchObject({ status: 404, code: 20404 })
  })

  it('is told twice, or late, when a fault says so', async () => {
    const match = (status: string) => ({ parameters: { RecordingStatus: status } })
    rig.script.webhookFault({ kind: 'reorder', match: match('in-progress') })
    rig.script.webhookFault({ kind: 'duplicate', match: match('completed') })
    rig.script.dial(elena, centralino)
    await expect.poll(() => rig.script.heard(elena), PATIENCE).toEqual(['bip'])
    rig.script.leaveMessage(elena, 4, { end: '#' })
    await rig.script.settled()
    expect(rig.helpline.at('/recording').map(({ RecordingStatus }) => RecordingStatus)).toEqual([
      'completed',
      'completed',
      'in-progress',
    ])
  })
})

describe('a conversation recorded because <Dial> says so', () => {
  it('is announced, told to the action, and kept', async () => {
    rig.helpline.answer('/voice', () =>
      voice((twiml) =>
        twiml
          .dial({
            action: '/dialled',
            record: 'record-from-answer-dual',
            recordingStatusCallback: '/recording',
            callerId: centralino,
          })
          .number(anna),
      ),
    )
    rig.helpline.answer('/dialled', () => voice((twiml) => twiml.hangup()))
    rig.script.onRing(anna, { kind: 'answer' })
    await dial()
    rig.script.hangUp(anna)
    await rig.script.settled()
    const [dialled] = rig.helpline.at('/dialled')
    expect(dialled).toMatchObject({ RecordingDuration: '1', DialBridged: 'true' })
    expect(rig.helpline.at('/recording')).toMatchObject([
      { RecordingSource: 'DialVerb', RecordingChannels: '2', CallSid: dialled?.DialCallSid },
    ])
    await expect(rig.client.recordings.list()).resolves.toMatchObject([{ source: 'DialVerb', channels: 2 }])
  })
})

describe('machine detection on a <Number>', () => {
  it.each([
    ['machine', 'Enable', 'machine_start'],
    ['machine', 'DetectMessageEnd', 'machine_end_beep'],
    ['human', 'Enable', 'human'],
  ] as const)('a %s is told with %s as %s, while the two already speak', async (as, machineDetection, answeredBy) => {
    rig.helpline.answer('/voice', () =>
      voice((twiml) =>
        twiml
          .dial({ callerId: centralino })
          .number({ machineDetection, amdStatusCallback: '/amd', machineDetectionTimeout: 10 }, anna),
      ),
    )
    const callSid = await dial()
    rig.script.answer(anna, as)
    await rig.script.settled()
    expect(rig.helpline.at('/amd')).toMatchObject([{ AnsweredBy: answeredBy, ParentCallSid: callSid, To: anna }])
    expect(rig.script.talkingWith(elena)).toEqual([anna])
  })
})

describe('words asked for', () => {
  it('come with how sure they are, beside keys', async () => {
    rig.helpline.answer('/voice', () =>
      voice((twiml) =>
        twiml.gather({
          input: ['dtmf', 'speech'],
          language: 'it-IT',
          hints: 'Cremona, Lodi',
          action: '/said',
          timeout: 9,
        }),
      ),
    )
    await dial()
    expect(rig.script.say(elena, 'Cremona')).toBe(true)
    await rig.script.settled()
    expect(rig.helpline.at('/said')).toMatchObject([{ SpeechResult: 'Cremona', Confidence: '0.9' }])
    expect(rig.helpline.at('/said')[0]).not.toHaveProperty('Digits')
  })

  it('need another model for an automatic end', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.gather({ input: ['speech'], speechTimeout: 'auto' })))
    await dial()
    expect(rig.script.errors()).toMatchObject([{ code: 13335 }])
  })
})
