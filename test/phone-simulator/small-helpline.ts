import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Response } from 'express'
import twilio from 'twilio'
import type { SimulatorOptions } from '../../phone-simulator/exchange.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'

const { RequestClient, validateRequest } = twilio
type RequestOptions<T> = Parameters<typeof RequestClient.prototype.request<T>>[0]
export const { VoiceResponse, MessagingResponse } = twilio.twiml

export const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'a-token-for-tests' }
export const centralino = '+390372448600'
export const elena = '+390372448678'
export const operators = ['+390372448601', '+390372448602', '+390372448603'] as const
export const marco = '+393331234567'
export const offerContent = `HX${'5'.repeat(32)}`

export interface Received {
  path: string
  method: string
  parameters: Record<string, string>
  isSigned: boolean
  token: string
}

/** A program in the place of the helpline: it keeps what it receives and answers what the test tells it to. */
export interface SmallHelpline {
  url: string
  received: Received[]
  /** Of one path, in order of arrival. */
  at(path: string): Record<string, string>[]
  answer(path: string, reply: (parameters: Record<string, string>, response: Response) => unknown): void
  close(): Promise<void>
}

export async function aSmallHelpline(): Promise<SmallHelpline> {
  const received: Received[] = []
  const replies = new Map<string, (parameters: Record<string, string>, response: Response) => unknown>()
  const app = express()
  app.use(express.urlencoded({ extended: false }))
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  app.use((request, response) => {
    const signature = request.get('x-twilio-signature') ?? ''
    const body = (request.body ?? {}) as Record<string, string>
    const parameters = request.method === 'GET' ? (request.query as Record<string, string>) : body
    received.push({
      path: request.path,
      method: request.method,
      parameters,
      isSigned: validateRequest(account.authToken, signature, `${url}${request.originalUrl}`, body),
      token: request.get('i-twilio-idempotency-token') ?? '',
    })
    const answer = replies.get(request.path)?.(parameters, response)
    if (response.headersSent || answer === 'later') return
    if (answer === undefined) response.status(204).end()
    else response.type('text/xml').send(String(answer))
  })
  return {
    url,
    received,
    at: (path) => received.filter((webhook) => webhook.path === path).map(({ parameters }) => parameters),
    answer: (path, reply) => void replies.set(path, reply),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export interface Rig {
  simulator: Simulator
  script: Simulator['script']
  helpline: SmallHelpline
  client: ReturnType<typeof twilio>
  address: string
  close(): Promise<void>
}

/** The simulator and the small program, speaking to each other over real HTTP. */
export async function aRig(overrides: Partial<SimulatorOptions> = {}): Promise<Rig> {
  const helpline = await aSmallHelpline()
  const simulator = createSimulator({
    ...account,
    numbers: [
      {
        number: centralino,
        aliases: ['800 995 988'],
        voiceUrl: `${helpline.url}/voice`,
        smsUrl: `${helpline.url}/sms`,
        statusCallback: `${helpline.url}/status`,
      },
    ],
    telephones: [
      { number: elena, label: 'Elena Rossi', kind: 'landline' },
      { number: marco, label: 'Marco Bianchi', kind: 'mobile', whatsApp: true },
      ...operators.map((number, index) => ({ number, label: `Operatore ${index + 1}`, kind: 'landline' as const })),
    ],
    contents: [
      {
        sid: offerContent,
        friendlyName: 'offerta',
        body: 'Accompagni {{1}}? SI o NO',
        buttons: [
          { title: 'Sì, ci vado', payload: 'SI {{2}}' },
          { title: 'La mia pagina', url: 'https://helpline.example/{{2}}' },
        ],
      },
    ],
    ...overrides,
  })
  const address = await simulator.listen(0)
  const close = async () => {
    await simulator.close()
    await helpline.close()
  }
  return { simulator, script: simulator.script, helpline, client: aClient(address), address, close }
}

/** The real SDK with its host rewritten, as the product has it. */
export function aClient(address: string, credentials = account, timeout = 20_000): ReturnType<typeof twilio> {
  class Redirected extends RequestClient {
    override request<T>(options: RequestOptions<T>) {
      return super.request<T>({ ...options, uri: options.uri.replace('https://api.twilio.com', address) })
    }
  }
  return twilio(credentials.accountSid, credentials.authToken, { httpClient: new Redirected({ timeout }) })
}

export function voice(build: (response: InstanceType<typeof VoiceResponse>) => void): string {
  const response = new VoiceResponse()
  build(response)
  return response.toString()
}
