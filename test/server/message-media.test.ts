import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openMediaAtTwilio } from '../../adapters/twilio/media-at-twilio.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { askForMediaWork, deleteMedia, keepMedia } from '../../helpline/messages/media/keep-media.ts'
import type { MediaAtTwilio } from '../../helpline/messages/media/media-records.ts'
import type { Attachment } from '../../phone-simulator/attachment.ts'
import { TEST_AUTH_TOKEN, TUESDAY_AT_TEN } from '../support/app.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'
import { aHelplineDay, emptyHelpline, OUR_NUMBER, UNKNOWN_MOBILE } from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { PATIENCE } from '../support/processes.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

let line: PhoneLine
let day: Awaited<ReturnType<typeof aHelplineDay>>
let ada: string
let carla: string
let coordinator: string
const PIA = UNKNOWN_MOBILE

beforeAll(async () => {
  line = await openPhoneLine()
  line.script.addTelephone({ number: PIA, label: 'Pia', kind: 'mobile', whatsApp: true })
})
beforeEach(async () => {
  const { app } = line
  app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(app)
  await aPerson(app.db, { firstName: 'Pia', listeningPointId: day.cremona.id, e164: [PIA] })
  ada = await app.signIn(day.ada)
  carla = await app.signIn(day.carla)
  coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
})
afterEach(async () => {
  await line.script.reset()
  await line.app.db.$executeRaw`TRUNCATE conversation, setting CASCADE`
  await emptyHelpline(line.app)
})
afterAll(() => line.close())

const now = (): Occasion => ({ now: line.app.clock.now(), actor: { kind: 'system' }, requestId: 'prova' })
const rows = () =>
  line.app.db.messageMedia.findMany({ orderBy: [{ receivedAt: 'asc' }, { position: 'asc' }], omit: { content: true } })
const theRow = async () => {
  const [row] = await rows()
  if (!row) throw new Error('Nothing came.')
  return row
}
const traces = (action: string) => line.app.db.auditEntry.count({ where: { action } })
const open = (mediaId: string, cookie: string, range?: string) =>
  line.app.send('GET', `/api/message-media/${mediaId}`, { cookie, ...(range ? { headers: { Range: range } } : {}) })

/** Pia writes on WhatsApp; what came is not fetched yet. */
async function sends(body: string, ...attached: Attachment[]): Promise<string> {
  const sid = line.script.sendWhatsApp(PIA, OUR_NUMBER, body, ...attached)
  await line.script.settled()
  return sid
}
async function hasSent(...attached: Attachment[]) {
  await sends('', ...attached)
  await line.work()
  return theRow()
}
const atTwilio = () => line.script.messages().flatMap(({ media = [] }) => media)
const doorsWith = (mediaAtTwilio: MediaAtTwilio) => ({ ...line.app.store, mediaAtTwilio })
const twilio = () => openMediaAtTwilio(account())
const account = () => ({
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: TEST_AUTH_TOKEN,
  apiBaseUrl: line.apiBaseUrl,
})

const jpeg = (size: number): Buffer => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(size - 4)])
const pdf = Buffer.from('%PDF-1.4\n%%EOF\n')

describe('a photo that comes with a message', () => {
  it('is taken in beside it, deleted there, seen by those of its point, and each look is traced', async () => {
    await sends('Ecco la ricetta del medico', 'picture')
    expect(await rows()).toMatchObject([
      { state: 'awaited', contentType: 'image/png', deleteAfter: new Date('2026-12-24') },
    ])
    await line.work()
    const media = await theRow()
    expect(media).toMatchObject({ state: 'kept', contentType: 'image/png', keptAt: line.app.clock.now() })
    expect(media.removedFromTwilioAt).toEqual(line.app.clock.now())
    expect(atTwilio()).toEqual([])
    const response = await open(media.id, ada)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment; filename=foto.png',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    const seen = Buffer.from(await response.arrayBuffer())
    expect([seen.length, seen.subarray(1, 4).toString()]).toEqual([media.sizeBytes, 'PNG'])
    await open(media.id, ada)
    expect(await traces('messageMedia.opened')).toBe(1)
    line.app.clock.advance(11 * 60)
    await open(media.id, ada)
    expect(await traces('messageMedia.opened')).toBe(2)
  })

  it('and no words reaches a person, and is no answer to anything', async () => {
    await sends('', 'picture')
    expect(await line.app.db.conversation.findFirst()).toMatchObject({ needsAnswer: true, state: 'open' })
    expect(await line.app.db.message.findFirst({ where: { direction: 'inbound' } })).toMatchObject({
      body: '',
      offerId: null,
    })
  })

  it('reaches a person whatever is written under it', async () => {
    for (const words of ['Grazie', 'SI', 'OK 👍']) {
      await line.app.db.conversation.updateMany({ data: { needsAnswer: false } })
      await sends(words, 'picture')
      expect(await line.app.db.conversation.findFirst()).toMatchObject({ needsAnswer: true })
    }
  })

  it('is answered under a courtesy too, which alone asks for none; to who leaves nothing is written', async () => {
    const answers = () =>
      line.script.inbox(PIA).flatMap(({ direction, body }) => (direction === 'received' ? [body] : []))
    await sends('Grazie')
    expect(answers()).toEqual([])
    await sends('Grazie', 'picture')
    await line.script.settled()
    expect(answers()).toEqual([expect.stringContaining('una persona lo leggerà')])
    line.app.clock.advance(3_600)
    await sends('Basta messaggi', 'picture')
    await line.script.settled()
    expect(answers()).toHaveLength(1)
  })

  it('is for those of its point', async () => {
    const { id } = await hasSent('picture')
    expect((await open(id, carla)).status).toBe(403)
    expect((await line.app.send('GET', `/api/message-media/${id}`)).status).toBe(401)
    expect((await open('0199c0de-0000-7000-8000-000000000000', ada)).status).toBe(404)
    expect(await traces('messageMedia.opened')).toBe(0)
  })
})

describe('a voice note', () => {
  it('is played in parts, each listening from the beginning traced', async () => {
    const { id, sizeBytes } = await hasSent('voiceNote')
    const whole = await open(id, ada, 'bytes=0-')
    expect([whole.status, whole.headers.get('content-type')]).toEqual([206, 'audio/mpeg'])
    const part = await open(id, ada, 'bytes=10-19')
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${sizeBytes}`])
    expect(await traces('messageMedia.opened')).toBe(1)
    await open(id, ada)
    expect(await traces('messageMedia.opened')).toBe(2)
    expect((await open(id, ada, `bytes=${sizeBytes}-`)).status).toBe(416)
  })
})

describe('what is not kept', () => {
  it.each<[string, { contentType: string; content: Buffer }, string]>([
    ['a film', { contentType: 'video/mp4', content: jpeg(100) }, 'type'],
    ['a drawing that could act', { contentType: 'image/svg+xml', content: Buffer.from('<svg/>') }, 'type'],
    ['a page', { contentType: 'text/html', content: Buffer.from('<script>') }, 'type'],
    ['a page called a photo', { contentType: 'image/png', content: Buffer.from('<html><script>') }, 'mismatch'],
    ['a photo called a document', { contentType: 'application/pdf', content: jpeg(100) }, 'mismatch'],
    ['nothing at all', { contentType: 'image/png', content: Buffer.alloc(0) }, 'mismatch'],
    ['what is too big', { contentType: 'image/jpeg', content: jpeg(10_000_001) }, 'size'],
  ])('%s is refused with its reason', async (_what, file, reason) => {
    const media = await hasSent(file)
    expect(media).toMatchObject({ state: 'refused', reason, sizeBytes: null })
    expect((await open(media.id, ada)).status).toBe(404)
    expect(await line.app.db.conversation.findFirst()).toMatchObject({ needsAnswer: true })
  })

  it('is not what is just as big as it may be, nor what has another name', async () => {
    await hasSent(
      { contentType: 'image/jpg', content: jpeg(10_000_000) },
      { contentType: 'application/pdf', content: pdf },
    )
    expect(await rows()).toMatchObject([
      { state: 'kept', contentType: 'image/jpeg', sizeBytes: 10_000_000 },
      { state: 'kept', contentType: 'application/pdf' },
    ])
    const [, document] = await rows()
    const response = await open(document?.id ?? '', ada)
    expect(response.headers.get('content-disposition')).toBe('attachment; filename=documento.pdf')
  })

  it('is what is said to be elsewhere than at Twilio: nobody is asked for it', async () => {
    const form = {
      MessageSid: `MM${'a'.repeat(32)}`,
      From: PIA,
      To: OUR_NUMBER,
      Body: '',
      NumMedia: '3',
      MediaUrl0: 'http://169.254.169.254/latest/meta-data',
      MediaContentType0: 'image/png',
      MediaUrl1: `${line.publicBaseUrl}/healthz`,
      MediaContentType1: 'image/png',
    }
    expect((await sendWebhook(line.app, { path: '/messages/incoming', form }, {}, line.publicBaseUrl)).status).toBe(200)
    expect((await rows()).map(({ state, reason }) => [state, reason])).toEqual([
      ['refused', 'address'],
      ['refused', 'address'],
      ['refused', 'type'],
    ])
    await line.work()
  })

  it.each(['tante', '-1', '1e9', '99999999999999999999'])(
    'a count of %s costs the message nothing',
    async (NumMedia) => {
      const form = { MessageSid: `MM${'b'.repeat(32)}`, From: PIA, To: OUR_NUMBER, Body: 'Ciao', NumMedia }
      expect((await sendWebhook(line.app, { path: '/messages/incoming', form }, {}, line.publicBaseUrl)).status).toBe(
        200,
      )
      expect(await line.app.db.message.count({ where: { direction: 'inbound' } })).toBe(1)
      expect((await rows()).length).toBeLessThanOrEqual(10)
    },
  )
})

describe('arriving twice, in disorder, or with the worker killed', () => {
  it('leaves one file', async () => {
    line.script.webhookFault({ kind: 'duplicate', together: true, match: { url: '/messages/incoming' } })
    const { id } = await hasSent('picture', 'voiceNote')
    expect(await rows()).toMatchObject([
      { position: 0, state: 'kept' },
      { position: 1, state: 'kept' },
    ])
    await Promise.all([0, 1].map(() => keepMedia(doorsWith(twilio()), now(), { mediaId: id })))
    expect(await traces('messageMedia.kept')).toBe(2)
  })

  it.each([
    ['before it was fetched', 'readMedia', 'before'],
    ['after it was fetched', 'readMedia', 'after'],
    ['before it was deleted there', 'deleteMedia', 'before'],
    ['after it was deleted there', 'deleteMedia', 'after'],
  ] as const)('%s, the next one takes it in', async (_what, step, when) => {
    await sends('', 'picture')
    const { id: mediaId } = await theRow()
    const real = twilio()
    const killed: MediaAtTwilio = {
      ...real,
      [step]: async (...asked: Parameters<MediaAtTwilio['readMedia']>) => {
        if (when === 'after') await real[step](...asked)
        throw new Error('killed')
      },
    }
    await expect(keepMedia(doorsWith(killed), now(), { mediaId })).rejects.toThrow('killed')
    await Promise.all([0, 1].map(() => keepMedia(doorsWith(real), now(), { mediaId })))
    expect(await theRow()).toMatchObject({ state: 'kept', removedFromTwilioAt: line.app.clock.now() })
    expect(atTwilio()).toEqual([])
    expect(await traces('messageMedia.kept')).toBe(1)
  })

  it.each([0, 25])(
    'after %i hours, is not put off or lost because another took it in at that moment',
    async (hours) => {
      await sends('', 'picture')
      const { id: mediaId } = await theRow()
      line.app.clock.advance(hours * 3_600)
      const overtaken: MediaAtTwilio = {
        ...twilio(),
        readMedia: async (...asked) => {
          await keepMedia(doorsWith(twilio()), now(), { mediaId })
          return twilio().readMedia(...asked)
        },
      }
      await keepMedia(doorsWith(overtaken), now(), { mediaId })
      expect(await theRow()).toMatchObject({ state: 'kept', tries: 0, tryAgainAt: null })
    },
  )
})

describe('what Twilio does not give', () => {
  const breaks = (times: number) => line.script.restFault({ kind: 'error500', method: 'GET', path: '/Media/', times })

  it('is asked for again after longer and longer waits, and comes', async () => {
    breaks(4)
    await sends('', 'picture')
    const waited: number[] = []
    for (let tries = 1; tries <= 4; tries++) {
      await line.work()
      const { state, tries: counted, tryAgainAt } = await theRow()
      expect([state, counted]).toEqual(['awaited', tries])
      waited.push(((tryAgainAt?.getTime() ?? 0) - line.app.clock.now().getTime()) / 60_000)
      line.app.clock.set(tryAgainAt ?? '')
    }
    expect(waited).toEqual([1, 5, 15, 60])
    await line.work()
    expect(await theRow()).toMatchObject({ state: 'kept', tries: 4 })
  })

  it('is lost after a day, and a person is told, once', async () => {
    breaks(100)
    await sends('', 'picture')
    await line.app.db.conversation.updateMany({ data: { needsAnswer: false, state: 'done' } })
    for (let count = 0; count < 20; count++) {
      await line.work()
      const { tryAgainAt, state } = await theRow()
      if (state !== 'awaited') break
      line.app.clock.set(tryAgainAt ?? '')
    }
    const media = await theRow()
    expect(media).toMatchObject({ state: 'lost' })
    expect(line.app.clock.now().getTime() - TUESDAY_AT_TEN.getTime()).toBeLessThan(31 * 3_600_000)
    expect(await line.app.db.conversation.findFirst()).toMatchObject({ needsAnswer: true, state: 'open' })
    await Promise.all([0, 1].map(() => keepMedia(doorsWith(twilio()), now(), { mediaId: media.id })))
    expect(await traces('messageMedia.lost')).toBe(1)
  })

  it('is not lost while Twilio does not let go of it: the job fails, to be tried again', async () => {
    line.script.restFault({ kind: 'error500', method: 'DELETE', path: '/Media/' })
    await sends('', 'picture')
    const { id: mediaId } = await theRow()
    await expect(keepMedia(doorsWith(twilio()), now(), { mediaId })).rejects.toThrow()
    expect(await theRow()).toMatchObject({ state: 'kept', removedFromTwilioAt: null })
    await line.work()
    expect(atTwilio()).toEqual([])
  })
})

describe('the way to a file', () => {
  const servers: Server[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
  async function aServer(answer: RequestListener): Promise<string> {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const address = { messageSid: `MM${'b'.repeat(32)}`, mediaSid: `ME${'c'.repeat(32)}` }
  const read = (apiBaseUrl: string, mostBytes = 1_000) =>
    openMediaAtTwilio({ ...account(), apiBaseUrl }).readMedia(address, mostBytes)

  it('leads nowhere but to Twilio, whatever the answer says', async () => {
    const asked: string[] = []
    const elsewhere = await aServer((request, response) => {
      asked.push(request.url ?? '')
      response.end(jpeg(100))
    })
    for (const location of [`${elsewhere}/x`, 'http://169.254.169.254/', 'file:///etc/passwd', '//', '']) {
      const base = await aServer((_request, response) => response.writeHead(307, { location }).end())
      expect(await read(base)).toEqual({ kind: 'missing' })
    }
    expect(asked).toEqual([])
  })

  it('does not go round for ever', async () => {
    let count = 0
    const base = await aServer((request, response) => {
      count += 1
      response.writeHead(302, { location: request.url ?? '' }).end()
    })
    expect(await read(base)).toEqual({ kind: 'missing' })
    expect(count).toBeLessThan(6)
  })

  it('ends where there is too much, whatever length was announced', async () => {
    let isCut = false
    const base = await aServer((_request, response) => {
      response.on('close', () => {
        isCut = true
      })
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64_000))) {}
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(await read(base, 1_000_000)).toEqual({ kind: 'tooBig' })
    await expect.poll(() => isCut, PATIENCE).toBe(true)
  })

  it('may break off: it is asked for again', async () => {
    const base = await aServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('%PDF-', () => response.destroy())
    })
    expect(await read(base)).toEqual({ kind: 'missing' })
    expect(await read('http://127.0.0.1:1')).toEqual({ kind: 'missing' })
  })
})

describe('the end of what came', () => {
  const handlers = () =>
    onlyHandlers({
      'keep-message-media': (occasion, payload) => keepMedia(doorsWith(twilio()), occasion, payload),
      'delete-message-media': (occasion, payload) => deleteMedia(doorsWith(twilio()), occasion, payload),
    })
  const housekeeping = async () => {
    await askForMediaWork(line.app.store, now())
    return drain(line.app.store, handlers(), line.app.clock.now())
  }
  const inDays = (days: number) => line.app.clock.advance(days * 24 * 3_600)
  const adaNow = () => line.app.signIn(day.ada)

  it('comes after its last day, not on it, and its row stays', async () => {
    const { id } = await hasSent('picture')
    inDays(30)
    expect(await housekeeping()).toEqual([])
    await deleteMedia(doorsWith(twilio()), now(), { mediaId: id })
    expect((await open(id, await adaNow())).status).toBe(200)
    inDays(1)
    expect((await open(id, await adaNow())).status).toBe(404)
    expect(await housekeeping()).toEqual(['delete-message-media'])
    expect(await housekeeping()).toEqual([])
    expect(await line.app.db.messageMedia.findFirst()).toMatchObject({
      ...{ id, state: 'deleted', content: null, deletedAt: line.app.clock.now() },
    })
    await Promise.all([0, 1].map(() => deleteMedia(doorsWith(twilio()), now(), { mediaId: id })))
    expect(await traces('messageMedia.deleted')).toBe(1)
  })

  it('is the end at Twilio too for what was refused, which stays refused', async () => {
    await hasSent({ contentType: 'image/png', content: pdf })
    expect(atTwilio()).toHaveLength(1)
    inDays(31)
    expect(await housekeeping()).toEqual(['delete-message-media'])
    expect(atTwilio()).toEqual([])
    expect(await theRow()).toMatchObject({ state: 'refused', reason: 'mismatch', deletedAt: line.app.clock.now() })
  })

  it('is what a coordinator says, for what has come already too; what stays undone is shown', async () => {
    expect(await line.app.call('readMediaSettings', {}, coordinator)).toEqual({
      keptDays: 30,
      faults: { notDeleted: 0, notTakenIn: 0 },
    })
    expect((await line.app.refusal('readMediaSettings', {}, ada)).status).toBe(403)
    await hasSent('picture')
    await line.app.call('changeMediaSettings', { body: { keptDays: 7 } }, coordinator)
    expect((await theRow()).deleteAfter).toEqual(new Date('2026-12-01'))
    expect(await line.app.refusal('changeMediaSettings', { body: { keptDays: 0 } }, coordinator)).toMatchObject({
      status: 422,
      fields: { keptDays: expect.any(String) },
    })
    inDays(9)
    const again = await line.app.signIn(await anOperator(line.app.db, { role: 'coordinator' }))
    expect((await line.app.call('readMediaSettings', {}, again)).faults).toEqual({ notDeleted: 1, notTakenIn: 0 })
  })

  it('and whatever a worker left half done is taken up again the next day', async () => {
    await sends('', 'picture')
    await line.app.db.jobWish.deleteMany()
    inDays(1)
    expect(await housekeeping()).toEqual(['keep-message-media'])
    expect(await theRow()).toMatchObject({ state: 'kept', removedFromTwilioAt: line.app.clock.now() })
    expect(await housekeeping()).toEqual([])
  })
})
