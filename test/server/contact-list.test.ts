import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator } from '../support/builders.ts'

describe('the list of contacts', () => {
  let app: TestApp
  let pointId: string
  let cookie: string
  const written: { id: string; at: number; draft: boolean; outbound: boolean }[] = []

  beforeAll(async () => {
    app = await startTestApp()
    pointId = (await aListeningPoint(app.db)).id
    cookie = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
    const elsewhere = (await aListeningPoint(app.db)).id
    // Two by two at the same moment; what happened first was written last.
    for (let index = 0; index < 70; index++) {
      const [id, at] = [randomUUID(), Math.floor(index / 2)]
      written.push({ id, at, draft: index % 3 === 0, outbound: index % 5 === 0 })
    }
    const moment = (minutes: number) => new Date(app.clock.now().getTime() + minutes * 60_000)
    await app.db.contact.createMany({
      data: [...written, { id: randomUUID(), at: 5, draft: true, outbound: false, elsewhere: true }].map((each) => ({
        id: each.id,
        ...(each.outbound ? { direction: 'outbound', purpose: 'toOrganise' } : { direction: 'inbound' }),
        provenance: 'localLine',
        occurredAt: moment(-1_000 - each.at),
        recordedAt: moment(-500 + each.at),
        listeningPointId: 'elsewhere' in each ? elsewhere : pointId,
        ...(each.draft ? { state: 'draft' } : { state: 'closed', closedAt: moment(-1) }),
      })),
    })
  })
  afterAll(() => app?.close())

  async function read(query: { scope?: 'drafts'; limit?: number }) {
    const pages: { id: string; direction: string }[][] = []
    let next: string | null | undefined
    do {
      const page = await app.call('listContacts', { query: { ...query, ...(next ? { cursor: next } : {}) } }, cookie)
      pages.push(page.contacts)
      next = page.next
    } while (next)
    return pages
  }

  it('is of those that came in, the latest first, thirty at a time, each once', async () => {
    const pages = await read({})
    const inbound = written.filter(({ outbound }) => !outbound)
    expect(pages.map((page) => page.length)).toEqual([30, inbound.length - 30])
    const ids = pages.flat().map(({ id }) => id)
    const atOf = new Map(written.map(({ id, at }) => [id, at]))
    expect(ids.map((id) => atOf.get(id))).toEqual(inbound.map(({ at }) => at))
    expect(new Set(ids)).toEqual(new Set(inbound.map(({ id }) => id)))
  })

  it('of those to be finished misses none: both ways, the one written longest ago first', async () => {
    const drafts = written.filter(({ draft }) => draft)
    const pages = await read({ scope: 'drafts', limit: 10 })
    expect(pages.map((page) => page.length)).toEqual([10, 10, drafts.length - 20])
    const atOf = new Map(written.map(({ id, at }) => [id, at]))
    const rows = pages.flat()
    expect(rows.map(({ id }) => atOf.get(id))).toEqual(drafts.map(({ at }) => at))
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(drafts.map(({ id }) => id)))
    expect(new Set(rows.map(({ direction }) => direction))).toEqual(new Set(['inbound', 'outbound']))
  })

  it('goes on after one that is finished meanwhile', async () => {
    const query = { scope: 'drafts', limit: 5 } as const
    const { contacts, next } = await app.call('listContacts', { query }, cookie)
    const last = contacts.at(-1)?.id ?? ''
    expect(next).toBe(last)
    const following = (await app.call('listContacts', { query: { ...query, cursor: last } }, cookie)).contacts
    await app.db.contact.update({ where: { id: last }, data: { state: 'closed', closedAt: app.clock.now() } })
    const again = await app.call('listContacts', { query: { ...query, cursor: last } }, cookie)
    expect(again.contacts).toEqual(following)
    const unknown = await app.refusal('listContacts', { query: { cursor: randomUUID() } }, cookie)
    expect(unknown.status).toBe(422)
  })
})
