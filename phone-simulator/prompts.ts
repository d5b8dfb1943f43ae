import { hear } from './call-progress.ts'
import { goOn, letPass, type Outcome, type Run, waitHere } from './run.ts'
import { secondsOfSound } from './sound.ts'
import type { TwimlElement } from './twiml.ts'
import { WebhookFailure } from './webhooks.ts'

/** Of a prompt that repeats until somebody interrupts it, each time takes at least this. */
const leastSeconds = 1

export async function say(run: Run, element: TwimlElement): Promise<Outcome> {
  const { exchange, call } = run
  const { speechCharactersPerSecond } = exchange
  const seconds = speechCharactersPerSecond ? element.text.length / speechCharactersPerSecond : 0
  return repeat(run, element, seconds, () => hear(exchange, call, 'say', element.text))
}

export async function play(run: Run, element: TwimlElement): Promise<Outcome> {
  const { exchange, call } = run
  const { digits } = element.attributes
  if (digits) {
    hear(exchange, call, 'tone', digits)
    return goOn
  }
  const url = run.base ? new URL(element.ownText, run.base.url).href : element.ownText
  const sound = await soundAt(run, url)
  if (!sound) return goOn
  return repeat(run, element, playSeconds(run, sound), () => hear(exchange, call, 'play', url))
}

export async function pause(run: Run, element: TwimlElement): Promise<Outcome> {
  await letPass(run, Number(element.attributes.length ?? 1))
  return goOn
}

/** A sound file takes its time where speech does, and where it is what one waits with. */
export function playSeconds(run: Run, sound: Buffer): number {
  return run.isEndless || run.exchange.speechCharactersPerSecond ? secondsOfSound(sound) : 0
}

async function soundAt(run: Run, url: string): Promise<Buffer | undefined> {
  const { exchange, call } = run
  try {
    const { sound } = await exchange.webhooks.fetch({ url, method: 'GET', parameters: {} })
    if (!sound) throw new WebhookFailure(12300, url, 'what is played is not audio')
    return sound
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error
    exchange.report({ code: error.code, callSid: call.sid, url, message: `nothing to play: ${error.message}` })
    return undefined
  }
}

/** `loop="0"` repeats until it is interrupted. */
async function repeat(run: Run, { attributes }: TwimlElement, seconds: number, once: () => void): Promise<Outcome> {
  const times = Number(attributes.loop ?? 1)
  for (let time = 0; times === 0 || time < times; time++) {
    once()
    if (times === 0) await waitHere(run, Math.max(seconds, leastSeconds))
    else await letPass(run, seconds)
  }
  return goOn
}
