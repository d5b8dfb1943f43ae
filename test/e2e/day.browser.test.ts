import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible, phoneSizes } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator, aVehicle } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { printedQrs } from '../support/printed-qr.ts'
import { freePort, PATIENCE } from '../support/processes.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { enterAs } from '../support/sign-in.ts'

const PICTURES = 'test-results/day'
const WAIT_MS = 60_000
const AFTERNOON = '2026-11-25T16:00:00+01:00'

describe.skipIf(!chromiumPath)('the day of the volunteers, in a browser', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let day: RideDay
  let browser: Browser

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true })
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    app = await startTestApp({ port, publicBaseUrl: `http://127.0.0.1:${port}`, consoleDirectory: folder })
    day = await aRideDay(app)
    const desk = { role: 'coordinator' as const, pointIds: [day.point.id] }
    await anOperator(app.db, { ...desk, name: 'Dina Poli', email: 'dina@filo.example' })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function open(address: string, viewport: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce', acceptDownloads: true })
    const page = await context.newPage()
    page.setDefaultTimeout(WAIT_MS)
    onTestFailed(async () => {
      if (!page.isClosed()) await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })
    })
    await page.goto(app.url + address)
    return page
  }
  async function acceptedRide(startsAt: string): Promise<string> {
    const person = await day.person({ warning: 'Il cane abbaia', mobility: 'aided' })
    const request = await aRideRequest(app.db, {
      ...{ pointId: day.point.id, personId: person.id, startsAt: new Date(startsAt) },
    })
    const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
    await day.work()
    const page = await open(pageOf(), { width: 390, height: 844 })
    await page.getByRole('button', { name: /^Sì, ci vado/ }).click()
    await page.getByText('Il servizio è suo').waitFor()
    await page.context().close()
    return taken.serviceIds[0] ?? ''
  }
  const pageOf = () => {
    const told = day.sms.findLast(({ body }) => body.includes('[v/'))
    return `/v/${/\[v\/([\w-]{16})\]/.exec(told?.body ?? '')?.[1]}`
  }

  it('the sheet is printed, the volunteer closes one on the telephone, the operator another from paper', {
    timeout: 400_000,
  }, async () => {
    await day.volunteer()
    await aVehicle(app.db, { localAssociationId: day.association.id, name: 'Doblò', odometerKm: 48_000 })
    const morning = await acceptedRide('2026-11-25T09:00:00+01:00')
    const noon = await acceptedRide('2026-11-25T14:00:00+01:00')
    app.clock.set(AFTERNOON)

    const telephone = await open(pageOf(), { width: 390, height: 844 })
    await telephone.getByRole('heading', { name: 'I servizi di oggi' }).waitFor()
    await expectAccessible(telephone, `${PICTURES}/page-today`, phoneSizes)
    const first = telephone.getByRole('article').first()
    await first.getByText('Chiudi il servizio', { exact: true }).focus()
    await telephone.keyboard.press('Enter')
    await first.getByLabel('Contachilometri alla partenza').fill('48.000')
    await first.getByLabel('Contachilometri al rientro').fill('47990')
    await first.getByRole('button', { name: 'Registra e chiudi' }).click()
    await telephone.getByText('All’arrivo sono meno che alla partenza.').waitFor()
    await expectAccessible(telephone, `${PICTURES}/page-wrong`, phoneSizes)
    await first.getByLabel('Contachilometri al rientro').fill('48024')
    await first.getByRole('button', { name: 'Registra e chiudi' }).click()
    await telephone.getByText('Grazie! Il servizio è chiuso.').waitFor()
    await telephone.getByText('Registrato: 24 km. Grazie!').waitFor()
    await expectAccessible(telephone, `${PICTURES}/page-closed`, phoneSizes)
    expect(await app.db.service.findUnique({ where: { id: morning } })).toMatchObject({ state: 'done', km: 24 })

    const dina = await open('/accesso', { width: 1280, height: 900 })
    await enterAs(dina, 'dina@filo.example')
    await dina.getByRole('navigation', { name: 'Pagine' }).or(dina.locator('nav')).first().waitFor()
    await dina.goto(`${app.url}/altro`)
    await dina.getByRole('link', { name: 'Fogli del giorno' }).click()
    await dina.getByRole('heading', { name: /^Bruno Ferrari/ }).waitFor()
    await expectAccessible(dina, `${PICTURES}/sheets`)
    await dina.getByLabel('Un altro giorno').fill('26 novembre')
    await dina.getByText('In questo giorno non c’è nessun servizio assegnato.').waitFor()
    await dina.getByRole('button', { name: 'Oggi' }).click()
    await dina.getByRole('heading', { name: /^Bruno Ferrari/ }).waitFor()
    const paper = dina.waitForEvent('download')
    await dina.getByRole('link', { name: 'Stampa tutti i fogli' }).click()
    expect((await paper).suggestedFilename()).toBe('fogli-volontari-2026-11-25.pdf')
    await dina.getByRole('button', { name: 'Dai il collegamento al calendario di Bruno Ferrari' }).press('Enter')
    const address = await dina.getByLabel('Collegamento al calendario di Bruno Ferrari', { exact: true }).inputValue()
    expect(await (await fetch(address)).text()).toContain('BEGIN:VEVENT')
    await dina.getByRole('radio', { name: 'Automezzo' }).check({ force: true })
    await dina.getByRole('heading', { name: /^Doblò/ }).waitFor()
    const carPaper = dina.waitForEvent('download')
    await dina.getByRole('link', { name: 'Stampa tutti i fogli' }).click()
    const [carPage] = printedQrs(readFileSync(await (await carPaper).path()))
    const besideTheCar = await open(new URL(carPage ?? '').pathname, { width: 390, height: 844 })
    await besideTheCar.getByText('Bruno Ferrari').first().waitFor()
    await expectAccessible(besideTheCar, `${PICTURES}/car-page`, phoneSizes)

    await dina.goto(`${app.url}/servizi/${noon}`)
    await dina.getByLabel('Contachilometri alla partenza').fill('48500')
    await dina.getByLabel('Contachilometri al rientro').fill('48530')
    await dina.getByLabel('Importo in euro').fill('2,50')
    await dina.getByLabel('Per che cosa').fill('Parcheggio')
    await dina.getByRole('button', { name: 'Chiudi il servizio' }).click()
    await dina.getByText(/476 km che nessun servizio spiega/).waitFor()
    await expectAccessible(dina, `${PICTURES}/service-asked`)
    await dina.getByText('Ho ricontrollato: i numeri sono giusti.').click()
    await dina.getByRole('button', { name: 'Chiudi il servizio' }).click()
    await dina.getByRole('button', { name: 'Correggi' }).click()
    await dina.getByLabel('Minuti di volontariato').fill('80')
    await expectAccessible(dina, `${PICTURES}/service-correcting`)
    await dina.getByRole('button', { name: 'Salva la correzione' }).click()
    await dina.getByRole('button', { name: 'Correggi' }).waitFor()
    await dina.getByText('da 48.500 a 48.530').waitFor()
    await expectAccessible(dina, `${PICTURES}/service-corrected`)
    expect(await app.db.service.findUnique({ where: { id: noon } })).toMatchObject({ km: 30, minutes: 80 })
    expect(await app.db.expense.findMany()).toMatchObject([{ serviceId: noon, amountCents: 250 }])

    // Somebody else corrects it meanwhile: what is typed stays, and takes its place only once that was told.
    const minutes = dina.getByLabel('Minuti di volontariato')
    await dina.getByRole('button', { name: 'Correggi' }).click()
    await minutes.fill('90')
    const params = { serviceId: noon }
    const elsewhere = await app.signIn(day.ada)
    const { version } = await app.call('readService', { params }, elsewhere)
    const readings = { odometerStartKm: 48_500, odometerEndKm: 48_535, odometerConfirmed: true, km: null }
    const theirs = { version, outcome: 'done' as const, ...readings, minutes: 80, passengers: 1 }
    await app.call('correctService', { params, body: theirs }, elsewhere)
    await expect.poll(() => dina.getByLabel('Contachilometri al rientro').inputValue(), PATIENCE).toBe('48535')
    expect(await minutes.inputValue()).toBe('90')
    await dina.getByRole('button', { name: 'Salva la correzione' }).click()
    await dina.getByText('Nel frattempo').first().waitFor()
    await dina.getByRole('button', { name: 'Salva la correzione' }).click()
    await dina.getByRole('button', { name: 'Correggi' }).waitFor()
    expect(await app.db.service.findUnique({ where: { id: noon } })).toMatchObject({ km: 35, minutes: 90 })
  })
})
