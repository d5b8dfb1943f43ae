import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Rows, type Store } from '../../adapters/postgres/store.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { applyMessageStatus } from '../../helpline/messages/apply-message-status.ts'
import { reconcileMessage } from '../../helpline/messages/reconcile-message.ts'
import { RECONCILE_AFTER_MS, sendMessage } from '../../helpline/messages/send-message.ts'
import type { Telephone } from '../../helpline/messages/telephone.ts'
import { whatsAppTemplateNames } from '../../helpline/messages/whatsapp-templates.ts'
import { aCallCentre, aListeningPoint, aPerson, aVolunteer, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { atOnce } from '../support/handlers.ts'
import { BRUNO, CARLA, MESSAGING_NUMBER, openTelephones, TERESA, type Telephones } from '../support/telephones.ts'

// Real time: Twilio's log is read by the hour.
const start = new Date()
const at = (minutes: number): Occasion => ({
  now: new Date(start.getTime() + minutes * 60_000),
  actor: { kind: 'system' },
  requestId: 'prova',
})

let database: TestDatabase
let store: Store
let db: TestDb
let telephones: Telephones
let world: Awaited<ReturnType<typeof aWorld>>
let intents = 0

beforeAll(async () => {
  database = await createTestDatabase()
  store = openStore(database.url)
  db = connectDatabase(database.url, 3)
  telephones = await openTelephones()
  world = await aWorld()
})
afterAll(async () => {
  await telephones.close()
  await Promise.all([store.close(), db.$disconnect()])
  await database.drop()
})
beforeEach(async () => {
  await db.contact.deleteMany({ where: { messageId: { not: null } } })
  await db.message.deleteMany()
  await db.$executeRaw`TRUNCATE refusal_entry, learnt_number, undelivered, sending_stop`
  await db.jobWish.deleteMany()
  await db.liveEvent.deleteMany()
  await db.offer.updateMany({ data: { state: 'pending', sentAt: null } })
})
afterEach(async () => {
  await telephones.script.reset()
  telephones.callbacks.length = 0
  telephones.onCallback(async () => undefined)
})

/** Teresa asks for a ride, and Bruno is asked to drive her. */
async function aWorld() {
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

async function aMessage(overrides: Partial<Parameters<Rows['addOutboundMessage']>[0]> = {}): Promise<string> {
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
const anOffer = () => aMessage({ offerId: world.offer.id, serviceId: world.service.id })
const aConfirmation = () =>
  aMessage({
    channel: 'voice',
    peerE164: TERESA,
    body: 'Domani passa Bruno.',
    volunteerId: null,
    personId: world.person.id,
    serviceId: world.service.id,
  })

const doors = (telephone: Telephone = telephones.telephone) => ({ ...store, telephone, departures: atOnce })
const send = (messageId: string, minutes = 0, telephone?: Telephone) =>
  sendMessage(doors(telephone), at(minutes), { messageId })
const reconcile = (messageId: string, minutes: number, telephone?: Telephone) =>
  reconcileMessage(doors(telephone), at(minutes), { messageId })
const row = (id: string) => db.message.findUniqueOrThrow({ where: { id } })
const contacts = () => db.contact.findMany({ where: { messageId: { not: null } } })
const wishes = async (name: string) => db.jobWish.findMany({ where: { name }, orderBy: { runAt: 'asc' } })

/** A worker killed between the row and Twilio's answer leaves this behind. */
const dying: Telephone = {
  approvedTemplates: whatsAppTemplateNames,
  sendSms: () => Promise.reject(new Error('killed')),
  sendWhatsApp: () => Promise.reject(new Error('killed')),
  findWhatsApp: () => Promise.reject(new Error('killed')),
  placeSpokenCall: () => Promise.reject(new Error('killed')),
  findSms: () => Promise.reject(new Error('killed')),
  findCalls: () => Promise.reject(new Error('killed')),
}
/** Twilio took it, the answer never came. */
const deaf = (): Telephone => ({
  ...telephones.telephone,
  sendSms: async (sms) => {
    await telephones.telephone.sendSms(sms)
    return { kind: 'unknown' }
  },
  placeSpokenCall: async (call) => {
    await telephones.telephone.placeSpokenCall(call)
    return { kind: 'unknown' }
  },
})

describe('sending a message', () => {
  it('sends one SMS however often and by however many workers it is asked', async () => {
    const id = await anOffer()
    await Promise.all([send(id), send(id), send(id)])
    await send(id)
    expect(telephones.script.messages()).toHaveLength(1)
    expect(await row(id)).toMatchObject({ state: 'queued', twilioSid: expect.stringMatching(/^SM/), attempts: 1 })
    expect(await contacts()).toMatchObject([
      {
        direction: 'outbound',
        purpose: 'toOrganise',
        provenance: 'sms',
        state: 'closed',
        messageId: id,
        listeningPointId: world.point.id,
        servesRequestId: world.request.id,
        personId: null,
        occurredAt: at(0).now,
      },
    ])
    expect(await db.offer.findUnique({ where: { id: world.offer.id } })).toMatchObject({
      state: 'sent',
      sentAt: at(0).now,
    })
    expect(await db.auditEntry.count({ where: { action: 'message.sent', entityId: id } })).toBe(1)
    expect(await db.liveEvent.findMany()).toMatchObject([{ topic: 'message', entityId: id }])
  })

  it('places one spoken call, counted as made to the person helped', async () => {
    const id = await aConfirmation()
    await send(id)
    await send(id)
    expect(telephones.script.calls()).toHaveLength(1)
    expect(await contacts()).toMatchObject([
      {
        purpose: 'toAssistedPerson',
        provenance: 'tollFree',
        personId: world.person.id,
        servesRequestId: world.request.id,
      },
    ])
  })

  it('counts at the national call centre what belongs to no point', async () => {
    await send(await aMessage())
    expect(await contacts()).toMatchObject([{ purpose: 'toOrganise', listeningPointId: world.callCentre.id }])
  })

  it('does not ask Twilio to write to a landline', async () => {
    const id = await aMessage({ peerE164: TERESA })
    await send(id, 0, dying)
    expect(await row(id)).toMatchObject({ state: 'failed', errorCode: 21614 })
    expect(await contacts()).toEqual([])
  })

  it('ends a refused offer and lets its wave be closed at once', async () => {
    const id = await anOffer()
    telephones.script.sendSms(BRUNO, '+393202000001', 'STOP')
    await telephones.script.settled()
    await send(id)
    await send(id)
    expect(await row(id)).toMatchObject({ state: 'failed', errorCode: 21610, twilioSid: null })
    expect(await contacts()).toEqual([])
    expect(await wishes('close-wave')).toMatchObject([
      { payload: { serviceId: world.service.id, wave: 1 }, runAt: at(0).now },
    ])
    await reconcile(id, 5)
    expect(await row(id)).toMatchObject({ state: 'failed' })
  })

  it('tries later what Twilio had no time for, and gives up after half an hour', async () => {
    const id = await anOffer()
    telephones.script.restFault({ kind: 'tooManyRequests', method: 'POST', times: 2 })
    await send(id)
    expect(await row(id)).toMatchObject({ state: 'pending', attemptedAt: null, attempts: 0 })
    expect((await wishes('send-message')).map(({ runAt }) => runAt)).toEqual([at(2 / 60).now])
    await reconcile(id, 2)
    expect(telephones.script.messages()).toEqual([])
    await send(id, 31)
    expect(await row(id)).toMatchObject({ state: 'failed', errorCode: 30008 })
    expect(await wishes('close-wave')).toHaveLength(1)
  })
})

describe('a message whose answer was lost', () => {
  it('is looked for two minutes later', async () => {
    const id = await anOffer()
    await expect(send(id, 0, dying)).rejects.toThrow('killed')
    expect(await wishes('reconcile-message')).toMatchObject([
      { payload: { messageId: id }, runAt: new Date(start.getTime() + RECONCILE_AFTER_MS) },
    ])
    await send(id, 1)
    expect(telephones.script.messages()).toEqual([])
  })

  it('is adopted when Twilio’s log has it', async () => {
    const id = await anOffer()
    await send(id, 0, deaf())
    expect(await row(id)).toMatchObject({ state: 'pending', twilioSid: null })
    await reconcile(id, 1)
    expect(await row(id)).toMatchObject({ twilioSid: null })
    await Promise.all([reconcile(id, 2), reconcile(id, 2)])
    await reconcile(id, 3)
    expect(await row(id)).toMatchObject({ state: 'queued', twilioSid: telephones.script.messages()[0]?.sid })
    expect(telephones.script.messages()).toHaveLength(1)
    expect(await contacts()).toHaveLength(1)
  })

  it('does not adopt another message with the same words', async () => {
    const [first, second] = [await anOffer(), await aMessage()]
    await send(first)
    await expect(send(second, 0, dying)).rejects.toThrow()
    await reconcile(second, 2)
    expect(await row(second)).toMatchObject({ state: 'pending', twilioSid: null, attemptedAt: null })
  })

  it('is sent again, once, when Twilio never had it', async () => {
    const id = await anOffer()
    await expect(send(id, 0, dying)).rejects.toThrow()
    await reconcile(id, 2)
    await reconcile(id, 2)
    expect((await wishes('send-message')).map(({ payload }) => payload)).toEqual([{ messageId: id }])
    await send(id, 2)
    await send(id, 2)
    expect(telephones.script.messages()).toHaveLength(1)
    expect(await row(id)).toMatchObject({ state: 'queued', attempts: 2 })
  })

  it('is given up when it is lost twice', async () => {
    const id = await anOffer()
    await expect(send(id, 0, dying)).rejects.toThrow()
    await reconcile(id, 2)
    await expect(send(id, 2, dying)).rejects.toThrow()
    await reconcile(id, 3)
    expect(await row(id)).toMatchObject({ state: 'pending' })
    await reconcile(id, 4)
    expect(await row(id)).toMatchObject({ state: 'failed', errorCode: 30008 })
    expect(await wishes('close-wave')).toHaveLength(1)
  })

  it('finds the call it had placed', async () => {
    const id = await aConfirmation()
    await send(id, 0, deaf())
    await reconcile(id, 2)
    expect(await row(id)).toMatchObject({ twilioSid: telephones.script.calls()[0]?.sid })
    expect(telephones.script.calls()).toHaveLength(1)
  })
})

describe('what Twilio reports', () => {
  const report = (messageId: string, sid: string, status: string, errorCode: number | null = null) =>
    applyMessageStatus(store, at(1), { messageId, sid, status, errorCode })

  it('moves the message forward in whatever order it comes', async () => {
    const id = await anOffer()
    await send(id)
    const sid = (await row(id)).twilioSid ?? ''
    await Promise.all([report(id, sid, 'delivered'), report(id, sid, 'sent'), report(id, sid, 'delivered')])
    await report(id, sid, 'sent')
    expect(await row(id)).toMatchObject({ state: 'delivered', errorCode: null })
    expect(await contacts()).toHaveLength(1)
  })

  it('is news once', async () => {
    const id = await anOffer()
    await send(id)
    const before = await db.liveEvent.count()
    const sid = (await row(id)).twilioSid ?? ''
    await report(id, sid, 'sent')
    await report(id, sid, 'sent')
    expect(await db.liveEvent.count()).toBe(before + 1)
  })

  it('tells the sid of a message whose answer is still to come', async () => {
    const id = await anOffer()
    telephones.onCallback(async ({ form }) => report(id, form.MessageSid ?? '', form.MessageStatus ?? ''))
    await send(id, 0, {
      ...telephones.telephone,
      sendSms: async (sms) => {
        const outcome = await telephones.telephone.sendSms(sms)
        await telephones.script.settled()
        return outcome
      },
    })
    expect(await row(id)).toMatchObject({ state: 'delivered', twilioSid: telephones.script.messages()[0]?.sid })
    expect(await contacts()).toHaveLength(1)
    expect(await db.auditEntry.count({ where: { action: 'message.sent', entityId: id } })).toBe(1)
    await reconcile(id, 5)
    expect(telephones.script.messages()).toHaveLength(1)
  })

  it('closes the wave of an offer that cannot arrive, once', async () => {
    const id = await anOffer()
    await send(id)
    const sid = (await row(id)).twilioSid ?? ''
    await report(id, sid, 'undelivered', 30006)
    await report(id, sid, 'undelivered', 30006)
    expect(await row(id)).toMatchObject({ state: 'undelivered', errorCode: 30006 })
    expect(await wishes('close-wave')).toHaveLength(1)
  })

  it('lets whoever tells the person know whether the call arrived', async () => {
    const id = await aConfirmation()
    await send(id)
    const sid = (await row(id)).twilioSid ?? ''
    await report(id, sid, 'ringing')
    expect(await wishes('tell-person')).toEqual([])
    await report(id, sid, 'no-answer')
    await report(id, sid, 'no-answer')
    expect(await wishes('tell-person')).toMatchObject([{ payload: { serviceId: world.service.id } }])
    expect(await wishes('close-wave')).toEqual([])
  })

  it('changes nothing for strangers: another sid, an unknown message, an unknown word', async () => {
    const id = await anOffer()
    await send(id)
    const before = await row(id)
    await report(id, 'SMaltro', 'failed')
    await report(world.offer.id, 'SMaltro', 'failed')
    await report(id, before.twilioSid ?? '', 'teleported')
    expect(await row(id)).toEqual(before)
  })
})

describe('a message by WhatsApp', () => {
  const OFFER = 'Auser: può accompagnare in auto una persona domani? Risponda SI 1234 oppure NO 1234. Grazie!'
  const onWhatsApp = (overrides: Parameters<typeof aMessage>[0] = {}) =>
    aMessage({ channel: 'whatsapp', body: OFFER, offerId: world.offer.id, serviceId: world.service.id, ...overrides })
  const theOffer = () => onWhatsApp({ intentKey: `offer:${world.offer.id}` })
  const notice = (overrides: Parameters<typeof aMessage>[0] = {}) =>
    onWhatsApp({
      body: 'Auser: il servizio di domani con Teresa è annullato. Non serve più andare. Grazie!',
      ...overrides,
    })
  /** What Twilio has reported by now, told to us as the webhook does; each report twice. */
  async function reported(): Promise<void> {
    await telephones.script.settled()
    for (const { path, form } of telephones.callbacks.splice(0)) {
      const messageId = path.split('/').at(-2) ?? ''
      const { MessageSid = '', MessageStatus = '', ErrorCode } = form
      const status = {
        messageId,
        sid: MessageSid,
        status: MessageStatus,
        errorCode: ErrorCode ? Number(ErrorCode) : null,
      }
      for (const _ of [1, 2]) await applyMessageStatus(store, at(1), status)
    }
  }
  const inTurn = async () => {
    for (const { id } of await db.message.findMany({ where: { state: 'pending' } })) await send(id)
    await reported()
  }
  const rows = () => db.message.findMany({ where: { direction: 'outbound' }, orderBy: { id: 'asc' } })
  const ways = async () => (await rows()).map(({ channel, state, errorCode }) => [channel, state, errorCode])
  const wroteAt = (lastInboundAt: Date | null, peerE164 = BRUNO) =>
    db.conversation.updateMany({ where: { peerE164, channel: 'whatsapp' }, data: { lastInboundAt } })

  beforeEach(async () => {
    await db.conversation.updateMany({ data: { lastInboundAt: null, needsAnswer: false } })
  })

  it('is one template with buttons, counted as one WhatsApp contact, and is read', async () => {
    const id = await theOffer()
    await Promise.all([send(id), send(id)])
    await reported()
    telephones.script.readWhatsApp(BRUNO)
    await reported()
    expect(telephones.script.inbox(BRUNO)).toMatchObject([
      { channel: 'whatsapp', body: OFFER, buttons: [{ payload: 'SI 1234' }, { payload: 'NO 1234' }] },
    ])
    expect(await ways()).toEqual([['whatsapp', 'read', null]])
    expect(await contacts()).toMatchObject([{ purpose: 'toOrganise', provenance: 'whatsapp', messageId: id }])
    expect(await db.offer.findUnique({ where: { id: world.offer.id } })).toMatchObject({ state: 'sent' })
  })

  it('is read however the reports are shuffled', async () => {
    const id = await theOffer()
    await send(id)
    const { twilioSid } = await row(id)
    for (const status of ['read', 'sent', 'delivered', 'sent']) {
      await applyMessageStatus(store, at(1), { messageId: id, sid: twilioSid ?? '', status, errorCode: null })
    }
    expect(await ways()).toEqual([['whatsapp', 'read', null]])
  })

  it('is in our own words within a day of theirs', async () => {
    const id = await notice()
    telephones.script.sendWhatsApp(BRUNO, MESSAGING_NUMBER, 'Buongiorno')
    await wroteAt(at(-60).now)
    await send(id)
    await reported()
    expect(telephones.script.inbox(BRUNO).at(-1)).toMatchObject({ body: expect.stringContaining('annullato') })
    expect(telephones.script.messages().at(-1)).not.toHaveProperty('contentSid')
    expect(await ways()).toEqual([['whatsapp', 'delivered', null]])
  })

  it('goes once more as a template where WhatsApp took the day for over', async () => {
    const id = await notice()
    await wroteAt(at(-60).now)
    await send(id)
    await reported()
    await inTurn()
    await inTurn()
    expect(await ways()).toEqual([
      ['whatsapp', 'failed', 63016],
      ['whatsapp', 'delivered', null],
    ])
    expect(telephones.script.inbox(BRUNO)).toHaveLength(1)
    expect(await db.conversation.count({ where: { needsAnswer: true } })).toBe(0)
  })

  it('without an approved template goes as SMS, once, and its first row keeps why', async () => {
    const id = await theOffer()
    const unapproved = telephones.open({ whatsAppTemplates: {} })
    await Promise.all([send(id, 0, unapproved), send(id, 0, unapproved)])
    await inTurn()
    await inTurn()
    expect(await ways()).toEqual([
      ['whatsapp', 'failed', 63016],
      ['sms', 'delivered', null],
    ])
    expect(telephones.script.inbox(BRUNO)).toMatchObject([{ channel: 'sms', body: expect.stringContaining('SI 1234') }])
    expect(await contacts()).toMatchObject([{ provenance: 'sms' }])
    expect(await wishes('close-wave')).toEqual([])
    expect(await db.offer.findUnique({ where: { id: world.offer.id } })).toMatchObject({ state: 'sent' })
  })

  it('to who is not on WhatsApp goes as SMS, with another way to the page: the first nobody knows any more', async () => {
    const id = await onWhatsApp({
      peerE164: CARLA,
      intentKey: `offer:${world.offer.id}`,
      body: `${OFFER} O qui: [v/AbCdEfGhIjKlMnOp]`,
    })
    await send(id)
    await reported()
    await inTurn()
    expect(await ways()).toEqual([
      ['whatsapp', 'undelivered', 63024],
      ['sms', 'delivered', null],
    ])
    const [{ channel, body } = { channel: '', body: '' }] = telephones.script.inbox(CARLA)
    expect([channel, body.startsWith(`${OFFER} O qui: `)]).toEqual(['sms', true])
    const token = /\/v\/([\w-]{16})$/.exec(body)?.[1] ?? ''
    expect(['', 'AbCdEfGhIjKlMnOp']).not.toContain(token)
    expect(await db.volunteerPageLink.count()).toBe(1)
    expect((await rows()).map((each) => each.body.includes(token))).toEqual([false, false])
  })

  it('is not written another way to who wrote STOP, nor for an offer nobody awaits', async () => {
    telephones.script.sendWhatsApp(BRUNO, MESSAGING_NUMBER, 'STOP')
    await telephones.script.settled()
    await send(await theOffer())
    expect(await ways()).toEqual([['whatsapp', 'failed', 21610]])
    expect(await wishes('close-wave')).toHaveLength(1)
    await db.offer.updateMany({ data: { state: 'withdrawn' } })
    await send(await onWhatsApp({ intentKey: `offer:${world.offer.id}:2`, peerE164: CARLA }))
    await reported()
    expect(await ways()).toEqual([
      ['whatsapp', 'failed', 21610],
      ['whatsapp', 'undelivered', 63024],
    ])
  })

  it('that neither way delivers is for a person', async () => {
    telephones.script.onMessage(CARLA, { status: 'undelivered', errorCode: 30005 })
    await send(await notice({ peerE164: CARLA, intentKey: 'called-off:prova:1', volunteerId: null }))
    await reported()
    expect(await db.undelivered.count()).toBe(0)
    await inTurn()
    expect(await ways()).toEqual([
      ['whatsapp', 'undelivered', 63024],
      ['sms', 'undelivered', 30005],
    ])
    expect(await db.undelivered.findMany()).toMatchObject([
      { intentKey: 'called-off:prova:1', reason: 'doubtful', errorCode: 30005, e164: CARLA, closedAt: null },
    ])
  })

  it('whose answer was lost is adopted from the log', async () => {
    const id = await theOffer()
    await send(id, 0, {
      ...telephones.telephone,
      sendWhatsApp: async (message) => {
        await telephones.telephone.sendWhatsApp(message)
        return { kind: 'unknown' }
      },
    })
    await reconcile(id, 2)
    await reconcile(id, 2)
    expect(await row(id)).toMatchObject({ state: 'queued', twilioSid: telephones.script.messages()[0]?.sid })
    expect(telephones.script.messages()).toHaveLength(1)
    const lost = await onWhatsApp({ intentKey: 'offer:lost' })
    await expect(send(lost, 0, dying)).rejects.toThrow()
    await reconcile(lost, 2)
    expect(await row(lost)).toMatchObject({ state: 'pending', attemptedAt: null })
  })
})

describe('the turns to call', () => {
  it('are one a second, whoever asks', async () => {
    const other = openStore(database.url)
    const turns = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? other : store).takeTurn({ kind: 'call', lane: 'waiting', perSecond: 1, longestWaitMs: 3_500 }),
      ),
    )
    await other.close()
    const waits = turns
      .filter(({ taken }) => taken)
      .map(({ waitMs }) => waitMs)
      .sort((a, b) => a - b)
    expect(waits).toHaveLength(4)
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThan(index * 1_000 - 400)
    const refused = turns.filter(({ taken }) => !taken)
    expect(refused).toHaveLength(2)
    expect(refused.every(({ waitMs }) => waitMs > 3_500)).toBe(true)
  })
})
