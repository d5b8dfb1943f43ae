import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { api, type EndpointName } from '../../contract/api.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator, aPerson } from '../support/builders.ts'

const nasty = [
  '',
  ' ',
  '\u0000',
  'Rosa\u0000Bianchi',
  '\ud800',
  '￿\u202e',
  "'; DROP TABLE contact; --",
  '%_\\',
  '0'.repeat(5_000),
  '-1',
  '1e309',
  '99999999999999999999',
  '2026-02-30',
  '2026-11-24T25:61:00Z',
  '+275760-01-01T00:00:00Z',
  '9999-12-31T23:59:59+14:00',
  '00000000-0000-0000-0000-000000000000',
  '=1+1',
  '<script>',
  '+390372448678',
  null,
  -1,
  0,
  2 ** 31,
  2 ** 53,
  true,
  [],
  {},
  [[[]]],
  { $ne: null },
] as const

let app: TestApp
let cookie: string
let personId: string
let pointId: string
const names = Object.keys(api) as EndpointName[]

beforeAll(async () => {
  app = await startTestApp()
  pointId = (await aListeningPoint(app.db)).id
  personId = (await aPerson(app.db, { listeningPointId: pointId })).id
  cookie = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin', pointIds: [pointId] }))
})
afterAll(() => app.close())

/** Any value a field may be given, the right sort now and then, so that what lies behind the first check is reached too. */
const anyValue = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<unknown>(...nasty) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>(
        personId,
        pointId,
        '2026-11-30T10:00:00+01:00',
        'help',
        'transport',
        'office',
        1,
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  )

const fieldsOf = (schema: z.ZodType | undefined): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []

const anyObject = (fields: string[]) =>
  fc.record(Object.fromEntries([...fields, 'unexpected'].map((field) => [field, anyValue()])), { requiredKeys: [] })

describe('hostile input, at every endpoint of the contract', () => {
  it.each(names)('%s answers with a clear refusal, never with a failure', { timeout: 60_000 }, async (name) => {
    const endpoint: Endpoint = api[name]
    const paramNames = [...endpoint.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
    const cases = fc.tuple(
      anyObject(paramNames),
      anyObject(fieldsOf(endpoint.query)),
      fc.oneof(anyObject(fieldsOf(endpoint.body)), anyValue()),
    )
    await fc.assert(
      fc.asyncProperty(cases, async ([params, query, body]) => {
        const address = endpoint.path.replaceAll(/:(\w+)/g, (_, key: string) => encode(params[key] ?? personId))
        const search = Object.entries(query)
          .map(([key, value]) => `${key}=${encode(value)}`)
          .join('&')
        const response = await app.send(endpoint.method, `/api${address}?${search}`, {
          ...(endpoint.method === 'GET' ? {} : { body }),
          // Signing out would end the others' session.
          ...(name === 'signOut' ? {} : { cookie }),
        })
        const text = await response.text()
        expect(
          response.status,
          `${endpoint.method} ${address} ${JSON.stringify(body)}: ${text.slice(0, 200)}`,
        ).toBeLessThan(500)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a character the database cannot keep', () => {
  it('is refused beside its field, however good the rest is', async () => {
    const body = { firstName: 'Nives', lastName: 'Ardigò', notes: 'una\0nota' }
    const params = { personId: '0193a1fb-0000-7000-8000-00000000000a' }
    const refusal = await app.refusal('registerPerson', { params, body }, cookie)
    expect(refusal).toMatchObject({ status: 422, fields: { notes: 'Contiene un carattere che non si può scrivere.' } })
    const search = await app.refusal('searchPeople', { query: { search: 'ab\0c' } }, cookie)
    expect(search.status).toBe(400)
  })

  it('reaches no row through a signed-in conversation with half a letter either', async () => {
    const params = { personId: '0193a1fb-0000-7000-8000-00000000000b' }
    const card = await app.call(
      'registerPerson',
      { params, body: { firstName: 'Nives', lastName: 'Ardi\ud800' } },
      cookie,
    )
    expect(card.name).toBe('Nives Ardi\ufffd')
  })
})

function encode(value: unknown): string {
  try {
    return encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value)) || '%20'
  } catch {
    return '%ED%A0%80'
  }
}
