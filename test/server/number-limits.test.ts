import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isKnownNumber } from '../../helpline/calls/limits/limit-number.ts'
import { isLimited } from '../../helpline/calls/limits/number-limit.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import {
  aHelplineDay,
  CALL_CENTRE_PHONE,
  CREMONA_LANDLINE,
  emptyHelpline,
  UNKNOWN_LANDLINE,
} from '../support/helpline-day.ts'

let app: TestApp
let day: Awaited<ReturnType<typeof aHelplineDay>>
let dina: { id: string }
let dinaCookie: string
let elio: { id: string }
let elioCookie: string

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(app)
  dina = await anOperator(app.db, { name: 'Dina Poli', role: 'coordinator', pointIds: [day.cremona.id] })
  elio = await anOperator(app.db, { name: 'Elio Zani', role: 'regionalAdmin' })
  dinaCookie = await app.signIn(dina)
  elioCookie = await app.signIn(elio)
})
afterEach(async () => {
  await app.db.numberLimit.deleteMany()
  await emptyHelpline(app)
})
afterAll(() => app.close())

const usual = { phone: '0372 448699', reason: 'chiama e riattacca di continuo', days: 7 }
const limit = (body: Partial<typeof usual> = {}, cookie = dinaCookie, limitId: string = randomUUID()) =>
  app.call('limitNumber', { params: { limitId }, body: { ...usual, ...body } }, cookie)
const approve = (limitId: string, cookie: string) =>
  app.call('approveNumberLimit', { params: { limitId }, body: {} }, cookie)
const lift = (limitId: string, cookie = elioCookie) =>
  app.call('liftNumberLimit', { params: { limitId }, body: {} }, cookie)
const list = () => app.call('listNumberLimits', {}, dinaCookie)
const inDays = (days: number) => new Date(app.clock.now().getTime() + days * 24 * 3_600_000)

/** What a call from the number would be told. */
async function goesToVoicemail(e164 = UNKNOWN_LANDLINE): Promise<boolean> {
  const now = app.clock.now()
  const [limits, callers] = await Promise.all([app.store.listLimitsOf(e164, now), app.store.findCallers([e164])])
  return isLimited(limits, isKnownNumber(callers, e164), now)
}
const traces = async () =>
  (await app.db.auditEntry.findMany({ where: { entity: 'numberLimit' }, orderBy: { id: 'asc' } })).map(
    ({ action, operatorId }) => [action, operatorId],
  )

describe('limiting a number', () => {
  it('sends it to voicemail for so long, with who asked and why, and then no more', async () => {
    expect(await limit()).toMatchObject([
      {
        number: '0372 448699',
        state: 'inForce',
        reason: usual.reason,
        operator: { name: 'Dina Poli' },
        untilAt: inDays(7).toISOString(),
        people: [],
      },
    ])
    expect(await goesToVoicemail()).toBe(true)
    expect(await goesToVoicemail(CREMONA_LANDLINE)).toBe(false)
    app.clock.advance(7 * 24 * 3_600)
    expect(await goesToVoicemail()).toBe(false)
    expect(await app.call('listNumberLimits', {}, await app.signIn(dina))).toMatchObject([{ state: 'expired' }])
    expect(await traces()).toEqual([['numberLimit.added', dina.id]])
  })

  it('twice is for longer, never two limits; sent twice it is once', async () => {
    const limitId = randomUUID()
    await Promise.all([limit({}, dinaCookie, limitId), limit({}, dinaCookie, limitId)])
    expect(await limit({ days: 30 }, elioCookie)).toMatchObject([{ id: limitId, untilAt: inDays(30).toISOString() }])
    expect(await limit({ days: 2 })).toMatchObject([{ untilAt: inDays(30).toISOString() }])
    expect(await app.db.numberLimit.count()).toBe(1)
  })

  it('at once by two is one limit, the longer one', async () => {
    await Promise.all([
      limit({ days: 3 }),
      limit({ days: 9 }, elioCookie),
      limit({ phone: '+39 0372 448699', days: 5 }),
    ])
    expect(await list()).toMatchObject([{ untilAt: inDays(9).toISOString() }])
    expect(await app.db.numberLimit.count()).toBe(1)
  })

  it.each([
    ['a withheld number', { phone: 'anonimo' }, 'phone'],
    ['a withheld number as carriers write it', { phone: '+266696687' }, 'phone'],
    ['a number from abroad that is none', { phone: '+99 12 345' }, 'phone'],
    ['the Numero Verde', { phone: '800 995 988' }, 'phone'],
    ['a line of ours', { phone: CALL_CENTRE_PHONE }, 'phone'],
    ['no reason', { reason: '  ' }, 'reason'],
    ['no time', { days: 0 }, 'days'],
    ['more than ninety days', { days: 91 }, 'days'],
  ])('to %s is refused beside its field', async (_what, wrong, field) => {
    const params = { limitId: randomUUID() }
    const refusal = await app.refusal('limitNumber', { params, body: { ...usual, ...wrong } }, dinaCookie)
    expect(refusal).toMatchObject({ status: 422, fields: { [field]: expect.any(String) } })
    expect(await app.db.numberLimit.count()).toBe(0)
  })

  it('is not for operators', async () => {
    const ada = await app.signIn(day.ada)
    const params = { limitId: randomUUID() }
    expect((await app.refusal('listNumberLimits', {}, ada)).status).toBe(403)
    expect((await app.refusal('limitNumber', { params, body: usual }, ada)).status).toBe(403)
    expect((await app.refusal('approveNumberLimit', { params, body: {} }, ada)).status).toBe(403)
    expect((await app.refusal('liftNumberLimit', { params, body: {} }, ada)).status).toBe(403)
  })
})

describe('the number of an assisted person', () => {
  const teresas = { phone: '0372 448678' }

  it('waits for a second person, who is never the first; then it has effect', async () => {
    const limitId = randomUUID()
    expect(await limit(teresas, dinaCookie, limitId)).toMatchObject([
      { state: 'awaitingApproval', people: [{ name: 'Teresa Galli' }] },
    ])
    expect(await goesToVoicemail(CREMONA_LANDLINE)).toBe(false)
    const refusal = await app.refusal('approveNumberLimit', { params: { limitId }, body: {} }, dinaCookie)
    expect(refusal).toMatchObject({ status: 403, detail: expect.stringContaining('seconda persona') })
    expect(await goesToVoicemail(CREMONA_LANDLINE)).toBe(false)
    expect(await approve(limitId, elioCookie)).toMatchObject([{ state: 'inForce', approvedByName: 'Elio Zani' }])
    expect(await goesToVoicemail(CREMONA_LANDLINE)).toBe(true)
  })

  it('is approved once, by the first of two who say yes at once', async () => {
    const limitId = randomUUID()
    await limit(teresas, dinaCookie, limitId)
    const fina = await anOperator(app.db, { name: 'Fina Rota', role: 'coordinator', pointIds: [day.cremona.id] })
    await Promise.all([approve(limitId, elioCookie), approve(limitId, await app.signIn(fina))])
    expect((await traces()).filter(([action]) => action === 'numberLimit.approved')).toHaveLength(1)
  })

  it('or of somebody of theirs, the same', async () => {
    await app.db.relation.create({
      data: { personId: day.teresa.id, kind: 'child', name: 'Ugo', phoneE164: UNKNOWN_LANDLINE },
    })
    expect(await limit()).toMatchObject([{ state: 'awaitingApproval' }])
    expect(await goesToVoicemail()).toBe(false)
  })

  it('that was nobody’s when it was limited is free again until a second person agrees', async () => {
    const limitId = randomUUID()
    await limit({}, dinaCookie, limitId)
    expect(await goesToVoicemail()).toBe(true)
    await aPerson(app.db, { firstName: 'Nives', e164: [UNKNOWN_LANDLINE], listeningPointId: day.cremona.id })
    expect(await goesToVoicemail()).toBe(false)
    expect(await list()).toMatchObject([{ state: 'awaitingApproval' }])
    await approve(limitId, elioCookie)
    expect(await goesToVoicemail()).toBe(true)
  })

  it('for longer than the second person agreed to asks for their word again; what they agreed to goes on', async () => {
    const limitId = randomUUID()
    await limit(teresas, dinaCookie, limitId)
    await approve(limitId, elioCookie)
    const [agreed, asked] = await limit({ ...teresas, days: 30 }, elioCookie)
    expect([agreed, asked]).toMatchObject([
      { id: limitId, state: 'inForce', untilAt: inDays(7).toISOString() },
      { state: 'awaitingApproval', untilAt: inDays(30).toISOString(), operator: { name: 'Elio Zani' } },
    ])
    app.clock.advance(8 * 24 * 3_600)
    expect(await goesToVoicemail(CREMONA_LANDLINE)).toBe(false)
  })

  it('is never limited by one person through two hands: whoever asks for longer has asked', async () => {
    const limitId = randomUUID()
    await limit(teresas, dinaCookie, limitId)
    await limit({ ...teresas, days: 30 }, elioCookie)
    expect((await app.refusal('approveNumberLimit', { params: { limitId }, body: {} }, elioCookie)).status).toBe(403)
    expect(await approve(limitId, dinaCookie)).toMatchObject([{ state: 'inForce' }])
  })

  it('cannot be approved by whoever asked even in the database', async () => {
    const limitId = randomUUID()
    await limit(teresas, dinaCookie, limitId)
    const update = app.db.numberLimit.update({ where: { id: limitId }, data: { approvedById: dina.id } })
    await expect(update).rejects.toThrow(/number_limit_second_person/)
  })
})

describe('lifting a limit', () => {
  it('needs one person, and twice is once', async () => {
    const limitId = randomUUID()
    await limit({}, dinaCookie, limitId)
    await Promise.all([lift(limitId), lift(limitId, dinaCookie)])
    expect(await list()).toMatchObject([{ state: 'lifted', liftedAt: app.clock.now().toISOString() }])
    expect(await goesToVoicemail()).toBe(false)
    expect((await traces()).map(([action]) => action)).toEqual(['numberLimit.added', 'numberLimit.lifted'])
    const refusal = await app.refusal('approveNumberLimit', { params: { limitId }, body: {} }, elioCookie)
    expect(refusal.status).toBe(409)
  })

  it('of nothing is refused', async () => {
    const params = { limitId: randomUUID() }
    expect((await app.refusal('liftNumberLimit', { params, body: {} }, dinaCookie)).status).toBe(404)
  })

  it('leaves the number free to be limited anew', async () => {
    const limitId = randomUUID()
    await limit({}, dinaCookie, limitId)
    await lift(limitId)
    expect(await limit({ days: 2 })).toMatchObject([{ state: 'inForce' }, { state: 'lifted' }])
  })
})
