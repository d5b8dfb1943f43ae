import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Rows } from '../../adapters/postgres/store.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { reconcileMessage } from '../../helpline/messages/reconcile-message.ts'
import { sendMessage } from '../../helpline/messages/send-message.ts'
import type { Telephone } from '../../helpline/messages/telephone.ts'
import { whatsAppTemplateNames } from '../../helpline/messages/whatsapp-templates.ts'
import { aCallCentre, aListeningPoint, aPerson, aVolunteer, type TestDb } from './builders.ts'
import { createTestDatabase } from './database.ts'
import { atOnce } from './handlers.ts'
import { BRUNO, openTelephones, TERESA } from './telephones.ts'

// Real time: Twilio's log is read by the hour.
const start = new Date()
export const at = (minutes: number): Occasion => ({
  now: new Date(start.getTime() + minutes * 60_000),
  actor: { kind: 'system' },
  requestId: 'prova',
})

/** A worker killed between the row and Twilio's answer leaves this behind. */
export const dying: Telephone = {
  approvedTemplates: whatsAppTemplateNames,
  sendSms: () => Promise.reject(new Error('killed')),
  sendWhatsApp: () => Promise.reject(new Error('killed')),
  findWhatsApp: () => Promise.reject(new Error('killed')),
  placeSpokenCall: () => Promise.reject(new Error('killed')),
  findSms: () => Promise.reject(new Error('killed')),
  findCalls: () => Promise.reject(new Error('killed')),
  readMessage: () => Promise.reject(new Error('killed')),
}

export const OFFER = 'Auser: può accompagnare in auto una persona domani? Risponda SI 1234 oppure NO 1234. Grazie!'

export type MessageOptions = Partial<Parameters<Rows['addOutboundMessage']>[0]>

/** Messages to send, on a database and telephones of their own. */
export async function openOutgoingPost() {
  const database = await createTestDatabase()
  const store = openStore(database.url)
  const db = connectDatabase(database.url, 3)
  const telephones = await openTelephones()
  const world = await aWorld(db)
  let intents = 0

  async function aMessage(overrides: MessageOptions = {}): Promise<string> {
    intents += 1
    const { id } = await store.transaction(at(0), (tx) =>
      tx.addOutboundMessage({
        purpose: overrides.offerId ? 'offer' : 'service',
        channel: 'sms',
        peerE164: BRUNO,
        intentKey: `prova:${intents}`,
        body: 'Può accompagnare Teresa domani? Risponda SI 1234',
        volunteerId: world.volunteer.id,
        createdAt: at(0).now,
        ...overrides,
      }),
    )
    return id
  }
  const byWhatsApp = (overrides: MessageOptions = {}) =>
    aMessage({ channel: 'whatsapp', body: OFFER, offerId: world.offer.id, serviceId: world.service.id, ...overrides })
  const doors = (telephone: Telephone = telephones.telephone) => ({ ...store, telephone, departures: atOnce })

  return {
    databaseUrl: database.url,
    ...{ store, db, telephones, world, aMessage },
    anOffer: () => aMessage({ offerId: world.offer.id, serviceId: world.service.id }),
    byWhatsApp,
    anOfferByWhatsApp: () => byWhatsApp({ intentKey: `offer:${world.offer.id}` }),
    aConfirmation: () =>
      aMessage({
        channel: 'voice',
        peerE164: TERESA,
        body: 'Domani passa Bruno.',
        volunteerId: null,
        personId: world.person.id,
        serviceId: world.service.id,
      }),
    send: (messageId: string, minutes = 0, telephone?: Telephone) =>
      sendMessage(doors(telephone), at(minutes), { messageId }),
    reconcile: (messageId: string, minutes: number, telephone?: Telephone) =>
      reconcileMessage(doors(telephone), at(minutes), { messageId }),
    row: (id: string) => db.message.findUniqueOrThrow({ where: { id } }),
    contacts: () => db.contact.findMany({ where: { messageId: { not: null } } }),
    wishes: (name: string) => db.jobWish.findMany({ where: { name }, orderBy: { runAt: 'asc' } }),
    /** Nothing was sent yet. */
    async clear(): Promise<void> {
      await telephones.script.reset()
      telephones.callbacks.length = 0
      telephones.onCallback(async () => undefined)
      await db.contact.deleteMany({ where: { messageId: { not: null } } })
      await db.message.deleteMany()
      await db.$executeRaw`TRUNCATE refusal_entry, learnt_number, undelivered, sending_stop`
      await db.jobWish.deleteMany()
      await db.liveEvent.deleteMany()
      await db.offer.updateMany({ data: { state: 'pending', sentAt: null } })
    },
    async close(): Promise<void> {
      await telephones.close()
      await Promise.all([store.close(), db.$disconnect()])
      await database.drop()
    },
  }
}
export type OutgoingPost = Awaited<ReturnType<typeof openOutgoingPost>>

/** Teresa asks for a ride, and Bruno is asked to drive her. */
async function aWorld(db: TestDb) {
  const point = await aListeningPoint(db)
  const callCentre = await aCallCentre(db)
  const person = await aPerson(db, { e164: [TERESA] })
  const volunteer = await aVolunteer(db, { phoneE164: BRUNO })
  const asked = { listeningPointId: point.id, occurredAt: start, recordedAt: start }
  const contact = await db.contact.create({
    data: {
      ...asked,
      direction: 'inbound',
      provenance: 'tollFree',
      state: 'closed',
      closedAt: start,
      personId: person.id,
    },
  })
  const request = await db.request.create({
    data: {
      contactId: contact.id,
      position: 1,
      kind: 'help',
      helpKind: 'transport',
      personId: person.id,
      createdAt: start,
      recordedAt: start,
    },
  })
  const hours = {
    startsAt: at(60 * 24).now,
    endsAt: at(60 * 25).now,
    busyFrom: at(60 * 24).now,
    busyUntil: at(60 * 25).now,
  }
  const service = await db.service.create({
    data: {
      ...hours,
      requestId: request.id,
      personId: person.id,
      helpKind: 'transport',
      listeningPointId: point.id,
      state: 'offering',
      createdAt: start,
      recordedAt: start,
    },
  })
  const offer = await db.offer.create({
    data: {
      serviceId: service.id,
      volunteerId: volunteer.id,
      wave: 1,
      rank: 1,
      reasons: [],
      code: '1234',
      channel: 'sms',
      createdAt: start,
    },
  })
  return { point, callCentre, person, volunteer, request, service, offer }
}
