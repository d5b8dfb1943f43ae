import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

let app: TestApp
let day: RideDay

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

beforeEach(async () => {
  await app.db
    .$executeRaw`TRUNCATE listening_point, local_association, comune, operator, offer_policy, job_wish CASCADE`
  app.clock.set(TUESDAY_AT_TEN)
  day = await aRideDay(app)
})

async function takeRideInCharge(startsAt = new Date('2026-11-25T09:00:00+01:00')): Promise<string> {
  const person = await day.person()
  const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
  const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
  await day.work()
  return taken.serviceIds[0] ?? ''
}

/** Where the link of the last SMS to this number leads. */
function linkTo(phoneE164: string): string {
  const sent = day.sms.filter(({ to }) => to === phoneE164).at(-1)
  return `/v/${/\[v\/([\w-]{16})\]/.exec(sent?.body ?? '')?.[1]}`
}
const open = async (path: string) => {
  const response = await app.send('GET', path)
  return { status: response.status, page: await response.text(), headers: response.headers }
}
const press = (path: string, offerId: string, answer: string, headers: Record<string, string> = {}) =>
  app.send('POST', `${path}/offers/${offerId}`, {
    body: `answer=${answer}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  })
const offerIn = (page: string) => /offers\/([0-9a-f-]{36})/.exec(page)?.[1] ?? ''
const stateOf = async (serviceId: string) => (await app.db.service.findUnique({ where: { id: serviceId } }))?.state

describe('the page of a volunteer', () => {
  it('shows what is asked without saying who, and opening it never answers', async () => {
    const bruno = await day.volunteer()
    const serviceId = await takeRideInCharge()
    const link = linkTo(bruno.phoneE164)
    for (const method of ['GET', 'HEAD', 'GET']) expect((await app.send(method, link)).status).toBe(200)
    const { page, headers } = await open(link)
    expect(page).toContain('Buongiorno Bruno')
    expect(page).toContain('Mercoledì 25 novembre alle 09:00')
    expect(page).toContain('Ospedale Maggiore, Cremona')
    expect(page).not.toMatch(/Teresa|Galli|Palestro|Concordia|448678/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-robots-tag')).toBe('noindex')
    expect((await app.send('GET', `${link}/offers/${offerIn(page)}?answer=accept`)).status).toBe(404)
    expect(await stateOf(serviceId)).toBe('offering')
  })

  it('takes a yes pressed twice as one, and then says who, with no more than is needed', async () => {
    const bruno = await day.volunteer()
    const serviceId = await takeRideInCharge(new Date('2026-11-26T09:00:00+01:00'))
    const link = linkTo(bruno.phoneE164)
    const offerId = offerIn((await open(link)).page)
    const answers = await Promise.all([1, 2, 3].map(() => press(link, offerId, 'accept')))
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(answers.map(({ headers }) => headers.get('location')?.split('=')[1]).sort()).toEqual([
      'alreadyYours',
      'alreadyYours',
      'assigned',
    ])
    expect(await stateOf(serviceId)).toBe('assigned')
    expect(await app.db.offer.findFirst()).toMatchObject({ state: 'accepted', answerVia: 'page' })
    const { page } = await open(`${link}?esito=assigned`)
    expect(page).toContain('Grazie! Il servizio è suo')
    expect(page).toContain('Teresa')
    expect(page).toContain('via Palestro 14')
    expect(page).not.toMatch(/Galli|448678/)
    app.clock.set('2026-11-25T16:00:00+01:00')
    expect((await open(link)).page).toContain('tel:+390372448678')
  })

  it('lets who cannot come any more say so, for a person to see to', async () => {
    const bruno = await day.volunteer()
    const serviceId = await takeRideInCharge()
    const link = linkTo(bruno.phoneE164)
    const offerId = offerIn((await open(link)).page)
    await press(link, offerId, 'accept')
    for (const _ of [1, 2]) {
      expect((await press(link, offerId, 'decline')).headers.get('location')).toContain('wantsOut')
    }
    expect(await stateOf(serviceId)).toBe('assigned')
    expect((await open(link)).page).toContain('Ci ha detto che non può più')
    expect(await app.db.auditEntry.count({ where: { action: 'offer.wantsOut', actorKind: 'volunteer' } })).toBe(1)
  })

  it('tells who is late, kindly', async () => {
    const [bruno, carla] = [await day.volunteer(), await day.volunteer({ firstName: 'Carla' })]
    await takeRideInCharge()
    const [brunos, carlas] = [linkTo(bruno.phoneE164), linkTo(carla.phoneE164)]
    const carlasOffer = offerIn((await open(carlas)).page)
    await press(brunos, offerIn((await open(brunos)).page), 'accept')
    expect((await press(carlas, carlasOffer, 'accept')).headers.get('location')).toContain('alreadyCovered')
    expect((await open(carlas)).page).toContain('Adesso non le chiediamo niente')
  })

  it('is closed to who guesses, to who answers for another, to another site and after its time', async () => {
    const [bruno, carla] = [await day.volunteer(), await day.volunteer({ firstName: 'Carla' })]
    await takeRideInCharge()
    const link = linkTo(bruno.phoneE164)
    const carlasOffer = offerIn((await open(linkTo(carla.phoneE164))).page)
    expect((await press(link, carlasOffer, 'accept')).status).toBe(404)
    const own = offerIn((await open(link)).page)
    expect((await press(link, own, 'accept', { Origin: 'https://altrove.example' })).status).toBe(403)
    expect((await press(link, own, 'accept', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    for (const [id, answer] of [
      [own, 'forse'],
      ['non-un-id', 'accept'],
      [own, ''],
    ] as const) {
      expect((await press(link, id, answer)).status).toBe(400)
    }
    expect((await press(link, own, `accept&x=${'a'.repeat(3000)}`)).status).toBe(413)
    for (const path of [
      '/v',
      '/v/',
      '/v/corto',
      `/v/${'a'.repeat(16)}`,
      `${link}/altro`,
      '/v/%00%ff',
      `/v/${'a'.repeat(9000)}`,
    ]) {
      expect([400, 404]).toContain((await open(path)).status)
    }
    expect(await app.db.service.count({ where: { state: 'assigned' } })).toBe(0)
    app.clock.set('2026-12-03T09:00:01+01:00')
    expect((await open(link)).status).toBe(404)
  })

  it('cannot be asked for without end, and whoever guesses closes nobody out', async () => {
    const bruno = await day.volunteer()
    await takeRideInCharge()
    const link = linkTo(bruno.phoneE164)
    for (let count = 0; count < 130; count += 1) await app.send('GET', `/v/${String(count).padStart(16, 'x')}`)
    expect((await app.send('GET', `/v/${'y'.repeat(16)}`)).status).toBe(429)
    expect((await open(link)).status).toBe(200)
    for (let count = 0; count < 30; count += 1) await app.send('GET', link)
    const refused = await open(link)
    expect(refused.status).toBe(429)
    expect(refused.page).toContain('Aspetti un minuto')
    app.clock.advance(60)
    expect((await open(link)).status).toBe(200)
  })

  it('leaves its key nowhere: neither in the rows nor in the log', async () => {
    const bruno = await day.volunteer()
    await takeRideInCharge()
    const link = linkTo(bruno.phoneE164)
    const token = link.slice('/v/'.length)
    await open(link)
    await press(link, crypto.randomUUID(), 'accept')
    expect(app.logged.some((line) => line.includes('/v'))).toBe(true)
    expect(app.logged.filter((line) => line.includes(token))).toEqual([])
    const kept = await app.db.message.findMany({ select: { body: true } })
    expect(kept.filter(({ body }) => body.includes(token))).toEqual([])
    expect(kept[0]?.body).toContain('[pagina personale]')
    expect(await app.db.volunteerPageLink.count({ where: { tokenHash: token } })).toBe(0)
  })
})

describe('the way to a volunteer’s page, at the desk', () => {
  const coordinator = async (pointIds = [day.point.id]) =>
    app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds }))
  const links = () => app.db.volunteerPageLink.count()

  it('is sent again once however often it is asked, and the one before ends at once', async () => {
    const bruno = await day.volunteer()
    await takeRideInCharge()
    const before = linkTo(bruno.phoneE164)
    const cookie = await coordinator()
    const again = { params: { volunteerId: bruno.id }, body: { sendId: crypto.randomUUID() } }
    await Promise.all([1, 2].map(() => app.call('sendPersonalLink', again, cookie)))
    await app.call('sendPersonalLink', again, cookie)
    expect((await open(before)).status).toBe(404)
    await day.work()
    const sent = day.sms.filter(({ to, body }) => to === bruno.phoneE164 && body.includes('nuovo collegamento'))
    expect(sent).toHaveLength(1)
    expect(linkTo(bruno.phoneE164)).not.toBe(before)
    expect((await open(linkTo(bruno.phoneE164))).status).toBe(200)
    expect(await links()).toBe(1)
    expect(await app.db.auditEntry.count({ where: { action: 'volunteer.pageLinkSent' } })).toBe(1)
    expect(JSON.stringify(await app.db.message.findMany())).not.toMatch(/\[v\//)
  })

  it('is stopped at once, also where it was printed', async () => {
    const bruno = await day.volunteer()
    const carla = await day.volunteer({ firstName: 'Carla' })
    await takeRideInCharge()
    const expiresAt = new Date('2026-12-01')
    const createdAt = app.clock.now()
    const { token } = await app.store.transaction({ now: createdAt, actor: { kind: 'system' } }, (tx) =>
      tx.addPageLink(bruno.id, { createdAt, expiresAt, dayOn: '2026-11-25' }),
    )
    await app.store.transaction({ now: createdAt, actor: { kind: 'system' } }, (tx) =>
      tx.addPageLink(carla.id, { createdAt, expiresAt }),
    )
    const before = await links()
    const cookie = await coordinator()
    const stop = { params: { volunteerId: bruno.id }, body: {} }
    const { revoked } = await app.call('revokePersonalLinks', stop, cookie)
    expect(revoked).toBeGreaterThan(0)
    expect(await links()).toBe(before - revoked)
    expect((await open(`/v/${token}`)).status).toBe(404)
    expect(await app.call('revokePersonalLinks', stop, cookie)).toEqual({ revoked: 0 })
    expect(await app.db.volunteerPageLink.count({ where: { volunteerId: carla.id } })).toBeGreaterThan(0)
    expect(await app.db.auditEntry.count({ where: { action: 'volunteer.pageLinksRevoked' } })).toBe(1)
  })

  it('is for who keeps the card, and for who can read a message', async () => {
    const bruno = await day.volunteer()
    const landline = await day.volunteer({ phoneE164: '+390372559911' })
    const again = (volunteerId: string) => ({ params: { volunteerId }, body: { sendId: crypto.randomUUID() } })
    const stranger = await coordinator([(await aListeningPoint(app.db)).id])
    expect((await app.refusal('sendPersonalLink', again(bruno.id), stranger)).status).toBe(403)
    expect((await app.refusal('revokePersonalLinks', { ...again(bruno.id), body: {} }, stranger)).status).toBe(403)
    expect((await app.refusal('sendPersonalLink', again(bruno.id), day.cookie)).status).toBe(403)
    const cookie = await coordinator()
    expect((await app.refusal('sendPersonalLink', again(landline.id), cookie)).status).toBe(403)
    expect((await app.refusal('sendPersonalLink', again(crypto.randomUUID()), cookie)).status).toBe(404)
    await app.db.volunteer.update({ where: { id: bruno.id }, data: { preferredChannel: 'whatsapp' } })
    await app.call('sendPersonalLink', again(bruno.id), cookie)
    await day.work()
    expect(day.whatsApp).toMatchObject([
      { content: { template: 'filo_pagina', variables: { '1': expect.any(String) } } },
    ])
  })
})
