import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { formatRomeTime } from '../../helpline/territory/rome-time.ts'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { enterAs } from '../support/sign-in.ts'

const PICTURES = 'test-results/moving'

describe.skipIf(!chromiumPath)('moving a ride with its return, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser
  let day: RideDay

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    app = await startTestApp({ consoleDirectory: folder })
    day = await aRideDay(app)
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function signIn(address: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))
    await page.goto(app.url + address)
    await enterAs(page, day.ada.email)
    return page
  }

  it('says that the return moves too, before and after, and takes both back', { timeout: 120_000 }, async () => {
    const person = await day.person()
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
    const returnAt = new Date('2026-11-25T13:00:00+01:00')
    await app.db.request.update({ where: { id: request.id }, data: { returnKind: 'fixed', returnAt } })
    const params = { requestId: request.id }
    const { serviceIds } = await app.call('takeInCharge', { params, body: {} }, day.cookie)
    const hours = async () => {
      const legs = await app.db.service.findMany({ where: { id: { in: serviceIds } }, orderBy: { startsAt: 'asc' } })
      return legs.map(({ startsAt }) => formatRomeTime(startsAt))
    }
    const too = 'Si sposta anche il ritorno, della stessa differenza, se non è annullato.'

    const page = await signIn(`/servizi/${serviceIds[0]}`)
    await page.getByText(too).waitFor()
    await page.getByRole('group', { name: 'Nuovo giorno e ora' }).getByLabel('Ora').fill('10.30')
    await page.getByRole('button', { name: 'Sposta', exact: true }).click()
    const title = 'Spostato: Mobilità/trasporto per Teresa Galli, domani alle 09:00. Ora è domani alle 10:30.'
    await page.getByText(title).first().waitFor()
    await page.getByText('Si è spostato anche il ritorno: ora è domani alle 14:30.').waitFor()
    expect(await hours()).toEqual(['10:30', '14:30'])
    await expectAccessible(page, `${PICTURES}/moved`)
    await page.getByRole('button', { name: 'Annulla', exact: true }).click()
    await page
      .getByText(/^Tornato com’era/)
      .first()
      .waitFor()
    await expect.poll(hours, PATIENCE).toEqual(['09:00', '13:00'])

    // From the calendar too; of the return alone nothing is said.
    await page.goto(`${app.url}/calendario`)
    const chip = page.getByRole('button', { name: /Galli/ })
    await chip.first().click()
    await page.getByRole('dialog').getByText(too).waitFor()
    await page.keyboard.press('Escape')
    await chip.last().click()
    await page.getByRole('dialog').getByText('La persona o l’ospedale ha spostato').waitFor()
    expect(await page.getByText(too).count()).toBe(0)
  })
})
