import { LONGEST_MESSAGE_SECONDS, SILENCE_ENDS_MESSAGE_SECONDS } from '../../helpline/calls/voicemail/message-length.ts'
import { newResponse, say } from './voice.ts'

const DIGITS_OF_A_PLACE = 5
/** After each key: those who type may look for their glasses. */
const PLACE_SECONDS = 12
/** Short, so that what is heard follows at once: keys may be pressed all along. */
const KEY_AFTER_MUSIC_SECONDS = 1

/** The answer comes in any case: nothing typed is an answer too. */
export function askForPlace(words: string, answerUrl: string): string {
  const response = newResponse()
  const gather = response.gather({
    action: answerUrl,
    numDigits: DIGITS_OF_A_PLACE,
    finishOnKey: '#',
    timeout: PLACE_SECONDS,
    actionOnEmptyResult: true,
  })
  say(gather, words)
  return response.toString()
}

export function joinQueue(queue: { name: string; waitUrl: string; afterUrl: string }): string {
  const response = newResponse()
  response.enqueue({ waitUrl: queue.waitUrl, action: queue.afterUrl }, queue.name)
  return response.toString()
}

export interface QueueTurn {
  words: string
  tuneUrl: string
  nextUrl: string
  /** Where a key is told; without it none is listened for. */
  keyUrl: string | undefined
}

/** Music comes after the words, never under them. */
export function spendTurn({ words, tuneUrl, nextUrl, keyUrl }: QueueTurn): string {
  const response = newResponse()
  const heard = keyUrl ? response.gather({ numDigits: 1, timeout: KEY_AFTER_MUSIC_SECONDS, action: keyUrl }) : response
  say(heard, words)
  heard.play(tuneUrl)
  response.redirect(nextUrl)
  return response.toString()
}

/** The line goes on with what stands after the queue. */
export function leaveQueue(): string {
  const response = newResponse()
  response.leave()
  return response.toString()
}

export function recordMessage(message: { words: string; afterUrl: string; recordingUrl: string }): string {
  const response = newResponse()
  say(response, message.words)
  response.record({
    action: message.afterUrl,
    maxLength: LONGEST_MESSAGE_SECONDS,
    timeout: SILENCE_ENDS_MESSAGE_SECONDS,
    playBeep: true,
    finishOnKey: '#',
    recordingStatusCallback: message.recordingUrl,
    recordingStatusCallbackEvent: ['completed'],
  })
  // Silence: Twilio goes on here.
  response.redirect(message.afterUrl)
  return response.toString()
}

/** Words and our own music, again and again until the line is sent elsewhere. */
export function holdOn({ words, tuneUrl, againUrl }: { words: string; tuneUrl: string; againUrl: string }): string {
  const response = newResponse()
  say(response, words)
  response.play(tuneUrl)
  response.redirect(againUrl)
  return response.toString()
}

/** Nobody's leaving ends it for the others, and no tone disturbs. */
export function joinConference(conference: {
  words?: string | undefined
  name: string
  aloneUrl: string
  afterUrl: string
}): string {
  const response = newResponse()
  if (conference.words) say(response, conference.words)
  const dial = response.dial({ action: conference.afterUrl })
  dial.conference(
    {
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      beep: 'false',
      waitUrl: conference.aloneUrl,
      waitMethod: 'POST',
    },
    conference.name,
  )
  return response.toString()
}
