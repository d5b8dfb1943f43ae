import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DEMO_ACCOUNT_SID,
  DEMO_AUTH_TOKEN,
  DEMO_MESSAGING_NUMBER,
  DEMO_VOICE_NUMBER,
  DEMO_WHATSAPP_TEMPLATES,
} from '../../adapters/environment.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { applyMessageStatus } from '../../helpline/messages/apply-message-status.ts'
import { recordSpokenEnd } from '../../helpline/messages/spoken/record-spoken-end.ts'
import { whatsAppTemplates } from '../../helpline/messages/whatsapp-templates.ts'
import { writeMessage } from '../../helpline/reaching/write-message.ts'
import { contentOf } from '../../launch/demo-data.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { aCallCentre, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { freePort, until } from '../support/processes.ts'
import { type RunningProgram, runProgram } from '../support/real-stores.ts'

const PATIENCE_MS = 240_000
const WRITER = '+393471110001'
const READER = '+393471110002'
const TEXTED = '+393471110003'
const LANDLINE = '+390372555001'
const notice = 'Auser: il servizio di domani con Teresa Galli è annullato. Non serve più andare. Grazie!'

/** In the order in which they are asked for. */
const intentions = [
  { name: 'an SMS', channel: 'sms', peerE164: TEXTED, body: 'Prova' },
  { name: 'WhatsApp in our own words', channel: 'whatsapp', peerE164: WRITER, body: 'Buongiorno, a domani.' },
  { name: 'a WhatsApp template', channel: 'whatsapp', peerE164: READER, body: notice },
  { name: 'a spoken call', channel: 'voice', peerE164: LANDLINE, body: 'Buongiorno, qui è Auser. Prova.' },
] as const

let database: TestDatabase
let store: Store
let db: TestDb
let simulator: Simulator
let environment: Record<string, string>
let workers: RunningProgram | undefined

beforeAll(async () => {
  database = await createTestDatabase()
  store = openStore(database.url)
  db = connectDatabase(database.url, 3)
  await aCallCentre(db)
  const publicBaseUrl = `http://127.0.0.1:${await freePort()}`
  simulator = createSimulator({
    ...{ accountSid: DEMO_ACCOUNT_SID, authToken: DEMO_AUTH_TOKEN },
    numbers: [{ number: DEMO_VOICE_NUMBER }, { number: DEMO_MESSAGING_NUMBER }],
    telephones: [WRITER, READER].map((number) => ({ number, label: number, kind: 'mobile' as const, whatsApp: true })),
    contents: whatsAppTemplates.map((template) => contentOf(template, DEMO_WHATSAPP_TEMPLATES, publicBaseUrl)),
  })
  environment = {
    DATABASE_URL: database.url,
    TWILIO_API_BASE_URL: await simulator.listen(0),
    PORT: new URL(publicBaseUrl).port,
  }
}, 120_000)
afterAll(async () => {
  await workers?.kill()
  await simulator?.close()
  await Promise.all([store.close(), db.$disconnect()])
  await database.drop()
}, 60_000)

async function startWorkers(offsetMs: number): Promise<void> {
  const clock = { FILO_CLOCK_OFFSET_MS: String(offsetMs) }
  workers = await runProgram('workers/main.ts', { ...environment, ...clock }, 'workers ready')
}
const left = () => [
  ...simulator.script.messages().filter(({ direction }) => direction === 'outbound-api'),
  ...simulator.script.calls(),
]
const rows = () => db.message.findMany({ where: { direction: 'outbound' }, orderBy: { id: 'asc' } })

describe('a worker killed between Twilio’s answer and our row', () => {
  it('leaves each intention sent once, whatever its way', { timeout: 600_000 }, async () => {
    const now = new Date()
    simulator.script.sendWhatsApp(WRITER, DEMO_MESSAGING_NUMBER, 'Buongiorno')
    await db.conversation.create({
      data: { channel: 'whatsapp', peerE164: WRITER, lastMessageAt: now, lastInboundAt: now },
    })
    const actor = { kind: 'system' } as const
    await store.transaction({ now, actor }, async (tx) => {
      for (const { name, ...message } of intentions) {
        await writeMessage(tx, { now, actor }, { ...message, purpose: 'service', intentKey: `prova:${name}` })
      }
    })
    // Twilio does it, and its answer never comes: the worker is still waiting for it when it is killed.
    simulator.script.restFault({ kind: 'timeout', processed: true, method: 'POST', times: intentions.length })
    await startWorkers(0)
    await until(() => left().length === intentions.length, PATIENCE_MS)
    await workers?.kill()
    expect((await rows()).map(({ twilioSid, attempts }) => [twilioSid, attempts])).toEqual(
      intentions.map(() => [null, 1]),
    )

    await startWorkers(200_000)
    await until(async () => (await rows()).every(({ twilioSid }) => twilioSid !== null), PATIENCE_MS)
    const found = await rows()
    expect(left().map(({ sid }) => sid)).toHaveLength(intentions.length)
    expect(new Set(found.map(({ twilioSid }) => twilioSid))).toEqual(new Set(left().map(({ sid }) => sid)))
    expect(found.map(({ attempts }) => attempts)).toEqual(intentions.map(() => 1))
    expect(await db.contact.count({ where: { messageId: { not: null } } })).toBe(intentions.length)
    expect(await db.jobWish.count({ where: { failedAt: { not: null } } })).toBe(0)
  })

  it('and what Twilio reports of them, twice and in any order, comes to one end', { timeout: 120_000 }, async () => {
    await workers?.kill()
    const ends = { sms: 'delivered', whatsapp: 'read', voice: 'delivered' } as const
    const reported = {
      sms: ['queued', 'sent', 'delivered'],
      whatsapp: ['queued', 'sent', 'delivered', 'read'],
      voice: ['initiated', 'ringing', 'in-progress', 'completed'],
    } as const
    const messages = await rows()
    const reports = messages.flatMap((message) =>
      [...reported[message.channel], ...reported[message.channel]].map((status) => ({ message, status })),
    )
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(reports, { minLength: reports.length }), async (shuffled) => {
        await db.message.updateMany({ data: { state: 'pending', errorCode: null, spokenOutcome: null } })
        for (const { message, status } of shuffled) {
          const report = { messageId: message.id, sid: message.twilioSid ?? '', status, errorCode: null }
          const occasion = { now: new Date(), actor: { kind: 'system' } as const }
          if (message.channel === 'voice') await recordSpokenEnd(store, occasion, report)
          await applyMessageStatus(store, occasion, report)
        }
        for (const { channel, state, spokenOutcome } of await rows()) {
          expect({ channel, state }).toEqual({ channel, state: ends[channel] })
          expect(spokenOutcome).toBe(channel === 'voice' ? 'notHeard' : null)
        }
        expect(await rows()).toHaveLength(intentions.length)
        expect(await db.contact.count({ where: { messageId: { not: null } } })).toBe(intentions.length)
      }),
      { numRuns: 8 },
    )
  })
})
