import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PATIENCE } from '../support/processes.ts'
import { aRig, centralino, elena, marco, type Rig, voice } from './small-helpline.ts'

let rig: Rig
beforeEach(async () => {
  rig = await aRig()
})
afterEach(() => rig.close())

describe('a telephone dials the helpline', () => {
  it.each(['800995988', '800 995 988', '+39800995988', '800-995-988', centralino, '0372 448600'])(
    'reaches the number behind %s with a signed request carrying Twilio’s parameters',
    async (dialled) => {
      rig.helpline.answer('/voice', () =>
        voice((twiml) => twiml.say({ language: 'it-IT' }, 'Perché l’attesa? Buongiorno & benvenuta')),
      )
      const callSid = rig.script.dial(elena, dialled)
      await rig.script.settled()
      expect(rig.helpline.received[0]).toMatchObject({ path: '/voice', method: 'POST', isSigned: true })
      expect(rig.helpline.at('/voice')[0]).toMatchObject({
        CallSid: callSid,
        CallStatus: 'ringing',
        Direction: 'inbound',
        From: elena,
        Caller: elena,
        To: centralino,
        FromCountry: 'IT',
        ApiVersion: '2010-04-01',
      })
      expect(rig.script.heard(elena)).toEqual(['Perché l’attesa? Buongiorno & benvenuta'])
    },
  )

  it('tells the end of the call once, with its length, after the answer', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.say('Ciao')))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.helpline.at('/status')).toMatchObject([
      {
        CallStatus: 'completed',
        SequenceNumber: '0',
        CallbackSource: 'call-progress-events',
        CallDuration: '0',
        Duration: '1',
      },
    ])
    expect(rig.helpline.received.every(({ isSigned }) => isSigned)).toBe(true)
    expect(rig.script.phase(elena)).toBe('idle')
    expect(rig.script.errors()).toEqual([])
  })

  it('sends the digits of ANONYMOUS when the number is hidden', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.hangup()))
    rig.script.dial(marco, '800995988', { withheld: true })
    await rig.script.settled()
    expect(rig.helpline.at('/voice')[0]).toMatchObject({ From: '+266696687', Caller: '+266696687' })
  })

  it('cannot dial anything else, nor while it is in use', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.gather({ timeout: 60 })))
    expect(() => rig.script.dial(elena, '0372 999999')).toThrow(/centralino/)
    rig.script.dial(elena, centralino)
    expect(() => rig.script.dial(elena, centralino)).toThrow(/occupato/)
  })

  it('is refused by <Reject> without ever being answered', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.reject({ reason: 'busy' })))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.helpline.at('/status')).toMatchObject([{ CallStatus: 'busy', CallDuration: '0' }])
  })
})

describe('a question on the keypad', () => {
  const ask = (attributes: object) =>
    voice((twiml) => {
      twiml.gather({ action: '/keys', ...attributes }).say('Il CAP, prego')
      twiml.say('Non ho sentito')
    })
  beforeEach(() => rig.helpline.answer('/keys', () => voice((twiml) => twiml.say('Grazie'))))

  it('ends at the last digit asked for', async () => {
    rig.helpline.answer('/voice', () => ask({ numDigits: 5 }))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.press(elena, '26100')).toBe(true)
    await rig.script.settled()
    expect(rig.helpline.at('/keys')).toMatchObject([{ Digits: '26100', CallStatus: 'in-progress' }])
    expect(rig.script.heard(elena)).toEqual(['Il CAP, prego', 'Grazie'])
  })

  it('ends at the finishing key', async () => {
    rig.helpline.answer('/voice', () => ask({ finishOnKey: '*' }))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.press(elena, '03#72*')
    await rig.script.settled()
    expect(rig.helpline.at('/keys')).toMatchObject([{ Digits: '03#72', FinishedOnKey: '*' }])
  })

  it('goes on to the next verb when nobody types, and asks the action only if told to', async () => {
    rig.helpline.answer('/voice', () => ask({ timeout: 8 }))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.runOutTime(elena)
    await rig.script.settled()
    expect(rig.helpline.at('/keys')).toEqual([])
    expect(rig.script.heard(elena)).toEqual(['Il CAP, prego', 'Non ho sentito'])

    rig.helpline.answer('/voice', () => ask({ actionOnEmptyResult: true }))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.runOutTime(elena)
    await rig.script.settled()
    expect(rig.helpline.at('/keys')).toMatchObject([{ Digits: '' }])
  })

  it('is interrupted by the first key while it is being spoken', async () => {
    await rig.close()
    rig = await aRig({ speechCharactersPerSecond: 0.001 })
    rig.helpline.answer('/voice', () => ask({ numDigits: 1 }))
    rig.helpline.answer('/keys', () => voice((twiml) => twiml.hangup()))
    rig.script.dial(elena, centralino)
    await expect.poll(() => rig.script.heard(elena), PATIENCE).toEqual(['Il CAP, prego'])
    rig.script.press(elena, '1')
    await rig.script.settled()
    expect(rig.helpline.at('/keys')).toMatchObject([{ Digits: '1' }])
  })

  it('takes the keys planned when the call was made, and words where speech is asked for', async () => {
    rig.helpline.answer('/voice', () => ask({ numDigits: 1 }))
    rig.script.dial(elena, centralino, { press: '7' })
    await rig.script.settled()
    expect(rig.helpline.at('/keys')).toMatchObject([{ Digits: '7' }])
    rig.helpline.answer('/voice', () => ask({ input: ['dtmf', 'speech'] }))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.say(elena, 'Cremona')).toBe(true)
    await rig.script.settled()
    expect(rig.helpline.at('/keys')[1]).toMatchObject({ SpeechResult: 'Cremona' })
  })

  it('does not listen between questions', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.pause({ length: 30 })))
    rig.script.dial(elena, centralino)
    await expect.poll(() => rig.helpline.at('/voice').length, PATIENCE).toBe(1)
    await expect.poll(() => rig.script.phase(elena), PATIENCE).toBe('talking')
    expect(rig.script.press(elena, '1')).toBe(false)
  })
})

describe('instructions', () => {
  it('follow a redirect, relative and with its own query signed', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.redirect({ method: 'GET' }, '/next?step=2')))
    rig.helpline.answer('/next', () => voice((twiml) => twiml.say('Secondo passo')))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.helpline.at('/next')).toMatchObject([{ step: '2', CallStatus: 'ringing' }])
    expect(rig.helpline.received.every(({ isSigned }) => isSigned)).toBe(true)
    expect(rig.script.heard(elena)).toEqual(['Secondo passo'])
  })

  it.each([
    ['an unknown verb', '<Response><Sing>la</Sing></Response>', /unknown element <Sing>/],
    ['an unknown attribute', '<Response><Say tone="gentle">ciao</Say></Response>', /unknown attribute tone/],
    ['a wrong value', '<Response><Gather numDigits="many"/></Response>', /numDigits of <Gather>/],
    ['a verb of Twilio not made yet', '<Response><Connect/></Response>', /<Connect> is not supported yet/],
    ['a verb in the wrong place', '<Response><Gather><Hangup/></Gather></Response>', /<Hangup> inside <Gather>/],
    ['broken XML', '<Response><Say>ciao</Response>', /not well-formed/],
    ['nothing', '', /not well-formed/],
  ])('that hold %s are an error, and the caller hears an apology', async (_what, twiml, message) => {
    rig.helpline.answer('/voice', () => twiml)
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.errors()).toMatchObject([{ message: expect.stringMatching(message) }])
    expect(rig.script.heard(elena)).toEqual(['We are sorry, an application error has occurred. Goodbye.'])
    expect(rig.script.phase(elena)).toBe('idle')
  })

  it('record a message between the beep and the finishing key', async () => {
    rig.helpline.answer('/voice', () =>
      voice((twiml) => twiml.record({ action: '/recorded', recordingStatusCallback: '/recording', finishOnKey: '#' })),
    )
    rig.helpline.answer('/recorded', () => voice((twiml) => twiml.say('Grazie')))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.say(elena, 'Mi serve un passaggio')
    rig.script.press(elena, '#')
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['bip', 'Grazie'])
    const [recorded] = rig.helpline.at('/recorded')
    expect(recorded).toMatchObject({ Digits: '#', RecordingDuration: '1' })
    expect(rig.helpline.at('/recording')).toMatchObject([
      { RecordingStatus: 'completed', RecordingSid: recorded?.RecordingSid },
    ])
    await expect(rig.client.recordings(String(recorded?.RecordingSid)).fetch()).resolves.toMatchObject({
      duration: '1',
    })
    await rig.client.recordings(String(recorded?.RecordingSid)).remove()
    await expect(rig.client.recordings(String(recorded?.RecordingSid)).fetch()).rejects.toMatchObject({ code: 20404 })
  })

  it('tell the action of a recording that the caller hung up', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.record({ action: '/recorded' })))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.hangUp(elena)
    await rig.script.settled()
    expect(rig.helpline.at('/recorded')).toMatchObject([{ Digits: 'hangup', CallStatus: 'completed' }])
  })
})
