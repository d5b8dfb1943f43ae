import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Prisma } from '../../generated/prisma/client.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator, aPerson, aVolunteer } from '../support/builders.ts'
import { emptyHelpline } from '../support/helpline-day.ts'

describe('what a coordinator looks at', () => {
  let app: TestApp
  const points = { cremona: '', crema: '' }
  const cookies = { cremona: '', region: '' }
  const inMinutes = (minutes: number) => new Date(app.clock.now().getTime() + minutes * 60_000)

  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    await emptyHelpline(app)
    points.cremona = (await aListeningPoint(app.db, { name: 'Cremona' })).id
    points.crema = (await aListeningPoint(app.db, { name: 'Crema' })).id
    cookies.cremona = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [points.cremona] }))
    cookies.region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
  })

  describe('the desk', () => {
    let personId: string
    beforeEach(async () => {
      personId = (await aPerson(app.db, { e164: ['+390372448678'] })).id
    })

    async function aRequest(some: Partial<Prisma.RequestUncheckedCreateInput> = {}, listeningPointId = points.cremona) {
      const createdAt = inMinutes(-60)
      const times = { occurredAt: createdAt, recordedAt: createdAt }
      const contact = await app.db.contact.create({
        data: {
          ...times,
          direction: 'inbound',
          provenance: 'office',
          state: 'closed',
          closedAt: createdAt,
          listeningPointId,
          personId,
        },
      })
      return app.db.request.create({
        data: {
          ...{ contactId: contact.id, personId, position: 1, kind: 'help', helpKind: 'transport' },
          ...{ createdAt, recordedAt: createdAt, neededFrom: inMinutes(5 * 24 * 60) },
          ...some,
        },
      })
    }
    async function aService(some: Partial<Prisma.ServiceUncheckedCreateInput> = {}, listeningPointId = points.cremona) {
      const request = await aRequest({ state: 'takenInCharge' }, listeningPointId)
      const startsAt = (some.startsAt as Date | undefined) ?? inMinutes(120)
      const endsAt = new Date(startsAt.getTime() + 3_600_000)
      return app.db.service.create({
        data: {
          ...{ requestId: request.id, personId, listeningPointId, helpKind: 'transport', createdAt: inMinutes(-60) },
          ...{ recordedAt: inMinutes(-60), startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt, state: 'planned' },
          ...some,
        },
      })
    }
    const taken = async () =>
      ({ state: 'assigned', assignedAt: inMinutes(-30), volunteerId: (await aVolunteer(app.db)).id }) as const
    const desk = (cookie = cookies.cremona) => app.call('readDesk', {}, cookie)

    it('shows the requests that wait for somebody, by urgency, with what happens next', async () => {
      await aRequest({ notes: 'calm' })
      const forgotten = await aRequest({ createdAt: inMinutes(-25 * 60) })
      const uncovered = await aService({ startsAt: inMinutes(30 * 60) })
      await aRequest({ state: 'solved', closedAt: inMinutes(-1) })
      await aRequest({ deletedAt: inMinutes(-1) })
      await aRequest({}, points.crema)
      const { requests, requestCount } = await desk()
      expect(requests.map(({ urgency, nextStep }) => [urgency, nextStep])).toEqual([
        ['late', 'Va presa in carico.'],
        ['soon', 'Non c’è nessun altro a cui chiedere da soli: chiamare a mano.'],
        ['calm', 'Va presa in carico.'],
      ])
      expect(requests[0]?.id).toBe(forgotten.id)
      expect(requests[1]).toMatchObject({ serviceId: uncovered.id, personName: 'Teresa Galli' })
      expect(requestCount).toBe(3)
      expect((await desk(cookies.region)).requestCount).toBe(4)
    })

    it('leaves out what a volunteer has taken, and keeps what lost its service', async () => {
      await aService(await taken())
      const lost = await aService({ state: 'cancelled', closedAt: inMinutes(-1) })
      expect((await desk()).requests.map(({ nextStep }) => nextStep)).toEqual([
        'È presa in carico ma non ha un servizio: va organizzata.',
      ])
      expect((await desk()).services.map(({ id }) => id)).not.toContain(lost.id)
    })

    it('shows today’s services by the hour; the day is Rome’s', async () => {
      app.clock.set('2026-11-24T10:00:00+01:00')
      const covered = await aService({ ...(await taken()), startsAt: new Date('2026-11-24T08:00:00+01:00') })
      const late = await aService({ startsAt: new Date('2026-11-24T23:59:00+01:00') })
      const first = await aService({ startsAt: new Date('2026-11-24T00:00:00+01:00') })
      await aService({ startsAt: new Date('2026-11-23T23:59:00+01:00') })
      await aService({ startsAt: new Date('2026-11-25T00:00:00+01:00') })
      await aService({}, points.crema)
      const { services } = await desk()
      expect(services.map(({ id }) => id)).toEqual([first.id, covered.id, late.id])
      expect(services[0]).toMatchObject({ personName: 'Teresa Galli', personPhone: '0372 448678' })
    })
  })

  describe('the wall', () => {
    let count = 0
    async function aCall(some: Partial<Prisma.CallUncheckedCreateInput>) {
      return app.db.call.create({
        data: {
          ...{ direction: 'inbound', callerKind: 'landline', fromE164: '+390372448678', toE164: '+390280010001' },
          ...{
            state: some.outcome ? 'ended' : 'ringing',
            listeningPointId: points.cremona,
            responsiblePointId: points.cremona,
            routeSteps: [],
          },
          ...{ startedAt: inMinutes(-10), twilioCallSid: `CA${String(++count).padStart(32, '0')}` },
          ...(some.outcome ? { endedAt: inMinutes(0) } : {}),
          ...some,
        },
      })
    }
    const wall = (cookie = cookies.region) => app.call('readWall', {}, cookie)
    const of = async (name: string) => (await wall()).find((point) => point.name === name)

    it('counts each call once, at the point whose it is', async () => {
      await aCall({ state: 'waiting', waitingSince: inMinutes(-3) })
      // Waits where a neighbour rings; it is Cremona's.
      await aCall({ state: 'waiting', waitingSince: inMinutes(-5), listeningPointId: points.crema })
      await aCall({ state: 'ringing' })
      // Answered by the neighbour: the neighbour's.
      await aCall({ state: 'answered', answeredAt: inMinutes(-9), listeningPointId: points.crema })
      await aCall({ outcome: 'answered', answeredAt: inMinutes(-9) })
      await aCall({ outcome: 'abandoned', listeningPointId: points.crema })
      await aCall({ outcome: 'voicemail' })
      // Yesterday's, an outgoing one, and one left over by a crash long ago.
      await aCall({ outcome: 'abandoned', startedAt: inMinutes(-24 * 60) })
      await aCall({ outcome: 'noAnswer', direction: 'outbound', purpose: 'toOrganise' })
      await aCall({ state: 'waiting', startedAt: inMinutes(-5 * 60), waitingSince: inMinutes(-5 * 60) })
      expect(await of('Cremona')).toMatchObject({
        waiting: 2,
        oldestWaitingSince: inMinutes(-5).toISOString(),
        ...{ ringing: 1, inConversation: 0, answered: 1, missed: 2 },
      })
      expect(await of('Crema')).toMatchObject({ waiting: 0, inConversation: 1, answered: 1, missed: 0 })
      expect((await wall(cookies.cremona)).map(({ name }) => name)).toEqual(['Cremona'])
    })

    it('counts the day from Rome’s midnight', async () => {
      app.clock.set('2026-11-24T00:30:00+01:00')
      await aCall({ outcome: 'abandoned', startedAt: new Date('2026-11-23T23:59:59+01:00') })
      await aCall({ outcome: 'abandoned', startedAt: new Date('2026-11-24T00:00:00+01:00') })
      expect(await of('Cremona')).toMatchObject({ missed: 1 })
      app.clock.set('2026-11-24T10:00:00+01:00')
    })

    it('counts who is to be called back once a number, and who is free', async () => {
      const { id: operatorId } = await anOperator(app.db)
      const times = {
        open: {},
        working: { lockedById: operatorId, lockedAt: inMinutes(-1) },
        done: { closedById: operatorId, closedAt: inMinutes(-1) },
      }
      const aCallback = (e164: string | null, state: keyof typeof times = 'open') => {
        const missed = { listeningPointId: points.cremona, reason: 'missed', createdAt: inMinutes(-60) } as const
        return app.db.callback.create({ data: { ...missed, ...times[state], e164, state } })
      }
      for (const e164 of ['+390372448678', '+390372448678', '+390372448699', null, null]) await aCallback(e164)
      await aCallback('+390372448600', 'working')
      await aCallback('+390372448601', 'done')
      const isHere = async (state: 'available' | 'onBreak') => {
        const { id } = await anOperator(app.db, { pointIds: [points.cremona] })
        const since = app.clock.now()
        await app.db.presence.create({ data: { operatorId: id, listeningPointId: points.cremona, state, since } })
        return id
      }
      await isHere('available')
      await isHere('onBreak')
      const busy = await isHere('available')
      const call = await aCall({ state: 'answered', answeredAt: inMinutes(-1) })
      const leg = {
        kind: 'operatorPhone',
        ringRound: 1,
        state: 'accepted',
        createdAt: inMinutes(-1),
        acceptedAt: inMinutes(-1),
      } as const
      await app.db.callLeg.create({ data: { ...leg, callId: call.id, operatorId: busy } })
      expect(await of('Cremona')).toMatchObject({ callbacks: 5, free: 1 })
    })
  })
})
