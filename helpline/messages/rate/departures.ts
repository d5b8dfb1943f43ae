import type { OutgoingMessage } from '../outgoing-message.ts'

/** Twilio takes so many calls, and so many messages, a second: each kind has turns of its own. */
export const departureKinds = ['call', 'message'] as const
export type DepartureKind = (typeof departureKinds)[number]

/** Who goes first: whoever sits before a silent telephone, then what is news now, then all the rest. */
export type DepartureLane = 'waiting' | 'urgent' | 'common'

/** `taken`: its turn comes in `waitMs`. Otherwise it has a place in the line of its lane, to be asked for again by then. */
export interface Turn {
  taken: boolean
  waitMs: number
}

/** The turns to leave, the same for every worker. */
export interface Departures {
  takeTurn(kind: DepartureKind, lane: DepartureLane): Promise<Turn>
}

export const kindOf = ({ channel }: Pick<OutgoingMessage, 'channel'>): DepartureKind =>
  channel === 'voice' ? 'call' : 'message'

/** Nobody waits for a campaign, for a reminder of tomorrow, or for the kilometres of yesterday. */
export const laneOf = ({ purpose, intentKey }: Pick<OutgoingMessage, 'purpose' | 'intentKey'>): 'urgent' | 'common' =>
  purpose === 'campaign' || purpose === 'reminder' || intentKey?.startsWith('unclosed:') ? 'common' : 'urgent'
