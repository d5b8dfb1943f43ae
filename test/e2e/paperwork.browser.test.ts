import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it, onTestFailed } from 'vitest'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { expectAccessible } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { signInAt } from '../support/sign-in.ts'
import { startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const PICTURES = 'test-results/paperwork'

describe.skipIf(!chromiumPath)('the paperwork of a coordinator', () => {
  let program: WholeProgram
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    program = await startWholeProgram()
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    await signInAt(page, program.url, 'coordinatore@demo.example', DEMO_PASSWORD)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 60_000)

  it('lends an aid and takes it back, by keyboard', async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-aid.png`, fullPage: true })))
    await page.goto(`${program.url}/ausili/nuovo`)
    await page.getByLabel('Codice').fill('CAR-99')
    await page.keyboard.press('Enter')
    await page.getByText('Questo dato serve.').first().waitFor()
    await expectAccessible(page, `${PICTURES}/aid-wrong`)
    await page.getByLabel('Che cos’è').fill('carrozzina')
    await page.getByLabel('Associazione').selectOption({ index: 1 })
    await page.getByLabel('Che cos’è').press('Enter')
    await page.getByRole('heading', { name: 'carrozzina CAR-99' }).waitFor()
    await page.getByRole('combobox', { name: 'Persona' }).fill('Rosa Bianchi')
    await page
      .getByRole('option', { name: /Rosa Bianchi/ })
      .first()
      .waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Presta', exact: true }).click()
    await page.getByText(/Rosa Bianchi, dal/).waitFor()
    await expectAccessible(page, `${PICTURES}/aid-lent`)
    await page.getByRole('button', { name: 'È rientrato' }).click()
    await page.getByRole('heading', { name: 'Prestarlo' }).waitFor()
    await page.goto(`${program.url}/ausili`)
    await page.getByRole('link', { name: 'CAR-99' }).waitFor()
    await expectAccessible(page, `${PICTURES}/aids`)
  })

  it('records an expense within the law, approves it, pays it', async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-expense.png`, fullPage: true })))
    await page.goto(`${program.url}/rimborsi`)
    await page.getByText('In questo mese non c’è nessuna spesa.').waitFor()
    await expectAccessible(page, `${PICTURES}/expenses-none`)
    const volunteer = page.getByRole('combobox', { name: 'Volontario' })
    await volunteer.fill('an')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByLabel('Importo in euro').fill('12,50')
    await page.getByLabel('Per che cosa').fill('Parcheggio all’ospedale')
    await page.getByText('Nessuna ricevuta').click()
    await page.getByRole('button', { name: 'Registra la spesa' }).click()
    await page.getByText(/al massimo 10 euro al giorno: restano 10,00 euro/).waitFor()
    await expectAccessible(page, `${PICTURES}/expense-refused`)
    await page.getByLabel('Importo in euro').fill('7,50')
    await page.getByRole('button', { name: 'Registra la spesa' }).click()
    await page.getByText('Spesa registrata.').waitFor()
    await page.getByRole('button', { name: /^Approva/ }).click()
    await page.getByRole('button', { name: /^Segna come pagata/ }).click()
    await page.getByText('Pagata', { exact: true }).waitFor()
    await expectAccessible(page, `${PICTURES}/expenses`)
  })

  it('reads hours and kilometres', async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-hours.png`, fullPage: true })))
    await page.goto(`${program.url}/ore-e-chilometri`)
    await page.getByLabel('Dal giorno').fill('1 gennaio')
    await page.getByRole('button', { name: 'Mostra' }).click()
    await page.getByRole('table', { name: 'Servizi svolti, ore e chilometri' }).waitFor()
    await expectAccessible(page, `${PICTURES}/hours`)
  })
})
