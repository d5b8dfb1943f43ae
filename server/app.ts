import path from 'node:path'
import express, { type Express, Router } from 'express'
import helmet from 'helmet'
import type { Clock } from '../adapters/clock.ts'
import type { Log } from '../adapters/log.ts'
import type { Store } from '../adapters/postgres/store.ts'
import { api } from '../contract/api.ts'
import { openApiDocument } from '../contract/openapi.ts'
import { callHandlers } from './calls/call-handlers.ts'
import { contactHandlers } from './contacts/contact-handlers.ts'
import { directoryHandlers } from './directory/directory-handlers.ts'
import { dispatchHandlers } from './dispatch/dispatch-handlers.ts'
import { identifySessions, sessionHashOf } from './identity.ts'
import { messagingWebhooks } from './messaging/messaging-webhooks.ts'
import { spokenCallWebhooks } from './messaging/spoken-call-webhooks.ts'
import { peopleHandlers } from './people/people-handlers.ts'
import { answerProblems, HttpProblem, nothingHere } from './problems.ts'
import { readiness } from './readiness.ts'
import { reportHandlers } from './reports/report-handlers.ts'
import { logRequests } from './request-log.ts'
import { bindRoutes, type Handlers, type Inlet } from './routes.ts'
import { sessionHandlers } from './session/session-routes.ts'
import { callWebhooks } from './telephony/call-webhooks.ts'
import { openLastResort } from './telephony/last-resort.ts'
import { twilioRouter } from './twilio-webhooks.ts'

export interface AppDoors {
  store: Store
  clock: Clock
  log: Log
  demo: boolean
  /** Without a final slash. */
  publicBaseUrl: string
  /** What Twilio signs its webhooks with. */
  twilioAuthToken: string
  /** The built console; undefined where it was not built. */
  consoleDirectory: string | undefined
  /** What must answer before this server is sent work: each rejects when it does not. */
  readinessChecks: Readonly<Record<string, () => Promise<unknown>>>
}

/** The HTTP side of one server process: every inlet is mounted here. */
export function createApp(doors: AppDoors): Express {
  const app = express()
  app.disable('x-powered-by')
  // Asked every few seconds by whoever watches over us: not worth a line in the log.
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/readyz', readiness(doors.readinessChecks, doors.log))
  app.use(logRequests(doors.log), securityHeaders(doors.publicBaseUrl))
  app.use('/api', apiRouter(doors))
  app.use('/webhooks/twilio', webhookRouter(doors))
  app.use(['/webhooks', '/live'], nothingHere)
  app.use(consoleRouter(doors.consoleDirectory))
  app.use(nothingHere, answerProblems(doors.log))
  return app
}

function apiRouter(doors: AppDoors): Router {
  const { store, clock, demo } = doors
  const inlet: Inlet = {
    now: () => clock.now(),
    async identify(request) {
      const tokenHash = sessionHashOf(request.headers.cookie)
      return tokenHash ? (await identifySessions(store, [tokenHash], clock.now(), demo)).get(tokenHash) : undefined
    },
  }
  // One line per feature; an endpoint of the contract without its handler does not compile.
  const handlers = {
    ...sessionHandlers({ store, clock, demo, secure: isHttps(doors.publicBaseUrl) }),
    ...callHandlers(store),
    ...contactHandlers(store),
    ...peopleHandlers(store),
    ...directoryHandlers(store),
    ...dispatchHandlers(store),
    ...reportHandlers(store),
  } satisfies Handlers<typeof api>
  const router = Router()
  const document = openApiDocument(api)
  router.get('/openapi.json', (_request, response) => void response.json(document))
  bindRoutes(router, api, handlers, inlet)
  router.use(nothingHere)
  return router
}

function webhookRouter({ store, publicBaseUrl, twilioAuthToken: authToken, clock, log }: AppDoors): Router {
  const lastResort = openLastResort(store.listCallCentrePhones)
  lastResort.refresh().catch((error: unknown) => log.warn({ err: error }, 'the call centre lines are not known yet'))
  const table = [
    ...callWebhooks({ store, publicBaseUrl, lastResort }),
    ...messagingWebhooks(store),
    ...spokenCallWebhooks({ store, publicBaseUrl }),
  ]
  return twilioRouter(table, { authToken, publicBaseUrl, now: () => clock.now(), log })
}

const isHttps = (address: string) => address.startsWith('https:')

function securityHeaders(publicBaseUrl: string) {
  const https = isHttps(publicBaseUrl)
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Some browsers do not count a socket as 'self'.
        connectSrc: ["'self'", publicBaseUrl.replace(/^http/, 'ws')],
        imgSrc: ["'self'", 'data:'],
        // The accessible components put two small style elements in the page.
        styleSrc: ["'self'", "'unsafe-inline'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'same-origin' },
  })
}

/** The console's files; every other page is the console too, which knows its own addresses. */
function consoleRouter(directory: string | undefined): Router {
  const router = Router()
  if (!directory) {
    return router.get('/', () => {
      throw new HttpProblem(503, { detail: 'La console non è ancora stata preparata.' })
    })
  }
  router.use('/assets', express.static(path.join(directory, 'assets'), { immutable: true, maxAge: '1y' }), nothingHere)
  router.use(express.static(directory, { index: false, maxAge: 0 }))
  router.get('/{*page}', (request, response, next) => {
    response.locals.route = 'console'
    if (!request.accepts('html') || path.extname(request.path) !== '') return next()
    response.sendFile(path.join(directory, 'index.html'), { headers: { 'Cache-Control': 'no-cache' } })
  })
  return router
}
