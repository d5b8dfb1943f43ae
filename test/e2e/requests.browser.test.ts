import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aComune, aListeningPoint, anOperator, aPerson } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE, until } from '../support/processes.ts'
import { enterAs } from '../support/sign-in.ts'

const PICTURES = 'test-results/requests'
const DINA = 'dina@filo.example'
const ELSA = 'elsa@filo.example'

describe.skipIf(!chromiumPath)('the requests of a contact and the list of contacts, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser
  let pointId: string
  let anna: string

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    app = await startTestApp({ consoleDirectory: folder })
    pointId = (await aListeningPoint(app.db, { name: 'Cremona' })).id
    const comune = await aComune(app.db, { name: 'Cremona' })
    const at = { listeningPointId: pointId, comuneIstatCode: comune.istatCode }
    const [one, other] = [
      { firstName: 'Anna', lastName: 'Bassi', address: 'Via Palestro 12', mobility: 'wheelchair' as const },
      { firstName: 'Maria', lastName: 'Corti', address: 'Via Mazzini 3', mobility: 'aided' as const },
    ]
    anna = (await aPerson(app.db, { ...at, ...one })).id
    await aPerson(app.db, { ...at, ...other })
    await anOperator(app.db, { name: 'Dina Poli', email: DINA, pointIds: [pointId] })
    await anOperator(app.db, { name: 'Elsa Riva', email: ELSA, pointIds: [pointId] })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function openAt(address: string, email = DINA): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(30_000)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${email}.png`, fullPage: true })))
    await page.goto(app.url + address)
    await enterAs(page, email)
    return page
  }
  const aContact = (fields: object = {}) =>
    app.db.contact.create({
      data: {
        direction: 'inbound',
        provenance: 'office',
        occurredAt: app.clock.now(),
        recordedAt: app.clock.now(),
        listeningPointId: pointId,
        callerType: 'relative',
        ...fields,
      },
    })
  const requestOf = (contactId: string) =>
    app.db.request.findFirst({ where: { contactId }, orderBy: { position: 'desc' } })
  const card = (page: Page, kind: 'aiuto' | 'informazione', position = 1) =>
    page.getByRole('region', { name: `Richiesta ${position}: ${kind}` })
  const say = async (when: Locator, day: string, hour: string) => {
    await when.getByLabel('Giorno').fill(day)
    await when.getByLabel('Ora').fill(hour)
  }

  it('the kind of help changes and takes what it does not ask away, until it is put back', {
    timeout: 120_000,
  }, async () => {
    const contact = await aContact({ personId: anna })
    const page = await openAt(`/contatti/${contact.id}`)
    const help = card(page, 'aiuto')
    const kind = help.getByLabel('Tipo di aiuto')
    const [from, end] = [
      help.getByRole('group', { name: 'Per quando serve' }),
      help.getByRole('group', { name: 'Fino a quando' }),
    ]
    await page.getByRole('button', { name: 'Aggiungi aiuto' }).click()
    await kind.selectOption('homeCompany')
    await say(from, 'domani', '9')
    await say(end, 'domani', '11')
    await until(async () => (await requestOf(contact.id))?.neededUntil != null)

    // What is no longer on screen bars nothing.
    await kind.selectOption('transport')
    await from.getByLabel('Ora').fill('14')
    await help.getByLabel('Dove si va').fill('Ospedale di Cremona')
    await help.getByText('Ritorno a ora fissa').click()
    await say(help.getByRole('group', { name: 'Quando è il ritorno' }), 'domani', '17')
    const home = { fromPlace: 'Via Palestro 12, Cremona', mobility: 'wheelchair', wheelchair: true }
    const back = { returnKind: 'fixed', returnAt: new Date('2026-11-25T17:00:00+01:00') }
    const ride = { helpKind: 'transport', neededUntil: null, toPlace: 'Ospedale di Cremona', ...home, ...back }
    await expect.poll(() => requestOf(contact.id), PATIENCE).toMatchObject(ride)
    await help.getByText(/✓ Salvato/).waitFor()

    const none = { fromPlace: null, mobility: null, wheelchair: false, returnKind: null, returnAt: null }
    const until11 = { neededUntil: new Date('2026-11-25T11:00:00+01:00') }
    await from.getByLabel('Ora').fill('9')
    await kind.selectOption('groceryDelivery')
    await expect
      .poll(() => requestOf(contact.id), PATIENCE)
      .toMatchObject({ helpKind: 'groceryDelivery', ...none, ...until11 })
    await kind.selectOption('transport')
    await expect.poll(() => requestOf(contact.id), PATIENCE).toMatchObject(ride)
    await kind.selectOption('groceryDelivery')
    await expect.poll(() => requestOf(contact.id), PATIENCE).toMatchObject({ ...none, ...until11 })
    await expectAccessible(page, `${PICTURES}/kind`)
    await page.keyboard.press('F9')
    await page.getByText('Il contatto è chiuso.').waitFor()
  })

  it('a ride begun for one person starts from the other’s home, what is still on its way too', {
    timeout: 120_000,
  }, async () => {
    const contact = await aContact({ personId: anna })
    const page = await openAt(`/contatti/${contact.id}`)
    const help = card(page, 'aiuto')
    const start = help.getByLabel('Da dove si parte')
    const choose = async (name: string) => {
      await page.getByRole('button', { name: 'Cambia persona' }).click()
      await page.getByLabel('Cerca la persona').fill(name)
      await page.getByRole('option', { name: new RegExp(name) }).click()
      await page.getByRole('heading', { name: `Contatto: ${name}` }).waitFor()
    }
    await page.getByRole('button', { name: 'Aggiungi aiuto' }).click()
    await help.getByLabel('Tipo di aiuto').selectOption('transport')
    const annas = { fromPlace: 'Via Palestro 12, Cremona', mobility: 'wheelchair', wheelchair: true }
    const marias = { fromPlace: 'Via Mazzini 3, Cremona', mobility: 'aided', wheelchair: false }
    await expect.poll(() => requestOf(contact.id), PATIENCE).toMatchObject(annas)
    await choose('Maria Corti')
    await expect.poll(() => requestOf(contact.id), PATIENCE).toMatchObject(marias)
    await until(async () => (await start.inputValue()) === marias.fromPlace)
    await expectAccessible(page, `${PICTURES}/other-person`)
    await choose('Anna Bassi')
    await expect.poll(() => requestOf(contact.id), PATIENCE).toMatchObject(annas)

    // The ride is written over a slow line: the server knows the new person before it knows of the old home.
    await help.getByLabel('Tipo di aiuto').selectOption('homeCompany')
    await expect.poll(() => requestOf(contact.id), PATIENCE).toMatchObject({ fromPlace: null })
    await help.getByText(/✓ Salvato/).waitFor()
    let isOnTheWay = false
    let arrive: () => void = () => undefined
    const mayArrive = new Promise<void>((resolve) => {
      arrive = resolve
    })
    await page.route('**/api/contacts/*/requests/*', async (route) => {
      isOnTheWay = true
      await mayArrive
      await route.continue()
    })
    await help.getByLabel('Tipo di aiuto').selectOption('transport')
    await until(() => isOnTheWay)
    await choose('Maria Corti')
    await expect.poll(() => start.inputValue(), PATIENCE).toBe(marias.fromPlace)
    arrive()
    await expect.poll(() => requestOf(contact.id), PATIENCE).toMatchObject({ helpKind: 'transport', ...marias })
  })

  it('what comes after the closing is kept as lost, and written once the contact is open again', {
    timeout: 120_000,
  }, async () => {
    const contact = await aContact()
    const dina = await openAt(`/contatti/${contact.id}`)
    // Taken away before the closing, and not to be put back after it.
    await dina.getByRole('button', { name: 'Aggiungi informazione' }).click()
    await card(dina, 'informazione')
      .getByText(/✓ Salvato/)
      .waitFor()
    await card(dina, 'informazione').getByRole('button', { name: 'Togli la richiesta' }).click()
    await dina.getByText('Richiesta tolta.').waitFor()
    const elsa = await openAt(`/contatti/${contact.id}`, ELSA)
    let isOnTheWay = false
    let arrive: () => void = () => undefined
    const mayArrive = new Promise<void>((resolve) => {
      arrive = resolve
    })
    await elsa.route('**/api/contacts/*/requests/*', async (route) => {
      isOnTheWay = true
      await mayArrive
      await route.continue()
    })
    await elsa.getByRole('button', { name: 'Aggiungi informazione' }).click()
    await card(elsa, 'informazione').getByLabel('Che cosa ha risposto').fill('Il CAF apre martedì')
    await until(() => isOnTheWay)
    await dina.keyboard.press('F9')
    await dina.getByText('Il contatto è chiuso.').waitFor()
    expect(await dina.getByText('Richiesta tolta.').count()).toBe(0)
    await elsa.getByText('Il contatto è chiuso.').waitFor()
    arrive()
    const lost = elsa.getByText('Il contatto è stato chiuso prima che questa richiesta fosse salvata.')
    await lost.waitFor()
    await elsa.getByText('Il CAF apre martedì').waitFor()
    await elsa.getByText('Per metterlo in una nuova richiesta riapra il contatto.').waitFor()
    expect(await card(elsa, 'informazione').count()).toBe(0)
    expect(await app.db.request.count({ where: { contactId: contact.id } })).toBe(0)
    await expectAccessible(elsa, `${PICTURES}/too-late`)

    await elsa.unrouteAll({ behavior: 'wait' })
    await elsa.getByRole('button', { name: 'Riapri' }).click()
    await elsa.getByRole('button', { name: 'Mettilo in una nuova richiesta' }).click()
    await expect.poll(async () => (await requestOf(contact.id))?.answer, PATIENCE).toBe('Il CAF apre martedì')
    await lost.waitFor({ state: 'hidden' })
    expect(await app.db.request.count({ where: { contactId: contact.id } })).toBe(1)
    await dina.getByText('Richiesta tolta.').waitFor()
  })

  it('what was still on its way when its page was left, and comes too late, is there for who comes back', {
    timeout: 120_000,
  }, async () => {
    const contact = await aContact()
    const page = await openAt(`/contatti/${contact.id}`)
    await page.route('**/api/contacts/*/requests/*', (route) => route.abort('connectionreset'))
    await page.getByRole('button', { name: 'Aggiungi informazione' }).click()
    await card(page, 'informazione').getByLabel('Che cosa ha risposto').fill('Il CUP apre alle 8')
    await card(page, 'informazione').getByText('Non ancora salvato: riprovo').waitFor()
    await page
      .getByRole('navigation', { name: 'Pagine' })
      .getByRole('link', { name: /^Contatti/ })
      .click()
    await page.getByRole('heading', { level: 1, name: 'Contatti' }).waitFor()
    const colleague = await app.signIn(await anOperator(app.db, { pointIds: [pointId] }))
    await app.call('closeContact', { params: { contactId: contact.id }, body: { version: 1 } }, colleague)
    const link = page.locator(`a[href="/contatti/${contact.id}"]`)
    await page.getByRole('row').filter({ has: link, hasText: 'Chiuso' }).waitFor()
    await page.goBack()
    await page.getByText('Il contatto è chiuso.').waitFor()
    expect(await card(page, 'informazione').count()).toBe(0)
    await page.unrouteAll({ behavior: 'wait' })
    await page.getByText('Il contatto è stato chiuso prima che questa richiesta fosse salvata.').waitFor()
    await page.getByText('Il CUP apre alle 8').waitFor()
    expect(await app.db.request.count({ where: { contactId: contact.id } })).toBe(0)
  })

  it('the list says how many it shows, shows more, and hides nothing that is to be finished', {
    timeout: 120_000,
  }, async () => {
    const minutes = (count: number) => new Date(app.clock.now().getTime() - count * 60_000)
    const closed = { state: 'closed', closedAt: app.clock.now() }
    for (let index = 0; index < 40; index++) {
      await aContact({ callerE164: `+39037290${1000 + index}`, occurredAt: minutes(60 + index), ...closed })
    }
    const call = { direction: 'outbound', provenance: 'localLine', purpose: 'toOrganise', recordedAt: minutes(9_000) }
    await aContact({ ...call, occurredAt: minutes(9_000), callerType: null })
    const page = await openAt('/contatti')
    const rows = page.getByRole('table').getByRole('row')
    await page.getByRole('table', { name: 'I 30 contatti più recenti' }).waitFor()
    expect(await rows.count()).toBe(31)
    await expectAccessible(page, `${PICTURES}/list`)
    await page.getByRole('button', { name: 'Mostra altri' }).click()
    await page.getByRole('table', { name: 'Contatti, dal più recente' }).waitFor()
    const inbound = await app.db.contact.count({ where: { direction: 'inbound' } })
    expect(await rows.count()).toBe(inbound + 1)
    expect(await page.getByRole('button', { name: 'Mostra altri' }).count()).toBe(0)

    await page.getByText('Solo quelli da finire').click()
    await page.getByRole('table', { name: 'Contatti da finire' }).waitFor()
    expect(await rows.count()).toBe((await app.db.contact.count({ where: { state: 'draft' } })) + 1)
    expect(await rows.nth(1).innerText()).toMatch(/per organizzare un servizio\s+In uscita/)
    await expectAccessible(page, `${PICTURES}/drafts`)
  })
})
