import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { aHelplineDay } from '../support/helpline-day.ts'
import { freePort, PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/active'

describe.skipIf(!chromiumPath)('active telephony, in the console', () => {
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
      ...{ name: 'Dina Poli', email: 'dina@filo.example', role: 'coordinator' },
      pointIds: [day.cremona.id],
    })
    await app.db.relation.create({
      data: { personId: day.teresa.id, kind: 'child', name: 'Lucia', phoneE164: '+393397654321', informInAlarm: true },
    })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function signIn(email: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${email}.png`, fullPage: true })))
    await signInAt(page, app.url, email)
    return page
  }
  const card = (page: Page, name: string) => page.getByRole('region', { name })

  it('a morning of companion calls: promised on the card, made in one gesture, written, and the request it brought', {
    timeout: 240_000,
  }, async () => {
    const ada = await signIn(day.ada.email)
    await ada.goto(`${app.url}/persone/${day.teresa.id}`)
    const companions = card(ada, 'Telefonate di compagnia')
    await companions.getByRole('button', { name: 'Prometti telefonate di compagnia' }).click()
    await companions.getByLabel('Quando preferisce').selectOption('morning')
    await companions.getByLabel('Chi chiama').selectOption({ label: 'Ada Bianchi' })
    await expectAccessible(ada, `${PICTURES}/plan-form`)
    await companions.getByRole('button', { name: 'Salva le telefonate' }).click()
    await companions.getByRole('button', { name: /^Cambia/ }).waitFor()

    await ada.getByRole('link', { name: 'Altro' }).first().click()
    await ada.getByRole('link', { name: 'Telefonate di compagnia' }).click()
    const mine = card(ada, 'Le mie')
    await mine.getByRole('button', { name: /^Chiama/ }).click()
    await expect.poll(() => app.db.call.count({ where: { personId: day.teresa.id } }), PATIENCE).toBe(1)
    await mine.getByRole('button', { name: /Scrivi com’è andata/ }).click()
    await mine.getByRole('button', { name: 'Registra la telefonata' }).click()
    await mine.getByText('Scelga com’è andata.').waitFor()
    await mine.getByText('Ha risposto', { exact: true }).click()
    await mine.getByText('Un po’ giù', { exact: true }).click()
    await mine.getByText('Mangia poco', { exact: true }).click()
    await mine.getByLabel('Altro che ha notato').fill('tosse')
    await mine.getByText('Ha chiesto qualcosa').click()
    await expectAccessible(ada, `${PICTURES}/call-form`)
    await mine.getByRole('button', { name: 'Registra la telefonata' }).click()
    await ada.waitForURL(/\/contatti\//)
    await expect
      .poll(() => app.db.companionCall.findFirst(), PATIENCE)
      .toMatchObject({
        ...{ mood: 2, warningSigns: ['mangia poco', 'tosse'], operatorId: day.ada.id },
      })
    expect(await app.db.contact.findMany()).toMatchObject([{ direction: 'outbound', state: 'draft' }])
    await ada.goto(`${app.url}/compagnia`)
    await card(ada, 'Già chiamate oggi').getByText('ha risposto').waitFor()
    await ada.context().close()
  })

  it('two calls without an answer raise the alarm on the coordinator’s desk, until it is said what was done', {
    timeout: 240_000,
  }, async () => {
    const coordinator = await signIn('dina@filo.example')
    await coordinator.goto(`${app.url}/scrivania`)
    await coordinator.getByText('Nessun allarme').waitFor()
    const { id } = await app.db.companionPlan.findFirstOrThrow()
    const again = () => app.db.companionPlan.update({ where: { id }, data: { nextCallOn: app.clock.now() } })
    const ada = await signIn(day.ada.email)
    for (const times of [1, 2]) {
      await again()
      await ada.goto(`${app.url}/compagnia`)
      const mine = card(ada, 'Le mie')
      await mine.getByRole('button', { name: /Scrivi com’è andata/ }).click()
      await mine.getByText('Non risponde', { exact: true }).click()
      await mine.getByText('Vuoto: 25 novembre 2026.').waitFor()
      app.clock.advance(600)
      await mine.getByRole('button', { name: 'Registra la telefonata' }).click()
      await ada.getByText('Registrata la telefonata').waitFor()
      expect(await app.db.companionAlarm.count()).toBe(times - 1)
    }
    // It comes by itself, without opening the page again.
    const alarm = card(coordinator, 'Chi non risponde (1)')
    await alarm
      .getByText('Lucia (figlia o figlio)')
      .or(alarm.getByText(/^Lucia/))
      .first()
      .waitFor()
    await expectAccessible(coordinator, `${PICTURES}/alarm`)
    await alarm.getByRole('button', { name: /Chiudi l’allarme/ }).click()
    await alarm.getByText('Scriva qualche parola.').waitFor()
    await alarm.getByLabel('Che cosa è stato fatto').fill('La figlia dice che è al mare.')
    await alarm.getByRole('button', { name: /Chiudi l’allarme/ }).click()
    await coordinator.getByText('Nessun allarme').waitFor()
    expect(await app.db.companionAlarm.findFirstOrThrow()).toMatchObject({
      whatWasDone: 'La figlia dice che è al mare.',
    })
  })

  it('what is being written of a call stays when somebody else records one, and is recorded as well', {
    timeout: 240_000,
  }, async () => {
    const { id } = await app.db.companionPlan.findFirstOrThrow()
    await app.db.companionPlan.update({ where: { id }, data: { nextCallOn: app.clock.now() } })
    const before = await app.db.companionCall.count()
    const [ada, bruno] = [await signIn(day.ada.email), await signIn(day.bruno.email)]
    for (const page of [ada, bruno]) {
      await page.goto(`${app.url}/compagnia`)
      await page.getByRole('button', { name: /Scrivi com’è andata/ }).click()
      await page.getByText('Ha risposto', { exact: true }).click()
    }
    app.clock.advance(60)
    await ada.getByLabel('Note, per chi chiamerà').fill('Le manca la sorella.')
    await ada.getByText('Mangia poco', { exact: true }).click()
    await bruno.getByRole('button', { name: 'Registra la telefonata' }).click()
    await bruno.getByText('Registrata la telefonata').waitFor()
    await ada.getByText('Intanto ha chiamato Bruno Neri: ha risposto.').waitFor()
    await card(ada, 'Già chiamate oggi').waitFor()
    expect(await ada.getByLabel('Note, per chi chiamerà').inputValue()).toBe('Le manca la sorella.')
    await expectAccessible(ada, `${PICTURES}/called-meanwhile`)
    await ada.getByRole('button', { name: 'Registra anche questa telefonata' }).click()
    await ada.getByText('Registrata la telefonata').waitFor()
    await expect.poll(() => app.db.companionCall.count(), PATIENCE).toBe(before + 2)
    const written = { notes: 'Le manca la sorella.', operatorId: day.ada.id }
    expect(await app.db.companionCall.findFirst({ where: written })).toMatchObject({ warningSigns: ['mangia poco'] })
    const called = card(ada, 'Già chiamate oggi')
    await called.getByRole('button', { name: /Scrivi un’altra telefonata/ }).click()
    await called.getByText('Non risponde', { exact: true }).click()
    await called.getByText('Vuoto: 1 dicembre 2026.').waitFor()
    await expectAccessible(ada, `${PICTURES}/further-call`)
    await called.getByRole('button', { name: 'Registra anche questa telefonata' }).click()
    await expect.poll(() => app.db.companionCall.count(), PATIENCE).toBe(before + 3)
    await ada.context().close()
    await bruno.context().close()
  })

  it('a campaign is begun, called through one after the other, and told without small numbers', {
    timeout: 240_000,
  }, async () => {
    for (const [firstName, number] of [
      ['Nives', '+390372448601'],
      ['Olga', '+390372448602'],
    ] as const) {
      const person = { firstName, birthDate: '1938-05-04', livesAlone: true, listeningPointId: day.cremona.id }
      await aPerson(app.db, { ...person, e164: [number] })
    }
    const coordinator = await signIn('dina@filo.example')
    await coordinator.goto(`${app.url}/campagne`)
    await coordinator.getByRole('link', { name: 'Nuova campagna' }).click()
    await coordinator.getByLabel('Nome').fill('Caldo di prova')
    await coordinator.getByLabel('Chi la chiede').fill('Comune di Cremona')
    await coordinator.getByText('Solo chi vive da solo', { exact: true }).click()
    await coordinator.getByText('2 persone.').waitFor()
    await coordinator.getByRole('button', { name: 'Salva e guarda l’elenco' }).click()
    await coordinator.getByText('Scriva qualche parola.').waitFor()
    await coordinator.getByLabel('Che cosa dire').fill('Beve abbastanza?')
    await expectAccessible(coordinator, `${PICTURES}/new-campaign`)
    await coordinator.getByRole('button', { name: 'Salva e guarda l’elenco' }).click()
    await coordinator.getByRole('button', { name: 'Comincia la campagna' }).click()
    await coordinator.getByRole('button', { name: 'Metti in pausa' }).waitFor()

    const ada = await signIn(day.ada.email)
    await ada.clock.install()
    await ada.goto(`${app.url}/campagne`)
    await ada.getByRole('link', { name: 'Caldo di prova' }).click()
    await ada.getByText('Beve abbastanza?').waitFor()
    await ada.getByRole('button', { name: 'Prossima persona' }).click()
    const turn = card(ada, 'Da chiamare adesso')
    const first = await turn.getByRole('heading', { level: 3 }).innerText()
    const heldSince = async () =>
      (await app.db.campaignMember.findFirst({ where: { lockedById: day.ada.id } }))?.lockedAt
    app.clock.advance(600)
    await ada.clock.runFor(61_000)
    await expect.poll(heldSince, PATIENCE).toEqual(app.clock.now())
    const taken = { lockedById: day.bruno.id, lockedAt: app.clock.now() }
    await app.db.campaignMember.updateMany({ where: { lockedById: day.ada.id }, data: taken })
    await ada.clock.runFor(61_000)
    await turn.getByText('Intanto la sta seguendo un’altra persona').waitFor()
    await turn.getByText('Ha risposto', { exact: true }).click()
    await turn.getByLabel('Indirizzata a').fill('Medico di base')
    await expectAccessible(ada, `${PICTURES}/campaign-turn`)
    await turn.getByRole('button', { name: 'Registra, poi la prossima' }).click()
    await expect.poll(() => turn.getByRole('heading', { level: 3 }).innerText(), PATIENCE).not.toBe(first)
    await turn.getByText('Non risponde', { exact: true }).click()
    await turn.getByRole('button', { name: 'Registra, poi la prossima' }).click()
    await turn.getByText('Adesso non c’è nessuno da chiamare').waitFor()
    expect(await app.db.campaignAttempt.count()).toBe(2)
    // It comes by itself, without opening the page again.
    await card(coordinator, 'A che punto siamo').getByText('100%').waitFor()
    await card(coordinator, 'Per chi l’ha chiesta').getByText('non indicato').first().waitFor()
    await coordinator.getByRole('button', { name: 'Metti in pausa' }).click()
    await coordinator.getByRole('button', { name: 'Riprendi' }).waitFor()
    await expectAccessible(coordinator, `${PICTURES}/campaign`)
  })
})
