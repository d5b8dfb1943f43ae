import { createHash } from 'node:crypto'
import { dialledNumber, isE164, kindOfNumber, type TelephoneKind } from './numbers.ts'
import type { ContentSettings } from './whatsapp.ts'

export interface NumberSettings {
  number: string
  friendlyName?: string
  /** Other numbers that ring here, e.g. the toll-free one forwarded by its carrier. */
  aliases?: string[]
  voiceUrl?: string
  voiceMethod?: string
  voiceFallbackUrl?: string
  voiceFallbackMethod?: string
  statusCallback?: string
  statusCallbackMethod?: string
  smsUrl?: string
  smsMethod?: string
  smsFallbackUrl?: string
  smsFallbackMethod?: string
  /** A TwiML application, by its sid, whose addresses then count instead of the number's own. */
  voiceApplicationSid?: string
  smsApplicationSid?: string
}

/** A TwiML application: what softphones call through, and numbers may be sent to. */
export interface ApplicationSettings
  extends Omit<NumberSettings, 'number' | 'aliases' | 'voiceApplicationSid' | 'smsApplicationSid'> {
  friendlyName: string
}

export interface TelephoneSettings {
  number: string
  label: string
  kind?: TelephoneKind
  whatsApp?: boolean
}

/** How a plausible number that is none of the telephones answers a call. */
export type UnknownNumbers = 'no-answer' | 'busy' | 'answer' | 'failed'

export interface SimulatorConfiguration {
  numbers: NumberSettings[]
  telephones: TelephoneSettings[]
  applications?: ApplicationSettings[]
  /** The templates WhatsApp has approved. */
  contents?: ContentSettings[]
  verifiedCallerIds?: string[]
  unknownNumbers?: UnknownNumbers
  callsPerSecond?: number
  /** Above this, asking for messages is refused with 20429; without it any number is taken. */
  messagesPerSecond?: number
}

/** Where calls and texts of a number or an application go; empty where nobody said. */
export interface Addresses {
  voiceUrl: string
  voiceMethod: string
  voiceFallbackUrl: string
  voiceFallbackMethod: string
  statusCallback: string
  statusCallbackMethod: string
  smsUrl: string
  smsMethod: string
  smsFallbackUrl: string
  smsFallbackMethod: string
}

export interface AccountNumber extends Addresses {
  sid: string
  number: string
  createdAt: Date
  updatedAt: Date
  friendlyName: string
  aliases: readonly string[]
  voiceApplicationSid: string
  smsApplicationSid: string
}

export interface Application extends Addresses {
  sid: string
  createdAt: Date
  updatedAt: Date
  friendlyName: string
}

function addressesIn(settings: Partial<Addresses>): Addresses {
  return {
    voiceUrl: settings.voiceUrl ?? '',
    voiceMethod: settings.voiceMethod ?? 'POST',
    voiceFallbackUrl: settings.voiceFallbackUrl ?? '',
    voiceFallbackMethod: settings.voiceFallbackMethod ?? 'POST',
    statusCallback: settings.statusCallback ?? '',
    statusCallbackMethod: settings.statusCallbackMethod ?? 'POST',
    smsUrl: settings.smsUrl ?? '',
    smsMethod: settings.smsMethod ?? 'POST',
    smsFallbackUrl: settings.smsFallbackUrl ?? '',
    smsFallbackMethod: settings.smsFallbackMethod ?? 'POST',
  }
}

/** The number's sid is the same at every start. */
export function toAccountNumber(settings: NumberSettings): AccountNumber {
  const now = new Date()
  return {
    ...addressesIn(settings),
    sid: sidOf('PN', settings.number),
    number: settings.number,
    createdAt: now,
    updatedAt: now,
    friendlyName: settings.friendlyName ?? settings.number,
    aliases: (settings.aliases ?? []).map((alias) => dialledNumber(alias) ?? alias),
    voiceApplicationSid: settings.voiceApplicationSid ?? '',
    smsApplicationSid: settings.smsApplicationSid ?? '',
  }
}

/** So is the sid of an application written in the settings; one made through the API has its own. */
export function toApplication(settings: ApplicationSettings, sid?: string): Application {
  const now = new Date()
  const { friendlyName } = settings
  return {
    ...addressesIn(settings),
    sid: sid ?? sidOf('AP', friendlyName),
    createdAt: now,
    updatedAt: now,
    friendlyName,
  }
}

function sidOf(prefix: string, name: string): string {
  return prefix + createHash('md5').update(name).digest('hex')
}

/** Everything wrong in a configuration, in words; empty when it can be used. */
export function configurationProblems(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return ['the configuration is not a JSON object']
  const configuration = value as Partial<SimulatorConfiguration>
  const { numbers, telephones, applications, contents, unknownNumbers, callsPerSecond, messagesPerSecond } =
    configuration
  const problems: string[] = []
  if (!Array.isArray(numbers)) problems.push('"numbers" is not a list')
  if (!Array.isArray(telephones)) problems.push('"telephones" is not a list')
  if (applications !== undefined && !Array.isArray(applications)) problems.push('"applications" is not a list')
  if (contents !== undefined && !Array.isArray(contents)) problems.push('"contents" is not a list')
  for (const [index, content] of (Array.isArray(contents) ? contents : []).entries()) {
    if (!content?.friendlyName || !content?.body) problems.push(`contents[${index}] has no friendlyName or no body`)
  }
  for (const [index, application] of (Array.isArray(applications) ? applications : []).entries()) {
    if (!application?.friendlyName) problems.push(`applications[${index}].friendlyName is missing`)
  }
  for (const [index, number] of (Array.isArray(numbers) ? numbers : []).entries()) {
    if (!isE164(String(number?.number))) problems.push(`numbers[${index}].number is not an E.164 number`)
  }
  for (const [index, telephone] of (Array.isArray(telephones) ? telephones : []).entries()) {
    if (!isE164(String(telephone?.number))) problems.push(`telephones[${index}].number is not an E.164 number`)
    if (!telephone?.label) problems.push(`telephones[${index}].label is missing`)
    if (![undefined, 'landline', 'mobile'].includes(telephone?.kind)) {
      problems.push(`telephones[${index}].kind is neither landline nor mobile`)
    }
  }
  if (![undefined, 'no-answer', 'busy', 'answer', 'failed'].includes(unknownNumbers)) {
    problems.push('"unknownNumbers" is none of no-answer, busy, answer, failed')
  }
  if (callsPerSecond !== undefined && !(callsPerSecond > 0)) problems.push('"callsPerSecond" is not a positive number')
  if (messagesPerSecond !== undefined && !(messagesPerSecond > 0)) {
    problems.push('"messagesPerSecond" is not a positive number')
  }
  return problems
}

export function kindOfTelephone(settings: TelephoneSettings): TelephoneKind {
  return settings.kind ?? kindOfNumber(settings.number)
}
