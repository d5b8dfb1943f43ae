import { Interrupted } from './activity.ts'
import { hear, tell } from './call-progress.ts'
import { aRecording } from './recording.ts'
import { announceRecording, recordingUrl } from './recording-callbacks.ts'
import { addressIn, goOn, type Outcome, type Run, sourceAt } from './run.ts'
import type { TwimlElement } from './twiml.ts'

interface Taken {
  endedBy: 'key' | 'hangup' | 'silence' | 'length'
  key: string
  words: string
  /** Of a message left at once; otherwise it lasted as long as it took. */
  seconds?: number
}

export async function record(run: Run, element: TwimlElement): Promise<Outcome> {
  const { exchange, call } = run
  const { attributes } = element
  const startedAt = new Date()
  // Resolved before the recording starts: afterwards the document may be gone.
  const action = addressIn(run, attributes.action, attributes.method)
  if (attributes.playBeep !== 'false') hear(exchange, call, 'beep', 'bip')
  const recording = aRecording({ callSid: call.sid, source: 'RecordVerb', startedAt })
  announceRecording(run, attributes, recording, 'in-progress')
  const taken = await take(run, attributes)
  if (taken.endedBy === 'silence' && taken.words === '' && taken.seconds === undefined) {
    announceRecording(run, attributes, recording, 'absent')
    return goOn
  }
  const length = taken.seconds ?? exchange.activity.secondsBetween(startedAt, new Date())
  recording.durationSeconds = Math.max(1, Math.round(length))
  recording.words = taken.words
  exchange.keep(exchange.recordings, recording.sid, recording)
  announceRecording(run, attributes, recording, 'completed')
  const parameters = {
    RecordingSid: recording.sid,
    RecordingUrl: recordingUrl(exchange, recording.sid),
    RecordingDuration: String(recording.durationSeconds),
    Digits: taken.endedBy === 'hangup' ? 'hangup' : taken.key,
  }
  if (taken.endedBy === 'hangup') {
    tell(exchange, call, action, parameters, 'record action')
    throw new Interrupted()
  }
  return { kind: 'document', source: sourceAt(run, action.url, action.method, parameters) }
}

function take(run: Run, attributes: Readonly<Record<string, string>>): Promise<Taken> {
  const { call, exchange } = run
  const finishKeys = attributes.finishOnKey ?? '0123456789*#'
  return new Promise((resolve, reject) => {
    const words: string[] = []
    let seconds: number | undefined
    let stopSilence = () => {}
    const close = () => {
      stopSilence()
      stopLength()
      call.listener = undefined
      run.signal.removeEventListener('abort', interrupt)
    }
    const finish = (endedBy: Taken['endedBy'], key = '') => {
      close()
      resolve({ endedBy, key, words: words.join(' '), ...(seconds !== undefined && { seconds }) })
    }
    const interrupt = () => {
      if (call.isOver) return finish('hangup')
      close()
      reject(new Interrupted())
    }
    const listenForSilence = () => {
      stopSilence()
      stopSilence = exchange.activity.waitFor(call.sid, Number(attributes.timeout ?? 5), () => finish('silence'))
    }
    const longest = Number(attributes.maxLength ?? 3_600)
    const stopLength = exchange.activity.waitFor(call.sid, longest, () => finish('length'))
    call.listener = {
      key: (key) => finishKeys.includes(key) && finish('key', key),
      speech: (said) => {
        words.push(said)
        listenForSilence()
      },
      message: (said, text) => {
        seconds = Math.min(said, longest)
        words.push(text)
        if (said >= longest) finish('length')
        else listenForSilence()
      },
    }
    run.signal.addEventListener('abort', interrupt, { once: true })
    listenForSilence()
  })
}
