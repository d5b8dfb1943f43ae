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

const aNewPerson = (overrides: Parameters<typeof aPerson>[1] = {}) =>
  aPerson(app.db, { listeningPointId: pointId, ...overrides })
const daughter = { kind: 'child', name: 'Piera Zani', relatedPersonId: null, informInAlarm: true, notes: null } as const

describe('somebody close to a person', () => {
  it('is added once, however often it is sent, changed, and taken off', async () => {
    const { id: personId } = await aNewPerson()
    const params = { personId, relationId: randomUUID() }
    const sent = { params, body: { ...daughter, version: 1, phone: '347 811 2001' } }
    await Promise.allSettled([app.call('saveRelation', sent, cookie), app.call('saveRelation', sent, cookie)])
    const card = await app.call('saveRelation', sent, cookie)
    expect(card).toMatchObject({ version: 2, relations: [{ name: 'Piera Zani', phone: '347 811 2001' }] })
    const changed = await app.call('saveRelation', { params, body: { ...daughter, version: 2, phone: null } }, cookie)
    expect(changed.relations).toMatchObject([{ phone: null, informInAlarm: true }])
    const without = await app.call('removeRelation', { params, query: { version: 3 } }, cookie)
    expect(without.relations).toEqual([])
    const again = await app.call('removeRelation', { params, query: { version: 3 } }, cookie)
    expect(again.version).toBe(4)
    const traces = await app.db.auditEntry.findMany({ where: { entityId: personId, action: 'person.changed' } })
    expect(traces.map(({ fields }) => fields)).toEqual([['relations'], ['relations'], ['relations']])
  })

  it('may have a card of their own, and is then called what that card says', async () => {
    const [mother, child] = [await aNewPerson(), await aNewPerson({ firstName: 'Nives', lastName: 'Ardigò' })]
    const params = { personId: mother.id, relationId: randomUUID() }
    const body = { ...daughter, name: null, relatedPersonId: child.id, version: 1, phone: null }
    expect((await app.call('saveRelation', { params, body }, cookie)).relations).toMatchObject([
      { name: 'Nives Ardigò', relatedPersonId: child.id },
    ])
    const found = await app.call('searchPeople', { query: { search: 'nives ardigò' } }, cookie)
    expect(found).toMatchObject([
      { id: child.id, through: null },
      { id: mother.id, through: 'figlio o figlia: Nives Ardigò' },
    ])
  })

  it.each([
    ['a number that is none', { phone: '12345' }, 'phone'],
    ['no name and no card', { name: null, phone: null }, 'name'],
    ['a card that is not there', { relatedPersonId: randomUUID(), phone: null }, 'relatedPersonId'],
  ])('is refused with %s', async (_what, wrong, field) => {
    const { id: personId } = await aNewPerson()
    const sent = {
      params: { personId, relationId: randomUUID() },
      body: { ...daughter, version: 1, ...wrong },
    }
    const refusal = await app.refusal('saveRelation', sent, cookie)
    expect(refusal.status).toBe(422)
    expect(Object.keys(refusal.fields ?? {})).toContain(field)
  })

  it('of one card cannot be written through another, nor over what has changed meanwhile', async () => {
    const [one, other] = [await aNewPerson(), await aNewPerson()]
    const relationId = randomUUID()
    const body = { ...daughter, version: 1, phone: null }
    await app.call('saveRelation', { params: { personId: one.id, relationId }, body }, cookie)
    const across = { params: { personId: other.id, relationId }, body }
    expect(await app.refusal('saveRelation', across, cookie)).toMatchObject({ status: 409 })
    const old = { params: { personId: one.id, relationId }, body: { ...body, name: 'Altra' } }
    expect(await app.refusal('saveRelation', old, cookie)).toMatchObject({ status: 409 })
  })
})

describe('a consent', () => {
  it('is a word added to the others: the last one on a purpose holds', async () => {
    const { id: personId } = await aNewPerson()
    const say = (given: boolean, consentId: string = randomUUID(), at?: string) =>
      app.call(
        'recordConsent',
        {
          params: { personId, consentId },
          body: { purpose: 'messages', given, how: 'a voce', ...(at ? { at } : {}) },
        },
        cookie,
      )
    const consentId = randomUUID()
    await say(true, consentId, '2026-11-20T09:00:00+01:00')
    await say(true, consentId, '2026-11-20T09:00:00+01:00')
    const card = await say(false)
    expect(card.consents.map(({ given, byName }) => [given, byName])).toEqual([
      [false, 'Ada Bianchi'],
      [true, 'Ada Bianchi'],
    ])
    const traces = await app.db.auditEntry.findMany({
      where: { entityId: personId, action: { startsWith: 'person.consent' } },
      orderBy: { id: 'asc' },
    })
    expect(traces.map(({ action }) => action)).toEqual(['person.consentGiven', 'person.consentWithdrawn'])
  })

  it('says how it was given, and is not of tomorrow', async () => {
    const { id: personId } = await aNewPerson()
    const params = { personId, consentId: randomUUID() }
    const body = { purpose: 'record', given: true, how: ' ' } as const
    expect(await app.refusal('recordConsent', { params, body }, cookie)).toMatchObject({
      fields: { how: expect.any(String) },
    })
    const tomorrow = { ...body, how: 'modulo firmato', at: '2026-11-25T10:00:00+01:00' }
    expect(await app.refusal('recordConsent', { params, body: tomorrow }, cookie)).toMatchObject({
      status: 422,
      fields: { at: expect.any(String) },
    })
  })
})

describe('a card', () => {
  it('says what its comune belongs to today', async () => {
    const comune = await aComune(app.db, { telephoneDistrictPrefix: '0372' })
    const belongs = async (
      kind: 'ambito' | 'ats' | 'asl2013',
      name: string,
      dates: { validTo?: Date; validFrom?: Date } = {},
    ) => {
      const set = await app.db.territorySet.create({ data: { kind, code: name, name } })
      await app.db.territoryMembership.create({
        data: { setId: set.id, kind, comuneIstatCode: comune.istatCode, ...dates },
      })
    }
    await belongs('ambito', 'Cremonese')
    await belongs('asl2013', 'ASL di Cremona')
    await belongs('ats', 'ATS di prima', { validTo: new Date('2020-01-01') })
    await belongs('ats', 'ATS Val Padana', { validFrom: new Date('2020-01-01') })
    const person = await aNewPerson({ comuneIstatCode: comune.istatCode })
    const card = await app.call('readPerson', { params: { personId: person.id } }, cookie)
    expect(card.place).toMatchObject({
      ambito: 'Cremonese',
      asl: 'ASL di Cremona',
      ats: 'ATS Val Padana',
      asst: null,
      district: { prefix: '0372', name: 'Cremona' },
    })
  })

  it('keeps until when somebody is a member', async () => {
    const { id: personId } = await aNewPerson()
    const body = { version: 1, member: true, memberUntil: '2026-12-31' }
    expect(await app.call('changePerson', { params: { personId }, body }, cookie)).toMatchObject({
      memberUntil: '2026-12-31',
    })
  })
})

describe('the likely doubles of somebody being written down', () => {
  const look = async (query: Record<string, string>) =>
    (await app.call('listLikelyDuplicates', { query }, cookie)).map(({ name, why }) => `${name}: ${why}`)

  it('are found by what they have in common, and it is said', async () => {
    const comune = await aComune(app.db)
    await aNewPerson({
      firstName: 'Ermelinda',
      lastName: 'Zucchelli',
      birthDate: '1938-05-06',
      comuneIstatCode: comune.istatCode,
      fiscalCode: 'ZCCRLN38E46D150P',
      e164: ['+390372811500'],
    })
    await aNewPerson({ firstName: 'Osvaldo', lastName: 'Zucchelli', birthDate: '1935-01-01', e164: ['+390372811500'] })
    const name = { firstName: 'Ermelina', lastName: 'Zuchelli' }
    expect(await look({ ...name, phones: '0372 811500' })).toEqual([
      'Ermelinda Zucchelli: stesso telefono, nome simile',
    ])
    expect(await look({ ...name, birthDate: '1938-05-06' })).toEqual([
      'Ermelinda Zucchelli: nome simile, stessa data di nascita',
    ])
    expect(await look({ ...name, comuneIstatCode: comune.istatCode })).toEqual([
      'Ermelinda Zucchelli: nome simile, stesso Comune',
    ])
    expect(await look({ firstName: 'Zucchelli', lastName: 'Ermelinda' })).toEqual(['Ermelinda Zucchelli: stesso nome'])
    expect(await look({ fiscalCode: 'zccrln38e46d150p' })).toEqual(['Ermelinda Zucchelli: stesso codice fiscale'])
    expect(await look({ ...name, birthDate: '1940-05-06', phones: '0372 811500' })).toEqual([])
    expect(await look({ firstName: 'Er' })).toEqual([])
  })

  it('are not the card itself, nor one that was merged or erased', async () => {
    const person = await aNewPerson({ firstName: 'Fulgenzia', lastName: 'Quadri' })
    await aNewPerson({ firstName: 'Fulgenzia', lastName: 'Quadri', mergedIntoId: person.id })
    await aNewPerson({ firstName: 'Fulgenzia', lastName: 'Quadri', erasedAt: app.clock.now() })
    const query = { firstName: 'Fulgenzia', lastName: 'Quadri' }
    expect(await look(query)).toHaveLength(1)
    expect(await look({ ...query, except: person.id })).toEqual([])
  })
})

describe('a person’s history', () => {
  const AT = Date.parse('2026-11-24T08:00:00+01:00')

  async function aLongStory(contacts: number) {
    const { id: personId } = await aNewPerson({ e164: [`+39037281${String(contacts).padStart(4, '0')}`] })
    await app.db.contact.createMany({
      data: Array.from({ length: contacts }, (_, at) => ({
        direction: 'inbound' as const,
        provenance: 'office' as const,
        // Many at one moment: the page must not lose any of them.
        occurredAt: new Date(AT - Math.floor(at / 7) * 60_000),
        recordedAt: new Date(AT),
        listeningPointId: pointId,
        personId,
      })),
    })
    return personId
  }

  it('is read page by page, each entry once, the newest first', async () => {
    const personId = await aLongStory(100)
    await app.db.consent.create({ data: { personId, purpose: 'record', given: true, how: 'a voce', at: new Date(AT) } })
    const seen: { id: string; at: string }[] = []
    for (let after: string | undefined, pages = 0; pages < 10; pages++) {
      const query = after ? { after } : {}
      const page = await app.call('readPersonTimeline', { params: { personId }, query }, cookie)
      seen.push(...page.entries)
      if (!page.next) break
      after = page.next
    }
    expect(seen).toHaveLength(101)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(101)
    expect(seen.map(({ at }) => at)).toEqual([...seen.map(({ at }) => at)].sort().reverse())
  })

  it('of two thousand entries opens at once', async () => {
    const personId = await aLongStory(2_000)
    const empty = await aLongStory(0)
    const timeOf = async (whose: string) => {
      const start = performance.now()
      await app.call('readPersonTimeline', { params: { personId: whose } }, cookie)
      return performance.now() - start
    }
    const times: number[] = []
    const timesOfNothing: number[] = []
    for (let turn = 0; turn < 10; turn++) {
      times.push(await timeOf(personId))
      timesOfNothing.push(await timeOf(empty))
    }
    // On a machine busy with other tests a history with nothing in it takes long too.
    expect(Math.min(...times)).toBeLessThan(Math.max(100, 4 * Math.min(...timesOfNothing)))
  })

  it('tells calls, messages, consents and changes of the card, and is narrowed to a part', async () => {
    const number = '+390372811777'
    const { id: personId } = await aNewPerson({ e164: [number] })
    const { db } = app
    const at = new Date(AT)
    const call = {
      direction: 'inbound' as const,
      callerKind: 'landline' as const,
      fromE164: number,
      toE164: '+39800995988',
      state: 'ended' as const,
      outcome: 'abandoned' as const,
      listeningPointId: pointId,
      routeSteps: [],
      startedAt: at,
      endedAt: at,
    }
    await db.call.create({ data: { ...call, twilioCallSid: randomUUID() } })
    // Somebody else of the house: it was said in the contact.
    const other = await aNewPerson()
    const theirs = await db.call.create({ data: { ...call, twilioCallSid: randomUUID() } })
    const contact = {
      direction: 'inbound' as const,
      provenance: 'tollFree' as const,
      occurredAt: at,
      recordedAt: at,
      listeningPointId: pointId,
    }
    await db.contact.create({ data: { ...contact, callId: theirs.id, personId: other.id } })
    const conversation = await db.conversation.create({
      data: { channel: 'sms', peerE164: number, personId, lastMessageAt: at },
    })
    await db.message.create({
      data: {
        conversationId: conversation.id,
        direction: 'outbound',
        channel: 'sms',
        body: 'Domani alle 9 passa Bruno.',
        state: 'undelivered',
        intentKey: randomUUID(),
        createdAt: at,
      },
    })
    await app.call('changePerson', { params: { personId }, body: { version: 1, address: 'Via Po 3' } }, cookie)
    const read = async (query: { part?: 'calls' | 'messages' | 'card' } = {}) =>
      (await app.call('readPersonTimeline', { params: { personId }, query }, cookie)).entries
    expect((await read()).map(({ kind }) => kind).sort()).toEqual(['call', 'change', 'message'])
    expect((await read({ part: 'messages' })).map(({ text }) => text)).toEqual(['SMS inviato, non è arrivato'])
    expect((await read({ part: 'calls' })).map(({ text }) => text)).toEqual([
      'Telefonata ricevuta: persa, ha riagganciato prima',
    ])
    const changes = await read({ part: 'card' })
    expect(changes).toMatchObject([{ text: 'Scheda cambiata, da Ada Bianchi', fields: ['address'] }])
    // Field names only: what was written is nowhere in the history.
    expect(JSON.stringify(changes)).not.toContain('Via Po')
  })

  it('shows merges, which a coordinator may undo from there', async () => {
    const [kept, absorbed] = [await aNewPerson(), await aNewPerson()]
    const coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [pointId] }))
    const params = { personId: kept.id, mergeId: randomUUID() }
    const body = { absorbedId: absorbed.id, version: 1, absorbedVersion: 1 }
    await app.call('mergePeople', { params, body }, coordinator)
    const entryFor = async (who: string) =>
      (await app.call('readPersonTimeline', { params: { personId: kept.id } }, who)).entries.find(
        ({ kind }) => kind === 'merge',
      )
    expect(await entryFor(coordinator)).toMatchObject({ id: params.mergeId, mayUndo: true })
    expect(await entryFor(cookie)).toMatchObject({ mayUndo: false })
    await app.call('undoMerge', { params }, coordinator)
    expect(await entryFor(coordinator)).toMatchObject({ mayUndo: false, text: expect.stringContaining('annullata') })
  })

  it.each(['x', '2026-13-45T00:00:00.000Z~contact~00000000-0000-0000-0000-000000000000', ''])(
    'refuses a place that is none: %s',
    async (after) => {
      const { id: personId } = await aNewPerson()
      const refusal = await app.refusal('readPersonTimeline', { params: { personId }, query: { after } }, cookie)
      expect(refusal.status).toBe(400)
    },
  )
})
