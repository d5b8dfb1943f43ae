import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import { publishReport } from '../../helpline/reports/publish-report.ts'
import { readPublishedChanges, readPublishedReport } from '../../helpline/reports/read-published-report.ts'
import { countReport } from '../../helpline/reports/read-report.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { monthPeriod, yearPeriod } from '../../helpline/reports/report-period.ts'
import { comuni, territorySets } from '../../prisma/reference/reference-data.ts'
import { seedReference } from '../../prisma/seed/reference.ts'
import { aListeningPoint, anOperator, aPerson } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const occasion = { now: new Date('2027-01-10T09:00:00Z'), actor: { kind: 'system' as const } }
const region = { kind: 'region' as const, id: null, name: 'Tutta la rete' }
const BRESCIA_COUNTRY = '017001'
const [CREMONA, CREMA, SALO] = ['019036', '019035', '017170']

describe('where people live, in the reports', () => {
  let database: TestDatabase
  let db: ReturnType<typeof connectDatabase>
  let store: Store
  let who: SignedIn
  let pointId: string

  beforeAll(async () => {
    database = await createTestDatabase()
    db = connectDatabase(database.url, 3)
    store = openStore(database.url, { maxConnections: 4 })
    await seedReference(db)
    pointId = (await aListeningPoint(db)).id
    const operator = await anOperator(db, { role: 'regionalAdmin' })
    who = { operatorId: operator.id, name: 'Carla Villa', email: '', role: 'regionalAdmin', listeningPointIds: [] }
    await recountFigures(store, occasion)
  }, 60_000)
  afterAll(async () => {
    await Promise.all([db?.$disconnect(), store?.close()])
    await database?.drop()
  })

  const calls = async (personId: string, at: string) => {
    const times = { occurredAt: new Date(at), recordedAt: new Date(at) }
    const from = { provenance: 'tollFree' as const, listeningPointId: pointId, personId }
    await db.contact.create({ data: { direction: 'inbound', ...from, ...times } })
  }
  const reportOf = async (year: number) => {
    await recountFigures(store, occasion)
    return countReport(store, occasion, { kind: 'yearly', period: yearPeriod(year), scope: region })
  }
  type Figures = Awaited<ReturnType<typeof reportOf>>['figures']
  const tableIn = ({ tables }: Figures, key: string) => tables.find((table) => table.key === key)
  const linesIn = (figures: Figures, key: string) =>
    tableIn(figures, key)?.rows.map(({ label, count }) => `${label} ${count}`)

  it('are placed in the ASL of 2013 and in the ATS after it, every comune that is not said to be uncertain', async () => {
    const provinceOf = new Map(comuni.map(({ istatCode, provinceSigla }) => [istatCode, provinceSigla]))
    for (const [kind, day] of [
      ['asl2013', '2013-06-30'],
      ['ats', '2026-06-30'],
    ] as const) {
      const unplaced = await db.$queryRawUnsafe<{ province: string; count: number }[]>(
        `SELECT province, count(*)::int AS count FROM report_territory
         WHERE from_day <= '${day}' AND '${day}' < until_day AND ${kind}_id IS NULL GROUP BY province ORDER BY province`,
      )
      const uncertain = territorySets.filter((set) => set.kind === kind && set.partial)
      const provinces = new Set(uncertain.flatMap((set) => set.comuni.map((comune) => provinceOf.get(comune))))
      for (const { province } of unplaced)
        expect([kind, province, provinces.has(province)]).toEqual([kind, province, true])
      expect([kind, unplaced.map(({ province }) => province)]).toEqual([
        kind,
        kind === 'asl2013' ? ['BS', 'MI'] : ['BS', 'CO'],
      ])
    }
  })

  it('stand in «non noto» where nobody knows, and the table says why; a table of other times is not there', async () => {
    const known = await aPerson(db, { comuneIstatCode: CREMONA })
    const unknown = await aPerson(db, { comuneIstatCode: BRESCIA_COUNTRY })
    for (const { id } of [known, unknown]) {
      await calls(id, '2013-05-14T10:00:00+02:00')
      await calls(id, '2025-05-14T10:00:00+02:00')
    }
    const { figures: then } = await reportOf(2013)
    expect(linesIn(then, 'peopleByAsl2013')).toEqual(['ASL Cremona 1', 'non noto 1'])
    expect(linesIn(then, 'contactsInByAsl2013')).toEqual(['ASL Cremona 1', 'non noto 1'])
    expect(tableIn(then, 'contactsInByAsl2013')?.note).toBe(
      'Di alcuni comuni non si conosce l’ASL: stanno in «non noto».',
    )
    expect(tableIn(then, 'contactsInByAts')).toBeUndefined()
    const cross = then.crossTables.map(({ key, total }) => [key, total])
    expect(cross).toContainEqual(['peopleByAsl2013AndAgeClass', 2])
    expect(cross.map(([key]) => key)).not.toContain('peopleByAtsAndAgeClass')
    const { figures: now } = await reportOf(2025)
    expect(linesIn(now, 'peopleByAts')).toEqual(['ATS Val Padana 1', 'non noto 1'])
    expect(tableIn(now, 'peopleByAts')?.note).toContain('L’ATS è quella del comune nell’ultimo giorno del periodo.')
    expect(tableIn(now, 'peopleByAsl2013')).toBeUndefined()
  })

  it('follow whoever moves, in live figures alone; a published report stays, and the difference is told', async () => {
    const { id } = await aPerson(db, { comuneIstatCode: CREMA })
    await calls(id, '2026-03-10T10:00:00+01:00')
    const period = monthPeriod('2026-03')
    const frozen = await publishReport(store, occasion, { who, kind: 'monthly', scopeKind: 'region', ...period })
    expect(linesIn(frozen.figures, 'peopleByComune')).toEqual(['Crema 1'])
    expect(tableIn(frozen.figures, 'peopleByComune')?.note).toBe(
      'Ciascuno conta dove risultava abitare alla data di questi dati, anche se nel periodo abitava altrove.',
    )
    await db.assistedPerson.update({ where: { id }, data: { comuneIstatCode: CREMONA } })
    await recountFigures(store, occasion)
    const live = await countReport(store, occasion, { kind: 'monthly', period, scope: region })
    expect(linesIn(live.figures, 'peopleByComune')).toEqual(['Cremona 1'])
    expect(linesIn(live.figures, 'contactsInByComune')).toEqual(['Cremona 1'])
    const reportId = frozen.published?.id ?? ''
    expect(linesIn((await readPublishedReport(store, { who, reportId })).figures, 'peopleByComune')).toEqual([
      'Crema 1',
    ])
    const { lines } = await readPublishedChanges(store, occasion, { who, reportId })
    const moved = lines.filter(({ section }) => section === 'Assistiti per comune')
    expect(moved.map(({ label, published, now }) => [label, published, now])).toEqual([
      ['Cremona', 0, 1],
      ['Crema', 1, 0],
    ])
  })

  it('are called what they are called at that moment, whoever read them before', async () => {
    const { id } = await aPerson(db, { comuneIstatCode: SALO })
    await calls(id, '2024-02-06T10:00:00+01:00')
    expect(linesIn((await reportOf(2024)).figures, 'peopleByComune')).toEqual(['Salò 1'])
    const rename = (name: string) => ({ where: { istatCode: SALO }, data: { name } })
    await expect(
      db.$transaction(async (tx) => {
        await tx.comune.update(rename('Salò sul Garda'))
        throw new Error('on second thoughts')
      }),
    ).rejects.toThrow()
    expect(linesIn((await reportOf(2024)).figures, 'peopleByComune')).toEqual(['Salò 1'])
    await db.comune.update(rename('Salò Nuova'))
    const named = await countReport(store, occasion, { kind: 'yearly', period: yearPeriod(2024), scope: region })
    expect(linesIn(named.figures, 'peopleByComune')).toEqual(['Salò Nuova 1'])
    const ats = await db.territorySet.findFirstOrThrow({ where: { kind: 'ats', name: 'ATS Brescia' } })
    await db.territoryMembership.create({ data: { setId: ats.id, kind: 'ats', comuneIstatCode: SALO } })
    expect(linesIn((await reportOf(2024)).figures, 'peopleByAts')).toEqual(['ATS Brescia 1'])
  })
})
