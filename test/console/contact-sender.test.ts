import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ContactView } from '../../contract/contacts.ts'
import { emptyRequest } from '../../helpline/contacts/empty-request.ts'
import { draftsUnder, forgetDrafts, keepDraft, openDrafts } from '../../operator-console/src/drafts.ts'
import { contactSender } from '../../operator-console/src/features/contacts/contact-sender.ts'
import {
  heardOf,
  keepOpening,
  openingOf,
  takeUpOpenings,
  unheardContact,
} from '../../operator-console/src/features/contacts/unheard-contacts.ts'
import { hasUnsaved } from '../../operator-console/src/unsaved.ts'
import { PATIENCE } from '../support/processes.ts'
import { aStorage } from '../support/window-storage.ts'

const contactId = '0198b1a0-0000-7000-8000-000000000001'
const [one, other] = ['0198b1a0-0000-7000-8000-000000000002', '0198b1a0-0000-7000-8000-000000000003'] as const
const opening = {
  provenance: 'letter',
  listeningPointId: '0198b1a0-0000-7000-8000-000000000004',
  occurredAt: '2026-11-20T09:00:00.000Z',
} as const
const names = { listeningPointName: 'Cremona', operatorName: 'Ada Bianchi' }
const blank = unheardContact(contactId, opening, names)
const requestView = (id: string, position: number) => ({
  ...emptyRequest('information'),
  ...{ id, contactId, personId: null, position, state: 'open', createdAt: opening.occurredAt, version: 1 },
  ...{ serviceIds: [], unmetCause: null, withdrawalReason: null, withdrawalNote: null },
})
const saved: ContactView = { ...blank, version: 1, requests: [] }
const whole = { ...saved, requests: [requestView(one, 1), requestView(other, 2)] }

describe('what is written in a contact that the server has not heard of', () => {
  let server: Server
  let asked: { method: string | undefined; url: string | undefined; body: unknown }[]
  let answers: Record<string, { status: number; body: object }>
  const browserFetch = globalThis.fetch

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const { method, url } = request
      asked.push({ method, url, body: JSON.parse(body) })
      const answer = answers[`${method} ${url}`] ?? { status: 404, body: { type: 'urn:x', title: 'No', status: 404 } }
      response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    globalThis.fetch = (input, init) => browserFetch(`http://127.0.0.1:${port}${String(input)}`, init)
  })
  afterAll(() => {
    globalThis.fetch = browserFetch
    server.close()
  })
  beforeEach(() => {
    vi.stubGlobal('sessionStorage', aStorage())
    openDrafts('ada')
    asked = []
    answers = {}
  })

  const typed = (id: string) => ({ id, version: 0, kind: 'information', answer: 'CAF il martedì' }) as const
  const path = `/api/contacts/${contactId}`

  it('goes in one call with its opening and everything that waited, and the opening goes once', async () => {
    answers[`PUT ${path}/whole`] = { status: 200, body: whole }
    keepOpening(contactId, opening, names)
    expect(hasUnsaved()).toBe(true)
    const sender = contactSender(contactId)
    const fields = { callerType: 'relative' } as const
    const arrived = await Promise.all([
      sender.saveContact({ version: 0, fields }),
      sender.saveRequest(typed(one)),
      sender.saveRequest(typed(other)),
    ])
    expect(arrived.map(({ id }) => id)).toEqual([contactId, one, other])
    expect(asked).toEqual([
      {
        method: 'PUT',
        url: `${path}/whole`,
        body: { opening, version: 0, fields, requests: [typed(one), typed(other)] },
      },
    ])
    expect(openingOf(contactId)).toBeNull()
    expect(hasUnsaved()).toBe(false)

    answers[`PATCH ${path}`] = { status: 200, body: saved }
    await sender.saveContact({ version: 1, fields })
    expect(asked.at(-1)).toMatchObject({ method: 'PATCH', url: path })
  })

  it('leaves the opening alone behind where a part is refused: the other parts are saved', async () => {
    const refusal = { type: 'urn:x', title: 'No', status: 422, detail: 'Controlli i campi.' }
    answers[`PUT ${path}/whole`] = { status: 422, body: refusal }
    answers[`PUT ${path}`] = { status: 200, body: saved }
    answers[`PUT ${path}/requests/${one}`] = { status: 200, body: requestView(one, 1) }
    answers[`PUT ${path}/requests/${other}`] = { status: 422, body: refusal }
    keepOpening(contactId, opening, names)
    const sender = contactSender(contactId)
    const results = await Promise.allSettled([sender.saveRequest(typed(one)), sender.saveRequest(typed(other))])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(asked.map(({ url }) => url).slice(0, 2)).toEqual([`${path}/whole`, path])
    expect(openingOf(contactId)).toBeNull()
  })

  it('is taken up again, opening and all, by a window whose browser went away before there was a line', async () => {
    const id = '0198b1a0-0000-7000-8000-000000000005'
    const kept = aStorage() as Record<string, string>
    vi.stubGlobal('sessionStorage', kept)
    openDrafts('ada')
    keepDraft(`opening ${id}`, { opening, names })
    answers[`PUT /api/contacts/${id}`] = { status: 200, body: { ...saved, id } }
    takeUpOpenings()
    expect(openingOf(id)).toEqual(opening)
    expect(hasUnsaved()).toBe(true)
    await vi.waitFor(
      () => expect(asked).toEqual([{ method: 'PUT', url: `/api/contacts/${id}`, body: opening }]),
      PATIENCE,
    )
    await vi.waitFor(() => expect(hasUnsaved()).toBe(false), PATIENCE)
    expect(draftsUnder('opening ')).toEqual([])
    takeUpOpenings()
    expect(openingOf(id)).toBeNull()
  })

  it('is sent again after a bad moment of the server or a session that had expired, and never by somebody else', async () => {
    const id = '0198b1a0-0000-7000-8000-000000000007'
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const passing = (isDone: () => boolean) =>
      vi.waitUntil(async () => {
        await vi.advanceTimersByTimeAsync(1_000)
        return isDone()
      }, PATIENCE)
    answers[`PUT /api/contacts/${id}`] = { status: 401, body: { type: 'urn:x', title: 'No', status: 401 } }
    keepOpening(id, opening, names)
    await passing(() => asked.length === 1)
    answers[`PUT /api/contacts/${id}`] = { status: 502, body: {} }
    await passing(() => asked.length === 3)
    forgetDrafts()
    openDrafts('bruno')
    await passing(() => openingOf(id) === null)
    vi.useRealTimers()
    expect(hasUnsaved()).toBe(false)
    expect(asked).toHaveLength(3)
  })

  it('is kept by the window until it is sent, and forgotten with whoever typed it', () => {
    const id = '0198b1a0-0000-7000-8000-000000000006'
    keepOpening(id, opening, names)
    expect(draftsUnder('opening ')).toEqual([id])
    heardOf(id)
    expect(draftsUnder('opening ')).toEqual([])
    keepDraft(`opening ${id}`, { opening, names })
    openDrafts('bruno')
    takeUpOpenings()
    expect(openingOf(id)).toBeNull()
  })
})
