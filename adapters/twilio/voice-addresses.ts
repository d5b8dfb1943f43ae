import type { LineOf } from '../../helpline/calls/call-control.ts'

// A callback that meets a failure is asked again, which Twilio does not do by itself.
const RETRIES = '#rc=3&rp=5xx,ct,rt'

/** Where the lines of our calls ask what to do, and tell what became of them. */
export function voiceAddresses(publicBaseUrl: string) {
  const base = `${publicBaseUrl}/webhooks/twilio/voice`
  const named = (line: LineOf): string => ('callId' in line ? `call=${line.callId}` : `leg=${line.legId}`)
  return {
    to: (path: string, query = ''): string => `${base}/${path}${query && `?${query}`}`,
    /** What the line does next, by the state of its row. */
    next: (line: LineOf): string => `${base}/next?${named(line)}`,
    /** What is heard on hold, one turn after the other. */
    holdTurn: (line: LineOf): string => `${base}/hold-turn?${named(line)}`,
    legStatus: (legId: string): string => `${base}/leg-status?leg=${legId}${RETRIES}`,
    /** Of a call we placed ourselves; incoming ones report to the number's own address. */
    callStatus: (callId: string): string => `${base}/outgoing-status?call=${callId}${RETRIES}`,
    /** Of whoever a call of ours is for. */
    personStatus: (legId: string): string => `${base}/outgoing-person-status?leg=${legId}${RETRIES}`,
    /** The music of whoever waits: anybody may hear it. */
    tune: `${publicBaseUrl}/sounds/attesa.wav`,
    recording: (callId: string): string => `${base}/recording?call=${callId}${RETRIES}`,
  }
}
export type VoiceAddresses = ReturnType<typeof voiceAddresses>
