import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { documents } from '../../adapters/documents/export-documents.ts'
import { makeExport } from '../../helpline/reports/export-report.ts'
import { prepareMonths } from '../../helpline/reports/month-preparation.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, aLocalAssociation, anOperator, aPerson } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'
import { freePort, PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/reports'
const MANY_COMUNI = 105

describe.skipIf(!chromiumPath)('reports, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser
  let page: Page

  const system = () => ({ now: app.clock.now(), actor: { kind: 'system' } as const })

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    const publicBaseUrl = `http://127.0.0.1:${port}`
    app = await startTestApp({ port, publicBaseUrl, consoleDirectory: folder })
    app.clock.set('2026-11-24T10:00:00+01:00')
    const { db } = app
    const createdAt = new Date('2026-01-07T09:00:00+01:00')
    const { istatCode } = await aComune(db, { name: 'Crema' })
    const crema = await aListeningPoint(db, { name: 'Crema', createdAt, comuneIstatCode: istatCode })
    const cremona = await aListeningPoint(db, { name: 'Cremona', createdAt })
    await aLocalAssociation(db, { name: 'Auser Crema', listeningPointId: crema.id, comuneIstatCode: istatCode })
    await anOperator(db, { role: 'regionalAdmin', email: 'regione@filo.example', name: 'Livia Ferrari' })
    const { id: personId } = await aPerson(db, { comuneIstatCode: istatCode })
    const callerTypes = ['selfCaller', 'relative', 'socialServices'] as const
    await db.contact.createMany({
      data: Array.from({ length: 240 }, (_, at) => ({
        direction: 'inbound' as const,
        provenance: at % 3 === 0 ? ('office' as const) : ('tollFree' as const),
        callerType: callerTypes[at % 7 === 0 ? 2 : at % 2] ?? 'relative',
        occurredAt: new Date(Date.UTC(2026, 9 - (at % 2), 1 + (at % 28), 8 + (at % 8))),
        recordedAt: new Date('2026-11-02T09:00:00+01:00'),
        listeningPointId: at % 4 === 0 ? cremona.id : crema.id,
        personId: at < 40 ? personId : null,
      })),
    })
    await recountFigures(app.store, system())
    await prepareMonths(app.store, system(), { day: '2026-11-03' })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
  }, 150_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const section = async (name: string, heading = name) => {
    await page.getByRole('navigation', { name: 'Parti dei rapporti' }).getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  }
  const figure = (name: string) =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
      .getByRole('cell')
      .first()
  const makeDocuments = () =>
    drain(
      app.store,
      onlyHandlers({ 'make-export': (at, payload) => makeExport({ ...app.store, documents }, at, payload) }),
      app.clock.now(),
    )

  it('are chosen, read, opened to their rows, published and compared', { timeout: 300_000 }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))
    await signInAt(page, app.url, 'regione@filo.example')

    // What waits for somebody's word leads to its month.
    await page.keyboard.press('Alt+7')
    await page.getByRole('link', { name: 'Rapporti', exact: true }).click()
    await page.getByText('3 rapporti del mese sono pronti, da pubblicare.').waitFor()
    await page.getByRole('link', { name: 'ottobre 2026 · Tutta la rete' }).click()
    await page.getByRole('heading', { name: 'Rapporto del mese di ottobre 2026 · Tutta la rete' }).waitFor()
    await expect.poll(() => figure('Contatti in entrata').innerText(), PATIENCE).toBe('120')
    await page.getByRole('img', { name: /^Grafico: Contatti in entrata per interlocutore/ }).waitFor()
    await page.getByRole('heading', { name: 'Andamento negli anni' }).waitFor()
    await expectAccessible(page, `${PICTURES}/figures`)

    // Any period, any place; what cannot be is said beside the field.
    await page.getByLabel('Di chi').selectOption('Un punto d’ascolto')
    await page.getByLabel('Quale').selectOption('Cremona')
    await page.getByRole('heading', { name: /ottobre 2026 · Cremona/ }).waitFor()
    await page.getByLabel('Mese', { exact: true }).selectOption('Dicembre')
    await page.getByText('Scelga un giorno fino a oggi.').waitFor()
    await page.getByLabel('Periodo', { exact: true }).selectOption('Due date')
    await page.getByLabel('Dal giorno').fill('1/9/2026')
    await page.getByLabel('Al giorno', { exact: true }).fill('31/8/2026')
    await page.getByText('L’ultimo giorno viene prima del primo.').waitFor()
    await page.getByLabel('Al giorno', { exact: true }).fill('31/10/2026')
    await page.getByRole('button', { name: 'Mostra le cifre' }).click()
    await page.getByRole('heading', { name: /dal 1 settembre 2026 al 31 ottobre 2026 · Cremona/ }).waitFor()
    await expect.poll(() => figure('Contatti in entrata').innerText(), PATIENCE).toBe('60')

    // The rows behind a figure.
    await page.getByRole('link', { name: /apri le righe di «diretto interessato»/ }).click()
    await page.getByRole('heading', { name: 'Contatti in entrata per interlocutore: diretto interessato' }).waitFor()
    await page.getByRole('link', { name: 'Apri', exact: true }).first().waitFor()
    await expectAccessible(page, `${PICTURES}/rows`)
    await page.getByRole('link', { name: 'Torna alle cifre' }).click()
    await page.getByRole('heading', { name: /dal 1 settembre 2026/ }).waitFor()

    // Published, then compared with what came later.
    await page.goto(`${app.url}/rapporti?dal=2026-10-01&al=2026-10-31&parte=region`)
    await page.getByRole('button', { name: 'Pubblica' }).click()
    await page.getByText('Il rapporto è pubblicato.').waitFor()
    await page.getByText('2 rapporti del mese sono pronti, da pubblicare.').waitFor()
    const point = await app.db.listeningPoint.findFirstOrThrow({ where: { name: 'Crema' } })
    await app.db.contact.create({
      data: {
        ...{ direction: 'inbound', provenance: 'sms', callerType: 'relative', listeningPointId: point.id },
        occurredAt: new Date('2026-10-20T09:00:00+02:00'),
        recordedAt: app.clock.now(),
      },
    })
    await recountFigures(app.store, system())
    await section('Pubblicati', 'Rapporti pubblicati')
    await expectAccessible(page, `${PICTURES}/published-list`)
    await page.getByRole('link', { name: 'Rapporto del mese di ottobre 2026' }).click()
    await page.getByRole('button', { name: 'Mostra che cosa è cambiato' }).click()
    await page.getByRole('row', { name: /^Contatti in entrata Contatti in entrata 120 121 \+1/ }).waitFor()
    await expectAccessible(page, `${PICTURES}/published`)
    await page.emulateMedia({ media: 'print' })
    await page.screenshot({ path: `${PICTURES}/published-print.png`, fullPage: true })
    await page.emulateMedia({ media: 'screen' })
  })

  it('are told as a social report, made by a worker', { timeout: 120_000 }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))
    await section('Bilancio sociale')
    await page.getByLabel('Anno', { exact: true }).selectOption('2026')
    await page.getByRole('heading', { name: 'Bilancio sociale 2026 · Tutta la rete' }).waitFor()
    await page.getByRole('heading', { name: 'Gli assistiti' }).waitFor()
    await expectAccessible(page, `${PICTURES}/social`)
    await page.getByText('Per terzi: senza i numeri sotto 5').click()
    await page.getByRole('button', { name: 'Prepara il PDF da stampare' }).click()
    await page.getByText('Il documento è in preparazione.').waitFor()
    await page.getByRole('link', { name: 'Apri i documenti' }).click()
    await page.getByText('Avanzamento').waitFor()
    await expectAccessible(page, `${PICTURES}/exports-waiting`)
    await makeDocuments()
    const link = page.getByRole('link', { name: /^Scarica \(/ })
    await link.waitFor()
    await expectAccessible(page, `${PICTURES}/exports-ready`)
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(download.suggestedFilename()).toBe('bilancio-sociale-2026-tutta-la-rete.pdf')
    await download.saveAs(`${PICTURES}/bilancio.pdf`)
  })

  it('are accounted for to whoever has an agreement', { timeout: 240_000 }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))
    await section('Altre attività')
    await page.getByLabel('Persone').fill('12')
    await page.getByLabel('Ore').fill('tante')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByText('Scriva un numero intero.').waitFor()
    await page.getByLabel('Ore').fill('140')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByRole('row', { name: /Novembre 2026 Volontariato civico 12 140/ }).waitFor()
    await expectAccessible(page, `${PICTURES}/activities`)

    await section('Convenzioni')
    await page.getByText('Non c’è ancora nessuna convenzione.').waitFor()
    await page.getByRole('link', { name: 'Nuova convenzione' }).click()
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByText('Questo dato serve.').first().waitFor()
    await expectAccessible(page, `${PICTURES}/agreement-wrong`)
    await page.getByLabel('Nome', { exact: true }).fill('Trasporto sociale')
    await page.getByLabel('Con chi: tipo').selectOption('Comuni')
    await page.getByLabel('Con chi: nome').fill('Comune di Crema')
    await page.getByLabel('Associazione che la svolge').selectOption('Auser Crema')
    await page.getByLabel('Comincia il').fill('13/4/2026')
    await page.getByLabel('Finisce il').fill('12/4/2026')
    await page.getByLabel('Importo in euro').fill('12.500,00')
    await page.getByLabel('Come si paga').fill('50% subito, 50% alla fine')
    await page.getByLabel('Ogni quanto si rendiconta').selectOption('Ogni tre mesi')
    await page.getByRole('button', { name: 'Aggiungi una rata' }).click()
    await page.getByLabel('Scade il').fill('30/11/2026')
    await page.getByRole('group', { name: 'Rata 1' }).getByLabel('Importo in euro').fill('6.250')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByText('La fine viene dopo l’inizio.').waitFor()
    await page.getByLabel('Finisce il').fill('12/4/2027')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByRole('row', { name: /Dal 13 aprile 2026 al 12 luglio 2026 11 agosto 2026 Da preparare/ }).waitFor()
    await page.getByText(/scadenze sono passate/).waitFor()
    await expectAccessible(page, `${PICTURES}/agreement`)

    // The calendar: prepared, looked at, sent and kept.
    await section('Scadenze', 'Scadenze delle convenzioni')
    await page.getByText('In ritardo').first().waitFor()
    await expectAccessible(page, `${PICTURES}/calendar`)
    // A draft is looked at as it is now; what was prepared says what has changed since, and is prepared again with one press.
    await page.getByRole('link', { name: 'Guarda le cifre' }).first().click()
    await page.getByRole('heading', { name: /dal 13 aprile 2026 al 12 luglio 2026 · Auser Crema/ }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Prepara: Rendicontazione dal 13 aprile 2026 al 12 luglio 2026' }).click()
    await page.getByText('Preparata, da inviare').waitFor()
    const association = await app.db.localAssociation.findFirstOrThrow({ where: { name: 'Auser Crema' } })
    await app.db.contact.create({
      data: {
        ...{ direction: 'inbound', provenance: 'office', callerType: 'relative', localAssociationId: association.id },
        listeningPointId: association.listeningPointId ?? '',
        occurredAt: new Date('2026-05-20T09:00:00+02:00'),
        recordedAt: app.clock.now(),
      },
    })
    app.clock.advance(60)
    await recountFigures(app.store, system())
    await page.getByText(/^Preparata .*: da allora sono cambiate \d+ voci\.$/).waitFor()
    await expectAccessible(page, `${PICTURES}/calendar-changed`)
    await page.getByRole('button', { name: 'Prepara: Rendicontazione dal 13 aprile 2026 al 12 luglio 2026' }).click()
    await page.getByText(/da allora sono cambiate/).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Segna come inviata' }).click()
    await page.getByText('Questo dato serve.').waitFor()
    await page.getByLabel('A chi').fill('Comune di Crema, per posta certificata')
    await expectAccessible(page, `${PICTURES}/calendar-prepared`)
    await page.getByRole('button', { name: 'Segna come inviata' }).click()
    await page
      .getByText(/Inviata il 24 novembre 2026 a Comune di Crema, per posta certificata, da Livia Ferrari/)
      .waitFor()
    await expectAccessible(page, `${PICTURES}/calendar-sent`)
    const annex = page.getByRole('region', { name: 'Fatte' }).getByRole('link', { name: 'Allegato PDF' })
    const [download] = await Promise.all([page.waitForEvent('download'), annex.click()])
    await download.saveAs(`${PICTURES}/rendicontazione.pdf`)
    expect(download.suggestedFilename()).toMatch(/^rendicontazione-2026-04-13-/)
  })

  it('with a line for each of many comuni are opened whole by whoever wants them', { timeout: 240_000 }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))
    const point = await app.db.listeningPoint.findFirstOrThrow({ where: { name: 'Crema' } })
    const people: string[] = []
    for (let at = 0; at < MANY_COMUNI; at += 1) {
      const { istatCode: comuneIstatCode } = await aComune(app.db)
      people.push((await aPerson(app.db, { comuneIstatCode })).id)
    }
    await app.db.contact.createMany({
      data: people.map((personId) => ({
        ...{ direction: 'inbound', provenance: 'tollFree', callerType: 'selfCaller' },
        ...{ personId, listeningPointId: point.id, recordedAt: app.clock.now() },
        occurredAt: new Date('2026-03-10T10:00:00+01:00'),
      })),
    })
    await recountFigures(app.store, system())
    await page.goto(`${app.url}/rapporti?dal=2026-03-01&al=2026-03-31&parte=region`)
    const caption = page.locator('caption', { hasText: /^Contatti in entrata per comune dell’assistito$/ })
    const table = page.locator('table', { has: caption })
    const opener = page.locator('details', { has: table }).getByText(`Tabella intera: ${MANY_COMUNI} righe`)
    await opener.waitFor()
    expect(await table.isVisible()).toBe(false)
    await opener.focus()
    await page.keyboard.press('Enter')
    await table.waitFor()
    expect(await table.locator('tbody').getByRole('row').count()).toBe(MANY_COMUNI)
    await expectAccessible(page, `${PICTURES}/whole-table`)
  })
})
