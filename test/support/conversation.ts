import { expect } from 'vitest'
import type { HelpTarget } from '../../helpline/calls/conversation/help-ask.ts'
import { ADA, CREMONA_LANDLINE } from './helpline-day.ts'
import { NUMERO_VERDE, type PhoneLine } from './phone-line.ts'
import { until } from './processes.ts'

/** What operators do from the console while they speak, and what the lines do about it. */
export function conversationSteps(line: PhoneLine, caller = CREMONA_LANDLINE) {
  const { app, script } = line

  const theCall = () =>
    app.db.call.findFirstOrThrow({
      orderBy: { id: 'desc' },
      include: {
        legs: { orderBy: { id: 'asc' } },
        helps: { orderBy: { createdAt: 'asc' } },
        contact: true,
        callback: true,
        voicemail: true,
      },
    })
  const work = () => line.work()
  const answer = async (phone: string) => {
    await until(() => script.phase(phone) === 'ringing')
    script.answer(phone)
    await work()
    script.press(phone, '1')
    await work()
  }
  const hangUp = async (phone: string) => {
    script.hangUp(phone)
    await work()
  }
  const does = async (
    verb: 'holdCaller' | 'resumeCaller' | 'endHelp' | 'passCall',
    operator: { id: string },
  ): Promise<void> => {
    const { id: callId } = await theCall()
    await app.call(verb, { params: { callId }, body: {} }, await app.signIn(operator))
    await work()
  }

  return {
    theCall,
    answer,
    hangUp,
    does,
    /** Whoever answers at `phone` speaks with the caller. */
    async begin(phone = ADA) {
      script.dial(caller, NUMERO_VERDE)
      await work()
      await answer(phone)
      expect(script.talkingWith(caller)).toEqual([phone])
    },
    async ask(operator: { id: string }, kind: 'transfer' | 'threeWay', to: HelpTarget) {
      const { id: callId } = await theCall()
      const sent = { params: { callId, helpId: crypto.randomUUID() }, body: { kind, to } }
      await app.call('askForHelp', sent, await app.signIn(operator))
      await work()
    },
    mine: async (operator: { id: string }) => app.call('readMyTelephone', {}, await app.signIn(operator)),
    talking: (phone: string) => script.talkingWith(phone).sort(),
    /** What was said to this telephone, without the music. */
    said: (phone: string) => script.heard(phone).filter((heard) => !heard.startsWith('http')),
    lastHeard: (phone: string) => script.heard(phone).at(-1),
  }
}
export type ConversationSteps = ReturnType<typeof conversationSteps>
