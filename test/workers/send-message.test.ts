import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../adapters/postgres/store.ts'
import { applyMessageStatus } from '../../helpline/messages/apply-message-status.ts'
import { at, dying, type MessageOptions, OFFER, type OutgoingPost, openOutgoingPost } from '../support/outgoing-post.ts'
import { BRUNO, CARLA, MESSAGING_NUMBER, TERESA } from '../support/telephones.ts'

let post: OutgoingPost
beforeAll(async () => {
  post = await openOutgoingPost()
})
afterAll(() => post?.close())
beforeEach(() => post.clear())

describe('sending a message', () => {
  it('sends one SMS however often and by however many workers it is asked', async () => {
    const id = await post.anOffer()
    await Promise.all([post.send(id), post.send(id), post.send(id)])
    await post.send(id)
    expect(post.telephones.script.messages()).toHaveLength(1)
    expect(await post.row(id)).toMatchObject({ state: 'queued', twilioSid: expect.stringMatching(/^SM/), attempts: 1 })
    expect(await post.contacts()).toMatchObject([
      {
        direction: 'outbound',
        purpose: 'toOrganise',
        provenance: 'sms',
        state: 'closed',
        messageId: id,
        listeningPointId: post.world.point.id,
        servesRequestId: post.world.request.id,
        personId: null,
        occurredAt: at(0).now,
      },
    ])
    expect(await post.db.offer.findUnique({ where: { id: post.world.offer.id } })).toMatchObject({
      state: 'sent',
      sentAt: at(0).now,
    })
    expect(await post.db.auditEntry.count({ where: { action: 'message.sent', entityId: id } })).toBe(1)
    expect(await post.db.liveEvent.findMany()).toMatchObject([{ topic: 'message', entityId: id }])
  })

  it('places one spoken call, counted as made to the person helped', async () => {
    const id = await post.aConfirmation()
    await post.send(id)
    await post.send(id)
    expect(post.telephones.script.calls()).toHaveLength(1)
    expect(await post.contacts()).toMatchObject([
      {
        purpose: 'toAssistedPerson',
        provenance: 'tollFree',
        personId: post.world.person.id,
        servesRequestId: post.world.request.id,
      },
    ])
  })

  it('counts at the national call centre what belongs to no point', async () => {
    await post.send(await post.aMessage())
    expect(await post.contacts()).toMatchObject([{ purpose: 'toOrganise', listeningPointId: post.world.callCentre.id }])
  })

  it('does not ask Twilio to write to a landline', async () => {
    const id = await post.aMessage({ peerE164: TERESA })
    await post.send(id, 0, dying)
    expect(await post.row(id)).toMatchObject({ state: 'failed', errorCode: 21614 })
    expect(await post.contacts()).toEqual([])
  })

  it('ends a refused offer and lets its wave be closed at once', async () => {
    const id = await post.anOffer()
    post.telephones.script.sendSms(BRUNO, '+393202000001', 'STOP')
    await post.telephones.script.settled()
    await post.send(id)
    await post.send(id)
    expect(await post.row(id)).toMatchObject({ state: 'failed', errorCode: 21610, twilioSid: null })
    expect(await post.contacts()).toEqual([])
    expect(await post.wishes('close-wave')).toMatchObject([
      { payload: { serviceId: post.world.service.id, wave: 1 }, runAt: at(0).now },
    ])
    await post.reconcile(id, 5)
    expect(await post.row(id)).toMatchObject({ state: 'failed' })
  })

  it('tries later what Twilio had no time for, and gives up after half an hour', async () => {
    const id = await post.anOffer()
    post.telephones.script.restFault({ kind: 'tooManyRequests', method: 'POST', times: 2 })
    await post.send(id)
    expect(await post.row(id)).toMatchObject({ state: 'pending', attemptedAt: null, attempts: 0 })
    expect((await post.wishes('send-message')).map(({ runAt }) => runAt)).toEqual([at(2 / 60).now])
    await post.reconcile(id, 2)
    expect(post.telephones.script.messages()).toEqual([])
    await post.send(id, 31)
    expect(await post.row(id)).toMatchObject({ state: 'failed', errorCode: 30008 })
    expect(await post.wishes('close-wave')).toHaveLength(1)
  })
})

describe('a message by WhatsApp', () => {
  const notice = (overrides: MessageOptions = {}) =>
    post.byWhatsApp({
      body: 'Auser: il servizio di domani con Teresa è annullato. Non serve più andare. Grazie!',
      ...overrides,
    })
  /** What Twilio has reported by now, told to us as the webhook does; each report twice. */
  async function reported(): Promise<void> {
    await post.telephones.script.settled()
    for (const { path, form } of post.telephones.callbacks.splice(0)) {
      const messageId = path.split('/').at(-2) ?? ''
      const { MessageSid = '', MessageStatus = '', ErrorCode } = form
      const status = {
        messageId,
        sid: MessageSid,
        status: MessageStatus,
        errorCode: ErrorCode ? Number(ErrorCode) : null,
      }
      for (const _ of [1, 2]) await applyMessageStatus(post.store, at(1), status)
    }
  }
  const inTurn = async () => {
    for (const { id } of await post.db.message.findMany({ where: { state: 'pending' } })) await post.send(id)
    await reported()
  }
  const rows = () => post.db.message.findMany({ where: { direction: 'outbound' }, orderBy: { id: 'asc' } })
  const ways = async () => (await rows()).map(({ channel, state, errorCode }) => [channel, state, errorCode])
  const wroteAt = (lastInboundAt: Date | null, peerE164 = BRUNO) =>
    post.db.conversation.updateMany({ where: { peerE164, channel: 'whatsapp' }, data: { lastInboundAt } })

  beforeEach(async () => {
    await post.db.conversation.updateMany({ data: { lastInboundAt: null, needsAnswer: false } })
  })

  it('is one template with buttons, counted as one WhatsApp contact, and is read', async () => {
    const id = await post.anOfferByWhatsApp()
    await Promise.all([post.send(id), post.send(id)])
    await reported()
    post.telephones.script.readWhatsApp(BRUNO)
    await reported()
    expect(post.telephones.script.inbox(BRUNO)).toMatchObject([
      { channel: 'whatsapp', body: OFFER, buttons: [{ payload: 'SI 1234' }, { payload: 'NO 1234' }] },
    ])
    expect(await ways()).toEqual([['whatsapp', 'read', null]])
    expect(await post.contacts()).toMatchObject([{ purpose: 'toOrganise', provenance: 'whatsapp', messageId: id }])
    expect(await post.db.offer.findUnique({ where: { id: post.world.offer.id } })).toMatchObject({ state: 'sent' })
  })

  it('is read however the reports are shuffled', async () => {
    const id = await post.anOfferByWhatsApp()
    await post.send(id)
    const { twilioSid } = await post.row(id)
    for (const status of ['read', 'sent', 'delivered', 'sent']) {
      await applyMessageStatus(post.store, at(1), { messageId: id, sid: twilioSid ?? '', status, errorCode: null })
    }
    expect(await ways()).toEqual([['whatsapp', 'read', null]])
  })

  it('is in our own words within a day of theirs', async () => {
    const id = await notice()
    post.telephones.script.sendWhatsApp(BRUNO, MESSAGING_NUMBER, 'Buongiorno')
    await wroteAt(at(-60).now)
    await post.send(id)
    await reported()
    expect(post.telephones.script.inbox(BRUNO).at(-1)).toMatchObject({ body: expect.stringContaining('annullato') })
    expect(post.telephones.script.messages().at(-1)).not.toHaveProperty('contentSid')
    expect(await ways()).toEqual([['whatsapp', 'delivered', null]])
  })

  it('goes once more as a template where WhatsApp took the day for over', async () => {
    const id = await notice()
    await wroteAt(at(-60).now)
    await post.send(id)
    await reported()
    await inTurn()
    await inTurn()
    expect(await ways()).toEqual([
      ['whatsapp', 'failed', 63016],
      ['whatsapp', 'delivered', null],
    ])
    expect(post.telephones.script.inbox(BRUNO)).toHaveLength(1)
    expect(await post.db.conversation.count({ where: { needsAnswer: true } })).toBe(0)
  })

  it('without an approved template goes as SMS, once, and its first row keeps why', async () => {
    const id = await post.anOfferByWhatsApp()
    const unapproved = post.telephones.open({ whatsAppTemplates: {} })
    await Promise.all([post.send(id, 0, unapproved), post.send(id, 0, unapproved)])
    await inTurn()
    await inTurn()
    expect(await ways()).toEqual([
      ['whatsapp', 'failed', 63016],
      ['sms', 'delivered', null],
    ])
    expect(post.telephones.script.inbox(BRUNO)).toMatchObject([
      { channel: 'sms', body: expect.stringContaining('SI 1234') },
    ])
    expect(await post.contacts()).toMatchObject([{ provenance: 'sms' }])
    expect(await post.wishes('close-wave')).toEqual([])
    expect(await post.db.offer.findUnique({ where: { id: post.world.offer.id } })).toMatchObject({ state: 'sent' })
  })

  it('to who is not on WhatsApp goes as SMS, with another way to the page: the first nobody knows any more', async () => {
    const id = await post.byWhatsApp({
      peerE164: CARLA,
      intentKey: `offer:${post.world.offer.id}`,
      body: `${OFFER} O qui: [v/AbCdEfGhIjKlMnOp]`,
    })
    await post.send(id)
    await reported()
    await inTurn()
    expect(await ways()).toEqual([
      ['whatsapp', 'undelivered', 63024],
      ['sms', 'delivered', null],
    ])
    const [{ channel, body } = { channel: '', body: '' }] = post.telephones.script.inbox(CARLA)
    expect([channel, body.startsWith(`${OFFER} O qui: `)]).toEqual(['sms', true])
    const token = /\/v\/([\w-]{16})$/.exec(body)?.[1] ?? ''
    expect(['', 'AbCdEfGhIjKlMnOp']).not.toContain(token)
    expect(await post.db.volunteerPageLink.count()).toBe(1)
    expect((await rows()).map((each) => each.body.includes(token))).toEqual([false, false])
  })

  it('is not written another way to who wrote STOP, nor for an offer nobody awaits', async () => {
    post.telephones.script.sendWhatsApp(BRUNO, MESSAGING_NUMBER, 'STOP')
    await post.telephones.script.settled()
    await post.send(await post.anOfferByWhatsApp())
    expect(await ways()).toEqual([['whatsapp', 'failed', 21610]])
    expect(await post.wishes('close-wave')).toHaveLength(1)
    await post.db.offer.updateMany({ data: { state: 'pending' } })
    await post.send(await post.byWhatsApp({ intentKey: `offer:${post.world.offer.id}:2`, peerE164: CARLA }))
    await post.db.offer.updateMany({ data: { state: 'withdrawn' } })
    await reported()
    expect(await ways()).toEqual([
      ['whatsapp', 'failed', 21610],
      ['whatsapp', 'undelivered', 63024],
    ])
  })

  it('that neither way delivers is for a person', async () => {
    post.telephones.script.onMessage(CARLA, { status: 'undelivered', errorCode: 30005 })
    await post.send(await notice({ peerE164: CARLA, intentKey: 'called-off:prova:1', volunteerId: null }))
    await reported()
    expect(await post.db.undelivered.count()).toBe(0)
    await inTurn()
    expect(await ways()).toEqual([
      ['whatsapp', 'undelivered', 63024],
      ['sms', 'undelivered', 30005],
    ])
    expect(await post.db.undelivered.findMany()).toMatchObject([
      { intentKey: 'called-off:prova:1', reason: 'doubtful', errorCode: 30005, e164: CARLA, closedAt: null },
    ])
  })
})

describe('the turns to call', () => {
  it('are spaced, whoever asks, and nobody is kept waiting for longer than they may', async () => {
    const other = openStore(post.databaseUrl)
    // A slow rate: what the asking itself takes is little beside it.
    const [perSecond, longestWaitMs] = [0.05, 70_000]
    const turns = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? other : post.store).takeTurn({ kind: 'call', lane: 'waiting', perSecond, longestWaitMs }),
      ),
    )
    await other.close()
    const waits = turns
      .filter(({ taken }) => taken)
      .map(({ waitMs }) => waitMs)
      .sort((a, b) => a - b)
    expect(waits).toHaveLength(4)
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThan(index * 20_000 - 8_000)
    const refused = turns.filter(({ taken }) => !taken)
    expect(refused).toHaveLength(2)
    expect(refused.every(({ waitMs }) => waitMs > longestWaitMs)).toBe(true)
  })
})
