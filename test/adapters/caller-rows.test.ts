import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findCallers } from '../../adapters/postgres/caller-rows.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { aComune, aListeningPoint, aPerson, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const HOME = '+390372448678'
const DAUGHTER = '+393331234567'
const HALL = '+390372900500'
const NOBODY = '+390372000001'
const CARE_HOME = '+390372700700'

const monday = new Date('2026-11-23T09:15:30.250+01:00')
const friday = new Date('2026-11-20T09:00:00+01:00')

describe('whom a number belongs to', () => {
  let database: TestDatabase
  let db: TestDb
  let pointId: string
  const heard = (personId: string, occurredAt: Date, deletedAt: Date | null = null) =>
    db.contact.create({
      data: {
        personId,
        listeningPointId: pointId,
        occurredAt,
        recordedAt: occurredAt,
        deletedAt,
        direction: 'inbound',
        provenance: 'tollFree',
      },
    })
  const of = async (e164: string) => (await findCallers(db, [e164])).get(e164)
  const namesAt = async (e164: string) =>
    (await of(e164))?.candidates.map(({ person, through }) => [person.firstName, through])

  beforeAll(async () => {
    database = await createTestDatabase()
    db = connectDatabase(database.url, 3)
    pointId = (await aListeningPoint(db)).id
    const comune = await aComune(db, { name: 'Castelverde' })
    const teresa = await aPerson(db, {
      firstName: 'Teresa',
      cardNumber: 71,
      e164: [HOME, '+390372111111', '+393200000001'],
      comuneIstatCode: comune.istatCode,
      listeningPointId: pointId,
      hardOfHearing: true,
      warning: 'Parlare piano.',
    })
    const carlo = await aPerson(db, { firstName: 'Carlo', cardNumber: 72, e164: [HOME] })
    await aPerson(db, { firstName: 'Ugo', cardNumber: 70, e164: [HOME] })
    const gone = await aPerson(db, { firstName: 'Ines', e164: [HOME], erasedAt: monday })
    await aPerson(db, { firstName: 'Inesina', e164: [HOME], mergedIntoId: gone.id })
    await heard(teresa.id, friday)
    await heard(carlo.id, friday)
    await heard(carlo.id, monday)
    await heard(teresa.id, new Date('2026-11-24T09:00:00+01:00'), monday)
    const anna = await aPerson(db, { firstName: 'Anna', lastName: 'Riva', e164: [DAUGHTER] })
    await db.relation.createMany({
      data: [
        { personId: teresa.id, relatedPersonId: anna.id, kind: 'child', phoneE164: DAUGHTER },
        { personId: carlo.id, name: 'Lia', kind: 'neighbour', phoneE164: DAUGHTER },
        // Their own number as well as somebody's who answers for them.
        { personId: teresa.id, name: 'Marco', kind: 'spouse', phoneE164: HOME },
        { personId: gone.id, name: 'Marco', kind: 'spouse', phoneE164: HALL },
      ],
    })
    await db.institution.createMany({
      data: [
        { name: 'Municipio di Sotto', kind: 'socialServices', phoneE164: HALL },
        { name: 'Municipio di Sopra', kind: 'socialServices', phoneE164: HALL, listeningPointId: pointId },
      ],
    })
    for (let bed = 1; bed <= 25; bed++) await aPerson(db, { cardNumber: 900 - bed, e164: [CARE_HOME] })
  })
  afterAll(async () => {
    await db.$disconnect()
    await database.drop()
  })

  it('everybody who has it, those heard last first, then by card; whoever is gone is not there', async () => {
    expect(await namesAt(HOME)).toEqual([
      ['Carlo', null],
      ['Teresa', null],
      ['Ugo', null],
    ])
  })

  it('with their card, as far as a ringing call needs it', async () => {
    const teresa = (await of(HOME))?.candidates[1]
    expect(teresa).toEqual({
      person: {
        id: expect.any(String),
        cardNumber: 71,
        firstName: 'Teresa',
        lastName: 'Galli',
        birthDate: '1941-03-19',
        comuneName: 'Castelverde',
        phonesE164: [HOME, '+390372111111', '+393200000001'],
      },
      listeningPointId: pointId,
      hardOfHearing: true,
      warning: 'Parlare piano.',
      lastContactAt: friday,
      through: null,
    })
    expect((await of(HOME))?.candidates.map(({ lastContactAt }) => lastContactAt)).toEqual([monday, friday, null])
  })

  it('the relatives it reaches, by their name on a card or as it was told', async () => {
    expect(await namesAt(DAUGHTER)).toEqual([
      ['Carlo', { kind: 'neighbour', name: 'Lia' }],
      ['Teresa', { kind: 'child', name: 'Anna Riva' }],
      ['Anna', null],
    ])
  })

  it('the first institution by name', async () => {
    expect(await of(HALL)).toEqual({
      candidates: [],
      institution: { name: 'Municipio di Sopra', listeningPointId: pointId },
    })
  })

  it('twenty at most', async () => {
    const cards = (await of(CARE_HOME))?.candidates.map(({ person }) => person.cardNumber)
    expect(cards).toEqual(Array.from({ length: 20 }, (_, index) => 875 + index))
  })

  it('several numbers at once; one nobody knows is not there', async () => {
    const callers = await findCallers(db, [NOBODY, HALL, DAUGHTER, HALL])
    expect([...callers.keys()].sort()).toEqual([HALL, DAUGHTER].sort())
    expect(await findCallers(db, [])).toEqual(new Map())
  })
})
