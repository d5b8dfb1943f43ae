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
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    line = await openPhoneLine({ consoleDirectory: folder })
    day = await aHelplineDay(line.app)
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

  const signOut = () => page.getByRole('button', { name: 'Esci', exact: true }).click()
  const signedOut = () => page.getByLabel('E-mail').waitFor()
  const presenceOfAda = async () =>
    (await line.app.db.presence.findUniqueOrThrow({ where: { operatorId: day.ada.id } })).state

  it('without a line nobody is signed out, is told so, and leaves once it is back', { timeout: 180_000 }, async () => {
    keepPicture('no-line')
    await page.route('**/api/session', (route) => route.abort('connectionreset'))
    await signOut()
    const told = page.getByRole('alert').filter({ hasText: 'Non è ancora uscito' })
    await told.getByText('Manca il collegamento').waitFor()
    await expectAccessible(page, `${PICTURES}/no-line`)
    await page.getByRole('button', { name: 'Resto qui' }).click()
    await told.waitFor({ state: 'detached' })
    await heading('Postazione').waitFor()
    expect(await presenceOfAda()).toBe('available')
    await signOut()
    await told.waitFor()
    await page.unroute('**/api/session')
    await page.getByRole('button', { name: 'Riprova a uscire' }).click()
    await signedOut()
    expect(await presenceOfAda()).toBe('offline')
    await page.reload()
    await signedOut()
    expect(await line.app.db.session.count({ where: { operatorId: day.ada.id } })).toBe(0)
    await signInAt(page, line.app.url, day.ada.email)
  })

  it('a session that has ended already is left all the same', { timeout: 120_000 }, async () => {
    keepPicture('ended')
    // At the very moment of going: before, the page would have said so by itself.
    await page.route('**/api/session', async (route) => {
      if (route.request().method() !== 'GET')
        await line.app.db.session.deleteMany({ where: { operatorId: day.ada.id } })
      await route.continue()
    })
    await signOut()
    await signedOut()
    await page.unroute('**/api/session')
    await heading('Filo d’Argento').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await signInAt(page, line.app.url, day.ada.email)
  })

  const notes = () => page.getByLabel('Note sul contatto')
  const savedNotes = async (url: string) =>
    (await line.app.db.contact.findUniqueOrThrow({ where: { id: url.split('/').at(-1) ?? '' } })).notes
  async function aVisit(): Promise<string> {
    await page.goto(`${line.app.url}/contatti/nuovo`)
    await page.getByRole('button', { name: 'Ieri' }).click()
    await page.getByRole('button', { name: 'Apri il contatto' }).click()
    await heading('Contatto').waitFor()
    return page.url()
  }

  it('what is being saved is there before one is out', { timeout: 120_000 }, async () => {
    keepPicture('saving')
    const url = await aVisit()
    await notes().fill('Scritto all’ultimo momento')
    await signOut()
    await signedOut()
    expect(await savedNotes(url)).toBe('Scritto all’ultimo momento')
    await signInAt(page, line.app.url, day.ada.email)
  })

  it('what has not arrived, also on a page left behind, is asked about', { timeout: 180_000 }, async () => {
    keepPicture('unsent')
    const url = await aVisit()
    await page.route('**/api/contacts/**', (route) => route.abort('connectionreset'))
    await notes().fill('Scritto senza linea')
    await page.getByText('Non ancora salvato: riprovo').first().waitFor()
    const unsent = page.getByRole('alertdialog', { name: 'Qualcosa non è ancora salvato' })
    const stayHere = async () => {
      await unsent.getByText('Se esce dal programma si perde').waitFor()
      await unsent.getByRole('button', { name: 'Resto qui' }).click()
      await unsent.waitFor({ state: 'detached' })
    }
    await signOut()
    await stayHere()
    expect(await notes().inputValue()).toBe('Scritto senza linea')
    await page.keyboard.press('Alt+1')
    await heading('Postazione').waitFor()
    await signOut()
    await unsent.waitFor()
    await expectAccessible(page, `${PICTURES}/unsent`)
    await stayHere()
    await page.unroute('**/api/contacts/**')
    await expect.poll(() => savedNotes(url), PATIENCE).toBe('Scritto senza linea')
    const drafts = () => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('draft ')))
    await expect.poll(drafts, PATIENCE).toEqual([])
    await signOut()
    await signedOut()
  })
})
