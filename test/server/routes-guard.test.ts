import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { Router } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLog } from '../../adapters/log.ts'
import { api, type EndpointName } from '../../contract/api.ts'
import { type Endpoint, problem } from '../../contract/endpoint.ts'
import { may, type Role, roles } from '../../helpline/access/permissions.ts'
import { Conflict } from '../../helpline/errors.ts'
import { answerProblems } from '../../server/problems.ts'
import { bindRoutes, type EndpointTable, type Handlers } from '../../server/routes.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, anOperator } from '../support/builders.ts'

const AN_ID = '0199f3c8-1f0a-7c3e-9d55-3d1a5f0e2b11'
const addressOf = (endpoint: Endpoint) => `/api${endpoint.path.replaceAll(/:\w+/g, AN_ID)}`
const rows = Object.entries(api) as [EndpointName, Endpoint][]

describe('the guards of the API', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(() => app.close())

  const ask = (endpoint: Endpoint, cookie?: string) =>
    app.send(endpoint.method, addressOf(endpoint), {
      ...(endpoint.method === 'GET' ? {} : { body: {} }),
      ...(cookie ? { cookie } : {}),
    })

  it.each(rows)('%s without a session answers 401, or is open', async (_name, endpoint) => {
    const response = await ask(endpoint)
    if (endpoint.guard === 'open') {
      expect([200, 422]).toContain(response.status)
    } else {
      expect(response.status).toBe(401)
      expect(problem.parse(await response.json()).detail).toMatch(/Entri/)
    }
  })

  it('knows exactly which endpoints are open', () => {
    expect(rows.filter(([, { guard }]) => guard === 'open').map(([name]) => name)).toEqual(['readClock', 'signIn'])
  })

  it.each(roles)('lets the role %s do what it may, and answers 403 to the rest', async (role) => {
    const point = await aListeningPoint(app.db)
    const operator = await anOperator(app.db, { role, pointIds: [point.id] })
    for (const [name, endpoint] of rows) {
      const cookie = await app.signIn(operator)
      const { status } = await ask(endpoint, cookie)
      const allowed = endpoint.guard === 'open' || endpoint.guard === 'signedIn' || may({ role }, endpoint.guard)
      expect({ name, forbidden: status === 403 }).toEqual({ name, forbidden: !allowed })
      expect({ name, status }).not.toEqual({ name, status: 401 })
    }
  })

  it('does not count an expired session, a stranger’s token or a malformed cookie', async () => {
    const operator = await anOperator(app.db)
    const cookie = await app.signIn(operator)
    expect((await app.send('GET', '/api/session', { cookie })).status).toBe(200)
    expect((await app.send('GET', '/api/session', { cookie: `filo_session=${'x'.repeat(43)}` })).status).toBe(401)
    expect((await app.send('GET', '/api/session', { cookie: 'filo_session=' })).status).toBe(401)
    expect((await app.send('GET', '/api/session', { cookie: `altro=1; ${cookie}` })).status).toBe(200)
    app.clock.advance(12 * 3600)
    expect((await app.send('GET', '/api/session', { cookie })).status).toBe(401)
    app.clock.set(TUESDAY_AT_TEN)
  })

  it('does not count the session of an operator who is no longer active', async () => {
    const operator = await anOperator(app.db)
    const cookie = await app.signIn(operator)
    await app.db.operator.update({ where: { id: operator.id }, data: { active: false } })
    expect((await app.send('GET', '/api/session', { cookie })).status).toBe(401)
  })
})

describe('a table of endpoints', () => {
  const closers: (() => void)[] = []
  afterAll(() => {
    for (const close of closers) close()
  })

  async function serve<const T extends EndpointTable>(
    table: T,
    handlers: Handlers<T>,
    role: Role | null = 'regionalAdmin',
  ): Promise<string> {
    const app = express()
    const router = Router()
    bindRoutes(router, table, handlers, {
      now: () => TUESDAY_AT_TEN,
      identify: async () =>
        role
          ? { operatorId: AN_ID, name: 'Ada Bianchi', email: 'ada@filo.example', role, listeningPointIds: [] }
          : undefined,
    })
    app.use('/api', router)
    app.use(answerProblems(createLog({ service: 'server', level: 'silent', json: true })))
    const server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  }

  const plain = {
    method: 'GET',
    path: '/plain',
    guard: 'open',
    summary: '',
    answer: z.object({ a: z.string() }),
  } as const

  it('answers 403 to everybody where the guard was removed or is not a known one', async () => {
    const { guard: _guard, ...unguarded } = plain
    const table = {
      removed: unguarded as unknown as typeof plain,
      unknown: { ...plain, path: '/unknown', guard: 'everybody' } as unknown as typeof plain,
    }
    let reached = 0
    const handler = () => {
      reached += 1
      return { a: 'secret' }
    }
    for (const role of [...roles, null]) {
      const base = await serve(table, { removed: handler, unknown: handler }, role)
      expect((await fetch(`${base}/plain`)).status).toBe(403)
      expect((await fetch(`${base}/unknown`)).status).toBe(403)
    }
    expect(reached).toBe(0)
  })

  it('sends only what the contract names, and 500 without details where the answer does not fit', async () => {
    const base = await serve(
      { plain, wrong: { ...plain, path: '/wrong' } },
      {
        plain: () => ({ a: 'shown', passwordHash: 'hidden' }) as { a: string },
        wrong: () => ({ a: 7 }) as unknown as { a: string },
      },
    )
    expect(await (await fetch(`${base}/plain`)).json()).toEqual({ a: 'shown' })
    const wrong = await fetch(`${base}/wrong`)
    expect(wrong.status).toBe(500)
    expect(problem.parse(await wrong.json()).detail).not.toMatch(/contract|invalid_type/)
  })

  it('asks the fixed path before the one with a parameter, whatever their order in the table', async () => {
    const table = {
      one: { ...plain, path: '/things/:thingId', params: z.object({ thingId: z.string() }) },
      current: { ...plain, path: '/things/current' },
    }
    const base = await serve(table, {
      one: ({ input }) => ({ a: input.params.thingId }),
      current: () => ({ a: 'fixed' }),
    })
    expect(await (await fetch(`${base}/things/current`)).json()).toEqual({ a: 'fixed' })
    expect(await (await fetch(`${base}/things/7`)).json()).toEqual({ a: '7' })
  })

  it('sends a file with its name and media type', async () => {
    const table = { file: { ...plain, answer: { file: 'text/csv' } } } as const
    const base = await serve(table, { file: () => ({ fileName: 'mese.csv', content: 'mese;chiamate\n' }) })
    const response = await fetch(`${base}/plain`)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename=mese.csv')
    expect(await response.text()).toBe('mese;chiamate\n')
  })

  it('turns what the helpline refuses into a problem', async () => {
    const base = await serve(
      { plain },
      {
        plain: () => {
          throw new Conflict('Qualcun altro l’ha già fatto.')
        },
      },
    )
    const response = await fetch(`${base}/plain`)
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(problem.parse(await response.json())).toMatchObject({ status: 409, detail: 'Qualcun altro l’ha già fatto.' })
  })
})
