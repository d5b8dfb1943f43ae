import { type Request, Router } from 'express'
import { endCall } from './call-progress.ts'
import type { Conference, Participant } from './conference.ts'
import { tellConference } from './conference-events.ts'
import { depart, setHold, setMuted } from './conference-floor.ts'
import { openConference } from './conferences.ts'
import type { Exchange } from './exchange.ts'
import { inviteParticipant, participantParameters } from './participant-call.ts'
import {
  bodyParameters,
  isMethod,
  isWebAddress,
  notFound,
  page,
  queryParameters,
  Refusal,
  twilioDate,
} from './rest-answers.ts'
import { conferenceOf } from './rest-conferences.ts'

const updateParameters = new Set(
  'Muted Hold HoldUrl HoldMethod EndConferenceOnExit BeepOnExit Coaching CallSidToCoach'.split(' '),
)

export function participantRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  const all = '/Conferences/:conference/Participants.json'
  const one = '/Conferences/:conference/Participants/:participant.json'
  routes.post(all, (request, response) => {
    const parameters = bodyParameters(exchange, request, participantParameters)
    // A name opens the conference; a sid must be of one there is.
    const wanted = String(request.params.conference)
    const isSid = /^CF[0-9a-f]{32}$/.test(wanted)
    const conference = isSid ? conferenceOf(exchange, request) : openConference(exchange, wanted)
    const participant = inviteParticipant(exchange, conference, parameters)
    response.status(201).json(participantJson(exchange, conference, participant))
  })
  routes.get(all, (request, response) => {
    const conference = conferenceOf(exchange, request)
    const { Muted, Hold, Coaching } = queryParameters(exchange, request, ['Muted', 'Hold', 'Coaching'])
    const participants = conference.participants.filter(
      ({ muted, hold, coached }) =>
        (Muted ?? String(muted)) === String(muted) &&
        (Hold ?? String(hold)) === String(hold) &&
        (Coaching ?? String(coached !== undefined)) === String(coached !== undefined),
    )
    response.json(page(request, 'participants', participants, (shown) => participantJson(exchange, conference, shown)))
  })
  routes.get(one, (request, response) => {
    const conference = conferenceOf(exchange, request)
    response.json(participantJson(exchange, conference, participantOf(conference, request)))
  })
  routes.post(one, (request, response) => {
    const conference = conferenceOf(exchange, request)
    const participant = participantOf(conference, request)
    change(exchange, conference, participant, bodyParameters(exchange, request, updateParameters))
    response.json(participantJson(exchange, conference, participant))
  })
  routes.delete(one, (request, response) => {
    const conference = conferenceOf(exchange, request)
    const participant = participantOf(conference, request)
    depart(exchange, conference, participant, 'participant_updated_via_api', true)
    if (participant.isAwaited) endCall(exchange, participant.call, 'canceled')
    response.status(204).end()
  })
  return routes
}

/** By CallSid or by label. */
function participantOf(conference: Conference, request: Request): Participant {
  const participant = conference.participantOf(String(request.params.participant))
  if (!participant) throw notFound(request)
  return participant
}

function change(
  exchange: Exchange,
  conference: Conference,
  participant: Participant,
  parameters: Record<string, string>,
): void {
  const { Muted, Hold, HoldUrl, HoldMethod, EndConferenceOnExit, BeepOnExit, Coaching, CallSidToCoach } = parameters
  if (HoldUrl && !isWebAddress(HoldUrl)) throw new Refusal(400, 21205, 'HoldUrl is not a valid URL')
  if (!isMethod(HoldMethod)) throw new Refusal(400, 21206, 'HoldMethod is neither GET nor POST')
  if (CallSidToCoach && !conference.participants.some(({ call }) => call.sid === CallSidToCoach)) {
    throw new Refusal(400, 20001, 'CallSidToCoach is not in the conference')
  }
  if (Coaching === 'true' && !CallSidToCoach && !participant.coached) {
    throw new Refusal(400, 20001, 'Coaching needs CallSidToCoach')
  }
  if (Muted !== undefined) setMuted(exchange, conference, participant, Muted === 'true')
  if (Hold !== undefined) {
    const music = HoldUrl ? { url: HoldUrl, method: HoldMethod ?? 'GET' } : undefined
    setHold(exchange, conference, participant, Hold === 'true', HoldUrl === '' ? 'silence' : music)
  }
  if ([EndConferenceOnExit, BeepOnExit, Coaching, CallSidToCoach].every((value) => value === undefined)) return
  if (EndConferenceOnExit !== undefined) participant.endOnExit = EndConferenceOnExit === 'true'
  if (BeepOnExit !== undefined) participant.beep = beepWith(participant, BeepOnExit === 'true')
  if (CallSidToCoach) participant.coached = CallSidToCoach
  if (Coaching === 'false') participant.coached = undefined
  participant.updatedAt = new Date()
  tellConference(exchange, conference, 'modify', 'participant-modify', participant)
}

function beepWith({ beep }: Participant, onExit: boolean): Participant['beep'] {
  const onEnter = beep === 'true' || beep === 'onEnter'
  if (onEnter) return onExit ? 'true' : 'onEnter'
  return onExit ? 'onExit' : 'false'
}

const statusOfAwaited: Partial<Record<string, string>> = {
  queued: 'queued',
  initiated: 'connecting',
  ringing: 'ringing',
  'in-progress': 'connected',
}

function participantJson(
  exchange: Exchange,
  conference: Conference,
  participant: Participant,
): Record<string, unknown> {
  const { call } = participant
  return {
    account_sid: exchange.accountSid,
    call_sid: call.sid,
    conference_sid: conference.sid,
    label: participant.label ?? null,
    muted: participant.muted,
    hold: participant.hold,
    coaching: participant.coached !== undefined,
    call_sid_to_coach: participant.coached ?? null,
    start_conference_on_enter: participant.startOnEnter,
    end_conference_on_exit: participant.endOnExit,
    status: statusOfAwaited[call.status] ?? 'complete',
    queue_time: String(call.queueMilliseconds),
    date_created: twilioDate(participant.joinedAt),
    date_updated: twilioDate(participant.updatedAt),
    uri: `/2010-04-01/Accounts/${exchange.accountSid}/Conferences/${conference.sid}/Participants/${call.sid}.json`,
  }
}
