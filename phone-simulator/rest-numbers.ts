import { type Request, Router } from 'express'
import type { AccountNumber } from './configuration.ts'
import type { Exchange } from './exchange.ts'
import { addressesJson, changeAddresses, changeableAddresses } from './rest-addresses.ts'
import { bodyParameters, notFound, page, queryParameters, Refusal, twilioDate } from './rest-answers.ts'

const updateParameters = new Set([
  ...Object.keys(changeableAddresses),
  'FriendlyName',
  'VoiceApplicationSid',
  'SmsApplicationSid',
  'VoiceCallerIdLookup',
  'VoiceReceiveMode',
  'ApiVersion',
])

export function numberRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  routes.get('/IncomingPhoneNumbers.json', (request, response) => {
    const { PhoneNumber, FriendlyName } = queryParameters(exchange, request, [
      'PhoneNumber',
      'FriendlyName',
      'Beta',
      'Origin',
    ])
    const numbers = [...exchange.numbers.values()].filter(
      (number) =>
        (PhoneNumber === undefined || number.number.includes(PhoneNumber)) &&
        (FriendlyName === undefined || number.friendlyName === FriendlyName),
    )
    response.json(page(request, 'incoming_phone_numbers', numbers, (number) => numberJson(exchange, number)))
  })
  routes.get('/IncomingPhoneNumbers/:sid.json', (request, response) => {
    response.json(numberJson(exchange, numberOf(exchange, request)))
  })
  routes.post('/IncomingPhoneNumbers/:sid.json', (request, response) => {
    const number = numberOf(exchange, request)
    const parameters = bodyParameters(exchange, request, updateParameters)
    const { FriendlyName, VoiceApplicationSid, SmsApplicationSid } = parameters
    for (const sid of [VoiceApplicationSid, SmsApplicationSid]) {
      if (sid && !exchange.applications.has(sid)) throw new Refusal(400, 21218, 'The application is not valid')
    }
    changeAddresses(number, parameters)
    number.friendlyName = FriendlyName ?? number.friendlyName
    number.voiceApplicationSid = VoiceApplicationSid ?? number.voiceApplicationSid
    number.smsApplicationSid = SmsApplicationSid ?? number.smsApplicationSid
    exchange.changed()
    response.json(numberJson(exchange, number))
  })
  return routes
}

function numberOf(exchange: Exchange, request: Request): AccountNumber {
  const number = [...exchange.numbers.values()].find(({ sid }) => sid === request.params.sid)
  if (!number) throw notFound(request)
  return number
}

function numberJson(exchange: Exchange, number: AccountNumber): Record<string, unknown> {
  return {
    sid: number.sid,
    account_sid: exchange.accountSid,
    api_version: '2010-04-01',
    phone_number: number.number,
    friendly_name: number.friendlyName,
    ...addressesJson(number),
    voice_application_sid: number.voiceApplicationSid,
    sms_application_sid: number.smsApplicationSid,
    voice_caller_id_lookup: false,
    voice_receive_mode: 'voice',
    trunk_sid: null,
    capabilities: { voice: true, sms: true, mms: false, fax: false },
    beta: false,
    origin: 'twilio',
    status: 'in-use',
    type: 'local',
    date_created: twilioDate(number.createdAt),
    date_updated: twilioDate(number.updatedAt),
    uri: `/2010-04-01/Accounts/${exchange.accountSid}/IncomingPhoneNumbers/${number.sid}.json`,
  }
}
