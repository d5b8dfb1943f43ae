import { type Request, Router } from 'express'
import type { AccountNumber } from './configuration.ts'
import type { Exchange } from './exchange.ts'
import {
  bodyParameters,
  isMethod,
  isWebAddress,
  notFound,
  page,
  queryParameters,
  Refusal,
  twilioDate,
} from './rest-answers.ts'

/** What can be changed of a number, and where it is kept. */
const changeable = {
  FriendlyName: 'friendlyName',
  VoiceUrl: 'voiceUrl',
  VoiceMethod: 'voiceMethod',
  VoiceFallbackUrl: 'voiceFallbackUrl',
  VoiceFallbackMethod: 'voiceFallbackMethod',
  StatusCallback: 'statusCallback',
  StatusCallbackMethod: 'statusCallbackMethod',
  SmsUrl: 'smsUrl',
  SmsMethod: 'smsMethod',
  SmsFallbackUrl: 'smsFallbackUrl',
  SmsFallbackMethod: 'smsFallbackMethod',
} as const

const updateParameters = new Set([...Object.keys(changeable), 'VoiceCallerIdLookup', 'VoiceReceiveMode', 'ApiVersion'])

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
    for (const [name, value] of Object.entries(parameters)) {
      if (/(Url|Callback)$/.test(name) && value !== '' && !isWebAddress(value)) {
        throw new Refusal(400, 21502, `${name} is not a valid URL`)
      }
      if (name.endsWith('Method') && !isMethod(value)) throw new Refusal(400, 21503, `${name} is neither GET nor POST`)
    }
    for (const [name, field] of Object.entries(changeable)) {
      const value = parameters[name]
      if (value !== undefined) number[field] = value
    }
    number.updatedAt = new Date()
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
    voice_url: number.voiceUrl,
    voice_method: number.voiceMethod,
    voice_fallback_url: number.voiceFallbackUrl,
    voice_fallback_method: number.voiceFallbackMethod,
    voice_application_sid: '',
    voice_caller_id_lookup: false,
    voice_receive_mode: 'voice',
    status_callback: number.statusCallback,
    status_callback_method: number.statusCallbackMethod,
    sms_url: number.smsUrl,
    sms_method: number.smsMethod,
    sms_fallback_url: number.smsFallbackUrl,
    sms_fallback_method: number.smsFallbackMethod,
    sms_application_sid: '',
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
