import twilio from 'twilio'

type VoiceResponse = InstanceType<typeof twilio.twiml.VoiceResponse>
type Speaker = Pick<VoiceResponse, 'say'> | Pick<ReturnType<VoiceResponse['gather']>, 'say'>

const VOICE = { voice: 'Polly.Bianca-Neural', language: 'it-IT' } as const
/** Those who listen are old, and often hard of hearing. */
const RATE = '85%'
const KEY_SECONDS = 8
const TIMES_SAID = 2

const say = (speaker: Speaker, text: string): void => void speaker.say(VOICE, '').prosody({ rate: RATE }, text)

/** A phone to ring: what it hears before the two are joined, and where its fate is told. */
export interface PhoneToRing {
  e164: string
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
  const response = new twilio.twiml.VoiceResponse()
  say(response, words)
  const dial = response.dial({ action: afterUrl, answerOnBridge: true, callerId, timeout: timeoutSeconds })
  for (const { e164, whisperUrl, statusUrl } of phones) {
    dial.number({ url: whisperUrl, statusCallback: statusUrl, statusCallbackEvent: ['completed'] }, e164)
  }
  return response.toString()
}

/** Said twice to whoever picked up; without a key that leg alone ends, so that an answering machine never takes a call. */
export function askToAnswer(words: string, keyUrl: string): string {
  return askForKey(words, keyUrl).toString()
}

/** The empty document: the two lines are joined. */
export const joinLines = (): string => new twilio.twiml.VoiceResponse().toString()

export function sayAndHangUp(words: string): string {
  const response = new twilio.twiml.VoiceResponse()
  say(response, words)
  response.hangup()
  return response.toString()
}

/** The last resort, written without the database: fixed lines ring, and words follow if they do not answer. */
export function ringWithoutRecord(
  ringing: Pick<Ringing, 'words' | 'callerId' | 'timeoutSeconds'> & { e164s: readonly string[]; otherwise: string },
): string {
  const response = new twilio.twiml.VoiceResponse()
  say(response, ringing.words)
  const dial = response.dial({ answerOnBridge: true, callerId: ringing.callerId, timeout: ringing.timeoutSeconds })
  for (const e164 of ringing.e164s) dial.number(e164)
  say(response, ringing.otherwise)
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
  otherwise?: string
}): string {
  return askForKey(text, gatherAction, otherwise).toString()
}

function askForKey(words: string, keyUrl: string, otherwise?: string): VoiceResponse {
  const response = new twilio.twiml.VoiceResponse()
  for (let time = 0; time < TIMES_SAID; time += 1) {
    say(response.gather({ numDigits: 1, timeout: KEY_SECONDS, action: keyUrl }), words)
  }
  if (otherwise) say(response, otherwise)
  response.hangup()
  return response
}
