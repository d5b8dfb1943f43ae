import { type Request, Router } from 'express'
import type { Conference } from './conference.ts'
import { endConference } from './conference-floor.ts'
import { liveConference } from './conferences.ts'
import type { Exchange } from './exchange.ts'
import { bodyParameters, isWithin, notFound, page, queryParameters, Refusal, twilioDate } from './rest-answers.ts'

const listParameters = [
  'FriendlyName',
  'Status',
  ...['DateCreated', 'DateUpdated'].flatMap((name) => [name, `${name}<`, `${name}>`]),
]

export function conferenceRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  routes.get('/Conferences.json', (request, response) => {
    const parameters = queryParameters(exchange, request, listParameters)
    const { FriendlyName, Status } = parameters
    const conferences = [...exchange.conferences.values()]
      .reverse()
      .filter(({ name, status }) => (FriendlyName ?? name) === name && (Status ?? status) === status)
      .filter(({ createdAt }) => isWithin(createdAt, 'DateCreated', parameters))
      .filter(({ updatedAt }) => isWithin(updatedAt, 'DateUpdated', parameters))
    response.json(page(request, 'conferences', conferences, (conference) => conferenceJson(exchange, conference)))
  })
  routes.get('/Conferences/:conference.json', (request, response) => {
    response.json(conferenceJson(exchange, conferenceOf(exchange, request)))
  })
  routes.post('/Conferences/:conference.json', (request, response) => {
    const conference = conferenceOf(exchange, request)
    const { Status, AnnounceUrl } = bodyParameters(
      exchange,
      request,
      new Set(['Status', 'AnnounceUrl', 'AnnounceMethod']),
    )
    if (AnnounceUrl !== undefined) throw new Refusal(400, 20001, 'The simulator does not support AnnounceUrl yet')
    if (Status !== undefined && Status !== 'completed') throw new Refusal(400, 20001, 'Status is not completed')
    if (Status !== undefined && conference.status !== 'completed') {
      endConference(exchange, conference, 'conference-ended-via-api')
    }
    response.json(conferenceJson(exchange, conference))
  })
  return routes
}

/** By sid; a live one also by name. */
export function conferenceOf(exchange: Exchange, request: Request): Conference {
  const wanted = String(request.params.conference)
  const conference = exchange.conferences.get(wanted) ?? liveConference(exchange, wanted)
  if (!conference) throw notFound(request)
  return conference
}

function conferenceJson(exchange: Exchange, conference: Conference): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${exchange.accountSid}/Conferences/${conference.sid}`
  return {
    sid: conference.sid,
    account_sid: exchange.accountSid,
    api_version: '2010-04-01',
    friendly_name: conference.name,
    status: conference.status,
    region: 'ie1',
    reason_conference_ended: conference.endReason ?? null,
    call_sid_ending_conference: conference.callEnding?.sid ?? null,
    date_created: twilioDate(conference.createdAt),
    date_updated: twilioDate(conference.updatedAt),
    uri: `${uri}.json`,
    subresource_uris: { participants: `${uri}/Participants.json`, recordings: `${uri}/Recordings.json` },
  }
}
