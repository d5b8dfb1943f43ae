import type { Conference, ConferenceEvent, Participant } from './conference.ts'
import type { Exchange } from './exchange.ts'

/** Tells whoever subscribed what happened, in the order in which it did. */
export function tellConference(
  exchange: Exchange,
  conference: Conference,
  kind: ConferenceEvent,
  name: string,
  participant?: Participant,
  more: Record<string, string> = {},
): void {
  conference.updatedAt = new Date()
  exchange.changed()
  const { subscription } = conference
  if (!subscription?.events.has(kind)) return
  const parameters: Record<string, string> = {
    AccountSid: exchange.accountSid,
    ConferenceSid: conference.sid,
    FriendlyName: conference.name,
    StatusCallbackEvent: name,
    SequenceNumber: String(conference.nextSequenceNumber),
    Timestamp: conference.updatedAt.toUTCString().replace('GMT', '+0000'),
    ...(participant && participantParameters(participant)),
    ...more,
  }
  conference.nextSequenceNumber++
  const { url, method } = subscription
  exchange.webhooks.post(conference.sid, { url, method, parameters }, (failure) =>
    exchange.report({ code: 16011, url: failure.url, message: `conference callback: ${failure.message}` }),
  )
}

function participantParameters(participant: Participant): Record<string, string> {
  return {
    CallSid: participant.call.sid,
    Muted: String(participant.muted),
    Hold: String(participant.hold),
    Coaching: String(participant.coached !== undefined),
    EndConferenceOnExit: String(participant.endOnExit),
    StartConferenceOnEnter: String(participant.startOnEnter),
    ...(participant.label !== undefined && { ParticipantLabel: participant.label }),
  }
}
