import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgreementBody } from '../../contract/accountability.ts'
import { warnOfDue } from '../../helpline/reports/accountability-calendar.ts'
import { draftDueReports } from '../../helpline/reports/accountability-drafts.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, aLocalAssociation, anOperator, aPerson, aVolunteer } from '../support/builders.ts'

const system = { kind: 'system' } as const
const SOME_ID = '11111111-2222-4333-8444-555555555555'

let app: TestApp
let cremona: { id: string }
let crema: { id: string }
let association: { id: string }
let ats: { id: string }
let region: string
let coordinator: string
let stranger: string
let operator: string

const anAgreement = (overrides: Partial<AgreementBody> = {}): AgreementBody => ({
  name: 'Trasporto sociale',
  counterpartKind: 'municipality',
  counterpartName: 'Comune di Crema',
  localAssociationId: association.id,
  territory: null,
  startsOn: '2026-04-13',
  endsOn: '2027-04-12',
  amountCents: 12_500_00,
  paymentRule: '50% subito, 50% alla fine',
  unitPriceCents: null,
  priceUnit: null,
  reportingRhythm: 'quarterly',
  reportingDueDays: 30,
  annexPeople: 'anonymous',
  instalments: [
    { id: null, dueOn: '2026-05-31', amountCents: 6_250_00, paidOn: '2026-06-03' },
    { id: null, dueOn: '2027-05-31', amountCents: 6_250_00, paidOn: null },
  ],
  ...overrides,
})
const add = (overrides: Partial<AgreementBody> = {}, cookie = coordinator) =>
  app.call('addAgreement', { body: anAgreement(overrides) }, cookie)

const annex = async (reportId: string, format: 'pdf' | 'xlsx', cookie = coordinator) => {
  const answer = await app.send('GET', `/api/accountability/${reportId}/annexes/${format}`, { cookie })
  return { status: answer.status, content: Buffer.from(await answer.arrayBuffer()) }
}

const aContact = (occurredAt: string, pointId = crema.id) =>
  app.db.contact.create({
    data: {
      direction: 'inbound',
      provenance: 'office',
      callerType: 'relative',
      occurredAt: new Date(occurredAt),
      recordedAt: app.clock.now(),
      listeningPointId: pointId,
      localAssociationId: association.id,
    },
  })

beforeAll(async () => {
  app = await startTestApp()
  cremona = await aListeningPoint(app.db, { name: 'Cremona' })
  crema = await aListeningPoint(app.db, { name: 'Crema' })
  await aComune(app.db, { istatCode: '019035', name: 'Crema' })
  association = await aLocalAssociation(app.db, {
    ...{ name: 'Auser Crema', listeningPointId: crema.id, comuneIstatCode: '019035' },
  })
  ats = await app.db.territorySet.create({ data: { kind: 'ats', code: 'vp', name: 'ATS Val Padana' } })
  await app.db.territoryMembership.create({ data: { setId: ats.id, kind: 'ats', comuneIstatCode: '019035' } })
  region = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin', name: 'Livia Ferrari' }))
  coordinator = await app.signIn(
    await anOperator(app.db, { role: 'coordinator', name: 'Ugo Gatti', pointIds: [crema.id] }),
  )
  stranger = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [cremona.id] }))
  operator = await app.signIn(await anOperator(app.db, { pointIds: [crema.id] }))
  for (let day = 10; day < 22; day += 1) await aContact(`2026-05-${day}T10:00:00+02:00`)
  await aContact('2026-07-12T23:59:59+02:00')
  await aContact('2026-07-13T00:00:00+02:00')
})
afterAll(() => app?.close())
beforeEach(() => app.clock.set('2026-11-24T10:00:00+01:00'))

describe('an agreement', () => {
  it('is written down with its instalments, and its periods follow from it', async () => {
    const added = await add()
    expect(added.reports.map(({ period, dueOn }) => [period.from, period.until, dueOn])).toEqual([
      ['2026-04-13', '2026-07-13', '2026-08-11'],
      ['2026-07-13', '2026-10-13', '2026-11-11'],
      ['2026-10-13', '2027-01-13', '2027-02-11'],
      ['2027-01-13', '2027-04-13', '2027-05-12'],
    ])
    expect(added).toMatchObject({ associationName: 'Auser Crema', version: 1, mayPrepare: true })
    expect(await app.call('readAgreement', { params: { agreementId: added.id } }, coordinator)).toEqual(added)
    const { id: _id, dueOn, ...rest } = added.instalments[1] ?? { id: '', dueOn: '' }
    expect([dueOn, rest]).toEqual(['2027-05-31', { amountCents: 6_250_00, paidOn: null }])
  })

  it('is changed by whoever has seen its last version; instalments keep their ids', async () => {
    const added = await add()
    const params = { agreementId: added.id }
    const [first, second] = added.instalments
    if (!first || !second) throw new Error('It has two instalments.')
    const body = {
      ...anAgreement({ endsOn: '2026-10-12', reportingRhythm: 'halfYearly', reportingDueDays: 45 }),
      instalments: [{ ...second, paidOn: '2026-11-20' }],
      version: 1,
    }
    const changed = await app.call('changeAgreement', { params, body }, coordinator)
    expect(changed.version).toBe(2)
    expect(changed.instalments).toEqual([{ ...second, paidOn: '2026-11-20' }])
    expect(changed.reports.map(({ period, dueOn }) => [period.from, period.until, dueOn])).toEqual([
      ['2026-04-13', '2026-10-13', '2026-11-26'],
    ])
    expect(await app.refusal('changeAgreement', { params, body }, coordinator)).toMatchObject({ status: 409 })
    const stolen = { ...body, version: 2, instalments: [{ ...first, id: SOME_ID }] }
    expect(await app.refusal('changeAgreement', { params, body: stolen }, coordinator)).toMatchObject({ status: 404 })
  })

  it.each([
    ['ends before it starts', { endsOn: '2026-04-01' }, 'endsOn'],
    ['lasts too long', { endsOn: '2046-04-01' }, 'endsOn'],
    ['starts in another century', { startsOn: '1826-04-13', endsOn: '1827-04-12' }, 'startsOn'],
    ['has instalments beyond its amount', { amountCents: 100_00 }, 'amountCents'],
    ['has no name', { name: ' ' }, 'name'],
    ['has a due day nobody waits for', { reportingDueDays: 400 }, 'reportingDueDays'],
    [
      'was paid tomorrow',
      { instalments: [{ id: null, dueOn: '2026-11-30', amountCents: 1, paidOn: '2026-11-25' }] },
      'instalments.0.paidOn',
    ],
    ['is of no territory there is', { territory: { kind: 'comune', id: '999999' } }, 'territory.id'],
    ['is of no association there is', { localAssociationId: SOME_ID }, 'localAssociationId'],
  ] as const)('is refused where it %s, beside the field', async (_what, wrong, field) => {
    const body = { ...anAgreement(), ...wrong } as AgreementBody
    const { status, fields } = await app.refusal('addAgreement', { body }, coordinator)
    expect([status, Object.keys(fields ?? {})]).toEqual([422, [field]])
  })

  it('is for the coordinators of its association, and the region', async () => {
    const { id: agreementId } = await add()
    const params = { agreementId }
    expect(await app.refusal('readAgreement', { params }, stranger)).toMatchObject({ status: 403 })
    expect(await app.refusal('readAgreement', { params }, operator)).toMatchObject({ status: 403 })
    expect(await app.refusal('addAgreement', { body: anAgreement() }, stranger)).toMatchObject({ status: 403 })
    expect(
      await app.refusal('addAgreement', { body: anAgreement({ localAssociationId: null }) }, coordinator),
    ).toMatchObject({ fields: { localAssociationId: expect.any(String) } })
    expect(await app.call('listAgreements', {}, stranger)).toEqual([])
    expect((await app.call('listAgreements', {}, region)).some(({ id }) => id === agreementId)).toBe(true)
  })
})

describe('an accountability report', { timeout: 120_000 }, () => {
  const firstReport = async (overrides: Partial<AgreementBody> = {}, cookie = coordinator) => {
    const { id, reports } = await add(overrides, cookie)
    const [first, , third] = reports
    if (!first || !third) throw new Error('There are four periods.')
    return { agreementId: id, reportId: first.id, runningId: third.id }
  }
  const prepare = (reportId: string, seenReportId: string | null = null, cookie = coordinator) =>
    app.call('prepareAccountability', { params: { reportId }, body: { seenReportId } }, cookie)
  const reportIn = (agreement: Awaited<ReturnType<typeof add>>, reportId: string) => {
    const report = agreement.reports.find(({ id }) => id === reportId)
    if (!report?.publishedReportId) throw new Error('It was prepared.')
    return { ...report, publishedReportId: report.publishedReportId }
  }

  it('freezes the figures of its own period and territory, and is kept as it was sent', async () => {
    const { reportId } = await firstReport()
    expect((await annex(reportId, 'pdf')).status).toBe(200)
    const prepared = reportIn(await prepare(reportId), reportId)
    const seenReportId = prepared.publishedReportId
    const report = await app.call('readPublishedReport', { params: { reportId: seenReportId } }, coordinator)
    expect(report).toMatchObject({
      kind: 'accountability',
      period: { from: '2026-04-13', until: '2026-07-13' },
      scope: { kind: 'localAssociation', id: association.id },
    })
    // The last second of the period is in it, the first of the next is not.
    expect(report.figures.values.contactsIn).toBe(13)
    const preview = await annex(reportId, 'pdf')
    const body = { seenReportId, sentOn: '2026-11-23', sentTo: 'Ufficio di Piano, per posta certificata' }
    const sent = reportIn(await app.call('sendAccountability', { params: { reportId }, body }, coordinator), reportId)
    expect(sent).toMatchObject({
      ...{ sentOn: '2026-11-23', sentTo: 'Ufficio di Piano, per posta certificata', sentBy: 'Ugo Gatti' },
      sentAt: '2026-11-24T09:00:00.000Z',
    })
    await aContact('2026-05-30T10:00:00+02:00')
    const [pdf, xlsx, again] = [
      await annex(reportId, 'pdf'),
      await annex(reportId, 'xlsx'),
      await annex(reportId, 'xlsx'),
    ]
    expect(pdf.content.equals(preview.content)).toBe(true)
    expect(xlsx.content.equals(again.content)).toBe(true)
    const sheets = await readXlsxFile(xlsx.content)
    expect(sheets.find(({ sheet }) => sheet === 'In sintesi')?.data[1]?.[2]).toBe(13)
    const page = await (await getDocument({ data: new Uint8Array(pdf.content), verbosity: 0 }).promise).getPage(1)
    const words = (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' ')
    expect(words).toContain('Convenzione «Trasporto sociale» con Comune di Crema')
    expect(words).toContain('Documento per terzi')
    await expect(app.db.accountabilityDocument.deleteMany({})).rejects.toThrow()
    await expect(app.db.accountabilityReport.deleteMany({ where: { id: reportId } })).rejects.toThrow()
    await aContact('2026-05-31T10:00:00+02:00')
  })

  it('is prepared once by two at once, and again when late cards came, until it is sent', async () => {
    const { reportId } = await firstReport()
    const both = await Promise.allSettled([prepare(reportId), prepare(reportId)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const first = reportIn(
      await app.call(
        'readAgreement',
        {
          params: {
            agreementId: (await app.db.accountabilityReport.findUniqueOrThrow({ where: { id: reportId } })).agreementId,
          },
        },
        coordinator,
      ),
      reportId,
    )
    app.clock.advance(60)
    const second = reportIn(await prepare(reportId, first.publishedReportId), reportId)
    expect(second.publishedReportId).not.toBe(first.publishedReportId)
    const params = { reportId }
    const sending = { sentOn: '2026-11-24', sentTo: 'Comune' }
    const stale = { ...sending, seenReportId: first.publishedReportId }
    expect(await app.refusal('sendAccountability', { params, body: stale }, coordinator)).toMatchObject({ status: 409 })
    const body = { ...sending, seenReportId: second.publishedReportId }
    const twice = await Promise.allSettled([
      app.call('sendAccountability', { params, body }, coordinator),
      app.call('sendAccountability', { params, body }, coordinator),
    ])
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await app.db.accountabilityDocument.count({ where: { accountabilityReportId: reportId } })).toBe(2)
    expect(
      await app.refusal(
        'prepareAccountability',
        { params, body: { seenReportId: second.publishedReportId } },
        coordinator,
      ),
    ).toMatchObject({ status: 409 })
    const due = { params, body: { dueOn: '2026-12-31' } }
    expect(await app.refusal('changeDueDay', due, coordinator)).toMatchObject({ status: 409 })
  })

  it('waits for the end of its period, and for the region where it is of a territory', async () => {
    const { runningId } = await firstReport()
    const body = { seenReportId: null }
    expect(
      await app.refusal('prepareAccountability', { params: { reportId: runningId }, body }, coordinator),
    ).toMatchObject({
      detail: 'Questo periodo non è ancora finito.',
    })
    const { reportId } = await firstReport({ territory: { kind: 'territorySet', id: ats.id } })
    expect(await app.refusal('prepareAccountability', { params: { reportId }, body }, coordinator)).toMatchObject({
      status: 403,
    })
    const prepared = reportIn(await prepare(reportId, null, region), reportId)
    const report = await app.call('readPublishedReport', { params: { reportId: prepared.publishedReportId } }, region)
    expect(report.scope).toMatchObject({ kind: 'territorySet', name: 'ATS Val Padana' })
  })

  it('does not go away with new dates once it was prepared', async () => {
    const { agreementId, reportId } = await firstReport()
    await prepare(reportId)
    const body = { ...anAgreement({ startsOn: '2026-05-01', instalments: [] }), version: 1 }
    expect(await app.refusal('changeAgreement', { params: { agreementId }, body }, coordinator)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('già stato rendicontato'),
    })
  })
})

describe('the accountability calendar', { timeout: 120_000 }, () => {
  it('says what is late, what is soon and what is done, the first due first', async () => {
    await app.db.accountabilityDocument.count()
    const { id } = await add({ name: 'Calendario', reportingDueDays: 45 })
    const { today, items } = await app.call('readCalendar', {}, coordinator)
    expect(today).toBe('2026-11-24')
    const own = items.filter(({ agreementId }) => agreementId === id)
    expect(own.map(({ kind, dueOn, urgency }) => [kind, dueOn, urgency])).toEqual([
      ['instalment', '2026-05-31', null],
      ['report', '2026-08-26', 'late'],
      ['report', '2026-11-26', 'soon'],
      ['report', '2027-02-26', 'later'],
      ['report', '2027-05-27', 'later'],
      ['instalment', '2027-05-31', 'later'],
    ])
    expect(own.map((item) => item.kind === 'report' && item.mayPrepare)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(items.map(({ dueOn }) => dueOn)).toEqual(items.map(({ dueOn }) => dueOn).sort())
    const late = own[1]
    if (!late) throw new Error('One is late.')
    const params = { reportId: late.id }
    await app.call('changeDueDay', { params, body: { dueOn: '2026-12-31' } }, coordinator)
    const moved = (await app.call('readCalendar', {}, coordinator)).items.find((item) => item.id === late.id)
    expect([moved?.dueOn, moved?.urgency]).toEqual(['2026-12-31', 'later'])
    expect(await app.refusal('changeDueDay', { params, body: { dueOn: '2036-01-01' } }, coordinator)).toMatchObject({
      fields: { dueOn: expect.any(String) },
    })
    expect((await app.call('readCalendar', {}, stranger)).items).toEqual([])
  })

  it('warns once when something is soon, and once more when it is late', async () => {
    const { id } = await add({ name: 'Avvisi', reportingRhythm: 'yearly', reportingDueDays: 30 })
    const warned = () => app.db.liveEvent.count({ where: { topic: 'accountability', entityId: id } })
    const warn = (day: string) => warnOfDue(app.store, { now: app.clock.now(), actor: system }, { day })
    const before = await warned()
    await warn('2027-04-10')
    expect(await warned()).toBe(before)
    await Promise.all([warn('2027-04-12'), warn('2027-04-12')])
    await warn('2027-04-13')
    // The report; the instalment of the 31st of May is still far.
    expect(await warned()).toBe(before + 1)
    await warn('2027-05-13')
    await warn('2027-05-13')
    expect(await warned()).toBe(before + 3)
    await warn('2027-06-01')
    expect(await warned()).toBe(before + 4)
  })
})

describe('a period that is over', { timeout: 120_000 }, () => {
  const day = { day: '2026-11-24' }
  const draft = (at = app.clock.now()) => draftDueReports(app.store, { now: at, actor: system }, day)
  const sheetsOf = async (content: Buffer) =>
    Object.fromEntries((await readXlsxFile(content)).map(({ sheet, data }) => [sheet, data]))

  async function aRide(day: string, personId: string, km: number) {
    const startsAt = new Date(`${day}T09:00:00+02:00`)
    const contact = await aContact(`${day}T08:00:00+02:00`)
    const request = await app.db.request.create({
      data: {
        ...{ contactId: contact.id, position: 1, kind: 'help', helpKind: 'transport', state: 'solved', personId },
        ...{ createdAt: startsAt, recordedAt: startsAt, closedAt: startsAt },
      },
    })
    await app.db.service.create({
      data: {
        ...{ requestId: request.id, personId, helpKind: 'transport', state: 'done', outcome: 'done' },
        ...{ listeningPointId: crema.id, localAssociationId: association.id, km, minutes: 90 },
        ...{ startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000), closedAt: startsAt },
        ...{ busyFrom: startsAt, busyUntil: new Date(startsAt.getTime() + 3_600_000) },
        ...{ createdAt: startsAt, recordedAt: startsAt, destinationKind: 'publicHospital', insideProvince: true },
      },
    })
  }

  it('prepares its report with what goes with it, once, and waits for the coordinator’s word', async () => {
    // Those of the tests above would be drafted too.
    await app.db.accountabilityReport.deleteMany({ where: { publishedReportId: null } })
    const rosa = await aPerson(app.db, { firstName: 'Rosa', lastName: 'Dal Pozzo' })
    const bianca = await aPerson(app.db, { firstName: 'Bianca', lastName: 'Riva' })
    await aRide('2026-05-04', rosa.id, 20)
    await aRide('2026-05-05', bianca.id, 30)
    await aRide('2026-05-06', rosa.id, 22)
    await aRide('2026-08-01', rosa.id, 999)
    const driver = await aVolunteer(app.db, { localAssociationId: association.id })
    const spent = {
      volunteerId: driver.id,
      description: 'Parcheggio',
      document: 'R-1',
      selfCertified: false,
      recordedAt: app.clock.now(),
    }
    const inMay = { ...spent, incurredOn: new Date('2026-05-05'), amountCents: 350 }
    await app.db.expense.create({ data: { ...inMay, approvedAt: app.clock.now() } })
    await app.db.expense.create({ data: inMay })
    const first = await add({ name: 'Con i numeri' })
    const second = await add({ name: 'Con le iniziali', annexPeople: 'initials' })
    expect(first.reports.map(({ draftedAt }) => draftedAt)).toEqual([null, null, null, null])
    await Promise.all([draft(), draft()])
    await draft(new Date('2026-11-25T03:00:00Z'))
    const read = (agreementId: string) => app.call('readAgreement', { params: { agreementId } }, coordinator)
    const drafted = (await read(first.id)).reports
    const at = app.clock.now().toISOString()
    // Two periods are over; nothing is frozen, nothing is sent.
    expect(drafted.map(({ draftedAt }) => draftedAt)).toEqual([at, at, null, null])
    expect(drafted.every(({ publishedReportId, sentAt }) => publishedReportId === null && sentAt === null)).toBe(true)
    const reportId = drafted[0]?.id ?? ''
    const traced = { action: 'accountability.drafted', entityId: reportId }
    expect(await app.db.auditEntry.count({ where: traced })).toBe(1)

    const { status, content } = await annex(reportId, 'xlsx')
    expect(status).toBe(200)
    const sheets = await sheetsOf(content)
    const list = sheets['Elenco dei servizi']?.slice(1) ?? []
    expect(list.map((row) => [row[2], row[6]])).toEqual([
      ['assistito 1', 20],
      ['assistito 2', 30],
      ['assistito 1', 22],
    ])
    expect(sheets['Chilometri e ore']?.at(-1)).toEqual(['Totale', null, 3, 4.5, 72])
    expect(sheets['Rimborsi spese']?.slice(1).map((row) => [row[1], row[3], row[4]])).toEqual([
      ['B. F.', 'Parcheggio', 3.5],
      [null, null, 3.5],
    ])
    expect(JSON.stringify(sheets)).not.toMatch(/Dal Pozzo|Riva|Ferrari/)
    const named = await sheetsOf((await annex((await read(second.id)).reports[0]?.id ?? '', 'xlsx')).content)
    expect(named['Elenco dei servizi']?.slice(1).map((row) => row[2])).toEqual(['R. D. P.', 'B. R.', 'R. D. P.'])
    expect((await annex(reportId, 'pdf')).content.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await annex(reportId, 'pdf', stranger)).status).toBe(403)

    // A late card is in the draft as soon as it is there; the coordinator's word freezes what is looked at.
    await aRide('2026-05-07', bianca.id, 8)
    const late = await sheetsOf((await annex(reportId, 'xlsx')).content)
    expect(late['Elenco dei servizi']).toHaveLength(5)
    expect(late['In sintesi']?.find(([, label]) => label === 'Chilometri percorsi')?.[2]).toBe(80)
    const params = { reportId }
    const { reports } = await app.call('prepareAccountability', { params, body: { seenReportId: null } }, coordinator)
    expect((await sheetsOf((await annex(reportId, 'xlsx')).content))['Elenco dei servizi']).toHaveLength(5)
    // What arrives afterwards is neither in the figures nor in the list: one paper, which adds up.
    await aRide('2026-05-09', bianca.id, 8)
    expect((await sheetsOf((await annex(reportId, 'xlsx')).content))['Elenco dei servizi']).toHaveLength(5)
    const seenReportId = reports[0]?.publishedReportId ?? ''
    const sent = { seenReportId, sentOn: '2026-11-24', sentTo: 'Comune di Crema' }
    await app.call('sendAccountability', { params, body: sent }, coordinator)
    const kept = (await annex(reportId, 'xlsx')).content
    expect((await sheetsOf(kept))['Elenco dei servizi']).toHaveLength(5)
    await aRide('2026-05-08', bianca.id, 8)
    expect((await annex(reportId, 'xlsx')).content.equals(kept)).toBe(true)
  }, 240_000)

  it('is told of however many there are, and is not looked at by whoever may not prepare it', async () => {
    const archive = {
      startsOn: '2023-01-01',
      endsOn: '2025-12-31',
      reportingRhythm: 'monthly' as const,
      instalments: [],
    }
    const { id } = await add({ name: 'Archivio', ...archive })
    await draft()
    const { reports } = await app.call('readAgreement', { params: { agreementId: id } }, coordinator)
    expect([reports.length, reports.filter(({ draftedAt }) => draftedAt).length]).toEqual([36, 36])
    const territory = await add({ name: 'Di un’ATS', territory: { kind: 'territorySet', id: ats.id } })
    const [over, , running] = territory.reports.map((report) => report.id)
    expect((await annex(over ?? '', 'xlsx')).status).toBe(403)
    expect((await annex(over ?? '', 'xlsx', region)).status).toBe(200)
    expect((await annex(running ?? '', 'xlsx', region)).status).toBe(409)
    const { items } = await app.call('readCalendar', {}, coordinator)
    const parts = items.flatMap((item) => (item.kind === 'report' ? [[item.agreementId, item.part] as const] : []))
    expect(new Map(parts).get(id)).toEqual({ scopeKind: 'localAssociation', scopeId: association.id })
    expect(new Map(parts).get(territory.id)).toEqual({ scopeKind: 'territorySet', scopeId: ats.id })
  })
})

describe('activities that are not services', () => {
  it('are entered as totals, the last word counts, and stand in the report', async () => {
    const save = (kind: 'courses' | 'civicVolunteering', people: number, hours: number) =>
      app.call(
        'saveActivityTotal',
        { body: { localAssociationId: association.id, month: '2026-10', kind, people, hours } },
        coordinator,
      )
    await save('courses', 30, 100)
    await save('courses', 31, 120)
    await save('civicVolunteering', 8, 640)
    const query = { localAssociationId: association.id, year: 2026 }
    expect(await app.call('listActivityTotals', { query }, coordinator)).toEqual([
      { kind: 'civicVolunteering', monthOn: '2026-10-01', people: 8, hours: 640 },
      { kind: 'courses', monthOn: '2026-10-01', people: 31, hours: 120 },
    ])
    const { figures } = await app.call('readFigures', { query: { from: '2026-10-01', until: '2026-11-01' } }, region)
    expect(figures.values).toMatchObject({ activityPeople: 39, activityHours: 760 })
    const table = figures.tables.find(({ key }) => key === 'activityHoursByKind')
    expect(table?.rows.find(({ label }) => label === 'volontariato civico')?.count).toBe(640)
    await save('courses', 0, 0)
    expect(await app.call('listActivityTotals', { query }, coordinator)).toHaveLength(1)
  })

  it('are refused for a month that has not begun, and for others’ associations', async () => {
    const body = { localAssociationId: association.id, month: '2026-12', kind: 'courses' as const, people: 1, hours: 1 }
    expect(await app.refusal('saveActivityTotal', { body }, coordinator)).toMatchObject({
      fields: { month: 'Scelga un mese fino a questo.' },
    })
    const october = { ...body, month: '2026-10' }
    expect(await app.refusal('saveActivityTotal', { body: october }, stranger)).toMatchObject({ status: 403 })
    expect(await app.refusal('saveActivityTotal', { body: october }, operator)).toMatchObject({ status: 403 })
  })
})
