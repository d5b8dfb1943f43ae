import { timingSafeEqual } from 'node:crypto'
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import type { Exchange } from './exchange.ts'
import { notFound, Refusal, sendRefusal } from './rest-answers.ts'
import { applicationRoutes } from './rest-applications.ts'
import { callRoutes } from './rest-calls.ts'
import { conferenceRoutes } from './rest-conferences.ts'
import { mediaRoutes } from './rest-media.ts'
import { messageRoutes } from './rest-messages.ts'
import { numberRoutes } from './rest-numbers.ts'
import { participantRoutes } from './rest-participants.ts'
import { queueRoutes } from './rest-queues.ts'
import { recordingRoutes } from './rest-recordings.ts'

const resources = [
  recordingRoutes,
  callRoutes,
  messageRoutes,
  mediaRoutes,
  numberRoutes,
  applicationRoutes,
  queueRoutes,
  participantRoutes,
  conferenceRoutes,
]

/** The part of Twilio's REST API that is used here, under /2010-04-01. */
export function restRoutes(exchange: Exchange): Router {
  const routes = Router()
  routes.use((request, response, next) => breakOnPurpose(exchange, request, response, next))
  routes.use((request, _response, next) => authenticate(exchange, request, next))
  routes.use(express.urlencoded({ extended: false }))
  const account = `/Accounts/${exchange.accountSid}`
  routes.get(`${account}.json`, (_request, response) => {
    response.json({ sid: exchange.accountSid, friendly_name: 'Simulatore', status: 'active', type: 'Full' })
  })
  routes.use(account, ...resources.map((resource) => resource(exchange)))
  routes.use((request) => {
    exchange.report({ code: 20404, message: `${request.method} of a resource the simulator does not have` })
    throw notFound(request)
  })
  routes.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (error instanceof Refusal) sendRefusal(response, error)
    else next(error)
  })
  return routes
}

function breakOnPurpose(exchange: Exchange, request: Request, response: Response, next: NextFunction): void {
  const fault = exchange.faults.takeRestFault(request.method, request.path)
  switch (fault?.kind) {
    case 'error500':
      throw new Refusal(500, 20500, 'Internal Server Error')
    case 'tooManyRequests':
      throw new Refusal(429, 20429, 'Too Many Requests')
    case 'timeout':
      if (!fault.processed) return
      // The request has its effect; the answer never leaves.
      response.json = () => response
      response.end = () => response
      break
    default:
  }
  next()
}

function authenticate(exchange: Exchange, request: Request, next: NextFunction): void {
  const given = Buffer.from(request.get('authorization') ?? '')
  const token = Buffer.from(`${exchange.accountSid}:${exchange.authToken}`).toString('base64')
  const expected = Buffer.from(`Basic ${token}`)
  const isRight = given.length === expected.length && timingSafeEqual(given, expected)
  next(isRight ? undefined : new Refusal(401, 20003, 'Authenticate'))
}
