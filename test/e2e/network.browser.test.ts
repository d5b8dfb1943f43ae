import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aCallCentre, aComune, aListeningPoint, aLocalAssociation, anOperator } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { freePort } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/network'

describe.skipIf(!chromiumPath)('the network, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    const publicBaseUrl = `http://127.0.0.1:${port}`
    app = await startTestApp({ port, publicBaseUrl, consoleDirectory: folder })
    const { db } = app
    const { istatCode: comuneIstatCode } = await aComune(db, { name: 'Cremona' })
    await aCallCentre(db, { name: 'Call centre nazionale', week: null, fixedPhones: ['+390230456789'] })
    const cremona = await aListeningPoint(db, { name: 'Cremona', prefixes: ['0372'], comuneIstatCode })
    const crema = await aListeningPoint(db, { name: 'Crema', prefixes: ['0373'], comuneIstatCode })
    await aLocalAssociation(db, {
      ...{ name: 'Auser Offanengo', phoneE164: '+390373780001', comuneIstatCode },
      listeningPointId: crema.id,
    })
    await anOperator(db, { role: 'regionalAdmin', email: 'regione@filo.example', pointIds: [cremona.id] })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
  }, 150_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const section = async (name: string) => {
    await page.getByRole('navigation', { name: 'Parti della rete' }).getByRole('link', { name }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }

  it('is read, edited and asked where a call would go', { timeout: 180_000 }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))
    await signInAt(page, app.url, 'regione@filo.example')

    // The points, and one of them.
    await page.keyboard.press('Alt+7')
    await page.getByRole('link', { name: 'Rete', exact: true }).click()
    await page.getByText('lun–ven 9:00–12:00 e 15:00–18:00').first().waitFor()
    await expectAccessible(page, `${PICTURES}/points`)
    await page.getByRole('link', { name: 'Cremona', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Cremona' }).waitFor()
    await expectAccessible(page, `${PICTURES}/point`)

    // New hours from a day on, a slip said beside its field first.
    await page.getByRole('button', { name: 'Cambia gli orari' }).click()
    await page.getByLabel('Lunedì', { exact: true }).fill('9 alle')
    await page.getByText('Non ho capito. Scriva per esempio 9-12').waitFor()
    await page.getByLabel('Lunedì', { exact: true }).fill('8.30-12.30, 14-17')
    await page.getByRole('button', { name: 'Ripeti il lunedì' }).click()
    await page.getByLabel('Valgono dal giorno').fill('1/12')
    await expectAccessible(page, `${PICTURES}/hours`)
    await page.getByRole('button', { name: 'Salva' }).first().click()
    await page.getByRole('heading', { name: 'Orari dal 1 dicembre 2026' }).waitFor()
    await page.getByText('lun–ven 8:30–12:30 e 14:00–17:00').waitFor()

    // A closure, the neighbours, a feast that moves.
    await page.getByLabel('Dal giorno').fill('24 dicembre')
    await page.getByLabel('Motivo').fill('assemblea')
    await page.getByRole('button', { name: 'Aggiungi la chiusura' }).click()
    await page.getByRole('rowheader', { name: '24 dicembre 2026' }).waitFor()
    await page.getByLabel('Aggiungi un vicino').selectOption('Crema')
    await page.getByText('Un giorno che cambia data').click()
    await page.getByLabel('Nome della festa').fill('Festa del Po')
    await page.getByLabel('Quale del mese').selectOption('L’ultimo')
    await page.getByRole('button', { name: 'Salva' }).last().click()
    await page.getByText('Salvato.').waitFor()
    await expectAccessible(page, `${PICTURES}/point-edited`)

    // A district changes hands, and an association its number.
    await section('Distretti')
    await page.getByRole('button', { name: 'Cambia Crema' }).click()
    await page.getByLabel('Chi risponde').selectOption('Cremona')
    await page.getByLabel('Dal giorno').fill('1/1')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByText('Cremona, dal 1 gennaio 2027').waitFor()
    // Another is to be left to nobody; the change is taken back.
    await page.getByRole('button', { name: 'Cambia Cremona' }).click()
    await page.getByLabel('Chi risponde').selectOption('Nessuno')
    await page.getByLabel('Dal giorno').fill('1/2')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByText('nessuno, dal 1 febbraio 2027').waitFor()
    await expectAccessible(page, `${PICTURES}/districts`)
    await page.getByRole('button', { name: 'Ritira il cambio: nessuno, dal 1 febbraio 2027' }).click()
    await page.getByText('nessuno, dal 1 febbraio 2027').waitFor({ state: 'detached' })
    await section('Associazioni')
    await page.getByRole('button', { name: 'Cambia Auser Offanengo' }).click()
    await page.getByRole('textbox', { name: 'Telefono', exact: true }).fill('0373')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByText('Il numero non è valido').waitFor()
    await page.getByRole('textbox', { name: 'Nome', exact: true }).fill('Auser Offanengo e Izano')
    await page.getByRole('textbox', { name: 'Telefono', exact: true }).fill('0373 780002')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByRole('cell', { name: '0373 780002' }).waitFor()
    await page.getByRole('rowheader', { name: 'Auser Offanengo e Izano' }).waitFor()
    await expectAccessible(page, `${PICTURES}/associations`)

    // Where rides go: written, with what is missing said first, renamed and closed.
    await section('Strutture')
    await page.getByText('Non c’è ancora nessuna struttura.').waitFor()
    await page.getByRole('button', { name: 'Nuova struttura' }).click()
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByText('Questo dato serve.').first().waitFor()
    await page.getByRole('textbox', { name: 'Nome', exact: true }).fill('Ospedale di Cremona')
    await page.getByLabel('Che posto è').selectOption('Ospedale pubblico')
    await page.getByRole('combobox', { name: 'Comune' }).fill('cremo')
    await page.getByRole('option', { name: /Cremona/ }).click()
    await expectAccessible(page, `${PICTURES}/facility-new`)
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByRole('row', { name: /^Ospedale di Cremona Ospedale pubblico Cremona/ }).waitFor()
    await page.getByRole('button', { name: 'Cambia Ospedale di Cremona' }).click()
    await page.getByRole('textbox', { name: 'Nome', exact: true }).fill('Ospedale Maggiore di Cremona')
    await page.getByText('È aperta: la si può scegliere').click()
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByRole('rowheader', { name: 'Ospedale Maggiore di Cremona Chiusa' }).waitFor()
    await expectAccessible(page, `${PICTURES}/facilities`)

    // The week of the closure, with what only the call centre answers; and on paper.
    await section('Settimana')
    await page.getByText('Settimana dal 23 novembre 2026').waitFor()
    await page
      .getByRole('row', { name: /^Cremona/ })
      .first()
      .waitFor()
    await expectAccessible(page, `${PICTURES}/week`)
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: 'Settimana dopo' }).isVisible()).toBe(false)
    await page.screenshot({ path: `${PICTURES}/week-print.png`, fullPage: true })
    await page.emulateMedia({ media: null })

    // Where a call would go, at the keyboard alone.
    await section('Anteprima')
    await page.getByLabel('Numero di chi chiama').fill('333 1234567')
    await page.getByLabel('Cifre scritte').fill('26100')
    await page.keyboard.press('Enter')
    await page.getByText('Squilla il punto').waitFor()
    const stages = await page.getByRole('region', { name: 'Il percorso' }).getByRole('listitem').allTextContents()
    expect(stages).toEqual([
      'Squilla il punto: Cremona (aperto fino alle 12:00) – per 25 secondi',
      'Squillano i vicini aperti: Crema (aperto fino alle 12:00) – per 25 secondi',
      'Squilla il call centre: Call centre nazionale – per 25 secondi',
      'Segreteria, e richiamata',
    ])
    await expectAccessible(page, `${PICTURES}/preview`)
  })
})
