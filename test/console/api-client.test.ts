import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ApiError, addressOf, call, onSignedOut } from '../../operator-console/src/api-client.ts'

const pointId = '0198b1a0-0000-7000-8000-000000000001'

describe('the console’s questions to the server', () => {
  let server: Server
  let answer: { status: number; body: string; type?: string }
  let asked: { method: string | undefined; url: string | undefined; body: string; type: string | undefined }
  const browserFetch = globalThis.fetch

  beforeAll(async () => {
    server = createServer(async (request: IncomingMessage, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      asked = { method: request.method, url: request.url, body, type: request.headers['content-type'] }
      response.writeHead(answer.status, { 'Content-Type': answer.type ?? 'application/json' }).end(answer.body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    // In a browser the address of the page completes the path.
    globalThis.fetch = (input, init) => browserFetch(`http://127.0.0.1:${port}${String(input)}`, init)
  })
  afterAll(() => {
    globalThis.fetch = browserFetch
    server.close()
  })
  afterEach(() => vi.restoreAllMocks())

  const failure = async (status: number, problem: object = {}): Promise<ApiError> => {
    const body = { type: 'urn:x', title: 'No', status, detail: 'Una frase.', ...problem }
    answer = { status, body: JSON.stringify(body), type: 'application/problem+json' }
    return call('readPerson', { params: { personId: pointId } }).then(
      () => expect.unreachable(),
      (error: ApiError) => error,
    )
  }

  it('writes parameters and queries into the address, and leaves out what is not given', () => {
    expect(addressOf('readPerson', { params: { personId: 'a/b' } })).toBe('/api/people/a%2Fb')
    expect(addressOf('searchPeople', { query: { search: 'maria è' } })).toBe('/api/people?search=maria+%C3%A8')
    expect(addressOf('listContacts', { query: { cursor: undefined } })).toBe('/api/contacts')
  })

  it('sends the body as JSON and hands back what the contract says', async () => {
    const presence = {
      operatorId: pointId,
      operatorName: 'Carla Ferrari',
      listeningPointId: pointId,
      state: 'available',
      phone: null,
      inBrowser: false,
      onCall: false,
      since: '2026-11-24T10:00:00+01:00',
    }
    answer = { status: 200, body: JSON.stringify({ ...presence, secret: 'not of the contract' }) }
    const body = { listeningPointId: pointId, state: 'available' as const, phone: null }
    expect(await call('setPresence', { body })).toEqual(presence)
    expect(asked).toMatchObject({ method: 'PUT', url: '/api/presence', type: 'application/json' })
    expect(JSON.parse(asked.body)).toEqual(body)
  })

  it('takes an answer of another shape for a fault, not for data', async () => {
    answer = { status: 200, body: JSON.stringify([{ id: 1 }]) }
    await expect(call('listPresence', {})).rejects.toMatchObject({ kind: 'broken' })
    answer = { status: 200, body: '<html>' }
    await expect(call('listPresence', {})).rejects.toMatchObject({ kind: 'broken' })
  })

  it.each([
    [400, 'invalid'],
    [403, 'notAllowed'],
    [404, 'notFound'],
    [409, 'conflict'],
    [422, 'invalid'],
    [429, 'tooMany'],
    [500, 'broken'],
    [503, 'broken'],
  ])('knows %i as %s, with its sentence', async (status, kind) => {
    expect(await failure(status)).toMatchObject({ kind, message: 'Una frase.' })
  })

  it('hands on the sentence for each field', async () => {
    expect((await failure(422, { fields: { phone: 'Lo ricontrolli.' } })).fields).toEqual({ phone: 'Lo ricontrolli.' })
  })

  it('tells that the session ended, but not when a sign-in is refused', async () => {
    const ended = vi.fn<() => void>()
    const stop = onSignedOut(ended)
    expect((await failure(401)).kind).toBe('signedOut')
    expect(ended).toHaveBeenCalledTimes(1)
    await expect(call('signIn', { body: { email: 'a@b.example', password: 'x' } })).rejects.toMatchObject({
      kind: 'signedOut',
    })
    expect(ended).toHaveBeenCalledTimes(1)
    stop()
  })

  it('knows a server that does not answer', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'))
    await expect(call('readClock', {})).rejects.toMatchObject({ kind: 'unreachable' })
  })
})
