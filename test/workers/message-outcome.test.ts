import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { applyMessageStatus } from '../../helpline/messages/apply-message-status.ts'
import { RECONCILE_AFTER_MS } from '../../helpline/messages/send-message.ts'
import type { Telephone } from '../../helpline/messages/telephone.ts'
import { at, dying, type OutgoingPost, openOutgoingPost } from '../support/outgoing-post.ts'

let post: OutgoingPost
beforeAll(async () => {
  post = await openOutgoingPost()
})
afterAll(() => post?.close())
beforeEach(() => post.clear())

/** Twilio took it, the answer never came. */
const deaf = (): Telephone => ({
  ...post.telephones.telephone,
  sendSms: async (sms) => {
    await post.telephones.telephone.sendSms(sms)
    return { kind: 'unknown' }
  },
  placeSpokenCall: async (call) => {
    await post.telephones.telephone.placeSpokenCall(call)
    return { kind: 'unknown' }
  },
})

describe('a message whose answer was lost', () => {
  it('is looked for two minutes later', async () => {
    const id = await post.anOffer()
    await expect(post.send(id, 0, dying)).rejects.toThrow('killed')
    expect(await post.wishes('reconcile-message')).toMatchObject([
      { payload: { messageId: id }, runAt: new Date(at(0).now.getTime() + RECONCILE_AFTER_MS) },
    ])
    await post.send(id, 1)
    expect(post.telephones.script.messages()).toEqual([])
  })

  it('is adopted when Twilio’s log has it', async () => {
    const id = await post.anOffer()
    await post.send(id, 0, deaf())
    expect(await post.row(id)).toMatchObject({ state: 'pending', twilioSid: null })
    await post.reconcile(id, 1)
    expect(await post.row(id)).toMatchObject({ twilioSid: null })
    await Promise.all([post.reconcile(id, 2), post.reconcile(id, 2)])
    await post.reconcile(id, 3)
    expect(await post.row(id)).toMatchObject({ state: 'queued', twilioSid: post.telephones.script.messages()[0]?.sid })
    expect(post.telephones.script.messages()).toHaveLength(1)
    expect(await post.contacts()).toHaveLength(1)
  })

  it('does not adopt another message with the same words', async () => {
    const [first, second] = [await post.anOffer(), await post.aMessage()]
    await post.send(first)
    await expect(post.send(second, 0, dying)).rejects.toThrow()
    await post.reconcile(second, 2)
    expect(await post.row(second)).toMatchObject({ state: 'pending', twilioSid: null, attemptedAt: null })
  })

  it('is sent again, once, when Twilio never had it', async () => {
    const id = await post.anOffer()
    await expect(post.send(id, 0, dying)).rejects.toThrow()
    await post.reconcile(id, 2)
    await post.reconcile(id, 2)
    expect((await post.wishes('send-message')).map(({ payload }) => payload)).toEqual([{ messageId: id }])
    await post.send(id, 2)
    await post.send(id, 2)
    expect(post.telephones.script.messages()).toHaveLength(1)
    expect(await post.row(id)).toMatchObject({ state: 'queued', attempts: 2 })
  })

  it('is given up when it is lost twice', async () => {
    const id = await post.anOffer()
    await expect(post.send(id, 0, dying)).rejects.toThrow()
    await post.reconcile(id, 2)
    await expect(post.send(id, 2, dying)).rejects.toThrow()
    await post.reconcile(id, 3)
    expect(await post.row(id)).toMatchObject({ state: 'pending' })
    await post.reconcile(id, 4)
    expect(await post.row(id)).toMatchObject({ state: 'failed', errorCode: 30008 })
    expect(await post.wishes('close-wave')).toHaveLength(1)
  })

  it('finds the call it had placed', async () => {
    const id = await post.aConfirmation()
    await post.send(id, 0, deaf())
    await post.reconcile(id, 2)
    expect(await post.row(id)).toMatchObject({ twilioSid: post.telephones.script.calls()[0]?.sid })
    expect(post.telephones.script.calls()).toHaveLength(1)
  })

  it('is adopted when it went by WhatsApp, and asked for again when it never did', async () => {
    const id = await post.anOfferByWhatsApp()
    await post.send(id, 0, {
      ...post.telephones.telephone,
      sendWhatsApp: async (message) => {
        await post.telephones.telephone.sendWhatsApp(message)
        return { kind: 'unknown' }
      },
    })
    await post.reconcile(id, 2)
    await post.reconcile(id, 2)
    expect(await post.row(id)).toMatchObject({ state: 'queued', twilioSid: post.telephones.script.messages()[0]?.sid })
    expect(post.telephones.script.messages()).toHaveLength(1)
    const lost = await post.byWhatsApp({ intentKey: 'offer:lost' })
    await expect(post.send(lost, 0, dying)).rejects.toThrow()
    await post.reconcile(lost, 2)
    expect(await post.row(lost)).toMatchObject({ state: 'pending', attemptedAt: null })
  })
})

describe('a lost answer that cannot be looked up', () => {
  const isAway = (times: number) => post.telephones.script.restFault({ kind: 'error500', method: 'GET', times })
  const lookUps = async () =>
    (await post.wishes('reconcile-message'))
      .slice(1)
      .map(({ runAt }) => (runAt.getTime() - at(0).now.getTime()) / 60_000)
  const left = () => post.db.undelivered.findMany()

  it('is looked for again, longer each time and whoever asks, until Twilio’s log answers', async () => {
    const id = await post.aConfirmation()
    await post.send(id, 0, deaf())
    isAway(100)
    for (const minutes of [2, 2, 4, 8, 9, 16, 32, 62, 92]) await post.reconcile(id, minutes)
    expect(await lookUps()).toEqual([4, 8, 16, 32, 62, 92, 122])
    expect(await post.row(id)).toMatchObject({ state: 'pending', twilioSid: null, attempts: 1 })
    expect(await left()).toEqual([])
  })

  it('and is adopted then, though hours have gone by', async () => {
    const id = await post.aConfirmation()
    await post.send(id, 0, deaf())
    const refused = post.telephones.open({ authToken: 'un-altro' })
    for (const minutes of [2, 4, 8]) await post.reconcile(id, minutes, refused)
    await post.reconcile(id, 300)
    expect(await post.row(id)).toMatchObject({ state: 'queued', twilioSid: post.telephones.script.calls()[0]?.sid })
    expect(post.telephones.script.calls()).toHaveLength(1)
  })

  it('leaves to a person, once, what is about to begin, and takes it back where it had arrived after all', async () => {
    const id = await post.aMessage({
      personId: post.world.person.id,
      volunteerId: null,
      serviceId: post.world.service.id,
    })
    await post.send(id, 0, deaf())
    isAway(100)
    await post.reconcile(id, 23 * 60)
    expect(await left()).toEqual([])
    for (const _ of [1, 2]) await post.reconcile(id, 23 * 60 + 31)
    expect(await post.row(id)).toMatchObject({ state: 'failed', errorCode: 30008 })
    expect(await left()).toMatchObject([{ reason: 'unknown', serviceId: post.world.service.id, closedAt: null }])
    const [message] = post.telephones.script.messages()
    const status = { messageId: id, sid: message?.sid ?? '', status: 'delivered', errorCode: null }
    for (const _ of [1, 2]) await applyMessageStatus(post.store, at(23 * 60 + 40), status)
    expect(await post.row(id)).toMatchObject({ state: 'delivered', twilioSid: message?.sid })
    expect(await left()).toMatchObject([{ closedAt: at(23 * 60 + 40).now }])
    expect(await post.contacts()).toHaveLength(1)
  })

  it('leaves after a day what is about no service, and an offer after half an hour', async () => {
    const about = { offerId: post.world.offer.id, serviceId: post.world.service.id }
    const [id, offer] = [await post.aMessage(), await post.aMessage({ ...about, intentKey: 'offer:prova' })]
    for (const each of [id, offer]) await post.send(each, 0, deaf())
    isAway(100)
    await post.reconcile(id, 24 * 60 - 1)
    await post.reconcile(offer, 31)
    expect(await post.row(offer)).toMatchObject({ state: 'failed', errorCode: 30008 })
    expect(await post.wishes('close-wave')).toHaveLength(1)
    expect(await post.row(id)).toMatchObject({ state: 'pending' })
    await post.reconcile(id, 24 * 60)
    expect(await post.row(id)).toMatchObject({ state: 'failed', errorCode: 30008 })
    expect(await left()).toMatchObject([{ reason: 'unknown' }])
  })
})

describe('what Twilio reports', () => {
  const report = (messageId: string, sid: string, status: string, errorCode: number | null = null) =>
    applyMessageStatus(post.store, at(1), { messageId, sid, status, errorCode })

  it('moves the message forward in whatever order it comes', async () => {
    const id = await post.anOffer()
    await post.send(id)
    const sid = (await post.row(id)).twilioSid ?? ''
    await Promise.all([report(id, sid, 'delivered'), report(id, sid, 'sent'), report(id, sid, 'delivered')])
    await report(id, sid, 'sent')
    expect(await post.row(id)).toMatchObject({ state: 'delivered', errorCode: null })
    expect(await post.contacts()).toHaveLength(1)
  })

  it('is news once', async () => {
    const id = await post.anOffer()
    await post.send(id)
    const before = await post.db.liveEvent.count()
    const sid = (await post.row(id)).twilioSid ?? ''
    await report(id, sid, 'sent')
    await report(id, sid, 'sent')
    expect(await post.db.liveEvent.count()).toBe(before + 1)
  })

  it('tells the sid of a message whose answer is still to come', async () => {
    const id = await post.anOffer()
    post.telephones.onCallback(async ({ form }) => report(id, form.MessageSid ?? '', form.MessageStatus ?? ''))
    await post.send(id, 0, {
      ...post.telephones.telephone,
      sendSms: async (sms) => {
        const outcome = await post.telephones.telephone.sendSms(sms)
        await post.telephones.script.settled()
        return outcome
      },
    })
    expect(await post.row(id)).toMatchObject({
      state: 'delivered',
      twilioSid: post.telephones.script.messages()[0]?.sid,
    })
    expect(await post.contacts()).toHaveLength(1)
    expect(await post.db.auditEntry.count({ where: { action: 'message.sent', entityId: id } })).toBe(1)
    await post.reconcile(id, 5)
    expect(post.telephones.script.messages()).toHaveLength(1)
  })

  it('closes the wave of an offer that cannot arrive, once', async () => {
    const id = await post.anOffer()
    await post.send(id)
    const sid = (await post.row(id)).twilioSid ?? ''
    await report(id, sid, 'undelivered', 30006)
    await report(id, sid, 'undelivered', 30006)
    expect(await post.row(id)).toMatchObject({ state: 'undelivered', errorCode: 30006 })
    expect(await post.wishes('close-wave')).toHaveLength(1)
  })

  it('lets whoever tells the person know whether the call arrived', async () => {
    const id = await post.aConfirmation()
    await post.send(id)
    const sid = (await post.row(id)).twilioSid ?? ''
    await report(id, sid, 'ringing')
    expect(await post.wishes('tell-person')).toEqual([])
    await report(id, sid, 'no-answer')
    await report(id, sid, 'no-answer')
    expect(await post.wishes('tell-person')).toMatchObject([{ payload: { serviceId: post.world.service.id } }])
    expect(await post.wishes('close-wave')).toEqual([])
  })

  it('changes nothing for strangers: another sid, an unknown message, an unknown word', async () => {
    const id = await post.anOffer()
    await post.send(id)
    const before = await post.row(id)
    await report(id, 'SMaltro', 'failed')
    await report(post.world.offer.id, 'SMaltro', 'failed')
    await report(id, before.twilioSid ?? '', 'teleported')
    expect(await post.row(id)).toEqual(before)
  })
})
