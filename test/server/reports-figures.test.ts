import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, aLocalAssociation, anOperator, aPerson } from '../support/builders.ts'

const SOME_ID = '11111111-2222-4333-8444-555555555555'
const quarter = { from: '2026-10-01', until: '2027-01-01' }

describe('figures of any period and any part of the network', () => {
  let app: TestApp
  let cremona: { id: string }
  let lodi: { id: string }
  let ats: { id: string }
  let association: { id: string }
  let personId: string
  let region: string
  let coordinator: string
  let operator: string

  const recount = () => recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })

  const aContactIn = (
    occurredAt: string,
    pointId: string,
    person: string | null,
    associationId: string | null = null,
  ) =>
    app.db.contact.create({
      data: {
        direction: 'inbound',
        provenance: 'tollFree',
        callerType: 'relative',
        occurredAt: new Date(occurredAt),
        recordedAt: app.clock.now(),
        listeningPointId: pointId,
        localAssociationId: associationId,
        personId: person,
      },
    })

  beforeAll(async () => {
    app = await startTestApp()
    app.clock.set('2027-01-10T09:00:00+01:00')
    cremona = await aListeningPoint(app.db, { name: 'Cremona' })
    lodi = await aListeningPoint(app.db, { name: 'Lodi' })
    await aComune(app.db, { istatCode: '019036', name: 'Cremona' })
    ats = await app.db.territorySet.create({ data: { kind: 'ats', code: 'vp', name: 'ATS Val Padana' } })
    await app.db.territoryMembership.create({ data: { setId: ats.id, kind: 'ats', comuneIstatCode: '019036' } })
    association = await aLocalAssociation(app.db, { listeningPointId: cremona.id, comuneIstatCode: '019036' })
    personId = (await aPerson(app.db, { comuneIstatCode: '019036' })).id
    const ada = await anOperator(app.db, { role: 'coordinator', pointIds: [cremona.id] })
    region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin' }))
    coordinator = await app.signIn(ada)
    operator = await app.signIn(await anOperator(app.db, { pointIds: [cremona.id] }))
    await aContactIn('2026-10-05T10:00:00+02:00', cremona.id, personId, association.id)
    await aContactIn('2026-12-31T23:59:59+01:00', lodi.id, personId)
    await aContactIn('2027-01-01T00:00:00+01:00', cremona.id, null)
    await aContactIn('2025-11-03T10:00:00+01:00', cremona.id, null)
    await recount()
  })
  afterAll(() => app?.close())

  const contactsIn = async (query: Record<string, unknown>, cookie = region) =>
    (await app.call('readFigures', { query: { ...quarter, ...query } as never }, cookie)).figures.values.contactsIn

  it('are of the region, a point, an association, an ATS, a comune and a province', async () => {
    expect(await contactsIn({})).toBe(2)
    expect(await contactsIn({ scopeKind: 'listeningPoint', scopeId: cremona.id })).toBe(1)
    expect(await contactsIn({ scopeKind: 'localAssociation', scopeId: association.id })).toBe(1)
    expect(await contactsIn({ scopeKind: 'territorySet', scopeId: ats.id })).toBe(2)
    expect(await contactsIn({ scopeKind: 'comune', scopeId: '019036' })).toBe(2)
    expect(await contactsIn({ scopeKind: 'province', scopeId: 'CR' })).toBe(2)
  })

  it('are of a month, a year, or any days', async () => {
    expect(await contactsIn({ from: '2026-12-01', until: '2027-01-01' })).toBe(1)
    expect(await contactsIn({ from: '2026-01-01', until: '2027-01-01' })).toBe(2)
    expect(await contactsIn({ from: '2026-12-31', until: '2027-01-02' })).toBe(2)
    expect(await contactsIn({ from: '2025-11-03', until: '2025-11-04' })).toBe(1)
  })

  it('say their moment: what is not counted yet is not in them, and then is', async () => {
    const late = await aContactIn('2026-10-06T10:00:00+02:00', cremona.id, null)
    const before = await app.call('readFigures', { query: quarter }, region)
    expect([before.figures.values.contactsIn, before.asOf < app.clock.now().toISOString()]).toEqual([2, true])
    await recount()
    const after = await app.call('readFigures', { query: quarter }, region)
    expect([after.figures.values.contactsIn, after.asOf]).toEqual([3, app.clock.now().toISOString()])
    await app.db.contact.delete({ where: { id: late.id } })
    await recount()
    expect(await contactsIn({})).toBe(2)
  })

  it('open to the rows behind them, a page at a time, leaving a trace', async () => {
    const query = { ...quarter, table: 'contactsInByCallerType', key: 'relative' }
    const { rows, next } = await app.call('readFigureRows', { query }, region)
    expect(rows).toMatchObject([
      { entity: 'contact', at: '2026-12-31T22:59:59.000Z', listeningPointName: 'Lodi', what: 'familiare' },
      { entity: 'contact', at: '2026-10-05T08:00:00.000Z', personId, personName: 'Teresa Galli' },
    ])
    expect(next).toBeNull()
    expect(await app.db.auditEntry.count({ where: { action: 'report.rowsOpened' } })).toBe(1)
    const people = await app.call(
      'readFigureRows',
      { query: { ...quarter, table: 'peopleBySex', key: 'female' } },
      region,
    )
    expect(people.rows).toMatchObject([{ entity: 'person', id: personId }])
    await app.db.contact.createMany({
      data: Array.from({ length: 120 }, (_, at) => ({
        direction: 'inbound' as const,
        provenance: 'sms' as const,
        occurredAt: new Date(Date.parse('2026-11-10T10:00:00Z') + Math.floor(at / 2)),
        recordedAt: new Date('2026-11-10T11:00:00Z'),
        listeningPointId: lodi.id,
      })),
    })
    const seen = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await app.call(
        'readFigureRows',
        { query: { ...quarter, table: 'contactsInByProvenance', key: 'sms', ...(cursor && { cursor }) } },
        region,
      )
      expect(page.rows.length).toBeLessThanOrEqual(50)
      for (const row of page.rows) seen.add(row.id)
      cursor = page.next ?? undefined
    } while (cursor)
    expect(seen.size).toBe(120)
    await app.db.contact.deleteMany({ where: { provenance: 'sms' } })
    await recount()
  })

  it('open crossed cells and headline figures too, and say in words what has no rows', async () => {
    const ask = (query: object) => app.call('readFigureRows', { query: { ...quarter, ...query } as never }, region)
    const cell = await ask({ table: 'contactsInByWeekdayAndHour', key: '1', column: '10' })
    expect(cell.rows).toMatchObject([{ at: '2026-10-05T08:00:00.000Z', amount: 1, isReadable: true }])
    expect((await ask({ table: 'contactsInByWeekdayAndHour', key: '1', column: '11' })).rows).toEqual([])
    expect((await ask({ table: 'contactsIn' })).rows).toHaveLength(2)
    const refused = (table: string, cookie = region) =>
      app.refusal('readFigureRows', { query: { ...quarter, table } }, cookie)
    expect(await refused('contactsInPerDay')).toMatchObject({ status: 404 })
    expect(await refused('contactsInByMoon')).toMatchObject({ status: 404 })
    expect(await refused('contactsIn', coordinator)).toMatchObject({ status: 403 })
    expect(await refused('contactsIn', operator)).toMatchObject({ status: 403 })
  })

  it('of any days hold somebody new, also before anybody is counted, and open to their rows', async () => {
    const newcomer = await aPerson(app.db, { comuneIstatCode: '019036' })
    const days = { from: '2026-12-30', until: '2027-01-03' }
    const newness = async () => {
      const { figures } = await app.call('readFigures', { query: days }, region)
      return figures.tables.find(({ key }) => key === 'peopleByNewness')?.rows.map(({ key, count }) => [key, count])
    }
    const known = await aContactIn('2026-12-30T10:00:00+01:00', cremona.id, personId)
    const first = await aContactIn('2027-01-02T10:00:00+01:00', cremona.id, newcomer.id)
    const said = [
      ['new', 1],
      ['known', 1],
    ]
    expect(await newness()).toEqual(said)
    const query = { ...days, table: 'peopleByNewness', key: 'new' }
    const { rows } = await app.call('readFigureRows', { query }, region)
    expect(rows).toMatchObject([{ entity: 'person', id: newcomer.id, at: '2027-01-01T23:00:00.000Z' }])
    await recount()
    expect(await newness()).toEqual(said)
    await app.db.contact.deleteMany({ where: { id: { in: [known.id, first.id] } } })
    await recount()
  })

  it('are compared with the same days of the years before', async () => {
    const trend = await app.call('readTrend', { query: { ...quarter, years: 3 } }, region)
    expect(trend.map(({ period, values }) => [period.from, values.contactsIn])).toEqual([
      ['2026-10-01', 2],
      ['2025-10-01', 1],
      ['2024-10-01', 0],
    ])
    const more = (at: number) => trend[at]?.differences?.find(({ key }) => key === 'contactsIn')
    expect([more(0), more(1), trend[2]?.differences]).toEqual([
      { key: 'contactsIn', by: 1, percent: 100 },
      { key: 'contactsIn', by: 1, percent: null },
      null,
    ])
  })

  it('are for whoever sees that part of the network', async () => {
    expect(await contactsIn({ scopeKind: 'listeningPoint', scopeId: cremona.id }, coordinator)).toBe(1)
    expect(await contactsIn({ scopeKind: 'localAssociation', scopeId: association.id }, coordinator)).toBe(1)
    const refused = async (query: object, cookie = coordinator) =>
      (await app.refusal('readFigures', { query: { ...quarter, ...query } as never }, cookie)).status
    expect(await refused({})).toBe(403)
    expect(await refused({ scopeKind: 'listeningPoint', scopeId: lodi.id })).toBe(403)
    expect(await refused({ scopeKind: 'territorySet', scopeId: ats.id })).toBe(403)
    expect(await refused({ scopeKind: 'listeningPoint', scopeId: cremona.id }, operator)).toBe(403)
    const scopes = await app.call('listReportScopes', {}, coordinator)
    expect(scopes.map(({ kind }) => kind)).toEqual(['listeningPoint', 'localAssociation'])
    expect((await app.call('listReportScopes', {}, region)).map(({ kind }) => kind)).toContain('territorySet')
  })

  it.each([
    ['a period that ends before it begins', { from: '2026-05-02', until: '2026-05-01' }, 422],
    ['a day that does not exist', { from: '2026-02-30', until: '2026-05-01' }, 400],
    ['a period to come', { from: '2027-03-01', until: '2027-04-01' }, 422],
    ['a part of the network without its name', { scopeKind: 'territorySet' }, 422],
    ['a part of the network nobody knows', { scopeKind: 'territorySet', scopeId: SOME_ID }, 404],
    ['a comune nobody knows', { scopeKind: 'comune', scopeId: '999999' }, 404],
    ['a kind of part nobody knows', { scopeKind: 'continent' }, 400],
    ['a part that is no id', { scopeKind: 'listeningPoint', scopeId: 'Cremona' }, 404],
    ['words for days', { from: 'ieri' }, 400],
    ['a year before the helpline', { from: '1800-01-01', until: '1801-01-01' }, 422],
    ['more years than anybody compares', { from: '2000-01-01', until: '2026-01-01' }, 422],
  ])(
    'refuse %s in words, on the page, on paper and when published, and write nothing',
    async (_what, wrong, status) => {
      const query = { ...quarter, ...wrong } as never
      const told = { status, detail: expect.stringMatching(/^[A-ZÈ].+[.:]$/) }
      expect(await app.refusal('readFigures', { query }, region)).toMatchObject(told)
      expect(await app.refusal('readTrend', { query }, region)).toMatchObject(told)
      const rows = { query: { ...(query as object), table: 'contactsIn' } as never }
      expect(await app.refusal('readFigureRows', rows, region)).toMatchObject(told)
      const search = new URLSearchParams({ ...(query as Record<string, string>), format: 'pdf' })
      const paper = await app.send('GET', `/api/reports/document?${search}`, { cookie: region })
      expect(await paper.json()).toMatchObject(told)
      const written = async () => [await app.db.publishedReport.count(), await app.db.reportExport.count()]
      const before = await written()
      // What is wrong in a body is unprocessable, in an address it is a bad request.
      const inBody = { ...told, status: status === 400 ? 422 : status }
      const publishing = { body: { kind: 'accountability', ...(query as object) } as never }
      expect(await app.refusal('publishReport', publishing, region)).toMatchObject(inBody)
      const exporting = { body: { document: 'report', format: 'pdf', audience: 'own', ...(query as object) } as never }
      expect(await app.refusal('startExport', exporting, region)).toMatchObject(inBody)
      expect(await written()).toEqual(before)
    },
  )

  describe('once published', () => {
    it('are frozen for every kind, listed, and tell line by line what has changed since', async () => {
      const published = await app.call(
        'publishReport',
        { body: { kind: 'yearly', from: '2026-01-01', until: '2027-01-01' } },
        region,
      )
      expect(published).toMatchObject({ kind: 'yearly', title: 'Rapporto dell’anno 2026' })
      const reportId = published.published?.id ?? ''
      const quarterly = await app.call(
        'publishReport',
        { body: { kind: 'accountability', ...quarter, scopeKind: 'territorySet', scopeId: ats.id } },
        region,
      )
      const { reports } = await app.call('listPublishedReports', { query: {} }, region)
      expect(reports.map(({ id }) => id)).toEqual([quarterly.published?.id, reportId])
      // A coordinator reads the region's, not an ATS's.
      const theirs = await app.call('listPublishedReports', { query: {} }, coordinator)
      expect(theirs.reports.map(({ id }) => id)).toEqual([reportId])
      expect(
        await app.refusal('readPublishedReport', { params: { reportId: quarterly.published?.id ?? '' } }, coordinator),
      ).toMatchObject({ status: 403 })
      const none = await app.call('readPublishedChanges', { params: { reportId } }, region)
      expect(none.lines).toEqual([])

      await aContactIn('2026-06-01T10:00:00+02:00', lodi.id, null)
      await recount()
      const { lines } = await app.call('readPublishedChanges', { params: { reportId } }, region)
      expect(lines).toContainEqual({
        section: 'Contatti in entrata',
        key: 'contactsIn',
        label: 'Contatti in entrata',
        decimals: 0,
        published: 2,
        now: 3,
        difference: 1,
      })
      expect(lines).toContainEqual(
        expect.objectContaining({
          section: 'Contatti in entrata per punto d’ascolto',
          key: lodi.id,
          published: 1,
          now: 2,
        }),
      )
      expect(await app.call('readPublishedReport', { params: { reportId } }, region)).toEqual(published)
    })

    it('hold what was saved a moment before, counted or not', async () => {
      await aContactIn('2026-06-02T10:00:00+02:00', lodi.id, null)
      const { figures, asOf } = await app.call(
        'publishReport',
        { body: { kind: 'yearly', from: '2026-01-01', until: '2027-01-01' } },
        region,
      )
      expect([figures.values.contactsIn, asOf]).toEqual([4, app.clock.now().toISOString()])
    })

    it('must be of a whole month or year where they say so, and of a part one may publish', async () => {
      const status = async (body: object, cookie = region) =>
        (await app.send('POST', '/api/reports/published', { body, cookie })).status
      expect(await status({ kind: 'yearly', ...quarter })).toBe(422)
      expect(await status({ kind: 'monthly', ...quarter })).toBe(422)
      expect(await status({ kind: 'daily', ...quarter })).toBe(422)
      expect(await status({ kind: 'accountability', ...quarter }, coordinator)).toBe(403)
      expect(await status({ kind: 'accountability', ...quarter }, operator)).toBe(403)
    })
  })
})
