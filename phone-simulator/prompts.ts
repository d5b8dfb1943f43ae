import { hear } from './call-progress.ts'
import { goOn, type Outcome, type Run } from './run.ts'
import type { TwimlElement } from './twiml.ts'
import { WebhookFailure } from './webhooks.ts'

export async function say(run: Run, element: TwimlElement): Promise<Outcome> {
  const { exchange, call } = run
  for (let time = 0; time < Number(element.attributes.loop ?? 1); time++) {
    hear(exchange, call, 'say', element.text)
    const { speechCharactersPerSecond } = exchange
    if (speechCharactersPerSecond) {
      await exchange.activity.sleep(element.text.length / speechCharactersPerSecond, run.signal)
    }
  }
  return goOn
}

export async function play(run: Run, element: TwimlElement): Promise<Outcome> {
  const { exchange, call } = run
  const { digits } = element.attributes
  if (digits) {
    hear(exchange, call, 'tone', digits)
    return goOn
  }
  const url = run.base ? new URL(element.ownText, run.base.url).href : element.ownText
  try {
    const answer = await exchange.webhooks.fetch({ url, method: 'GET', parameters: {} })
    if (!answer.contentType.startsWith('audio/')) throw new WebhookFailure(12300, url, 'what is played is not audio')
    hear(exchange, call, 'play', url)
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error
    exchange.report({ code: error.code, callSid: call.sid, url, message: `nothing to play: ${error.message}` })
  }
  return goOn
}

export async function pause(run: Run, element: TwimlElement): Promise<Outcome> {
  await run.exchange.activity.sleep(Number(element.attributes.length ?? 1), run.signal)
  return goOn
}
