import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importSample, importSampleName } from '../../adapters/documents/import-csv.ts'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { importKinds } from '../../helpline/imports/import-kinds.ts'
import type { TestDb } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { sampleNetwork } from '../support/imports.ts'

describe('npm run import', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-import-'))
  let database: TestDatabase
  let db: TestDb

  beforeAll(async () => {
    database = await createTestDatabase()
    db = connectDatabase(database.url, 2)
    await sampleNetwork(db)
    for (const [at, kind] of importKinds.entries()) {
      writeFileSync(path.join(folder, `${at + 1}-${importSampleName(kind)}`), importSample(kind))
    }
  })
  afterAll(async () => {
    await db.$disconnect()
    await database.drop()
    rmSync(folder, { recursive: true })
  })

  const run = (...programArguments: string[]) =>
    new Promise<{ code: number | string; said: string }>((resolve) => {
      const env = { ...process.env, DATABASE_URL: database.url, FILO_CLOCK: '2026-11-24T10:00+01:00' }
      execFile(
        process.execPath,
        ['--import', 'tsx', 'launch/import.ts', ...programArguments],
        { env },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, said: stdout + stderr }),
      )
    })

  it('brings a folder in, and again changes nothing', async () => {
    const first = await run(folder)
    expect(first).toMatchObject({ code: 0 })
    expect(first.said.match(/1 aggiunta, 0 già presenti, 0 rifiutate/g)).toHaveLength(importKinds.length)
    const again = await run('--source', 'archivio', folder)
    expect(again.said.match(/0 aggiunte, 1 già presente, 0 rifiutate/g)).toHaveLength(importKinds.length)
    expect(await db.service.count()).toBe(1)
  })

  it('writes beside a file what was refused in it, and takes a batch back', async () => {
    const file = path.join(folder, 'persone.csv')
    writeFileSync(file, 'Codice persona;Cognome;Nome\n7;Riva;Ada\n8;;Ida\n')
    const { code, said } = await run(file)
    expect([code, said]).toEqual([1, expect.stringContaining('1 aggiunta, 0 già presenti, 1 rifiutata')])
    expect(readFileSync(path.join(folder, 'persone.rifiutate.csv'), 'utf8')).toContain('3;Cognome;Questo dato serve.')
    const batchId = /--undo (\S+)/.exec(said)?.[1] ?? ''
    const undone = await run('--undo', batchId)
    expect([undone.code, undone.said]).toEqual([0, expect.stringContaining('1 riga tolta')])
    expect(await db.assistedPerson.count()).toBe(1)
  })

  it('says in a sentence what it cannot do', async () => {
    expect((await run()).said).toMatch(/^Uso: npm run import/)
    expect((await run(path.join(folder, 'manca.csv'))).said).toMatch(/^Non riesco a leggere/)
    const file = path.join(folder, 'zz.csv')
    writeFileSync(file, 'a;b\n1;2\n')
    const refused = await run(file)
    expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('non è stato scritto niente')])
  })
})
