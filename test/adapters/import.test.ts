import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { campaignListSample } from '../../adapters/documents/campaign-list-csv.ts'
import { importSample, importSampleName } from '../../adapters/documents/import-csv.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openStore, type Store } from '../../adapters/postgres/store.ts'
import { takeImportBack } from '../../helpline/imports/bring-file-in.ts'
import { campaignListColumns } from '../../helpline/imports/campaign-list.ts'
import type { ImportBatch, Refusal } from '../../helpline/imports/import-batch.ts'
import type { ImportColumn } from '../../helpline/imports/import-column.ts'
import { importColumns } from '../../helpline/imports/import-columns.ts'
import { importKinds } from '../../helpline/imports/import-kinds.ts'
import { aPerson, type TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { bringIn, importOccasion, sampleNetwork } from '../support/imports.ts'

let database: TestDatabase
let db: TestDb
let store: Store

beforeAll(async () => {
  database = await createTestDatabase()
  db = connectDatabase(database.url, 4)
  store = openStore(database.url, { maxConnections: 6 })
})
afterAll(async () => {
  await Promise.all([store.close(), db.$disconnect()])
  await database.drop()
})

const emptied = [
  'import_batch',
  'import_row',
  'audit_entry',
  'listening_point',
  'assisted_person',
  'vehicle',
  'province',
]
beforeEach(async () => {
  await db.$executeRawUnsafe(`TRUNCATE ${emptied.join(', ')} CASCADE`)
  await sampleNetwork(db)
})

const refusals = async (batch: ImportBatch): Promise<Refusal[]> =>
  (await store.listImportRefusals(batch.id, { id: 0n }, 1000)).map(({ line, column, reason }) => ({
    line,
    column,
    reason,
  }))
const counts = ({ added, unchanged, refused, removed, state }: ImportBatch) => ({
  added,
  unchanged,
  refused,
  removed,
  state,
})
const all = async () => ({
  people: await db.assistedPerson.count(),
  phones: await db.personPhone.count(),
  volunteers: await db.volunteer.count(),
  vehicles: await db.vehicle.count(),
  contacts: await db.contact.count(),
  requests: await db.request.count(),
  services: await db.service.count(),
  rows: await db.importRow.count(),
})
const bringSamples = async () => {
  const batches: ImportBatch[] = []
  for (const kind of importKinds) batches.push(await bringIn(store, importSample(kind)))
  return batches
}
const done = (added: number) => ({ added, unchanged: 0, refused: 0, removed: 0, state: 'done' })

describe('the samples of docs/import', () => {
  it('are what the program makes, and the page beside them names every column', () => {
    const page = readFileSync('docs/import/README.md', 'utf8')
    const all: (readonly ImportColumn[])[] = [...importKinds.map((kind) => importColumns[kind]), campaignListColumns]
    for (const kind of importKinds) {
      expect(readFileSync(`docs/import/${importSampleName(kind)}`, 'utf8')).toBe(importSample(kind))
    }
    for (const columns of all) {
      for (const { title, required, aliases = [], hint } of columns) {
        expect(page).toContain(`| ${required ? `**${title}**` : title} | ${aliases.join(', ')} | ${hint} |`)
      }
    }
    expect(readFileSync('docs/import/elenco-campagna.csv', 'utf8')).toBe(campaignListSample())
    expect(readdirSync('docs/import')).toHaveLength(importKinds.length + 2)
  })

  it('go in one after the other, and twice change nothing', async () => {
    expect((await bringSamples()).map(counts)).toEqual(importKinds.map(() => done(1)))
    const once = await all()
    expect(once).toMatchObject({
      people: 1,
      phones: 1,
      volunteers: 1,
      vehicles: 1,
      contacts: 1,
      requests: 1,
      services: 1,
    })
    const again = await bringSamples()
    expect(again.map(counts)).toEqual(importKinds.map(() => ({ ...done(0), unchanged: 1 })))
    expect(await all()).toEqual(once)
  })

  it('arrive whole: true moments, the moment of recording, every reference', async () => {
    await bringSamples()
    const contact = await db.contact.findFirstOrThrow({ include: { person: true, point: true, association: true } })
    expect(contact).toMatchObject({
      occurredAt: new Date('2013-03-12T09:30:00+01:00'),
      recordedAt: importOccasion.now,
      provenance: 'tollFree',
      callerType: 'selfCaller',
      callerE164: '+390372900123',
      person: { lastName: 'Galli', comuneIstatCode: '019036', mobility: 'aided', livesAlone: true },
      point: { name: 'Punto d’Ascolto di Cremona' },
      association: { name: 'Auser Cremona' },
    })
    const service = await db.service.findFirstOrThrow({ include: { volunteer: true, vehicle: true, request: true } })
    expect(service).toMatchObject({
      startsAt: new Date('2013-03-15T08:30:00+01:00'),
      endsAt: new Date('2013-03-15T11:00:00+01:00'),
      state: 'done',
      outcome: 'done',
      km: 24,
      minutes: 150,
      volunteer: { lastName: 'Ferrari' },
      vehicle: { plate: 'ESEMPIO1' },
      request: { contactId: contact.id, position: 1, helpKind: 'transport', createdAt: contact.occurredAt },
    })
  })
})

describe('rows that cannot go in', () => {
  const people = 'Codice persona,Cognome,Nome,Data di nascita,Sesso,Comune\n'

  it('are told by line, column and reason, and the others go in', async () => {
    const batch = await bringIn(
      store,
      `${people}1,Bianchi,Rosa,12/3/1941,F,Cremona\n2,Galli,,31/2/1941,boh,Cremona\n3,Riva,Ada,,,Atlantide\n,Villa,Ida,,,\n1,Bianchi,Rosa,12/03/1941,donna,CREMONA\n1,Bianchi,Rosetta,,,\n4,a,b,,,,troppo\n`,
    )
    // The fifth row says the first one again, but for the spelling of its comune: that is another content.
    expect(counts(batch)).toEqual({ ...done(1), refused: 6 })
    expect(await refusals(batch)).toEqual([
      { line: 3, column: 'Nome', reason: 'Questo dato serve.' },
      { line: 3, column: 'Data di nascita', reason: expect.stringContaining('12/03/2013') },
      { line: 3, column: 'Sesso', reason: expect.stringContaining('donna, uomo') },
      { line: 4, column: 'Comune', reason: 'Nessun Comune si chiama così.' },
      { line: 5, column: 'Codice persona', reason: 'Questo dato serve.' },
      { line: 6, column: 'Codice persona', reason: expect.stringContaining('dati diversi') },
      { line: 7, column: 'Codice persona', reason: expect.stringContaining('dati diversi') },
      { line: 8, column: null, reason: 'La riga ha 7 celle, l’intestazione ne ha 6.' },
    ])
    expect(JSON.stringify(await db.importRefusal.findMany({ select: { reason: true } }))).not.toContain('Bianchi')
  })

  it('with a code seen before and other data are refused: nobody’s correction is lost', async () => {
    await bringIn(store, `${people}1,Bianchi,Rosa,,,\n`)
    const batch = await bringIn(store, `${people}1,Bianchi,Rosina,,,\n`)
    expect(counts(batch)).toEqual({ ...done(0), refused: 1 })
    expect((await db.assistedPerson.findFirstOrThrow()).firstName).toBe('Rosa')
    const elsewhere = await bringIn(store, `${people}1,Bianchi,Rosina,,,\n`, { source: 'altro archivio' })
    expect(counts(elsewhere)).toEqual(done(1))
  })

  it('that refer to what is not there yet go in when it is', async () => {
    const requests = importSample('request')
    await bringIn(store, importSample('person'))
    expect(counts(await bringIn(store, requests))).toEqual({ ...done(0), refused: 1 })
    await bringIn(store, importSample('contact'))
    expect(counts(await bringIn(store, requests))).toEqual(done(1))
  })

  it('that book a volunteer twice are refused, and only they', async () => {
    await bringSamples()
    const batch = await bringIn(
      store,
      'Codice servizio;Richiesta;Data;Ora inizio;Ora fine;Esito;Volontario\nS-2;R-1;15/3/2013;10;12;svolto;V-1\nS-3;R-1;15/3/2013;11;12;svolto;V-1\nS-4;R-1;15/3/2013;11;12;svolto;\n',
    )
    expect(counts(batch)).toEqual({ ...done(2), refused: 1 })
    expect(await refusals(batch)).toEqual([
      { line: 2, column: 'Volontario', reason: expect.stringContaining('già impegnato') },
    ])
  })

  it('of the future, of no person, or that contradict themselves are refused', async () => {
    await bringIn(store, importSample('person'))
    const contacts = await bringIn(
      store,
      'Codice contatto;Direzione;Data;Provenienza;Punto;Scopo;Persona\n1;entrata;25/11/2026;in sede;Punto d’Ascolto di Cremona;;\n2;entrata;1/1/2013;in sede;Punto d’Ascolto di Cremona;all’assistito;\n3;uscita;1/1/2013;in sede;;;\n4;entrata;1/1/2013;in sede;Punto di nessuno;;Z\n5;entrata;1/1/2013;in sede;Punto d’Ascolto di Cremona;;\n',
    )
    expect((await refusals(contacts)).map(({ line, column }) => [line, column])).toEqual([
      [2, 'Data'],
      [3, 'Scopo'],
      [4, 'Punto d’Ascolto'],
      [4, 'Scopo'],
      [5, 'Punto d’Ascolto'],
      [5, 'Persona'],
    ])
    const requests = await bringIn(
      store,
      'Codice richiesta;Contatto;Genere;Informazione;Aiuto;Esito;Causa\n1;5;aiuto;casa;;risolta;\n2;5;informazione;casa;;non soddisfatta;\n3;5;informazione;casa;;risolta;\n',
    )
    expect((await refusals(requests)).map(({ line, column }) => [line, column])).toEqual([
      [2, 'Aiuto'],
      [2, 'Informazione'],
      [3, 'Causa'],
    ])
    const services = await bringIn(store, 'Codice servizio;Richiesta;Data;Ora;Esito\n1;3;1/1/2013;9;svolto\n')
    expect((await refusals(services))[0]?.reason).toContain('richiesta d’informazione')
  })
})

describe('a card that is there already', () => {
  it('keeps what is written on it, and the code stands for it from then on', async () => {
    const rosa = await aPerson(db, { firstName: 'Rosa', fiscalCode: 'GLLTRS41C59D150V' })
    const batch = await bringIn(store, importSample('person'))
    expect(counts(batch)).toEqual({ ...done(0), unchanged: 1 })
    await bringIn(store, importSample('contact'))
    expect(await db.contact.findFirstOrThrow()).toMatchObject({ personId: rosa.id })
    await takeImportBack(store, importOccasion, batch.id)
    expect(await db.assistedPerson.findFirstOrThrow()).toMatchObject({ id: rosa.id, firstName: 'Rosa' })
  })
})

describe('a file that is no good', () => {
  it('leaves nothing but its batch and one sentence', async () => {
    for (const content of ['Nome;Colore\na;b\n', `${importSample('person')}"rotta;riga\n`]) {
      const batch = await bringIn(store, content)
      expect(batch).toMatchObject({ state: 'refused', added: 0, problem: expect.stringMatching(/^[A-Z].*\.$/) })
    }
    expect(await all()).toMatchObject({ people: 0, rows: 0 })
  })
})

const manyPeople = (count: number) =>
  `Codice persona;Cognome;Nome\n${Array.from({ length: count }, (_, at) => `${at};Riva;Ada ${at}\n`).join('')}`

describe('a batch that is killed', () => {
  it('goes on where it was, and every row is written once', async () => {
    const content = manyPeople(2_300)
    let chunks = 0
    const killed = bringIn(store, content, {
      doors: {
        transaction: (occasion, work) =>
          store.transaction(occasion, async (tx) => {
            const result = await work(tx)
            // The first chunk after the three moves of state is kept, the second is lost with its transaction.
            if (++chunks === 5) throw new Error('killed')
            return result
          }),
      },
    })
    await expect(killed).rejects.toThrow('killed')
    expect(await db.assistedPerson.count()).toBe(1_000)
    const batch = await bringIn(store, content)
    expect(counts(batch)).toEqual(done(2_300))
    expect(await db.importBatch.count()).toBe(1)
    expect(await db.assistedPerson.count()).toBe(2_300)
  })

  it('and is run by two at once still writes every row once', async () => {
    const content = manyPeople(2_300)
    await bringIn(store, content, { doors: { readImportGround: () => Promise.reject(new Error('killed')) } }).catch(
      () => {},
    )
    const [one, other] = await Promise.all([bringIn(store, content), bringIn(store, content)])
    expect([one.id, await db.assistedPerson.count()]).toEqual([other.id, 2_300])
    expect(counts((await store.findImportBatch(one.id)) as ImportBatch)).toEqual(done(2_300))
  })
})

describe('undoing', () => {
  it('takes away what a batch wrote, after which it may be brought in again', async () => {
    const batches = await bringSamples()
    for (const batch of batches.reverse()) {
      expect(await takeImportBack(store, importOccasion, batch.id)).toMatchObject({ state: 'undone', removed: 1 })
    }
    expect(await all()).toEqual({
      people: 0,
      phones: 0,
      volunteers: 0,
      vehicles: 0,
      contacts: 0,
      requests: 0,
      services: 0,
      rows: 0,
    })
    expect((await bringSamples()).map(counts)).toEqual(importKinds.map(() => done(1)))
  })

  it('is refused while something uses its rows, and says what', async () => {
    const [people, volunteers, vehicles, , contacts, requests] = await bringSamples()
    for (const [batch, words] of [
      [people, '(usati in contatti'],
      [volunteers, '(usati in servizi'],
      [vehicles, '(usati in servizi'],
      [contacts, '(usati in richieste'],
      [requests, '(usati in servizi'],
    ] as const) {
      await expect(takeImportBack(store, importOccasion, batch?.id ?? '')).rejects.toThrow(words)
    }
    expect(await all()).toMatchObject({ people: 1, contacts: 1, services: 1 })
  })

  it('is refused once somebody has changed a row by hand', async () => {
    const batch = await bringIn(store, importSample('person'))
    await db.assistedPerson.updateMany({ data: { nickname: 'Rosetta', version: { increment: 1 } } })
    await expect(takeImportBack(store, importOccasion, batch.id)).rejects.toThrow('cambiati a mano')
  })

  it('is refused once somebody said what they want, which would be lost with their card', async () => {
    const batch = await bringIn(store, importSample('person'))
    const { id: personId } = await db.assistedPerson.findFirstOrThrow()
    await db.consent.create({
      data: { personId, purpose: 'messages', given: false, how: 'a voce, in sede', at: new Date() },
    })
    await expect(takeImportBack(store, importOccasion, batch.id)).rejects.toThrow('con consensi o rifiuti raccolti')
    expect(await db.consent.count({ where: { given: false } })).toBe(1)
  })

  it('takes thousands of rows away soon after they were written', async () => {
    const batch = await bringIn(store, manyPeople(9_000))
    expect(await takeImportBack(store, importOccasion, batch.id)).toMatchObject({ state: 'undone', removed: 9_000 })
  })

  it('leaves what was written afterwards, and may be asked twice', async () => {
    const batch = await bringIn(store, manyPeople(50))
    const later = await aPerson(db)
    await takeImportBack(store, importOccasion, batch.id)
    await expect(takeImportBack(store, importOccasion, batch.id)).rejects.toThrow('già stato annullato')
    expect((await db.assistedPerson.findMany()).map(({ id }) => id)).toEqual([later.id])
  })
})

describe('the audit', () => {
  it('has one line for a batch, not one for each row', async () => {
    const batch = await bringIn(store, manyPeople(300))
    await takeImportBack(store, importOccasion, batch.id)
    const entries = await db.auditEntry.findMany({ where: { entityId: batch.id }, orderBy: { id: 'asc' } })
    expect(entries.map(({ action }) => action)).toEqual(['import.started', 'import.done', 'import.undone'])
    expect(await db.auditEntry.count()).toBe(3)
  })
})
