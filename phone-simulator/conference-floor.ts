import { endCall, hear } from './call-progress.ts'
import type { Conference, EndReason, LeaveReason, Music, Participant } from './conference.ts'
import { tellConference } from './conference-events.ts'
import type { Exchange } from './exchange.ts'

/** Somebody comes in; the conference starts with the second, unless all are to wait for somebody else. */
export function enter(exchange: Exchange, conference: Conference, participant: Participant, music: Music): void {
  const { call } = participant
  conference.participants = [...conference.participants.filter((other) => other.call !== call), participant]
  call.hearers = () => conference.hearersOf(participant)
  call.situation = () => situationOf(conference, participant)
  hear(exchange, call, 'note', `Nella conferenza «${conference.name}».`)
  tellConference(exchange, conference, 'join', 'participant-join', participant)
  const mayStart = conference.present.length > 1 && conference.present.some(({ startOnEnter }) => startOnEnter)
  if (conference.status === 'init' && mayStart) start(exchange, conference)
  if (conference.status === 'init') participant.playMusic(music)
  else if (participant.beep === 'true' || participant.beep === 'onEnter') beep(exchange, conference)
}

function start(exchange: Exchange, conference: Conference): void {
  conference.status = 'in-progress'
  for (const participant of conference.present) {
    if (participant.hold) continue
    participant.stopMusic()
    hear(exchange, participant.call, 'note', 'La conferenza è cominciata.')
  }
  tellConference(exchange, conference, 'start', 'conference-start')
}

function beep(exchange: Exchange, conference: Conference): void {
  for (const participant of conference.present) {
    if (conference.isListening(participant)) hear(exchange, participant.call, 'beep', 'bip')
  }
}

/** Somebody goes, of their own will or not; the last one, or one without whom there is none, ends the conference. */
export function depart(
  exchange: Exchange,
  conference: Conference,
  participant: Participant,
  reason: LeaveReason,
  isKicked = false,
): void {
  if (!conference.participants.includes(participant)) return
  remove(exchange, conference, participant, reason)
  if (conference.status === 'completed') return
  if (participant.endOnExit && !participant.isAwaited) {
    const how = isKicked ? 'kicked' : 'left'
    endConference(exchange, conference, `participant-with-end-conference-on-exit-${how}`, participant)
  } else if (conference.present.length === 0 && !participant.isAwaited) {
    endConference(exchange, conference, isKicked ? 'last-participant-kicked' : 'last-participant-left', participant)
  } else if (participant.beep === 'true' || participant.beep === 'onExit') {
    beep(exchange, conference)
  }
}

function remove(exchange: Exchange, conference: Conference, participant: Participant, reason: LeaveReason): void {
  const { call } = participant
  conference.participants = conference.participants.filter((other) => other !== participant)
  participant.stopMusic()
  call.hearers = undefined
  call.situation = undefined
  tellConference(exchange, conference, 'leave', 'participant-leave', participant, {
    ParticipantCallStatus: call.status,
    ReasonParticipantLeft: reason,
  })
  participant.release(reason)
}

export function endConference(
  exchange: Exchange,
  conference: Conference,
  reason: EndReason,
  participant?: Participant,
): void {
  conference.status = 'completed'
  conference.endReason = reason
  conference.callEnding = participant?.call
  const leaveReason = reason === 'conference-ended-via-api' ? 'conference_ended_via_api' : 'moderator_ended_conference'
  for (const other of conference.participants) {
    remove(exchange, conference, other, leaveReason)
    if (other.isAwaited) endCall(exchange, other.call, 'canceled')
  }
  tellConference(exchange, conference, 'end', 'conference-end', undefined, {
    ReasonConferenceEnded: reason,
    Reason: `Conference ended: ${reason}`,
    ...(participant && { CallSidEndingConference: participant.call.sid }),
    ...(participant?.label !== undefined && { ParticipantLabelEndingConference: participant.label }),
  })
}

export function setMuted(exchange: Exchange, conference: Conference, participant: Participant, muted: boolean): void {
  if (participant.muted === muted) return
  participant.muted = muted
  participant.updatedAt = new Date()
  const event = muted ? 'participant-mute' : 'participant-unmute'
  tellConference(exchange, conference, 'mute', event, participant)
}

export function setHold(
  exchange: Exchange,
  conference: Conference,
  participant: Participant,
  hold: boolean,
  music: Music,
): void {
  if (participant.hold === hold) return
  participant.hold = hold
  participant.updatedAt = new Date()
  participant.stopMusic()
  if (hold) participant.playMusic(music)
  else if (conference.status === 'in-progress') hear(exchange, participant.call, 'note', 'Di nuovo in conferenza.')
  const event = hold ? 'participant-hold' : 'participant-unhold'
  tellConference(exchange, conference, 'hold', event, participant)
}

function situationOf(conference: Conference, participant: Participant): string {
  if (participant.hold) return 'In attesa, fuori dalla conferenza'
  if (conference.status === 'init') return 'In attesa che la conferenza cominci'
  const others = conference.present.length - 1
  return `In conferenza con ${others === 1 ? 'un’altra persona' : `altre ${others} persone`}`
}
