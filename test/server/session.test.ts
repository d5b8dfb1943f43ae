import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSessionToken, sha256 } from '../../adapters/session-token.ts'
import { problem } from '../../contract/endpoint.ts'
import { sessionView } from '../../contract/session.ts'
import { signIn } from '../../helpline/access/sign-in.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator, TEST_PASSWORD } from '../support/builders.ts'

describe('signing in', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ demo: false, publicBaseUrl: 'https://filo.example' })
  })
  afterAll(() => app.close())

  const post = (email: string, password: string) => app.send('POST', '/api/session', { body: { email, password } })

  it('gives a cookie no script can read, that no other site sends, and only over https', async () => {
    const point = await aListeningPoint(app.db, { name: 'Cremona' })
    const operator = await anOperator(app.db, { pointIds: [point.id], phoneE164: '+390372448678' })
    const response = await post(operator.email.toUpperCase(), TEST_PASSWORD)
    expect(response.status).toBe(201)
    expect(sessionView.parse(await response.json())).toEqual({
      operator: {
        id: operator.id,
        name: operator.name,
        email: operator.email,
        role: 'operator',
        phone: '0372 448678',
      },
      listeningPoints: [{ id: point.id, name: 'Cremona', kind: 'point' }],
    })
    const header = response.headers.get('set-cookie') ?? ''
    expect(header).toMatch(
      /^filo_session=[\w-]{43}; Max-Age=43200; Path=\/; Expires=.*; HttpOnly; Secure; SameSite=Strict$/,
    )

    const cookie = header.split(';')[0] ?? ''
    expect((await app.call('readSession', {}, cookie)).operator.email).toBe(operator.email)
    const stored = await app.db.session.findFirstOrThrow({ where: { operatorId: operator.id } })
    expect(stored.tokenHash).toMatch(/^[0-9a-f]{64}$/)
    expect(cookie).not.toContain(stored.tokenHash)
    expect(stored.expiresAt).toEqual(new Date(TUESDAY_AT_TEN.getTime() + 12 * 3_600_000))
    expect(await app.db.auditEntry.findMany({ where: { operatorId: operator.id } })).toMatchObject([
      { action: 'signIn', entity: 'operator', entityId: operator.id, actorKind: 'operator' },
    ])
  })

  it('says the same to a wrong password, an unknown e-mail, a demo account and one no longer active', async () => {
    const known = await anOperator(app.db)
    const demo = await anOperator(app.db, { isDemo: true })
    const inactive = await anOperator(app.db, { active: false })
    const answers = await Promise.all([
      post(known.email, 'sbagliata'),
      post('nessuno@filo.example', TEST_PASSWORD),
      post(demo.email, TEST_PASSWORD),
      post(inactive.email, TEST_PASSWORD),
    ])
    for (const answer of answers) {
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(problem.parse(await answer.json())).toMatchObject({
        status: 401,
        detail: 'E-mail o password non corrette.',
      })
    }
    expect(await app.db.session.count({ where: { operatorId: { in: [known.id, demo.id, inactive.id] } } })).toBe(0)
    const traces = await app.db.auditEntry.findMany({ where: { action: 'signInFailed' } })
    expect(traces).toHaveLength(4)
    expect(JSON.stringify(traces, (_, value) => (typeof value === 'bigint' ? Number(value) : value))).not.toContain('@')
  })

  it('does not count a demo session outside the demo', async () => {
    const cookie = await app.signIn(await anOperator(app.db, { isDemo: true }))
    expect((await app.send('GET', '/api/session', { cookie })).status).toBe(401)
  })

  it('makes whoever fails ten times in a quarter of an hour wait, kindly, even with the right password', async () => {
    const operator = await anOperator(app.db)
    for (let attempt = 0; attempt < 10; attempt++) {
      expect((await post(operator.email, 'sbagliata')).status).toBe(401)
      app.clock.advance(30)
    }
    const refused = await post(operator.email, TEST_PASSWORD)
    expect(refused.status).toBe(429)
    // The first of the ten was five minutes ago.
    expect(refused.headers.get('retry-after')).toBe('600')
    expect(problem.parse(await refused.json()).detail).toContain('aspetti 10 minuti')
    expect((await post((await anOperator(app.db)).email, TEST_PASSWORD)).status).toBe(201)
    app.clock.advance(600)
    expect((await post(operator.email, TEST_PASSWORD)).status).toBe(201)
    expect(await app.db.signInFailure.count({ where: { at: { gt: TUESDAY_AT_TEN } } })).toBe(0)
    app.clock.set(TUESDAY_AT_TEN)
  })

  it('counts many attempts at once like many in a row', async () => {
    const attempts = 14
    let verifying = 0
    let allAreVerifying = () => {}
    const together = new Promise<void>((resolve) => {
      allAreVerifying = resolve
    })
    const doors = {
      ...app.store,
      hash: sha256,
      newToken: newSessionToken,
      demo: false,
      // None is counted before all have been let in.
      verifyPassword: async () => {
        verifying += 1
        if (verifying === attempts) allAreVerifying()
        await together
        return false
      },
    }
    const occasion = { now: app.clock.now(), actor: { kind: 'system' } } as const
    const results = await Promise.all(
      Array.from({ length: attempts }, () => signIn(doors, occasion, { email: 'molti@filo.example', password: 'x' })),
    )
    const kinds = results.map((result) => result.kind)
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(10)
    expect(kinds.filter((kind) => kind === 'tooMany')).toHaveLength(4)
  })

  it('logs neither e-mail nor password', () => {
    expect(app.logged.join()).not.toMatch(/filo\.example|una-parola-lunga|sbagliata/)
  })
})

describe('signing out', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())

  it('ends the session, traced, and whoever was available is not here any more', async () => {
    const point = await aListeningPoint(app.db)
    const operator = await anOperator(app.db, { pointIds: [point.id], isDemo: true })
    const cookie = await app.signIn(operator)
    const elsewhere = await app.signIn(operator)
    await app.call('setPresence', { body: { listeningPointId: point.id, state: 'available', phone: null } }, cookie)

    await app.call('signOut', {}, elsewhere)
    expect((await app.refusal('readSession', {}, elsewhere)).status).toBe(401)
    expect(await app.call('listPresence', {}, cookie)).toMatchObject([{ state: 'available' }])

    const response = await app.send('DELETE', '/api/session', { cookie })
    expect(response.status).toBe(204)
    expect(response.headers.get('set-cookie')).toMatch(/^filo_session=; .*1970.*HttpOnly; SameSite=Strict$/)
    expect(await app.db.presence.findUnique({ where: { operatorId: operator.id } })).toMatchObject({ state: 'offline' })
    expect(await app.db.auditEntry.count({ where: { action: 'signOut', operatorId: operator.id } })).toBe(2)
  })
})

describe('presence', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())

  it('is chosen, seen by those of the point and by the region, and by nobody else', async () => {
    const cremona = await aListeningPoint(app.db, { name: 'Cremona' })
    const crema = await aListeningPoint(app.db, { name: 'Crema' })
    const ada = await anOperator(app.db, { name: 'Ada Bianchi', pointIds: [cremona.id, crema.id] })
    const ugo = await anOperator(app.db, { name: 'Ugo Riva', pointIds: [crema.id] })
    const region = await anOperator(app.db, { name: 'Rosa Conti', role: 'regionalAdmin' })
    const [asAda, asUgo, asRegion] = [await app.signIn(ada), await app.signIn(ugo), await app.signIn(region)]

    const chosen = await app.call(
      'setPresence',
      { body: { listeningPointId: cremona.id, state: 'available', phone: '0372 448678' } },
      asAda,
    )
    expect(chosen).toEqual({
      operatorId: ada.id,
      operatorName: 'Ada Bianchi',
      listeningPointId: cremona.id,
      state: 'available',
      phone: '0372 448678',
      inBrowser: false,
      onCall: false,
      since: TUESDAY_AT_TEN.toISOString(),
    })
    expect(await app.call('listPresence', {}, asUgo)).toEqual([])
    expect(await app.call('listPresence', {}, asRegion)).toEqual([chosen])

    app.clock.advance(60)
    await app.call(
      'setPresence',
      { body: { listeningPointId: crema.id, state: 'available', phone: '0372 448678' } },
      asAda,
    )
    expect(await app.call('listPresence', {}, asUgo)).toMatchObject([
      { operatorId: ada.id, since: '2026-11-24T09:01:00.000Z' },
    ])
    // Both the point left and the one reached hear of it.
    const news = await app.db.liveEvent.findMany({ where: { topic: 'presence' }, orderBy: { id: 'asc' } })
    expect(news.map((each) => each.listeningPointId)).toEqual([cremona.id, crema.id, cremona.id])
    expect(
      await app.db.auditEntry.findMany({ where: { action: 'setPresence' }, orderBy: { id: 'asc' } }),
    ).toMatchObject([
      { fields: ['listeningPointId', 'phoneE164', 'inBrowser', 'state'] },
      { fields: ['listeningPointId'] },
    ])
    app.clock.set(TUESDAY_AT_TEN)
  })

  it('shows who is on a call', async () => {
    const point = await aListeningPoint(app.db)
    const operator = await anOperator(app.db, { pointIds: [point.id] })
    const cookie = await app.signIn(operator)
    await app.call('setPresence', { body: { listeningPointId: point.id, state: 'available', phone: null } }, cookie)
    await app.db.call.create({
      data: {
        twilioCallSid: `CA${'1'.repeat(32)}`,
        direction: 'inbound',
        callerKind: 'landline',
        toE164: '+39800995988',
        state: 'answered',
        listeningPointId: point.id,
        routeSteps: [],
        startedAt: TUESDAY_AT_TEN,
        answeredAt: TUESDAY_AT_TEN,
        answeredByOperatorId: operator.id,
        legs: {
          create: {
            ringRound: 1,
            kind: 'operatorPhone',
            operatorId: operator.id,
            state: 'accepted',
            acceptedAt: TUESDAY_AT_TEN,
            createdAt: TUESDAY_AT_TEN,
          },
        },
      },
    })
    expect(await app.call('listPresence', {}, cookie)).toMatchObject([{ onCall: true }])
    await app.db.callLeg.updateMany({ data: { endedAt: TUESDAY_AT_TEN } })
    expect(await app.call('listPresence', {}, cookie)).toMatchObject([{ onCall: false }])
  })

  it.each(['800 995988', '+44 20 7946 0958', '899 123456', 'anonymous', 'telefono'])(
    'refuses %s as the telephone to ring',
    async (phone) => {
      const point = await aListeningPoint(app.db)
      const cookie = await app.signIn(await anOperator(app.db, { pointIds: [point.id] }))
      const body = { listeningPointId: point.id, state: 'available', phone } as const
      const refusal = await app.refusal('setPresence', { body }, cookie)
      expect(refusal).toMatchObject({ status: 422, fields: { phone: expect.stringContaining('numero italiano') } })
      expect(await app.db.presence.count({ where: { listeningPointId: point.id } })).toBe(0)
    },
  )

  it('refuses a point where one does not work, and one that is closed for good', async () => {
    const other = await aListeningPoint(app.db)
    const closed = await aListeningPoint(app.db, { active: false })
    const cookie = await app.signIn(await anOperator(app.db))
    const region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    const body = { listeningPointId: other.id, state: 'available', phone: null } as const
    expect((await app.refusal('setPresence', { body }, cookie)).status).toBe(403)
    const closedBody = { ...body, listeningPointId: closed.id }
    expect((await app.refusal('setPresence', { body: closedBody }, region)).status).toBe(404)
  })
})

describe('the clock', () => {
  it('says what time it is for the helpline and whether it is true', async () => {
    const app = await startTestApp()
    expect(await app.call('readClock')).toEqual({ now: TUESDAY_AT_TEN.toISOString(), real: false, demo: true })
    await app.close()
  })
})
