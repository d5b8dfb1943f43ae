import { randomUUID } from 'node:crypto'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { pages } from '../../operator-console/src/pages.tsx'
import { paths } from '../../operator-console/src/paths.ts'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { rosaPhone } from '../../prisma/seed/demo-telephones.ts'
import { deskSizes, expectAccessible, phoneSizes } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { signInAt } from '../support/sign-in.ts'
import { signInTo, startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const PICTURES = 'test-results/every-page'
const routes = pages.map(({ props }) => (props as { path: string }).path)
/** What 200 % leaves is looked at in each page's own story. */
const twoSizes = deskSizes.filter(({ name }) => name !== 'zoom-200')

describe.skipIf(!chromiumPath)('every page of the console', () => {
  let program: WholeProgram
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    program = await startWholeProgram()
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    await signInAt(page, program.url, 'regione@demo.example', DEMO_PASSWORD)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 60_000)

  const keepPicture = (name: string) =>
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${name}.png`, fullPage: true })))
  const look = (name: string, sizes = deskSizes) => expectAccessible(page, `${PICTURES}/${name}`, sizes)
  const inMain = (name: string | RegExp) => page.getByRole('main').getByText(name).first()

  /** One address for each page about one thing. */
  async function addresses(): Promise<Record<string, string>> {
    const desk = await signInTo(program, 'regione@demo.example')
    const idOf = (found: readonly { id: string }[]): string => {
      const [first] = found
      if (!first) throw new Error('The demo has none')
      return first.id
    }
    const people = await desk.call('searchPeople', { query: { search: 'rosa' } })
    const rosa = idOf(await desk.call('searchPeople', { query: { search: rosaPhone } }))
    const other = idOf(people.filter(({ id }) => id !== rosa))
    const services = await desk.call('listServices', { query: { scope: 'open', limit: 200 } })
    const association = idOf((await desk.call('listAssociationsInUse')).filter(({ isOwn }) => isOwn))
    const aidId = randomUUID()
    const aid = {
      version: 0,
      code: 'CAR-1',
      kind: 'carrozzina',
      localAssociationId: association,
      notes: null,
      state: null,
    }
    await desk.call('saveAid', { params: { aidId }, body: aid })
    const agreement = await desk.call('addAgreement', {
      body: {
        ...{ name: 'Trasporto sociale', counterpartKind: 'municipality', counterpartName: 'Comune di Crema' },
        ...{ localAssociationId: association, territory: null, startsOn: '2026-01-01', endsOn: '2026-12-31' },
        ...{ amountCents: 1_000_000, paymentRule: 'alla fine', unitPriceCents: null, priceUnit: null },
        ...{ reportingRhythm: 'quarterly', reportingDueDays: 30, instalments: [] },
      },
    })
    await desk.call('publishReport', { body: { kind: 'monthly', from: '2026-10-01', until: '2026-11-01' } })
    const published = await desk.call('listPublishedReports')
    const batch = await desk.call('startImport', {
      body: { fileName: 'persone.csv', sizeBytes: 10, source: 'archivio' },
    })
    const one: Record<string, string> = {
      operatorId: idOf(await desk.call('listOperators')),
      contactId: idOf((await desk.call('listContacts')).contacts),
      conversationId: idOf(await desk.call('listConversations')),
      personId: rosa,
      otherId: other,
      serviceId: idOf(services),
      seriesId: services.find(({ seriesId }) => seriesId)?.seriesId ?? '',
      volunteerId: idOf((await desk.call('listVolunteers')).volunteers),
      vehicleId: idOf(await desk.call('listVehicles')),
      entryId: idOf(await desk.call('searchDirectory', { query: { search: 'CUP' } })),
      aidId,
      campaignId: idOf(await desk.call('listCampaigns')),
      batchId: batch.id,
      reportId: idOf(published.reports),
      agreementId: agreement.id,
      pointId: idOf((await desk.call('readSession')).listeningPoints),
    }
    return Object.fromEntries(
      routes.map((route) => [route, route.replaceAll(/:(\w+)/g, (_, name: string) => one[name] ?? '')]),
    )
  }

  it('has nothing that bars anybody, and every one is visited', { timeout: 900_000 }, async () => {
    keepPicture('pages')
    const visited = await addresses()
    expect(Object.keys(visited).length).toBeGreaterThan(50)
    for (const [route, address] of Object.entries(visited)) {
      expect(address, route).toMatch(/^(\/[\w-]+)+$/)
      await page.goto(program.url + address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await page.getByRole('heading', { level: 1 }).innerText(), route).not.toBe('Pagina non trovata')
      await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      await look(route.slice(1).replaceAll(/[/:]+/g, '-'), twoSizes)
    }
  })

  it('nor while it loads, when nothing is there, when a part of it fails, when the line is gone', {
    timeout: 180_000,
  }, async () => {
    keepPicture('states')
    for (const address of [paths.workplace, paths.contacts, paths.services, paths.desk]) {
      await page.route('**/api/{contacts,services,desk,calls}*', () => undefined)
      await page.goto(program.url + address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('.skeleton').first().waitFor()
      await look(`loading${address.replaceAll('/', '-')}`)
      await page.unrouteAll({ behavior: 'ignoreErrors' })
    }

    await page.goto(`${program.url}/non-esiste`)
    await inMain('A questo indirizzo non c’è nulla.').waitFor()
    await look('not-found')
    await page.goto(`${program.url}${paths.person(randomUUID())}`)
    await inMain(/non c’è/).waitFor()
    await look('no-such-person')

    // A page that does not arrive.
    await page.goto(program.url)
    await page.getByRole('heading', { name: 'Postazione', exact: true }).waitFor()
    await page.route(/assets\/people-page/, (route) => route.abort())
    await page.keyboard.press('Alt+3')
    await inMain('La pagina si è fermata').waitFor()
    await look('stopped')
    await page.unroute(/assets\/people-page/)
    await page.getByRole('button', { name: 'Ricarica la pagina' }).click()
    await page.getByRole('heading', { level: 1, name: 'Persone' }).waitFor()

    await page.route('**/api/session', (route) => route.abort())
    await page.goto(program.url)
    await inMain('Il collegamento non funziona in questo momento.').waitFor()
    await look('unreachable')
    await page.unroute('**/api/session')
    await page.getByRole('button', { name: 'Riprova' }).click()
    await page.getByRole('heading', { name: 'Postazione', exact: true }).waitFor()
  })

  it('nor when the session ends in mid-sentence: what is typed stays behind the sign-in', {
    timeout: 120_000,
  }, async () => {
    keepPicture('expired')
    await page.goto(program.url + paths.newPerson)
    await page.getByLabel('Nome', { exact: true }).fill('Nives')
    const surname = page.getByLabel('Cognome', { exact: true })
    const lookedFor = page.waitForResponse((answer) => answer.url().includes('Ardig'))
    await surname.fill('Ardig')
    await lookedFor
    await page.context().clearCookies()
    // What is typed next looks for likely duplicates, and the server knows nobody any more.
    await surname.pressSequentially('ò')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await look('expired')
    await dialog.getByLabel('Password', { exact: true }).fill('sbagliata')
    await page.keyboard.press('Enter')
    await dialog.getByText(/non corrispondono/).waitFor()
    await look('expired-wrong')
    await dialog.getByLabel('Password', { exact: true }).fill('filo-demo')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByLabel('Nome', { exact: true }).inputValue()).toBe('Nives')
    expect(await surname.inputValue()).toBe('Ardigò')
  })

  it('nor the volunteer’s page on a telephone, with a link that leads nowhere', { timeout: 120_000 }, async () => {
    await page.goto(`${program.url}/v/AAAAAAAAAAAAAAAA`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look('volunteer-link', phoneSizes)
  })
})
