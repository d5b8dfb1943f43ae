import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { DEMO_WHATSAPP_TEMPLATES } from '../../adapters/environment.ts'
import { openTwilio, type TwilioSettings } from '../../adapters/twilio/twilio-client.ts'
import { verifySignature } from '../../adapters/twilio/twilio-signature.ts'
import type { Telephone } from '../../helpline/messages/telephone.ts'
import { whatsAppTemplates } from '../../helpline/messages/whatsapp-templates.ts'
import { contentOf } from '../../launch/demo-data.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'

export const TEST_ACCOUNT = { accountSid: `AC${'7'.repeat(32)}`, authToken: 'token-delle-prove' }
export const VOICE_NUMBER = '+390280010001'
export const MESSAGING_NUMBER = '+393202000001'
/** Teresa's landline and Bruno's mobile. */
export const TERESA = '+390372448678'
export const BRUNO = '+393471234567'
/** Has no WhatsApp. */
export const CARLA = '+393471234568'

export interface Callback {
  path: string
  form: Record<string, string>
  isSigned: boolean
}

export interface Telephones {
  script: Simulator['script']
  apiBaseUrl: string
  telephone: Telephone
  callbacks: Callback[]
  /** Sees every callback as it arrives. */
  onCallback(listener: (callback: Callback) => Promise<void>): void
  open(overrides?: Partial<TwilioSettings>): Telephone
  close(): Promise<void>
}

/** The simulator's telephones, reached through the real SDK, and somebody who answers Twilio's questions. */
export async function openTelephones(): Promise<Telephones> {
  const callbacks: Callback[] = []
  let listener: (callback: Callback) => Promise<void> = async () => undefined
  const app = express()
  app.use(express.urlencoded({ extended: false }))
  app.use(async (request, response) => {
    const form = (request.body ?? {}) as Record<string, string>
    const signature = request.get('x-twilio-signature')
    const isSigned = verifySignature(TEST_ACCOUNT.authToken, signature, publicBaseUrl + request.originalUrl, form)
    const callback = { path: request.path, form, isSigned }
    callbacks.push(callback)
    await listener(callback)
    response.type('text/xml').send('<Response><Say>Buongiorno.</Say></Response>')
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const publicBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const simulator = createSimulator({
    ...TEST_ACCOUNT,
    numbers: [{ number: VOICE_NUMBER }, { number: MESSAGING_NUMBER }],
    telephones: [
      { number: TERESA, label: 'Teresa Galli', kind: 'landline' },
      { number: BRUNO, label: 'Bruno Ferrari', kind: 'mobile', whatsApp: true },
      { number: CARLA, label: 'Carla Neri', kind: 'mobile' },
    ],
    contents: whatsAppTemplates.map((template) => contentOf(template, DEMO_WHATSAPP_TEMPLATES, publicBaseUrl)),
    callsPerSecond: 100,
  })
  const apiBaseUrl = await simulator.listen(0)
  const open = (overrides: Partial<TwilioSettings> = {}) =>
    openTwilio({
      ...TEST_ACCOUNT,
      apiBaseUrl,
      publicBaseUrl,
      voiceNumber: VOICE_NUMBER,
      messagingNumber: MESSAGING_NUMBER,
      whatsAppTemplates: DEMO_WHATSAPP_TEMPLATES,
      clockOffsetMs: 0,
      takeCallTurn: async () => ({ taken: true, waitMs: 0 }),
      ...overrides,
    })
  return {
    script: simulator.script,
    apiBaseUrl,
    telephone: open(),
    callbacks,
    onCallback: (next) => {
      listener = next
    },
    open,
    async close() {
      await simulator.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}
