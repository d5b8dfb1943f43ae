import twilio from 'twilio'

export type VoiceResponse = InstanceType<typeof twilio.twiml.VoiceResponse>
type Speaker = Pick<VoiceResponse, 'say'> | Pick<ReturnType<VoiceResponse['gather']>, 'say'>

const VOICE = { voice: 'Polly.Bianca-Neural', language: 'it-IT' } as const
/** Those who listen are old, and often hard of hearing. */
const RATE = '85%'
const KEY_SECONDS = 8
const TIMES_SAID = 2

export const newResponse = (): VoiceResponse => new twilio.twiml.VoiceResponse()

export const say = (speaker: Speaker, text: string): void => void speaker.say(VOICE, '').prosody({ rate: RATE }, text)

/** Said twice; without a key the line ends, after `otherwise`, or goes on there. */
export function askForKey(words: string, keyUrl: string, otherwise?: string | { nextUrl: string }): VoiceResponse {
  const response = newResponse()
  for (let time = 0; time < TIMES_SAID; time += 1) {
    say(response.gather({ numDigits: 1, timeout: KEY_SECONDS, action: keyUrl }), words)
  }
  if (typeof otherwise === 'object') {
    response.redirect(otherwise.nextUrl)
    return response
  }
  if (otherwise) say(response, otherwise)
  response.hangup()
  return response
}
