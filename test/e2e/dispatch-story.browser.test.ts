import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { expectAccessible, phoneSizes } from '../support/accessible.ts'
import { anOperator, aVehicle } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { PATIENCE } from '../support/processes.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { enterAs } from '../support/sign-in.ts'
import { THREAD_MONTH } from '../support/thread-steps.ts'

const PICTURES = 'test-results/dispatch-story'
const WAIT_MS = 60_000
const FRANCA = '+393471112233'
const ROSA_LANDLINE = '+390372448678'
const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

describe.skipIf(!chromiumPath)('a cycle of therapies, from the request to the month', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let line: PhoneLine
  let day: RideDay
  let browser: Browser

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true })
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    line = await openPhoneLine({ consoleDirectory: folder })
    day = await aRideDay(line.app)
    const dina = { name: 'Dina Poli', email: 'dina@filo.example', role: 'coordinator' } as const
    await anOperator(line.app.db, { ...dina, pointIds: [day.point.id] })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await line?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function open(address: string, viewport: { width: number; height: number }): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport, acceptDownloads: true })).newPage()
    page.setDefaultTimeout(WAIT_MS)
    onTestFailed(async () => {
      if (!page.isClosed()) await page.screenshot({ path: `${PICTURES}/failed-${viewport.width}.png`, fullPage: true })
    })
    await page.goto(new URL(address, line.publicBaseUrl).href)
    return page
  }
  async function atTheDesk(address: string): Promise<Page> {
    const page = await open(address, DESK)
    await enterAs(page, 'dina@filo.example')
    return page
  }
  /** The way to the page that stands in a volunteer's latest message with one. */
  const pageOf = (number: string): string =>
    line.script
      .inbox(number)
      .map(({ body }) => /https?:\/\/\S+\/v\/[\w-]{16}/.exec(body)?.[0])
      .findLast((address) => address !== undefined) ?? ''

  it('is organised, accepted, told, printed, closed with its kilometres, and counted', {
    timeout: 400_000,
  }, async () => {
    const { app, script } = line
    script.addTelephone({ number: FRANCA, label: 'Franca Riva', kind: 'mobile' })
    script.addTelephone({ number: ROSA_LANDLINE, label: 'Rosa Bianchi', kind: 'landline' })
    script.onRing(ROSA_LANDLINE, { kind: 'answer', press: '1' })
    await day.volunteer({ firstName: 'Franca', lastName: 'Riva', phoneE164: FRANCA })
    await aVehicle(app.db, { localAssociationId: day.association.id, name: 'Doblò', odometerKm: 48_000 })
    const person = await day.person({ firstName: 'Rosa', lastName: 'Bianchi', e164: [ROSA_LANDLINE] })
    const { contactId } = await aRideRequest(app.db, {
      pointId: day.point.id,
      personId: person.id,
      startsAt: new Date('2026-11-25T08:30:00+01:00'),
    })

    // The operator says how it repeats, and takes it in charge: it becomes services.
    const dina = await atTheDesk(`/contatti/${contactId}`)
    await dina.getByRole('checkbox', { name: 'Si ripete' }).check({ force: true })
    for (const weekday of ['Lunedì', 'Venerdì']) {
      await dina.getByRole('checkbox', { name: weekday }).check({ force: true })
    }
    await dina.getByLabel('Ultimo giorno').fill('4/12/2026')
    await dina.getByRole('button', { name: 'Prendi in carico' }).click()
    await dina.getByRole('link', { name: 'Apri il ciclo' }).click()
    await dina.getByRole('heading', { name: 'Mobilità/trasporto per Rosa Bianchi' }).waitFor()
    const services = dina.getByRole('region', { name: 'I servizi di questo ciclo' }).locator('tbody tr')
    await services.nth(4).waitFor()
    await expect.poll(() => services.count(), PATIENCE).toBe(5)
    await line.work()

    // The volunteer opens the link of the message on her phone, and says yes there.
    const telephone = await open(pageOf(FRANCA), PHONE)
    await telephone.getByRole('heading', { name: 'Le chiediamo un aiuto' }).waitFor()
    expect(await telephone.getByText('Rosa').count()).toBe(0)
    await expectAccessible(telephone, `${PICTURES}/asked`, phoneSizes)
    await telephone.getByRole('button', { name: 'Sì, ci vado: mercoledì 25 novembre alle 08:30' }).click()
    await telephone.getByText('Il servizio è suo').waitFor()
    await expectAccessible(telephone, `${PICTURES}/accepted`, phoneSizes)

    // Rosa's landline rings: she says that it is she, hears who comes, and confirms.
    await line.work()
    script.press(ROSA_LANDLINE, '1')
    await line.work()
    expect(script.heard(ROSA_LANDLINE).join(' ')).toMatch(/passa a prenderla Franca.*è confermato/s)
    const first = await app.db.service.findFirstOrThrow({ where: { startsAt: new Date('2026-11-25T07:30:00Z') } })
    expect(first.personConfirmedAt).not.toBeNull()
    await services.filter({ hasText: 'domani alle 08:30' }).getByText('Franca Riva').waitFor()
    await dina.context().close()

    // The day itself: the sheet is printed, large, with what Franca needs.
    app.clock.set('2026-11-25T08:35:00+01:00')
    const morning = await atTheDesk('/fogli')
    await morning.getByRole('heading', { name: /^Franca Riva/ }).waitFor()
    const paper = morning.waitForEvent('download')
    await morning.getByRole('link', { name: 'Stampa tutti i fogli' }).click()
    const sheet = await textOf(await (await paper).path())
    for (const said of ['Franca Riva', 'Mercoledì 25 novembre 2026', '08:30', 'Rosa Bianchi', 'via Palestro 14']) {
      expect(sheet).toContain(said)
    }
    await morning.context().close()

    // On the phone page she closes it with its kilometres.
    app.clock.set('2026-11-25T11:00:00+01:00')
    await telephone.goto(pageOf(FRANCA))
    const ride = telephone.getByRole('article').filter({ hasText: 'Rosa Bianchi' })
    await ride.getByText('Chiudi il servizio', { exact: true }).click()
    await ride.getByLabel('Contachilometri alla partenza').fill('48000')
    await ride.getByLabel('Contachilometri al rientro').fill('48027')
    await ride.getByLabel(/^Minuti/).fill('95')
    await ride.getByRole('button', { name: 'Registra e chiudi' }).click()
    await telephone.getByText('Registrato: 27 km. Grazie!').waitFor()

    // The month shows it.
    await recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })
    const reader = await atTheDesk(`/rapporti?dal=${THREAD_MONTH}-01&al=${THREAD_MONTH}-30`)
    const figure = (label: string) =>
      reader
        .getByRole('row')
        .filter({ has: reader.getByRole('rowheader', { name: label, exact: true }) })
        .getByRole('cell')
        .first()
    await figure('Servizi svolti').waitFor()
    await expect.poll(() => figure('Servizi svolti').innerText(), PATIENCE).toBe('1')
    await expect.poll(() => figure('Chilometri percorsi').innerText(), PATIENCE).toBe('27')
    await expectAccessible(reader, `${PICTURES}/month`)
  })
})

async function textOf(file: string): Promise<string> {
  const document = await getDocument({ data: new Uint8Array(readFileSync(file)) }).promise
  const pages = Array.from({ length: document.numPages }, async (_, index) => {
    const { items } = await (await document.getPage(index + 1)).getTextContent()
    return items.flatMap((item) => ('str' in item ? item.str : [])).join(' ')
  })
  return (await Promise.all(pages)).join(' ')
}
