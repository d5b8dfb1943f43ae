import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { aHelplineDay } from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/campaigns'
const mobile = (index: number) => `+39347${String(5_000_000 + index)}`

describe.skipIf(!chromiumPath)('campaigns, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let line: PhoneLine
  let browser: Browser
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    line = await openPhoneLine({ consoleDirectory: folder })
    day = await aHelplineDay(line.app)
    const known = { name: 'Dina Poli', email: 'dina@filo.example', role: 'coordinator' as const }
    await anOperator(line.app.db, { ...known, pointIds: [day.cremona.id] })
    for (let index = 0; index < 12; index += 1) {
      line.script.addTelephone({ number: mobile(index), label: `Ida ${index}`, kind: 'mobile' })
      const whom = { firstName: 'Ida', lastName: `Numero ${index}`, birthDate: '1938-05-04' }
      const person = await aPerson(line.app.db, { ...whom, listeningPointId: day.cremona.id, e164: [mobile(index)] })
      const said = { personId: person.id, purpose: 'messages' as const, given: index < 11, how: 'modulo' }
      await line.app.db.consent.create({ data: { ...said, at: new Date('2026-01-10T10:00:00Z') } })
    }
    await aPerson(line.app.db, {
      firstName: 'Muta',
      birthDate: '1938-05-04',
      listeningPointId: day.cremona.id,
      e164: [],
    })
    line.script.onMessage(mobile(0), { status: 'undelivered', errorCode: 30003 })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await line?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function signIn(email: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${email}.png`, fullPage: true })))
    await signInAt(page, line.app.url, email)
    return page
  }
  const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
  const fact = (page: Page, name: string) =>
    page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd')
  const goesOn = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      line.app.clock.advance(1)
      await line.work()
    }
  }

  it('a warning is written, its list looked at, begun, paused, resumed; who it did not reach is called; the report is given', {
    timeout: 300_000,
  }, async () => {
    const dina = await signIn('dina@filo.example')
    await dina.goto(`${line.app.url}/campagne`)
    await dina.getByRole('link', { name: 'Nuova campagna' }).click()
    await dina.getByLabel('Nome').fill('Vaccino di prova')
    await dina.getByLabel('Per che cosa').selectOption('fluVaccination')
    await dina.getByLabel('Chi la chiede').fill('ASST di Cremona')
    await dina.getByText('Un messaggio: SMS ai cellulari', { exact: false }).click()
    await dina
      .getByLabel('Che cosa dice il messaggio')
      .fill('Da lunedì 30 novembre il vaccino è gratuito dal Suo medico.')
    await dina.getByText('Un SMS a persona', { exact: false }).waitFor()
    await dina.getByText('13 persone.').waitFor()
    await dina.getByLabel('Da che età').fill('95')
    await dina.getByText('Nessuna persona corrisponde.').waitFor()
    await dina.getByLabel('Da che età').fill('80')
    await dina.getByText('13 persone.').waitFor()
    await fact(dina, 'Avvisate con un SMS').getByText('11').waitFor()
    await expectAccessible(dina, `${PICTURES}/new-message`)
    await dina.getByRole('button', { name: 'Salva e guarda l’elenco' }).click()
    await card(dina, 'L’elenco').getByText('Senza telefono: 1').waitFor()
    await expectAccessible(dina, `${PICTURES}/draft`)
    expect(await line.app.db.campaignMember.count()).toBe(0)

    await dina.getByRole('button', { name: 'Comincia la campagna' }).click()
    await dina.getByRole('button', { name: 'Metti in pausa' }).click()
    await dina.getByRole('button', { name: 'Riprendi' }).waitFor()
    await line.work()
    expect(line.script.messages()).toHaveLength(0)
    await dina.getByRole('button', { name: 'Riprendi' }).click()
    await dina.getByRole('button', { name: 'Metti in pausa' }).waitFor()
    await line.work()
    await goesOn(2)
    const progress = card(dina, 'A che punto siamo')
    // It comes by itself, without opening the page again.
    await progress.getByText('Il telefono non si raggiunge', { exact: false }).waitFor()
    await fact(dina, 'Avvisate').first().getByText('10').waitFor()
    await expectAccessible(dina, `${PICTURES}/running`)

    const ada = await signIn(day.ada.email)
    await ada.goto(`${line.app.url}/campagne`)
    await ada.getByRole('link', { name: 'Vaccino di prova' }).click()
    await ada.getByRole('button', { name: 'Prossima persona' }).click()
    const turn = card(ada, 'Da chiamare adesso')
    const answered = turn.getByRole('radio', { name: 'Ha risposto' })
    for (const called of [0, 1, 2]) {
      await expect.poll(() => answered.isChecked(), PATIENCE).toBe(false)
      await turn.getByText('Ha risposto', { exact: true }).click()
      if (called === 0) await expectAccessible(ada, `${PICTURES}/turn`)
      await turn.getByRole('button', { name: 'Registra, poi la prossima' }).click()
      await expect.poll(() => line.app.db.campaignAttempt.count(), PATIENCE).toBe(called + 1)
    }
    await turn.getByText('Adesso non c’è nessuno da chiamare').waitFor()
    const report = card(dina, 'Per chi l’ha chiesta')
    // Two numbers that would give each other away are hidden, the zeros are not.
    await report.getByRole('row', { name: 'Avvisate con un messaggio non indicato' }).waitFor()
    await report.getByRole('row', { name: 'Ancora da avvisare 0' }).waitFor()
    const [pdf] = await Promise.all([
      dina.waitForEvent('download'),
      report.getByRole('link', { name: 'Scarica il rapporto (PDF)' }).click(),
    ])
    await pdf.saveAs(`${PICTURES}/report.pdf`)
    await dina.getByRole('button', { name: 'Chiudi la campagna' }).click()
    await dina.getByRole('button', { name: 'Sì, è finita' }).click()
    await dina.getByText('Finita', { exact: true }).waitFor()
    await ada.context().close()
    await dina.context().close()
  })

  it('a municipality’s list is sent, its wrong row told, confirmed, and called', { timeout: 300_000 }, async () => {
    const dina = await signIn('dina@filo.example')
    await dina.goto(`${line.app.url}/campagne/nuova`)
    await dina.getByLabel('Nome').fill('Caldo, elenco del Comune')
    await dina.getByLabel('Che cosa dire').fill('Beve abbastanza?')
    await dina.getByText('Un elenco mandato dal Comune (file CSV)').click()
    await dina.getByRole('button', { name: 'Salva e guarda l’elenco' }).click()
    await dina.getByText('Serve per usare l’elenco di un Comune.').waitFor()
    await dina.getByLabel('Con quale base giuridica').fill('Delibera 12 del 2026')
    await dina.getByLabel('Fino a quando si può tenere').fill('31/1/2027')
    await dina.getByRole('button', { name: 'Salva e guarda l’elenco' }).click()
    const file = card(dina, 'L’elenco del Comune')
    const rows = 'Cognome;Nome;Telefono;Comune;Note\r\nNeri;Ada;347 1112223;Cremona;x\r\nVerdi;Ugo;12;Cremona;x\r\n'
    const chosen = { name: 'elenco.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) }
    await file.getByLabel('File CSV').setInputFiles(chosen)
    await file.getByRole('button', { name: 'Guarda il file' }).click()
    await file.getByRole('row', { name: '3 Telefono Non è un numero di telefono.' }).waitFor()
    await expectAccessible(dina, `${PICTURES}/list-reading`)
    expect(await line.app.db.campaignMember.count({ where: { lastName: 'Neri' } })).toBe(0)
    await file.getByRole('button', { name: 'Conferma l’elenco: una persona' }).click()
    await card(dina, 'L’elenco').getByText('Una persona.').waitFor()
    await dina.getByRole('button', { name: 'Comincia la campagna' }).click()
    await dina.getByRole('button', { name: 'Prossima persona' }).click()
    const turn = card(dina, 'Da chiamare adesso')
    await turn.getByRole('heading', { name: 'Ada Neri' }).waitFor()
    await turn.getByText('347 111 2223').waitFor()
    await expectAccessible(dina, `${PICTURES}/turn-without-card`)
    await dina.context().close()
  })
})
