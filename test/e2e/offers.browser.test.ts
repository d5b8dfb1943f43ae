import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { freePort } from '../support/processes.ts'
import { aRideDay, aRideRequest, type RideDay } from '../support/ride-day.ts'
import { enterAs } from '../support/sign-in.ts'

const PICTURES = 'test-results/offers'
const WAIT_MS = 60_000

describe.skipIf(!chromiumPath)('asking volunteers and hearing their answers, in a browser', () => {
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
    const page = await (await browser.newContext({ viewport, reducedMotion: 'reduce' })).newPage()
    page.setDefaultTimeout(WAIT_MS)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))
    await page.goto(app.url + address)
    return page
  }
  async function signIn(email: string): Promise<Page> {
    const page = await open('/accesso', { width: 1280, height: 900 })
    await enterAs(page, email)
    await page.getByRole('navigation', { name: 'Pagine' }).or(page.locator('nav')).first().waitFor()
    return page
  }
  async function look(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true })
    // A colour on its way to another is neither.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${name} ${id}: ${nodes[0]?.html}`)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  }
  async function takeRideInCharge(startsAt: Date): Promise<string> {
    const person = await day.person()
    const request = await aRideRequest(app.db, { pointId: day.point.id, personId: person.id, startsAt })
    const taken = await app.call('takeInCharge', { params: { requestId: request.id }, body: {} }, day.cookie)
    await day.work()
    return taken.serviceIds[0] ?? ''
  }
  const linkIn = (body: string | undefined) => `/v/${/\[v\/([\w-]{16})\]/.exec(body ?? '')?.[1]}`

  it('a coordinator says how to ask; a volunteer accepts on the telephone, cannot come, and another is found', {
    timeout: 400_000,
  }, async () => {
    const dina = await signIn('dina@filo.example')
    await dina.goto(`${app.url}/offerte`)
    await dina.getByLabel('Quanti per volta').nth(1).fill('0')
    await dina.getByRole('button', { name: 'Salva' }).click()
    await dina.getByText('Scriva un numero intero da 1 a 20.').waitFor()
    await dina.getByLabel('Quanti per volta').nth(1).fill('2')
    await dina.getByRole('button', { name: 'Salva' }).click()
    await dina.getByText('Salvato: vale dalle prossime richieste.').waitFor()
    await look(dina, 'policies')

    for (const firstName of ['Bruno', 'Carla', 'Dario']) await day.volunteer({ firstName })
    const serviceId = await takeRideInCharge(new Date('2026-11-25T09:00:00+01:00'))
    expect(day.sms).toHaveLength(2)

    const telephone = await open(linkIn(day.sms[0]?.body), { width: 390, height: 844 })
    await look(telephone, 'page-asked')
    await telephone.keyboard.press('Tab')
    await telephone.keyboard.press('Enter')
    await telephone.getByRole('status').getByText('Il servizio è suo').waitFor()
    await telephone.getByText('Non posso più', { exact: true }).click()
    await look(telephone, 'page-taken')
    await telephone.setViewportSize({ width: 195, height: 422 })
    await look(telephone, 'page-taken-200')
    await telephone.getByRole('button', { name: 'Sì, non posso più' }).click()
    await telephone.getByText('Ci ha detto che non può più').waitFor()

    await dina.goto(`${app.url}/servizi/${serviceId}`)
    await dina.getByText('Il volontario ha detto che non può più: cercare un altro.').waitFor()
    await look(dina, 'service-wants-out')
    await dina.getByRole('button', { name: 'Cerca un altro' }).first().click()
    await dina.getByText('Si cerca un volontario').first().waitFor()
    await day.work()
    await dina.reload()
    const saidYes = dina.getByRole('button', { name: /^Ha detto sì: / }).last()
    await saidYes.focus()
    await dina.keyboard.press('Enter')
    await dina.getByText(/^Grazie, il servizio è suo/).waitFor()
    await look(dina, 'service-answered')
    expect(await app.db.service.findUnique({ where: { id: serviceId } })).toMatchObject({ state: 'assigned' })
    expect(await app.db.offer.findFirst({ where: { serviceId, state: 'accepted' } })).toMatchObject({
      answerVia: 'operator',
    })
  })
})
