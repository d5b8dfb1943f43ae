import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { peopleSearchReads } from '../../adapters/postgres/people-search-rows.ts'
import type { TypedPerson } from '../../helpline/people/likely-duplicates.ts'
import { firstNames, lastNames, streets } from '../../prisma/seed/names.ts'
import { PAST, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const PEOPLE = 26_000
const TOWNS = ['Cremona', 'Crema', 'Lodi', 'Casalmaggiore', 'Soresina']

/** As typed, a letter at a time; a slip, an address, numbers, a code and a relative among them. */
const typed = [
  'rosa bianchi',
  'ferrari',
  'colmobo',
  'rosa bianhci',
  'via palestro',
  '0372 9001',
  'ansaldi pia',
  'rsmr',
].flatMap((text) =>
  Array.from({ length: text.length - 1 }, (_, index) => text.slice(0, index + 2)).filter(
    (part) => part.trim().length > 1,
  ),
)

/** Nearly everybody lives in a street and has the prefix: those are read through. */
const isEverybodys = (text: string): boolean => /^(via?( p?a?l?)?|[0-9 ]+)$/.test(text)

describe(`among ${PEOPLE} people`, () => {
  let database: TestDatabase
  let db: TestDb
  let reads: ReturnType<typeof peopleSearchReads>

  beforeAll(async () => {
    database = await createTestDatabase()
    // One connection: it counts its own scans.
    db = connectDatabase(database.url, 1)
    reads = peopleSearchReads(db)
    const given = [...firstNames.female, ...firstNames.male]
    await db.$executeRaw`
      INSERT INTO assisted_person (first_name, last_name, address, birth_date, fiscal_code, created_at, updated_at)
      SELECT (${given}::text[])[1 + mod(i * 7, ${given.length}::int)], (${lastNames}::text[])[1 + mod(i * 13 + i / 97, ${lastNames.length}::int)],
        (${streets}::text[])[1 + mod(i * 5, ${streets.length}::int)] || ' ' || mod(i, 90) || ', ' || (${TOWNS}::text[])[1 + mod(i, 5)],
        date '1925-01-01' + mod(i * 31, 14000), 'CDC' || lpad(i::text, 13, '0'), ${PAST}, ${PAST}
      FROM generate_series(1, ${PEOPLE}::int) i`
    await db.$executeRaw`
      INSERT INTO person_phone (person_id, e164, preferred)
      SELECT id, '+390372' || lpad((card_number * 37)::text, 6, '0'), true FROM assisted_person`
    await db.$executeRaw`
      INSERT INTO relation (person_id, kind, name, phone_e164)
      SELECT id, 'child', (${given}::text[])[1 + mod(card_number * 3, ${given.length}::int)] || ' ' || last_name,
        '+39347' || lpad(card_number::text, 7, '0') FROM assisted_person WHERE mod(card_number, 3) = 0`
    await db.$executeRaw`
      INSERT INTO relation (person_id, kind, name) SELECT id, 'neighbour', 'Pia Ansaldi' FROM assisted_person WHERE card_number = 4`
    await db.$executeRawUnsafe('VACUUM ANALYZE assisted_person, person_phone, relation')
  }, 120_000)
  afterAll(async () => {
    await db?.$disconnect()
    await database?.drop()
  })

  async function wholeReadings(): Promise<number> {
    await db.$queryRaw`SELECT pg_stat_force_next_flush()::text`
    const rows = await db.$queryRaw<{ scans: bigint }[]>`
      SELECT sum(seq_scan)::bigint AS scans FROM pg_stat_user_tables WHERE relname IN ('assisted_person', 'person_phone', 'relation')`
    return Number(rows[0]?.scans)
  }

  it('a search as one types reads no table through', async () => {
    const before = await wholeReadings()
    for (const text of typed.filter((each) => !isEverybodys(each))) await reads.searchPeople(text)
    expect(await wholeReadings()).toBe(before)
  }, 120_000)

  it('the likely doubles of somebody being written down too', async () => {
    const half: TypedPerson = {
      firstName: 'Rosa',
      lastName: 'Bianchi',
      birthDate: null,
      comuneIstatCode: null,
      fiscalCode: null,
      phonesE164: [],
    }
    const whole = { ...half, birthDate: '1941-03-19', fiscalCode: 'CDC0000000000004', phonesE164: ['+390372000148'] }
    const names = ['ro', 'ros', 'rosa', 'rosa b', 'rosa bianchi'].map((firstName) => ({
      ...half,
      firstName,
      lastName: '',
    }))
    const asked = [...names, half, whole, { ...half, lastName: 'Bianki' }]
    const before = await wholeReadings()
    for (const each of asked) await reads.findNearPeople(each, null)
    expect(await wholeReadings()).toBe(before)
    expect((await reads.findNearPeople(whole, null)).map(({ fiscalCode }) => fiscalCode)).toContain('CDC0000000000004')
  }, 60_000)

  it('somebody is found through whoever is close to them, and it is said', async () => {
    const found = await reads.searchPeople('ansaldi')
    expect(found[0]).toMatchObject({ cardNumber: 4, through: { kind: 'neighbour', name: 'Pia Ansaldi' } })
    const byNumber = await reads.searchPeople('347 0000003')
    expect(byNumber[0]).toMatchObject({ cardNumber: 3, through: { kind: 'child' } })
  })
})
