import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { everydayEntries, otherEntries } from '../../operator-console/src/frame/entries.ts'
import { paths } from '../../operator-console/src/paths.ts'
import { demoDeskPhone, rosaPhone } from '../../prisma/seed/demo-telephones.ts'
import { chromiumPath } from './chromium.ts'
import { startWholeProgram, telephonesOf, type WholeProgram } from './whole-program.ts'

// Pictures of the main pages for a person to look at, and what axe finds in each:
//   node --import tsx test/support/screenshots.ts [console address, telephones address]
// Without addresses it starts a program of its own.

const FOLDER = 'test-results/screens'
const NUMERO_VERDE = '800 995 988'
const sizes = [
  { name: '1280', viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 },
  // What 200 % leaves of the same screen.
  { name: 'zoom-200', viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
]

let violations = 0

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(400)
  for (const { name: size, viewport } of sizes) {
    await page.setViewportSize(viewport)
    await page.screenshot({ path: path.join(FOLDER, `${name}-${size}.png`), fullPage: true })
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
    if (isWide) console.log(`${name} at ${size}: the page scrolls sideways`)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  for (const { id, help, nodes } of found.violations) {
    violations += 1
    console.log(`${name}: ${id}, ${help}`)
    for (const node of nodes.slice(0, 4))
      console.log(`    ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim()}`)
  }
}

async function signIn(browser: Browser, url: string, email: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'it-IT' })).newPage()
  page.on('console', (message) => {
    // What the network answered is told below, with its address.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load'))
      console.log(`console: ${message.text()}`)
  })
  page.on('response', (answer) => {
    if (answer.status() >= 400) console.log(`${answer.status()} ${answer.request().method()} ${answer.url()}`)
  })
  page.on('pageerror', (error) => console.log(`page: ${error.message}`))
  await page.goto(url)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill('filo-demo')
  return page
}

async function operatorsPages(
  browser: Browser,
  { url, telephonesUrl }: Pick<WholeProgram, 'url' | 'telephonesUrl'>,
): Promise<void> {
  const telephones = telephonesOf({ telephonesUrl } as WholeProgram)
  // A call left over from an earlier round.
  await telephones.hangUp(rosaPhone).catch(() => undefined)
  const page = await signIn(browser, url, 'operatore@demo.example')
  await picture(page, '01-sign-in')
  await page.getByLabel('Password', { exact: true }).fill('sbagliata')
  await page.getByRole('button', { name: 'Entra' }).click()
  await page.getByText('non corrispondono').waitFor()
  await picture(page, '02-sign-in-wrong')
  await page.getByLabel('Password', { exact: true }).fill('filo-demo')
  await page.getByRole('button', { name: 'Entra' }).click()
  await page.getByRole('heading', { name: 'Postazione', exact: true }).waitFor()
  await picture(page, '03-workplace')
  await page.getByLabel('Il telefono che squillerà').fill('0372 900001')
  await page.getByText('Disponibile', { exact: true }).first().click()
  await page.getByText('Le telefonate di').waitFor()
  await telephones.dial(rosaPhone, NUMERO_VERDE)
  await page.getByText('Alzi il telefono che squilla').waitFor({ timeout: 30_000 })
  await picture(page, '04-ringing')
  await telephones.ringing(demoDeskPhone)
  await telephones.answer(demoDeskPhone)
  await telephones.press(demoDeskPhone, '1')
  await page.waitForURL(/\/contatti\//, { timeout: 30_000 })
  await page.getByRole('heading', { name: 'Per chi' }).waitFor()
  await picture(page, '05-contact-new')
  await page.getByRole('button', { name: 'Cambia persona' }).click()
  await page.getByRole('button', { name: 'Nuova persona' }).click()
  await picture(page, '06-new-person')
  await page.getByRole('button', { name: 'Torna alla ricerca' }).click()
  await page.getByRole('combobox', { name: 'Cerca la persona' }).fill('bianchi')
  await page.getByRole('option').first().waitFor()
  await picture(page, '07-person-search')
  await page.keyboard.press('Escape')
  await page
    .getByRole('button', { name: /Rosa Bianchi/ })
    .first()
    .click()
  await page.keyboard.press('F2')
  await page.keyboard.press('F4')
  await page.getByLabel('Tipo di aiuto').selectOption('transport')
  await page.waitForTimeout(1500)
  await page.keyboard.press('F9')
  await page.getByText(/Per chiudere manca/).waitFor()
  await picture(page, '08-contact-missing')
  await page.getByLabel('Tipo di informazione').selectOption('health')
  await page.getByLabel('Che cosa ha risposto').fill('Orari del CUP: dalle 8 alle 12.')
  const when = page.getByRole('group', { name: 'Per quando serve' })
  await when.getByLabel('Giorno').fill('giovedì')
  await when.getByLabel('Ora').fill('9.30')
  await page.getByRole('button', { name: 'Da casa' }).click()
  await page.getByLabel('Dove si va').fill('Ospedale di Cremona')
  await page.getByLabel('Che posto è').selectOption('publicHospital')
  await page.getByRole('radiogroup', { name: 'Serve un’ambulanza' }).getByText('Sì').click()
  await picture(page, '09-contact-full')
  await page.getByRole('radiogroup', { name: 'Serve un’ambulanza' }).getByText('No').click()
  await page.keyboard.press('F9')
  await page.getByText('Il contatto è chiuso.').waitFor()
  await page.getByRole('button', { name: 'Prendi in carico' }).click()
  await page.getByRole('link', { name: 'Apri il servizio' }).waitFor()
  await page.waitForTimeout(4000)
  await picture(page, '10-contact-closed')
  await page.getByRole('link', { name: 'Apri il servizio' }).click()
  await page.getByRole('heading', { name: 'Com’è andata' }).waitFor()
  await picture(page, '11-service')
  await page.getByLabel('Chilometri').fill('tanti')
  await page.getByRole('button', { name: 'Chiudi il servizio' }).click()
  await picture(page, '12-service-wrong')
  await telephones.hangUp(rosaPhone)
  await page.goto(`${url}/contatti/nuovo`)
  await picture(page, '13-new-contact')
  await page.goto(`${url}/persone`)
  await page.getByLabel('Cerca una persona').fill('bianchi')
  await page.getByRole('table').waitFor()
  await picture(page, '14-people')
  await page
    .getByRole('link', { name: /Bianchi/ })
    .first()
    .click()
  await page.getByRole('heading', { name: 'Profilo' }).waitFor()
  await picture(page, '15-person')
  await page.keyboard.press('F2')
  await picture(page, '16-person-edit')
  await page.goto(`${url}/non-esiste`)
  await picture(page, '17-not-found')
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Contatti', exact: true }).click()
  await page.getByRole('dialog').waitFor()
  await picture(page, '18-session-expired')
}

/** Every page that is in the header or on the page «Altro», and the first thing of each list. */
async function everyPage(browser: Browser, url: string): Promise<void> {
  const page = await signIn(browser, url, 'coordinatore@demo.example')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Postazione', exact: true }).waitFor()
  const entries = [...everydayEntries, ...otherEntries.flatMap((group) => group.entries)]
  for (const [index, { href, name }] of [...entries, { href: paths.others, name: 'altro' }].entries()) {
    const number = 30 + index
    await page.goto(url + href)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page
      .locator('.skeleton')
      .first()
      .waitFor({ state: 'detached', timeout: 10_000 })
      .catch(() => undefined)
    await picture(page, `${number}-${name.toLowerCase().replaceAll(' ', '-')}`)
    const first = page.getByRole('main').getByRole('table').getByRole('link').first()
    if ((await first.count()) === 0) continue
    await first.click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await picture(page, `${number}-${name.toLowerCase().replaceAll(' ', '-')}-first`)
  }
}

async function coordinatorsPages(browser: Browser, url: string): Promise<void> {
  const page = await signIn(browser, url, 'coordinatore@demo.example')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Postazione', exact: true }).waitFor()
  await page.goto(`${url}/rapporti`)
  await page.getByText('Dati alle ore').waitFor()
  await page.getByRole('button', { name: 'Pubblica' }).click()
  await page.getByRole('link', { name: 'Apri il rapporto pubblicato' }).click()
  await page.getByRole('heading', { name: 'Rapporto pubblicato' }).waitFor()
  await picture(page, '20-published')
  await page.goto(`${url}/scrivania`)
  await page.getByRole('button', { name: 'Stampa i servizi di oggi' }).waitFor()
  await page.emulateMedia({ media: 'print' })
  await picture(page, '21-day-on-paper')
}

/** What goes wrong on one page does not hide the others. */
async function look(name: string, at: Promise<void>): Promise<void> {
  await at.catch((error: unknown) => {
    violations += 1
    console.log(`${name} ended early: ${error instanceof Error ? error.message : error}`)
  })
}

if (!chromiumPath) throw new Error('No Chromium was found: set CHROMIUM_PATH.')
mkdirSync(FOLDER, { recursive: true })
const [url, telephonesUrl] = process.argv.slice(2)
const own = url && telephonesUrl ? undefined : await startWholeProgram()
const program = own ?? { url: url ?? '', telephonesUrl: telephonesUrl ?? '' }
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--disable-background-networking'] })
try {
  await look('the operator’s day', operatorsPages(browser, program))
  await look('the coordinator’s day', coordinatorsPages(browser, program.url))
  await look('every page', everyPage(browser, program.url))
  console.log(`${violations} faults found; pictures in ${FOLDER}`)
} finally {
  await browser.close()
  await own?.stop()
}
