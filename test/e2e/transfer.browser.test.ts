import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it, onTestFailed } from 'vitest'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { expectAccessible } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { signInAt } from '../support/sign-in.ts'
import { startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const PICTURES = 'test-results/transfer'
const ROSA = 'Rosa Bianchi, casa (Cremona)'
const STRANGER = 'Telefono fisso di Cremona mai visto'
const CALL_CENTRE = 'Call centre nazionale'
const DESK = 'Punto di Cremona, scrivania 1'
const OTHER_DESK = 'Punto di Cremona, scrivania 2'

describe.skipIf(!chromiumPath)('in conversation at the console', () => {
  let program: WholeProgram
  let browser: Browser
  let carla: Page
  let giovanni: Page
  let telephones: Page

  const phone = (label: string) => telephones.getByRole('group', { name: label, exact: true })
  const press = (label: string, name: string) => phone(label).getByRole('button', { name, exact: true }).click()
  const heard = (label: string, words: string | RegExp) =>
    phone(label).getByRole('log').getByText(words).last().waitFor()
  const panel = (page: Page) => page.getByRole('region', { name: 'La telefonata in corso' })

  async function signIn(email: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    await signInAt(page, program.url, email, DEMO_PASSWORD)
    return page
  }
  /** A telephone keeps what it heard before: the words to wait for are those of this call. */
  async function answers(desk: string, words: RegExp): Promise<void> {
    await press(desk, 'Rispondi')
    await heard(desk, words)
    await press(desk, '1')
  }
  async function dial(from: string): Promise<void> {
    await phone(from).getByLabel('Numero da chiamare').fill('800 995 988')
    await press(from, 'Chiama')
  }

  beforeAll(async () => {
    program = await startWholeProgram()
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    telephones = await (await browser.newContext({ locale: 'it-IT' })).newPage()
    telephones.setDefaultTimeout(60_000)
    await telephones.goto(program.telephonesUrl)
    carla = await signIn('operatore@demo.example')
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 60_000)

  it('hold, transfer and help, with the keyboard alone', { timeout: 300_000 }, async () => {
    onTestFailed(async () => {
      await carla.screenshot({ path: `${PICTURES}/failed-carla.png`, fullPage: true })
      await giovanni?.screenshot({ path: `${PICTURES}/failed-giovanni.png`, fullPage: true })
      await telephones.screenshot({ path: `${PICTURES}/failed-telephones.png`, fullPage: true })
    })
    await dial(ROSA)
    await answers(DESK, /Prema 1/)
    await carla.getByRole('heading', { name: 'Contatto: Rosa Bianchi' }).waitFor()
    const mine = panel(carla)
    await mine.getByText('Telefonata con Rosa Bianchi').waitFor()
    await expectAccessible(carla, `${PICTURES}/talking`)

    // Hold, and back: one key.
    await carla.keyboard.press('F7')
    await mine.getByText('La persona è in attesa, con la musica.').waitFor()
    await heard(ROSA, /torniamo subito da lei/)
    await expectAccessible(carla, `${PICTURES}/on-hold`)
    await carla.keyboard.press('F7')
    await mine.getByText('In conversazione.').waitFor()

    // Another caller waits: seen with how long.
    giovanni = await signIn('coordinatore@demo.example')
    await dial(STRANGER)
    await press(CALL_CENTRE, 'Riaggancia')
    await giovanni.getByText(/In attesa in linea: una persona, da/).waitFor()
    await expectAccessible(giovanni, `${PICTURES}/caller-waits`)
    await press(STRANGER, 'Riaggancia')
    await giovanni.getByText(/In attesa in linea: una persona, da/).waitFor({ state: 'detached' })
    await giovanni.getByRole('radio', { name: 'Disponibile' }).check({ force: true })
    await giovanni.getByText(/^Salvato\./).waitFor()

    // Passed to the coordinator: chosen by typing, rung, spoken with, and the call is his.
    await carla.keyboard.press('F10')
    const choice = mine.getByRole('combobox', { name: 'A chi la passa?' })
    await choice.waitFor()
    await expectAccessible(carla, `${PICTURES}/to-whom`)
    await carla.keyboard.press('Escape')
    await choice.waitFor({ state: 'detached' })
    await carla.keyboard.press('F10')
    await choice.waitFor()
    await carla.keyboard.press('Enter')
    await mine.getByRole('button', { name: 'Chiama e metti in attesa' }).click()
    await mine.getByText('Scelga prima una persona o un punto.').waitFor()
    // He has just said that he is free: it may still be on its way to her.
    await choice.locator('option', { hasText: 'Giovanni Riva' }).waitFor({ state: 'attached' })
    await choice.focus()
    await carla.keyboard.type('Giovanni')
    await carla.keyboard.press('Tab')
    await carla.keyboard.press('Enter')
    await mine.getByText(/Sto chiamando Giovanni Riva: sta squillando/).waitFor()
    await panel(giovanni).getByText('Carla Ferrari Le passa la telefonata con Rosa Bianchi').waitFor()
    await expectAccessible(giovanni, `${PICTURES}/passed-to-him`)
    await press(OTHER_DESK, 'Rispondi')
    await heard(OTHER_DESK, /Carla Ferrari le passa una telefonata\. Chiama Rosa Bianchi\./)
    await press(OTHER_DESK, '1')
    await mine.getByText(/Parlate fra voi, con Giovanni Riva/).waitFor()
    await expectAccessible(carla, `${PICTURES}/consulting`)
    // In three, and back to two.
    await carla.keyboard.press('F7')
    await mine.getByText('Parlate in tre, con Giovanni Riva.').waitFor()
    await giovanni.getByText('In linea: Carla Ferrari, Giovanni Riva').waitFor()
    await expectAccessible(giovanni, `${PICTURES}/three`)
    await carla.keyboard.press('F10')
    await mine.getByText('Telefonata con Rosa Bianchi').waitFor({ state: 'detached' })
    await heard(DESK, /La telefonata è passata/)
    await giovanni.getByRole('heading', { name: 'Contatto: Rosa Bianchi' }).waitFor()
    await panel(giovanni).getByText('In conversazione.').waitFor()

    // He calls Carla in, who leaves when she wishes.
    await giovanni.keyboard.press('Alt+F10')
    // Her line has just gone down: she is among those who are free as soon as it has.
    await panel(giovanni)
      .getByRole('combobox', { name: 'Chi chiama in aiuto?' })
      .locator('option', { hasText: 'Carla Ferrari' })
      .waitFor({ state: 'attached' })
    await giovanni.keyboard.type('Carla')
    await giovanni.keyboard.press('Tab')
    await giovanni.keyboard.press('Enter')
    await panel(giovanni)
      .getByText(/Chiedo aiuto a Carla Ferrari: sta squillando/)
      .waitFor()
    await answers(DESK, /Giovanni Riva chiede il suo aiuto/)
    await mine.getByText('Parlate in tre, con Giovanni Riva.').waitFor()
    await expectAccessible(carla, `${PICTURES}/helping`)
    await mine.getByRole('button', { name: 'Esco dalla conversazione' }).click()
    await mine.getByText('Telefonata con Rosa Bianchi').waitFor({ state: 'detached' })
    await panel(giovanni)
      .getByText(/Chi aiutava ha riagganciato/)
      .waitFor()
    await press(ROSA, 'Riaggancia')
    await panel(giovanni).getByText('Telefonata con Rosa Bianchi').waitFor({ state: 'detached' })
    await heard(OTHER_DESK, /ha riagganciato/)
  })
})
