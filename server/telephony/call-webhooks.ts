import type { Store } from '../../adapters/postgres/store.ts'
import { voiceAddresses } from '../../adapters/twilio/voice-addresses.ts'
import type { TwilioWebhook } from '../twilio-webhooks.ts'
import { callerWebhooks } from './caller-webhooks.ts'
import type { LastResort } from './last-resort.ts'
import { lineTwiml } from './line-twiml.ts'
import { nextWebhooks } from './next-webhooks.ts'
import { queueWebhooks } from './queue-webhooks.ts'
import { rungWebhooks } from './rung-webhooks.ts'

export interface CallWebhookDoors {
  store: Store
  publicBaseUrl: string
  lastResort: LastResort
}

/** The webhooks of incoming calls, and of every line that asks what to do next. */
export function callWebhooks({ store, publicBaseUrl, lastResort }: CallWebhookDoors): TwilioWebhook[] {
  const doors = { store, line: lineTwiml(voiceAddresses(publicBaseUrl)), lastResort }
  return [...callerWebhooks(doors), ...queueWebhooks(doors), ...rungWebhooks(doors), ...nextWebhooks(doors)]
}
