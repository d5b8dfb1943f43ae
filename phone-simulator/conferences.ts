import { Conference } from './conference.ts'
import type { Exchange } from './exchange.ts'

/** The live conference of this name or sid. */
export function liveConference(exchange: Exchange, nameOrSid: string): Conference | undefined {
  return [...exchange.conferences.values()].find(
    ({ name, sid, status }) => status !== 'completed' && (name === nameOrSid || sid === nameOrSid),
  )
}

export function openConference(exchange: Exchange, name: string): Conference {
  const conference = liveConference(exchange, name) ?? new Conference(name)
  if (!exchange.conferences.has(conference.sid)) exchange.keep(exchange.conferences, conference.sid, conference)
  return conference
}
