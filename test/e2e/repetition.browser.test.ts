import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { enterAs } from '../support/sign-in.ts'

const PICTURES = 'test-results/repetition'
const DINA = 'dina@filo.example'
const ELSA = 'elsa@filo.example'

describe.skipIf(!chromiumPath)(
  'what is written of a repetition, and of a request that is refused, in the console',
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
    let app: TestApp
    let browser: Browser
    let day: RideDay

    beforeAll(async () => {
      await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
      app = await startTestApp({ consoleDirectory: folder })
      day = await aRideDay(app)
      for (const [name, email] of [
        ['Dina Poli', DINA],
        ['Elsa Riva', ELSA],
      ] as const) {
        await anOperator(app.db, { name, email, role: 'coordinator', pointIds: [day.point.id] })
      }
      browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    }, 240_000)
    afterAll(async () => {
      await browser?.close()
      await app?.close()
      rmSync(folder, { recursive: true, force: true })
    }, 60_000)

    async function openAt(address: string, email = DINA): Promise<Page> {
      const page = await (
        await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })
      ).newPage()
      page.setDefaultTimeout(20_000)
      onTestFailed(
        async () => void (await page.screenshot({ path: `${PICTURES}/failed-${email}.png`, fullPage: true })),
      )
      await page.goto(app.url + address)
      await enterAs(page, email)
      return page
    }
    async function aRide(startsAt = '2026-11-25T08:30:00+01:00') {
      const person = await day.person({ firstName: 'Rosa', lastName: 'Bianchi' })
      return aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt: new Date(startsAt) })
    }
    const row = (id: string) => app.db.request.findUniqueOrThrow({ where: { id } })
    const box = (page: Page, name: string) => page.getByRole('checkbox', { name })
    const check = (page: Page, name: string) => box(page, name).check({ force: true })
    const takeInCharge = (page: Page) => page.getByRole('button', { name: 'Prendi in carico' }).click()
    const lastDay = (page: Page) => page.getByLabel('Ultimo giorno')
    const CONTACTS = '**/api/contacts/**'

    it('is on the server as it is typed, half-written too', { timeout: 120_000 }, async () => {
      const { contactId } = await aRide()
      const page = await openAt(`/contatti/${contactId}`)
      await check(page, 'Si ripete')
      await check(page, 'Lunedì')
      await page.getByText('La ripetizione non è completa').waitFor()
      await page.getByText('✓ Salvato').first().waitFor()
      const elsewhere = await openAt(`/contatti/${contactId}`, ELSA)
      await expect.poll(() => box(elsewhere, 'Lunedì').isChecked(), PATIENCE).toBe(true)
      expect(await box(elsewhere, 'Martedì').isChecked()).toBe(false)

      // Whoever looks on sees the rest come.
      await lastDay(page).fill('31/1/2027')
      await expect.poll(() => lastDay(elsewhere).inputValue(), PATIENCE).toBe('31/01/2027')
      await elsewhere.getByText(/^Ogni lunedì e mercoledì alle 8:30, dal 25 novembre/).waitFor()
      await lastDay(page).fill('')
      await expect.poll(() => lastDay(elsewhere).inputValue(), PATIENCE).toBe('')
      await box(page, 'Si ripete').uncheck({ force: true })
      await expect.poll(() => box(elsewhere, 'Si ripete').isChecked(), PATIENCE).toBe(false)
    })

    it('keeps a half-written contact open and says what is missing beside the field', {
      timeout: 120_000,
    }, async () => {
      const { contactId } = await aRide()
      const page = await openAt(`/contatti/${contactId}`)
      await page.getByText('diretto interessato', { exact: false }).first().click()
      await check(page, 'Si ripete')
      await page.keyboard.press('F9')
      await page.getByText('Scriva l’ultimo giorno.').first().waitFor()
      await expect.poll(() => lastDay(page).getAttribute('aria-invalid'), PATIENCE).toBe('true')
      await expectAccessible(page, `${PICTURES}/missing`)
      await lastDay(page).fill('31/1/2027')
      await page.keyboard.press('F9')
      await page.getByText('Il contatto è chiuso.').waitFor()
      await page.reload()
      await expect.poll(() => lastDay(page).inputValue(), PATIENCE).toBe('31/01/2027')
    })

    it('of two who write it, both are shown and one is chosen', { timeout: 120_000 }, async () => {
      const { id, contactId } = await aRide()
      const [dina, elsa] = [await openAt(`/contatti/${contactId}`), await openAt(`/contatti/${contactId}`, ELSA)]
      await check(dina, 'Si ripete')
      await box(elsa, 'Lunedì').waitFor()
      await elsa.route(CONTACTS, (route) => route.abort('connectionreset'))
      await check(elsa, 'Venerdì')
      await check(dina, 'Lunedì')
      await expect.poll(async () => JSON.stringify((await row(id)).repetition), PATIENCE).toContain('[1,3]')
      await elsa.unroute(CONTACTS)
      await elsa.getByText('Si ripete: Nel frattempo un’altra persona ha cambiato questo campo.').waitFor()
      await elsa.getByText('Lei ha scritto: «ogni mercoledì e venerdì').waitFor()
      await elsa.getByText('Ora c’è scritto: «ogni lunedì e mercoledì').waitFor()
      await expectAccessible(elsa, `${PICTURES}/clash`)
      await elsa.getByRole('button', { name: 'Tieni il mio' }).click()
      await expect.poll(async () => JSON.stringify((await row(id)).repetition), PATIENCE).toContain('[3,5]')
    })

    it('is offered as lost when somebody else takes the request in charge meanwhile', {
      timeout: 120_000,
    }, async () => {
      const { contactId } = await aRide()
      const [dina, elsa] = [await openAt(`/contatti/${contactId}`), await openAt(`/contatti/${contactId}`, ELSA)]
      await box(elsa, 'Si ripete').waitFor()
      await elsa.route(`${CONTACTS}requests/**`, (route) => route.abort('connectionreset'))
      await check(elsa, 'Si ripete')
      await check(elsa, 'Venerdì')
      await takeInCharge(dina)
      await elsa.getByText('Presa in carico').first().waitFor()
      await elsa.unroute(`${CONTACTS}requests/**`)
      await elsa.getByText('La richiesta in cui Lei stava scrivendo è stata chiusa.').waitFor()
      await elsa.getByText('ogni mercoledì e venerdì').waitFor()
      await elsa.getByRole('button', { name: 'Mettilo in una nuova richiesta' }).click()
      await expect.poll(() => box(elsa, 'Venerdì').isChecked(), PATIENCE).toBe(true)
    })

    it('taking in charge says what is wrong beside the field, until it is changed', { timeout: 120_000 }, async () => {
      const { id, contactId } = await aRide('2026-11-20T08:30:00+01:00')
      const page = await openAt(`/contatti/${contactId}`)
      await takeInCharge(page)
      const past = page.getByText('È un momento già passato: scriva per quando serve.')
      await past.waitFor()
      await expectAccessible(page, `${PICTURES}/refused`)
      const needed = page.getByRole('group', { name: 'Per quando serve' })
      await needed.getByLabel('Giorno').fill('25/11/2026')
      await past.waitFor({ state: 'hidden' })
      const neededFrom = async () => (await row(id)).neededFrom?.toISOString()
      await expect.poll(neededFrom, PATIENCE).toBe('2026-11-25T07:30:00.000Z')

      await app.db.request.update({
        where: { id },
        data: { returnKind: 'fixed', returnAt: new Date('2026-11-25T07:00:00+01:00'), version: { increment: 1 } },
      })
      await page.reload()
      await takeInCharge(page)
      await page.getByText('Il ritorno viene prima dell’andata.').waitFor()

      // Another day is no way back of a cycle.
      const back = page.getByRole('group', { name: 'Quando è il ritorno' })
      await back.getByLabel('Giorno').fill('26/11/2026')
      await page.getByText('Il ritorno viene prima dell’andata.').waitFor({ state: 'hidden' })
      await check(page, 'Si ripete')
      await lastDay(page).fill('20/11/2026')
      await page.getByText('La fine viene prima dell’inizio.').waitFor()
      await lastDay(page).fill('31/1/2027')
      await takeInCharge(page)
      await page.getByText('In un ciclo il ritorno è lo stesso giorno dell’andata.').waitFor()
      await back.getByLabel('Giorno').fill('25/11/2026')
      await back.getByLabel('Ora').fill('12.00')
      await takeInCharge(page)
      await page.getByRole('link', { name: 'Apri il ciclo' }).waitFor()
    })

    it('taking in charge for nobody is said where the person is chosen', { timeout: 120_000 }, async () => {
      const { id, contactId } = await aRide()
      await app.db.contact.update({ where: { id: contactId }, data: { personId: null } })
      await app.db.request.update({ where: { id }, data: { personId: null } })
      const page = await openAt(`/contatti/${contactId}`)
      await takeInCharge(page)
      const forWhom = page.getByRole('region', { name: 'Per chi' })
      await forWhom.getByText('Per un aiuto serve sapere per chi è.').waitFor()
      await expectAccessible(page, `${PICTURES}/for-whom`)
      await forWhom.getByRole('button', { name: 'Nuova persona' }).click()
      await forWhom.getByText('Per un aiuto serve sapere per chi è.').waitFor()
    })
  },
)
