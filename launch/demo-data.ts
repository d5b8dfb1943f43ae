import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Settings } from '../adapters/environment.ts'
import { numeroVerde } from '../helpline/territory/numero-verde.ts'
import { demoTelephones } from '../prisma/seed/demo-telephones.ts'

/** Writes down for the simulator our numbers, where they call, and its telephones; the file's path, for SIMULATOR_CONFIG. */
export function writeTelephones({ dataDirectory, publicBaseUrl, twilio }: Settings): string {
  const webhooks = `${publicBaseUrl}/webhooks/twilio`
  const configuration = {
    numbers: [
      {
        number: twilio.voiceNumber,
        friendlyName: `Numero Verde ${numeroVerde}`,
        aliases: [numeroVerde],
        voiceUrl: `${webhooks}/voice/incoming`,
        statusCallback: `${webhooks}/voice/status#rc=3&rp=5xx,ct,rt`,
      },
      { number: twilio.messagingNumber, friendlyName: 'Messaggi', smsUrl: `${webhooks}/messages/incoming` },
    ],
    telephones: demoTelephones,
  }
  mkdirSync(dataDirectory, { recursive: true })
  const file = path.join(dataDirectory, 'phone-simulator.json')
  writeFileSync(file, `${JSON.stringify(configuration, null, 2)}\n`)
  return file
}
