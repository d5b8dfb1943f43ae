import { type Request, Router } from 'express'
import type { Media } from './attachment.ts'
import type { Exchange } from './exchange.ts'
import { notFound, page, queryParameters, twilioDate } from './rest-answers.ts'

const dates = ['DateCreated', 'DateCreated<', 'DateCreated>']

/** The files that came with messages. A file itself is elsewhere: whoever may see it is sent on to an address of its own. */
export function mediaRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  const mediaOf = (request: Request): { media: Media; all: Media[] } => {
    const all = exchange.messages.get(String(request.params.sid))?.media ?? []
    const media = all.find(({ sid }) => sid === request.params.mediaSid)
    if (!media) throw notFound(request)
    return { media, all }
  }
  routes.get('/Messages/:sid/Media.json', (request, response) => {
    queryParameters(exchange, request, dates)
    const message = exchange.messages.get(String(request.params.sid))
    if (!message) throw notFound(request)
    const toJson = (media: Media) => mediaJson(exchange, message.sid, media)
    response.json(page(request, 'media_list', message.media ?? [], toJson))
  })
  routes.get('/Messages/:sid/Media/:mediaSid.json', (request, response) => {
    response.json(mediaJson(exchange, String(request.params.sid), mediaOf(request).media))
  })
  routes.get('/Messages/:sid/Media/:mediaSid', (request, response) => {
    response.redirect(307, `/media/${mediaOf(request).media.key}`)
  })
  routes.delete('/Messages/:sid/Media/:mediaSid.json', (request, response) => {
    const { media, all } = mediaOf(request)
    all.splice(all.indexOf(media), 1)
    response.status(204).end()
  })
  return routes
}

/** Where Twilio sends on to: open to whoever knows the key. */
export function mediaFiles(exchange: Exchange): Router {
  const routes = Router()
  routes.get('/:key', (request, response) => {
    const files = [...exchange.messages.values()].flatMap(({ media = [] }) => media)
    const file = files.find(({ key }) => key === request.params.key)
    if (file) response.set({ 'Content-Type': file.contentType, 'X-Content-Type-Options': 'nosniff' }).end(file.content)
    else response.status(404).end()
  })
  return routes
}

export function mediaUrl(exchange: Exchange, messageSid: string, mediaSid: string): string {
  return `https://api.twilio.com/2010-04-01/Accounts/${exchange.accountSid}/Messages/${messageSid}/Media/${mediaSid}`
}

function mediaJson(exchange: Exchange, messageSid: string, media: Media): Record<string, unknown> {
  return {
    sid: media.sid,
    account_sid: exchange.accountSid,
    parent_sid: messageSid,
    content_type: media.contentType,
    date_created: twilioDate(media.createdAt),
    date_updated: twilioDate(media.createdAt),
    uri: `/2010-04-01/Accounts/${exchange.accountSid}/Messages/${messageSid}/Media/${media.sid}.json`,
  }
}
