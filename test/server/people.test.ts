import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, anOperator, aPerson } from '../support/builders.ts'

let app: TestApp
let cookie: string
let pointId: string

beforeAll(async () => {
  app = await startTestApp()
  pointId = (await aListeningPoint(app.db)).id
  cookie = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
})
afterAll(() => app.close())

describe('registering a person', () => {
  it('is one card when it is sent twice, with its number in one form', async () => {
    const params = { personId: randomUUID() }
    const body = {
      firstName: 'Nives',
      lastName: 'Ardigò',
      birthDate: '1940-02-29',
      phones: [
        { number: '0372 900123', label: 'casa' },
        { number: '+39 0372 900123', label: null },
      ],
    }
    const [first, second] = await Promise.all([
      app.call('registerPerson', { params, body }, cookie),
      app.call('registerPerson', { params, body }, cookie),
    ])
    expect(first.cardNumber).toBe(second.cardNumber)
    expect(first).toMatchObject({ name: 'Nives Ardigò', age: 86, listeningPointId: pointId })
    expect(first.phoneNumbers).toEqual([{ e164: '+390372900123', number: '0372 900123', label: 'casa' }])
    expect(await app.db.auditEntry.count({ where: { entityId: params.personId, action: 'person.registered' } })).toBe(1)
  })

  it('opens the card that has the id already, and traces it as an opening', async () => {
    const person = await aPerson(app.db, { firstName: 'Nives' })
    const params = { personId: person.id }
    const kept = await app.call('registerPerson', { params, body: { firstName: 'Altra', lastName: 'Persona' } }, cookie)
    expect(kept.firstName).toBe('Nives')
    const traces = await app.db.auditEntry.findMany({ where: { entityId: person.id }, select: { action: true } })
    expect(traces).toEqual([{ action: 'person.opened' }])
  })

  it.each([
    ['a number that is none', { phones: [{ number: '12', label: null }] }, 'phones.0.number'],
    ['a birth in the future', { birthDate: '2030-01-01' }, 'birthDate'],
    ['a comune nobody knows', { comuneIstatCode: '999999' }, 'comuneIstatCode'],
    ['a fiscal code that is too short', { fiscalCode: 'ABC' }, 'fiscalCode'],
    ['no surname', { lastName: ' ' }, 'lastName'],
  ])('refuses %s beside its field', async (_what, wrong, field) => {
    const params = { personId: randomUUID() }
    const refusal = await app.refusal(
      'registerPerson',
      { params, body: { firstName: 'Nives', lastName: 'Ardigò', ...wrong } },
      cookie,
    )
    expect(refusal.status).toBe(422)
    expect(Object.keys(refusal.fields ?? {}).join()).toContain(field.split('.')[0])
    expect(await app.db.assistedPerson.count({ where: { id: params.personId } })).toBe(0)
  })

  it('does not give one fiscal code to two people', async () => {
    await aPerson(app.db, { fiscalCode: 'RSSMRA41C59D150X' })
    const refusal = await app.refusal(
      'registerPerson',
      {
        params: { personId: randomUUID() },
        body: { firstName: 'Maria', lastName: 'Rossi', fiscalCode: 'rssmra41c59d150x' },
      },
      cookie,
    )
    expect(refusal.fields).toHaveProperty('fiscalCode')
  })
})

describe('changing a card', () => {
  it('tells who comes second that somebody else has written', async () => {
    const person = await aPerson(app.db)
    const change = (address: string) =>
      app.call('changePerson', { params: { personId: person.id }, body: { version: 1, address } }, cookie).then(
        () => 'saved',
        () => 'told',
      )
    expect((await Promise.all([change('Via Po 1'), change('Via Po 2')])).sort()).toEqual(['saved', 'told'])
  })

  it('leaves untouched what was not sent, and empties what was sent empty', async () => {
    const person = await aPerson(app.db, { nickname: 'Gina', warning: 'Sente poco', e164: ['+390372900456'] })
    const card = await app.call(
      'changePerson',
      { params: { personId: person.id }, body: { version: 1, warning: null } },
      cookie,
    )
    expect(card).toMatchObject({ nickname: 'Gina', warning: null, birthDate: '1941-03-19' })
    expect(card.phoneNumbers).toHaveLength(1)
  })
})

describe('searching people', () => {
  it.each([
    ['by surname and name', 'zanò quin'],
    ['without accents', 'zano quinta'],
    ['with a typing mistake', 'zanno quintina'],
    ['with two letters swapped', 'qiuntina'],
    ['with two letters swapped in one of the words', 'zanò quinitna'],
    ['with a letter left out', 'quintna zano'],
    ['by nickname', 'tinuccia'],
    ['by address', 'vicolo stretto'],
    ['by a piece of the number', '900 987'],
    ['by the whole number with its prefix', '+39 0372 900987'],
  ])('finds %s', async (_how, search) => {
    if ((await app.db.assistedPerson.count({ where: { lastName: 'Zanò' } })) === 0) {
      await aPerson(app.db, {
        firstName: 'Quintina',
        lastName: 'Zanò',
        nickname: 'Tinuccia',
        address: 'Vicolo Stretto 3',
        e164: ['+390372900987'],
      })
    }
    const found = await app.call('searchPeople', { query: { search } }, cookie)
    expect(found.map(({ name }) => name)).toContain('Quintina Zanò')
  })

  it('takes signs for what they are, and finds nobody with them', async () => {
    expect(await app.call('searchPeople', { query: { search: '%%' } }, cookie)).toEqual([])
    expect(await app.call('searchPeople', { query: { search: "__'; --" } }, cookie)).toEqual([])
  })

  it('finds comuni by the beginning of their name', async () => {
    const comune = await aComune(app.db, { name: 'Sant’Onofrio al Lambro' })
    const found = await app.call('searchComuni', { query: { search: 'sant’onof' } }, cookie)
    expect(found).toEqual([{ istatCode: comune.istatCode, name: comune.name, province: 'CR' }])
  })

  it('finds the comuni an address names or whose CAP it has, and not the one its street is called after', async () => {
    const borgo = await aComune(app.db, { name: 'Gallo di Sotto' })
    await aComune(app.db, { name: 'Gallo' })
    const town = await aComune(app.db, { name: 'Vallarsa', caps: ['99987'] })
    const found = async (address: string) =>
      (await app.call('findComuniInAddress', { query: { address } }, cookie)).map(({ istatCode }) => istatCode)
    expect(await found('Via Palestro 12, Gallo di Sotto')).toEqual([borgo.istatCode])
    expect(await found('via Vallarsa 8 gallo di sotto (CR)')).toEqual([borgo.istatCode])
    expect(await found('Piazza Garibaldi 1 - 99987')).toEqual([town.istatCode])
    expect(await found('Via Vallarsa 8')).toEqual([])
    expect(await found('%_ (')).toEqual([])
  })
})
