import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runImport } from '../../helpline/imports/run-import.ts'
import { undoImport } from '../../helpline/imports/undo-import.ts'
import { importDoors } from '../../workers/import-doors.ts'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'
import { sampleNetwork } from '../support/imports.ts'
import { freePort, PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/imports'

describe.skipIf(!chromiumPath)('bringing a file in, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser
  let page: Page

  const work = () =>
    drain(
      app.store,
      onlyHandlers({
        'run-import': (occasion, payload) => runImport(importDoors(app.store, occasion), occasion, payload),
        'undo-import': (occasion, payload) => undoImport(app.store, occasion, payload),
      }),
      app.clock.now(),
    )

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    app = await startTestApp({ port, publicBaseUrl: `http://127.0.0.1:${port}`, consoleDirectory: folder })
    app.clock.set('2026-11-24T10:00:00+01:00')
    const { point } = await sampleNetwork(app.db)
    await anOperator(app.db, { role: 'coordinator', email: 'coordinatore@filo.example', pointIds: [point.id] })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
  }, 150_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  it('shows it arrive, its progress and its refusals live, and takes it away', async () => {
    await signInAt(page, app.url, 'coordinatore@filo.example')
    await page.keyboard.press('Alt+7')
    await page.getByRole('link', { name: 'Caricamenti', exact: true }).click()
    await page.getByText('Non è ancora stato caricato nessun file.').waitFor()
    await page.getByRole('button', { name: 'Carica' }).click()
    await page.getByText('Scelga un file.').waitFor()
    await expectAccessible(page, `${PICTURES}/list`)
    // Large enough for several pieces.
    const people = Array.from(
      { length: 9_000 },
      (_, at) => `A-${at};Riva;Ada ${at};${at % 3_000 === 1 ? 'trentuno' : ''};Punto d’Ascolto di Cremona\n`,
    )
    const content = `Codice persona;Cognome;Nome;Data di nascita;Punto\n${people.join('')}`
    await page
      .getByLabel('File CSV')
      .setInputFiles({ name: 'persone.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
    await page.getByRole('button', { name: 'Carica' }).click()
    await page.getByRole('heading', { name: 'persone.csv' }).waitFor()
    await page.getByText('In attesa').waitFor()
    await work()
    await page.getByText('Finito').waitFor()
    await page.getByRole('cell', { name: 'Data di nascita' }).first().waitFor()
    await expect.poll(() => page.getByRole('row').count(), PATIENCE).toBe(4)
    await expectAccessible(page, `${PICTURES}/refusals`)
    await page.getByRole('button', { name: 'Annulla il caricamento' }).click()
    await page.getByRole('button', { name: 'Sì, toglilo' }).click()
    await page.getByText('In annullamento').waitFor()
    await work()
    await page.getByText('Annullato', { exact: true }).waitFor()
    expect(await app.db.assistedPerson.count()).toBe(0)
    await expectAccessible(page, `${PICTURES}/undone`)
  }, 120_000)
})
