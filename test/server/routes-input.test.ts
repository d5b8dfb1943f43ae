import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../../contract/api.ts'
import { type Endpoint, type Problem, problem } from '../../contract/endpoint.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator } from '../support/builders.ts'
import { until } from '../support/processes.ts'

const AN_ID = '0199f3c8-1f0a-7c3e-9d55-3d1a5f0e2b11'

describe('bad input', () => {
  let app: TestApp
  let cookie: string
  let pointId: string
  beforeAll(async () => {
    app = await startTestApp()
    const point = await aListeningPoint(app.db)
    pointId = point.id
    cookie = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin', pointIds: [pointId] }))
  })
  afterAll(() => app.close())

  async function refused(response: Response): Promise<Problem> {
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    const refusal = problem.parse(await response.json())
    expect(refusal.status).toBe(response.status)
    expect(refusal.requestId).toBe(response.headers.get('x-request-id'))
    return refusal
  }

  /** Everything a change would leave behind. */
  const traces = async () => ({
    audit: await app.db.auditEntry.count(),
    jobs: await app.db.jobWish.count(),
    news: await app.db.liveEvent.count(),
    presence: await app.db.presence.count(),
    contacts: await app.db.contact.count(),
    people: await app.db.assistedPerson.count(),
  })

  const writing = Object.values(api).filter(
    (endpoint: Endpoint) => endpoint.method !== 'GET' && endpoint.guard !== 'signedIn',
  )
  const address = (path: string) =>
    `/api${path.replace(':prefix', '0372').replace(':position', '1').replace(':entity/', 'contact/').replaceAll(/:\w+/g, AN_ID)}`

  it.each([
    ['malformed JSON', '{"state": ', 400],
    ['a text instead of an object', '"ciao"', 400],
    ['one megabyte', JSON.stringify({ notes: 'a'.repeat(1_000_000) }), 413],
  ])('%s is refused by everything that writes, and nothing is written', async (_what, body, status) => {
    const before = await traces()
    for (const endpoint of writing) {
      const response = await app.send(endpoint.method, address(endpoint.path), { body, cookie })
      const { path } = endpoint
      expect({ path, status: (await refused(response)).status }).toEqual({ path, status })
    }
    expect(await traces()).toEqual(before)
  })

  it('wrong types are refused by everything that takes a body, and nothing is written', async () => {
    const before = await traces()
    const withBody = writing.filter((endpoint: Endpoint) => endpoint.body)
    for (const { method, path } of withBody) {
      const response = await app.send(method, address(path), { body: ['non', 1, 'oggetto'], cookie })
      expect({ path, status: (await refused(response)).status }).toEqual({ path, status: 422 })
    }
    expect(withBody.length).toBeGreaterThan(5)
    expect(await traces()).toEqual(before)
  })

  it('says what is wrong with each field, in Italian', async () => {
    const body = { listeningPointId: 'qui', state: 'forse', phone: '1' }
    const refusal = await refused(await app.send('PUT', '/api/presence', { body, cookie }))
    expect(refusal).toMatchObject({
      status: 422,
      detail: 'Controlli i dati indicati.',
      fields: {
        listeningPointId: 'Il codice non è valido.',
        state: 'Il valore non è fra quelli ammessi.',
        phone: 'Scriva un numero di telefono.',
      },
    })
    const missing = await refused(await app.send('PUT', '/api/presence', { body: {}, cookie }))
    expect(missing.fields).toEqual({
      listeningPointId: 'Questo dato serve.',
      state: 'Questo dato serve.',
      phone: 'Questo dato serve.',
    })
  })

  it('a wrong id in the address is a 400, an unknown address a 404, a wrong method a 405 that names the right ones', async () => {
    expect((await refused(await app.send('GET', '/api/people/uno', { cookie }))).status).toBe(400)
    expect((await refused(await app.send('GET', '/api/nulla', { cookie }))).status).toBe(404)
    expect((await refused(await app.send('GET', '/api/%E0%A4%A', { cookie }))).status).toBeLessThan(500)
    const response = await app.send('DELETE', '/api/presence', { cookie })
    expect((await refused(response)).status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, PUT')
  })

  it('anything but JSON is a 415', async () => {
    const before = await traces()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const body = { listeningPointId: pointId, state: 'available', phone: null }
      const response = await app.send('PUT', '/api/presence', { body, cookie, headers: { 'Content-Type': type } })
      expect((await refused(response)).status).toBe(415)
    }
    expect(await traces()).toEqual(before)
  })

  it('a change asked by another site’s page is refused, whatever cookie it carries', async () => {
    const before = await traces()
    const body = { listeningPointId: pointId, state: 'available', phone: null }
    const foreign: Record<string, string>[] = [
      { Origin: 'https://altro.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ]
    for (const headers of foreign) {
      const response = await app.send('PUT', '/api/presence', {
        body,
        cookie,
        headers,
      })
      expect((await refused(response)).status).toBe(403)
    }
    expect(await traces()).toEqual(before)
    const ours = await app.send('PUT', '/api/presence', { body, cookie, headers: { Origin: app.url } })
    expect(ours.status).toBe(200)
  })

  it('logs the pattern of the route and nothing of what was asked', async () => {
    app.logged.length = 0
    await app.send('GET', `/api/people?search=Teresa%20Galli%200372448678`, { cookie })
    await app.send('PUT', '/api/presence', { body: '{"phone": "0372 448678', cookie })
    await app.send('GET', '/api/altro/Teresa', { cookie })
    await until(() => app.logged.length >= 3)
    const lines = app.logged.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ method, route, status }) => `${method} ${route} ${status}`)).toEqual([
      expect.stringMatching(/^GET \/api\/people \d+$/),
      'PUT /api/presence 400',
      'GET unknown 404',
    ])
    expect(lines.every((line) => typeof line.ms === 'number' && typeof line.requestId === 'string')).toBe(true)
    expect(app.logged.join()).not.toMatch(/Teresa|Galli|448678/)
  })

  it('an incoming request id is not believed', async () => {
    const response = await app.send('GET', '/api/clock', { headers: { 'X-Request-Id': 'mio' } })
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})
