import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, anOperator } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { freePort, until } from '../support/processes.ts'
import { enterAs } from '../support/sign-in.ts'

const PICTURES = 'test-results/directory'

describe.skipIf(!chromiumPath)('the directory of services, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    app = await startTestApp({ port, publicBaseUrl: `http://127.0.0.1:${port}`, consoleDirectory: folder })
    const pointIds = [(await aListeningPoint(app.db, { name: 'Punto di Cremona' })).id]
    for (const [name, email] of [
      ['Ada Bianchi', 'ada@filo.example'],
      ['Elio Zani', 'elio@filo.example'],
    ] as const) {
      await anOperator(app.db, { name, email, role: 'coordinator', pointIds })
    }
    await anOperator(app.db, { name: 'Dina Poli', email: 'dina@filo.example', pointIds })
    const cremona = await aComune(app.db, { name: 'Cremona' })
    const lodi = await aComune(app.db, { name: 'Lodi', provinceSigla: 'LO' })
    for (const [name, comune, checked] of [
      ['Centro diurno di Cremona', cremona, '2026-10-01'],
      ['Centro diurno di Lodi', lodi, '2024-10-01'],
    ] as const) {
      await app.db.directoryEntry.create({
        data: {
          name,
          informationKinds: ['socialLife'],
          description: 'Compagnia, ginnastica dolce, pranzo insieme',
          comuneIstatCode: comune.istatCode,
          lastCheckedOn: new Date(checked),
        },
      })
    }
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function open(email: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${email}.png`, fullPage: true })))
    await page.goto(`${app.url}/servizi-del-territorio`)
    await enterAs(page, email)
    await page.getByRole('heading', { name: 'Servizi del territorio', level: 1 }).waitFor()
    return page
  }

  it('is searched by anybody, by words, by comune, and for what is to be checked again', {
    timeout: 120_000,
  }, async () => {
    const page = await open('dina@filo.example')
    const found = page.getByRole('region', { name: 'Servizi trovati' })
    await page.getByLabel('Che cosa serve').fill('ginnastca')
    await found.getByText('2 servizi trovati').waitFor()
    await page.getByRole('combobox', { name: 'Per chi abita a' }).fill('crem')
    await page.getByRole('option', { name: /Cremona/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await found.getByText('1 servizio trovato').waitFor()
    await found.getByRole('heading', { name: 'Centro diurno di Cremona' }).waitFor()
    await page.getByRole('button', { name: 'Tutti i Comuni' }).click()
    await page.getByText('Solo da ricontrollare').click()
    await found.getByText('Da ricontrollare: verificato più di un anno fa').waitFor()
    await found.getByText('1 servizio trovato').waitFor()
    await expectAccessible(page, `${PICTURES}/to-check`)
    expect(await page.getByRole('link', { name: 'Nuova voce' }).count()).toBe(0)
    await page.getByLabel('Che cosa serve').fill('astronave')
    await found.getByText(/Nessun servizio trovato/).waitFor()
    await page.context().close()
  })

  it('is written by coordinators: what is wrong is said, two who write are told, what is checked is fresh', {
    timeout: 180_000,
  }, async () => {
    const ada = await open('ada@filo.example')
    await ada.keyboard.press('F2')
    await ada.getByRole('heading', { name: 'Nuova voce', level: 1 }).waitFor()
    await ada.keyboard.press('F9')
    await ada.getByText('Scriva come si chiama il servizio.').waitFor()
    await ada.getByText('Scelga almeno un tipo d’informazione.').waitFor()
    await expectAccessible(ada, `${PICTURES}/new-wrong`)
    await ada.getByLabel('Come si chiama').fill('Sportello badanti')
    await ada.getByText('Socio-assistenziale', { exact: true }).click()
    await ada.getByLabel('Che cosa offre').fill('Contratti e buste paga')
    await ada.getByText('Chi abita in alcune province').click()
    await ada.getByLabel('Aggiungi una provincia').selectOption('LO')
    await ada.getByRole('button', { name: 'Togli LO' }).waitFor()
    await ada.keyboard.press('F9')
    await ada.getByRole('heading', { name: 'Sportello badanti', level: 1 }).waitFor()
    await ada.getByText('provincia di LO').waitFor()
    await expectAccessible(ada, `${PICTURES}/entry`)

    // Two open it to change it; the second to save sees what the first saved, and keeps what was typed.
    const elio = await open('elio@filo.example')
    await elio.goto(ada.url())
    await ada.getByRole('button', { name: 'Cambia' }).click()
    await elio.getByRole('button', { name: 'Cambia' }).click()
    await elio.getByText('Anche Ada Bianchi sta scrivendo qui.').waitFor()
    await ada.getByLabel('Orari').fill('martedì 9-12')
    await elio.getByRole('textbox', { name: 'Telefono' }).fill('0372 900123')
    await ada.keyboard.press('F9')
    await ada.getByText('Voce salvata.').waitFor()
    await elio.keyboard.press('F9')
    await elio.getByText('Nel frattempo un’altra persona ha cambiato questa voce.').waitFor()
    await elio.getByText('martedì 9-12').waitFor()
    expect(await elio.getByRole('textbox', { name: 'Telefono' }).inputValue()).toBe('0372 900123')
    await expectAccessible(elio, `${PICTURES}/conflict`)
    // What is written after being told is what is saved.
    await elio.getByLabel('Per chi', { exact: true }).fill('chi ha una badante')
    await elio.getByRole('button', { name: 'Salva comunque i miei campi' }).click()
    await elio.getByText('Voce salvata.').waitFor()
    const entry = () => app.db.directoryEntry.findFirstOrThrow({ where: { name: 'Sportello badanti' } })
    expect(await entry()).toMatchObject({ openingTimes: 'martedì 9-12', phone: '0372 900123', servedComuni: ['LO'] })
    expect(await entry()).toMatchObject({ forWhom: 'chi ha una badante' })

    await app.db.directoryEntry.updateMany({ data: { lastCheckedOn: null } })
    await elio.reload()
    await elio.getByText('Da ricontrollare: mai verificato').waitFor()
    await elio.getByRole('button', { name: 'Ricontrollato oggi' }).click()
    await elio.getByText('Segnato come ricontrollato oggi.').waitFor()
    await elio.getByRole('button', { name: 'Togli dall’uso' }).click()
    await elio.getByText('Non più in uso', { exact: true }).waitFor()
    await until(async () => !(await entry()).active)
    await expectAccessible(elio, `${PICTURES}/retired`)

    const download = ada.waitForEvent('download')
    await ada.goto(`${app.url}/servizi-del-territorio`)
    await ada.getByRole('link', { name: 'Scarica tutto (CSV)' }).click()
    expect((await download).suggestedFilename()).toBe('banca-dati-dei-servizi.csv')
  })
})
