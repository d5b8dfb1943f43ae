import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { addArrivedVoicemail } from '../../helpline/calls/voicemail/voicemail-arrival.ts'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { anOperator } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { aHelplineDay, CREMONA_LANDLINE, OUR_NUMBER, UNKNOWN_LANDLINE } from '../support/helpline-day.ts'
import { freePort, until } from '../support/processes.ts'
import { type AnsweringMachine, openAnsweringMachine } from '../support/recordings.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/callbacks'
const MOST_TABS = 120

describe.skipIf(!chromiumPath)('call-backs, messages and limits, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let machine: AnsweringMachine
  let browser: Browser
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    machine = await openAnsweringMachine()
    const port = await freePort()
    app = await startTestApp({
      port,
      publicBaseUrl: `http://127.0.0.1:${port}`,
      consoleDirectory: folder,
      recordings: machine.control,
    })
    day = await aHelplineDay(app)
    for (const [name, email] of [
      ['Dina Poli', 'dina@filo.example'],
      ['Elio Zani', 'elio@filo.example'],
    ] as const) {
      await anOperator(app.db, { name, email, role: 'coordinator', pointIds: [day.cremona.id] })
    }
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    await machine?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const minutesAgo = (minutes: number) => new Date(app.clock.now().getTime() - minutes * 60_000)

  async function aMissedCall(e164: string, minutes: number, reason: 'missed' | 'voicemail' = 'missed') {
    const at = minutesAgo(minutes)
    const call = await app.db.call.create({
      data: {
        twilioCallSid: `CA${randomUUID().replaceAll('-', '')}`,
        direction: 'inbound',
        callerKind: 'landline',
        fromE164: e164,
        toE164: OUR_NUMBER,
        state: 'ended',
        outcome: reason === 'missed' ? 'callback' : 'voicemail',
        listeningPointId: day.cremona.id,
        routeSteps: [{ code: 'pointOpen', text: 'Risponde Cremona.' }],
        startedAt: at,
        endedAt: at,
      },
    })
    const callback = await app.db.callback.create({
      data: { callId: call.id, listeningPointId: day.cremona.id, e164, reason, createdAt: at },
    })
    if (reason === 'voicemail') {
      const recording = { callId: call.id, recordingSid: await machine.leave(6), durationSeconds: 6 }
      const occasion = { now: at, actor: { kind: 'caller' } } as const
      await app.store.transaction(occasion, (tx) =>
        addArrivedVoicemail(tx, occasion, { ...recording, listeningPointId: day.cremona.id }),
      )
    }
    return { call, callback }
  }

  async function signIn(email: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${email}.png`, fullPage: true })))
    await signInAt(page, app.url, email)
    return page
  }

  /** As who has no mouse: on and on with Tab until it is reached. */
  async function tabTo(page: Page, role: 'button' | 'radio' | 'textbox' | 'audio', name: string): Promise<void> {
    const wanted =
      role === 'audio' ? page.locator('audio').first() : page.getByRole(role, { name, exact: true }).first()
    await wanted.waitFor()
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${role} "${name}" is not reached by keyboard`)
  }
  const press = async (page: Page, name: string) => {
    await tabTo(page, 'button', name)
    await page.keyboard.press('Enter')
  }

  it('a call-back is taken, tried, heard and closed by keyboard alone; the others see it', {
    timeout: 240_000,
  }, async () => {
    await aMissedCall(CREMONA_LANDLINE, 150)
    await aMissedCall(CREMONA_LANDLINE, 20)
    await aMissedCall(UNKNOWN_LANDLINE, 15, 'voicemail')
    const ada = await signIn(day.ada.email)
    const bruno = await signIn(day.bruno.email)
    for (const page of [ada, bruno]) {
      await page.keyboard.press('Alt+5')
      await page.getByText('2 persone da richiamare, 1 in ritardo.').waitFor()
    }
    const teresa = ada.getByRole('region', { name: 'Teresa Galli' })
    await teresa.getByText('Ha chiamato 2 volte').waitFor()
    await teresa.getByText('In ritardo', { exact: true }).waitFor()
    await expectAccessible(ada, `${PICTURES}/list`)

    // Taken: the other desk sees by whom, at once.
    await press(ada, 'Me ne occupo io')
    await ada.getByText('Se ne occupa Lei.').waitFor()
    await bruno.getByText('Se ne occupa Ada Bianchi').waitFor()
    await expectAccessible(ada, `${PICTURES}/working`)

    // Her answering machine: what was said to it, and when to try again.
    await tabTo(ada, 'radio', 'Ha risposto')
    await ada.keyboard.press('ArrowDown')
    await ada.keyboard.press('ArrowDown')
    await ada.getByText('Non sappiamo se questa persona vuole messaggi').waitFor()
    await expectAccessible(ada, `${PICTURES}/machine`)
    await tabTo(ada, 'radio', 'Sì')
    await ada.keyboard.press('Space')
    await press(ada, 'Scrivi com’è andata')
    await ada.getByText('Scritto. Si richiama oggi alle 11:30.').waitFor()
    await ada.getByText('Richiamare oggi alle 11:30').waitFor()
    expect(await app.db.callbackAttempt.findMany()).toMatchObject([{ outcome: 'answeringMachine', leftMessage: true }])
    await bruno.getByText('Segreteria telefonica').first().waitFor()

    // The message is heard with the player's own keys, and then it is known who heard it.
    await tabTo(ada, 'audio', '')
    await ada.keyboard.press('Space')
    await until(async () => (await app.db.auditEntry.count({ where: { action: 'voicemail.opened' } })) > 0)
    await bruno.getByText('Ascoltato da Ada Bianchi').waitFor()

    // The other one is called, answers, and is closed in one gesture by who did it.
    const other = bruno.getByRole('region', { name: 'Persona non riconosciuta, 0372 448699' })
    await other.getByRole('button', { name: 'Me ne occupo io' }).focus()
    await bruno.keyboard.press('Enter')
    await other.getByText('Se ne occupa Lei.').waitFor()
    await tabTo(bruno, 'radio', 'Ha risposto')
    await bruno.keyboard.press('Space')
    await press(bruno, 'Scrivi e chiudi la richiamata')
    await bruno.getByText('La richiamata è chiusa: Persona non riconosciuta').waitFor()
    await ada.getByText('1 persona da richiamare').waitFor()
    expect(await app.db.callback.findMany({ where: { state: 'done' } })).toMatchObject([{ closedById: day.bruno.id }])
    await bruno.getByText('Chiuse negli ultimi sette giorni').click()
    await bruno.getByText('chiusa da Bruno Neri').waitFor()
    await expectAccessible(bruno, `${PICTURES}/closed`)

    // Closed by mistake, it goes back to the list.
    await press(bruno, 'Rimetti nell’elenco: Persona non riconosciuta, 0372 448699')
    await bruno.getByText('È di nuovo nell’elenco: Persona non riconosciuta').waitFor()
    await ada.getByText('2 persone da richiamare').waitFor()
    expect(await app.db.callback.count({ where: { state: 'done' } })).toBe(0)
  })

  it('who is spoken to meanwhile is no longer to be called back, and another call-back can be promised', async () => {
    await app.db.callbackAttempt.deleteMany()
    await app.db.callback.deleteMany()
    const { callback } = await aMissedCall(UNKNOWN_LANDLINE, 30)
    const contact = await app.db.contact.create({
      data: {
        direction: 'inbound',
        provenance: 'tollFree',
        listeningPointId: day.cremona.id,
        callerE164: UNKNOWN_LANDLINE,
        occurredAt: app.clock.now(),
        recordedAt: app.clock.now(),
      },
    })
    const page = await signIn(day.ada.email)
    await page.goto(`${app.url}/contatti/${contact.id}`)
    await page.getByText('C’è una richiamata aperta: l’ha risolta?').waitFor()
    await expectAccessible(page, `${PICTURES}/contact`)
    await press(page, 'Sì, chiudi')
    await page.getByText('La richiamata è chiusa.').waitFor()
    expect(await app.db.callback.findUnique({ where: { id: callback.id } })).toMatchObject({
      state: 'done',
      closedById: day.ada.id,
    })

    await press(page, 'Prometti una richiamata')
    await press(page, 'Prometti')
    await page.getByText('Scelga il giorno e l’ora.').waitFor()
    const when = page.getByRole('group', { name: 'Quando la richiamiamo' })
    await when.getByLabel('Giorno').fill('giovedì')
    await when.getByLabel('Ora').fill('10')
    await expectAccessible(page, `${PICTURES}/promise`)
    await press(page, 'Prometti')
    await page.getByText('Promesso: la richiamiamo giovedì 26 novembre alle 10:00.').waitFor()
    expect(await app.db.callback.findFirst({ where: { reason: 'promised' } })).toMatchObject({
      e164: UNKNOWN_LANDLINE,
      contactId: contact.id,
      nextAttemptAt: new Date('2026-11-26T10:00:00+01:00'),
    })
  })

  it('an assisted person’s number is limited by two people', async () => {
    const dina = await signIn('dina@filo.example')
    await dina.keyboard.press('Alt+7')
    await dina.getByRole('link', { name: 'Telefono', exact: true }).click()
    await dina.getByLabel('Numero', { exact: true }).fill('0372 448678')
    await dina.getByLabel('Motivo').fill('?')
    await dina.keyboard.press('Enter')
    await dina.getByText('Scriva il motivo, in poche parole.').waitFor()
    await expectAccessible(dina, `${PICTURES}/limit-wrong`)
    await dina.getByLabel('Motivo').fill('chiama e riattacca, anche di notte')
    await dina.keyboard.press('Enter')
    await dina.getByText('La conferma un altro coordinatore.').waitFor()
    const elio = await signIn('elio@filo.example')
    await elio.keyboard.press('Alt+7')
    await elio.getByRole('link', { name: 'Telefono', exact: true }).click()
    await press(elio, 'Conferma 0372 448678')
    await elio.getByText('Dina Poli, confermata da Elio Zani').waitFor()
    await expectAccessible(elio, `${PICTURES}/limits`)
    await dina.getByText('In vigore').waitFor()

    // Where messages are kept, and when a call-back is late.
    await dina.getByLabel('Per quanti giorni', { exact: true }).last().fill('10')
    await press(dina, 'Salva: Messaggi in segreteria')
    await dina.getByText('Salvato.').waitFor()
    expect(await app.db.setting.findUnique({ where: { key: 'voicemail' } })).toMatchObject({
      value: { keptAt: 'twilio', keptDays: 10 },
    })
  })
})
