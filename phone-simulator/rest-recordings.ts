import { type Request, Router } from 'express'
import type { Exchange } from './exchange.ts'
import type { Recording } from './recording.ts'
import { recordingUrl } from './recording-callbacks.ts'
import { isWithin, notFound, page, queryParameters, twilioDate } from './rest-answers.ts'
import { anMp3, aWav } from './sound.ts'

const dates = ['DateCreated', 'DateCreated<', 'DateCreated>']

export function recordingRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  const recordingOf = (request: Request): Recording => {
    const recording = exchange.recordings.get(String(request.params.sid))
    if (!recording) throw notFound(request)
    return recording
  }
  routes.get(['/Recordings.json', '/Calls/:callSid/Recordings.json'], (request, response) => {
    const known = [...dates, 'CallSid', 'IncludeSoftDeleted']
    const parameters = queryParameters(exchange, request, known)
    const callSid = request.params.callSid ?? parameters.CallSid
    const recordings = [...exchange.recordings.values()]
      .reverse()
      .filter((recording) => callSid === undefined || recording.callSid === callSid)
      .filter((recording) => isWithin(recording.createdAt, 'DateCreated', parameters))
    response.json(page(request, 'recordings', recordings, (recording) => recordingJson(exchange, recording)))
  })
  routes.get('/Recordings/:sid.json', (request, response) => {
    response.json(recordingJson(exchange, recordingOf(request)))
  })
  routes.get('/Recordings/:sid.mp3', (request, response) => {
    response.type('audio/mpeg').send(anMp3(recordingOf(request).durationSeconds))
  })
  routes.get(['/Recordings/:sid.wav', '/Recordings/:sid'], (request, response) => {
    response.type('audio/x-wav').send(aWav(recordingOf(request).durationSeconds))
  })
  routes.delete('/Recordings/:sid.json', (request, response) => {
    exchange.recordings.delete(recordingOf(request).sid)
    response.status(204).end()
  })
  return routes
}

function recordingJson(exchange: Exchange, recording: Recording): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${exchange.accountSid}/Recordings/${recording.sid}`
  return {
    sid: recording.sid,
    account_sid: exchange.accountSid,
    call_sid: recording.callSid,
    conference_sid: null,
    api_version: '2010-04-01',
    status: 'completed',
    source: recording.source,
    channels: recording.channels,
    duration: String(recording.durationSeconds),
    date_created: twilioDate(recording.createdAt),
    date_updated: twilioDate(recording.createdAt),
    start_time: twilioDate(recording.startedAt),
    error_code: null,
    encryption_details: null,
    price: null,
    price_unit: 'USD',
    uri: `${uri}.json`,
    media_url: recordingUrl(exchange, recording.sid),
    subresource_uris: {},
  }
}
