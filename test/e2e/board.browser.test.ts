import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'
import { type Desk, signInTo, startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const MONDAY = '2026-11-23'

describe.skipIf(!chromiumPath)('what is not covered, and who goes where', () => {
  let program: WholeProgram
  let browser: Browser
  let page: Page
  let desk: Desk
  let pointId: string

  beforeAll(async () => {
    program = await startWholeProgram()
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    desk = await signInTo(program, 'operatore@demo.example')
    pointId = (await desk.call('readSession')).listeningPoints[0]?.id ?? ''
    await signInAt(page, program.url, 'operatore@demo.example', DEMO_PASSWORD)
  }, 200_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 60_000)

  async function expectAccessible(): Promise<void> {
    // A colour on its way to another is neither.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
  const shown = (name: string) => page.screenshot({ path: `test-results/board-${name}.png`, fullPage: true })
  const calendar = (query: { from: string; days?: number }) =>
    desk.call('readServiceCalendar', { query: { listeningPointId: pointId, ...query } })

  it('is called with one press, by mouse or by keyboard: the person, and who may say yes', {
    timeout: 240_000,
  }, async () => {
    onTestFailed(() => shown('failed-calls').then(() => undefined))
    await page.goto(`${program.url}/scoperti`)
    const panel = page.getByRole('region', { name: 'Telefonata che sta facendo' })
    const uncovered = page.getByRole('region').filter({ hasText: /Hanno detto no|Senza risposta|Nessuno libero/ })
    const calls = uncovered.first().getByRole('list', { name: 'Telefonate da fare subito' })
    const toVolunteer = calls.getByRole('button', { name: /^Chiama .*, volontario$/ }).first()
    const toPerson = calls.getByRole('button', { name: /^Chiama [^,]+$/ }).first()
    await toVolunteer.waitFor()
    await expectAccessible()
    await shown('calls')

    const volunteer = ((await toVolunteer.textContent()) ?? '').replace(/^\s*Chiama |, volontario$/g, '')
    await toVolunteer.click()
    await panel.getByText(`Chiamata a ${volunteer}`).waitFor()
    await panel.getByRole('button', { name: 'Non chiamare più' }).click()
    await panel.getByRole('button', { name: 'Ho capito' }).click()

    const person = ((await toPerson.textContent()) ?? '').replace(/^\s*Chiama /, '')
    await expect.poll(() => toPerson.isEnabled(), PATIENCE).toBe(true)
    // From the top of its card the keyboard comes to it, and one key calls.
    await toPerson.evaluate((button) => button.closest('ul')?.setAttribute('tabindex', '-1'))
    await toPerson.evaluate((button) => button.closest('ul')?.focus())
    await page.keyboard.press('Tab')
    expect(await toPerson.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await panel.getByText(`Chiamata a ${person}`).waitFor()
    await shown('calling')
    await panel.getByRole('button', { name: 'Non chiamare più' }).click()
    await panel.getByRole('button', { name: 'Ho capito' }).click()
  })

  it('is called, assigned and undone from the board, or closed with its cause', { timeout: 240_000 }, async () => {
    onTestFailed(() => shown('failed').then(() => undefined))
    await page.goto(`${program.url}/scoperti`)
    const region = page
      .getByRole('region')
      .filter({ hasText: 'Hanno detto no' })
      .or(page.getByRole('region').filter({ hasText: 'Senza risposta' }))
    await region.first().waitFor()
    const title = (await region.first().getByRole('heading', { level: 2 }).textContent()) ?? ''
    const card = page.getByRole('region', { name: title, exact: true }).first()
    await card.getByText(/hanno detto no|non ha risposto/).waitFor()
    await card.getByText(/^Fra /).waitFor()
    await card.getByRole('button', { name: /^Chi può farlo/ }).click()
    const yes = card.getByRole('button', { name: /ha detto sì: assegna$/ })
    await yes.first().waitFor()
    await card
      .getByRole('button', { name: /^Chiama / })
      .first()
      .waitFor()
    await expectAccessible()
    await shown('candidates')
    await yes.first().click()
    await page
      .getByText(/è assegnato: /)
      .first()
      .waitFor()
    await page.getByText(/Le persone saranno avvisate fra/).waitFor()
    await shown('assigned')
    await page.getByRole('button', { name: 'Annulla', exact: true }).click()
    await page
      .getByText(/Tornato com’era/)
      .first()
      .waitFor()
    await card.waitFor()

    await card.getByRole('button', { name: /^Non si può fare/ }).click()
    await card.getByLabel('Motivo').selectOption({ label: 'Nessun volontario' })
    await expectAccessible()
    await card.getByRole('button', { name: 'Registra che non si è potuto fare' }).click()
    await card.waitFor({ state: 'detached' })
    const closed = await desk.call('listServices', { query: { scope: 'closed', limit: 200 } })
    expect(
      closed.some(
        ({ state, unmetCause, person }) =>
          state === 'unmet' && unmetCause === 'noDriver' && title.includes(person.name),
      ),
    ).toBe(true)

    await page.setViewportSize({ width: 640, height: 450 })
    await shown('zoom-200')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('is given to somebody else in the calendar, by keyboard and by dragging, conflicts named first', {
    timeout: 240_000,
  }, async () => {
    onTestFailed(() => shown('failed').then(() => undefined))
    const { services } = await calendar({ from: MONDAY })
    const later = services.filter(
      ({ state, startsAt }) => state === 'assigned' && Date.parse(startsAt) > Date.parse('2026-11-25T00:00:00Z'),
    )
    const pair = later.flatMap((one) => {
      const other = later.find((each) => each.startsAt === one.startsAt && each.volunteerId !== one.volunteerId)
      return other ? [[one, other] as const] : []
    })[0]
    if (!pair) throw new Error('The demo has no two services at once')
    const [mine, theirs] = pair
    await page.goto(`${program.url}/calendario`)
    const grid = page.getByRole('region', { name: 'Calendario, per volontario' })
    const row = (name: string | null) =>
      grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name: name ?? '', exact: true }) })
    const chip = row(mine.volunteerName)
      .getByRole('button', { name: new RegExp(mine.personName) })
      .first()
    await chip.waitFor()
    await expectAccessible()
    await shown('week')

    // By keyboard: the chosen one is busy, and it is said before anything is saved.
    await chip.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Volontario').selectOption({ label: theirs.volunteerName ?? '' })
    await dialog.getByText(/È già impegnat/).waitFor()
    expect(await dialog.getByRole('button', { name: 'Salva' }).isDisabled()).toBe(true)
    await expectAccessible()
    await shown('conflict')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    // By dragging, onto somebody who is free.
    await page.getByText('Mostra anche chi è libero').click()
    const free = await freeVolunteer(mine)
    await chip.hover()
    await page.mouse.down()
    const box = await chip.boundingBox()
    // A first small movement begins the dragging: the page may scroll only after it.
    if (box) await page.mouse.move(box.x + box.width / 2 + 12, box.y + box.height / 2 + 12, { steps: 3 })
    for (const _ of [1, 2]) await row(free.name).getByRole('rowheader').hover()
    await page.mouse.up()
    await dialog.getByText('Si può: nessun impegno in quelle ore, documenti in regola.').waitFor()
    expect(await dialog.getByLabel('Volontario').inputValue()).toBe(free.id)
    await dialog.getByRole('button', { name: 'Salva' }).click()
    await dialog.waitFor({ state: 'detached' })
    await row(free.name)
      .getByRole('button', { name: new RegExp(mine.personName) })
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Annulla', exact: true }).click()
    await row(mine.volunteerName)
      .getByRole('button', { name: new RegExp(mine.personName) })
      .first()
      .waitFor()

    await page.getByRole('radio', { name: 'Per automezzo' }).check({ force: true })
    await page.getByRole('region', { name: 'Calendario, per automezzo' }).waitFor()
    await page.getByRole('radio', { name: 'Giorno', exact: true }).check({ force: true })
    await page.getByRole('columnheader', { name: '8–10' }).waitFor()
    await expectAccessible()
    await shown('day')
    await page.setViewportSize({ width: 640, height: 450 })
    await shown('calendar-zoom-200')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  })

  /** Of the point, with nothing in those hours and nothing against them. */
  async function freeVolunteer(service: { id: string; version: number }): Promise<{ id: string; name: string }> {
    const { volunteers } = await calendar({ from: MONDAY })
    for (const volunteer of volunteers) {
      const against = await desk.call('checkAssignment', {
        params: { serviceId: service.id },
        body: { version: service.version, volunteerId: volunteer.id, vehicleId: null },
      })
      if (against.volunteerId === null) return volunteer
    }
    throw new Error('Nobody is free')
  }
})
