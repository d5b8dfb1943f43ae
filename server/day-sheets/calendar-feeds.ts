import { type Response, Router } from 'express'
import type { Clock } from '../../adapters/clock.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import { sha256 } from '../../adapters/session-token.ts'
import { readCalendarFeed } from '../../helpline/dispatch/day/calendar-feed.ts'

const tokenShape = /^([\w-]{32})\.ics$/

/** What calendar programs fetch, every hour or so: the address alone opens it, so it is written nowhere. */
export function calendarFeeds({ store, clock }: { store: Store; clock: Clock }): Router {
  const router = Router()
  const refuse = (response: Response) =>
    void response.status(404).type('text/plain').send('Questo calendario non c’è più.')

  router.use((_request, response, next) => {
    response.locals.route = '/c'
    response.set({ 'Cache-Control': 'private, no-cache', 'X-Robots-Tag': 'noindex' })
    next()
  })
  router.get('/:file', async (request, response) => {
    const token = tokenShape.exec(request.params.file)?.[1]
    const text = token ? await readCalendarFeed(store, sha256(token), clock.now()) : null
    if (text === null) return refuse(response)
    response.type('text/calendar; charset=utf-8').set('Content-Disposition', 'inline; filename="auser.ics"').send(text)
  })
  router.use((_request, response) => refuse(response))
  return router
}
