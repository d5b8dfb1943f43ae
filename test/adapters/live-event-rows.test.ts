import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { listen } from '../../adapters/postgres/live-event-rows.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { PATIENCE } from '../support/processes.ts'
import { cuttableLine } from '../support/queue-stores.ts'

/** Longer than the pause between two attempts: whoever would still come has come. */
const STRAGGLERS_MS = 1_500

describe('whoever listens to the database', () => {
  let database: TestDatabase
  let store: Store
  beforeAll(async () => {
    database = await createTestDatabase()
    store = openStore(database.url)
  })
  afterAll(async () => {
    await store.close()
    await database.drop()
  })

  it('has one connection again after an outage, however many attempts failed, and hears what happens', async () => {
    const line = await cuttableLine(database.url)
    const opened = vi.spyOn(pg.Client.prototype, 'connect')
    let wakes = 0
    const listener = await listen(line.url, 'live_event', async () => {
      wakes += 1
    })
    await vi.waitFor(() => expect(wakes).toBe(1), PATIENCE)
    const beforeTheCut = opened.mock.calls.length
    await line.cut()
    await vi.waitFor(() => expect(opened.mock.calls.length).toBeGreaterThan(beforeTheCut + 1), PATIENCE)
    const whileCut = opened.mock.calls.length
    await line.mend()
    await vi.waitFor(() => expect(wakes).toBe(2), PATIENCE)
    await pause(STRAGGLERS_MS)
    // One may have been refused in the very moment.
    expect(opened.mock.calls.length - whileCut).toBeLessThanOrEqual(2)
    expect(wakes).toBe(2)
    await store.transaction({ now: new Date('2026-11-24T09:00:00Z'), actor: { kind: 'system' } }, async (tx) => {
      tx.announce({ topic: 'network', entityId: 'anything', listeningPointId: null })
    })
    await vi.waitFor(() => expect(wakes).toBe(3), PATIENCE)
    await listener.stop()
    await line.cut()
    opened.mockRestore()
  }, 90_000)

  it('is told when there is nothing to listen to at the start, and leaves nobody trying', async () => {
    const line = await cuttableLine(database.url)
    await line.cut()
    let wakes = 0
    const listening = listen(line.url, 'live_event', async () => {
      wakes += 1
    })
    await expect(listening).rejects.toThrow(/ECONNREFUSED/)
    await line.mend()
    await pause(STRAGGLERS_MS)
    expect(wakes).toBe(0)
    await line.cut()
  })

  it('finds by itself what nobody could say any more, each once and in order', async () => {
    const heard: string[] = []
    const { stop } = await store.liveEvents.follow(
      (events) => void heard.push(...events.map(({ entityId }) => entityId)),
    )
    const gone = new pg.Client({ connectionString: database.url })
    await gone.connect()
    for (const entityId of ['one', 'other']) {
      await gone.query(`INSERT INTO live_event (topic, entity_id, at) VALUES ('network', '${entityId}', now())`)
    }
    await gone.end()
    await vi.waitFor(() => expect(heard).toEqual(['one', 'other']), PATIENCE)
    await pause(STRAGGLERS_MS)
    expect(heard).toEqual(['one', 'other'])
    await stop()
  })
})
