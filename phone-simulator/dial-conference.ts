import { Interrupted } from './activity.ts'
import { hear } from './call-progress.ts'
import {
  type Beep,
  type Conference,
  type ConferenceEvent,
  type LeaveReason,
  type Music,
  mostParticipants,
  type Participant,
  type ParticipantSettings,
} from './conference.ts'
import { depart, enter } from './conference-floor.ts'
import { openConference } from './conferences.ts'
import { limitConversation } from './conversation-limits.ts'
import { addressIn, type Confines, type Run } from './run.ts'
import { type TwimlElement, TwimlError } from './twiml.ts'

const music: Confines = {
  place: 'what is heard around a conference',
  verbs: new Set(['Play', 'Say', 'Pause', 'Redirect']),
  code: 12200,
}
const longestLabel = 128

/** The call is in a conference until it leaves, the conference ends, or it is sent elsewhere. */
export async function dialConference(
  run: Run,
  element: TwimlElement,
  noun: TwimlElement,
): Promise<Record<string, string>> {
  const { exchange, call } = run
  const name = noun.ownText
  if (name === '' || name.length > 128) throw new TwimlError(12200, 'the name of the conference is missing or too long')
  const settings = settingsIn(noun)
  const waitMusic = musicIn(run, noun.attributes.waitUrl, noun.attributes.waitMethod)
  const conference = openConference(exchange, name)
  const refusal = reasonNotToEnter(conference, settings, run)
  if (refusal) {
    exchange.report({ code: refusal.code, callSid: call.sid, message: refusal.message })
    return { DialCallStatus: 'failed' }
  }
  subscribe(run, conference, noun)
  let gaveUp = false
  await new Promise<void>((resolve) => {
    const leave = (reason: LeaveReason) => depart(exchange, conference, participant, reason)
    const participant: Participant = {
      ...settings,
      call,
      joinedAt: new Date(),
      updatedAt: new Date(),
      isAwaited: false,
      hold: false,
      release: () => {
        endLimits()
        resolve()
      },
      ...musicFor(run, () => {
        gaveUp = true
        leave('participant_add_failed')
      }),
    }
    const endLimits = limitConversation(run, element, () => leave('participant_hung_up'))
    const interrupt = () => leave(call.isOver ? 'participant_hung_up' : 'participant_updated_via_api')
    run.signal.addEventListener('abort', interrupt, { once: true })
    enter(exchange, conference, participant, waitMusic)
  })
  return { DialCallStatus: gaveUp ? 'failed' : 'answered' }
}

function settingsIn({ attributes }: TwimlElement): ParticipantSettings {
  const { participantLabel, coach } = attributes
  if (participantLabel && participantLabel.length > longestLabel) {
    throw new TwimlError(12200, `the label is longer than ${longestLabel}`)
  }
  return {
    label: participantLabel || undefined,
    muted: attributes.muted === 'true',
    beep: (attributes.beep ?? 'true') as Beep,
    startOnEnter: attributes.startConferenceOnEnter !== 'false',
    endOnExit: attributes.endConferenceOnExit === 'true',
    coached: coach || undefined,
  }
}

function reasonNotToEnter(
  conference: Conference,
  { label, coached }: ParticipantSettings,
  { call }: Run,
): { code: number; message: string } | undefined {
  const others = conference.participants.filter((other) => other.call !== call)
  if (label !== undefined && others.some((other) => other.label === label)) {
    return { code: 16025, message: 'a participant with the same label is in the conference' }
  }
  if (others.length >= conference.maxParticipants) return { code: 13235, message: 'the conference is full' }
  if (coached !== undefined && !others.some((other) => other.call.sid === coached)) {
    return { code: 13240, message: 'the call to coach is not in the conference' }
  }
  return undefined
}

/** The first to come decides where the conference tells what happens, and how many it holds. */
function subscribe(run: Run, conference: Conference, { attributes }: TwimlElement): void {
  if (conference.present.length > 0) return
  conference.maxParticipants = Number(attributes.maxParticipants ?? mostParticipants)
  const { statusCallback, statusCallbackMethod, statusCallbackEvent } = attributes
  if (!statusCallback || conference.subscription) return
  const events = (statusCallbackEvent ?? '').split(/[\s,]+/) as ConferenceEvent[]
  conference.subscription = { ...addressIn(run, statusCallback, statusCallbackMethod), events: new Set(events) }
}

function musicIn(run: Run, address: string | undefined, method: string | undefined): Music {
  if (address === undefined) return undefined
  return address === '' ? 'silence' : addressIn(run, address, method)
}

/** Music stops without a trace; the document of a waitUrl that cannot be followed ends the participation. */
function musicFor(run: Run, giveUp: () => void): Pick<Participant, 'playMusic' | 'stopMusic'> {
  const { exchange, call } = run
  let playing: AbortController | undefined
  return {
    stopMusic: () => playing?.abort(),
    playMusic: (source) => {
      playing?.abort()
      playing = new AbortController()
      if (source === 'silence') return
      if (source === undefined) return hear(exchange, call, 'music', 'Musica d’attesa')
      const { signal } = playing
      run.followAside({ source, signal, confines: music, isEndless: true }).catch((error: unknown) => {
        if (error instanceof Interrupted) return
        const code = error instanceof TwimlError ? error.code : 0
        exchange.report({ code, callSid: call.sid, url: source.url, message: `conference music: ${String(error)}` })
        giveUp()
      })
    },
  }
}
