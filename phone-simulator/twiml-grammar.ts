/** Whether an attribute's value is one Twilio takes; 'later' is an attribute Twilio has and the simulator does not yet. */
export type AttributeRule = ((value: string) => boolean) | 'later'

export interface ElementRule {
  attributes: Readonly<Record<string, AttributeRule>>
  /** Elements allowed inside. */
  children?: readonly string[]
  text?: boolean
}

const anything = () => true
const link = (value: string) => value.trim() !== ''
const flag = (value: string) => value === 'true' || value === 'false'
const method = (value: string) => /^(get|post)$/i.test(value)
const whole = (smallest: number, largest: number) => (value: string) =>
  /^\d+$/.test(value) && Number(value) >= smallest && Number(value) <= largest
const oneOf =
  (...values: string[]) =>
  (value: string) =>
    values.includes(value)
const listOf =
  (...values: string[]) =>
  (value: string) =>
    value
      .split(/[\s,]+/)
      .filter((word) => word !== '')
      .every((word) => values.includes(word))

const callEvents = listOf('initiated', 'ringing', 'answered', 'completed')
const recordingEvents = listOf('in-progress', 'completed', 'absent')

const speechMarks = ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w']
const speechMark: ElementRule = {
  text: true,
  children: speechMarks,
  attributes: Object.fromEntries(
    'strength time level xml:lang alphabet ph pitch rate volume format interpret-as alias role'
      .split(' ')
      .map((name) => [name, anything]),
  ),
}

const prompts = ['Say', 'Play', 'Pause']

export const voiceGrammar: Readonly<Record<string, ElementRule>> = {
  Response: { attributes: {}, children: [...prompts, 'Gather', 'Dial', 'Redirect', 'Hangup', 'Reject', 'Record'] },
  Say: { attributes: { voice: anything, language: anything, loop: whole(1, 1000) }, children: speechMarks, text: true },
  Play: { attributes: { loop: whole(1, 1000), digits: (value) => /^[0-9A-Dw*#]+$/i.test(value) }, text: true },
  Pause: { attributes: { length: whole(1, 600) } },
  Gather: {
    attributes: {
      action: link,
      method,
      input: listOf('dtmf', 'speech'),
      timeout: (value) => value === 'auto' || whole(0, 600)(value),
      numDigits: whole(1, 100),
      finishOnKey: (value) => /^[0-9#*]?$/.test(value),
      actionOnEmptyResult: flag,
      language: anything,
      hints: anything,
      speechTimeout: (value) => value === 'auto' || whole(1, 600)(value),
      speechModel: anything,
      enhanced: flag,
      profanityFilter: flag,
      maxSpeechTime: 'later',
      bargeIn: 'later',
      debug: 'later',
      partialResultCallback: 'later',
      partialResultCallbackMethod: 'later',
    },
    children: prompts,
  },
  Dial: {
    attributes: {
      action: link,
      method,
      timeout: whole(1, 600),
      timeLimit: whole(1, 86_400),
      callerId: anything,
      answerOnBridge: flag,
      hangupOnStar: flag,
      ringTone: anything,
      record: oneOf('do-not-record'),
      sequential: flag,
      trim: 'later',
      recordingStatusCallback: 'later',
      recordingStatusCallbackMethod: 'later',
      recordingStatusCallbackEvent: 'later',
      recordingTrack: 'later',
      referUrl: 'later',
      referMethod: 'later',
      events: 'later',
    },
    children: ['Number'],
    text: true,
  },
  Number: {
    attributes: {
      url: link,
      method,
      statusCallback: link,
      statusCallbackMethod: method,
      statusCallbackEvent: callEvents,
      sendDigits: 'later',
      byoc: 'later',
      machineDetection: 'later',
      amdStatusCallback: 'later',
    },
    text: true,
  },
  Redirect: { attributes: { method }, text: true },
  Hangup: { attributes: {} },
  Reject: { attributes: { reason: oneOf('rejected', 'busy') } },
  Record: {
    attributes: {
      action: link,
      method,
      timeout: whole(0, 600),
      maxLength: whole(1, 14_400),
      finishOnKey: (value) => /^[0-9#*]*$/.test(value),
      playBeep: flag,
      trim: oneOf('trim-silence', 'do-not-trim'),
      recordingStatusCallback: link,
      recordingStatusCallbackMethod: method,
      recordingStatusCallbackEvent: recordingEvents,
      transcribe: oneOf('false'),
      transcribeCallback: 'later',
    },
  },
  ...Object.fromEntries(speechMarks.map((name) => [name, speechMark])),
}

/** Voice elements Twilio follows and the simulator does not yet. */
export const laterElements: ReadonlySet<string> = new Set(
  'Client Conference Connect Echo Enqueue Leave Pay Prompt Queue Refer Sim Sip Sms Start Stop Task'.split(' '),
)

export const messagingGrammar: Readonly<Record<string, ElementRule>> = {
  Response: { attributes: {}, children: ['Message'] },
  Message: {
    attributes: { to: anything, from: anything, action: link, method, statusCallback: link },
    children: ['Body'],
    text: true,
  },
  Body: { attributes: {}, text: true },
}
