import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aRig, centralino, elena, marco, operators, type Rig, voice } from './small-helpline.ts'

const [anna, bruna] = operators
const elsewhere = '<Response><Say>Altrove</Say><Gather timeout="60"/></Response>'

let rig: Rig
beforeEach(async () => {
  rig = await aRig({ callsPerSecond: 1000 })
  rig.helpline.answer('/dialled', () => voice((twiml) => twiml.say('Fine')))
  rig.helpline.answer('/out', () => voice((twiml) => twiml.say('Fuori dalla coda')))
})
afterEach(() => rig.close())

function ring(numbers: readonly string[], whisper?: string): void {
  rig.helpline.answer('/voice', () =>
    voice((twiml) => {
      const dial = twiml.dial({ action: '/dialled', callerId: centralino })
      for (const number of numbers) dial.number({ ...(whisper && { url: whisper }) }, number)
    }),
  )
}

async function dial(number = elena): Promise<string> {
  const callSid = rig.script.dial(number, centralino)
  await rig.script.settled()
  return callSid
}

const legTo = (number: string) => String(rig.script.calls().find(({ to }) => to === number)?.sid)

async function send(callSid: string): Promise<void> {
  await rig.client.calls(callSid).update({ twiml: elsewhere })
  await rig.script.settled()
}

describe('a live call sent elsewhere by the API', () => {
  it('leaves its queue, whose action is told and not followed', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.enqueue({ action: '/out' }, 'cremona')))
    const callSid = await dial()
    await send(callSid)
    expect(rig.helpline.at('/out')).toMatchObject([{ CallSid: callSid, QueueResult: 'redirected' }])
    expect(rig.script.heard(elena)).toEqual(['Musica d’attesa', 'Altrove'])
    await expect(rig.client.queues.list()).resolves.toMatchObject([{ currentSize: 0 }])
  })

  it('leaves the conversation it was dequeued into, and the other goes on', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.enqueue({ action: '/out' }, 'cremona')))
    const callSid = await dial()
    rig.script.onRing(anna, { kind: 'answer' })
    rig.helpline.answer('/dequeue', () => voice((twiml) => twiml.dial({ action: '/dialled' }).queue('cremona')))
    await rig.client.calls.create({ to: anna, from: centralino, url: `${rig.helpline.url}/dequeue` })
    await rig.script.settled()
    await send(callSid)
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'redirected-from-bridged' }])
    expect(rig.helpline.at('/dialled')).toMatchObject([{ DialCallStatus: 'completed', DialBridged: 'true' }])
    expect(rig.script.heard(anna)).toEqual(['Fine'])
    expect(rig.script.situation(elena)).toBe('In linea')
    expect(rig.script.say(elena, 'Anna?')).toBe(false)
  })

  it('leaves its whisper without being joined, and the others ring on', async () => {
    rig.helpline.answer('/whisper', () => voice((twiml) => twiml.gather({ timeout: 60, numDigits: 1 })))
    ring([anna, bruna], '/whisper')
    await dial()
    rig.script.answer(anna)
    await rig.script.settled()
    await send(legTo(anna))
    expect(rig.script.phase(anna)).toBe('talking')
    expect(rig.script.phase(bruna)).toBe('ringing')
    rig.helpline.answer('/whisper', () => voice((twiml) => twiml.pause({ length: 1 })))
    rig.script.answer(bruna)
    await rig.script.settled()
    expect(rig.script.talkingWith(elena)).toEqual([bruna])
    expect(rig.script.heard(anna)).toEqual(['Altrove'])
    rig.script.hangUp(elena)
    await rig.script.settled()
    expect(rig.script.phase(anna)).toBe('talking')
  })

  it('follows the new instructions in a conference, where both sides of a call may meet again', async () => {
    ring([anna])
    rig.script.onRing(anna, { kind: 'answer' })
    const callerSid = await dial()
    expect(rig.script.talkingWith(elena)).toEqual([anna])
    rig.helpline.answer('/dialled', () => voice((twiml) => twiml.dial().conference({ beep: 'false' }, 'stanza')))
    await rig.client
      .calls(legTo(anna))
      .update({ twiml: '<Response><Dial><Conference beep="false">stanza</Conference></Dial></Response>' })
    await rig.script.settled()
    expect(rig.helpline.at('/dialled')).toMatchObject([
      { CallSid: callerSid, DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: legTo(anna) },
    ])
    expect(rig.script.talkingWith(elena)).toEqual([anna])
    expect(rig.script.talkingWith(anna)).toEqual([elena])
  })

  it('asks the new address with the method given, and its fallback when it fails', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.gather({ timeout: 60 })))
    const callSid = await dial()
    rig.helpline.answer('/broken', (_parameters, response) => response.status(500).end())
    rig.helpline.answer('/fallback', () => voice((twiml) => twiml.say('Ripiego')))
    const { url } = rig.helpline
    await rig.client.calls(callSid).update({ url: `${url}/broken`, method: 'GET', fallbackUrl: `${url}/fallback` })
    await rig.script.settled()
    expect(rig.helpline.received.find(({ path }) => path === '/broken')).toMatchObject({ method: 'GET' })
    expect(rig.helpline.at('/fallback')).toMatchObject([{ ErrorCode: '11200', ErrorUrl: `${url}/broken` }])
    expect(rig.script.heard(elena)).toEqual(['Ripiego'])
  })

  it.each([
    [{ status: 'completed' as const }, undefined],
    [{ status: 'canceled' as const }, 21220],
    [{ url: 'nowhere' }, 21205],
    [{ twiml: 'x'.repeat(4_001) }, 21205],
  ])('with %o', async (update, code) => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.enqueue({ action: '/out' }, 'cremona')))
    const callSid = await dial()
    const updated = rig.client.calls(callSid).update(update)
    if (code) await expect(updated).rejects.toMatchObject({ status: 400, code })
    else await expect(updated).resolves.toMatchObject({ status: 'completed' })
    await rig.script.settled()
    expect(rig.helpline.at('/out')).toMatchObject(code ? [] : [{ QueueResult: 'hangup' }])
    expect(rig.script.phase(elena)).toBe(code ? 'talking' : 'idle')
  })
})

describe('the call log', () => {
  it('is searched by state, time, numbers and parent', async () => {
    ring([anna])
    rig.script.onRing(anna, { kind: 'answer' })
    const callSid = await dial()
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.say('Ciao')))
    await dial(marco)
    const list = rig.client.calls.list.bind(rig.client.calls)
    await expect(list({ parentCallSid: callSid })).resolves.toMatchObject([{ to: anna, direction: 'outbound-dial' }])
    await expect(list({ status: 'in-progress' })).resolves.toHaveLength(2)
    await expect(list({ status: 'completed' })).resolves.toMatchObject([{ from: marco, duration: '0' }])
    await expect(list({ from: elena })).resolves.toMatchObject([{ sid: callSid }])
    await expect(list({ startTimeBefore: new Date(Date.now() - 172_800_000) })).resolves.toEqual([])
    await expect(list({ startTimeAfter: new Date(Date.now() - 172_800_000) })).resolves.toHaveLength(3)
  })
})
