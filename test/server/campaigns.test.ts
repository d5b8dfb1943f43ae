import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { campaignEndpoints } from '../../contract/campaigns.ts'
import type { SentOf } from '../../contract/endpoint.ts'
import { keepHouse } from '../../workers/housekeeping.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aComune, anOperator, aPerson } from '../support/builders.ts'
import { aHelplineDay, emptyHelpline } from '../support/helpline-day.ts'

let app: TestApp
let day: Awaited<ReturnType<typeof aHelplineDay>>
let dina: string
let ada: string
let bruno: string

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(app)
  dina = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
  ada = await app.signIn(day.ada)
  bruno = await app.signIn(day.bruno)
  for (const [firstName, birthDate, livesAlone] of [
    ['Nives', '1940-03-02', true],
    ['Olga', '1946-11-24', true],
    ['Piero', '1946-11-25', true],
    ['Quinto', '1938-01-01', false],
  ] as const) {
    await aPerson(app.db, {
      firstName,
      birthDate,
      livesAlone,
      listeningPointId: day.cremona.id,
      e164: [`+3903724486${birthDate.slice(2, 4)}`],
    })
  }
  await aPerson(app.db, {
    firstName: 'Muta',
    birthDate: '1930-01-01',
    livesAlone: true,
    listeningPointId: day.cremona.id,
    e164: [],
  })
  await aPerson(app.db, {
    firstName: 'Lontana',
    birthDate: '1930-01-01',
    livesAlone: true,
    listeningPointId: day.crema.id,
    e164: ['+390373448600'],
  })
})
afterEach(async () => {
  await app.db.campaign.deleteMany()
  await emptyHelpline(app)
})
afterAll(() => app.close())

const newId = (): string => crypto.randomUUID()
type Draft = SentOf<(typeof campaignEndpoints)['writeCampaign']>['body']
const anyone: NonNullable<Draft['filter']> = {
  ...{ ageFrom: null, ageTo: null, livesAlone: null, isMember: null, hardOfHearing: null },
  ...{ comuneIstatCode: null, ambitoId: null },
}
const aged = { ...anyone, ageFrom: 80, livesAlone: true }
const body = (more: Partial<Draft> = {}): Draft => ({
  ...{ name: 'Caldo', kind: 'heatWave', way: 'person', script: 'Beve abbastanza?', messageText: null, isUrgent: false },
  ...{ requestedBy: 'Comune di Cremona', legalBasis: null, keepUntil: null },
  ...{ maxAttempts: 2, retryAfterMinutes: 60, filter: aged },
  ...more,
})
const write = (more: Partial<Draft> = {}, campaignId = newId()) =>
  app.call('writeCampaign', { params: { campaignId }, body: body(more) }, dina)
const begin = (campaignId: string) => app.call('startCampaign', { params: { campaignId }, body: {} }, dina)
const start = async (more: Partial<Draft> = {}, campaignId = newId()) => {
  await write(more, campaignId)
  return begin(campaignId)
}
const count = (filter: Partial<typeof anyone>) =>
  app.call('countCampaignPeople', { body: { ...anyone, ...filter, isUrgent: false } }, dina)
const next = async (campaignId: string, cookie = ada) =>
  (await app.call('takeNextMember', { params: { campaignId }, body: {} }, cookie)).turn
const call = (outcome: 'answered' | 'noAnswer' | 'refused', more = {}) => ({
  outcome,
  ...{ referral: null, notes: null, hasRequest: false },
  ...more,
})
const record = (memberId: string, what: ReturnType<typeof call>, cookie = ada, attemptId = newId()) =>
  app.call('recordCampaignCall', { params: { memberId, attemptId }, body: what }, cookie)

describe('a campaign', () => {
  it('is for who is that old today, alone, reachable and of the points of who begins it; the list stays as it was', async () => {
    expect(await count(aged)).toEqual({
      ...{ count: 2, byPoint: [{ name: 'Cremona', count: 2 }], leftOut: [{ reason: 'noPhone', count: 1 }] },
      byMessage: { sms: 0, voice: 0, byPerson: 2 },
    })
    const campaign = await start()
    await aPerson(app.db, {
      birthDate: '1930-01-01',
      livesAlone: true,
      listeningPointId: day.cremona.id,
      e164: ['+390372448600'],
    })
    expect((await app.call('readCampaign', { params: { campaignId: campaign.id } }, ada)).progress.total).toBe(2)
    const people = await app.db.campaignMember.findMany({ include: { person: true } })
    expect(people.map(({ person }) => person?.firstName).sort()).toEqual(['Nives', 'Olga'])
    const carla = await app.signIn(day.carla)
    expect(await app.call('listCampaigns', {}, carla)).toEqual([])
  })

  it('sent twice is one; another of the same name, an empty list and an operator who begins one are refused', async () => {
    const campaignId = newId()
    await Promise.all([write({}, campaignId), write({}, campaignId)])
    await Promise.all([begin(campaignId), begin(campaignId)])
    expect(await app.db.campaignMember.count()).toBe(2)
    const refused = (more: Partial<Draft>, cookie = dina) =>
      app.refusal('writeCampaign', { params: { campaignId: newId() }, body: body(more) }, cookie)
    expect((await refused({})).fields).toHaveProperty('name')
    expect((await refused({ name: 'Mia' }, ada)).status).toBe(403)
    expect((await refused({ name: 'Età', filter: { ...anyone, ageFrom: 80, ageTo: 70 } })).fields).toHaveProperty(
      'filter.ageTo',
    )
    const nobody = await write({ name: 'Nessuno', filter: { ...anyone, ageFrom: 119 } })
    const empty = { params: { campaignId: nobody.id }, body: {} }
    expect((await app.refusal('startCampaign', empty, dina)).status).toBe(409)
    expect((await app.refusal('startCampaign', empty, ada)).status).toBe(403)
    expect(await app.db.campaign.count({ where: { state: 'running' } })).toBe(1)
  })

  it('gives two who ask at once two people, each only to one until they are silent too long', async () => {
    const { id } = await start()
    const [first, second] = await Promise.all([next(id), next(id, bruno)])
    expect(new Set([first?.memberId, second?.memberId]).size).toBe(2)
    expect([await next(id), await next(id, bruno)]).toEqual([first, second])
    const params = { memberId: second?.memberId ?? '', attemptId: newId() }
    expect((await app.refusal('recordCampaignCall', { params, body: call('answered') }, ada)).status).toBe(409)
    await app.call('leaveMember', { params: { memberId: params.memberId }, body: {} }, bruno)
    const left = await app.db.campaignMember.findUniqueOrThrow({ where: { id: params.memberId } })
    expect(left.lockedById).toBeNull()
    app.clock.advance(16 * 60)
    expect((await next(id, bruno))?.memberId).toBeDefined()
  })

  it('takes what came of a call from whoever held them, however late, and writes each call once', async () => {
    const { id } = await start()
    const [first, second] = [await next(id), await next(id, bruno)]
    const memberId = second?.memberId ?? ''
    app.clock.advance(20 * 60)
    expect(await next(id)).toMatchObject({ memberId: first?.memberId })
    expect(await next(id, dina)).toMatchObject({ memberId })
    await record(memberId, call('noAnswer'), bruno)
    const held = await app.db.campaignMember.findUniqueOrThrow({ where: { id: memberId } })
    expect(held).toMatchObject({ attempts: 1, settledAt: null, lockedById: expect.any(String) })
    await record(memberId, call('answered', { referral: 'Medico di base' }), dina)
    const again = { params: { memberId, attemptId: newId() }, body: call('noAnswer') }
    for (const cookie of [ada, bruno, dina]) {
      expect((await app.refusal('recordCampaignCall', again, cookie)).status).toBe(409)
    }
    expect(await app.db.campaignAttempt.count({ where: { memberId } })).toBe(2)
    expect(await app.db.contact.count()).toBe(2)
    expect((await app.call('readCampaign', { params: { campaignId: id } }, ada)).progress).toMatchObject({
      ...{ reached: 1, referred: 1, unanswered: 0 },
    })
  })

  it('keeps an answer that was given, whatever another call says afterwards', async () => {
    const { id } = await start()
    await next(id)
    const memberId = (await next(id, bruno))?.memberId ?? ''
    app.clock.advance(20 * 60)
    await next(id)
    await next(id, dina)
    await record(memberId, call('answered', { referral: 'Medico di base' }), bruno)
    await record(memberId, call('noAnswer'), dina)
    expect(await app.db.campaignMember.findUnique({ where: { id: memberId } })).toMatchObject({
      ...{ outcome: 'answered', referral: 'Medico di base', attempts: 2, nextAttemptAt: null, lockedById: null },
      settledAt: expect.any(Date),
    })
  })

  it('leaves somebody to whoever says to be still at it, and to whoever is speaking with them', async () => {
    const { id } = await start()
    const [first, second] = [await next(id), await next(id, bruno)]
    const keep = async (memberId = '', cookie = ada) =>
      (await app.call('keepMember', { params: { memberId }, body: {} }, cookie)).isMine
    const speaking = await app.db.call.create({
      data: {
        ...{ direction: 'outbound', purpose: 'toAssistedPerson', twilioCallSid: newId(), callerKind: 'landline' },
        ...{ toE164: second?.phones[0]?.e164 ?? '', personId: second?.personId ?? '', routeSteps: [] },
        ...{ state: 'answered', listeningPointId: day.cremona.id },
        ...{ startedAt: app.clock.now(), answeredAt: app.clock.now() },
      },
    })
    for (const _ of [1, 2]) {
      app.clock.advance(14 * 60)
      expect(await keep(first?.memberId)).toBe(true)
    }
    expect(await next(id, dina)).toBeNull()
    const endedAt = app.clock.now()
    await app.db.call.update({ where: { id: speaking.id }, data: { state: 'ended', outcome: 'answered', endedAt } })
    expect(await next(id, dina)).toMatchObject({ memberId: second?.memberId })
    expect(await keep(second?.memberId, bruno)).toBe(false)
    expect(await keep(second?.memberId, dina)).toBe(true)
  })

  it('calls in vain again later, only so often; an answer settles; every call is one contact', async () => {
    const { id } = await start()
    const first = await next(id)
    const attemptId = newId()
    const memberId = first?.memberId ?? ''
    await record(memberId, call('noAnswer'), ada, attemptId)
    await record(memberId, call('noAnswer'), ada, attemptId)
    expect(await app.db.contact.count()).toBe(1)
    const other = await next(id)
    await record(other?.memberId ?? '', call('answered', { referral: 'Medico di base' }))
    expect(await next(id)).toBeNull()
    app.clock.advance(61 * 60)
    expect(await next(id)).toMatchObject({ memberId, attempts: 1 })
    await record(memberId, call('noAnswer'))
    app.clock.advance(61 * 60)
    expect(await next(id)).toBeNull()
    expect((await app.call('readCampaign', { params: { campaignId: id } }, ada)).progress).toEqual({
      ...{ total: 2, reached: 1, refused: 0, wrongNumber: 0, unanswered: 1, notCalled: 0, referred: 1 },
      ...{ told: 0, underWay: 0, notTold: 0 },
    })
    expect(await app.db.contact.count({ where: { direction: 'outbound', state: 'closed' } })).toBe(3)
  })

  it('rests while paused, goes on, and ends for good; a call under way is still written', async () => {
    const { id } = await start()
    const step = (which: 'pause' | 'resume' | 'end') =>
      app.call('stepCampaign', { params: { campaignId: id }, body: { step: which } }, dina)
    const held = await next(id)
    expect((await step('pause')).state).toBe('paused')
    expect((await step('pause')).state).toBe('paused')
    expect(await next(id, bruno)).toBeNull()
    await record(held?.memberId ?? '', call('answered'))
    expect((await step('resume')).state).toBe('running')
    expect(await next(id, bruno)).not.toBeNull()
    expect((await step('end')).endedAt).not.toBeNull()
    const again = { params: { campaignId: id }, body: { step: 'resume' as const } }
    expect((await app.refusal('stepCampaign', again, dina)).status).toBe(409)
    expect((await app.refusal('stepCampaign', again, ada)).status).toBe(403)
  })

  it('is told to who asked for it without names and without small numbers', async () => {
    const { id } = await start()
    const turn = await next(id)
    await record(turn?.memberId ?? '', call('answered'))
    const lines = await app.call('readCampaignReport', { params: { campaignId: id } }, dina)
    expect(lines.every(({ count }) => count === null || count === 0)).toBe(true)
    const csv = await (await app.send('GET', `/api/campaigns/${id}/report.csv`, { cookie: dina })).text()
    expect(csv).toContain('non indicato')
    expect(csv).not.toContain('Nives')
    expect((await app.send('GET', `/api/campaigns/${id}/report.csv`, { cookie: ada })).status).toBe(403)
  })

  it('is printed for who asked: a PDF of one page, for who leads alone', async () => {
    const { id } = await start()
    const paper = await app.send('GET', `/api/campaigns/${id}/report.pdf`, { cookie: dina })
    expect(paper.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await paper.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect((await app.send('GET', `/api/campaigns/${id}/report.pdf`, { cookie: ada })).status).toBe(403)
  })
})

describe('the draft of a campaign', () => {
  it('is seen by who leads, changed as often as they like, and its list is frozen only when it begins', async () => {
    const campaignId = newId()
    await write({ filter: { ...anyone, ageFrom: 119 } }, campaignId)
    expect(await app.call('listCampaigns', {}, ada)).toEqual([])
    expect(await app.call('listCampaigns', {}, dina)).toMatchObject([{ state: 'draft', progress: { total: 0 } }])
    const changed = await write({ name: 'Gran caldo' }, campaignId)
    expect(changed).toMatchObject({ name: 'Gran caldo', filter: aged, startedAt: null })
    const look = await app.call('readCampaignList', { params: { campaignId } }, dina)
    expect(look).toMatchObject({ count: 2, leftOut: [{ reason: 'noPhone', count: 1 }] })
    const [nives] = await app.db.assistedPerson.findMany({ where: { firstName: 'Nives' } })
    const consent = { personId: nives?.id ?? '', how: 'lettera', purpose: 'record' as const, given: false }
    await app.db.consent.create({ data: { ...consent, at: app.clock.now() } })
    expect((await app.call('readCampaignList', { params: { campaignId } }, dina)).leftOut).toContainEqual({
      ...{ reason: 'refused', count: 1 },
    })
    expect((await begin(campaignId)).progress.total).toBe(1)
    expect((await app.refusal('writeCampaign', { params: { campaignId }, body: body() }, dina)).status).toBe(409)
    expect((await app.refusal('discardCampaign', { params: { campaignId } }, dina)).status).toBe(409)
  })

  it('is thrown away; twice is once', async () => {
    const { id: campaignId } = await write()
    await app.call('discardCampaign', { params: { campaignId } }, dina)
    await app.call('discardCampaign', { params: { campaignId } }, dina)
    expect(await app.db.campaign.count()).toBe(0)
  })

  it('chooses by ambito and by who hears badly', async () => {
    const comune = await aComune(app.db)
    const ambito = await app.db.territorySet.create({
      data: {
        ...{ kind: 'ambito', code: newId(), name: 'Cremonese di prova' },
        memberships: { create: [{ comuneIstatCode: comune.istatCode }] },
      },
    })
    expect(await app.call('listAmbiti', {}, dina)).toContainEqual({ id: ambito.id, name: 'Cremonese di prova' })
    expect((await count({ ambitoId: ambito.id })).count).toBe(0)
    const [nives] = await app.db.assistedPerson.findMany({ where: { firstName: 'Nives' } })
    const data = { comuneIstatCode: comune.istatCode, hardOfHearing: true }
    await app.db.assistedPerson.update({ where: { id: nives?.id ?? '' }, data })
    expect((await count({ ambitoId: ambito.id })).count).toBe(1)
    expect((await count({ hardOfHearing: true })).count).toBe(1)
    await app.db.territoryMembership.updateMany({
      data: { validTo: toDateColumn('2026-11-24') },
      where: { setId: ambito.id },
    })
    expect((await count({ ambitoId: ambito.id })).count).toBe(0)
  })
})

describe('a municipality’s list', () => {
  const fromFile: Partial<Draft> = { filter: null, legalBasis: 'Delibera 12/2026', keepUntil: '2027-01-31' }
  const title = 'Cognome;Nome;Codice fiscale;Telefono;Comune;Segnalazioni'
  const send = async (campaignId: string, text: string | Uint8Array) => {
    const bytes = Buffer.from(text as string)
    const sent = { sizeBytes: bytes.length, content: bytes.toString('base64') }
    await app.call('sendCampaignListPiece', { params: { campaignId, position: '0' }, body: sent }, dina)
  }
  const check = (campaignId: string) => app.call('checkCampaignList', { params: { campaignId }, body: {} }, dina)
  const confirm = (campaignId: string, sha256: string) =>
    app.call('confirmCampaignList', { params: { campaignId }, body: { sha256 } }, dina)

  it('needs a legal basis and a day on which it is forgotten', async () => {
    const refusal = (more: Partial<Draft>) =>
      app.refusal('writeCampaign', { params: { campaignId: newId() }, body: body({ ...fromFile, ...more }) }, dina)
    expect((await refusal({ legalBasis: null })).fields).toHaveProperty('legalBasis')
    expect((await refusal({ keepUntil: null })).fields).toHaveProperty('keepUntil')
    expect((await refusal({ keepUntil: '2026-11-24' })).fields).toHaveProperty('keepUntil')
    const { id } = await write(fromFile)
    expect((await app.refusal('startCampaign', { params: { campaignId: id }, body: {} }, dina)).status).toBe(409)
  })

  it('finds who has a card by code, or by telephone and surname; says what it refuses and where; writes nothing before', async () => {
    const known = { fiscalCode: 'GLLTRS41C59D150V', lastName: 'Galli', listeningPointId: day.cremona.id }
    const teresa = await aPerson(app.db, { ...known, e164: ['+390372900123'] })
    const bruna = await aPerson(app.db, {
      lastName: 'D’Amico',
      listeningPointId: day.cremona.id,
      e164: ['+390372900124'],
    })
    await aPerson(app.db, { lastName: 'Lontani', listeningPointId: day.crema.id, e164: ['+390373900125'] })
    const { id } = await write(fromFile)
    const rows = [
      'Galli;Teresa;glltrs41c59d150v;;Cremona;vive sola',
      "D'AMICO;Bruna;;0372 900124;Cremona;",
      'Lontani;Ivo;;0373 900125;Crema;',
      '"=CMD|calc";Nuova;;347 1112223;Cremona;',
      'Rossi;Anna;ABC;0372 900126;Cremona;',
      'Bianchi;Ugo;;12;Cremona;',
      ';Ida;;0372 900127;Cremona;',
      'Verdi;Ada;;;Cremona;',
      'Galli;Teresa;;0372 900123;Cremona;',
    ]
    await send(id, [title, ...rows].join('\r\n'))
    const reading = await check(id)
    expect(reading).toMatchObject({ rows: 9, withCard: 2, withoutCard: 2, refused: 5, notRead: ['Segnalazioni'] })
    expect(reading.refusals.map(({ line, column }) => [line, column])).toEqual([
      ...[
        [6, 'Codice fiscale'],
        [7, 'Telefono'],
        [8, 'Cognome'],
        [9, 'Telefono'],
        [10, null],
      ],
    ])
    const csv = await (await app.send('GET', `/api/campaigns/${id}/list/refused.csv`, { cookie: dina })).text()
    expect(csv).toContain('10;;È la stessa persona della riga 2.')
    expect(await app.db.campaignMember.count()).toBe(0)
    await confirm(id, reading.sha256)
    expect(await confirm(id, reading.sha256)).toMatchObject({ count: 4 })
    const members = await app.db.campaignMember.findMany({ orderBy: { lastName: 'asc' } })
    expect(
      members
        .filter(({ personId }) => personId)
        .map(({ personId }) => personId)
        .sort(),
    ).toEqual([teresa.id, bruna.id].sort())
    expect(members.every((member) => member.personId === null || member.lastName === null)).toBe(true)
    expect(members.find(({ lastName }) => lastName === 'Lontani')).toMatchObject({
      personId: null,
      phoneE164: '+390373900125',
    })
    expect(await app.db.campaignListPiece.count()).toBe(0)
    await begin(id)
    const turns = []
    for (let turn = await next(id); turn; turn = await next(id)) {
      turns.push(turn)
      await record(turn.memberId, call('answered'))
    }
    expect(turns.map(({ personName, phones }) => [personName, phones[0]?.e164])).toContainEqual([
      ...['Nuova =CMD|calc', '+393471112223'],
    ])
    expect(turns).toHaveLength(4)
    const report = await app.call('readCampaign', { params: { campaignId: id } }, dina)
    expect(report.progress).toMatchObject({ total: 4, reached: 4 })
  })

  it('is read in whatever encoding, and refused whole with a sentence when it is no list', async () => {
    const { id } = await write(fromFile)
    await send(id, Buffer.from('Cognome,Nome,Cellulare\nD’Aloè,Zoè,347 1112223\n'.replace('’', "'"), 'latin1'))
    expect(await check(id)).toMatchObject({ withoutCard: 1, refused: 0 })
    const refusal = async (text: string) => {
      await send(id, text)
      return (await app.refusal('checkCampaignList', { params: { campaignId: id }, body: {} }, dina)).detail
    }
    expect(await refusal('Nome;Telefono\nAda;1')).toContain('«Cognome»')
    expect(await refusal('Cognome;Nome\nAda;1')).toContain('«Telefono»')
    expect(await refusal('Cognome;Nome;Telefono\n"Ada;x;1')).toContain('virgolette')
    expect(await refusal('Cognome;Nome;Telefono')).toContain('nessuna riga')
    const huge = { params: { campaignId: id, position: '0' }, body: { sizeBytes: 100 * 1024 * 1024, content: 'AAAA' } }
    expect((await app.refusal('sendCampaignListPiece', huge, dina)).fields?.sizeBytes).toContain('100 MB')
    expect((await app.refusal('sendCampaignListPiece', huge, ada)).status).toBe(403)
    await send(id, 'Cognome;Nome;Telefono\nNeri;Ada;347 1112223')
    const changed = { params: { campaignId: id }, body: { sha256: '0'.repeat(64) } }
    expect((await app.refusal('confirmCampaignList', changed, dina)).status).toBe(409)
  })

  it('is forgotten after its last day; what came of it stays', async () => {
    const { id } = await write(fromFile)
    await send(id, 'Cognome;Nome;Telefono;Comune\nNeri;Ada;347 1112223;Crema\nNeri;Ida;347 1112224;Crema')
    await confirm(id, (await check(id)).sha256)
    await begin(id)
    await record((await next(id))?.memberId ?? '', call('answered', { notes: 'Sta a casa della figlia.' }))
    const occasion = () => ({ now: app.clock.now(), actor: { kind: 'system' as const } })
    app.clock.set('2027-01-31T12:00:00+01:00')
    await keepHouse(app.store, occasion())
    expect(await app.db.campaignMember.count({ where: { lastName: 'Neri' } })).toBe(2)
    app.clock.set('2027-02-01T01:00:00+01:00')
    await keepHouse(app.store, occasion())
    await keepHouse(app.store, occasion())
    expect(await app.db.campaignMember.findMany()).toMatchObject(
      Array.from({ length: 2 }, () => ({ firstName: null, lastName: null, phoneE164: null, comuneName: null })),
    )
    expect(await app.db.campaignAttempt.findMany()).toMatchObject([{ notes: null, outcome: 'answered' }])
    ada = await app.signIn(day.ada)
    expect(await next(id)).toBeNull()
  })

  it('has a sample beside the others', async () => {
    const sample = await (await app.send('GET', '/api/campaigns/list-sample.csv', { cookie: dina })).text()
    expect(`\ufeff${sample.replace(/^\ufeff/, '')}`).toBe(readFileSync('docs/import/elenco-campagna.csv', 'utf8'))
    const { id } = await write(fromFile)
    await send(id, sample)
    expect(await check(id)).toMatchObject({ rows: 1, refused: 0 })
  })
})
