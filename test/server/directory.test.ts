import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { informationKinds } from '../../helpline/contacts/kinds.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, anOperator } from '../support/builders.ts'
import { bringIn, importOccasion } from '../support/imports.ts'

let app: TestApp
let operator: string
let coordinator: string
let cremona: string
let crema: string
let lodi: string

beforeAll(async () => {
  app = await startTestApp()
  const pointIds = [(await aListeningPoint(app.db)).id]
  operator = await app.signIn(await anOperator(app.db, { pointIds }))
  coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds }))
  cremona = (await aComune(app.db, { name: 'Cremona' })).istatCode
  crema = (await aComune(app.db, { name: 'Crema' })).istatCode
  lodi = (await aComune(app.db, { name: 'Lodi', provinceSigla: 'LO' })).istatCode
})
afterAll(() => app.close())

const entry = (fields = {}) => ({
  name: 'Sportello assistenti familiari',
  informationKinds: ['socialCare' as const],
  description: 'Cercare e mettere in regola una badante.',
  forWhom: 'Famiglie',
  address: null,
  comuneIstatCode: null as string | null,
  served: [] as string[],
  phone: '0372 900123',
  openingTimes: null,
  howToReach: null,
  ...fields,
})
const added = async (fields = {}, entryId = randomUUID()) =>
  app.call('addDirectoryEntry', { params: { entryId }, body: entry(fields) }, coordinator)
const found = async (query: object) => (await app.call('searchDirectory', { query }, operator)).map(({ name }) => name)

describe('the directory of services', () => {
  it('is written by coordinators only; added twice it is one entry, checked today', async () => {
    const entryId = randomUUID()
    const params = { entryId }
    expect((await app.refusal('addDirectoryEntry', { params, body: entry() }, operator)).status).toBe(403)
    const first = await added({ name: 'Nido di prova' }, entryId)
    const second = await added({ name: 'Nido di prova' }, entryId)
    expect(second).toEqual(first)
    expect(first).toMatchObject({ lastCheckedOn: '2026-11-24', stale: false, version: 1, phone: '0372 900123' })
    const traces = await app.db.auditEntry.findMany({ where: { entityId: entryId } })
    expect(traces.map(({ action }) => action)).toEqual(['directory.added'])
  })

  it('is found by stems, by a word half typed, with a slip and without its accent', async () => {
    await added({ name: 'Città solidale', description: 'Aiuto per disabilità gravi e badanti' })
    for (const search of ['badanti', 'badante', 'badan', 'solidle', 'citta', 'disabilita']) {
      expect(await found({ search }), search).toContain('Città solidale')
    }
    expect(await found({ search: 'astronave' })).toEqual([])
    expect(await found({ search: '%' })).toEqual([])
  })

  it('is filtered by kind and by comune: what is there first, then its province, then what serves everywhere', async () => {
    const kind = informationKinds[9]
    const of = (name: string, fields: object) => added({ name, informationKinds: [kind], ...fields })
    await of('ovunque', { served: ['*'], comuneIstatCode: lodi })
    await of('in tutta la regione', {})
    await of('provincia di Cremona', { served: ['CR'], comuneIstatCode: crema })
    await of('a Cremona', { comuneIstatCode: cremona })
    await of('a Crema', { comuneIstatCode: crema })
    await of('a Lodi, anche per Cremona', { comuneIstatCode: lodi, served: [cremona, lodi] })
    expect(await found({ kind, comune: cremona })).toEqual([
      'a Cremona',
      'a Lodi, anche per Cremona',
      'provincia di Cremona',
      'in tutta la regione',
      'ovunque',
    ])
    expect(await found({ kind, comune: lodi })).toEqual(['a Lodi, anche per Cremona', 'ovunque', 'in tutta la regione'])
    expect(await found({ kind: 'culture' })).toEqual([])
  })

  it('lets no write be lost: an older version is told, and nothing is changed', async () => {
    const { id: entryId, version } = await added({ name: 'Due mani' })
    const params = { entryId }
    const write = (phone: string) =>
      app.call('changeDirectoryEntry', { params, body: { version, phone } }, coordinator).then(
        () => 'saved',
        () => 'told',
      )
    expect((await Promise.all([write('0372 1'), write('0372 2')])).sort()).toEqual(['saved', 'told'])
    const conflict = await app.refusal('changeDirectoryEntry', { params, body: { version, phone: '3' } }, coordinator)
    expect(conflict.status).toBe(409)
  })

  it('is found also where nobody has ever said what it serves', async () => {
    const data = { name: 'Voce antica', description: 'Di un vecchio archivio', comuneIstatCode: cremona }
    const { id } = await app.db.directoryEntry.create({ data })
    expect(await found({ search: 'voce antica' })).toEqual(['Voce antica'])
    expect(await found({ search: 'voce antica', comune: cremona })).toEqual(['Voce antica'])
    expect(await found({ search: 'voce antica', comune: lodi })).toEqual([])
    await app.db.directoryEntry.delete({ where: { id } })
  })

  it('refuses what cannot be, beside its field', async () => {
    const params = { entryId: randomUUID() }
    const refused = async (fields: object) =>
      Object.keys((await app.refusal('addDirectoryEntry', { params, body: entry(fields) }, coordinator)).fields ?? {})
    expect(await refused({ name: ' ', informationKinds: [] })).toEqual(['name', 'informationKinds'])
    expect(await refused({ comuneIstatCode: '999999' })).toEqual(['comuneIstatCode'])
    expect(await refused({ served: ['ZZ'] })).toEqual(['served'])
    expect(await app.db.directoryEntry.count({ where: { id: params.entryId } })).toBe(0)
  })

  it('flags what nobody has checked for a year, lists it, and forgets the flag when it is checked', async () => {
    const { id: entryId } = await added({ name: 'Dimenticato' })
    await app.db.directoryEntry.update({ where: { id: entryId }, data: { lastCheckedOn: new Date('2025-11-23') } })
    expect(await found({ scope: 'stale' })).toEqual(['Dimenticato'])
    const params = { entryId }
    const checked = await app.call('checkDirectoryEntry', { params, body: {} }, coordinator)
    const again = await app.call('checkDirectoryEntry', { params, body: {} }, coordinator)
    expect(checked).toMatchObject({ stale: false, lastCheckedOn: '2026-11-24' })
    expect(again.version).toBe(checked.version)
    // Whoever was writing it meanwhile goes on.
    const written = { params, body: { version: 1, phone: '0372 1' } }
    expect(await app.call('changeDirectoryEntry', written, coordinator)).toMatchObject({ phone: '0372 1', version: 2 })
    expect(await found({ scope: 'stale' })).toEqual([])
  })

  it('takes an entry out of use and puts it back; what was answered from it keeps it', async () => {
    const { id: entryId } = await added({ name: 'Chiuso per sempre' })
    const params = { entryId }
    await app.call('retireDirectoryEntry', { params, body: {} }, coordinator)
    expect(await found({ search: 'chiuso per sempre' })).toEqual([])
    expect(await found({ search: 'chiuso per sempre', scope: 'retired' })).toEqual(['Chiuso per sempre'])
    expect((await app.call('readDirectoryEntry', { params }, operator)).active).toBe(false)
    await app.call('restoreDirectoryEntry', { params, body: {} }, coordinator)
    expect(await found({ search: 'chiuso per sempre' })).toEqual(['Chiuso per sempre'])
  })
})

describe('a file of the directory', () => {
  const header = 'Codice voce;Servizio;Tipi d’informazione;Che cosa offre;Comune;Vale per;Verificato il\r\n'
  const bring = (text: string) => bringIn(app.store, text, { occasion: { ...importOccasion, now: app.clock.now() } })
  const download = async (who: string) => app.send('GET', '/api/directory/export.csv', { cookie: who })
  const counts = ({ added: rows, unchanged, refused }: { added: number; unchanged: number; refused: number }) => [
    rows,
    unchanged,
    refused,
  ]

  it('comes in once, however often it is brought, and says row by row what stays out', async () => {
    const good = 'S-1;Bus per il mercato;sanitario | culturale;Va al mercato;Crema;CR | Lodi;1/3/2026\r\n'
    const wrong = [
      'S-2;;sanitario;Manca il nome;;;',
      'S-3;Altro;cucina;Tipo inventato;;;',
      'S-4;Altro;sanitario;Posto inventato;;Atlantide;',
      'S-5;Altro;sanitario;Nel futuro;;;1/3/2030',
    ].join('\r\n')
    const batch = await bring(header + good + wrong)
    expect(counts(batch)).toEqual([1, 0, 4])
    const refusals = await app.store.listImportRefusals(batch.id, { id: 0n }, 10)
    expect(refusals.map(({ line, column }) => [line, column])).toEqual([
      [3, 'Servizio'],
      [4, 'Tipi d’informazione'],
      [5, 'Vale per'],
      [6, 'Verificato il'],
    ])
    expect(counts(await bring(header + good))).toEqual([0, 1, 0])
    const [brought] = await app.call('searchDirectory', { query: { search: 'bus per il mercato' } }, operator)
    expect(brought).toMatchObject({
      informationKinds: ['health', 'culture'],
      comune: 'Crema',
      servedNames: ['provincia di CR', 'Lodi'],
      lastCheckedOn: '2026-03-01',
    })
  })

  it('goes out for coordinators with every entry in use, and brought back in changes nothing', async () => {
    expect((await download(operator)).status).toBe(403)
    const { id: retired } = await added({ name: 'Fuori uso' })
    await app.call('retireDirectoryEntry', { params: { entryId: retired }, body: {} }, coordinator)
    await added({ name: 'Tra virgolette; "così"', description: 'Due\nrighe', served: ['*'] })
    const text = await (await download(coordinator)).text()
    expect(text).not.toContain('Fuori uso')
    const before = await app.db.directoryEntry.findMany({ orderBy: { id: 'asc' } })
    const batch = await bring(text)
    expect(counts(batch)).toEqual([0, before.length - 1, 0])
    expect(await app.db.directoryEntry.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
  })
})
