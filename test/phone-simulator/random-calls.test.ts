import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aRig, centralino, elena, marco, operators, type Rig, voice } from './small-helpline.ts'

const people = [elena, marco, ...operators]

let rig: Rig
beforeEach(async () => {
  rig = await aRig({ callsPerSecond: 1000 })
  rig.helpline.answer('/next', () => voice((twiml) => twiml.gather({ timeout: 60, action: '/next' })))
  rig.helpline.answer('/wait', () =>
    voice((twiml) => {
      twiml.gather({ timeout: 30, action: '/leave' }).say('Attenda')
    }),
  )
  rig.helpline.answer('/leave', () => voice((twiml) => twiml.leave()))
})
afterEach(() => rig.close())

const documents = [
  voice((twiml) => twiml.enqueue({ action: '/next', waitUrl: '/wait' }, 'coda')),
  voice((twiml) => twiml.dial({ action: '/next' }).queue('coda')),
  voice((twiml) => twiml.dial({ action: '/next' }).conference({ endConferenceOnExit: true }, 'stanza')),
  voice((twiml) => twiml.dial({ action: '/next' }).conference('stanza')),
  voice((twiml) => {
    const dial = twiml.dial({ action: '/next', callerId: centralino })
    for (const number of operators) dial.number(number)
  }),
  voice((twiml) => twiml.record({ action: '/next' })),
]

const acts = ['dial', 'answer', 'hangUp', 'press', 'runOutTime', 'redirect'] as const
const document = fc.constantFrom(...documents)
const step = fc.record({ act: fc.constantFrom(...acts), who: fc.constantFrom(...people), document })
/** Everybody calls first: a random hand on idle telephones does little. */
const calls = fc.tuple(
  ...people.map((who) => fc.record({ act: fc.constant('dial' as const), who: fc.constant(who), document })),
)

async function perform({ act, who, document }: { act: (typeof acts)[number]; who: string; document: string }) {
  const { script } = rig
  rig.helpline.answer('/voice', () => document)
  if (act === 'dial') script.dial(who, centralino)
  else if (act === 'press') script.press(who, '1')
  else if (act !== 'redirect') script[act](who)
  else {
    const live = script.calls().find(({ from, to, status }) => [from, to].includes(who) && status === 'in-progress')
    const absolute = document.replace(/"\/(next|wait)"/g, `"${rig.helpline.url}/$1"`)
    if (live) await rig.client.calls(live.sid).update({ twiml: absolute })
  }
}

describe('whatever people do', () => {
  it('each hears whom they speak with, everybody can be hung up, and each call and stay ends once', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.array(step, { maxLength: 20 }), async (first, then) => {
        const { script, helpline, client } = rig
        helpline.received.length = 0
        for (const one of [...first, ...then]) {
          // What cannot be done at that moment is refused in words, and nothing happens.
          await perform(one).catch((error: unknown) => expect(String(error)).not.toMatch(/TypeError/))
          await script.settled()
          for (const person of people) {
            for (const other of script.talkingWith(person)) expect(script.talkingWith(other)).toContain(person)
          }
        }
        for (const person of people) if (script.phase(person) !== 'idle') script.hangUp(person)
        await script.settled()
        for (const person of people) if (script.phase(person) !== 'idle') script.hangUp(person)
        await script.settled()
        expect(script.errors().filter(({ code }) => code === 0)).toEqual([])
        expect(script.calls().filter(({ status }) => ['in-progress', 'ringing', 'queued'].includes(status))).toEqual([])
        expect(await client.conferences.list({ status: 'in-progress' })).toEqual([])
        for (const queue of await client.queues.list()) expect(queue.currentSize).toBe(0)
        const ended = helpline.at('/status').map(({ CallSid }) => CallSid)
        expect(new Set(ended).size).toBe(ended.length)
        await script.reset()
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})
