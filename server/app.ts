import path from 'node:path'
import express, { type Express, Router } from 'express'
import helmet from 'helmet'
import type { Clock } from '../adapters/clock.ts'
import type { CallFiles } from '../adapters/journal/call-files.ts'
import type { Log } from '../adapters/log.ts'
import type { Store } from '../adapters/postgres/store.ts'
import { voiceAddresses } from '../adapters/twilio/voice-addresses.ts'
import { api } from '../contract/api.ts'
import { openApiDocument } from '../contract/openapi.ts'
import type { CallControl } from '../helpline/calls/call-control.ts'
import type { SoftphoneKeys } from '../helpline/calls/softphone.ts'
import { accountabilityHandlers } from './accountability/accountability-handlers.ts'
import { campaignHandlers } from './active/campaign-handlers.ts'
import { companionHandlers } from './active/companion-handlers.ts'
import { boardHandlers } from './board/board-handlers.ts'
import { callHelpHandlers } from './call-help/call-help-handlers.ts'
import { callbackHandlers } from './callbacks/callback-handlers.ts'
import { callHandlers } from './calls/call-handlers.ts'
import { contactHandlers } from './contacts/contact-handlers.ts'
import { conversationHandlers } from './conversations/conversation-handlers.ts'
import { calendarFeeds } from './day-sheets/calendar-feeds.ts'
import { daySheetHandlers } from './day-sheets/day-sheet-handlers.ts'
import { deskHandlers } from './desk/desk-handlers.ts'
import { directoryHandlers } from './directory/directory-handlers.ts'
import { dispatchHandlers } from './dispatch/dispatch-handlers.ts'
import { offerHandlers } from './dispatch/offer-handlers.ts'
import { exportHandlers } from './exports/export-handlers.ts'
import { facilityHandlers } from './facilities/facility-handlers.ts'
import { identifySessions, sessionHashOf } from './identity.ts'
import { importHandlers } from './imports/import-handlers.ts'
import { institutionHandlers } from './institutions/institution-handlers.ts'
import { messageMediaHandlers } from './messaging/message-media-handlers.ts'
import { messagingWebhooks } from './messaging/messaging-webhooks.ts'
import { spokenCallWebhooks } from './messaging/spoken-call-webhooks.ts'
import { networkHandlers } from './network/network-handlers.ts'
import { numberLimitHandlers } from './number-limits/number-limit-handlers.ts'
import { operatorHandlers } from './operators/operator-handlers.ts'
import { outgoingCallHandlers } from './outgoing-calls/outgoing-call-handlers.ts'
import { aidHandlers } from './paperwork/aid-handlers.ts'
import { expenseHandlers } from './paperwork/expense-handlers.ts'
import { workedHoursHandlers } from './paperwork/worked-hours-handlers.ts'
import { peopleHandlers } from './people/people-handlers.ts'
import { answerProblems, HttpProblem, nothingHere } from './problems.ts'
import { reachingHandlers } from './reaching/reaching-handlers.ts'
import { readiness } from './readiness.ts'
import { reportHandlers } from './reports/report-handlers.ts'
import { logRequests } from './request-log.ts'
import { bindRoutes, type Handlers, type Inlet } from './routes.ts'
import { seriesHandlers } from './series/series-handlers.ts'
import { sessionHandlers } from './session/session-routes.ts'
import { softphoneHandlers } from './softphone/softphone-handlers.ts'
import { callWebhooks } from './telephony/call-webhooks.ts'
import { openLastResort } from './telephony/last-resort.ts'
import { lineTwiml } from './telephony/line-twiml.ts'
import type { OfflineDesk } from './telephony/offline-desk.ts'
import { keepAnswering, laterApplied, offlineWebhooks } from './telephony/offline-webhooks.ts'
import { outgoingWebhooks } from './telephony/outgoing-webhooks.ts'
import { serveWaitingTune } from './telephony/waiting-tune.ts'
import { twilioRouter } from './twilio-webhooks.ts'
import { vehicleHandlers } from './vehicles/vehicle-handlers.ts'
import { voicemailHandlers } from './voicemail/voicemail-handlers.ts'
import { vehiclePage } from './volunteer-page/vehicle-page.ts'
import { volunteerPage } from './volunteer-page/volunteer-page.ts'
import { volunteerHandlers } from './volunteers/volunteer-handlers.ts'

export interface AppDoors {
  store: Store
  clock: Clock
  log: Log
  demo: boolean
  /** Without a final slash. */
  publicBaseUrl: string
  /** Where what people left on the answering machine is. */
  recordings: Pick<CallControl, 'readRecording'>
  /** What Twilio signs its webhooks with. */
  twilioAuthToken: string
  /** What people see when we call. */
  voiceNumber: string
  /** The only numbers that may be rung; undefined: any. */
  allowedNumbers?: readonly string[] | undefined
  /** undefined where nobody speaks through the computer. */
  softphoneKeys: SoftphoneKeys
  /** Where what happens without the database is kept. */
  callFiles: CallFiles
  /** The built console; undefined where it was not built. */
  consoleDirectory: string | undefined
  /** What must answer before this server is sent work: each rejects when it does not. */
  readinessChecks: Readonly<Record<string, () => Promise<unknown>>>
}

/** The HTTP side of one server process: every inlet is mounted here. */
export function createApp(doors: AppDoors, desk: OfflineDesk): Express {
  const app = express()
  app.disable('x-powered-by')
  // Asked every few seconds by whoever watches over us: not worth a line in the log.
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/readyz', readiness(doors.readinessChecks, doors.log))
  app.use(logRequests(doors.log), securityHeaders(doors))
  app.use('/api', apiRouter(doors))
  app.use('/webhooks/twilio', webhookRouter(doors, desk))
  app.get('/sounds/attesa.wav', serveWaitingTune)
  app.use('/v', volunteerPage(doors))
  app.use('/a', vehiclePage(doors))
  app.use('/c', calendarFeeds(doors))
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
    ...sessionHandlers({
      store,
      clock,
      demo,
      secure: isHttps(doors.publicBaseUrl),
      maySpeakInBrowser: doors.softphoneKeys !== undefined,
    }),
    ...operatorHandlers(store),
    ...callHandlers(store),
    ...callHelpHandlers(store),
    ...callbackHandlers(store),
    ...voicemailHandlers(doors),
    ...messageMediaHandlers(store),
    ...numberLimitHandlers(store),
    ...outgoingCallHandlers(store, doors.voiceNumber),
    ...softphoneHandlers(doors.softphoneKeys),
    ...contactHandlers(store),
    ...conversationHandlers(store),
    ...networkHandlers(store),
    ...institutionHandlers(store),
    ...peopleHandlers(store),
    ...directoryHandlers(store),
    ...facilityHandlers(store),
    ...dispatchHandlers(store),
    ...seriesHandlers(store),
    ...volunteerHandlers(store),
    ...vehicleHandlers(store),
    ...offerHandlers(store),
    ...boardHandlers(store),
    ...deskHandlers(store),
    ...reachingHandlers(store),
    ...daySheetHandlers(doors),
    ...reportHandlers(store),
    ...exportHandlers(store),
    ...accountabilityHandlers(store),
    ...aidHandlers(store),
    ...expenseHandlers(store),
    ...workedHoursHandlers(store),
    ...importHandlers(store),
    ...companionHandlers(store),
    ...campaignHandlers(store),
  } satisfies Handlers<typeof api>
  const router = Router()
  const document = openApiDocument(api)
  router.get('/openapi.json', (_request, response) => void response.json(document))
  bindRoutes(router, api, handlers, inlet)
  router.use(nothingHere)
  return router
}

function webhookRouter(doors: AppDoors, desk: OfflineDesk): Router {
  const { store, publicBaseUrl, twilioAuthToken: authToken, allowedNumbers, clock, log } = doors
  const lastResort = openLastResort(store.listCallCentrePhones)
  lastResort.refresh().catch((error: unknown) => log.warn({ err: error }, 'the call centre lines are not known yet'))
  const table = [
    ...callWebhooks({ store, publicBaseUrl, lastResort }),
    ...outgoingWebhooks({ store, line: lineTwiml(voiceAddresses(publicBaseUrl)) }),
    ...messagingWebhooks(store),
    ...spokenCallWebhooks({ store, publicBaseUrl }),
  ]
  desk.applyWith(laterApplied(table))
  const offline = offlineWebhooks({ desk, addresses: voiceAddresses(publicBaseUrl), lastResort })
  const rows = [...keepAnswering(table, { desk, ...offline }), ...offline.rows]
  return twilioRouter(rows, { authToken, publicBaseUrl, now: () => clock.now(), log, allowedNumbers })
}

const isHttps = (address: string) => address.startsWith('https:')

/** Where the telephone of the computer finds Twilio: its signalling, what it measures, the sounds of its keys. */
const softphoneHosts = {
  connect: ['wss://voice-js.roaming.twilio.com', 'https://eventgw.twilio.com', 'https://sdk.twilio.com'],
  media: ["'self'", 'mediastream:', 'blob:', 'https://sdk.twilio.com'],
} as const

function securityHeaders({ publicBaseUrl, softphoneKeys }: Pick<AppDoors, 'publicBaseUrl' | 'softphoneKeys'>) {
  const https = isHttps(publicBaseUrl)
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Some browsers do not count a socket as 'self'.
        connectSrc: ["'self'", publicBaseUrl.replace(/^http/, 'ws'), ...(softphoneKeys ? softphoneHosts.connect : [])],
        ...(softphoneKeys ? { mediaSrc: softphoneHosts.media } : {}),
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
