import { io as connect } from 'socket.io-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator } from '../support/builders.ts'

type Operator = Awaited<ReturnType<typeof anOperator>>

describe('operators, kept by those who coordinate them', () => {
  let app: TestApp
  let count = 0
  const points = { cremona: '', crema: '' }
  const cookies = { cremona: '', region: '' }
  let coordinator: Operator
  let region: Operator
  let ada: Operator

  beforeAll(async () => {
    // Nobody looks at the sessions meanwhile: whoever is put out is told.
    app = await startTestApp({ sessionCheckSeconds: 3_600 })
    points.cremona = (await aListeningPoint(app.db, { name: 'Cremona' })).id
    points.crema = (await aListeningPoint(app.db, { name: 'Crema' })).id
    coordinator = await anOperator(app.db, { role: 'coordinator', name: 'Dina Poli', pointIds: [points.cremona] })
    region = await anOperator(app.db, { role: 'regionalAdmin', name: 'Rita Sala' })
    cookies.cremona = await app.signIn(coordinator)
    cookies.region = await app.signIn(region)
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    ada = await anOperator(app.db, { pointIds: [points.cremona] })
  })

  const details = () => ({
    name: 'Bruno Neri',
    email: `bruno.${++count}@filo.example`,
    role: 'operator' as const,
    phone: '0372 448678',
    pointIds: [points.cremona],
  })
  const of = async (operator: { id: string }, cookie = cookies.region) =>
    (await app.call('listOperators', {}, cookie)).find(({ id }) => id === operator.id)
  const asShown = async (operator: { id: string }) => {
    const found = await of(operator)
    if (!found) throw new Error('That operator is not shown')
    const { name, email, role, phone, version } = found
    return { name, email, role, phone, version, pointIds: found.points.map(({ id }) => id) }
  }
  const paramsOf = ({ id: operatorId }: { id: string }) => ({ operatorId })
  const signsIn = async (email: string, password: string) =>
    (await app.send('POST', '/api/session', { body: { email, password } })).status === 201

  it('a new one enters with the password that is said once', async () => {
    const body = { ...details(), email: `  Bruno.${++count}@Filo.Example ` }
    const { id, password } = await app.call('addOperator', { body }, cookies.cremona)
    expect(await signsIn(body.email, password)).toBe(true)
    expect(await of({ id }, cookies.cremona)).toMatchObject({
      email: body.email.trim().toLowerCase(),
      phone: '0372 448678',
      points: [{ name: 'Cremona' }],
      mayChange: true,
      active: true,
    })
    const trace = await app.db.auditEntry.findFirst({ where: { entityId: id, action: 'operator.added' } })
    expect(trace).toMatchObject({ operatorId: coordinator.id, entity: 'operator' })
    expect(app.logged.join('')).not.toContain(password)
  })

  it.each([
    ['email', { email: 'bruno' }],
    ['name', { name: ' ' }],
    ['phone', { phone: '12' }],
    ['role', { role: 'coordinator' as const }],
    ['role', { role: 'regionalAdmin' as const }],
    ['pointIds', { pointIds: [] }],
  ])('what is wrong is said beside %s', async (field, wrong) => {
    const { fields } = await app.refusal('addOperator', { body: { ...details(), ...wrong } }, cookies.cremona)
    expect(fields?.[field]).toMatch(/\S \S/)
  })

  it('nobody is added to a point of others, or with the e-mail of somebody else', async () => {
    const elsewhere = { ...details(), pointIds: [points.cremona, points.crema] }
    expect((await app.refusal('addOperator', { body: elsewhere }, cookies.cremona)).fields).toHaveProperty('pointIds')
    const taken = { ...details(), email: ada.email.toUpperCase() }
    expect((await app.refusal('addOperator', { body: taken }, cookies.region)).fields).toHaveProperty('email')
  })

  it('a coordinator sees who works at the own points, and changes operators of those points alone', async () => {
    const both = await anOperator(app.db, { pointIds: [points.cremona, points.crema] })
    const other = await anOperator(app.db, { pointIds: [points.crema] })
    expect(await of(ada, cookies.cremona)).toMatchObject({ mayChange: true })
    expect(await of(both, cookies.cremona)).toMatchObject({ mayChange: false })
    expect(await of(coordinator, cookies.cremona)).toMatchObject({ mayChange: false })
    expect(await of(other, cookies.cremona)).toBeUndefined()
    for (const [operator, status] of [
      [both, 403],
      [coordinator, 403],
      [other, 404],
      [region, 404],
    ] as const) {
      const body = await asShown(operator)
      const params = paramsOf(operator)
      expect((await app.refusal('changeOperator', { params, body }, cookies.cremona)).status).toBe(status)
      const renewed = await app.send('POST', `/api/operators/${operator.id}/password`, {
        ...{ cookie: cookies.cremona, body: {} },
      })
      expect(renewed.status).toBe(status)
      const off = { version: body.version, active: false }
      expect((await app.refusal('setOperatorActive', { params, body: off }, cookies.cremona)).status).toBe(status)
    }
  })

  it('what changes is kept, and a change of what one has not seen is refused', async () => {
    const body = { ...(await asShown(ada)), name: 'Ada Bianchi Verdi', pointIds: [points.crema] }
    await app.call('changeOperator', { params: paramsOf(ada), body }, cookies.region)
    expect(await of(ada)).toMatchObject({ name: 'Ada Bianchi Verdi', points: [{ name: 'Crema' }] })
    const late = await app.refusal('changeOperator', { params: paramsOf(ada), body }, cookies.region)
    expect(late.status).toBe(409)
  })

  it('whoever leaves a point is no longer present there', async () => {
    const { id: operatorId } = ada
    const presence = { listeningPointId: points.cremona, phoneE164: null, inBrowser: false, since: app.clock.now() }
    await app.db.presence.create({ data: { operatorId, state: 'available', ...presence } })
    const body = { ...(await asShown(ada)), pointIds: [points.crema] }
    await app.call('changeOperator', { params: paramsOf(ada), body }, cookies.region)
    expect(await app.db.presence.count({ where: { operatorId } })).toBe(0)
  })

  it('whoever is put out is signed out at once, socket and all, and comes in again with the password of before', async () => {
    const { id, password } = await app.call('addOperator', { body: details() }, cookies.cremona)
    const { email } = await asShown({ id })
    const cookie = await app.signIn({ id })
    await app.call(
      'setPresence',
      { body: { listeningPointId: points.cremona, state: 'available', phone: '0372 448678' } },
      cookie,
    )
    const options = { path: '/live', transports: ['websocket'], extraHeaders: { Cookie: cookie }, reconnection: false }
    const socket = connect(app.url, { ...options, forceNew: true })
    await new Promise((resolve) => socket.once('connect', () => resolve(undefined)))
    const gone = new Promise((resolve) => socket.once('disconnect', resolve))
    const { version } = await asShown({ id })
    await app.call(
      'setOperatorActive',
      { params: { operatorId: id }, body: { version, active: false } },
      cookies.cremona,
    )
    await gone
    expect((await app.send('GET', '/api/session', { cookie })).status).toBe(401)
    expect(await signsIn(email, password)).toBe(false)
    expect(await app.db.presence.count({ where: { operatorId: id } })).toBe(0)
    const again = { version: version + 1, active: true }
    await app.call('setOperatorActive', { params: { operatorId: id }, body: again }, cookies.cremona)
    expect(await signsIn(email, password)).toBe(true)
    expect((await app.send('GET', '/api/session', { cookie })).status).toBe(401)
  })

  it('a new password takes the place of the old one and ends its sessions', async () => {
    const { id, password } = await app.call('addOperator', { body: details() }, cookies.cremona)
    const { email } = await asShown({ id })
    const cookie = await app.signIn({ id })
    const renewed = await app.call('renewPassword', { params: { operatorId: id }, body: {} }, cookies.cremona)
    expect((await app.send('GET', '/api/session', { cookie })).status).toBe(401)
    expect(await signsIn(email, password)).toBe(false)
    expect(await signsIn(email, renewed.password)).toBe(true)
  })

  it('nobody locks themselves out', async () => {
    const params = paramsOf(region)
    const shown = await asShown(region)
    const { version } = shown
    const out = await app.refusal('setOperatorActive', { params, body: { version, active: false } }, cookies.region)
    expect(out.status).toBe(403)
    const down = await app.refusal('changeOperator', { params, body: { ...shown, role: 'operator' } }, cookies.region)
    expect(down.status).toBe(403)
    expect((await app.refusal('renewPassword', { params, body: {} }, cookies.region)).status).toBe(403)
    await app.call('changeOperator', { params, body: { ...shown, name: 'Rita Sala Conti' } }, cookies.region)
  })

  it('two who put each other out at once: one of them stays', async () => {
    const pair = await Promise.all([1, 2].map(() => anOperator(app.db, { role: 'regionalAdmin' })))
    const [one, two] = pair as [Operator, Operator]
    const attempts = [
      [one, two],
      [two, one],
    ] as const
    const sessions = await Promise.all(pair.map((operator) => app.signIn(operator)))
    await Promise.all(
      attempts.map(([, target], index) =>
        app.send('PUT', `/api/operators/${target.id}/active`, {
          cookie: sessions[index] ?? '',
          body: { version: 1, active: false },
        }),
      ),
    )
    expect(await app.db.operator.count({ where: { id: { in: [one.id, two.id] }, active: true } })).toBe(1)
  })
})
