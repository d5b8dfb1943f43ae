import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { chromiumPath } from '../support/chromium.ts'
import { type CuttableLine, openCuttableLine } from '../support/cuttable-line.ts'
import { aHelplineDay } from '../support/helpline-day.ts'
import { freePort, PATIENCE, until } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/what-others-change'

describe.skipIf(!chromiumPath)('what changes elsewhere, in a console that is open', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let cable: CuttableLine
  let browser: Browser
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let page: Page
  /** Another window of Ada's. */
  let elsewhere: string

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    app = await startTestApp({ port, publicBaseUrl: `http://127.0.0.1:${port}`, consoleDirectory: folder })
    cable = await openCuttableLine(app.url)
    day = await aHelplineDay(app)
    elsewhere = await app.signIn(day.ada)
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    await signInAt(page, cable.url, day.ada.email)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await cable?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const keepPicture = (name: string) =>
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${name}.png`, fullPage: true })))

  describe('my station', () => {
    const state = (name: string) => page.getByRole('radio', { name, exact: true })
    const isChosen = (name: string) => expect.poll(() => state(name).isChecked(), PATIENCE).toBe(true)
    const phone = () => page.getByLabel('Il telefono che squillerà')
    const presence = () => app.db.presence.findUniqueOrThrow({ where: { operatorId: day.ada.id } })
    const becomes = (state: 'available' | 'onBreak' | 'offline', number = '0372 448600') => {
      const body = { listeningPointId: day.cremona.id, state, phone: number, inBrowser: false }
      return app.call('setPresence', { body }, elsewhere)
    }

    it('says what is true, and can be pressed back', { timeout: 120_000 }, async () => {
      keepPicture('station')
      await isChosen('Disponibile')
      await becomes('offline')
      await isChosen('Assente')
      await expect.poll(() => phone().inputValue(), PATIENCE).toBe('0372 448600')
      await state('Disponibile').check({ force: true })
      await until(async () => (await presence()).state === 'available')
      await isChosen('Disponibile')
      await expectAccessible(page, `${PICTURES}/station`)
    })

    it('another telephone changes nothing else, and what is being typed stays', { timeout: 120_000 }, async () => {
      keepPicture('phone')
      await phone().fill('0372 4486')
      await becomes('onBreak', '0372 448601')
      await isChosen('In pausa')
      expect(await phone().inputValue()).toBe('0372 4486')
      await phone().fill('0372448602')
      await phone().press('Tab')
      await until(async () => (await presence()).phoneE164 === '+390372448602')
      expect((await presence()).state).toBe('onBreak')
      await expect.poll(() => phone().inputValue(), PATIENCE).toBe('0372 448602')
      // Nothing is being typed any more.
      await becomes('onBreak', '0372 448603')
      await expect.poll(() => phone().inputValue(), PATIENCE).toBe('0372 448603')
    })

    it('what could not be chosen is not shown as chosen', { timeout: 120_000 }, async () => {
      keepPicture('refused')
      await page.route('**/api/presence', (route) =>
        route.request().method() === 'PUT' ? route.abort('connectionreset') : route.continue(),
      )
      await state('Disponibile').check({ force: true })
      await page.getByText('Il collegamento non funziona in questo momento.').waitFor()
      await isChosen('In pausa')
      await page.unroute('**/api/presence')
      await page.getByRole('button', { name: 'Riprova' }).click()
      await until(async () => (await presence()).state === 'available')
      await isChosen('Disponibile')
      await phone().fill('')
      await phone().press('Tab')
      await page.getByText('Scriva il numero del telefono da far squillare.').waitFor()
      await phone().fill('0372 448603')
      await phone().press('Tab')
      await page.getByText('Scriva il numero del telefono da far squillare.').waitFor({ state: 'detached' })
      await page.getByText('Salvato. Le telefonate di Cremona arrivano qui.').waitFor()
      expect(await presence()).toMatchObject({ state: 'available', phoneE164: '+390372448603' })
    })
  })

  it('a day and an hour somebody else takes away are gone here too', { timeout: 120_000 }, async () => {
    keepPicture('moment')
    const [contactId, requestId] = [randomUUID(), randomUUID()]
    const bruno = await app.signIn(day.bruno)
    const opening = { listeningPointId: day.cremona.id, occurredAt: '2026-11-23T10:00:00+01:00' }
    await app.call('openContact', { params: { contactId }, body: { provenance: 'office', ...opening } }, bruno)
    const params = { contactId, requestId }
    const help = { kind: 'help', helpKind: 'homeCompany' } as const
    const neededFrom = '2026-11-26T09:30:00+01:00'
    const { version } = await app.call('saveRequest', { params, body: { ...help, neededFrom, version: 0 } }, bruno)
    await page.goto(`${cable.url}/contatti/${contactId}`)
    const from = page.getByRole('group', { name: 'Per quando serve' })
    await from.getByText('giovedì 26 novembre 2026, ore 09:30').waitFor()
    await app.call('saveRequest', { params, body: { ...help, neededFrom: null, version } }, bruno)
    await from.getByText('giovedì 26 novembre 2026').waitFor({ state: 'detached' })
    expect(await from.getByLabel('Giorno').inputValue()).toBe('')
    expect(await from.getByLabel('Ora').inputValue()).toBe('')
    // Half a moment is nothing yet, and stays as it is being written.
    await from.getByLabel('Giorno').fill('domani')
    await from.getByLabel('Ora').fill('9')
    await until(async () => (await app.db.request.findUniqueOrThrow({ where: { id: requestId } })).neededFrom !== null)
    await from.getByLabel('Ora').fill('')
    await until(async () => (await app.db.request.findUniqueOrThrow({ where: { id: requestId } })).neededFrom === null)
    expect(await from.getByLabel('Giorno').inputValue()).toBe('domani')
  })

  it('a service of the territory nobody has ever checked is not said to have been', { timeout: 120_000 }, async () => {
    keepPicture('unchecked')
    const entry = { informationKinds: ['health' as const], servedComuni: ['*'], description: 'Prelievi' }
    await app.db.directoryEntry.create({ data: { ...entry, name: 'Prelievi mai visti' } })
    await app.db.directoryEntry.create({
      data: { ...entry, name: 'Prelievi di una volta', lastCheckedOn: new Date('2024-10-01') },
    })
    await page.getByRole('button', { name: 'Aggiungi informazione' }).click()
    await page.getByLabel('Cerca nella banca dati dei servizi').fill('prelievi')
    const option = (name: string) => page.getByRole('option').filter({ hasText: name })
    await option('Prelievi di una volta').getByText('Da ricontrollare: verificata più di un anno fa').waitFor()
    await option('Prelievi mai visti').getByText('Da ricontrollare: mai verificata').waitFor()
  })

  it('the time is measured again as soon as the line is back', { timeout: 120_000 }, async () => {
    keepPicture('clock')
    await page.keyboard.press('Alt+1')
    const status = page.getByRole('contentinfo')
    await status.getByText(/10:\d\d/).waitFor()
    cable.cut()
    await status.getByText(/Collegamento perso/).waitFor()
    app.clock.advance(2 * 3600)
    cable.mend()
    await status.getByText('✓ Collegato').waitFor()
    await status.getByText(/2026, 12:\d\d/).waitFor()
  })
})
