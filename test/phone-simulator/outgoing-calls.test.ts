import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, account, aRig, centralino, elena, marco, type Rig, voice } from './small-helpline.ts'

const statusCallbackEvent = ['initiated', 'ringing', 'answered', 'completed']
const said = '<Response><Say>Il passaggio è confermato</Say></Response>'

let rig: Rig
beforeEach(async () => {
  rig = await aRig({ callsPerSecond: 1000 })
})
afterEach(() => rig.close())

function call(overrides: object = {}) {
  const statusCallback = `${rig.helpline.url}/leg`
  return rig.client.calls.create({
    to: elena,
    from: centralino,
    twiml: said,
    statusCallback,
    statusCallbackEvent,
    ...overrides,
  })
}

const told = () => rig.helpline.at('/leg').map(({ CallStatus }) => CallStatus)

describe('a call asked for by the API', () => {
  it('rings, is answered, speaks, ends, and tells each step in order', async () => {
    const created = await call()
    expect(created).toMatchObject({ status: 'queued', direction: 'outbound-api', to: elena, from: centralino })
    await rig.script.settled()
    expect(rig.script.phase(elena)).toBe('ringing')
    await expect(rig.client.calls(created.sid).fetch()).resolves.toMatchObject({ status: 'ringing' })
    rig.script.answer(elena)
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Il passaggio è confermato'])
    expect(told()).toEqual(['initiated', 'ringing', 'in-progress', 'completed'])
    expect(rig.helpline.at('/leg').map(({ SequenceNumber }) => SequenceNumber)).toEqual(['0', '1', '2', '3'])
    const ended = await rig.client.calls(created.sid).fetch()
    expect(ended).toMatchObject({ status: 'completed', duration: '0' })
    expect(ended.dateCreated).toBeInstanceOf(Date)
  })

  it.each([
    ['busy', { kind: 'busy' }, ['initiated', 'busy']],
    ['not answered', { kind: 'noAnswer' }, ['initiated', 'ringing', 'no-answer']],
  ] as const)('is %s', async (_how, behaviour, expected) => {
    rig.script.onRing(elena, behaviour)
    await call()
    await rig.script.settled()
    if (rig.script.phase(elena) === 'ringing') rig.script.runOutTime(elena)
    await rig.script.settled()
    expect(told()).toEqual(expected)
  })

  it('to a number nobody has here is not answered, and fails where there can be none', async () => {
    await rig.close()
    rig = await aRig({ callsPerSecond: 1000, timeScale: 1000 })
    await call({ to: '+390372448999' })
    await call({ to: '+390000000000' })
    await rig.script.idle()
    expect(
      told()
        .filter((status) => status === 'no-answer' || status === 'failed')
        .sort(),
    ).toEqual(['failed', 'no-answer'])
  })

  it('knows a machine when it is asked to', async () => {
    rig.helpline.answer('/spoken', () => voice((twiml) => twiml.say('Ciao')))
    rig.script.onRing(elena, { kind: 'machine' })
    await call({ twiml: undefined, url: `${rig.helpline.url}/spoken`, machineDetection: 'Enable' })
    await rig.script.settled()
    expect(rig.helpline.at('/spoken')).toMatchObject([{ AnsweredBy: 'machine_start', Direction: 'outbound-api' }])
  })

  it('can be hung up, redirected while it lasts, and not after', async () => {
    const { sid } = await call({ twiml: '<Response><Gather timeout="60"/></Response>' })
    await rig.script.settled()
    await expect(rig.client.calls(sid).update({ twiml: said })).rejects.toMatchObject({ code: 21220 })
    rig.script.answer(elena)
    await rig.script.settled()
    await rig.client.calls(sid).update({ twiml: '<Response><Say>Cambio</Say><Gather timeout="60"/></Response>' })
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Cambio'])
    await rig.client.calls(sid).update({ status: 'completed' })
    await rig.script.settled()
    expect(told().at(-1)).toBe('completed')
    await expect(rig.client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({
      code: 21220,
      status: 400,
    })
  })

  it('is canceled before it is answered', async () => {
    const { sid } = await call()
    await rig.script.settled()
    await rig.client.calls(sid).update({ status: 'canceled' })
    await rig.script.settled()
    expect(told()).toEqual(['initiated', 'ringing', 'canceled'])
    expect(rig.script.phase(elena)).toBe('idle')
  })

  it('leaves one a second, the others queued meanwhile', async () => {
    await rig.close()
    rig = await aRig()
    rig.script.onRing(elena, { kind: 'busy' })
    const startedAt = performance.now()
    const asked = [await call(), await call(), await call()]
    const askedWithinMs = performance.now() - startedAt
    expect(asked.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued'])
    await rig.script.settled()
    expect(performance.now() - startedAt).toBeGreaterThan(1_990)
    const left = rig.helpline.at('/leg').filter(({ CallStatus }) => CallStatus === 'initiated')
    expect(left.map(({ CallSid }) => CallSid)).toEqual(asked.map(({ sid }) => sid))
    for (const [index, { sid }] of asked.entries()) {
      const waitedMs = Number((await rig.client.calls(sid).fetch()).queueTime)
      expect(waitedMs).toBeGreaterThan(index * 1_000 - 10 - askedWithinMs)
    }
  })
})

describe('the API refuses as Twilio does', () => {
  it.each([
    [{ to: '' }, 21201],
    [{ from: '' }, 21213],
    [{ to: '+39' }, 21211],
    [{ to: '0372448678' }, 21211],
    [{ from: marco }, 21210],
    [{ twiml: undefined }, 21205],
    [{ twiml: undefined, url: '/relative' }, 21205],
  ])('a call with %o: %i', async (wrong, code) => {
    await expect(call(wrong)).rejects.toMatchObject({
      status: 400,
      code,
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    })
    expect(rig.script.calls()).toEqual([])
  })

  it('wrong credentials, unknown calls, unknown resources and unknown parameters', async () => {
    const stranger = aClient(rig.address, { ...account, authToken: 'wrong' })
    await expect(stranger.calls.list()).rejects.toMatchObject({ status: 401, code: 20003 })
    await expect(rig.client.calls(`CA${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 })
    expect(rig.script.errors()).toEqual([])
    await expect(rig.client.addresses.list()).rejects.toMatchObject({ status: 404, code: 20404 })
    await expect(call({ record: true })).rejects.toMatchObject({ status: 400 })
    const raw = await fetch(`${rig.address}/2010-04-01/Accounts/${account.accountSid}/Calls.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}` },
      body: new URLSearchParams({ To: elena, From: centralino, Twiml: said, Colour: 'blue' }),
    })
    expect(raw.status).toBe(400)
    expect(rig.script.errors()).toMatchObject([
      { code: 20404 },
      { message: expect.stringContaining('Record') },
      { message: expect.stringContaining('unknown parameter Colour') },
    ])
  })
})

describe('lists and numbers', () => {
  it('lists calls in pages, newest first, filtered', async () => {
    rig.script.onRing(elena, { kind: 'busy' })
    for (let index = 0; index < 5; index++) await call()
    await call({ to: marco })
    await rig.script.settled()
    expect(await rig.client.calls.list({ to: elena, pageSize: 2 })).toHaveLength(5)
    expect((await rig.client.calls.list({ limit: 1 }))[0]).toMatchObject({ to: marco, status: 'ringing' })
    expect(await rig.client.calls.list({ startTimeAfter: new Date(Date.now() + 60_000) })).toEqual([])
  })

  it('changes where a number’s calls go', async () => {
    const [number] = await rig.client.incomingPhoneNumbers.list({ phoneNumber: centralino })
    expect(number).toMatchObject({ phoneNumber: centralino, voiceUrl: `${rig.helpline.url}/voice` })
    await rig.client.incomingPhoneNumbers(String(number?.sid)).update({ voiceUrl: `${rig.helpline.url}/elsewhere` })
    rig.helpline.answer('/elsewhere', () => voice((twiml) => twiml.say('Altrove')))
    rig.script.dial(elena, '800995988')
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Altrove'])
  })
})
