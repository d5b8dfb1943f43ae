import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import { type Log, withLogContext } from '../adapters/log.ts'

/** Gives each request its id and writes one line when it is over: the route's pattern, never the address asked for. */
export const logRequests =
  (log: Log): RequestHandler =>
  (_request, response, next) => {
    const requestId = randomUUID()
    const startedAt = performance.now()
    response.locals.requestId = requestId
    response.set('X-Request-Id', requestId)
    withLogContext({ requestId }, () => {
      response.once('close', () => {
        const { method } = response.req
        const route = (response.locals.route as string | undefined) ?? response.req.route?.path ?? 'unknown'
        const finished = response.writableFinished
        log.info({
          method,
          route,
          status: response.statusCode,
          ms: Math.round(performance.now() - startedAt),
          finished,
        })
      })
      next()
    })
  }
