import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aWav } from '../../phone-simulator/sound.ts'
import { aRig, centralino, elena, marco, operators, type Rig, voice } from './small-helpline.ts'

const [anna, bruna] = operators
/** Seconds in the queue: whole, and few. */
const aMoment = expect.stringMatching(/^\d$/)

let rig: Rig
beforeEach(async () => {
  rig = await aRig({ callsPerSecond: 1000 })
  enqueueCallers({ waitUrl: '/wait' })
  rig.helpline.answer('/wait', ({ QueuePosition }) =>
    voice((twiml) => {
      twiml.say(`Posto ${QueuePosition}`)
      twiml.pause({ length: 20 })
    }),
  )
  rig.helpline.answer('/out', ({ QueueResult }) => voice((twiml) => twiml.say(`Fine ${QueueResult}`)))
})
afterEach(() => rig.close())

function enqueueCallers(attributes: object, afterwards = 'Dopo la coda'): void {
  rig.helpline.answer('/voice', () =>
    voice((twiml) => {
      twiml.enqueue({ action: '/out', ...attributes }, 'cremona')
      twiml.say(afterwards)
    }),
  )
}

async function dial(number: string): Promise<string> {
  const callSid = rig.script.dial(number, centralino)
  await rig.script.settled()
  return callSid
}

/** An operator is called and speaks with the first in the queue. */
async function dequeue(operator: string, attributes: object = {}, dialAttributes: object = {}): Promise<string> {
  rig.script.onRing(operator, { kind: 'answer' })
  rig.helpline.answer('/dequeue', () =>
    voice((twiml) => {
      twiml.dial({ action: '/dialled', timeout: 20, ...dialAttributes }).queue(attributes, 'cremona')
      twiml.say('Nessuno')
    }),
  )
  rig.helpline.answer('/dialled', () => voice((twiml) => twiml.say('Chiuso')))
  const { sid } = await rig.client.calls.create({
    to: operator,
    from: centralino,
    url: `${rig.helpline.url}/dequeue`,
  })
  await rig.script.settled()
  return sid
}

describe('a caller in a queue', () => {
  it('hears the waitUrl’s document again each time it ends, with where they stand', async () => {
    const callSid = await dial(elena)
    await dial(marco)
    const [queue] = await rig.client.queues.list()
    expect(rig.script.heard(elena)).toEqual(['Posto 1'])
    expect(rig.script.heard(marco)).toEqual(['Posto 2'])
    expect(rig.script.situation(marco)).toBe('In coda «cremona», posto 2')
    rig.script.runOutTime(elena)
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Posto 1', 'Posto 1'])
    expect(rig.helpline.at('/wait').at(-1)).toMatchObject({
      CallSid: callSid,
      CallStatus: 'in-progress',
      QueuePosition: '1',
      QueueSid: queue?.sid,
      QueueTime: aMoment,
      AvgQueueTime: aMoment,
      CurrentQueueSize: '2',
      MaxQueueSize: '1000',
    })
    expect(rig.script.phase(elena)).toBe('talking')
    expect(rig.script.errors()).toEqual([])
  })

  it('is let out by <Leave>, also from what a key leads to', async () => {
    rig.helpline.answer('/wait', () =>
      voice((twiml) => {
        twiml.gather({ numDigits: 1, action: '/key', timeout: 30 }).say('Premi 1 per essere richiamata')
      }),
    )
    rig.helpline.answer('/key', () => voice((twiml) => twiml.leave()))
    await dial(elena)
    expect(rig.script.press(elena, '1')).toBe(true)
    await rig.script.settled()
    expect(rig.helpline.at('/key')).toMatchObject([{ Digits: '1' }])
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'leave', QueueTime: aMoment }])
    expect(rig.script.heard(elena)).toEqual(['Premi 1 per essere richiamata', 'Fine leave'])
    await expect(rig.client.queues.list()).resolves.toMatchObject([{ currentSize: 0 }])
  })

  it('goes on to the next verb where there is no action', async () => {
    enqueueCallers({ action: undefined, waitUrl: '/wait' })
    rig.helpline.answer('/wait', () => voice((twiml) => twiml.leave()))
    await dial(elena)
    expect(rig.script.heard(elena)).toEqual(['Dopo la coda'])
  })

  it('hears Twilio’s music without a waitUrl, and nothing with an empty one', async () => {
    enqueueCallers({})
    await dial(elena)
    enqueueCallers({ waitUrl: '' })
    await dial(marco)
    expect(rig.script.heard(elena)).toEqual(['Musica d’attesa'])
    expect(rig.script.heard(marco)).toEqual([])
  })

  it('hears a sound file again and again, whether the waitUrl is one or plays one', async () => {
    rig.helpline.answer('/music.wav', (_parameters, response) => response.type('audio/wav').send(aWav(30)))
    enqueueCallers({ waitUrl: '/music.wav', waitUrlMethod: 'GET' })
    await dial(elena)
    enqueueCallers({ waitUrl: '/playing' })
    rig.helpline.answer('/playing', () => voice((twiml) => twiml.play({ loop: 0 }, '/music.wav')))
    await dial(marco)
    for (const number of [elena, marco]) {
      rig.script.runOutTime(number)
      await rig.script.settled()
      expect(rig.script.heard(number)).toEqual([`${rig.helpline.url}/music.wav`, `${rig.helpline.url}/music.wav`])
    }
    expect(rig.helpline.at('/playing')).toHaveLength(1)
    expect(rig.script.errors()).toEqual([])
  })

  it('tells the action that the caller hung up, and does not follow the answer', async () => {
    await dial(elena)
    rig.script.hangUp(elena)
    await rig.script.settled()
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'hangup', CallStatus: 'completed' }])
    expect(rig.script.heard(elena)).toEqual(['Posto 1'])
  })

  it('is hung up by the document itself', async () => {
    rig.helpline.answer('/wait', () => voice((twiml) => twiml.hangup()))
    await dial(elena)
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'hangup', CallStatus: 'completed' }])
    expect(rig.script.phase(elena)).toBe('idle')
  })

  it.each([
    ['a verb not allowed there', '<Response><Record/></Response>', 12200],
    ['broken', '<Response>', 12100],
  ])('leaves with an error when the waitUrl’s document is %s', async (_what, document, code) => {
    rig.helpline.answer('/wait', () => document)
    await dial(elena)
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'error' }])
    expect(rig.script.errors()).toMatchObject([{ code }])
    expect(rig.script.heard(elena)).toEqual(['Fine error'])
  })

  it('is not taken in when the queue is full', async () => {
    await rig.client.queues.create({ friendlyName: 'cremona', maxSize: 1 })
    await dial(elena)
    await dial(marco)
    const full = rig.helpline.at('/out')
    expect(full).toMatchObject([{ QueueResult: 'queue-full' }])
    expect(full[0]?.QueueSid).toBeUndefined()
    expect(rig.script.errors()).toMatchObject([{ code: 14207 }])
    expect(rig.script.situation(elena)).toMatch(/coda/)
  })

  it.each([
    ['', 14204],
    ['x'.repeat(65), 14205],
  ])('cannot wait in a queue named “%s”', async (name, code) => {
    rig.helpline.answer('/voice', () => `<Response><Enqueue>${name}</Enqueue></Response>`)
    await dial(elena)
    expect(rig.script.errors()).toMatchObject([{ code }])
  })

  it('may not be told to leave a queue that is none', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.leave()))
    await dial(elena)
    expect(rig.script.errors()).toMatchObject([{ code: 12200, message: expect.stringContaining('Leave') }])
  })
})

describe('whoever dials a queue', () => {
  it('speaks with the first, who hears the announcement, and each goes on when they part', async () => {
    rig.helpline.answer('/about', () => voice((twiml) => twiml.say('Le passo Anna')))
    const first = await dial(elena)
    await dial(marco)
    const operatorSid = await dequeue(anna, { url: '/about' })
    expect(rig.script.talkingWith(elena)).toEqual([anna])
    expect(rig.script.talkingWith(anna)).toEqual([elena])
    expect(rig.script.talkingWith(marco)).toEqual([])
    expect(rig.script.situation(marco)).toMatch(/posto 1/)
    expect(rig.helpline.at('/about')).toMatchObject([
      { CallSid: first, DequeingCallSid: operatorSid, QueueTime: aMoment },
    ])
    rig.script.say(anna, 'Buongiorno')
    expect(rig.script.heard(elena)).toEqual(['Posto 1', 'Le passo Anna', 'Buongiorno'])
    expect(rig.helpline.at('/out')).toEqual([])
    rig.script.hangUp(anna)
    await rig.script.settled()
    expect(rig.helpline.at('/out')).toMatchObject([
      { CallSid: first, QueueResult: 'bridged', CallStatus: 'in-progress' },
    ])
    expect(rig.helpline.at('/dialled')).toMatchObject([
      { CallSid: operatorSid, DialCallStatus: 'completed', DialCallSid: first, DialBridged: 'true' },
    ])
    expect(rig.script.errors()).toEqual([])
  })

  it('goes on when the caller hangs up', async () => {
    await dial(elena)
    await dequeue(anna)
    rig.script.hangUp(elena)
    await rig.script.settled()
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'bridged', CallStatus: 'completed' }])
    expect(rig.script.heard(anna)).toEqual(['Chiuso'])
  })

  it('may end the conversation with the star', async () => {
    await dial(elena)
    await dequeue(anna, {}, { hangupOnStar: true })
    rig.script.press(anna, '*')
    await rig.script.settled()
    expect(rig.script.heard(anna)).toEqual(['Chiuso'])
    expect(rig.script.heard(elena)).toContain('Fine bridged')
  })

  it('waits for somebody to come, those who dialled first before the others', async () => {
    await rig.client.queues.create({ friendlyName: 'cremona' })
    await dequeue(anna)
    await dequeue(bruna)
    expect(rig.script.talkingWith(anna)).toEqual([])
    await dial(elena)
    expect(rig.script.talkingWith(elena)).toEqual([anna])
    rig.script.runOutTime(bruna)
    await rig.script.settled()
    expect(rig.helpline.at('/dialled')).toMatchObject([{ DialCallStatus: 'no-answer', DialBridged: 'false' }])
    expect(rig.script.heard(bruna)).toEqual(['Chiuso'])
  })

  it('is told that there is no such queue', async () => {
    await dequeue(anna)
    expect(rig.helpline.at('/dialled')).toMatchObject([{ DialCallStatus: 'failed', DialBridged: 'false' }])
  })

  it('may let the caller hear no more than an announcement', async () => {
    rig.helpline.answer('/about', () => voice((twiml) => twiml.hangup()))
    await dial(elena)
    await dequeue(anna, { url: '/about' })
    expect(rig.script.errors()).toMatchObject([{ code: 14211 }])
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'error' }])
    expect(rig.script.heard(anna)).toEqual(['Chiuso'])
  })

  it('who hangs up during the announcement leaves the caller to go on', async () => {
    rig.helpline.answer('/about', () => voice((twiml) => twiml.play('/slow.wav')))
    rig.helpline.answer('/slow.wav', () => 'later')
    await dial(elena)
    rig.script.onRing(anna, { kind: 'answer' })
    rig.helpline.answer('/dequeue', () => voice((twiml) => twiml.dial().queue({ url: '/about' }, 'cremona')))
    rig.helpline.answer('/slow.wav', (_parameters, response) => {
      rig.script.hangUp(anna)
      response.type('audio/wav').send(aWav(1))
      return 'later'
    })
    await rig.client.calls.create({ to: anna, from: centralino, url: `${rig.helpline.url}/dequeue` })
    await rig.script.settled()
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'bridging-in-process' }])
  })
})

describe('queues in the API', () => {
  it('are made, listed, changed, and taken away when empty', async () => {
    const queue = await rig.client.queues.create({ friendlyName: 'lodi', maxSize: 5 })
    expect(queue).toMatchObject({ friendlyName: 'lodi', maxSize: 5, currentSize: 0, averageWaitTime: 0 })
    await expect(rig.client.queues(queue.sid).update({ maxSize: 7 })).resolves.toMatchObject({ maxSize: 7 })
    await expect(rig.client.queues.create({ friendlyName: 'lodi' })).rejects.toMatchObject({ status: 400, code: 22003 })
    await expect(rig.client.queues.create({ friendlyName: 'x', maxSize: 5_001 })).rejects.toMatchObject({ status: 400 })
    await rig.client.queues(queue.sid).remove()
    await expect(rig.client.queues(queue.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 })
  })

  it('show who waits, first the first, and send one elsewhere', async () => {
    const callSid = await dial(elena)
    await dial(marco)
    const [queue] = await rig.client.queues.list()
    const sid = String(queue?.sid)
    await expect(rig.client.queues(sid).remove()).rejects.toMatchObject({ status: 400 })
    const members = await rig.client.queues(sid).members.list()
    expect(members).toMatchObject([{ callSid, position: 1, waitTime: expect.any(Number) }, { position: 2 }])
    rig.helpline.answer('/elsewhere', () => voice((twiml) => twiml.say('Altrove')))
    await rig.client
      .queues(sid)
      .members('Front')
      .update({ url: `${rig.helpline.url}/elsewhere` })
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Posto 1', 'Altrove'])
    expect(rig.helpline.at('/out')).toMatchObject([{ QueueResult: 'redirected', CallStatus: 'in-progress' }])
    await expect(rig.client.queues(sid).members(callSid).fetch()).rejects.toMatchObject({ code: 20404 })
    await expect(rig.client.queues(sid).members('Front').update({ url: 'nowhere' })).rejects.toMatchObject({
      code: 21205,
    })
  })
})

describe('faults reach a queue’s webhooks', () => {
  it('twice, dropped, late', async () => {
    rig.script.webhookFault({ kind: 'duplicate', match: { url: '/wait' } })
    rig.script.webhookFault({ kind: 'duplicate', match: { parameters: { QueueResult: 'leave' } } })
    rig.script.webhookFault({ kind: 'drop', match: { parameters: { QueueResult: 'hangup' } } })
    await dial(elena)
    expect(rig.helpline.at('/wait')).toHaveLength(2)
    rig.helpline.answer('/wait', () => voice((twiml) => twiml.leave()))
    rig.script.runOutTime(elena)
    await rig.script.settled()
    expect(rig.helpline.at('/out')).toHaveLength(2)
    rig.helpline.answer('/wait', () => voice((twiml) => twiml.pause({ length: 60 })))
    await dial(marco)
    rig.script.hangUp(marco)
    await rig.script.settled()
    expect(rig.helpline.at('/out')).toHaveLength(2)
    rig.script.webhookFault({ kind: 'delay', milliseconds: 150, match: { parameters: { QueueResult: 'hangup' } } })
    await dial(marco)
    rig.script.hangUp(marco)
    await rig.script.settled()
    const paths = rig.helpline.received.slice(-2).map(({ path }) => path)
    expect(paths).toEqual(['/status', '/out'])
  })
})
