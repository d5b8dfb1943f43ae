import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it, onTestFailed } from 'vitest'
import { paths } from '../../operator-console/src/paths.ts'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { rosaPhone } from '../../prisma/seed/demo-telephones.ts'
import { expectAccessible } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { signInAt } from '../support/sign-in.ts'
import { signInTo, startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const PICTURES = 'test-results/reaching'

describe.skipIf(!chromiumPath)('how people are reached, on the page', () => {
  let program: WholeProgram
  let browser: Browser
  let page: Page
  let doubtfulId = ''

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
  const keepPicture = () =>
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))

  it('a coordinator calls who could not be told, and says what was done', async () => {
    keepPicture()
    await page.goto(program.url + paths.desk)
    await page.getByRole('heading', { name: 'Un avviso non arrivato' }).waitFor()
    await page.getByText('Il numero sembra non esistere più').waitFor()
    await expectAccessible(page, `${PICTURES}/desk`)
    const desk = await signInTo(program, 'regione@demo.example')
    doubtfulId = (await desk.call('listUndelivered')).items[0]?.personId ?? ''
    const closing = page.getByRole('button', { name: /è stato avvisato/ })
    await closing.click()
    await page.getByText('Scriva qualche parola.').waitFor()
    await page.getByLabel('Che cosa è stato fatto').first().fill('Chiamata la figlia: lo sa.')
    await closing.click()
    await page.getByText('Tutti gli avvisi sono arrivati.').waitFor()
  })

  it('a number that works after all is written to again', async () => {
    keepPicture()
    await page.goto(program.url + paths.person(doubtfulId))
    await page.getByText('sembra non esistere più: va controllato').waitFor()
    await expectAccessible(page, `${PICTURES}/doubtful`)
    await page.getByRole('button', { name: /È giusto: il numero .* funziona/ }).click()
    await page.getByText('sembra non esistere più').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /funziona/ }).waitFor({ state: 'detached' })
    await page.getByText('si può avvisare con').first().waitFor()
  })

  it('what somebody says by telephone is taken down on the card, and taken back', async () => {
    keepPicture()
    const desk = await signInTo(program, 'regione@demo.example')
    const [rosa] = await desk.call('searchPeople', { query: { search: rosaPhone } })
    await page.goto(program.url + paths.person(rosa?.id ?? ''))
    await page.getByRole('button', { name: 'Registra quello che ha detto' }).click()
    await page.getByLabel('Le sue parole').fill('Troppi messaggi')
    await expectAccessible(page, `${PICTURES}/person`)
    await page.getByRole('button', { name: 'Registra', exact: true }).click()
    await page.getByText('Non vuole messaggi.').waitFor()
    await page.locator('summary', { hasText: 'Tutto quello che ha detto degli avvisi' }).click()
    await page.getByText('per telefono: «Troppi messaggi»').first().waitFor()
    await expectAccessible(page, `${PICTURES}/person-refused`)
    await page.getByRole('button', { name: /Togli il rifiuto/ }).click()
    await page.getByText('È un telefono fisso: si può avvisare con una telefonata automatica.').first().waitFor()
    await page.getByText('Non vuole messaggi.').waitFor({ state: 'detached' })
  })
})
