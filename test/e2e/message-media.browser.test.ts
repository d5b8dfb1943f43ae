import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { anOperator, aPerson } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { aHelplineDay, OUR_NUMBER, UNKNOWN_MOBILE } from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { PATIENCE, until } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/message-media'

describe.skipIf(!chromiumPath)('what comes with a message, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let line: PhoneLine
  let browser: Browser
  let day: Awaited<ReturnType<typeof aHelplineDay>>

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    line = await openPhoneLine({ consoleDirectory: folder })
    day = await aHelplineDay(line.app)
    await anOperator(line.app.db, { name: 'Dina Poli', email: 'dina@filo.example', role: 'coordinator' })
    const pia = { firstName: 'Pia', lastName: 'Sartori', e164: [UNKNOWN_MOBILE] }
    await aPerson(line.app.db, { ...pia, listeningPointId: day.cremona.id })
    line.script.addTelephone({ number: UNKNOWN_MOBILE, label: 'Pia', kind: 'mobile', whatsApp: true })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await line?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function signIn(email: string) {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    onTestFailed(
      async () =>
        void (await page.screenshot({ path: `${PICTURES}/failed-${email}.png`, fullPage: true }).catch(() => null)),
    )
    await signInAt(page, line.app.url, email)
    return page
  }
  const opened = () => line.app.db.auditEntry.count({ where: { action: 'messageMedia.opened' } })

  it('is seen, opened large, heard, taken as a file, or said to be missing and why', { timeout: 240_000 }, async () => {
    const { app, script } = line
    script.sendWhatsApp(UNKNOWN_MOBILE, OUR_NUMBER, 'Ecco la ricetta', 'picture')
    script.sendWhatsApp(UNKNOWN_MOBILE, OUR_NUMBER, '', 'voiceNote', {
      contentType: 'application/pdf',
      content: Buffer.from('%PDF-1.4\n%%EOF\n'),
    })
    script.sendWhatsApp(UNKNOWN_MOBILE, OUR_NUMBER, '', { contentType: 'video/mp4', content: Buffer.alloc(9) })
    await line.work()
    const { id } = await app.db.conversation.findFirstOrThrow()
    const ada = await signIn(day.ada.email)
    await ada.goto(`${app.url}/messaggi/${id}`)
    const photo = ada.getByRole('img', { name: 'Foto di Pia Sartori' })
    await photo.waitFor()
    const isDrawn = () => photo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth === 320)
    await until(isDrawn)
    await ada.getByText('Non è conservato: si tengono solo foto, note vocali e PDF.').waitFor()
    await expectAccessible(ada, `${PICTURES}/conversation`)

    // By keyboard alone: large, and back to where one was.
    const enlarge = ada.getByRole('button', { name: 'Apri in grande: Foto di Pia Sartori' })
    await enlarge.focus()
    await ada.keyboard.press('Enter')
    const dialog = ada.getByRole('dialog', { name: 'Foto di Pia Sartori' })
    await dialog.getByRole('img').waitFor()
    await expectAccessible(ada, `${PICTURES}/large`)
    await ada.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await until(() => enlarge.evaluate((button) => button === document.activeElement))

    // A voice note is fetched, and heard, only when it is played.
    const looks = await opened()
    const sound = ada.getByLabel('Nota vocale di Pia Sartori, 1 di 2')
    await sound.evaluate((audio: HTMLAudioElement) => audio.play())
    await until(() => sound.evaluate((audio: HTMLAudioElement) => audio.currentTime > 0))
    expect(await opened()).toBeGreaterThan(looks)
    const download = ada.waitForEvent('download')
    await ada.getByRole('link', { name: /Scarica: Documento PDF di Pia Sartori, 2 di 2/ }).click()
    expect((await download).suggestedFilename()).toBe('documento.pdf')

    // Coming meanwhile: its place is there at once, and then it is.
    script.restFault({ kind: 'error500', method: 'GET', path: '/Media/' })
    script.sendWhatsApp(UNKNOWN_MOBILE, OUR_NUMBER, 'Un’altra', 'picture')
    await line.work()
    await ada.getByText('Sta arrivando: fra poco comparirà qui.').waitFor()
    app.clock.advance(61)
    await line.work()
    await expect.poll(() => ada.getByRole('img', { name: 'Foto di Pia Sartori' }).count(), PATIENCE).toBe(2)
    await ada.context().close()
  })

  it('is kept for as many days as a coordinator says', { timeout: 120_000 }, async () => {
    const dina = await signIn('dina@filo.example')
    await dina.goto(`${line.app.url}/telefono`)
    const days = dina.getByLabel('Per quanti giorni conservare gli allegati')
    await days.fill('400')
    const save = dina.getByRole('button', { name: 'Salva: Foto e note vocali dei messaggi' })
    await save.click()
    await dina.getByText('Da 1 a 365 giorni.').waitFor()
    await days.fill('15')
    await save.click()
    await until(async () => (await line.app.store.readMediaSettings()).keptDays === 15)
    await expectAccessible(dina, `${PICTURES}/settings`)
    await dina.context().close()
  })
})
