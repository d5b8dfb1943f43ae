import { Interrupted } from './activity.ts'
import { pause, play, say } from './prompts.ts'
import { goOn, type Outcome, type Run, sourceAt } from './run.ts'
import { type TwimlElement, TwimlError } from './twiml.ts'

interface Question {
  takesKeys: boolean
  takesSpeech: boolean
  mostDigits: number
  finishKey: string
  timeoutSeconds: number
}

interface Reply {
  digits: string
  finishedOnKey?: string
  speech?: string
}

export async function gather(run: Run, element: TwimlElement): Promise<Outcome> {
  const { attributes } = element
  if (attributes.speechTimeout === 'auto' && (attributes.speechModel ?? 'default') === 'default') {
    throw new TwimlError(13335, 'speechTimeout="auto" needs a speechModel that is not the default')
  }
  const reply = await ask(run, questionIn(attributes), (signal) => speak({ ...run, signal }, element.children))
  const isEmpty = reply.digits === '' && reply.speech === undefined && reply.finishedOnKey === undefined
  if (isEmpty && attributes.actionOnEmptyResult !== 'true') return goOn
  const parameters: Record<string, string> = { msg: 'Gather End' }
  if (reply.speech === undefined) parameters.Digits = reply.digits
  else Object.assign(parameters, { SpeechResult: reply.speech, Confidence: '0.9' })
  if (reply.finishedOnKey !== undefined) parameters.FinishedOnKey = reply.finishedOnKey
  return { kind: 'document', source: sourceAt(run, attributes.action, attributes.method, parameters) }
}

function questionIn(attributes: Readonly<Record<string, string>>): Question {
  const input = (attributes.input ?? 'dtmf').split(/[\s,]+/)
  const timeout = attributes.timeout ?? '5'
  return {
    takesKeys: input.includes('dtmf'),
    takesSpeech: input.includes('speech'),
    mostDigits: Number(attributes.numDigits ?? Number.POSITIVE_INFINITY),
    finishKey: attributes.finishOnKey ?? '#',
    timeoutSeconds: timeout === 'auto' ? 5 : Number(timeout),
  }
}

async function speak(run: Run, prompts: readonly TwimlElement[]): Promise<void> {
  for (const prompt of prompts) {
    if (run.signal.aborted) return
    if (prompt.name === 'Say') await say(run, prompt)
    else if (prompt.name === 'Play') await play(run, prompt)
    else await pause(run, prompt)
  }
}

/** Speaks and listens at once: the first key silences the prompts, and each key starts the time again. */
function ask(run: Run, question: Question, prompts: (signal: AbortSignal) => Promise<void>): Promise<Reply> {
  const { call, exchange } = run
  const speaking = new AbortController()
  run.onWait?.()
  return new Promise((resolve, reject) => {
    let digits = ''
    let stopTime = () => {}
    const close = () => {
      stopTime()
      call.listener = undefined
      run.signal.removeEventListener('abort', interrupt)
      speaking.abort()
    }
    const interrupt = () => {
      close()
      reject(new Interrupted())
    }
    const finish = (reply: Reply) => {
      close()
      resolve(reply)
    }
    const startTime = () => {
      stopTime()
      stopTime = exchange.activity.waitFor(call.sid, question.timeoutSeconds, () => finish({ digits }))
    }
    const key = (pressed: string) => {
      speaking.abort()
      if (pressed === question.finishKey) return finish({ digits, finishedOnKey: pressed })
      digits += pressed
      if (digits.length >= question.mostDigits) return finish({ digits })
      startTime()
    }
    call.listener = {
      ...(question.takesKeys && { key }),
      ...(question.takesSpeech && { speech: (words: string) => finish({ digits: '', speech: words }) }),
    }
    run.signal.addEventListener('abort', interrupt, { once: true })
    prompts(AbortSignal.any([run.signal, speaking.signal])).then(
      () => {
        if (speaking.signal.aborted) return
        startTime()
        const planned = call.plannedKeys
        call.plannedKeys = ''
        for (const pressed of planned) call.listener?.key?.(pressed)
      },
      (error: unknown) => {
        if (error instanceof Interrupted) return
        close()
        reject(error)
      },
    )
  })
}
