import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../adapters/password.ts'
import { renewPassword } from '../../helpline/access/keep-operators.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import { lendAid } from '../../helpline/dispatch/paperwork/lend-aid.ts'
import { extendSeries } from '../../helpline/dispatch/series/extend-series.ts'
import { mergePeople } from '../../helpline/people/merge/merge-people.ts'
import { recordConsent } from '../../helpline/people/record-consent.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator, aPerson } from '../support/builders.ts'
import { until } from '../support/processes.ts'
import { aRepetition, writeRepetition } from '../support/repetition.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'

let app: TestApp
let day: RideDay
let who: SignedIn

beforeAll(async () => {
  app = await startTestApp()
  day = await aRideDay(app)
  const { id: operatorId } = await anOperator(app.db, { role: 'regionalAdmin' })
  who = { operatorId, name: 'Rita Sala', email: 'rita@filo.example', role: 'regionalAdmin', listeningPointIds: [] }
})
afterAll(() => app.close())

const occasion = () => ({ now: app.clock.now(), actor: { kind: 'operator', operatorId: who.operatorId } as const })
type Doors = Pick<TestApp['store'], 'transaction'>

const merging = (keptId: string, absorbedId: string) => (doors: Doors) =>
  mergePeople(doors, occasion(), {
    ...{ who, mergeId: randomUUID(), keptId, absorbedId, keptVersion: 1, absorbedVersion: 1 },
  })

const waitingForALock = async (): Promise<boolean> => {
  const [row] = await app.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  return (row?.count ?? 0) > 0
}

/** The first has done everything but end when the other comes; what became of each. */
async function overlapping<F, S>(first: (doors: Doors) => Promise<F>, second: (doors: Doors) => Promise<S>) {
  let end: () => void = () => undefined
  const mayEnd = new Promise<void>((resolve) => {
    end = resolve
  })
  let isHeld = false
  const held: Doors = {
    transaction: (at, work) =>
      app.store.transaction(at, async (tx) => {
        const done = await work(tx)
        isHeld = true
        await mayEnd
        return done
      }),
  }
  const one = first(held)
  await until(() => isHeld)
  let isOver = false
  const other = second(app.store).finally(() => {
    isOver = true
  })
  const both = Promise.allSettled([one, other])
  await until(async () => isOver || (await waitingForALock()))
  end()
  return both
}

const twoCards = async () => {
  const [kept, absorbed] = await Promise.all([day.person(), day.person()])
  return { kept: kept.id, absorbed: absorbed.id }
}

describe('what is written for somebody whose card is being merged', () => {
  const consenting = (personId: string) => (doors: Doors) =>
    recordConsent(doors as TestApp['store'], occasion(), {
      personId,
      consent: { id: randomUUID(), purpose: 'record', given: true, how: 'a voce', at: null },
    })
  const consentsOf = (personId: string) => app.db.consent.count({ where: { personId } })

  it('a consent is refused once the merge has begun, and follows it when it came before', async () => {
    const { kept, absorbed } = await twoCards()
    const late = await overlapping(merging(kept, absorbed), consenting(absorbed))
    expect(late.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect([await consentsOf(kept), await consentsOf(absorbed)]).toEqual([0, 0])

    const others = await twoCards()
    const early = await overlapping(consenting(others.absorbed), merging(others.kept, others.absorbed))
    expect(early.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect([await consentsOf(others.kept), await consentsOf(others.absorbed)]).toEqual([1, 0])
  })

  it('an aid is not lent to the card that goes', async () => {
    const lending = (aidId: string, personId: string) => (doors: Doors) =>
      lendAid(doors as TestApp['store'], occasion(), { who, aidId, personId, lentOn: '2026-11-20', dueOn: null })
    const anAid = () =>
      app.db.aid.create({
        data: { code: randomUUID(), kind: 'deambulatore', localAssociationId: day.association.id },
      })
    const loansOf = (personId: string) => app.db.aidLoan.count({ where: { personId } })
    const { kept, absorbed } = await twoCards()
    const late = await overlapping(merging(kept, absorbed), lending((await anAid()).id, absorbed))
    expect(late.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await loansOf(absorbed)).toBe(0)

    const others = await twoCards()
    const aid = await anAid()
    const early = await overlapping(lending(aid.id, others.absorbed), merging(others.kept, others.absorbed))
    expect(early.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect([await loansOf(others.kept), await loansOf(others.absorbed)]).toEqual([1, 0])
  })

  it('the next services of a cycle are for the card that stays, whichever comes first', async () => {
    const extending = (seriesId: string) => (doors: Doors) =>
      extendSeries(doors as TestApp['store'], occasion(), { seriesId })
    for (const mergeFirst of [true, false]) {
      app.clock.set(TUESDAY_AT_TEN)
      const { kept, absorbed } = await twoCards()
      const request = await aRideRequest(app.db, { pointId: day.point.id, personId: absorbed })
      const params = { requestId: request.id }
      const cookie = await app.signIn(day.ada)
      await writeRepetition(app, request.id, aRepetition({ weekdays: [3], skipHolidays: false }), cookie)
      await app.call('takeInCharge', { params, body: {} }, cookie)
      const [cycle] = await app.call('readRequestSeries', { params }, cookie)
      const servicesOf = (personId: string) => app.db.service.count({ where: { personId } })
      const before = await servicesOf(absorbed)
      app.clock.advance(14 * 86_400)
      const steps = [merging(kept, absorbed), extending(cycle?.id ?? '')] as const
      const both = mergeFirst ? await overlapping(steps[0], steps[1]) : await overlapping(steps[1], steps[0])
      expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
      expect(await servicesOf(absorbed)).toBe(0)
      expect(await servicesOf(kept)).toBeGreaterThan(before)
    }
    app.clock.set(TUESDAY_AT_TEN)
  })

  it('a volunteer is tied to nobody on the card that goes', async () => {
    const { kept, absorbed } = await twoCards()
    const late = await overlapping(merging(kept, absorbed), (doors) =>
      doors.transaction(occasion(), (tx) => tx.peopleThere([absorbed])),
    )
    expect(late[1]).toMatchObject({ value: [] })
  })
})

describe('a consent of a day without an hour', () => {
  it('stands after those of that day that were written before it', async () => {
    const { id: personId } = await aPerson(app.db, { listeningPointId: day.point.id })
    const cookie = await app.signIn(day.ada)
    for (const given of [true, false, true, false]) {
      const body = { purpose: 'messages', given, how: 'a voce', at: '2026-11-20T00:00:00+01:00' } as const
      await app.call('recordConsent', { params: { personId, consentId: randomUUID() }, body }, cookie)
    }
    const { consents } = await app.call('readPerson', { params: { personId } }, cookie)
    expect(consents.map(({ given }) => given)).toEqual([false, true, false, true])
  })
})

describe('a new password', () => {
  it('is not given by whoever loses the right to while it is being made', async () => {
    const pointId = (await aListeningPoint(app.db)).id
    const keeper = await anOperator(app.db, { role: 'coordinator', pointIds: [pointId] })
    const ada = await anOperator(app.db, { pointIds: [pointId] })
    const account = () => app.db.operator.findUniqueOrThrow({ where: { id: ada.id } })
    const before = await account()
    const doors = {
      ...app.store,
      newPassword: () => 'parola-nuova-nuova',
      async hashPassword(password: string) {
        await app.db.operator.update({ where: { id: keeper.id }, data: { active: false } })
        return hashPassword(password)
      },
    }
    const asKeeper: SignedIn = {
      ...{ operatorId: keeper.id, name: 'Dina Poli', email: keeper.email, role: 'coordinator' },
      listeningPointIds: [pointId],
    }
    await expect(renewPassword(doors, occasion(), { who: asKeeper, operatorId: ada.id })).rejects.toThrow('accesso')
    expect((await account()).passwordHash).toBe(before.passwordHash)
  })
})
