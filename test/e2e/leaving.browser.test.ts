import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { ADA, aHelplineDay, CREMONA_LANDLINE } from '../support/helpline-day.ts'
import { NUMERO_VERDE, openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/leaving'

describe.skipIf(!chromiumPath)('leaving a form that does not save itself', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let line: PhoneLine
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    line = await openPhoneLine({ consoleDirectory: folder })
    const day = await aHelplineDay(line.app)
    await line.app.db.operator.update({ where: { id: day.ada.id }, data: { role: 'coordinator' } })
    for (const number of [CREMONA_LANDLINE, ADA]) line.script.addTelephone({ number, label: number })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    await signInAt(page, line.app.url, day.ada.email)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await line?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const keepPicture = (name: string) =>
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${name}.png`, fullPage: true })))
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
  const question = () => page.getByRole('alertdialog', { name: 'Quello che ha scritto non è ancora salvato' })
  const firstName = () => page.getByLabel('Nome', { exact: true })
  const stay = async () => {
    await question().getByRole('button', { name: 'Resto qui' }).click()
    await question().waitFor({ state: 'detached' })
  }
  const leave = () => question().getByRole('button', { name: 'Vado via e lo perdo' }).click()
  async function aPersonHalfWritten(): Promise<void> {
    await page.keyboard.press('Alt+3')
    await heading('Persone').waitFor()
    await page.getByRole('link', { name: /Nuova persona/ }).click()
    await firstName().fill('Nives')
    await page.getByLabel('Cognome', { exact: true }).fill('Ardigò')
  }

  it('asks before a link, a key, a way out and the browser’s own button lose it', { timeout: 180_000 }, async () => {
    keepPicture('asked')
    await aPersonHalfWritten()
    for (const away of [
      () => page.getByRole('link', { name: /^Servizi/ }).click(),
      () => page.keyboard.press('Alt+4'),
      () => page.getByRole('button', { name: 'Esci' }).click(),
      () => page.evaluate(() => window.history.back()),
      () => page.evaluate(() => window.history.go(-2)),
    ]) {
      await away()
      await question().getByText('Se va via si perde.').waitFor()
      await expect.poll(() => new URL(page.url()).pathname, PATIENCE).toBe('/persone/nuova')
      await stay()
      expect(await firstName().inputValue()).toBe('Nives')
    }
    await page.keyboard.press('Alt+4')
    await question().waitFor()
    await expectAccessible(page, `${PICTURES}/question`)
    await page.keyboard.press('Escape')
    await question().waitFor({ state: 'detached' })
    await page.keyboard.press('Alt+4')
    await leave()
    await heading('Servizi').waitFor()
    await page.goBack()
    await heading('Nuova persona').waitFor()
    expect(await firstName().inputValue()).toBe('')
  })

  it('goes back, and forward, to where one wanted', { timeout: 120_000 }, async () => {
    keepPicture('back')
    await aPersonHalfWritten()
    await page.goBack()
    await leave()
    await heading('Persone').waitFor()
    await page.keyboard.press('Alt+4')
    await heading('Servizi').waitFor()
    await page.goBack()
    await heading('Persone').waitFor()
    await page.goForward()
    await heading('Servizi').waitFor()
  })

  it('asks nothing of who has saved, or typed nothing', { timeout: 120_000 }, async () => {
    keepPicture('saved')
    await aPersonHalfWritten()
    await page.keyboard.press('F9')
    await heading('Nives Ardigò').waitFor()
    await page.keyboard.press('F2')
    await page.getByLabel('Soprannome').fill('la Nives')
    await page.keyboard.press('F9')
    await page.getByText('La scheda è salvata.').first().waitFor()
    await page.getByRole('link', { name: /^Banca dati/ }).click()
    await heading('Servizi del territorio').waitFor()
    await page.getByRole('link', { name: /Nuova voce/ }).click()
    await heading('Nuova voce').waitFor()
    await page.keyboard.press('Alt+2')
    await heading('Contatti').waitFor()
    expect(await question().count()).toBe(0)
  })

  it('a call that is answered meanwhile takes nobody away, and its page is one key and one answer away', {
    timeout: 120_000,
  }, async () => {
    keepPicture('call')
    await aPersonHalfWritten()
    line.script.dial(CREMONA_LANDLINE, NUMERO_VERDE)
    await line.work()
    line.script.answer(ADA)
    await line.work()
    line.script.press(ADA, '1')
    await line.work()
    await page.getByRole('link', { name: /Apri la scheda del contatto/ }).waitFor()
    expect(await firstName().inputValue()).toBe('Nives')
    expect(await question().count()).toBe(0)
    await page.keyboard.press('F8')
    await leave()
    await heading('Contatto: Teresa Galli').waitFor()
    // Nothing more is asked: what is written here saves itself.
    await page.keyboard.press('Alt+1')
    await heading('Postazione').waitFor()
  })
})
