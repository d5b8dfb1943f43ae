import type { Call } from './call.ts'
import type { Beep, Conference, ConferenceEvent, Participant } from './conference.ts'
import { depart } from './conference-floor.ts'
import type { Exchange } from './exchange.ts'
import { placeOutgoing } from './outgoing-call.ts'
import { requestedCall } from './requested-call.ts'
import { isWebAddress, type Parameters, Refusal } from './rest-answers.ts'

/** What a call to somebody who is to join a conference may say. */
export const participantParameters = new Set(
  `From To StatusCallback StatusCallbackMethod StatusCallbackEvent Label Timeout TimeLimit Muted Beep
  StartConferenceOnEnter EndConferenceOnExit WaitUrl WaitMethod EarlyMedia MaxParticipants ConferenceStatusCallback
  ConferenceStatusCallbackMethod ConferenceStatusCallbackEvent Coaching CallSidToCoach CallerId CallReason
  MachineDetection MachineDetectionTimeout MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold
  MachineDetectionSilenceTimeout AmdStatusCallback AmdStatusCallbackMethod`.split(/\s+/),
)

/** Calls somebody into a conference: awaited until they answer, then in it until they or the API end it. */
export function inviteParticipant(exchange: Exchange, conference: Conference, parameters: Parameters): Participant {
  const { Label, Muted, Beep: beep, StartConferenceOnEnter, EndConferenceOnExit, CallSidToCoach } = parameters
  if (Label && conference.participantOf(Label)) throw new Refusal(400, 20001, 'Label is already in the conference')
  if (conference.participants.length >= conference.maxParticipants) {
    throw new Refusal(400, 20001, 'The conference is full')
  }
  if (!parameters.To) throw new Refusal(400, 21201, "No 'To' number is specified")
  subscribe(conference, parameters)
  const request = requestedCall(exchange, {
    ...withoutConference(parameters),
    Twiml: documentOf(conference, parameters),
  })
  const call = placeOutgoing(exchange, request)
  const now = new Date()
  const participant: Participant = {
    call,
    joinedAt: now,
    updatedAt: now,
    isAwaited: true,
    hold: false,
    label: Label,
    muted: Muted === 'true',
    beep: (beep ?? 'true') as Beep,
    startOnEnter: StartConferenceOnEnter !== 'false',
    endOnExit: EndConferenceOnExit === 'true',
    coached: CallSidToCoach,
    playMusic: () => {},
    stopMusic: () => {},
    release: () => {},
  }
  conference.participants.push(participant)
  departUnlessJoined(exchange, conference, participant, call)
  return participant
}

/** Who enters takes the place of the one awaited, so this leaves only what never came. */
function departUnlessJoined(exchange: Exchange, conference: Conference, awaited: Participant, call: Call): void {
  void call.ended.then(() => depart(exchange, conference, awaited, 'participant_add_failed'))
}

function withoutConference(parameters: Parameters): Parameters {
  const { From, To, StatusCallback, StatusCallbackMethod, StatusCallbackEvent, Timeout, TimeLimit } = parameters
  const { MachineDetection, AmdStatusCallback, AmdStatusCallbackMethod } = parameters
  const given = {
    From,
    To,
    StatusCallback,
    StatusCallbackMethod,
    StatusCallbackEvent,
    Timeout,
    TimeLimit,
    MachineDetection,
    ...(MachineDetection && { AsyncAmd: 'true' }),
    AsyncAmdStatusCallback: AmdStatusCallback,
    AsyncAmdStatusCallbackMethod: AmdStatusCallbackMethod,
  }
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

const conferenceAttributes = {
  Label: 'participantLabel',
  Muted: 'muted',
  Beep: 'beep',
  StartConferenceOnEnter: 'startConferenceOnEnter',
  EndConferenceOnExit: 'endConferenceOnExit',
  WaitUrl: 'waitUrl',
  WaitMethod: 'waitMethod',
  MaxParticipants: 'maxParticipants',
  CallSidToCoach: 'coach',
} as const

function documentOf(conference: Conference, parameters: Parameters): string {
  const attributes = Object.entries(conferenceAttributes)
    .filter(([name]) => parameters[name] !== undefined)
    .map(([name, attribute]) => ` ${attribute}="${escaped(parameters[name] ?? '')}"`)
    .join('')
  return `<Response><Dial><Conference${attributes}>${escaped(conference.name)}</Conference></Dial></Response>`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}

function subscribe(conference: Conference, parameters: Parameters): void {
  const { ConferenceStatusCallback: url, ConferenceStatusCallbackMethod: method } = parameters
  if (url === undefined || conference.subscription) return
  if (!isWebAddress(url)) throw new Refusal(400, 21205, 'ConferenceStatusCallback is not a valid URL')
  const events = (parameters.ConferenceStatusCallbackEvent ?? 'start end').split(/[\s,]+/) as ConferenceEvent[]
  conference.subscription = { url, method: method ?? 'POST', events: new Set(events) }
}
