import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closedText, pleaseWriteText } from '../../helpline/messages/conversations/conversation-texts.ts'
import { receiveMessage } from '../../helpline/messages/receive-message.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

const ANNA = '+393292000101'
const STRANGER = '+393399876543'
const EVENING = '2026-11-24T20:00:00+01:00'
const TOMORROW_AT_NINE = new Date('2026-11-25T09:00:00+01:00')
let app: TestApp
let day: RideDay
/** Ada's, at Cremona. */
let cookie: string
let arrivals = 0

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

beforeEach(async () => {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, job_wish, audit_entry, live_event CASCADE`
  await app.db.$executeRaw`TRUNCATE conversation CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
  cookie = day.cookie
})

const nextSid = () => `SM${String(++arrivals).padStart(32, 'b')}`

/** What is answered in the same breath. */
async function writes(from: string, Body: string, MessageSid = nextSid()): Promise<string> {
  const response = await sendWebhook(app, {
    path: '/messages/incoming',
    form: { MessageSid, From: from, To: '+393202000001', Body },
  })
  expect(response.status).toBe(200)
  return (/<Message>(.*)<\/Message>/.exec(await response.text())?.[1] ?? '').replaceAll('&apos;', "'")
}

const list = (which: 'open' | 'mine' | 'done' = 'open', as = cookie) =>
  app.call('listConversations', { query: { list: which } }, as)
const read = (conversationId: string, as = cookie) => app.call('readConversation', { params: { conversationId } }, as)
const idOf = async (e164: string) => (await app.db.conversation.findFirstOrThrow({ where: { peerE164: e164 } })).id

async function answers(
  conversationId: string,
  text: string,
  { answerId = randomUUID() as string, channel = 'sms' as 'sms' | 'whatsapp', seenMessageId = '', as = cookie } = {},
) {
  const seen = seenMessageId || ((await read(conversationId, as)).messages.at(-1)?.id ?? null)
  const sent = { params: { conversationId, answerId }, body: { channel, text, seenMessageId: seen } }
  return { sent, view: await app.call('answerConversation', sent, as) }
}

const annaWritesFor = async (body = 'Mia madre ha bisogno di un passaggio giovedì.') => {
  const rosa = await day.person({ firstName: 'Rosa', lastName: 'Bianchi' })
  await app.db.relation.create({ data: { personId: rosa.id, kind: 'child', name: 'Anna', phoneE164: ANNA } })
  const reply = await writes(`whatsapp:${ANNA}`, body)
  return { rosa, reply, conversationId: await idOf(ANNA) }
}
const traces = async (entity = 'conversation') =>
  (await app.db.auditEntry.findMany({ where: { entity }, orderBy: { id: 'asc' } })).map(({ action }) => action)

describe('a message that a person must read', () => {
  it('is tied to the person a relative writes for, and to their point', async () => {
    const { rosa, reply, conversationId } = await annaWritesFor()
    expect(reply).toContain('una persona lo leggerà')
    expect(await list()).toMatchObject([
      {
        ...{ id: conversationId, channel: 'whatsapp', needsAnswer: true, state: 'open', assignedTo: null },
        ...{ person: { id: rosa.id, name: 'Rosa Bianchi' }, listeningPointId: day.point.id },
        ...{ firstWords: 'Mia madre ha bisogno di un passaggio giovedì.', lastDirection: 'inbound' },
        waitingSince: TUESDAY_AT_TEN.toISOString(),
      },
    ])
    expect(await app.call('countConversations', {}, cookie)).toEqual({ waiting: 1 })
    const view = await read(conversationId)
    expect(view.messages).toMatchObject([{ direction: 'inbound', autoReply: reply, contactId: null, media: [] }])
    expect(view.writerName).toBe('Anna')
    await read(conversationId)
    expect(await traces()).toEqual(['conversation.opened'])
    expect(
      await app.db.liveEvent.findMany({
        where: { topic: 'conversation' },
        select: { entityId: true, listeningPointId: true },
      }),
    ).toEqual([{ entityId: conversationId, listeningPointId: day.point.id }])
  })

  it('whoever has waited longest comes first, and keeps their place by writing again', async () => {
    await writes(STRANGER, 'Buongiorno, fate la spesa?')
    app.clock.advance(600)
    await writes(ANNA, 'Avete notizie?')
    app.clock.advance(600)
    await writes(STRANGER, 'Scusate se insisto')
    expect((await list()).map(({ from }) => from)).toEqual(['339 987 6543', '329 200 0101'])
  })

  it('nobody’s is seen by all, a point’s by its own people alone', async () => {
    const crema = await aListeningPoint(app.db, { name: 'Crema' })
    const elsewhere = await app.signIn(await anOperator(app.db, { pointIds: [crema.id] }))
    await writes(STRANGER, 'Buongiorno, fate la spesa?')
    const { conversationId } = await annaWritesFor()
    expect((await list('open', elsewhere)).map(({ listeningPointName }) => listeningPointName)).toEqual([null])
    expect(await app.call('countConversations', {}, elsewhere)).toEqual({ waiting: 1 })
    const params = { conversationId }
    const seenMessageId = null
    const refused = [
      await app.refusal('readConversation', { params }, elsewhere),
      await app.refusal('assignConversation', { params, body: { operatorId: null, seenOperatorId: null } }, elsewhere),
      await app.refusal('setConversationState', { params, body: { state: 'done', seenMessageId } }, elsewhere),
      await app.refusal('tieConversation', { params, body: { personId: null, notAssisted: true } }, elsewhere),
      await app.refusal(
        'writeDownMessages',
        { params, body: { messageIds: [randomUUID()], listeningPointId: crema.id } },
        elsewhere,
      ),
      await app.refusal(
        'answerConversation',
        { params: { ...params, answerId: randomUUID() }, body: { channel: 'sms', text: 'Sì', seenMessageId } },
        elsewhere,
      ),
      await app.refusal('readConversation', { params: { conversationId: randomUUID() } }, elsewhere),
    ]
    expect(refused.map(({ status, detail }) => `${status} ${detail}`)).toEqual(
      refused.map(() => '404 Questa conversazione non c’è.'),
    )
  })

  it('is one, however often and in whatever order it arrives, and answered alike', async () => {
    const sids = ['uno', 'due', 'tre'].map((body) => ({ body, sid: nextSid() }))
    const shuffled = [...sids, ...sids.toReversed(), ...sids]
    const replies = await Promise.all(shuffled.map(({ body, sid }) => writes(STRANGER, body, sid)))
    expect(await app.db.message.count()).toBe(3)
    expect(await app.db.auditEntry.count({ where: { action: 'message.needsAnswer' } })).toBe(3)
    for (const { sid } of sids) {
      const said = replies.filter((_, index) => shuffled[index]?.sid === sid)
      const { autoReply } = await app.db.message.findFirstOrThrow({ where: { twilioSid: sid } })
      expect(new Set(said)).toEqual(new Set([autoReply ?? '']))
    }
    expect(await app.db.message.count({ where: { autoReply: { not: null } } })).toBe(1)
  })
})

describe('outside the hours', () => {
  it('whoever writes hears once when somebody will read it and whom to call, and not the receipt too', async () => {
    app.clock.set(EVENING)
    expect(await writes(STRANGER, 'Buonasera, siete aperti?')).toBe(closedText(TOMORROW_AT_NINE))
    expect(await writes(STRANGER, 'Mi servirebbe un passaggio')).toBe('')
    expect(await writes(ANNA, 'Buonasera')).toBe('')
    expect(await writes(ANNA, 'C’è qualcuno?')).toBe(closedText(TOMORROW_AT_NINE))
    app.clock.set('2026-11-25T20:00:00+01:00')
    expect(await writes(STRANGER, 'Ci siete?')).toBe(closedText(new Date('2026-11-26T09:00:00+01:00')))
    expect(await app.db.conversation.count({ where: { needsAnswer: true } })).toBe(2)
  })

  it('the same again is answered the same, a leaving word and a nameless sender not at all', async () => {
    app.clock.set(EVENING)
    const sid = nextSid()
    expect(await writes(STRANGER, 'Ci siete?', sid)).toBe(closedText(TOMORROW_AT_NINE))
    expect(await writes(STRANGER, 'Ci siete?', sid)).toBe(closedText(TOMORROW_AT_NINE))
    expect(await writes(ANNA, 'STOP')).toBe('')
    expect(await writes('INFOSMS', 'Promozione!')).toBe('')
  })

  it('what is understood has its own answer', async () => {
    const bruno = await day.volunteer()
    const person = await day.person()
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
    await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, cookie)
    await day.work()
    app.clock.set(EVENING)
    expect(await writes(bruno.phoneE164, 'domani sì, oggi no')).toContain('Non siamo sicuri di aver capito')
    expect(await writes(bruno.phoneE164, 'si')).toContain('il servizio è suo')
    expect(await writes(bruno.phoneE164, 'Grazie')).toBe('')
    expect(await app.db.conversation.count({ where: { closedReplyUntil: { not: null } } })).toBe(0)
  })

  it('two machines that answer each other stop', async () => {
    let said = 0
    for (let minute = 0; minute < 40; minute += 1) {
      app.clock.advance(90)
      if ((await writes(STRANGER, 'SI 4821')) !== '') said += 1
    }
    expect(said).toBeLessThanOrEqual(24)
    const bruno = await day.volunteer()
    app.clock.set(TUESDAY_AT_TEN)
    const person = await day.person()
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
    await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, cookie)
    await day.work()
    const replies: string[] = []
    for (let times = 0; times < 20; times += 1) replies.push(await writes(bruno.phoneE164, 'si'))
    expect(replies.filter(Boolean)).toHaveLength(12)
  })
})

describe('an operator’s answer', () => {
  it('leaves once, however often it is sent, and counts as one contact to whom it helps', async () => {
    const { rosa, conversationId } = await annaWritesFor()
    const { sent, view } = await answers(conversationId, 'Buongiorno, passiamo alle 9.', { channel: 'whatsapp' })
    expect(view).toMatchObject({
      needsAnswer: false,
      waitingSince: null,
      state: 'open',
      assignedTo: { name: 'Ada Bianchi' },
    })
    const again = await Promise.all([1, 2, 3].map(() => app.call('answerConversation', sent, cookie)))
    expect(again.map(({ messages }) => messages.length)).toEqual([2, 2, 2])
    await day.work()
    await day.work()
    expect(day.whatsApp.map(({ to, body }) => [to, body])).toEqual([[ANNA, 'Buongiorno, passiamo alle 9.']])
    expect(await app.db.contact.findMany()).toMatchObject([
      {
        ...{ direction: 'outbound', purpose: 'toAssistedPerson', provenance: 'whatsapp', personId: rosa.id },
        ...{ listeningPointId: day.point.id, operatorId: day.ada.id, state: 'closed' },
      },
    ])
    expect((await read(conversationId)).messages.at(-1)).toMatchObject({ state: 'queued', operatorName: 'Ada Bianchi' })
    expect(await traces()).toEqual(['conversation.opened', 'conversation.answered'])
    // Changed after it had left, it does not pass for the one that left.
    const changed = { ...sent, body: { ...sent.body, text: 'Passiamo alle 10.' } }
    expect(await app.refusal('answerConversation', changed, cookie)).toMatchObject({ status: 409 })
    // Whoever speaks with one of ours has no receipt of every line.
    expect(await writes(`whatsapp:${ANNA}`, 'A che piano suonate?')).toBe('')
    expect((await read(conversationId)).needsAnswer).toBe(true)
  })

  it('to a volunteer is a contact to organise', async () => {
    const bruno = await day.volunteer()
    await writes(bruno.phoneE164, 'Vorrei parlare con voi dei turni')
    await answers(await idOf(bruno.phoneE164), 'La chiamo io oggi.')
    await day.work()
    expect(await app.db.contact.findMany()).toMatchObject([
      { purpose: 'toOrganise', personId: null, provenance: 'sms' },
    ])
  })

  it('is not given twice by two: the second reads the first, and may send all the same', async () => {
    const { conversationId } = await annaWritesFor()
    const seenMessageId = (await read(conversationId)).messages.at(-1)?.id ?? ''
    const dina = await anOperator(app.db, { name: 'Dina Poli', pointIds: [day.point.id] })
    const dinas = await app.signIn(dina)
    await answers(conversationId, 'Passiamo alle 9.', { seenMessageId })
    const body = { channel: 'sms' as const, text: 'Passiamo alle 10.', seenMessageId }
    const params = { conversationId, answerId: randomUUID() }
    expect(await app.refusal('answerConversation', { params, body }, dinas)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('ha risposto Ada Bianchi'),
    })
    const { view } = await answers(conversationId, 'Passiamo alle 10.', { as: dinas })
    expect(view.messages.map(({ operatorName }) => operatorName)).toEqual([null, 'Ada Bianchi', 'Dina Poli'])
    expect(view.assignedTo).toMatchObject({ name: 'Ada Bianchi' })
  })

  it('after a day on WhatsApp goes as an SMS, or asks to write again; the number’s messages are read together', async () => {
    const { conversationId } = await annaWritesFor()
    app.clock.set('2026-11-25T11:00:00+01:00')
    cookie = await app.signIn(day.ada)
    const view = await read(conversationId)
    expect(view.ways).toEqual([
      { channel: 'whatsapp', state: 'template' },
      { channel: 'sms', state: 'free' },
    ])
    const seenMessageId = view.messages.at(-1)?.id ?? null
    const free = { channel: 'whatsapp' as const, text: 'Passiamo alle 9.', seenMessageId }
    const params = { conversationId, answerId: randomUUID() }
    expect(await app.refusal('answerConversation', { params, body: free }, cookie)).toMatchObject({
      status: 422,
      fields: { channel: expect.stringContaining('un giorno di silenzio') },
    })
    await answers(conversationId, 'Passiamo alle 9: l’aspettiamo.')
    const asked = await answers(conversationId, pleaseWriteText, { channel: 'whatsapp' })
    await day.work()
    expect(day.sms.map(({ body }) => body)).toEqual(["Passiamo alle 9: l'aspettiamo."])
    expect(day.whatsApp).toMatchObject([{ content: { kind: 'template', template: 'filo_ci_scriva' } }])
    expect(asked.view.messages.map(({ channel }) => channel)).toEqual(['whatsapp', 'sms', 'whatsapp'])
    expect(await list('mine')).toHaveLength(1)
    expect(await app.call('countConversations', {}, cookie)).toEqual({ waiting: 0 })
  })

  it('does not go to who asked for silence, nor without words', async () => {
    await writes(STRANGER, 'STOP')
    const conversationId = await idOf(STRANGER)
    const sent = { channel: 'sms' as const, text: 'Buongiorno', seenMessageId: null }
    const params = { conversationId, answerId: randomUUID() }
    expect(await app.refusal('answerConversation', { params, body: sent }, cookie)).toMatchObject({
      fields: { channel: expect.stringContaining('ci hanno chiesto di non scrivere') },
    })
    expect(await app.refusal('answerConversation', { params, body: { ...sent, text: '  ' } }, cookie)).toMatchObject({
      fields: { text: 'Scriva la risposta.' },
    })
    expect(await app.db.message.count({ where: { direction: 'outbound' } })).toBe(0)
  })
})

describe('working on a conversation', () => {
  it('is given to one, to another, and back to all; who acts on what has changed is told', async () => {
    const { conversationId } = await annaWritesFor()
    const params = { conversationId }
    const dina = await anOperator(app.db, { name: 'Dina Poli', pointIds: [day.point.id] })
    const crema = await aListeningPoint(app.db, { name: 'Crema' })
    const elsewhere = await anOperator(app.db, { name: 'Elio Zani', pointIds: [crema.id] })
    expect((await read(conversationId)).holders.map(({ name }) => name)).toEqual(['Ada Bianchi', 'Dina Poli'])
    const give = (operatorId: string | null, seenOperatorId: string | null) => ({
      params,
      body: { operatorId, seenOperatorId },
    })
    expect((await app.call('assignConversation', give(day.ada.id, null), cookie)).assignedTo).toMatchObject({
      id: day.ada.id,
    })
    expect(await list('mine')).toHaveLength(1)
    expect(await app.refusal('assignConversation', give(dina.id, null), cookie)).toMatchObject({ status: 409 })
    expect(await app.refusal('assignConversation', give(elsewhere.id, day.ada.id), cookie)).toMatchObject({
      status: 422,
      fields: { operatorId: 'Questa persona non può vederla.' },
    })
    await app.call('assignConversation', give(dina.id, day.ada.id), cookie)
    await app.call('assignConversation', give(dina.id, day.ada.id), cookie)
    expect(await list('mine', await app.signIn(dina))).toHaveLength(1)
    expect((await app.call('assignConversation', give(null, dina.id), cookie)).assignedTo).toBeNull()
    expect(await traces()).toEqual([
      'conversation.opened',
      'conversation.assigned',
      'conversation.assigned',
      'conversation.released',
    ])
  })

  it('is done until they write again, and never over something unread', async () => {
    const { conversationId } = await annaWritesFor()
    const params = { conversationId }
    const seenMessageId = (await read(conversationId)).messages.at(-1)?.id ?? null
    await writes(`whatsapp:${ANNA}`, 'Anzi, venerdì.')
    const close = { params, body: { state: 'done' as const, seenMessageId } }
    expect(await app.refusal('setConversationState', close, cookie)).toMatchObject({ status: 409 })
    const seen = (await read(conversationId)).messages.at(-1)?.id ?? null
    const done = { params, body: { state: 'done' as const, seenMessageId: seen } }
    await app.call('setConversationState', done, cookie)
    await app.call('setConversationState', done, cookie)
    expect([await list(), (await list('done')).map(({ id }) => id)]).toEqual([[], [conversationId]])
    await writes(`whatsapp:${ANNA}`, 'Anzi, sabato.')
    expect(await list()).toMatchObject([{ id: conversationId, needsAnswer: true }])
    expect((await traces()).filter((action) => action === 'conversation.done')).toHaveLength(1)
  })

  it('becomes a contact with the messages in it, once, counted where they wrote', async () => {
    const { rosa, conversationId } = await annaWritesFor()
    app.clock.advance(60)
    await writes(`whatsapp:${ANNA}`, 'Alle nove, se si può.')
    const messageIds = (await read(conversationId)).messages.map(({ id }) => id)
    const down = { params: { conversationId }, body: { messageIds, listeningPointId: day.point.id } }
    const made = await Promise.all([1, 2, 3].map(() => app.call('writeDownMessages', down, cookie)))
    const [contactId] = new Set(made.map((each) => each.contactId))
    expect(new Set(made.map((each) => each.contactId)).size).toBe(1)
    expect(await app.db.contact.findMany()).toMatchObject([
      {
        ...{ id: contactId, direction: 'inbound', provenance: 'whatsapp', personId: rosa.id, state: 'draft' },
        ...{ occurredAt: TUESDAY_AT_TEN, callerE164: ANNA, operatorId: day.ada.id, listeningPointId: day.point.id },
        notes: 'Mia madre ha bisogno di un passaggio giovedì.\nAlle nove, se si può.',
      },
    ])
    // What they write next about it joins the same contact.
    await writes(`whatsapp:${ANNA}`, 'Via Palestro 14.')
    const all = (await read(conversationId)).messages.map(({ id }) => id)
    const joined = { ...down, body: { ...down.body, messageIds: all } }
    expect((await app.call('writeDownMessages', joined, cookie)).contactId).toBe(contactId)
    expect((await read(conversationId)).messages.map((message) => message.contactId)).toEqual([
      contactId,
      contactId,
      contactId,
    ])
    expect(await app.call('readContact', { params: { contactId: contactId ?? '' } }, cookie)).toMatchObject({
      person: { name: 'Rosa Bianchi' },
    })
    const strangers = { ...down, body: { ...down.body, messageIds: [randomUUID()] } }
    expect(await app.refusal('writeDownMessages', strangers, cookie)).toMatchObject({ status: 422 })
  })

  it('nobody’s number is tied to a card and its point, or kept as nobody we help', async () => {
    await writes(STRANGER, 'Buongiorno, sono la vicina di Rosa')
    const conversationId = await idOf(STRANGER)
    const params = { conversationId }
    const none = await app.call('tieConversation', { params, body: { personId: null, notAssisted: true } }, cookie)
    expect(none).toMatchObject({ person: null, notAssisted: true, listeningPointId: null })
    const rosa = await day.person({ firstName: 'Rosa', lastName: 'Bianchi' })
    const tie = { params, body: { personId: rosa.id, notAssisted: false } }
    expect(await app.call('tieConversation', tie, cookie)).toMatchObject({
      ...{ person: { id: rosa.id }, notAssisted: false, listeningPointId: day.point.id },
    })
    // What a person has said of the number stands.
    await writes(STRANGER, 'E quando passate?')
    expect(await read(conversationId)).toMatchObject({ person: { id: rosa.id }, listeningPointId: day.point.id })
    const gone = { params, body: { personId: randomUUID(), notAssisted: false } }
    expect(await app.refusal('tieConversation', gone, cookie)).toMatchObject({
      fields: { personId: 'Questa scheda non c’è più.' },
    })
    expect((await traces()).filter((action) => action.includes('ied') || action.includes('not'))).toEqual([
      'conversation.notAssisted',
      'conversation.tied',
    ])
  })

  it('says who it may be: whoever has that number, and whom the contact was written for', async () => {
    const [one, other] = [await day.person({ e164: [ANNA] }), await day.person({ firstName: 'Luigi', e164: [ANNA] })]
    await writes(ANNA, 'Buongiorno, avete posto?')
    const conversationId = await idOf(ANNA)
    const view = await read(conversationId)
    expect(view.person).toBeNull()
    expect(view.candidates.map(({ id }) => id).sort()).toEqual([one.id, other.id].sort())
    await writes(STRANGER, 'Buongiorno')
    await writes(STRANGER, 'Mi serve un passaggio')
    const strangers = await idOf(STRANGER)
    const messageIds = (await read(strangers)).messages.map(({ id }) => id)
    const { contactId } = await app.call(
      'writeDownMessages',
      { params: { conversationId: strangers }, body: { messageIds, listeningPointId: day.point.id } },
      cookie,
    )
    await app.db.contact.update({ where: { id: contactId }, data: { personId: one.id } })
    expect((await read(strangers)).candidates).toEqual([{ id: one.id, name: 'Teresa Galli' }])
  })

  it('a crash between what is understood and its answer leaves nothing half done', async () => {
    const message = { channel: 'sms', from: STRANGER, body: 'Buongiorno', twilioSid: nextSid() } as const
    const occasion = { now: app.clock.now(), actor: { kind: 'caller' } } as const
    const failing = {
      ...app.store,
      transaction: ((given, work) =>
        app.store.transaction(given, async (tx) => {
          await work(tx)
          throw new Error('the line fell')
        })) as typeof app.store.transaction,
    }
    await expect(receiveMessage(failing, occasion, message)).rejects.toThrow('the line fell')
    expect(await app.db.message.count()).toBe(0)
    expect(await receiveMessage(app.store, occasion, message)).toBe(await receiveMessage(app.store, occasion, message))
    expect(await app.db.message.count()).toBe(1)
  })
})
