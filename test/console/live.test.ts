import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { News } from '../../contract/live.ts'
import type { LiveTopic } from '../../helpline/changes/change.ts'
import { followLive, type Live } from '../../operator-console/src/live.ts'
import { isStaleAfter } from '../../operator-console/src/live-news.ts'
import { PATIENCE } from '../support/processes.ts'

describe('a console that follows what happens', () => {
  let http: HttpServer
  let io: Server
  let live: Live | undefined
  let asked: unknown[]
  let heard: News[]
  let seats: Socket[]

  beforeEach(async () => {
    asked = []
    heard = []
    seats = []
    http = createServer()
    io = new Server(http, { path: '/live', transports: ['websocket'] })
    io.on('connection', (socket) => {
      seats.push(socket)
      socket.on('follow', (said: { cursor: string | null }, reply: (what: object) => void) => {
        asked.push(said.cursor)
        reply({ ok: true })
        if (said.cursor === null) socket.emit('news', { cursor: '7-1', reset: true, items: [] })
      })
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    live?.close()
    await io.close()
  })

  const refused = vi.fn<() => void>()
  function follow(): Live {
    refused.mockReset()
    const { port } = http.address() as AddressInfo
    live = followLive({ serverUrl: `http://127.0.0.1:${port}`, heard: (news) => heard.push(news), refused })
    return live
  }

  it('starts without a cursor, and after a lost line asks for what came after the last news', async () => {
    const { connection, subscribe } = follow()
    const been: string[] = []
    subscribe(() => been.push(connection().state))
    await vi.waitFor(() => expect(connection()).toEqual({ state: 'connected' }), PATIENCE)
    seats[0]?.emit('news', { cursor: '7-4', reset: false, items: [{ topic: 'call', id: 'a' }] })
    await vi.waitFor(() => expect(heard).toHaveLength(2), PATIENCE)

    seats.at(-1)?.conn.close()
    await vi.waitFor(() => expect(been).toEqual(['connected', 'lost', 'connected']), PATIENCE)
    expect(asked).toEqual([null, '7-4'])
  })

  it('leaves its cursor where it was when it hears something it does not understand', async () => {
    follow()
    await vi.waitFor(() => expect(heard).toHaveLength(1), PATIENCE)
    seats[0]?.emit('news', { cursor: 9, items: 'tutto' })
    seats.at(-1)?.conn.close()
    await vi.waitFor(() => expect(asked).toEqual([null, '7-1']), PATIENCE)
    expect(heard).toHaveLength(1)
  })

  it('asks whether the session still counts when the server sends it away, and comes back', async () => {
    const { connection } = follow()
    await vi.waitFor(() => expect(connection().state).toBe('connected'), PATIENCE)
    seats[0]?.disconnect(true)
    await vi.waitFor(() => expect(refused).toHaveBeenCalled(), PATIENCE)
    expect(connection().state).toBe('lost')
    await vi.waitFor(() => expect(connection().state).toBe('connected'), PATIENCE)
  })
})

describe('what a piece of news makes stale', () => {
  const contact = (contactId: string) => ['readContact', { params: { contactId } }]
  it('is only the contact it is about, and every list of contacts', () => {
    const news: Pick<News, 'reset' | 'items'> = { reset: false, items: [{ topic: 'contact', id: 'a' }] }
    expect(isStaleAfter(news, contact('a'))).toBe(true)
    expect(isStaleAfter(news, contact('b'))).toBe(false)
    expect(isStaleAfter(news, ['listContacts', { query: {} }])).toBe(true)
    expect(isStaleAfter(news, ['readClock', {}])).toBe(false)
  })

  it('is every contact when a service moves, because the news do not say whose it is', () => {
    expect(isStaleAfter({ reset: false, items: [{ topic: 'service', id: 's' }] }, contact('a'))).toBe(true)
  })

  it('is also what stands beside: who a contact is for, and what an agreement has left', () => {
    const about = (topic: LiveTopic) => ({ reset: false, items: [{ topic, id: 'x' }] })
    const ofContact = ['readContactPerson', { params: { contactId: 'a' } }]
    for (const topic of ['service', 'callback'] as const) expect(isStaleAfter(about(topic), ofContact)).toBe(true)
    expect(isStaleAfter(about('person'), contact('a'))).toBe(true)
    expect(isStaleAfter(about('report'), ['readAgreementBalance', { params: { agreementId: 'g' } }])).toBe(true)
    for (const name of ['readAgreementBalance', 'readWorkedHours']) {
      expect(isStaleAfter(about('service'), [name, {}])).toBe(false)
    }
  })

  it('is everything after a reset', () => {
    expect(isStaleAfter({ reset: true, items: [] }, ['readClock', {}])).toBe(true)
  })
})
