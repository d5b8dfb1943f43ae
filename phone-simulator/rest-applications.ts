import { type Request, Router } from 'express'
import { newSid } from './call.ts'
import { type Application, toApplication } from './configuration.ts'
import type { Exchange } from './exchange.ts'
import { addressesJson, changeAddresses, changeableAddresses } from './rest-addresses.ts'
import { bodyParameters, notFound, page, queryParameters, twilioDate } from './rest-answers.ts'

const parametersOfOne = new Set([
  ...Object.keys(changeableAddresses),
  'FriendlyName',
  'ApiVersion',
  'VoiceCallerIdLookup',
  'SmsStatusCallback',
  'MessageStatusCallback',
  'PublicApplicationConnectEnabled',
])

export function applicationRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  routes.post('/Applications.json', (request, response) => {
    const parameters = bodyParameters(exchange, request, parametersOfOne)
    const application = toApplication({ friendlyName: parameters.FriendlyName ?? '' }, newSid('AP'))
    changeAddresses(application, parameters)
    exchange.keep(exchange.applications, application.sid, application)
    response.status(201).json(applicationJson(exchange, application))
  })
  routes.get('/Applications.json', (request, response) => {
    const { FriendlyName } = queryParameters(exchange, request, ['FriendlyName'])
    const applications = [...exchange.applications.values()].filter(
      ({ friendlyName }) => FriendlyName === undefined || friendlyName === FriendlyName,
    )
    response.json(page(request, 'applications', applications, (application) => applicationJson(exchange, application)))
  })
  routes.get('/Applications/:sid.json', (request, response) => {
    response.json(applicationJson(exchange, applicationOf(exchange, request)))
  })
  routes.post('/Applications/:sid.json', (request, response) => {
    const application = applicationOf(exchange, request)
    const parameters = bodyParameters(exchange, request, parametersOfOne)
    changeAddresses(application, parameters)
    application.friendlyName = parameters.FriendlyName ?? application.friendlyName
    exchange.changed()
    response.json(applicationJson(exchange, application))
  })
  routes.delete('/Applications/:sid.json', (request, response) => {
    exchange.applications.delete(applicationOf(exchange, request).sid)
    response.status(204).end()
  })
  return routes
}

function applicationOf(exchange: Exchange, request: Request): Application {
  const application = exchange.applications.get(String(request.params.sid))
  if (!application) throw notFound(request)
  return application
}

function applicationJson(exchange: Exchange, application: Application): Record<string, unknown> {
  return {
    sid: application.sid,
    account_sid: exchange.accountSid,
    api_version: '2010-04-01',
    friendly_name: application.friendlyName,
    ...addressesJson(application),
    voice_caller_id_lookup: false,
    sms_status_callback: '',
    message_status_callback: '',
    public_application_connect_enabled: false,
    date_created: twilioDate(application.createdAt),
    date_updated: twilioDate(application.updatedAt),
    uri: `/2010-04-01/Accounts/${exchange.accountSid}/Applications/${application.sid}.json`,
  }
}
