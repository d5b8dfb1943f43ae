import {
  type Account,
  AccountRefusal,
  type ApplicationAddresses,
  type ApplicationOnAccount,
  type NumberAddresses,
  type NumberOnAccount,
} from '../adapters/twilio/account-setup.ts'

// A callback that meets a failure is asked again, which Twilio does not do by itself.
const RETRIES = '#rc=3&rp=5xx,ct,rt'
export const APPLICATION_NAME = 'Filo d’Argento: telefono nel computer'

export interface WantedSetup {
  publicBaseUrl: string
  /** Where the static answer is; undefined leaves each number's own. */
  fallbackUrl: string | undefined
  voiceNumber: string
  messagingNumber: string
  /** The associations' own numbers; those that are not on the account are left alone. */
  associationNumbers: readonly string[]
}

export interface Difference<F extends string> {
  field: F
  from: string
  to: string
}

export interface NumberPlan {
  number: NumberOnAccount
  differences: Difference<keyof NumberAddresses>[]
}

export interface SetupPlan {
  numbers: NumberPlan[]
  application: { existing: ApplicationOnAccount | undefined; differences: Difference<keyof ApplicationAddresses>[] }
  /** On the account, and none of ours. */
  leftAlone: string[]
  /** Calls come to it, and nothing answers when none of our machines does. */
  withoutFallback: string[]
  onTrunk: string[]
}

const webhooks = (publicBaseUrl: string) => `${publicBaseUrl}/webhooks/twilio`

function wantedOfNumber(number: NumberOnAccount, wanted: WantedSetup): Partial<NumberAddresses> {
  const base = webhooks(wanted.publicBaseUrl)
  const { fallbackUrl } = wanted
  const calls: Partial<NumberAddresses> = {
    // An application on the number would hide the addresses.
    voiceApplicationSid: '',
    voiceUrl: `${base}/voice/incoming`,
    voiceMethod: 'POST',
    statusCallback: `${base}/voice/status${RETRIES}`,
    statusCallbackMethod: 'POST',
    // A page somewhere else need not know how to take a POST.
    ...(fallbackUrl ? { voiceFallbackUrl: fallbackUrl, voiceFallbackMethod: 'GET' } : {}),
  }
  const messages: Partial<NumberAddresses> = {
    smsApplicationSid: '',
    smsUrl: `${base}/messages/incoming`,
    smsMethod: 'POST',
  }
  return {
    // Who was written to calls back: every number of ours that takes calls is answered.
    ...(number.takesCalls ? calls : {}),
    ...(number.e164 === wanted.messagingNumber ? messages : {}),
  }
}

function wantedOfApplication({ publicBaseUrl }: WantedSetup): ApplicationAddresses {
  const base = `${webhooks(publicBaseUrl)}/voice`
  return {
    voiceUrl: `${base}/softphone`,
    voiceMethod: 'POST',
    statusCallback: `${base}/outgoing-status${RETRIES}`,
    statusCallbackMethod: 'POST',
  }
}

function differencesOf<F extends string>(
  wanted: Partial<Record<F, string>>,
  found: Record<F, string>,
): Difference<F>[] {
  return (Object.entries(wanted) as [F, string][]).flatMap(([field, to]) =>
    found[field] === to ? [] : [{ field, from: found[field], to }],
  )
}

/** Everything that is not as it should be. */
export async function planSetup(account: Account, wanted: WantedSetup): Promise<SetupPlan> {
  const [numbers, application] = await Promise.all([account.listNumbers(), account.findApplication(APPLICATION_NAME)])
  const required = { FILO_VOICE_NUMBER: wanted.voiceNumber, FILO_MESSAGING_NUMBER: wanted.messagingNumber }
  for (const [name, e164] of Object.entries(required)) {
    if (!numbers.some((number) => number.e164 === e164)) {
      throw new AccountRefusal(`${name}: ${e164} non è fra i numeri di questo account Twilio.`)
    }
  }
  const ours = new Set([...Object.values(required), ...wanted.associationNumbers])
  const plans = numbers
    .filter(({ e164 }) => ours.has(e164))
    .map((number) => ({ number, differences: differencesOf(wantedOfNumber(number, wanted), number.addresses) }))
  const applicationAddresses = wantedOfApplication(wanted)
  const none = { voiceUrl: '', voiceMethod: '', statusCallback: '', statusCallbackMethod: '' }
  const calls = plans.map(({ number }) => number).filter(({ takesCalls }) => takesCalls)
  return {
    numbers: plans,
    application: {
      existing: application,
      differences: differencesOf(applicationAddresses, application?.addresses ?? none),
    },
    leftAlone: numbers.filter(({ e164 }) => !ours.has(e164)).map(({ e164 }) => e164),
    withoutFallback: wanted.fallbackUrl
      ? []
      : calls.filter(({ addresses }) => addresses.voiceFallbackUrl === '').map(({ e164 }) => e164),
    onTrunk: calls.filter(({ onTrunk }) => onTrunk).map(({ e164 }) => e164),
  }
}

export const changesIn = ({ numbers, application }: SetupPlan): number =>
  numbers.reduce((sum, { differences }) => sum + differences.length, application.differences.length)

const valuesOf = <F extends string>(differences: readonly Difference<F>[]) =>
  Object.fromEntries(differences.map(({ field, to }) => [field, to])) as Partial<Record<F, string>>

/** Makes what is planned; the application's sid, which the server must be told. */
export async function carryOut(account: Account, plan: SetupPlan, wanted: WantedSetup): Promise<string> {
  for (const { number, differences } of plan.numbers) {
    if (differences.length > 0) await account.changeNumber(number.sid, valuesOf(differences))
  }
  const { existing, differences } = plan.application
  if (!existing) return account.createApplication(APPLICATION_NAME, wantedOfApplication(wanted))
  if (differences.length > 0) await account.changeApplication(existing.sid, valuesOf(differences))
  return existing.sid
}
