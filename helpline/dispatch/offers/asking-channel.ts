import { takesSms } from '../../territory/phone-numbers.ts'
import type { MessageChannel } from '../service-states.ts'

/** How somebody can be reached, and how they like it. */
export interface ReachedBy {
  phoneE164: string
  preferredChannel: MessageChannel
  /** They asked for no more messages. */
  withoutSms: boolean
}

const italianLandline = /^\+390\d{5,10}$/

/** null: no message and no call of ours reaches this number. */
export function askingChannel({ phoneE164, preferredChannel, withoutSms }: ReachedBy): MessageChannel | null {
  const isMobile = takesSms(phoneE164)
  if (!isMobile && !italianLandline.test(phoneE164)) return null
  return isMobile && !withoutSms ? preferredChannel : 'voice'
}
