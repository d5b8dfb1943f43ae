import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { prepareMonths } from '../../helpline/reports/month-preparation.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { expectAccessible } from '../support/accessible.ts'
import { aComune, aLocalAssociation, anOperator } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { type CuttableLine, openCuttableLine } from '../support/cuttable-line.ts'
import { listenTo } from '../support/ear.ts'
import { ADA, aHelplineDay, BRUNO, CREMONA_LANDLINE, UNKNOWN_LANDLINE } from '../support/helpline-day.ts'
import { NUMERO_VERDE, openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { PATIENCE, until } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/ringing'
const OTHER_LANDLINE = '+390372448655'
/** Longer than the silence between two rings. */
const TWO_RINGS_MS = 4_000
const SILENCE = 0.001

describe.skipIf(!chromiumPath)('a ring, and a line that breaks', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let line: PhoneLine
  let cable: CuttableLine
  let browser: Browser
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let ada: Page
  let ear: Awaited<ReturnType<typeof listenTo>>

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    line = await openPhoneLine({ consoleDirectory: folder })
    cable = await openCuttableLine(line.app.url)
    day = await aHelplineDay(line.app)
    // What rings is looked at, at every size, before somebody answers.
    const ringTimeoutSeconds = 120
    await line.app.db.listeningPoint.update({ where: { id: day.cremona.id }, data: { ringTimeoutSeconds } })
    for (const number of [CREMONA_LANDLINE, UNKNOWN_LANDLINE, OTHER_LANDLINE, ADA, BRUNO]) {
      line.script.addTelephone({ number, label: number })
    }
    await aComune(line.app.db, { name: 'Vallarsa di Sotto' })
    await aLocalAssociation(line.app.db, { name: 'Auser Vallarsa', listeningPointId: day.cremona.id })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    ada = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    ada.setDefaultTimeout(60_000)
    ear = await listenTo(ada)
    await signInAt(ada, cable.url, day.ada.email)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await cable?.close()
    await line?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const keepPicture = (name: string) =>
    onTestFailed(async () => {
      await ada.screenshot({ path: `${PICTURES}/failed-${name}.png`, fullPage: true })
      cable.mend()
      for (const from of [CREMONA_LANDLINE, UNKNOWN_LANDLINE, OTHER_LANDLINE]) {
        if (line.script.phase(from) !== 'idle') await endCall(from)
      }
    })
  async function ring(from: string): Promise<void> {
    line.script.dial(from, NUMERO_VERDE)
    await line.work()
  }
  async function answer(operatorPhone: string): Promise<void> {
    line.script.answer(operatorPhone)
    await line.work()
    line.script.press(operatorPhone, '1')
    await line.work()
  }
  async function endCall(from: string): Promise<void> {
    line.script.hangUp(from)
    await line.work()
  }
  const banner = () => ada.getByText('Telefonata in arrivo a Cremona: Teresa Galli').locator('visible=true')
  const focusedLabel = () =>
    ada.evaluate(() => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent ?? '')

  it('is heard and seen on every page until somebody answers elsewhere', { timeout: 120_000 }, async () => {
    keepPicture('ring')
    await ada.keyboard.press('Alt+3')
    await ada.getByRole('heading', { name: 'Persone', level: 1 }).waitFor()
    expect(await ear.loudestIn(500)).toBeLessThan(SILENCE)
    await ring(CREMONA_LANDLINE)
    await banner().first().waitFor()
    await until(async () => (await ear.loudestIn(TWO_RINGS_MS)) > 0.05)
    await expect.poll(() => ada.title(), PATIENCE).toBe('Telefonata in arrivo – Persone – Filo d’Argento')
    await ada.getByRole('link', { name: 'Vai alla postazione' }).click()
    await ada.getByText('Sta squillando').first().waitFor()
    const moving = () =>
      ada.evaluate(() => document.getAnimations().map((each) => (each as CSSAnimation).animationName))
    await expect.poll(moving, PATIENCE).toContain('swing')
    await expectAccessible(ada, `${PICTURES}/known`)

    await answer(BRUNO)
    await ada.getByText('Sta squillando').waitFor({ state: 'detached' })
    await until(async () => (await ear.loudestIn(100)) < SILENCE)
    expect(await ear.loudestIn(TWO_RINGS_MS)).toBeLessThan(SILENCE)
    await expect.poll(() => ada.title(), PATIENCE).toBe('Postazione – Filo d’Argento')
    await endCall(CREMONA_LANDLINE)
  })

  it('of a number nobody has offers what to do first, by key, and it is there when it is answered', {
    timeout: 120_000,
  }, async () => {
    keepPicture('unknown')
    await ring(UNKNOWN_LANDLINE)
    await ada.getByText('Nessuna scheda con questo numero.').waitFor()
    await ada.keyboard.press('F2')
    await ada.getByText('si apre la scheda di una nuova persona').waitFor()
    expect(await ada.getByRole('button', { name: 'Nuova persona' }).getAttribute('aria-pressed')).toBe('true')
    await expectAccessible(ada, `${PICTURES}/unknown`)
    await answer(ADA)
    await ada.getByRole('heading', { name: 'Nuova persona', level: 3 }).waitFor()
    await expect.poll(focusedLabel, PATIENCE).toBe('Nome')
    expect(await ada.getByLabel('Telefono', { exact: true }).inputValue()).toBe('0372 448699')

    // The comune that is in the address is offered, and chosen only when it is pressed.
    await ada.keyboard.type('Nives')
    await ada.getByLabel('Cognome', { exact: true }).fill('Ardigò')
    await ada.getByLabel('Indirizzo').fill('via Cremona 8, vallarsa di sotto')
    const offered = ada.getByRole('button', { name: 'Il Comune è Vallarsa di Sotto (CR)' })
    await offered.waitFor()
    await ada.getByRole('combobox', { name: 'Comune' }).waitFor()
    await expectAccessible(ada, `${PICTURES}/new-person`)
    await offered.press('Enter')
    await offered.waitFor({ state: 'detached' })
    await ada.getByRole('button', { name: 'Crea la scheda' }).click()
    await ada.getByRole('heading', { name: 'Contatto: Nives Ardigò' }).waitFor()
    const nives = await line.app.db.assistedPerson.findFirstOrThrow({
      where: { lastName: 'Ardigò' },
      include: { phones: true, comune: true },
    })
    expect(nives).toMatchObject({ phones: [{ e164: UNKNOWN_LANDLINE }], comune: { name: 'Vallarsa di Sotto' } })
    await endCall(UNKNOWN_LANDLINE)

    await ada.keyboard.press('Alt+1')
    await ring(OTHER_LANDLINE)
    await ada.getByText('Nessuna scheda con questo numero.').waitFor()
    await ada.keyboard.press('F4')
    await ada.getByText('Con chi parlo?').waitFor()
    await answer(ADA)
    await ada.getByRole('heading', { name: 'Contatto', exact: true }).waitFor()
    await ada.getByText('Con chi parlo?').waitFor()
    await expect.poll(focusedLabel, PATIENCE).toBe('Cerca la persona')
    await expectAccessible(ada, `${PICTURES}/ask-who`)
    await ada.keyboard.type('teresa')
    await ada.getByRole('option', { name: /Teresa Galli/ }).waitFor()
    await ada.keyboard.press('ArrowDown')
    await ada.keyboard.press('Enter')
    await ada.getByRole('heading', { name: 'Contatto: Teresa Galli' }).waitFor()
    expect(await ada.getByText('Con chi parlo?').count()).toBe(0)
    await endCall(OTHER_LANDLINE)
  })

  it('reaches a console whose line was cut: it says so, keeps what is typed, and misses nothing', {
    timeout: 120_000,
  }, async () => {
    keepPicture('cut')
    const { app } = line
    await ada.keyboard.press('Alt+2')
    await ada.getByRole('heading', { name: 'Contatti', level: 1 }).waitFor()
    await ada.getByRole('table', { name: 'Contatti, dal più recente' }).waitFor()
    expect(await ada.getByText('Lettera o e-mail').count()).toBe(0)
    await ada
      .getByRole('link', { name: /Teresa Galli|oggi/ })
      .first()
      .click()
    const notes = ada.getByLabel('Note sul contatto')
    await notes.fill('Prima che si rompa')
    await ada
      .getByText(/✓ Salvato/)
      .first()
      .waitFor()
    const url = ada.url()

    cable.cut()
    await ada.getByText(/Collegamento perso alle 10:\d\d: riprovo da solo/).waitFor()
    await notes.fill('Scritto senza linea')
    await ada.getByText('Non ancora salvato: riprovo').first().waitFor()
    await expectAccessible(ada, `${PICTURES}/cut`)
    const cookie = await app.signIn(day.bruno)
    await app.call(
      'openContact',
      {
        params: { contactId: randomUUID() },
        body: { provenance: 'letter', listeningPointId: day.cremona.id, occurredAt: '2026-11-23T10:00:00+01:00' },
      },
      cookie,
    )
    await ring(CREMONA_LANDLINE)
    expect(await banner().count()).toBe(0)

    cable.mend()
    await ada.getByText('✓ Collegato').waitFor()
    await banner().first().waitFor()
    expect(ada.url()).toBe(url)
    const savedNotes = async () =>
      (await app.db.contact.findUniqueOrThrow({ where: { id: url.split('/').at(-1) ?? '' } })).notes
    await until(async () => (await savedNotes()) === 'Scritto senza linea', 60_000)
    expect(await notes.inputValue()).toBe('Scritto senza linea')
    await endCall(CREMONA_LANDLINE)
    await banner().first().waitFor({ state: 'detached' })
    await ada.keyboard.press('Alt+2')
    await ada.getByRole('cell', { name: 'Lettera o e-mail' }).waitFor()
  })

  it('of the association’s own telephone, and its letters, are written days later and counted as its own', {
    timeout: 120_000,
  }, async () => {
    keepPicture('late')
    const { app } = line
    for (const [how, daysAgo] of [
      ['Lettera o e-mail', '18/11'],
      ['Telefono dell’associazione', '19/11'],
    ] as const) {
      await ada.goto(`${cable.url}/contatti/nuovo`)
      await ada.getByText(how, { exact: true }).click()
      await ada.getByLabel('Sul telefono o nella sede di quale associazione').selectOption('Auser Vallarsa')
      const when = ada.getByRole('group', { name: 'Quando è successo davvero' })
      await when.getByLabel('Giorno').fill(daysAgo)
      await when.getByLabel('Ora').fill('9.30')
      await expectAccessible(ada, `${PICTURES}/late`)
      await ada.getByRole('button', { name: 'Apri il contatto' }).click()
      await ada.getByRole('heading', { name: 'Contatto', exact: true }).waitFor()
      await ada.getByText('Auser Vallarsa').waitFor()
    }
    const written = await app.db.contact.findMany({
      where: { association: { name: 'Auser Vallarsa' } },
      orderBy: { occurredAt: 'asc' },
    })
    expect(written).toMatchObject([
      { provenance: 'letter', occurredAt: new Date('2026-11-18T09:30:00+01:00'), recordedAt: app.clock.now() },
      { provenance: 'localLine', occurredAt: new Date('2026-11-19T09:30:00+01:00'), recordedAt: app.clock.now() },
    ])
    const system = { now: app.clock.now(), actor: { kind: 'system' } } as const
    await recountFigures(app.store, system)
    await prepareMonths(app.store, system, { day: '2026-11-24' })
    const chief = await app.signIn(await anOperator(app.db, { role: 'regionalAdmin', name: 'Livia Ferrari' }))
    const { figures } = await app.call(
      'readFigures',
      {
        query: {
          from: '2026-11-18',
          until: '2026-11-20',
          scopeKind: 'localAssociation',
          scopeId: written[0]?.localAssociationId ?? '',
        },
      },
      chief,
    )
    expect(figures.values.contactsIn).toBe(2)
  })
})
