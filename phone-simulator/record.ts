import { Interrupted } from './activity.ts'
import { hear, voiceParameters } from './call-progress.ts'
import { aRecording, type Recording } from './recording.ts'
import { addressIn, goOn, type Outcome, type Run, sourceAt } from './run.ts'
import type { TwimlElement } from './twiml.ts'

interface Taken {
  endedBy: 'key' | 'hangup' | 'silence' | 'length'
  key: string
  words: string
}

export async function record(run: Run, element: TwimlElement): Promise<Outcome> {
  const { exchange, call } = run
  const { attributes } = element
  const startedAt = new Date()
  // Resolved before the recording starts: afterwards the document may be gone.
  const action = addressIn(run, attributes.action, attributes.method)
  if (attributes.playBeep !== 'false') hear(exchange, call, 'beep', 'bip')
  const taken = await take(run, attributes)
  if (taken.endedBy === 'silence' && taken.words === '') {
    announce(run, attributes, undefined, startedAt)
    return goOn
  }
  const length = exchange.activity.secondsBetween(startedAt, new Date())
  const recording = aRecording(call.sid, Math.max(1, Math.round(length)), taken.words)
  exchange.keep(exchange.recordings, recording.sid, recording)
  announce(run, attributes, recording, startedAt)
  const parameters = {
    RecordingSid: recording.sid,
    RecordingUrl: recordingUrl(run, recording),
    RecordingDuration: String(recording.durationSeconds),
    Digits: taken.endedBy === 'hangup' ? 'hangup' : taken.key,
  }
  if (taken.endedBy === 'hangup') {
    const webhook = { ...action, parameters: { ...voiceParameters(exchange, call), ...parameters } }
    exchange.webhooks.post(call.sid, webhook, (failure) =>
      exchange.report({
        code: failure.code,
        callSid: call.sid,
        url: failure.url,
        message: `record action: ${failure.message}`,
      }),
    )
    throw new Interrupted()
  }
  return { kind: 'document', source: sourceAt(run, action.url, action.method, parameters) }
}

function take(run: Run, attributes: Readonly<Record<string, string>>): Promise<Taken> {
  const { call, exchange } = run
  const finishKeys = attributes.finishOnKey ?? '0123456789*#'
  return new Promise((resolve, reject) => {
    const words: string[] = []
    let stopSilence = () => {}
    const close = () => {
      stopSilence()
      stopLength()
      call.listener = undefined
      run.signal.removeEventListener('abort', interrupt)
    }
    const finish = (endedBy: Taken['endedBy'], key = '') => {
      close()
      resolve({ endedBy, key, words: words.join(' ') })
    }
    const interrupt = () => {
      if (call.isOver) return finish('hangup')
      close()
      reject(new Interrupted())
    }
    const listenForSilence = () => {
      stopSilence()
      const seconds = Number(attributes.timeout ?? 5)
      stopSilence = exchange.activity.waitFor(call.sid, seconds, () => finish('silence'))
    }
    const stopLength = exchange.activity.waitFor(call.sid, Number(attributes.maxLength ?? 3_600), () =>
      finish('length'),
    )
    call.listener = {
      key: (key) => finishKeys.includes(key) && finish('key', key),
      speech: (said) => {
        words.push(said)
        listenForSilence()
      },
    }
    run.signal.addEventListener('abort', interrupt, { once: true })
    listenForSilence()
  })
}

function announce(
  run: Run,
  attributes: Readonly<Record<string, string>>,
  recording: Recording | undefined,
  startedAt: Date,
): void {
  const { exchange, call } = run
  const address = attributes.recordingStatusCallback
  const status = recording ? 'completed' : 'absent'
  const events = (attributes.recordingStatusCallbackEvent ?? 'completed').split(/[\s,]+/)
  if (!address || !events.includes(status)) return
  const parameters: Record<string, string> = {
    AccountSid: exchange.accountSid,
    CallSid: call.sid,
    RecordingSid: recording?.sid ?? '',
    RecordingUrl: recording ? recordingUrl(run, recording) : '',
    RecordingStatus: status,
    RecordingDuration: String(recording?.durationSeconds ?? 0),
    RecordingChannels: '1',
    RecordingStartTime: startedAt.toUTCString().replace('GMT', '+0000'),
    RecordingSource: 'RecordVerb',
  }
  const webhook = { ...addressIn(run, address, attributes.recordingStatusCallbackMethod), parameters }
  exchange.webhooks.post(call.sid, webhook, (failure) =>
    exchange.report({
      code: 15003,
      callSid: call.sid,
      url: failure.url,
      message: `recording callback: ${failure.message}`,
    }),
  )
}

function recordingUrl({ exchange }: Run, recording: Recording): string {
  return `https://api.twilio.com/2010-04-01/Accounts/${exchange.accountSid}/Recordings/${recording.sid}`
}
