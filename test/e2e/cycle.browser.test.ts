import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { extendSeries } from '../../helpline/dispatch/series/extend-series.ts'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { enterAs } from '../support/sign-in.ts'

const PICTURES = 'test-results/cycle'

describe.skipIf(!chromiumPath)('a cycle of therapies, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser
  let day: RideDay

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    app = await startTestApp({ consoleDirectory: folder })
    day = await aRideDay(app)
    await anOperator(app.db, {
      name: 'Dina Poli',
      email: 'dina@filo.example',
      role: 'coordinator',
      pointIds: [day.point.id],
    })
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
    await enterAs(page, 'dina@filo.example')
    return page
  }

  it('becomes services, is changed from a day on, loses one, pauses and goes on', { timeout: 300_000 }, async () => {
    const person = await day.person({ firstName: 'Rosa', lastName: 'Bianchi' })
    await day.volunteer({ firstName: 'Franca', lastName: 'Riva' })
    const request = await aRideRequest(app.db, {
      pointId: day.point.id,
      personId: person.id,
      startsAt: new Date('2026-11-25T08:30:00+01:00'),
    })
    const page = await signIn(`/contatti/${request.contactId}`)

    // How it repeats, with the sentence and the days before it is taken in charge.
    await page.getByRole('checkbox', { name: 'Si ripete' }).check({ force: true })
    for (const weekday of ['Lunedì', 'Venerdì']) {
      await page.getByRole('checkbox', { name: weekday }).check({ force: true })
    }
    await page.getByRole('button', { name: 'Prendi in carico' }).click()
    await page.getByText('Guardi le frasi accanto ai campi.').waitFor()
    await page.getByText('Scriva l’ultimo giorno.').waitFor()
    await page.getByLabel('Ultimo giorno').fill('31/1/2027')
    await page
      .getByText(
        'Ogni lunedì, mercoledì e venerdì alle 8:30, dal 25 novembre, fino al 31 gennaio 2027, tranne i festivi.',
      )
      .waitFor()
    await page.getByText('venerdì 25 dicembre 2026, no: Natale').waitFor()
    await page.getByRole('button', { name: 'Togli venerdì 4 dicembre 2026' }).click()
    await page.getByText('venerdì 4 dicembre 2026, no: tolto a mano').waitFor()
    await expectAccessible(page, `${PICTURES}/repetition`)
    await page.getByRole('button', { name: 'Prendi in carico' }).click()

    // The cycle with its services.
    await page.getByRole('link', { name: 'Apri il ciclo' }).click()
    await page.getByRole('heading', { name: 'Mobilità/trasporto per Rosa Bianchi' }).waitFor()
    const rows = page.getByRole('region', { name: 'I servizi di questo ciclo' }).locator('tbody tr')
    await rows.first().waitFor()
    await expect.poll(() => rows.count(), PATIENCE).toBe(13)
    await expectAccessible(page, `${PICTURES}/cycle`)

    // Who is asked first.
    await page.getByLabel('Chi', { exact: true }).selectOption('Franca Riva')
    await page.getByRole('button', { name: 'Salva', exact: true }).click()
    await page.getByText('Salvato.').waitFor()

    // From a day on it starts later.
    await page.getByLabel('Da quale giorno').fill('9/12')
    await page.getByLabel('Ora dell’andata').fill('9.15')
    await page.getByRole('button', { name: 'Cambia il ciclo' }).click()
    await page.getByText(/^Ogni lunedì, mercoledì e venerdì alle 9:15, dal 9 dicembre/).waitFor()
    await page.getByText('mercoledì 9 dicembre alle 09:15').first().waitFor()
    await expect.poll(() => rows.count(), PATIENCE).toBe(8)

    // One of them is cancelled, and stays so.
    await page.getByRole('button', { name: 'Annulla il servizio di venerdì 11 dicembre alle 09:15' }).click()
    await page.getByRole('button', { name: 'Sì, annulla' }).click()
    await rows.filter({ hasText: 'venerdì 11 dicembre' }).getByText('Annullato').waitFor()

    // In hospital, and home again.
    await page.getByLabel('Dal giorno', { exact: true }).fill('14/12')
    await page.getByRole('button', { name: 'Metti in pausa' }).click()
    await page.getByText(/in pausa dal 14 dicembre/).waitFor()
    await expect.poll(() => rows.count(), PATIENCE).toBe(2)
    await expectAccessible(page, `${PICTURES}/paused`)
    await page.getByLabel('Riprende dal giorno').fill('21/12')
    await page.getByRole('button', { name: 'Riprendi il ciclo' }).click()
    await page.getByText('lunedì 21 dicembre alle 09:15').first().waitFor()
    expect(await rows.filter({ hasText: 'venerdì 11 dicembre' }).getByText('Annullato').count()).toBe(1)
    expect(await rows.filter({ hasText: 'lunedì 14 dicembre' }).count()).toBe(0)
    expect(await app.db.service.count({ where: { preferredVolunteerId: { not: null } } })).toBeGreaterThan(0)

    // The end.
    await page.getByRole('button', { name: 'Termina il ciclo' }).click()
    await page.getByRole('button', { name: 'Sì, termina' }).click()
    await rows.filter({ hasText: 'lunedì 21 dicembre' }).getByText('Annullato').waitFor()
    expect(
      await app.db.service.count({ where: { state: 'planned', startsAt: { gt: new Date('2026-12-08T23:00:00Z') } } }),
    ).toBe(0)
  })

  it('paused once and home again, is paused a second time', { timeout: 120_000 }, async () => {
    const person = await day.person({ firstName: 'Ines', lastName: 'Verdi' })
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id })
    const now = app.clock.now()
    await app.db.request.update({ where: { id: request.id }, data: { state: 'takenInCharge', takenInChargeAt: now } })
    const series = await app.db.series.create({
      data: {
        ...{ requestId: request.id, rule: 'FREQ=WEEKLY;BYDAY=WE', wallTime: '09:00', durationMinutes: 60 },
        firstDate: toDateColumn('2026-10-07'),
        pausedFrom: toDateColumn('2026-11-02'),
        pausedUntil: toDateColumn('2026-11-24'),
      },
    })
    await extendSeries(app.store, { now, actor: { kind: 'system' } }, { seriesId: series.id })
    const page = await signIn(`/cicli/${series.id}`)
    await page.getByText('mercoledì 9 dicembre alle 09:00').first().waitFor()
    await page.getByLabel('Dal giorno', { exact: true }).fill('9/12')
    expect(await page.getByText('Il ciclo è in pausa.').count()).toBe(0)
    await page.getByRole('button', { name: 'Metti in pausa' }).click()
    await page.getByText(/in pausa dal 9 dicembre/).waitFor()
    await page.getByText('Il ciclo è in pausa.').waitFor()
    await expect.poll(() => app.db.service.count({ where: { seriesId: series.id } }), PATIENCE).toBe(2)
  })
})
