import { CALL_PARAMETER } from '../../contract/softphone.ts'
import { browserIdentity, type CallTarget } from '../../helpline/calls/call-control.ts'
import { askForKey, newResponse, say } from './voice.ts'

/** A phone to ring, or a console: what it hears before the two are joined, and where its fate is told. */
export interface PhoneToRing {
  to: CallTarget
  whisperUrl: string
  statusUrl: string
}

export interface Ringing {
  words: string
  phones: readonly PhoneToRing[]
  /** A number of ours. */
  callerId: string
  timeoutSeconds: number
  /** Asked when nobody answered, and when the conversation is over. */
  afterUrl: string
}

export function ringPhones({ words, phones, callerId, timeoutSeconds, afterUrl }: Ringing): string {
  const response = newResponse()
  say(response, words)
  const dial = response.dial({ action: afterUrl, answerOnBridge: true, callerId, timeout: timeoutSeconds })
  for (const { to, whisperUrl, statusUrl } of phones) {
    const told = { url: whisperUrl, statusCallback: statusUrl, statusCallbackEvent: ['completed' as const] }
    if ('e164' in to) dial.number(told, to.e164)
    else {
      const client = dial.client(told)
      client.identity(browserIdentity(to.browserOf))
      client.parameter({ name: CALL_PARAMETER, value: to.callId })
    }
  }
  return response.toString()
}

/** Said twice to whoever picked up; without a key that leg alone ends, so that an answering machine never takes a call. */
export function askToAnswer(words: string, keyUrl: string): string {
  return askForKey(words, keyUrl).toString()
}

/** The empty document: the two lines are joined. */
export const joinLines = (): string => newResponse().toString()

export function goElsewhere(url: string): string {
  const response = newResponse()
  response.redirect(url)
  return response.toString()
}

export function sayAndHangUp(words: string): string {
  const response = newResponse()
  say(response, words)
  response.hangup()
  return response.toString()
}

/** Fixed lines ring without a key to press: the last resort, written without the database, says `otherwise` afterwards. */
export function ringWithoutRecord(
  ringing: Pick<Ringing, 'words' | 'callerId' | 'timeoutSeconds'> & {
    e164s: readonly string[]
    otherwise: string | Pick<Ringing, 'afterUrl'>
  },
): string {
  const { callerId, timeoutSeconds: timeout, otherwise } = ringing
  const response = newResponse()
  say(response, ringing.words)
  const after = typeof otherwise === 'object' ? { action: otherwise.afterUrl } : {}
  const dial = response.dial({ ...after, answerOnBridge: true, callerId, timeout })
  for (const e164 of ringing.e164s) dial.number(e164)
  if (typeof otherwise === 'object') return response.toString()
  say(response, otherwise)
  response.hangup()
  return response.toString()
}

/** Without a word. */
export function hangUp(): string {
  const response = newResponse()
  response.hangup()
  return response.toString()
}

/** A message spoken to an assisted person, said twice; the keys it names are sent to `gatherAction`. */
export function spokenMessage({
  text,
  gatherAction,
  otherwise,
}: {
  text: string
  gatherAction: string
  otherwise?: string | { nextUrl: string }
}): string {
  return askForKey(text, gatherAction, otherwise).toString()
}
