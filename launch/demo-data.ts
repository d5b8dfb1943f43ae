import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { demoMessagingNumber, demoTelephones, demoVoiceNumber } from '../prisma/seed/demo-telephones.ts'

const NUMERO_VERDE = '800995988'

/** Writes down for the simulator our numbers, where they call, and its telephones; the file's path, for SIMULATOR_CONFIG. */
export function writeTelephones(dataDirectory: string, serverUrl: string): string {
  const webhooks = `${serverUrl}/webhooks/twilio`
  const configuration = {
    numbers: [
      {
        number: demoVoiceNumber,
        friendlyName: 'Numero Verde 800 995 988',
        aliases: [NUMERO_VERDE],
        voiceUrl: `${webhooks}/voice/incoming`,
        statusCallback: `${webhooks}/voice/status#rc=3&rp=5xx,ct,rt`,
      },
      { number: demoMessagingNumber, friendlyName: 'Messaggi', smsUrl: `${webhooks}/messages/incoming` },
    ],
    telephones: demoTelephones,
  }
  mkdirSync(dataDirectory, { recursive: true })
  const file = path.join(dataDirectory, 'phone-simulator.json')
  writeFileSync(file, `${JSON.stringify(configuration, null, 2)}\n`)
  return file
}
