import { randomUUID } from 'node:crypto'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { rosaPhone } from '../../prisma/seed/demo-telephones.ts'
import { expectAccessible } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'
import { type Desk, signInTo, startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const WIDE = { width: 1280, height: 900 }
const PICTURES = 'test-results/people'

describe.skipIf(!chromiumPath)('the people of a point, in the console', () => {
  let program: WholeProgram
  let browser: Browser
  let desk: Desk
  let operator: Page
  let coordinator: Page
  let rosaId: string

  async function signIn(email: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: WIDE })).newPage()
    page.setDefaultTimeout(60_000)
    await signInAt(page, program.url, email, DEMO_PASSWORD)
    return page
  }

  const open = async (page: Page, personId: string) => {
    await page.goto(`${program.url}/persone/${personId}`)
    await page.getByRole('heading', { name: 'Profilo' }).waitFor()
  }
  const pictureOnFailure = (name: string, ...pages: Page[]) =>
    onTestFailed(async () => {
      for (const [at, page] of pages.entries()) {
        await page.screenshot({ path: `${PICTURES}/failed-${name}-${at}.png`, fullPage: true })
      }
    })

  beforeAll(async () => {
    program = await startWholeProgram()
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    desk = await signInTo(program, 'coordinatore@demo.example')
    const [rosa] = await desk.call('searchPeople', { query: { search: rosaPhone } })
    rosaId = rosa?.id ?? ''
    operator = await signIn('operatore@demo.example')
    coordinator = await signIn('coordinatore@demo.example')
  }, 200_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 60_000)

  it('are found with a slip, through a daughter and by a piece of her number', { timeout: 120_000 }, async () => {
    pictureOnFailure('search', operator)
    await operator.goto(`${program.url}/persone`)
    const search = operator.getByLabel('Cerca una persona')
    await search.fill('rosa bianhci')
    await operator.getByRole('link', { name: 'Rosa Bianchi' }).first().waitFor()
    await search.fill('anna bonetti')
    const row = operator.getByRole('row').filter({ hasText: 'figlio o figlia: Anna Bonetti' })
    await row.getByRole('link', { name: 'Rosa Bianchi' }).waitFor()
    await expectAccessible(operator, `${PICTURES}/search`)
  })

  it('who has a card already is offered while a new one is typed, and taken with one press', {
    timeout: 120_000,
  }, async () => {
    pictureOnFailure('new', operator)
    await operator.goto(`${program.url}/persone/nuova`)
    await operator.getByLabel('Nome', { exact: true }).fill('Rosina')
    await operator.getByLabel('Cognome', { exact: true }).fill('Bianchi')
    await operator.getByLabel('Telefono 1', { exact: true }).fill(rosaPhone)
    await operator.getByText('In comune: stesso telefono, nome simile').waitFor()
    await expectAccessible(operator, `${PICTURES}/known-already`)
    await operator.getByRole('button', { name: 'Usa la scheda di Rosa Bianchi' }).press('Enter')
    await operator.getByRole('heading', { name: 'Rosa Bianchi', level: 1 }).waitFor()
  })

  it('a day of birth says its year, and is said back with the age it makes', { timeout: 120_000 }, async () => {
    pictureOnFailure('birthday', operator)
    await operator.goto(`${program.url}/persone/nuova`)
    await operator.getByLabel('Nome', { exact: true }).fill('Ines')
    await operator.getByLabel('Cognome', { exact: true }).fill('Ardigò')
    const birthday = operator.getByLabel('Data di nascita')
    for (const unread of ['ieri', '12/03']) {
      await birthday.fill(unread)
      await operator.keyboard.press('F9')
      await operator.getByText('Scriva anche l’anno').waitFor()
    }
    await expectAccessible(operator, `${PICTURES}/birthday-without-year`)
    await birthday.fill('12/03/41')
    await operator.getByText('12 marzo 1941, 85 anni').waitFor()
    await operator.keyboard.press('F9')
    await operator.getByRole('heading', { name: 'Ines Ardigò', level: 1 }).waitFor()
    await operator.getByText('12 marzo 1941, 85 anni').waitFor()
  })

  it('a double is compared, merged and separated again, by keyboard alone', { timeout: 240_000 }, async () => {
    pictureOnFailure('merge', coordinator)
    const double = await desk.call('registerPerson', {
      params: { personId: randomUUID() },
      body: {
        firstName: 'Rosina',
        lastName: 'Bianchi',
        nickname: 'Rosi',
        warning: 'Ha paura dei cani.',
        phones: [
          { number: rosaPhone, label: null },
          { number: '0372 900777', label: 'negozio' },
        ],
      },
    })
    await open(coordinator, rosaId)
    await coordinator.getByText('In comune: stesso telefono').waitFor()
    await expectAccessible(coordinator, `${PICTURES}/double`)
    await coordinator.getByRole('link', { name: /^Confronta con Rosina Bianchi/ }).press('Enter')
    await coordinator.getByRole('heading', { name: 'Confronta due schede' }).waitFor()
    await coordinator.getByRole('cell', { name: /Ha paura dei cani.*preso dall’altra/ }).waitFor()
    await expectAccessible(coordinator, `${PICTURES}/compared`)
    await coordinator.getByRole('button', { name: 'Unisci le due schede' }).press('Enter')
    await coordinator.getByText('Le due schede sono una.').waitFor()
    await coordinator.getByText('0372 900777').first().waitFor()
    await expectAccessible(coordinator, `${PICTURES}/merged`)

    // The old address leads to the card that stays.
    await coordinator.goto(`${program.url}/persone/${double.id}`)
    await coordinator.getByText('La scheda che cercava è stata unita a questa.').waitFor()
    expect(coordinator.url()).toContain(rosaId)
    await coordinator.getByRole('button', { name: 'Annulla l’unione' }).press('Enter')
    await coordinator.getByText('L’unione è annullata').waitFor()
    await expectAccessible(coordinator, `${PICTURES}/separated`)
    await coordinator.getByRole('link', { name: 'Apri l’altra scheda' }).press('Enter')
    await coordinator.getByRole('heading', { name: 'Rosina Bianchi', level: 1 }).waitFor()
    await coordinator.getByText('0372 900777').first().waitFor()
  })

  it('two people on one card see each other, and neither’s words are lost', { timeout: 240_000 }, async () => {
    pictureOnFailure('editors', operator, coordinator)
    await open(operator, rosaId)
    await open(coordinator, rosaId)
    await operator.keyboard.press('F2')
    await coordinator.keyboard.press('F2')
    await operator.getByText(/sta scrivendo qui/).waitFor()
    await operator.getByLabel('Indirizzo').fill('Via Milano 8, Cremona')
    await operator.getByLabel('Soprannome').fill('Rosy')
    await coordinator.getByLabel('Indirizzo').fill('Via Milano 80, Cremona')
    await coordinator.keyboard.press('F9')
    await coordinator.getByText('La scheda è salvata.').waitFor()
    await operator.getByText('Lei ha scritto: Via Milano 8, Cremona').waitFor()
    await operator.getByText('Adesso sulla scheda c’è: Via Milano 80, Cremona').waitFor()
    await expectAccessible(operator, `${PICTURES}/two-editors`)
    await operator.keyboard.press('F9')
    await operator.getByText('Prima di salvare scelga').waitFor()
    await operator.getByRole('button', { name: 'Tenga quello che c’è adesso' }).press('Enter')
    await operator.keyboard.press('F9')
    await operator.getByText('La scheda è salvata.').waitFor()
    const card = await desk.call('readPerson', { params: { personId: rosaId } })
    expect(card).toMatchObject({ address: 'Via Milano 80, Cremona', nickname: 'Rosy' })
  })

  it('the people close to somebody and the consents are kept, and the card fits a sheet', {
    timeout: 240_000,
  }, async () => {
    pictureOnFailure('card', operator)
    await open(operator, rosaId)
    await operator.getByText('Distretto telefonico').waitFor()
    await operator.getByRole('button', { name: 'Aggiungi una persona vicina' }).press('Enter')
    await operator.getByLabel('Chi è').selectOption('Vicino di casa')
    await operator.getByLabel('Nome e cognome').fill('Pina Sordi')
    await operator.getByLabel('Telefono', { exact: true }).fill('12')
    await operator.getByRole('button', { name: 'Salva la persona vicina' }).press('Enter')
    await operator.getByText(/Scriva un numero|non sembra giusto/).waitFor()
    await expectAccessible(operator, `${PICTURES}/relation-wrong`)
    await operator.getByLabel('Telefono', { exact: true }).fill('0372 900555')
    await operator.getByRole('button', { name: 'Salva la persona vicina' }).press('Enter')
    await operator.getByText('Pina Sordi (vicino di casa)').waitFor()
    await operator.getByRole('button', { name: 'Togli Pina Sordi' }).press('Enter')
    await operator.getByRole('button', { name: 'Rimetti' }).press('Enter')
    await operator.getByText('Pina Sordi (vicino di casa)').waitFor()

    await operator.getByRole('button', { name: 'Registra un consenso' }).press('Enter')
    await operator.getByLabel('Per che cosa').selectOption('Ricevere messaggi')
    await operator.getByLabel('Come lo ha detto').fill('a voce al telefono')
    await expectAccessible(operator, `${PICTURES}/consent`)
    await operator.getByRole('button', { name: 'Registra', exact: true }).press('Enter')
    await operator.getByText(/dato \(a voce al telefono\), oggi/).waitFor()
    // Said again the same day, with the day written: it is the last word.
    await operator.getByRole('button', { name: 'Registra un consenso' }).press('Enter')
    await operator.getByLabel('Per che cosa').selectOption('Ricevere messaggi')
    await operator.getByText('Lo ritira', { exact: true }).click()
    await operator.getByLabel('Come lo ha detto').fill('ci ha ripensato')
    await operator.getByLabel('Quando', { exact: true }).fill('oggi')
    await operator.getByRole('button', { name: 'Registra', exact: true }).press('Enter')
    await operator
      .getByText(/\(ci ha ripensato\), oggi/)
      .first()
      .waitFor()
    await operator.getByLabel('Che cosa mostrare').selectOption('La scheda e i consensi')
    await operator.getByText(/^Consenso dato: ricevere messaggi/).waitFor()
    await expectAccessible(operator, `${PICTURES}/history`)

    const { numPages } = await getDocument({ data: new Uint8Array(await operator.pdf({ preferCSSPageSize: true })) })
      .promise
    expect(numPages).toBe(1)
  })

  it('whoever is writing on a card that is merged goes on writing on the one that stays', {
    timeout: 240_000,
  }, async () => {
    pictureOnFailure('carried', operator)
    const double = await desk.call('registerPerson', {
      params: { personId: randomUUID() },
      body: { firstName: 'Rosetta', lastName: 'Bianchi', phones: [{ number: '0372 900888', label: null }] },
    })
    await open(operator, double.id)
    await operator.keyboard.press('F2')
    await operator.getByLabel('Note', { exact: true }).fill('Ha due gatti')
    await operator.getByRole('button', { name: 'Aggiungi un telefono' }).press('Enter')
    await operator.getByLabel('Telefono 2', { exact: true }).fill('0372 900999')
    const { version } = await desk.call('readPerson', { params: { personId: rosaId } })
    await desk.call('mergePeople', {
      params: { personId: rosaId, mergeId: randomUUID() },
      body: { absorbedId: double.id, version, absorbedVersion: double.version },
    })
    await operator.getByText('Mentre Lei scriveva, la scheda è stata unita a questa.').waitFor()
    expect(operator.url()).toContain(rosaId)
    await operator.getByText('Ha due gatti').waitFor()
    await expectAccessible(operator, `${PICTURES}/carried-over`)
    await operator.getByRole('button', { name: 'Riprendi a scrivere' }).press('Enter')
    await expect.poll(() => operator.getByLabel('Note', { exact: true }).inputValue(), PATIENCE).toBe('Ha due gatti')
    await operator.keyboard.press('F9')
    await operator.getByText('La scheda è salvata.').waitFor()
    const card = await desk.call('readPerson', { params: { personId: rosaId } })
    expect(card.notes).toBe('Ha due gatti')
    const numbers = card.phoneNumbers.map(({ number }) => number.replaceAll(' ', ''))
    for (const number of [rosaPhone.replaceAll(' ', ''), '0372900888', '0372900999']) {
      expect(numbers.some((each) => each.endsWith(number.replace(/^\+39/, '')))).toBe(true)
    }
    await operator.reload()
    await operator.getByRole('heading', { name: 'Profilo' }).waitFor()
    expect(await operator.getByText('Mentre Lei scriveva').count()).toBe(0)
  })
})
