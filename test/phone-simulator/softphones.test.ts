import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aRig, centralino, elena, marco, operators, type Rig, voice } from './small-helpline.ts'

const [landline] = operators
const anna = 'client:anna_bianchi'

let rig: Rig
let applicationSid: string
beforeEach(async () => {
  rig = await aRig({ callsPerSecond: 1000 })
  const { url } = rig.helpline
  const application = await rig.client.applications.create({
    friendlyName: 'Telefoni nel browser',
    voiceUrl: `${url}/outgoing`,
    voiceFallbackUrl: `${url}/fallback`,
    statusCallback: `${url}/status`,
  })
  applicationSid = application.sid
  rig.helpline.answer('/dialled', () => voice((twiml) => twiml.say('Fine')))
})
afterEach(() => rig.close())

function ringClient(attributes: object = {}): void {
  rig.helpline.answer('/voice', () =>
    voice((twiml) => {
      const dial = twiml.dial({ action: '/dialled', answerOnBridge: true, timeout: 20 })
      const client = dial.client({
        statusCallback: '/leg',
        statusCallbackEvent: ['ringing', 'answered'],
        ...attributes,
      })
      client.identity('anna_bianchi')
      client.parameter({ name: 'richiesta', value: 'R 12' })
      dial.number(landline)
    }),
  )
}

describe('a browser’s telephone', () => {
  it('rings beside the telephones, knows its parameters, and the first to answer wins', async () => {
    expect(rig.script.registerClient('anna_bianchi')).toBe(anna)
    ringClient()
    const callSid = rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.phase(anna)).toBe('ringing')
    expect(rig.script.phase(landline)).toBe('ringing')
    expect(rig.script.incoming('anna_bianchi')).toMatchObject({
      from: elena,
      to: anna,
      customParameters: { richiesta: 'R 12' },
    })
    rig.script.answer(anna)
    await rig.script.settled()
    expect(rig.script.talkingWith(elena)).toEqual([anna])
    expect(rig.script.phase(landline)).toBe('idle')
    expect(rig.helpline.at('/leg')).toMatchObject([
      { CallStatus: 'ringing', To: anna, ParentCallSid: callSid, Direction: 'outbound-dial' },
      { CallStatus: 'in-progress' },
    ])
    expect(rig.helpline.at('/leg')[0]).not.toHaveProperty('ToCity')
    rig.script.hangUp(anna)
    await rig.script.settled()
    expect(rig.helpline.at('/dialled')).toMatchObject([{ DialCallStatus: 'completed', DialBridged: 'true' }])
    expect(rig.script.errors()).toEqual([])
  })

  it('hears a whisper, refuses, and does not ring when it is not there', async () => {
    rig.helpline.answer('/whisper', () => voice((twiml) => twiml.say('Chiama Elena')))
    rig.helpline.answer('/voice', () =>
      voice((twiml) => twiml.dial({ action: '/dialled' }).client({ url: '/whisper' }, 'anna_bianchi')),
    )
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.registerClient('anna_bianchi')
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.hangUp(anna)
    await rig.script.settled()
    rig.script.onRing(anna, { kind: 'answer' })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.heard(anna)).toEqual(['Chiama Elena'])
    expect(rig.script.talkingWith(anna)).toEqual([elena])
    const told = rig.helpline.at('/dialled').map(({ DialCallStatus }) => DialCallStatus)
    expect(told).toEqual(['no-answer', 'busy'])
    rig.script.unregisterClient('anna_bianchi')
    expect(() => rig.script.phase(anna)).toThrow(/telefono/)
  })

  it('calls through an application, with its own parameters', async () => {
    rig.script.registerClient('anna_bianchi')
    rig.helpline.answer('/outgoing', ({ To }) =>
      voice((twiml) => twiml.dial({ callerId: centralino, action: '/dialled' }).number(String(To))),
    )
    rig.script.onRing(marco, { kind: 'answer' })
    const callSid = rig.script.connect('anna_bianchi', applicationSid, { To: marco, scopo: 'richiamata' })
    await rig.script.settled()
    expect(rig.helpline.received[0]).toMatchObject({ path: '/outgoing', isSigned: true })
    expect(rig.helpline.at('/outgoing')).toMatchObject([
      {
        CallSid: callSid,
        Direction: 'inbound',
        From: anna,
        Caller: anna,
        To: marco,
        ApplicationSid: applicationSid,
        scopo: 'richiamata',
        CallStatus: 'ringing',
      },
    ])
    expect(rig.script.talkingWith(anna)).toEqual([marco])
    rig.script.hangUp(marco)
    await rig.script.settled()
    expect(rig.helpline.at('/dialled')[0]).not.toHaveProperty('scopo')
    expect(rig.helpline.at('/status')).toMatchObject([{ From: anna, CallStatus: 'completed' }])
  })

  it('turns to the application’s fallback', async () => {
    rig.script.registerClient('anna_bianchi')
    rig.helpline.answer('/outgoing', () => '<Response><Shout/></Response>')
    rig.helpline.answer('/fallback', () => voice((twiml) => twiml.say('Ripiego')))
    rig.script.connect('anna_bianchi', applicationSid)
    await rig.script.settled()
    expect(rig.helpline.at('/fallback')).toMatchObject([{ ErrorCode: '12200', To: '' }])
    expect(rig.script.heard(anna)).toEqual(['Ripiego'])
  })

  it('cannot call unsigned in, through no application, or while it speaks', async () => {
    expect(() => rig.script.connect('anna_bianchi', applicationSid)).toThrow(/collegato/)
    rig.script.registerClient('anna_bianchi')
    expect(() => rig.script.connect('anna_bianchi', `AP${'0'.repeat(32)}`)).toThrow(/applicazione/)
    expect(() => rig.script.registerClient('anna bianchi')).toThrow(/nome/)
    rig.helpline.answer('/outgoing', () => voice((twiml) => twiml.gather({ timeout: 60 })))
    rig.script.connect('anna_bianchi', applicationSid)
    expect(() => rig.script.connect('anna_bianchi', applicationSid)).toThrow(/occupato/)
  })

  it('must show a number of the account to a telephone', async () => {
    rig.script.registerClient('anna_bianchi')
    rig.helpline.answer('/outgoing', () => voice((twiml) => twiml.dial({}, marco)))
    rig.script.connect('anna_bianchi', applicationSid)
    await rig.script.settled()
    expect(rig.script.errors()[0]).toMatchObject({ code: 13214 })
  })

  it('is called by the API too', async () => {
    rig.script.registerClient('anna_bianchi')
    const twiml = '<Response><Say>Ti collego</Say><Gather timeout="60"/></Response>'
    await rig.client.calls.create({ to: anna, from: centralino, twiml })
    await rig.script.settled()
    rig.script.answer(anna)
    await rig.script.settled()
    expect(rig.script.heard(anna)).toEqual(['Ti collego'])
    await expect(rig.client.calls.create({ to: marco, from: anna, twiml })).rejects.toMatchObject({ code: 21212 })
  })

  it('is told by the API what its address carries', async () => {
    rig.script.registerClient('anna_bianchi')
    const twiml = '<Response><Gather timeout="60"/></Response>'
    const called = await rig.client.calls.create({ to: `${anna}?richiesta=R+12&urgente=no`, from: centralino, twiml })
    await rig.script.settled()
    expect(called.to).toBe(anna)
    expect(rig.script.incoming('anna_bianchi').customParameters).toEqual({ richiesta: 'R 12', urgente: 'no' })
    const tooLong = `${anna}?x=${'y'.repeat(129)}`
    await expect(rig.client.calls.create({ to: tooLong, from: centralino, twiml })).rejects.toMatchObject({
      code: 21211,
    })
  })

  it.each([
    ['no identity', '<Dial><Client/></Dial>', 13224],
    ['a blank in it', '<Dial><Client>anna bianchi</Client></Dial>', 13224],
    [
      'too long a parameter',
      `<Dial><Client><Identity>a</Identity><Parameter name="x" value="${'y'.repeat(129)}"/></Client></Dial>`,
      12200,
    ],
    ['a parameter elsewhere', '<Dial><Number>+390372448601<Parameter name="x"/></Number></Dial>', 12200],
  ])('is not rung by a document with %s', async (_what, dial, code) => {
    rig.helpline.answer('/voice', () => `<Response>${dial}</Response>`)
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.errors()).toMatchObject([{ code }])
  })
})

describe('applications', () => {
  it('route the calls of the numbers that name them', async () => {
    rig.helpline.answer('/outgoing', () => voice((twiml) => twiml.say('Dall’applicazione')))
    const [number] = await rig.client.incomingPhoneNumbers.list()
    const update = (voiceApplicationSid: string) =>
      rig.client.incomingPhoneNumbers(String(number?.sid)).update({ voiceApplicationSid })
    await expect(update(applicationSid)).resolves.toMatchObject({ voiceApplicationSid: applicationSid })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Dall’applicazione'])
    expect(rig.helpline.at('/voice')).toEqual([])
    await expect(update(`AP${'0'.repeat(32)}`)).rejects.toMatchObject({ status: 400, code: 21218 })
    await update('')
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.say('Dal numero')))
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.heard(elena).at(-1)).toBe('Dal numero')
  })

  it('are made, found by name, changed and taken away', async () => {
    const one = rig.client.applications(applicationSid)
    await expect(rig.client.applications.list({ friendlyName: 'Telefoni nel browser' })).resolves.toHaveLength(1)
    await expect(rig.client.applications.list({ friendlyName: 'Altro' })).resolves.toEqual([])
    await one.update({ voiceUrl: `${rig.helpline.url}/new`, voiceMethod: 'GET' })
    await expect(one.fetch()).resolves.toMatchObject({ voiceUrl: `${rig.helpline.url}/new`, voiceMethod: 'GET' })
    await expect(one.update({ voiceUrl: 'nowhere' })).rejects.toMatchObject({ code: 21502 })
    await expect(
      rig.client.calls.create({ to: elena, from: centralino, applicationSid: `AP${'0'.repeat(32)}` }),
    ).rejects.toMatchObject({ code: 21218 })
    rig.script.onRing(elena, { kind: 'answer' })
    rig.helpline.answer('/new', () => voice((twiml) => twiml.say('Buongiorno')))
    await rig.client.calls.create({ to: elena, from: centralino, applicationSid })
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Buongiorno'])
    await one.remove()
    await expect(one.fetch()).rejects.toMatchObject({ code: 20404 })
  })
})
