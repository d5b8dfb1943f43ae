import type { Addresses } from './configuration.ts'
import { isMethod, isWebAddress, type Parameters, Refusal } from './rest-answers.ts'

/** What can be changed of a number's or an application's addresses, and where it is kept. */
export const changeableAddresses = {
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
} as const satisfies Record<string, keyof Addresses>

/** Refuses everything before it changes anything. */
export function changeAddresses(of: Addresses & { updatedAt: Date }, parameters: Parameters): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (/(Url|Callback)$/.test(name) && value !== '' && !isWebAddress(value)) {
      throw new Refusal(400, 21502, `${name} is not a valid URL`)
    }
    if (name.endsWith('Method') && !isMethod(value)) throw new Refusal(400, 21503, `${name} is neither GET nor POST`)
  }
  for (const [name, field] of Object.entries(changeableAddresses)) {
    const value = parameters[name]
    if (value !== undefined) of[field] = field.endsWith('Method') ? value.toUpperCase() : value
  }
  of.updatedAt = new Date()
}

export function addressesJson(addresses: Addresses): Record<string, unknown> {
  return {
    voice_url: addresses.voiceUrl,
    voice_method: addresses.voiceMethod,
    voice_fallback_url: addresses.voiceFallbackUrl,
    voice_fallback_method: addresses.voiceFallbackMethod,
    status_callback: addresses.statusCallback,
    status_callback_method: addresses.statusCallbackMethod,
    sms_url: addresses.smsUrl,
    sms_method: addresses.smsMethod,
    sms_fallback_url: addresses.smsFallbackUrl,
    sms_fallback_method: addresses.smsFallbackMethod,
  }
}
