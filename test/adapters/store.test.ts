import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { aPerson, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const occasion = { now: new Date('2026-11-24T09:00:00Z'), actor: { kind: 'system' } } as const

let database: TestDatabase
let db: TestDb
let store: Store
beforeAll(async () => {
  database = await createTestDatabase()
  db = connectDatabase(database.url)
  store = openStore(database.url)
})
afterAll(async () => {
  await store.close()
  await db.$disconnect()
  await database.drop()
})

it('lets whoever the database ended for the other’s sake begin again', async () => {
  const [one, other] = await Promise.all([aPerson(db), aPerson(db)])
  let holding = 0
  let bothHold: () => void = () => undefined
  const both = new Promise<void>((resolve) => {
    bothHold = resolve
  })
  let beginnings = 0
  const holdBoth = (first: string, second: string) =>
    store.transaction(occasion, async (tx) => {
      beginnings += 1
      await tx.lockCards([first])
      holding += 1
      if (holding === 2) bothHold()
      await both
      return (await tx.lockCards([second])).length
    })
  expect(await Promise.all([holdBoth(one.id, other.id), holdBoth(other.id, one.id)])).toEqual([1, 1])
  expect(beginnings).toBe(3)
})
