import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importSample } from '../../adapters/documents/import-csv.ts'
import { IMPORT_PIECE_BYTES, type ImportBatchView } from '../../contract/imports.ts'
import { MOST_IMPORT_BYTES } from '../../helpline/imports/import-kinds.ts'
import { runImport } from '../../helpline/imports/run-import.ts'
import { undoImport } from '../../helpline/imports/undo-import.ts'
import { keepHouse } from '../../workers/housekeeping.ts'
import { importDoors } from '../../workers/import-doors.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aListeningPoint, aLocalAssociation, anOperator } from '../support/builders.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'
import { sampleNetwork } from '../support/imports.ts'

let app: TestApp
let coordinator: string
let region: string
let operator: string

beforeAll(async () => {
  app = await startTestApp()
  const { point } = await sampleNetwork(app.db)
  const elsewhere = await aListeningPoint(app.db, { name: 'Punto d’Ascolto di Lodi' })
  await aLocalAssociation(app.db, { name: 'Auser Lodi', listeningPointId: elsewhere.id })
  coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [point.id] }))
  region = await app.signIn(await anOperator(app.db, { name: 'Elena Colombo', role: 'regionalAdmin' }))
  operator = await app.signIn(await anOperator(app.db, { name: 'Dino Sala', pointIds: [point.id] }))
})
afterAll(() => app?.close())

const handlers = onlyHandlers({
  'run-import': (occasion, payload) => runImport(importDoors(app.store, occasion), occasion, payload),
  'undo-import': (occasion, payload) => undoImport(app.store, occasion, payload),
})
const work = () => drain(app.store, handlers, TUESDAY_AT_TEN)

async function upload(
  content: string | Buffer,
  cookie: string,
  pieceBytes = IMPORT_PIECE_BYTES,
): Promise<ImportBatchView> {
  const bytes = Buffer.from(content)
  let batch = await app.call('startImport', { body: { fileName: 'prova.csv', sizeBytes: bytes.length } }, cookie)
  for (let position = 0; position * pieceBytes < bytes.length; position++) {
    const piece = bytes.subarray(position * pieceBytes, (position + 1) * pieceBytes)
    const sent = {
      params: { batchId: batch.id, position: String(position) },
      body: { content: piece.toString('base64') },
    }
    batch = await app.call('sendImportPiece', sent, cookie)
  }
  return batch
}
const read = (batch: ImportBatchView, cookie = coordinator) =>
  app.call('readImport', { params: { batchId: batch.id } }, cookie)

describe('a file from the console', () => {
  it('arrives in pieces, is written by a worker, shown, and taken away again', async () => {
    const batch = await upload(importSample('person'), coordinator, 100)
    expect(batch.state).toBe('waiting')
    expect(await work()).toEqual(['run-import'])
    expect(await read(batch)).toMatchObject({
      state: 'done',
      kind: 'person',
      rows: 1,
      added: 1,
      by: 'Ada Bianchi',
      refusals: [],
    })
    expect(await app.db.importPiece.count()).toBe(0)
    expect(await app.db.assistedPerson.count()).toBe(1)
    await app.call('undoImport', { params: { batchId: batch.id }, body: {} }, coordinator)
    expect(await work()).toEqual(['undo-import'])
    expect(await read(batch)).toMatchObject({ state: 'undone', removed: 1 })
    expect(await app.db.assistedPerson.count()).toBe(0)
  })

  it('whose job was lost goes on when somebody asks, and not once it is over', async () => {
    const batch = await upload(importSample('vehicle'), coordinator)
    await app.db.jobWish.deleteMany()
    expect(await work()).toEqual([])
    const asked = { params: { batchId: batch.id }, body: {} }
    expect(await app.refusal('resumeImport', asked, operator)).toMatchObject({ status: 403 })
    await app.call('resumeImport', asked, coordinator)
    expect(await work()).toEqual(['run-import'])
    expect(await read(batch)).toMatchObject({ state: 'done', added: 1 })
    expect(await app.refusal('resumeImport', asked, coordinator)).toMatchObject({ status: 409 })
    await app.call('undoImport', { params: { batchId: batch.id }, body: {} }, coordinator)
    await work()
  })

  it('sent twice, piece by piece and job by job, has one effect', async () => {
    const content = Buffer.from(importSample('volunteer'))
    const half = content.length >> 1
    const started = await app.call(
      'startImport',
      { body: { fileName: 'v.csv', sizeBytes: content.length } },
      coordinator,
    )
    const send = (position: number, bytes: Buffer) =>
      app.call(
        'sendImportPiece',
        { params: { batchId: started.id, position: String(position) }, body: { content: bytes.toString('base64') } },
        coordinator,
      )
    await send(0, content.subarray(0, half))
    expect((await send(0, content.subarray(0, half))).receivedBytes).toBe(half)
    await send(1, content.subarray(half))
    await expect(send(1, content.subarray(half))).rejects.toThrow('409')
    const occasion = { now: TUESDAY_AT_TEN, actor: { kind: 'system' } } as const
    const run = () => runImport(importDoors(app.store, occasion), occasion, { batchId: started.id })
    await Promise.all([run(), run()])
    await run()
    await work()
    expect(await read(started)).toMatchObject({ state: 'done', added: 1, unchanged: 0 })
    expect(await app.db.volunteer.count()).toBe(1)
  })

  it('says line, column and reason of what was refused, on the page and in a file', async () => {
    const batch = await upload(
      'Codice persona;Cognome;Nome;Punto;Sesso\n1;Riva;Ada;Punto d’Ascolto di Lodi;\n2;Villa;Ida;Punto d’Ascolto di Cremona;boh\n',
      coordinator,
    )
    await work()
    const shown = await read(batch)
    expect(shown.refusals).toEqual([
      { line: 2, column: 'Punto d’Ascolto', reason: 'Può caricare solo i dati dei Suoi punti d’ascolto.' },
      { line: 3, column: 'Sesso', reason: expect.stringContaining('donna, uomo') },
    ])
    const file = await app.send('GET', `/api/imports/${batch.id}/refused.csv`, { cookie: coordinator })
    expect(file.headers.get('content-type')).toContain('text/csv')
    expect((await file.text()).split('\r\n')[1]).toBe(
      '2;Punto d’Ascolto;Può caricare solo i dati dei Suoi punti d’ascolto.',
    )
  })

  it('that is no good is told in one sentence and leaves nothing', async () => {
    const batch = await upload('Nome;Colore\na;b\n', coordinator)
    await work()
    expect(await read(batch)).toMatchObject({
      state: 'refused',
      problem: expect.stringContaining('intestazioni'),
      mayUndo: false,
    })
    const tooLarge = await app.refusal(
      'startImport',
      { body: { fileName: 'x.csv', sizeBytes: 100 * 1024 * 1024 } },
      coordinator,
    )
    expect(tooLarge).toMatchObject({ status: 422, detail: expect.stringContaining('100 MB') })
    expect(MOST_IMPORT_BYTES).toBeLessThan(100 * 1024 * 1024)
    const empty = await app.refusal('startImport', { body: { fileName: 'x.csv', sizeBytes: 0 } }, coordinator)
    expect(empty.detail).toBe('Il file è vuoto.')
  })

  const header = 'Codice persona;Cognome;Nome\n'
  it.each([
    ['in UTF-16', Buffer.from(`\ufeff${header}9;Riva;Ada\n`, 'utf16le'), /UTF-16/],
    ['with a quote never closed', `${header}9;"Riva;Ada\n`, /virgolette aperte/],
    ['with a quote in the wrong place', `${header}9;"Riva" Ada;Ada\n`, /virgolette/],
    ['that is a workbook', Buffer.from('504b030414000600', 'hex'), /foglio di calcolo/],
    ['that is a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), /Non è un file di testo/],
    ['with its headings and nothing else', header, /nessuna riga/],
    ['with a heading twice', 'Codice persona;Cognome;Nome;Nome\n9;Riva;Ada;Ada\n', /Nome/],
    ['without a heading it needs', 'Codice persona;Nome\n9;Ada\n', /Cognome/],
  ])('%s is told in one sentence and leaves nothing', async (_what, content, sentence) => {
    const people = await app.db.assistedPerson.count()
    const batch = await upload(content, coordinator)
    await work()
    expect(await read(batch)).toMatchObject({ state: 'refused', problem: expect.stringMatching(sentence), added: 0 })
    expect([await app.db.assistedPerson.count(), await app.db.importPiece.count()]).toEqual([people, 0])
  })

  it('that brings more than it announced is refused', async () => {
    const batch = await app.call('startImport', { body: { fileName: 'x.csv', sizeBytes: 2 } }, coordinator)
    const sent = {
      params: { batchId: batch.id, position: '0' },
      body: { content: Buffer.from('abcd').toString('base64') },
    }
    expect(await app.refusal('sendImportPiece', sent, coordinator)).toMatchObject({ status: 422 })
  })

  it('is undone only while nothing uses it', async () => {
    const people = await upload(importSample('person'), coordinator)
    await work()
    await upload(importSample('contact'), coordinator)
    await work()
    const refusal = await app.refusal('undoImport', { params: { batchId: people.id }, body: {} }, coordinator)
    expect(refusal).toMatchObject({ status: 409, detail: expect.stringContaining('usati in contatti') })
    expect(await work()).toEqual([])
  })
})

describe('who may', () => {
  it('is coordinators and the region: each their own, the region all', async () => {
    const batch = await upload(importSample('vehicle'), coordinator)
    await work()
    expect(await app.refusal('listImports', {}, operator)).toMatchObject({ status: 403 })
    expect(await app.refusal('startImport', { body: { fileName: 'x', sizeBytes: 1 } }, operator)).toMatchObject({
      status: 403,
    })
    expect((await app.call('listImports', {}, region)).map(({ id }) => id)).toContain(batch.id)
    const theirs = await upload('Codice persona;Cognome;Nome\n9;Riva;Ada\n', region)
    expect((await app.call('listImports', {}, coordinator)).map(({ id }) => id)).not.toContain(theirs.id)
    expect(await app.refusal('readImport', { params: { batchId: theirs.id } }, coordinator)).toMatchObject({
      status: 403,
    })
    expect(await app.refusal('undoImport', { params: { batchId: theirs.id }, body: {} }, coordinator)).toMatchObject({
      status: 403,
    })
    await work()
  })

  it('may have the samples', async () => {
    const file = await app.send('GET', '/api/imports/samples/request', { cookie: coordinator })
    expect(await file.text()).toContain('Codice richiesta')
  })
})

describe('the consoles', () => {
  it('hear of every step', async () => {
    await app.db.liveEvent.deleteMany()
    const batch = await upload('Codice persona;Cognome;Nome\n77;Riva;Ida\n', region)
    await work()
    const events = await app.db.liveEvent.findMany({ where: { topic: 'import', entityId: batch.id } })
    expect(events.length).toBeGreaterThanOrEqual(4)
  })
})

// Last: after two weeks the sessions are over too.
describe('a file', () => {
  it('whose last piece never comes is forgotten after two weeks, and only that one', async () => {
    const batch = await app.call('startImport', { body: { fileName: 'x.csv', sizeBytes: 9 } }, coordinator)
    const sent = {
      params: { batchId: batch.id, position: '0' },
      body: { content: Buffer.from('abc').toString('base64') },
    }
    await app.call('sendImportPiece', sent, coordinator)
    const keep = (days: number) =>
      keepHouse(app.store, { now: new Date(TUESDAY_AT_TEN.getTime() + days * 86_400_000), actor: { kind: 'system' } })
    await keep(13)
    const held = () => app.db.importBatch.count({ where: { id: batch.id } })
    expect([await app.db.importPiece.count(), await held()]).toEqual([1, 1])
    await keep(15)
    expect([await app.db.importPiece.count(), await held()]).toEqual([0, 0])
    expect(await app.db.importBatch.count()).toBeGreaterThan(0)
  })
})
