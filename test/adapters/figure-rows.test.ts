import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectDatabase, toDateColumn } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import {
  callerTypes,
  destinationKinds,
  helpKinds,
  informationKinds,
  provenances,
  requestStates,
} from '../../helpline/contacts/kinds.ts'
import { crossTableNames, headlineKeys, tableNames } from '../../helpline/reports/figure-names.ts'
import { headlineRows } from '../../helpline/reports/headline-rows.ts'
import { readFigureRows } from '../../helpline/reports/read-figure-rows.ts'
import { countReport, type Report } from '../../helpline/reports/read-report.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import type { Period } from '../../helpline/reports/report-period.ts'
import type { ReportScope } from '../../helpline/reports/report-scope.ts'
import { percentile } from '../../helpline/reports/report-tables.ts'
import {
  aComune,
  aListeningPoint,
  aLocalAssociation,
  anOperator,
  aPerson,
  aVehicle,
  aVolunteer,
  type TestDb,
} from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const HOUR = 3_600_000
const NOW = new Date('2026-07-01T10:00:00Z')
const REFORM = '2026-05-15'
const occasion = { now: NOW, actor: { kind: 'system' as const } }
const month: Period = { from: '2026-05-01', until: '2026-06-01' }
const someDays: Period = { from: '2026-05-11', until: '2026-05-22' }
/** Opened through the tables and the crossed cells as well as by themselves. */
const isOpened = { month, someDays }

describe('the rows behind every figure of a small made month', () => {
  let database: TestDatabase
  let db: TestDb
  let store: Store
  let points: string[]
  let associations: string[]
  let people: (string | null)[]
  let scopes: ReportScope[]
  let who: SignedIn
  let colleague: SignedIn
  const reports = new Map<string, Report>()

  // Whatever is chosen, always the same month.
  const random = fc.sample(fc.nat(1_000_000), { seed: 7, numRuns: 20_000 })
  let drawn = 0
  const draw = (): number => random[drawn++ % random.length] as number
  const pick = <T>(list: readonly T[]): T => list[draw() % list.length] as T
  const orNull = <T>(list: readonly T[]): T | null => (draw() % 4 === 0 ? null : pick(list))
  const moment = () => new Date(Date.parse('2026-04-29T00:00:00Z') + (draw() % (35 * 24 * 60)) * 60_000)

  async function makeNetwork(): Promise<void> {
    points = []
    for (const name of ['Crema', 'Cremona', 'Lodi']) points.push((await aListeningPoint(db, { name })).id)
    const comuni = ['019001', '019002', '098001']
    for (const istatCode of comuni) {
      await aComune(db, { istatCode, name: `Borgo ${istatCode}`, provinceSigla: istatCode === '098001' ? 'LO' : 'CR' })
    }
    const set = async (kind: 'asl2013' | 'ats' | 'ambito' | 'asst', code: string) =>
      (await db.territorySet.create({ data: { kind, code, name: code } })).id
    const [old, north, south] = [await set('ats', 'old'), await set('ats', 'north'), await set('ats', 'south')]
    const [asl, ambito] = [await set('asl2013', 'asl'), await set('ambito', 'Cremasco')]
    for (const comuneIstatCode of comuni) {
      const key = { comuneIstatCode, kind: 'ats' as const }
      const setId = comuneIstatCode === '019001' ? north : south
      await db.territoryMembership.create({ data: { ...key, setId: old, validTo: toDateColumn(REFORM) } })
      await db.territoryMembership.create({ data: { ...key, setId, validFrom: toDateColumn(REFORM) } })
      await db.territoryMembership.create({ data: { comuneIstatCode, kind: 'asl2013', setId: asl } })
    }
    await db.territoryMembership.create({ data: { comuneIstatCode: '019001', kind: 'ambito', setId: ambito } })
    associations = []
    for (const [at, comuneIstatCode] of ['019001', '098001', null].entries()) {
      associations.push((await aLocalAssociation(db, { comuneIstatCode, listeningPointId: points[at] ?? null })).id)
    }
    people = [null]
    for (let at = 0; at < 12; at += 1) {
      const { id } = await aPerson(db, {
        birthDate: `19${30 + at * 3}-05-1${at % 10}`,
        comuneIstatCode: [...comuni, null][at % 4] ?? null,
        sex: at % 3 === 0 ? null : 'male',
        livesAlone: at % 3 === 1 ? null : at % 2 === 0,
      })
      people.push(id)
    }
    scopes = [
      { kind: 'region', id: null, name: '' },
      { kind: 'listeningPoint', id: points[0] ?? '', name: '' },
      { kind: 'localAssociation', id: associations[0] ?? '', name: '' },
      { kind: 'territorySet', id: south, name: '' },
      { kind: 'comune', id: '019001', name: '' },
      { kind: 'province', id: 'LO', name: '' },
    ]
    const asst = await set('asst', 'ASST di Crema')
    for (const [name, asstSetId] of [
      ['Ospedale Maggiore', asst],
      ['Clinica Ancelle', null],
    ] as const) {
      facilities.push((await db.facility.create({ data: { name, kind: 'publicHospital', asstSetId } })).id)
    }
  }
  const facilities: string[] = []

  async function makeStocks(operatorId: string): Promise<void> {
    for (let at = 0; at < 7; at += 1) {
      const localAssociationId = pick(associations)
      volunteers.push((await aVolunteer(db, { localAssociationId })).id)
      await aVehicle(db, {
        localAssociationId,
        ownership: pick(['owned', 'onLoan']),
        lender: 'ACI',
        wheelchairPlaces: at % 2,
      })
      await db.agreement.create({
        data: {
          name: `Convenzione ${at}`,
          counterpartKind: pick(['municipality', 'asst', 'court']),
          counterpartName: 'Comune di Borgo',
          localAssociationId: orNull(associations),
          startsOn: toDateColumn('2026-01-01'),
          endsOn: toDateColumn(pick(['2026-04-30', '2026-12-31'])),
          amountCents: 100_000n,
          paymentRule: 'tutto alla fine',
          reportingRhythm: 'quarterly',
        },
      })
      await db.activityTotal.createMany({
        data: [
          {
            localAssociationId,
            kind: pick(['courses', 'civicVolunteering', 'balli']),
            monthOn: toDateColumn(at < 5 ? '2026-05-01' : '2026-04-01'),
            people: draw() % 30,
            hours: draw() % 90,
          },
        ],
        skipDuplicates: true,
      })
      const aid = await db.aid.create({
        data: { code: `A${at}`, kind: pick(['deambulatore', 'letto']), localAssociationId },
      })
      await db.aidLoan.create({
        data: {
          aidId: aid.id,
          personId: people[1] ?? '',
          lentOn: toDateColumn(pick(['2026-04-20', '2026-05-12'])),
          returnedOn: draw() % 2 === 0 ? toDateColumn('2026-05-28') : null,
        },
      })
    }
    const conversation = await db.conversation.create({
      data: { channel: 'sms', peerE164: '+393471234567', listeningPointId: points[0] ?? null, lastMessageAt: NOW },
    })
    await db.message.createMany({
      data: Array.from({ length: 30 }, () => ({
        conversationId: conversation.id,
        direction: 'outbound' as const,
        channel: 'sms' as const,
        body: 'Può accompagnare?',
        intentKey: randomUUID(),
        state: pick(['sent', 'delivered', 'read', 'failed', 'undelivered'] as const),
        createdAt: moment(),
      })),
    })
    for (let at = 0; at < 20; at += 1) {
      const done = draw() % 2 === 0
      const createdAt = moment()
      await db.callback.create({
        data: {
          listeningPointId: pick(points),
          reason: 'missed',
          personId: orNull(people),
          state: done ? 'done' : 'open',
          createdAt,
          closedAt: done ? new Date(createdAt.getTime() + (draw() % 300) * 60_000) : null,
          closedById: done ? operatorId : null,
        },
      })
    }
  }
  const volunteers: string[] = []

  async function makeCalls(): Promise<void> {
    for (let at = 0; at < 30; at += 1) {
      const [startedAt, answered] = [moment(), draw() % 3 > 0]
      const answeredAt = answered ? new Date(startedAt.getTime() + (draw() % 60) * 1000) : null
      const call = await db.call.create({
        data: {
          twilioCallSid: randomUUID(),
          direction: 'inbound',
          callerKind: 'landline',
          toE164: '+39800995988',
          state: 'ended',
          outcome: answered ? 'answered' : pick(['abandoned', 'callback', 'voicemail']),
          listeningPointId: pick(points),
          responsiblePointId: orNull(points),
          routeSteps: [],
          personId: orNull(people),
          startedAt,
          answeredAt,
          endedAt: new Date(startedAt.getTime() + HOUR),
        },
      })
      if (answered && draw() % 2 === 0) {
        const leg = { ringRound: 1, kind: 'operatorPhone' as const, state: 'accepted' as const, acceptedAt: answeredAt }
        await db.callLeg.create({
          data: { callId: call.id, listeningPointId: pick(points), createdAt: startedAt, ...leg },
        })
      }
    }
  }

  async function makeContacts(): Promise<string[]> {
    const requests: string[] = []
    for (let at = 0; at < 110; at += 1) {
      const outbound = draw() % 4 === 0
      const contact = await db.contact.create({
        data: {
          direction: outbound ? 'outbound' : 'inbound',
          purpose: outbound ? pick(['toAssistedPerson', 'toOrganise'] as const) : null,
          provenance: pick(provenances),
          callerType: outbound ? null : orNull(callerTypes),
          callerE164: pick([null, '+390372123456', '+390374123456', '+39037123456', '+390212345678', '+393331234567']),
          occurredAt: moment(),
          recordedAt: NOW,
          listeningPointId: pick(points),
          localAssociationId: orNull(associations),
          personId: outbound ? null : orNull(people),
          servesRequestId: outbound ? orNull([null, ...requests]) : null,
          deletedAt: draw() % 15 === 0 ? NOW : null,
        },
      })
      if (outbound) continue
      for (let position = 1; position <= draw() % 3; position += 1) {
        const isHelp = draw() % 2 === 0
        const state = pick(requestStates.filter((each) => each !== 'withdrawn'))
        const { id } = await db.request.create({
          data: {
            contactId: contact.id,
            position,
            kind: isHelp ? 'help' : 'information',
            helpKind: isHelp ? orNull(helpKinds) : null,
            informationKind: isHelp ? null : orNull(informationKinds),
            state,
            unmetCause:
              state === 'unmet' ? pick(isHelp ? (['noDriver', 'tooLate'] as const) : (['tooLate'] as const)) : null,
            closedAt: state === 'unmet' || state === 'solved' ? NOW : null,
            fulfilledBy: state === 'solved' ? orNull(['auser', 'partner'] as const) : null,
            personId: orNull(people),
            facilityId: isHelp ? orNull(facilities) : null,
            referredTo: draw() % 3 === 0 ? 'il Comune' : null,
            createdAt: contact.occurredAt,
            recordedAt: NOW,
          },
        })
        if (isHelp) requests.push(id)
      }
    }
    return requests
  }

  async function makeServices(requests: readonly string[]): Promise<void> {
    for (let at = 0; at < 120; at += 1) {
      const startsAt = moment()
      const endsAt = new Date(startsAt.getTime() + 60_000)
      const state = pick(['done', 'done', 'done', 'unmet', 'cancelled', 'planned'] as const)
      await db.service.create({
        data: {
          requestId: pick(requests),
          personId: pick(people.slice(1)) ?? '',
          helpKind: draw() % 2 === 0 ? 'transport' : pick(helpKinds),
          listeningPointId: pick(points),
          localAssociationId: orNull(associations),
          startsAt,
          endsAt,
          busyFrom: startsAt,
          busyUntil: endsAt,
          state,
          outcome: state === 'done' ? pick(['done', 'done', 'noShow'] as const) : null,
          unmetCause: state === 'unmet' ? pick(['noDriver', 'tooLate'] as const) : null,
          fulfilledBy: state === 'done' ? orNull(['auser', 'partner'] as const) : null,
          volunteerId: state === 'done' ? orNull(volunteers) : null,
          closedAt: state === 'planned' ? null : NOW,
          km: draw() % 60,
          minutes: draw() % 90,
          passengers: draw() % 3,
          destinationKind: orNull(destinationKinds),
          insideProvince: pick([null, true, false]),
          createdAt: startsAt,
          recordedAt: NOW,
          deletedAt: draw() % 15 === 0 ? NOW : null,
        },
      })
    }
  }

  beforeAll(async () => {
    database = await createTestDatabase()
    db = connectDatabase(database.url, 3)
    store = openStore(database.url, { maxConnections: 4 })
    const { id: operatorId } = await anOperator(db)
    who = { operatorId, name: 'Ada', email: 'ada@filo.example', role: 'regionalAdmin', listeningPointIds: [] }
    await makeNetwork()
    await makeStocks(operatorId)
    await makeCalls()
    await makeServices(await makeContacts())
    colleague = { ...who, role: 'coordinator', listeningPointIds: points.slice(0, 1) }
    await recountFigures(store, occasion)
    for (const [name, period] of Object.entries(isOpened)) {
      for (const scope of scopes) {
        const report = await countReport(store, occasion, { kind: 'accountability', period, scope })
        reports.set(`${name} ${scope.kind}`, report)
      }
    }
  }, 120_000)

  afterAll(async () => {
    await Promise.all([db?.$disconnect(), store?.close()])
    await database?.drop()
  })

  /** What the rows say the figure is, a page at a time. */
  async function rowsOf({ period, scope }: Report, table: string, key?: string, column?: string, reader = who) {
    const { kind, id } = scope
    const asked = { who: reader, ...period, scopeKind: kind, ...(id ? { scopeId: id } : {}), table, key, column }
    const all: Awaited<ReturnType<typeof readFigureRows>>['rows'] = []
    for (let cursor: string | undefined; ; ) {
      const { rows, next } = await readFigureRows(store, occasion, { ...asked, cursor })
      all.push(...rows)
      if (next === null) break
      cursor = next
    }
    expect(new Set(all.map((row) => row.id)).size).toBe(all.length)
    return all
  }
  const weigh = async (...asked: Parameters<typeof rowsOf>) =>
    (await rowsOf(...asked)).reduce((sum, { amount }) => sum + amount, 0)
  const everyReport = Object.keys(isOpened).flatMap((name) =>
    ['region', 'listeningPoint', 'localAssociation', 'territorySet', 'comune', 'province'].map(
      (scope) => `${name} ${scope}`,
    ),
  )
  const reportOf = (name: string) => reports.get(name) as Report

  it('is a month in which every table has something to say', () => {
    const { tables, crossTables } = reportOf('month region').figures
    expect(tables.filter(({ total }) => total === 0).map(({ key }) => key)).toEqual([])
    expect(tables.map(({ key }) => key).sort()).toEqual(Object.keys(tableNames).sort())
    expect(crossTables.map(({ key }) => key).sort()).toEqual(Object.keys(crossTableNames).sort())
    const known = tables.filter(({ rows }) => rows.filter(({ count }) => count > 0).length > 1)
    expect(known.length).toBeGreaterThan(50)
  })

  it.each(everyReport)(
    'are as many as each table and each of its rows says: %s',
    async (name) => {
      const report = reportOf(name)
      for (const { key: table, rows, total } of report.figures.tables) {
        expect([table, await weigh(report, table)]).toEqual([table, total])
        for (const { key, count } of rows) {
          expect([table, key, await weigh(report, table, key)]).toEqual([table, key, count])
        }
      }
    },
    120_000,
  )

  it.each(['month region', 'someDays listeningPoint'])(
    'are as many as each crossed cell says: %s',
    async (name) => {
      const report = reportOf(name)
      for (const { key: table, columns, rows, columnTotals, total } of report.figures.crossTables) {
        expect(await weigh(report, table)).toBe(total)
        for (const [at, { key: column }] of columns.entries()) {
          const said = columnTotals[at]
          if (said === 0) continue
          expect([table, column, await weigh(report, table, undefined, column)]).toEqual([table, column, said])
          for (const { key, counts } of rows) {
            expect([key, column, await weigh(report, table, key, column)]).toEqual([key, column, counts[at]])
          }
        }
        for (const { key, total: said } of rows) expect(await weigh(report, table, key)).toBe(said)
      }
    },
    120_000,
  )

  it.each(everyReport)(
    'are as many as each headline says, or the figures it comes from are named: %s',
    async (name) => {
      const report = reportOf(name)
      const { values } = report.figures
      for (const key of headlineKeys) {
        const { rows, figures = [], words } = headlineRows[key]
        if (!rows) {
          expect(words).toMatch(/\.$/)
          // Each of those opens in its turn.
          for (const figure of figures)
            expect([key, headlineRows[figure].words ?? headlineRows[figure].rows]).toBeTruthy()
          continue
        }
        const found = await rowsOf(report, key)
        if (words) {
          const counts = new Map<string, number>()
          for (const { amount } of found) counts.set(String(amount), (counts.get(String(amount)) ?? 0) + 1)
          expect([key, percentile(counts, key.includes('P95') ? 0.95 : 0.5)]).toEqual([key, values[key]])
        } else {
          const weighed = found.reduce((sum, { amount }) => sum + amount, 0)
          expect([key, weighed]).toEqual([key, values[key]])
        }
      }
    },
    120_000,
  )

  it('count for whoever sees one point only, and name nobody of another', async () => {
    const report = reportOf('month localAssociation')
    const all = await rowsOf(report, 'contactsIn')
    const seen = await rowsOf(report, 'contactsIn', undefined, undefined, colleague)
    expect(seen.length).toBe(all.length)
    const others = seen.filter(({ isReadable }) => !isReadable)
    expect(others.length).toBeGreaterThan(0)
    for (const row of others) expect([row.personName, row.personId, row.contactId]).toEqual([null, null, null])
    expect(seen.some(({ personName }) => personName !== null)).toBe(true)
  })

  it('are refused where nothing opens', async () => {
    const report = reportOf('month region')
    await expect(rowsOf(report, 'contactsInPerDay')).rejects.toThrow('si ricava da altre')
    await expect(rowsOf(report, 'waitSeconds')).rejects.toThrow('Questa tabella non c’è')
    await expect(rowsOf(report, 'toString')).rejects.toThrow('Questa tabella non c’è')
  })
})
