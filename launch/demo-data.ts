import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Settings } from '../adapters/environment.ts'
import {
  type WhatsAppTemplate,
  type WhatsAppTemplateName,
  whatsAppTemplates,
} from '../helpline/messages/whatsapp-templates.ts'
import { numeroVerde } from '../helpline/territory/numero-verde.ts'
import { demoTelephones } from '../prisma/seed/demo-telephones.ts'

/** As somebody would have made it on the account. */
export const contentOf = (
  { name, body, samples, buttons = [], pageButton }: WhatsAppTemplate,
  sids: Settings['twilio']['whatsAppTemplates'],
  publicBaseUrl: string,
) => ({
  sid: sids[name as WhatsAppTemplateName],
  friendlyName: name,
  body,
  buttons: [
    ...buttons,
    ...(pageButton ? [{ title: pageButton, url: `${publicBaseUrl}/v/{{${samples.length + 1}}}` }] : []),
  ],
})

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
    contents: whatsAppTemplates.map((template) => contentOf(template, twilio.whatsAppTemplates, publicBaseUrl)),
    telephones: demoTelephones,
  }
  mkdirSync(dataDirectory, { recursive: true })
  const file = path.join(dataDirectory, 'phone-simulator.json')
  writeFileSync(file, `${JSON.stringify(configuration, null, 2)}\n`)
  return file
}
