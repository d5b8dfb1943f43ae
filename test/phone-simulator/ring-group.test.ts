import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aRig, centralino, elena, marco, operators, type Rig, voice } from './small-helpline.ts'

const events = ['initiated', 'ringing', 'answered', 'completed'] as const
const [first, second, third] = operators

let rig: Rig
beforeEach(async () => {
  rig = await aRig()
  rig.helpline.answer('/whisper', () =>
    voice((twiml) => {
      twiml.gather({ numDigits: 1, action: '/accept' }).say('Chiama Elena. Premi 1')
      twiml.hangup()
    }),
  )
  rig.helpline.answer('/accept', ({ Digits }) =>
    voice((twiml) => (Digits === '1' ? twiml.pause({ length: 1 }) : twiml.hangup())),
  )
  rig.helpline.answer('/dialled', () => voice((twiml) => twiml.say('Fine')))
  ringThemAll({})
})
afterEach(() => rig.close())

function ringThemAll(attributes: object, numbers: readonly string[] = operators, whisper = true): void {
  rig.helpline.answer('/voice', () =>
    voice((twiml) => {
      const dial = twiml.dial({
        action: '/dialled',
        answerOnBridge: true,
        timeout: 20,
        callerId: centralino,
        ...attributes,
      })
      for (const number of numbers) {
        dial.number(
          { ...(whisper && { url: '/whisper' }), statusCallback: '/leg', statusCallbackEvent: [...events] },
          number,
        )
      }
    }),
  )
}

/** The statuses told about one operator's leg, in order. */
function legOf(number: string): string[] {
  return rig.helpline
    .at('/leg')
    .filter(({ To }) => To === number)
    .map(({ CallStatus }) => String(CallStatus))
}

describe('a ring group', () => {
  it('rings everybody, joins the first who accepts, and stops the others', async () => {
    const callSid = rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(operators.map((number) => rig.script.phase(number))).toEqual(['ringing', 'ringing', 'ringing'])
    expect(rig.script.phase(elena)).toBe('calling')
    rig.script.answer(second)
    await rig.script.settled()
    expect(rig.script.heard(second)).toEqual(['Chiama Elena. Premi 1'])
    expect(rig.script.phase(first)).toBe('ringing')
    rig.script.press(second, '1')
    await rig.script.settled()
    expect(operators.map((number) => rig.script.phase(number))).toEqual(['idle', 'talking', 'idle'])
    expect(rig.script.phase(elena)).toBe('talking')
    rig.script.say(second, 'Buongiorno Elena')
    expect(rig.script.heard(elena)).toEqual(['Buongiorno Elena'])
    rig.script.hangUp(second)
    await rig.script.settled()
    const winner = rig.script.calls().find(({ to }) => to === second)
    expect(rig.helpline.at('/dialled')).toMatchObject([
      { CallSid: callSid, DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: winner?.sid },
    ])
    expect(rig.script.heard(elena)).toEqual(['Buongiorno Elena', 'Fine'])
    expect(legOf(second)).toEqual(['initiated', 'ringing', 'in-progress', 'completed'])
    expect(legOf(first)).toEqual(['initiated', 'ringing', 'canceled'])
    const told = rig.helpline.at('/leg').filter(({ To }) => To === second)
    expect(told.map(({ SequenceNumber }) => SequenceNumber)).toEqual(['0', '1', '2', '3'])
    expect(
      told.every(
        (leg) => leg.ParentCallSid === callSid && leg.Direction === 'outbound-dial' && leg.From === centralino,
      ),
    ).toBe(true)
    expect(rig.helpline.received.every(({ isSigned }) => isSigned)).toBe(true)
    expect(rig.script.errors()).toEqual([])
  })

  it('does not give the caller to a machine or to whoever refuses', async () => {
    rig.script.onRing(first, { kind: 'machine' })
    rig.script.onRing(second, { kind: 'answer', press: '2' })
    rig.script.onRing(third, { kind: 'busy' })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(legOf(second).at(-1)).toBe('completed')
    expect(legOf(third)).toEqual(['initiated', 'busy'])
    expect(rig.helpline.at('/dialled')).toEqual([])
    rig.script.runOutTime(first)
    await rig.script.settled()
    expect(rig.helpline.at('/dialled')).toMatchObject([{ DialCallStatus: 'completed', DialBridged: 'false' }])
  })

  it('joins one when two accept in the same moment', async () => {
    for (const number of [first, second]) rig.script.onRing(number, { kind: 'answer', press: '1' })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect([first, second].filter((number) => rig.script.phase(number) === 'talking')).toHaveLength(1)
    expect([...legOf(first), ...legOf(second)].filter((status) => status === 'completed')).toHaveLength(1)
  })

  it('gives up when nobody answers in time', async () => {
    await rig.close()
    rig = await aRig({ timeScale: 1000 })
    ringThemAll({})
    rig.helpline.answer('/dialled', () => voice((twiml) => twiml.hangup()))
    rig.script.dial(elena, centralino)
    await rig.script.idle()
    expect(rig.helpline.at('/dialled')).toMatchObject([
      { DialCallStatus: 'no-answer', DialBridged: 'false', CallStatus: 'ringing' },
    ])
    for (const number of operators) expect(legOf(number)).toEqual(['initiated', 'ringing', 'no-answer'])
  })

  it('says busy when all are, and failed for a number that cannot exist', async () => {
    ringThemAll({}, [first], false)
    rig.script.onRing(first, { kind: 'busy' })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    ringThemAll({}, ['+390000000000'], false)
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.helpline.at('/dialled')).toMatchObject([{ DialCallStatus: 'busy' }, { DialCallStatus: 'failed' }])
  })

  it('stops ringing when the caller gives up, and says so', async () => {
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.hangUp(elena)
    await rig.script.settled()
    expect(() => rig.script.answer(first)).toThrow(/squillando/)
    expect(operators.map((number) => rig.script.phase(number))).toEqual(['idle', 'idle', 'idle'])
    expect(legOf(first).at(-1)).toBe('canceled')
    expect(rig.helpline.at('/status')).toMatchObject([{ CallStatus: 'no-answer' }])
    expect(rig.helpline.at('/dialled')).toMatchObject([{ CallStatus: 'no-answer', DialCallStatus: 'canceled' }])
  })

  it('ends the operator’s leg when the caller hangs up', async () => {
    ringThemAll({}, [first], false)
    rig.script.onRing(first, { kind: 'answer' })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.phase(first)).toBe('talking')
    rig.script.hangUp(elena)
    await rig.script.settled()
    expect(legOf(first).at(-1)).toBe('completed')
    expect(rig.helpline.at('/status')).toMatchObject([{ CallStatus: 'completed' }])
    expect(rig.helpline.at('/dialled')).toMatchObject([
      { CallStatus: 'completed', DialCallStatus: 'completed', DialBridged: 'true' },
    ])
  })

  it('tries one after the other when asked, and lets the caller end with the star', async () => {
    ringThemAll({ sequential: true, hangupOnStar: true }, [first, second], false)
    rig.script.onRing(first, { kind: 'busy' })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    rig.script.answer(second)
    await rig.script.settled()
    expect(rig.script.press(elena, '*')).toBe(true)
    await rig.script.settled()
    expect(legOf(second).at(-1)).toBe('completed')
    expect(rig.script.heard(elena)).toEqual(['Fine'])
  })

  it('lets the API send the caller elsewhere, which ends the operator’s leg', async () => {
    ringThemAll({}, [first], false)
    rig.script.onRing(first, { kind: 'answer' })
    const callSid = rig.script.dial(elena, centralino)
    await rig.script.settled()
    await rig.client
      .calls(callSid)
      .update({ twiml: '<Response><Say>Un momento</Say><Gather timeout="60"/></Response>' })
    await rig.script.settled()
    expect(rig.script.heard(elena)).toEqual(['Un momento'])
    expect(legOf(first).at(-1)).toBe('completed')
    expect(rig.helpline.at('/dialled')).toEqual([])
  })

  it('lets the API send the operator elsewhere, and the caller goes on', async () => {
    ringThemAll({}, [first], false)
    rig.script.onRing(first, { kind: 'answer' })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    const leg = rig.script.calls().find(({ to }) => to === first)
    await rig.client
      .calls(String(leg?.sid))
      .update({ twiml: '<Response><Say>Grazie</Say><Gather timeout="60"/></Response>' })
    await rig.script.settled()
    expect(rig.script.heard(first)).toEqual(['Grazie'])
    expect(rig.script.phase(first)).toBe('talking')
    expect(rig.script.heard(elena)).toEqual(['Fine'])
    expect(rig.helpline.at('/dialled')).toMatchObject([{ DialCallStatus: 'completed', DialBridged: 'true' }])
  })

  it('refuses a caller number that is not the account’s', async () => {
    ringThemAll({ callerId: marco })
    rig.script.dial(elena, centralino)
    await rig.script.settled()
    expect(rig.script.errors()).toMatchObject([{ code: 13214 }])
  })
})
