import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aRig, centralino, elena, marco, operators, type Rig, voice } from './small-helpline.ts'

const [anna, bruna] = operators
const all = ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify'] as const

let rig: Rig
beforeEach(async () => {
  rig = await aRig({ callsPerSecond: 1000 })
  rig.helpline.answer('/left', () => voice((twiml) => twiml.say('Fuori')))
})
afterEach(() => rig.close())

/** Somebody calls in and is put into the room. */
async function enter(number: string, attributes: object = {}, dialAttributes: object = {}): Promise<string> {
  rig.helpline.answer('/voice', () =>
    voice((twiml) => {
      const statusCallback = '/events'
      twiml
        .dial({ action: '/left', ...dialAttributes })
        .conference({ statusCallback, statusCallbackEvent: [...all], ...attributes }, 'stanza')
    }),
  )
  const callSid = rig.script.dial(number, centralino)
  await rig.script.settled()
  return callSid
}

const events = () => rig.helpline.at('/events').map((event) => String(event.StatusCallbackEvent))
const room = () => rig.client.conferences('stanza')

describe('a conference', () => {
  it('starts with the second, who beeps in, and tells each step in order', async () => {
    const first = await enter(elena, { participantLabel: 'elena' })
    expect(rig.script.heard(elena)).toEqual(['Musica d’attesa'])
    expect(rig.script.situation(elena)).toBe('In attesa che la conferenza cominci')
    expect(rig.script.talkingWith(elena)).toEqual([])
    const second = await enter(marco)
    await enter(anna)
    expect(rig.script.situation(elena)).toBe('In conferenza con altre 2 persone')
    expect(rig.script.talkingWith(elena)).toEqual([marco, anna])
    expect(rig.script.heard(elena)).toEqual(['Musica d’attesa', 'bip', 'bip'])
    rig.script.say(marco, 'Buongiorno a tutte')
    rig.script.press(anna, '5')
    expect(rig.script.heard(elena).slice(3)).toEqual(['Buongiorno a tutte', '5'])
    rig.script.hangUp(marco)
    await rig.script.settled()
    rig.script.hangUp(anna)
    await rig.script.settled()
    expect(rig.script.phase(elena)).toBe('talking')
    rig.script.hangUp(elena)
    await rig.script.settled()
    expect(events()).toEqual([
      'participant-join',
      'participant-join',
      'conference-start',
      'participant-join',
      'participant-leave',
      'participant-leave',
      'participant-leave',
      'conference-end',
    ])
    const told = rig.helpline.at('/events')
    expect(told.map(({ SequenceNumber }) => SequenceNumber)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
    expect(told[0]).toMatchObject({
      CallSid: first,
      FriendlyName: 'stanza',
      ParticipantLabel: 'elena',
      Muted: 'false',
      Hold: 'false',
      Coaching: 'false',
      StartConferenceOnEnter: 'true',
      EndConferenceOnExit: 'false',
    })
    expect(told[4]).toMatchObject({
      CallSid: second,
      ReasonParticipantLeft: 'participant_hung_up',
      ParticipantCallStatus: 'completed',
    })
    expect(told[7]).toMatchObject({
      ReasonConferenceEnded: 'last-participant-left',
      CallSidEndingConference: first,
      ParticipantLabelEndingConference: 'elena',
    })
    expect(rig.helpline.received.every(({ isSigned }) => isSigned)).toBe(true)
    expect(rig.script.errors()).toEqual([])
  })

  it('waits for whoever is to start it', async () => {
    await enter(elena, { startConferenceOnEnter: false, beep: 'false' })
    await enter(marco, { startConferenceOnEnter: false, beep: 'false' })
    await expect(room().fetch()).resolves.toMatchObject({ status: 'init', friendlyName: 'stanza' })
    expect(rig.script.talkingWith(elena)).toEqual([])
    await enter(anna, { beep: 'false' })
    await expect(room().fetch()).resolves.toMatchObject({ status: 'in-progress' })
    expect(rig.script.talkingWith(elena)).toEqual([marco, anna])
    expect(rig.script.heard(marco)).toEqual(['Musica d’attesa'])
  })

  it('ends for all when whoever it depends on goes, and each goes on', async () => {
    await enter(elena)
    const callSid = await enter(anna, { endConferenceOnExit: true })
    rig.script.hangUp(anna)
    await rig.script.settled()
    expect(rig.script.heard(elena).at(-1)).toBe('Fuori')
    expect(rig.helpline.at('/left')).toMatchObject([{ DialCallStatus: 'answered' }, { DialCallStatus: 'answered' }])
    expect(rig.helpline.at('/left')[0]?.DialCallSid).toBeUndefined()
    expect(rig.helpline.at('/events').at(-1)).toMatchObject({
      ReasonConferenceEnded: 'participant-with-end-conference-on-exit-left',
      CallSidEndingConference: callSid,
    })
    const [ended] = await rig.client.conferences.list({ status: 'completed' })
    expect(ended).toMatchObject({ callSidEndingConference: callSid })
    await expect(room().fetch()).rejects.toMatchObject({ code: 20404 })
  })

  it('plays the waitUrl’s document once, and again only where it says so', async () => {
    rig.helpline.answer('/music', () =>
      voice((twiml) => {
        twiml.say('Attenda')
        twiml.pause({ length: 10 })
        twiml.redirect('')
      }),
    )
    await enter(elena, { waitUrl: '/music' })
    rig.script.runOutTime(elena)
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Attenda', 'Attenda'])
    await enter(marco)
    expect(() => rig.script.runOutTime(elena)).toThrow(/aspettando/)
  })

  it('is not entered when the waitUrl fails', async () => {
    rig.helpline.answer('/music', () => voice((twiml) => twiml.hangup()))
    await enter(elena, { waitUrl: '/music' })
    expect(rig.helpline.at('/left')).toMatchObject([{ DialCallStatus: 'failed' }])
    expect(rig.script.errors()).toMatchObject([{ code: 12200 }])
  })

  it('refuses a label already taken, one too many, and to coach somebody who is not there', async () => {
    await enter(elena, { participantLabel: 'uno', maxParticipants: 2 })
    await enter(marco, { participantLabel: 'uno' })
    await enter(marco, { coach: `CA${'0'.repeat(32)}` })
    await enter(marco)
    await enter(anna)
    expect(rig.script.errors()).toMatchObject([{ code: 16025 }, { code: 13240 }, { code: 13235 }])
    expect(rig.helpline.at('/left').map(({ DialCallStatus }) => DialCallStatus)).toEqual(['failed', 'failed', 'failed'])
    expect(rig.script.talkingWith(elena)).toEqual([marco])
  })

  it('lets whoever coaches be heard by one alone', async () => {
    const coached = await enter(anna, { beep: 'false' })
    await enter(elena, { beep: 'false' })
    await enter(bruna, { beep: 'false', coach: coached })
    rig.script.say(bruna, 'Chiedile il CAP')
    expect(rig.script.heard(anna)).toContain('Chiedile il CAP')
    expect(rig.script.heard(elena)).not.toContain('Chiedile il CAP')
    rig.script.say(elena, 'Pronto')
    expect(rig.script.heard(bruna)).toContain('Pronto')
    expect(rig.script.talkingWith(bruna)).toEqual([anna])
  })

  it('is left with the star, at the time limit, or when the call is sent elsewhere', async () => {
    await enter(elena)
    await enter(marco, {}, { hangupOnStar: true })
    const callSid = await enter(anna)
    rig.script.press(marco, '*')
    await rig.script.settled()
    expect(rig.script.heard(marco).at(-1)).toBe('Fuori')
    await rig.client.calls(callSid).update({ twiml: '<Response><Gather timeout="60"/></Response>' })
    await rig.script.settled()
    expect(rig.helpline.at('/events').at(-1)).toMatchObject({
      CallSid: callSid,
      ReasonParticipantLeft: 'participant_updated_via_api',
      ParticipantCallStatus: 'in-progress',
    })
    expect(rig.script.talkingWith(elena)).toEqual([])
    await enter(marco, {}, { timeLimit: 60 })
    rig.script.runOutTime(marco)
    await rig.script.settled()
    expect(rig.script.phase(marco)).toBe('idle')
  })

  it.each([
    ['with another noun', '<Dial><Conference>a</Conference><Number>+390372448601</Number></Dial>', 13000],
    ['without a name', '<Dial><Conference/></Dial>', 12200],
    ['with an unknown event', '<Dial><Conference statusCallbackEvent="wink">a</Conference></Dial>', 12200],
    ['with an attribute of later', '<Dial><Conference eventCallbackUrl="/x">a</Conference></Dial>', 12200],
  ])('is an error %s', async (_how, dial, code) => {
    rig.helpline.answer('/voice', () => `<Response>${dial}</Response>`)
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.errors()).toMatchObject([{ code }])
  })
})

describe('the API of conferences', () => {
  it('mutes, holds with music, and changes a participant, by CallSid or label', async () => {
    const callSid = await enter(elena, { participantLabel: 'elena', beep: 'false' })
    await enter(marco, { beep: 'false' })
    const participants = room().participants
    await expect(participants('elena').fetch()).resolves.toMatchObject({ callSid, status: 'connected', muted: false })
    await participants(callSid).update({ muted: true })
    expect(rig.script.say(elena, 'Mi sentite?')).toBe(false)
    expect(rig.script.say(marco, 'Elena?')).toBe(true)
    await participants(callSid).update({ muted: false, hold: true })
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Musica d’attesa', 'Elena?', 'Musica d’attesa'])
    expect(rig.script.situation(elena)).toBe('In attesa, fuori dalla conferenza')
    expect(rig.script.talkingWith(marco)).toEqual([])
    await expect(participants.list({ hold: true })).resolves.toMatchObject([{ callSid, hold: true }])
    await participants(callSid).update({ hold: false, endConferenceOnExit: true })
    expect(rig.script.talkingWith(marco)).toEqual([elena])
    rig.helpline.answer('/hold', () => voice((twiml) => twiml.say('Un momento')))
    await participants(callSid).update({ hold: true, holdUrl: `${rig.helpline.url}/hold` })
    await rig.script.settled()
    expect(rig.script.heard(elena).at(-1)).toBe('Un momento')
    expect(rig.helpline.received.find(({ path }) => path === '/hold')).toMatchObject({ method: 'GET' })
    expect(events().slice(3)).toEqual([
      'participant-mute',
      'participant-unmute',
      'participant-hold',
      'participant-unhold',
      'participant-modify',
      'participant-hold',
    ])
    await expect(participants('nessuno').fetch()).rejects.toMatchObject({ code: 20404 })
    await expect(participants(callSid).update({ hold: true, holdUrl: 'x' })).rejects.toMatchObject({ code: 21205 })
  })

  it('takes one out, who goes on, and ends the whole', async () => {
    const callSid = await enter(elena, { endConferenceOnExit: false })
    await enter(marco)
    await enter(anna)
    await room().participants(callSid).remove()
    await rig.script.settled()
    expect(rig.script.heard(elena).at(-1)).toBe('Fuori')
    await room().update({ status: 'completed' })
    await rig.script.settled()
    expect(rig.script.heard(marco).at(-1)).toBe('Fuori')
    expect(rig.helpline.at('/events').at(-1)).toMatchObject({ ReasonConferenceEnded: 'conference-ended-via-api' })
    const [conference] = await rig.client.conferences.list({ friendlyName: 'stanza' })
    expect(conference).toMatchObject({ status: 'completed', reasonConferenceEnded: 'conference-ended-via-api' })
    await expect(rig.client.conferences(`CF${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ code: 20404 })
  })

  it('calls somebody in, who is awaited, connected, or did not come', async () => {
    await enter(elena, { beep: 'false' })
    const statusCallback = `${rig.helpline.url}/leg`
    const invite = (to: string, label: string) =>
      room().participants.create({
        to,
        from: centralino,
        label,
        beep: 'false',
        statusCallback,
        endConferenceOnExit: true,
      })
    const invited = await invite(anna, 'anna')
    expect(invited).toMatchObject({ status: 'queued', label: 'anna', endConferenceOnExit: true })
    await rig.script.settled()
    await expect(room().participants('anna').fetch()).resolves.toMatchObject({ status: 'ringing' })
    expect(rig.script.talkingWith(elena)).toEqual([])
    rig.script.answer(anna)
    await rig.script.settled()
    expect(rig.script.talkingWith(elena)).toEqual([anna])
    await expect(room().participants.list()).resolves.toHaveLength(2)
    rig.script.onRing(bruna, { kind: 'busy' })
    await invite(bruna, 'bruna')
    await rig.script.settled()
    expect(rig.helpline.at('/events').at(-1)).toMatchObject({
      StatusCallbackEvent: 'participant-leave',
      ParticipantLabel: 'bruna',
      ParticipantCallStatus: 'busy',
      ReasonParticipantLeft: 'participant_add_failed',
    })
    await expect(invite(marco, 'anna')).rejects.toMatchObject({ status: 400 })
    await expect(room().participants.create({ to: 'x', from: centralino })).rejects.toMatchObject({ code: 21211 })
    rig.script.hangUp(anna)
    await rig.script.settled()
    expect(rig.script.heard(elena).at(-1)).toBe('Fuori')
    expect(rig.helpline.at('/leg')).toMatchObject([{ CallStatus: 'busy' }, { CallStatus: 'completed' }])
  })

  it('opens a conference by calling somebody into it, and takes the call back', async () => {
    await rig.client.conferences('nuova').participants.create({ to: anna, from: centralino, label: 'anna' })
    await rig.script.settled()
    await rig.client.conferences('nuova').participants('anna').remove()
    await rig.script.settled()
    expect(rig.script.phase(anna)).toBe('idle')
    expect(rig.script.calls()).toMatchObject([{ to: anna, status: 'canceled' }])
  })
})

describe('faults reach the events of a conference', () => {
  it('twice, out of order, dropped', async () => {
    const match = (event: string) => ({ parameters: { StatusCallbackEvent: event } })
    rig.script.webhookFault({ kind: 'duplicate', match: match('participant-join') })
    rig.script.webhookFault({ kind: 'drop', match: match('conference-start') })
    rig.script.webhookFault({ kind: 'reorder', match: match('participant-leave') })
    const first = await enter(elena)
    const second = await enter(marco)
    rig.script.hangUp(elena)
    rig.script.hangUp(marco)
    await rig.script.settled()
    expect(
      rig.helpline.at('/events').map(({ StatusCallbackEvent, CallSid }) => [StatusCallbackEvent, CallSid]),
    ).toEqual([
      ['participant-join', first],
      ['participant-join', first],
      ['participant-join', second],
      ['participant-leave', second],
      ['participant-leave', first],
      ['conference-end', undefined],
    ])
  })
})
