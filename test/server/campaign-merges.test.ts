import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { campaignEndpoints } from '../../contract/campaigns.ts'
import type { SentOf } from '../../contract/endpoint.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import { aHelplineDay, emptyHelpline } from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'

let line: PhoneLine
let day: Awaited<ReturnType<typeof aHelplineDay>>
let dina: string
let ada: string
let bruno: string

beforeAll(async () => {
  line = await openPhoneLine()
})
beforeEach(async () => {
  line.app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(line.app)
  dina = await line.app.signIn(await anOperator(line.app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
  ada = await line.app.signIn(day.ada)
  bruno = await line.app.signIn(day.bruno)
})
afterEach(async () => {
  await line.script.reset()
  await line.app.db.campaign.deleteMany()
  await emptyHelpline(line.app)
  await line.app.db.$executeRaw`TRUNCATE conversation, refusal_entry, learnt_number CASCADE`
})
afterAll(() => line.close())

type Draft = SentOf<(typeof campaignEndpoints)['writeCampaign']>['body']
const members: NonNullable<Draft['filter']> = {
  ...{ ageFrom: null, ageTo: null, livesAlone: null, isMember: true, hardOfHearing: null },
  ...{ comuneIstatCode: null, ambitoId: null },
}

async function begin(way: Draft['way']): Promise<string> {
  const params = { campaignId: randomUUID() }
  const body: Draft = {
    ...{ name: 'Gas', kind: 'serviceInterruption', way, script: 'Domani manca il gas.', isUrgent: true },
    ...{ messageText: 'Domani manca il gas.', requestedBy: null, legalBasis: null, keepUntil: null },
    ...{ maxAttempts: 2, retryAfterMinutes: 60, filter: members },
  }
  await line.app.call('writeCampaign', { params, body }, dina)
  await line.app.call('startCampaign', { params, body: {} }, dina)
  return params.campaignId
}
const read = (campaignId: string) => line.app.call('readCampaign', { params: { campaignId } }, ada)
const next = async (campaignId: string, cookie = ada) =>
  (await line.app.call('takeNextMember', { params: { campaignId }, body: {} }, cookie)).turn
const record = (memberId: string, outcome: 'answered' | 'noAnswer', cookie = ada) =>
  line.app.call(
    'recordCampaignCall',
    {
      params: { memberId, attemptId: randomUUID() },
      body: { outcome, referral: null, notes: null, hasRequest: false },
    },
    cookie,
  )

/** Two cards of one woman, with the same telephone. */
async function twoCards(e164: string) {
  line.script.addTelephone({ number: e164, label: 'Dora', kind: e164.startsWith('+390') ? 'landline' : 'mobile' })
  const card = { member: true, listeningPointId: day.cremona.id, e164: [e164] }
  const kept = await aPerson(line.app.db, { ...card, firstName: 'Dora' })
  const absorbed = await aPerson(line.app.db, { ...card, firstName: 'Dorina' })
  return { kept, absorbed }
}

async function merge({ kept, absorbed }: Awaited<ReturnType<typeof twoCards>>) {
  const params = { personId: kept.id, mergeId: randomUUID() }
  const version = async (id: string) => (await line.app.db.assistedPerson.findUniqueOrThrow({ where: { id } })).version
  const body = {
    absorbedId: absorbed.id,
    version: await version(kept.id),
    absorbedVersion: await version(absorbed.id),
  }
  await line.app.call('mergePeople', { params, body }, dina)
  return () => line.app.call('undoMerge', { params }, dina)
}

describe('two cards of a campaign’s list that become one', () => {
  it('are one person, whom no machine rings where a friend was promised', async () => {
    const cards = await twoCards('+390372448602')
    const plan = { personId: cards.absorbed.id, everyDays: 7, listeningPointId: day.cremona.id }
    await line.app.db.companionPlan.create({ data: { ...plan, nextCallOn: toDateColumn('2026-11-25') } })
    const id = await begin('message')
    await merge(cards)
    await line.work()
    expect(line.script.phase('+390372448602')).toBe('idle')
    expect(await read(id)).toMatchObject({
      progress: { total: 1, notTold: 1, notCalled: 0, underWay: 0 },
      notToldBecause: [{ reason: 'companion', count: 1 }],
      sending: { toGo: 0 },
    })
    expect(await next(id)).toMatchObject({ personId: cards.kept.id, phones: [{ e164: '+390372448602' }] })
    expect(await next(id, bruno)).toBeNull()
  })

  it('are one no, whichever card said it', async () => {
    const cards = await twoCards('+393475000001')
    const said = { personId: cards.absorbed.id, purpose: 'messages' as const, given: false, how: 'a voce' }
    await line.app.db.consent.create({ data: { ...said, at: TUESDAY_AT_TEN } })
    await begin('message')
    await merge(cards)
    await line.work()
    expect(line.script.messages()).toEqual([])
  })

  it('are called once, whichever was called first, and are two again when the merge is undone', async () => {
    const cards = await twoCards('+390372448602')
    const id = await begin('person')
    const [first, second] = [await next(id), await next(id, bruno)]
    expect(new Set([first?.personId, second?.personId])).toEqual(new Set([cards.kept.id, cards.absorbed.id]))
    const [held, free] = first?.personId === cards.absorbed.id ? [first, second] : [second, first]
    const [whoHolds, other] = first?.personId === cards.absorbed.id ? [ada, bruno] : [bruno, ada]
    await line.app.call('leaveMember', { params: { memberId: free?.memberId ?? '' }, body: {} }, other)
    const undo = await merge(cards)
    expect(await next(id, other)).toBeNull()
    const { contactId } = await record(held?.memberId ?? '', 'answered', whoHolds)
    expect(await line.app.db.contact.findUnique({ where: { id: contactId ?? '' } })).toMatchObject({
      personId: cards.kept.id,
    })
    expect(await next(id, other)).toBeNull()
    expect((await read(id)).progress).toMatchObject({ total: 1, reached: 1, notCalled: 0 })
    await undo()
    expect((await read(id)).progress).toMatchObject({ total: 2, reached: 1, notCalled: 1 })
    expect(await next(id, other)).toMatchObject({ personId: cards.kept.id })
  })

  it('are not written to again where the one that is absorbed had been told', async () => {
    const cards = await twoCards('+393475000001')
    await line.app.db.assistedPerson.update({ where: { id: cards.kept.id }, data: { member: false } })
    const id = await begin('message')
    await line.work()
    await line.app.db.campaignMember.create({
      data: { campaignId: id, personId: cards.kept.id, listeningPointId: day.cremona.id },
    })
    await merge(cards)
    for (const which of ['pause', 'resume'] as const) {
      await line.app.call('stepCampaign', { params: { campaignId: id }, body: { step: which } }, dina)
    }
    line.app.clock.advance(2)
    await line.work()
    expect(line.script.messages()).toHaveLength(1)
    expect((await read(id)).progress).toMatchObject({ total: 1, told: 1, notCalled: 0 })
  })
})
