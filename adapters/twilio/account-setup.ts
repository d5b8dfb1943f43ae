import twilio from 'twilio'
import { openClient, type RestSettings } from './rest-client.ts'

/** What a number does: where its calls and messages are asked for. */
export const numberFields = [
  'voiceApplicationSid',
  'voiceUrl',
  'voiceMethod',
  'voiceFallbackUrl',
  'voiceFallbackMethod',
  'statusCallback',
  'statusCallbackMethod',
  'smsApplicationSid',
  'smsUrl',
  'smsMethod',
] as const
export type NumberField = (typeof numberFields)[number]
export type NumberAddresses = Record<NumberField, string>

/** What the application of the consoles that call by themselves does. */
export const applicationFields = ['voiceUrl', 'voiceMethod', 'statusCallback', 'statusCallbackMethod'] as const
export type ApplicationField = (typeof applicationFields)[number]
export type ApplicationAddresses = Record<ApplicationField, string>

export interface NumberOnAccount {
  sid: string
  e164: string
  takesCalls: boolean
  takesMessages: boolean
  /** A trunk takes its calls before any address is asked. */
  onTrunk: boolean
  addresses: NumberAddresses
}

export interface ApplicationOnAccount {
  sid: string
  addresses: ApplicationAddresses
}

/** Said to people as it is. */
export class AccountRefusal extends Error {
  override readonly name = 'AccountRefusal'
}

function inWords(error: unknown): unknown {
  if (error instanceof twilio.RestException) {
    const { status, code, message } = error
    if (status === 401 || code === 20003) {
      return new AccountRefusal(
        'Twilio non accetta queste credenziali: controllare TWILIO_ACCOUNT_SID e TWILIO_AUTH_TOKEN.',
      )
    }
    if (status === 429) return new AccountRefusal('Twilio chiede di rallentare: riprovare fra un minuto.')
    return new AccountRefusal(`Twilio rifiuta la richiesta: ${message}${code ? ` (codice ${code})` : ''}.`)
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code === '' ? error : new AccountRefusal(`Twilio non risponde (${code}).`)
}

async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request
  } catch (error) {
    throw inWords(error)
  }
}

const picked = <K extends string>(fields: readonly K[], from: Record<K, string | null | undefined>) =>
  Object.fromEntries(fields.map((field) => [field, from[field] ?? ''])) as Record<K, string>

/** The account's own settings, which decide whether a call reaches us at all. */
export function openAccount(settings: RestSettings) {
  const client = openClient(settings)
  const { incomingPhoneNumbers, applications } = client
  return {
    /** `status` and `type` are Twilio's own words. */
    describe: async (): Promise<{ status: string; type: string }> => {
      const { status, type } = await asked(client.api.v2010.accounts(settings.accountSid).fetch())
      return { status, type }
    },

    async listNumbers(): Promise<NumberOnAccount[]> {
      const found = await asked(incomingPhoneNumbers.list())
      return found.map((number) => ({
        sid: number.sid,
        e164: number.phoneNumber,
        takesCalls: number.capabilities.voice,
        takesMessages: number.capabilities.sms,
        onTrunk: Boolean(number.trunkSid),
        addresses: picked(numberFields, number),
      }))
    },

    changeNumber: async (sid: string, changes: Partial<NumberAddresses>): Promise<void> =>
      void (await asked(incomingPhoneNumbers(sid).update(changes))),

    /** The oldest of that name: whoever made a second one by hand finds it unused. */
    async findApplication(friendlyName: string): Promise<ApplicationOnAccount | undefined> {
      const found = await asked(applications.list({ friendlyName }))
      const [first] = found.toSorted((a, b) => a.dateCreated.getTime() - b.dateCreated.getTime())
      return first && { sid: first.sid, addresses: picked(applicationFields, first) }
    },

    createApplication: async (friendlyName: string, addresses: ApplicationAddresses): Promise<string> =>
      (await asked(applications.create({ friendlyName, ...addresses }))).sid,

    changeApplication: async (sid: string, changes: Partial<ApplicationAddresses>): Promise<void> =>
      void (await asked(applications(sid).update(changes))),

    /** Whether calls to Italy may be placed; undefined where the account does not say. */
    async mayCallItaly(): Promise<boolean | undefined> {
      try {
        return (await client.voice.v1.dialingPermissions.countries('IT').fetch()).lowRiskNumbersEnabled
      } catch {
        return undefined
      }
    },
  }
}
export type Account = ReturnType<typeof openAccount>
