import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator, aPerson, TEST_PASSWORD } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { aHelplineDay, CREMONA_LANDLINE, OUR_NUMBER } from '../support/helpline-day.ts'
import { freePort, PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'
import { callSid, sendWebhook } from '../support/twilio-webhooks.ts'

const PICTURES = 'test-results/desk'

describe.skipIf(!chromiumPath)('the coordinator’s pages', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    app = await startTestApp({ port, publicBaseUrl: `http://127.0.0.1:${port}`, consoleDirectory: folder })
    day = await aHelplineDay(app)
    await anOperator(app.db, {
      ...{ role: 'coordinator', name: 'Dina Poli', email: 'dina@filo.example', pointIds: [day.cremona.id] },
    })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 150_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function signIn(email: string, password = TEST_PASSWORD): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${email}.png`, fullPage: true })))
    await signInAt(page, app.url, email, password)
    return page
  }

  async function needsOfTheDay(): Promise<void> {
    const { db, clock } = app
    const at = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000)
    const listeningPointId = day.cremona.id
    const personId = day.teresa.id
    const contact = await db.contact.create({
      data: {
        ...{ direction: 'inbound', provenance: 'office', occurredAt: at(-1), recordedAt: at(-1), listeningPointId },
        ...{ personId, state: 'closed', closedAt: at(-1) },
      },
    })
    const request = { contactId: contact.id, personId, kind: 'help', createdAt: at(-1), recordedAt: at(-1) } as const
    await db.request.create({ data: { ...request, position: 1, helpKind: 'groceryDelivery', neededFrom: at(30) } })
    const ride = await db.request.create({
      data: { ...request, position: 2, helpKind: 'transport', neededFrom: at(3.5), state: 'takenInCharge' },
    })
    await db.service.create({
      data: {
        ...{ requestId: ride.id, personId, listeningPointId, helpKind: 'transport', createdAt: at(-1) },
        ...{ recordedAt: at(-1), startsAt: at(3.5), endsAt: at(5), busyFrom: at(3.5), busyUntil: at(5) },
        state: 'planned',
      },
    })
    await db.callback.create({
      data: { listeningPointId, reason: 'missed', createdAt: at(-4), e164: CREMONA_LANDLINE, personId },
    })
  }

  it('lead everywhere by keyboard, and show what waits and what nobody covers', { timeout: 150_000 }, async () => {
    await needsOfTheDay()
    const page = await signIn('dina@filo.example')
    await page.keyboard.press('Alt+7')
    await page.getByRole('heading', { level: 1, name: 'Altro' }).waitFor()
    await expectAccessible(page, `${PICTURES}/others`)
    const current = page.getByRole('navigation', { name: 'Pagine' }).locator('[aria-current]')
    await expect.poll(() => current.innerText(), PATIENCE).toContain('Altro')
    await page.getByRole('link', { name: 'Scrivania' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Scrivania' }).waitFor()
    await expect.poll(() => current.getAttribute('aria-current'), PATIENCE).toBe('true')

    const today = page.getByRole('region', { name: /^Servizi di oggi, martedì 24 novembre 2026$/ }).first()
    await today.getByText(/^mancano 3 ore/).waitFor()
    await today.getByText('Un servizio di oggi non ha ancora un volontario.').waitFor()
    const requests = page.getByRole('region', { name: 'Richieste aperte: 2' }).first()
    expect(await requests.getByRole('row').nth(1).innerText()).toContain('Mobilità/trasporto')
    await requests.getByText('Va presa in carico.').waitFor()
    await page.getByRole('region', { name: 'Da richiamare: 1' }).first().getByText('In ritardo').waitFor()
    await page.getByText('Bruno Neri').waitFor()
    await expectAccessible(page, `${PICTURES}/desk`)

    // On paper, the day alone.
    await page.emulateMedia({ media: 'print' })
    expect(await requests.isVisible()).toBe(false)
    expect(await today.getByRole('button').isVisible()).toBe(false)
    await page.screenshot({ path: `${PICTURES}/desk-print.png`, fullPage: true })
    await page.emulateMedia({ media: null })

    // Somebody else closes it without a volunteer: it is seen without asking, and no longer waits for one.
    await app.db.service.updateMany({ data: { state: 'unmet', unmetCause: 'noDriver', closedAt: app.clock.now() } })
    await app.store.transaction({ now: app.clock.now(), actor: { kind: 'system' } }, async (tx) =>
      tx.announce({ topic: 'service', entityId: 'any', listeningPointId: day.cremona.id }),
    )
    await today.getByText('Non coperto: nessun volontario.').waitFor()
    await today.getByText('Un servizio di oggi non è stato coperto.').waitFor()
  })

  it('keep the operators: somebody new enters, and leaves when put out', { timeout: 150_000 }, async () => {
    const page = await signIn('dina@filo.example')
    await page.goto(`${app.url}/operatori`)
    await page.getByRole('link', { name: 'Dina Poli (Lei)' }).waitFor()
    await expectAccessible(page, `${PICTURES}/operators`)
    await page.keyboard.press('F2')
    await page.getByRole('heading', { level: 1, name: 'Nuovo operatore' }).waitFor()
    await page.getByLabel('Nome e cognome').fill('Elsa Conti')
    await page.getByLabel('E-mail').fill('elsa')
    await page.keyboard.press('Enter')
    await page.getByText('Scriva un’e-mail intera').waitFor()
    await expectAccessible(page, `${PICTURES}/operator-wrong`)
    await page.getByLabel('E-mail').fill('elsa@filo.example')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Elsa Conti può entrare.' }).waitFor()
    await expectAccessible(page, `${PICTURES}/operator-added`)
    const password = await page.locator('.password').innerText()
    const elsa = await signIn('elsa@filo.example', password)

    await page.getByRole('link', { name: 'Apri i suoi dati' }).click()
    await page.getByLabel('Telefono', { exact: true }).fill('0372 448677')
    await page.getByRole('button', { name: 'Salva' }).click()
    await page.getByText('Salvato.').waitFor()
    await page.getByRole('button', { name: 'Togli l’accesso' }).click()
    await page.getByText('Elsa Conti non può più entrare.').waitFor()
    await expectAccessible(page, `${PICTURES}/operator-out`)
    // At once, with nothing done there.
    await elsa.getByRole('dialog').getByLabel('Password', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Rimetti l’accesso' }).click()
    await page.getByText('Elsa Conti può entrare di nuovo').waitFor()
    await page.getByRole('button', { name: 'Dai una nuova password' }).click()
    await page.getByRole('button', { name: 'Sì, dai una nuova password' }).click()
    await page.getByText('La password di Elsa Conti').waitFor()
    expect(await page.locator('.password').innerText()).not.toBe(password)
    await expectAccessible(page, `${PICTURES}/operator`)
  })

  it('count the telephones live, and say before the answer who it may be', { timeout: 150_000 }, async () => {
    const wall = await signIn('dina@filo.example')
    await wall.goto(`${app.url}/muro`)
    const figure = (name: string) =>
      wall.locator('.wall-figure').filter({ hasText: name }).locator('.wall-number').innerText()
    await wall.getByText('nessuno aspetta').waitFor()
    await aPerson(app.db, { firstName: 'Ivo', hardOfHearing: true, e164: [CREMONA_LANDLINE] })
    const station = await signIn(day.ada.email)
    await station.getByText('Nessuno in attesa in linea.').waitFor()

    const form = {
      CallSid: callSid('a'),
      CallStatus: 'ringing',
      Direction: 'inbound',
      From: CREMONA_LANDLINE,
      To: OUR_NUMBER,
    }
    expect((await sendWebhook(app, { path: '/voice/incoming', form }, {}, app.url)).status).toBe(200)
    await wall.getByText('e una che squilla').waitFor()
    const card = station.getByRole('article')
    await card.getByText('Questo numero è di 2 persone').waitFor()
    await card.getByText('Aspetta di essere richiamato').waitFor()
    await card.getByText('Sente poco').waitFor()
    await expectAccessible(station, `${PICTURES}/ringing`)

    // Nobody is free: the caller waits, and the wall says since when.
    await app.db.call.updateMany({ data: { state: 'waiting', waitingSince: app.clock.now() } })
    await app.store.transaction({ now: app.clock.now(), actor: { kind: 'system' } }, async (tx) =>
      tx.announce({ topic: 'call', entityId: 'any', listeningPointId: day.cremona.id }),
    )
    await wall.getByText(/la prima da \d/).waitFor()
    for (const [name, shown] of Object.entries({ 'In attesa': '1', 'Operatori liberi': '2', 'Da richiamare': '1' })) {
      await expect.poll(() => figure(name), PATIENCE).toBe(shown)
    }
    await station.getByText(/In attesa in linea: una persona/).waitFor()
    await expectAccessible(wall, `${PICTURES}/wall`)
    await wall.getByRole('button', { name: 'Schermo intero' }).click()
    await wall.getByRole('button', { name: 'Esci dallo schermo intero' }).waitFor()
    expect(await wall.getByRole('navigation', { name: 'Pagine' }).isVisible()).toBe(false)
    await wall.screenshot({ path: `${PICTURES}/wall-full.png` })
  })
})
