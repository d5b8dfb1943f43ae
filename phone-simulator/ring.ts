import type { Call, FinalStatus } from './call.ts'
import { advance } from './call-progress.ts'
import type { Exchange } from './exchange.ts'
import { isClient, isPlausible, kindOfNumber, readableNumber } from './numbers.ts'
import { type AnsweredAs, type RingBehaviour, Telephone } from './telephone.ts'

export type RingResult =
  | { kind: 'answered'; as: AnsweredAs; telephone: Telephone; behaviour: RingBehaviour }
  | { kind: 'unanswered'; status: FinalStatus }

/** Rings whatever is at the other end of an outgoing leg until somebody answers, refuses, or the time is up. */
export function ring(exchange: Exchange, call: Call, timeoutSeconds: number): Promise<RingResult> {
  const known = exchange.telephones.get(call.to)
  if (!known && isClient(call.to)) return unanswered('no-answer')
  if (!known && (!isPlausible(call.to) || exchange.unknownNumbers === 'failed')) return unanswered('failed')
  const telephone = known ?? new Telephone(call.to, call.to, kindOfNumber(call.to))
  const behaviour = known ? known.ringBehaviour : behaviourOfUnknown(exchange)
  if (telephone.line || behaviour.kind === 'busy') return unanswered('busy')
  advance(exchange, call, 'ringing')
  telephone.hear(call.sid, 'note', `Squilla: chiamata da ${readableNumber(call.from)}.`)
  return new Promise((resolve) => {
    const stops: (() => void)[] = []
    const finish = (result: RingResult) => {
      for (const stop of stops.splice(0)) stop()
      if (telephone.line?.callSid === call.sid) telephone.line = undefined
      if (result.kind === 'unanswered') telephone.hear(call.sid, 'note', 'Ha smesso di squillare.')
      exchange.changed()
      resolve(result)
    }
    const pickUp = (as: AnsweredAs) => finish({ kind: 'answered', as, telephone, behaviour })
    const giveUp = (status: FinalStatus) => finish({ kind: 'unanswered', status })
    const letItRing = behaviour.kind === 'noAnswer'
    telephone.line = { phase: 'ringing', callSid: call.sid, pickUp, refuse: () => giveUp('busy'), letItRing }
    stops.push(exchange.activity.waitFor(call.sid, timeoutSeconds, () => giveUp('no-answer')))
    if (behaviour.kind === 'answer' || behaviour.kind === 'machine') {
      const as = behaviour.kind === 'answer' ? 'human' : 'machine'
      stops.push(exchange.activity.after((behaviour.afterMs ?? 0) / 1000, () => pickUp(as)))
    }
    void call.ended.then(
      () => telephone.line?.callSid === call.sid && telephone.line.phase === 'ringing' && giveUp('canceled'),
    )
    exchange.changed()
  })
}

/** What the behaviour still does once it has answered. */
export function followBehaviour(exchange: Exchange, call: Call, behaviour: RingBehaviour, hangUp: () => void): void {
  if (behaviour.kind !== 'answer' && behaviour.kind !== 'machine') return
  if (behaviour.kind === 'answer') call.plannedKeys = behaviour.press ?? ''
  if (behaviour.hangUpAfterMs === undefined) return
  const stop = exchange.activity.after(behaviour.hangUpAfterMs / 1000, hangUp)
  void call.ended.then(stop)
}

function unanswered(status: FinalStatus): Promise<RingResult> {
  return Promise.resolve({ kind: 'unanswered', status })
}

function behaviourOfUnknown(exchange: Exchange): RingBehaviour {
  if (exchange.unknownNumbers === 'busy') return { kind: 'busy' }
  return exchange.unknownNumbers === 'answer' ? { kind: 'answer' } : { kind: 'noAnswer' }
}
