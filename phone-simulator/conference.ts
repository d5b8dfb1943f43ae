import { type Call, newSid, type UrlWithMethod } from './call.ts'

export type ConferenceEvent = 'start' | 'end' | 'join' | 'leave' | 'mute' | 'hold' | 'modify'
export type Beep = 'true' | 'false' | 'onEnter' | 'onExit'
export type EndReason =
  | 'conference-ended-via-api'
  | 'participant-with-end-conference-on-exit-left'
  | 'participant-with-end-conference-on-exit-kicked'
  | 'last-participant-kicked'
  | 'last-participant-left'
export type LeaveReason =
  | 'conference_ended_via_api'
  | 'moderator_ended_conference'
  | 'participant_updated_via_api'
  | 'participant_hung_up'
  | 'participant_add_failed'

export interface ParticipantSettings {
  label: string | undefined
  muted: boolean
  beep: Beep
  startOnEnter: boolean
  endOnExit: boolean
  /** The call whose participant alone hears this one. */
  coached: string | undefined
}

export interface Participant extends ParticipantSettings {
  call: Call
  joinedAt: Date
  updatedAt: Date
  /** Called by the API and not there yet. */
  isAwaited: boolean
  hold: boolean
  /** Starts what is heard instead of the others: on hold, or before the conference starts. */
  playMusic: (music: Music) => void
  stopMusic: () => void
  /** The participant's <Dial> goes on. */
  release: (reason: LeaveReason) => void
}

/** Where what is heard comes from; undefined is Twilio's own music, and 'silence' none. */
export type Music = UrlWithMethod | 'silence' | undefined

export interface ConferenceSubscription extends UrlWithMethod {
  events: ReadonlySet<ConferenceEvent>
}

export const mostParticipants = 250

/** A room where any number of calls hear each other. */
export class Conference {
  readonly sid = newSid('CF')
  readonly name: string
  readonly createdAt = new Date()
  updatedAt = this.createdAt
  status: 'init' | 'in-progress' | 'completed' = 'init'
  participants: Participant[] = []
  subscription: ConferenceSubscription | undefined
  maxParticipants = mostParticipants
  nextSequenceNumber = 1
  endReason: EndReason | undefined
  callEnding: Call | undefined

  constructor(name: string) {
    this.name = name
  }

  get present(): Participant[] {
    return this.participants.filter(({ isAwaited }) => !isAwaited)
  }

  participantOf(callSidOrLabel: string): Participant | undefined {
    return this.participants.find(({ call, label }) => call.sid === callSidOrLabel || label === callSidOrLabel)
  }

  /** Whether a participant hears the others now. */
  isListening(participant: Participant): boolean {
    return this.status === 'in-progress' && !participant.hold && !participant.isAwaited
  }

  /** The legs that hear this participant. */
  hearersOf(participant: Participant): Call[] {
    if (!this.isListening(participant) || participant.muted) return []
    const others = this.present.filter((other) => other !== participant && this.isListening(other))
    const { coached } = participant
    return others.filter(({ call }) => coached === undefined || call.sid === coached).map(({ call }) => call)
  }
}
