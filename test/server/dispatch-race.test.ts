import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { answerOnBehalf } from '../../helpline/dispatch/offers/answer-on-behalf.ts'
import { answerSpokenOffer } from '../../helpline/dispatch/offers/spoken-offer.ts'
import { answerFromPage } from '../../helpline/dispatch/offers/volunteer-page.ts'
import { receiveMessage } from '../../helpline/messages/receive-message.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aVehicle } from '../support/builders.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

const TASKS = 100
const VOLUNTEERS = 200
const ASKED_EACH = 10
const VEHICLES = 30
/** As many as the connections of two servers. */
const AT_ONCE = 40
const FIRST_START = new Date('2026-11-25T09:00:00+01:00')

let app: TestApp
let day: RideDay
let stores: Store[]

beforeAll(async () => {
  app = await startTestApp()
  day = await aRideDay(app)
  stores = [1, 2].map(() => openStore(app.databaseUrl, { maxConnections: AT_ONCE / 2 }))
}, 60_000)
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()))
  await app.close()
})

/** All of them, so many at once. */
async function allOf<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const one = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index]
      if (item !== undefined) results[index] = await work(item, index)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return results
}

interface Question {
  offerId: string
  code: string
  conversationId: string
  volunteerId: string
  phoneE164: string
  serviceId: string
}

/** A hundred rides within the same hours, ten volunteers asked for each, each of them for five. */
async function hundredRides(): Promise<Question[]> {
  for (let count = 0; count < VEHICLES; count += 1) {
    await aVehicle(app.db, { localAssociationId: day.association.id })
  }
  const volunteers: { id: string; phoneE164: string }[] = []
  for (let count = 0; count < VOLUNTEERS; count += 1) volunteers.push(await day.volunteer())
  const person = await day.person()
  const services: string[] = []
  for (let index = 0; index < TASKS; index += 1) {
    const startsAt = new Date(FIRST_START.getTime() + (index % 20) * 7 * 60_000)
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
    const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
    services.push(taken.serviceIds[0] ?? '')
  }
  const conversations = new Map<string, string>()
  for (const { id: volunteerId, phoneE164: peerE164 } of volunteers) {
    const data = { channel: 'voice' as const, peerE164, volunteerId, lastMessageAt: TUESDAY_AT_TEN }
    conversations.set(volunteerId, (await app.db.conversation.create({ data, select: { id: true } })).id)
  }
  const questions: Question[] = []
  for (const [index, serviceId] of services.entries()) {
    for (let place = 0; place < ASKED_EACH; place += 1) {
      const volunteer = volunteers[(index * ASKED_EACH + place * 3 + Math.floor(index / 20)) % VOLUNTEERS]
      if (!volunteer) throw new Error('No volunteer')
      const code = String(1000 + index)
      const [offer] = await app.db.offer.createManyAndReturn({
        data: {
          serviceId,
          volunteerId: volunteer.id,
          wave: 1,
          rank: place,
          reasons: [],
          code,
          channel: 'sms',
          state: 'sent',
          createdAt: TUESDAY_AT_TEN,
          sentAt: TUESDAY_AT_TEN,
        },
        select: { id: true },
      })
      const conversationId = conversations.get(volunteer.id) ?? ''
      const { id: volunteerId, phoneE164 } = volunteer
      questions.push({ offerId: offer?.id ?? '', code, conversationId, volunteerId, phoneE164, serviceId })
    }
  }
  return questions
}

const isTold = /il servizio è suo|già coperto|ha già un altro servizio/

/** By SMS, from the page, by the keys of a telephone or through an operator: what they are told. */
async function sayYes(question: Question, index: number): Promise<string> {
  const store = stores[index % stores.length] as Store
  const occasion: Occasion = { now: TUESDAY_AT_TEN, actor: { kind: 'volunteer' } }
  const { offerId, volunteerId, conversationId, serviceId, phoneE164: from, code } = question
  switch (index % 4) {
    case 0: {
      const twilioSid = `SM${String(index).padStart(32, '0')}`
      return (await receiveMessage(store, occasion, { channel: 'sms', from, body: `SI ${code}`, twilioSid })) ?? ''
    }
    case 1:
      return (await answerFromPage(store, occasion, { volunteerId, offerId, answer: 'accept' })).text
    case 2: {
      const step = await answerSpokenOffer(store, occasion, { offerId, conversationId, body: '' }, '1')
      return step.text
    }
    default: {
      const who = { operatorId: day.ada.id, name: '', email: '', role: 'regionalAdmin', listeningPointIds: [] } as const
      return (await answerOnBehalf(store, occasion, { who, serviceId, offerId, answer: 'accept' })).text
    }
  }
}

describe('a thousand yeses at once to a hundred rides that overlap', () => {
  it('give each ride one winner, book nobody and no car twice, and tell every loser', {
    timeout: 300_000,
  }, async () => {
    const questions = await hundredRides()
    expect(questions).toHaveLength(TASKS * ASKED_EACH)
    // Not in order: whoever is asked for five answers them all at nearly the same moment.
    const shuffled = questions.toSorted((a, b) => (a.offerId.slice(-6) < b.offerId.slice(-6) ? -1 : 1))
    const told = await allOf(shuffled, sayYes)
    expect(told.filter((text) => !isTold.test(text))).toEqual([])
    const assigned = await app.db.service.count({ where: { state: 'assigned' } })
    // Nobody was left without a ride who could have had one.
    expect(assigned).toBe(TASKS)
    expect(told.filter((text) => text.includes('il servizio è suo'))).toHaveLength(assigned)
    const overlaps = await app.db.$queryRaw<unknown[]>`
      SELECT 1 FROM service a JOIN service b ON a.id < b.id AND a.state = 'assigned' AND b.state = 'assigned'
        AND (a.volunteer_id = b.volunteer_id OR a.vehicle_id = b.vehicle_id)
        AND tstzrange(a.busy_from, a.busy_until) && tstzrange(b.busy_from, b.busy_until)`
    expect(overlaps).toHaveLength(0)
    const offers = await app.db.offer.groupBy({ by: ['state'], _count: true })
    const count = (state: string) => offers.find((row) => row.state === state)?._count ?? 0
    expect(count('accepted')).toBe(assigned)
    expect(count('sent') + count('pending')).toBe(0)
    expect(await app.db.service.count({ where: { vehicleId: { not: null } } })).toBeGreaterThanOrEqual(VEHICLES)
    const tellings = await app.db.jobWish.count({ where: { name: 'tell-person' } })
    expect(tellings).toBe(assigned)
  })
})
