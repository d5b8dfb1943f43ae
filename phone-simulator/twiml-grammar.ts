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
const voiceVerbs = [...prompts, 'Gather', 'Dial', 'Enqueue', 'Leave', 'Redirect', 'Hangup', 'Reject', 'Record']
const detectionMode = oneOf('Enable', 'DetectMessageEnd')
const conferenceEvents = listOf('start', 'end', 'join', 'leave', 'mute', 'hold', 'modify')
const recordingFlow = oneOf(
  'do-not-record',
  'true',
  'false',
  'record-from-answer',
  'record-from-ringing',
  'record-from-answer-dual',
  'record-from-ringing-dual',
)

export const voiceGrammar: Readonly<Record<string, ElementRule>> = {
  Response: { attributes: {}, children: voiceVerbs },
  Say: { attributes: { voice: anything, language: anything, loop: whole(0, 1000) }, children: speechMarks, text: true },
  Play: { attributes: { loop: whole(0, 1000), digits: (value) => /^[0-9A-Dw*#]+$/i.test(value) }, text: true },
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
      record: recordingFlow,
      sequential: flag,
      trim: oneOf('trim-silence', 'do-not-trim'),
      recordingStatusCallback: link,
      recordingStatusCallbackMethod: method,
      recordingStatusCallbackEvent: recordingEvents,
      recordingTrack: 'later',
      referUrl: 'later',
      referMethod: 'later',
      events: 'later',
    },
    children: ['Number', 'Client', 'Queue', 'Conference'],
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
      machineDetection: detectionMode,
      machineDetectionTimeout: whole(3, 59),
      machineDetectionSpeechThreshold: whole(1_000, 6_000),
      machineDetectionSpeechEndThreshold: whole(500, 5_000),
      machineDetectionSilenceTimeout: whole(2_000, 10_000),
      amdStatusCallback: link,
      amdStatusCallbackMethod: method,
    },
    text: true,
  },
  Client: {
    attributes: {
      url: link,
      method,
      statusCallback: link,
      statusCallbackMethod: method,
      statusCallbackEvent: callEvents,
      clientNotificationUrl: 'later',
    },
    children: ['Identity', 'Parameter'],
    text: true,
  },
  Identity: { attributes: {}, text: true },
  Parameter: { attributes: { name: link, value: anything } },
  Queue: {
    attributes: { url: link, method, reservationSid: 'later', postWorkActivitySid: 'later' },
    text: true,
  },
  Conference: {
    attributes: {
      muted: flag,
      beep: oneOf('true', 'false', 'onEnter', 'onExit'),
      startConferenceOnEnter: flag,
      endConferenceOnExit: flag,
      participantLabel: anything,
      waitUrl: anything,
      waitMethod: method,
      maxParticipants: whole(2, 250),
      coach: (value) => /^(CA[0-9a-f]{32})?$/.test(value),
      statusCallback: link,
      statusCallbackMethod: method,
      statusCallbackEvent: conferenceEvents,
      record: oneOf('do-not-record'),
      region: oneOf('us1', 'ie1', 'de1', 'sg1', 'br1', 'au1', 'jp1'),
      jitterBufferSize: oneOf('small', 'medium', 'large', 'off'),
      trim: 'later',
      recordingStatusCallback: 'later',
      recordingStatusCallbackMethod: 'later',
      recordingStatusCallbackEvent: 'later',
      eventCallbackUrl: 'later',
    },
    text: true,
  },
  Enqueue: {
    attributes: {
      action: link,
      method,
      waitUrl: anything,
      waitUrlMethod: method,
      maxQueueSize: whole(1, 5_000),
      workflowSid: 'later',
    },
    text: true,
  },
  Leave: { attributes: {} },
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
  'Application Connect Echo Pay Prompt Refer Sim Sip Sms Start Stop Task WhatsApp'.split(' '),
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
