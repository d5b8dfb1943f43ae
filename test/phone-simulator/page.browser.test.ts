import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anMp3, aWav } from '../../phone-simulator/sound.ts'
import { PATIENCE } from '../support/processes.ts'
import { aRig, centralino, marco, offerContent, operators, type Rig, voice } from './small-helpline.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

describe.skipIf(!executablePath)('the page with the telephones', () => {
  let browser: Browser
  let rig: Rig
  let page: Page
  const phone = (name: string): Locator => page.getByRole('group', { name, exact: true })
  const button = (name: string, label: string): Locator => phone(name).getByRole('button', { name: label, exact: true })
  const log = (name: string): Locator => page.getByRole('log', { name: `Quello che si sente da ${name}` })

  beforeAll(async () => {
    browser = await chromium.launch({ ...(executablePath && { executablePath }) })
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    rig = await aRig()
    page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(60_000)
    await page.goto(rig.address)
  })
  afterEach(async () => {
    await page.context().close()
    await rig.close()
  })

  async function expectNoAxeViolations(): Promise<void> {
    // A colour on its way to another is neither.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }

  it('carries a call from a landline to an operator who presses 1', async () => {
    rig.helpline.answer('/voice', () =>
      voice((twiml) => {
        twiml.say('Buongiorno, Filo d’Argento')
        twiml.dial({ answerOnBridge: true, callerId: centralino }).number({ url: '/whisper' }, operators[0])
      }),
    )
    rig.helpline.answer('/whisper', () =>
      voice((twiml) => {
        twiml.gather({ numDigits: 1, action: '/accept', timeout: 60 }).say('Chiama Elena. Premi 1')
        twiml.hangup()
      }),
    )
    rig.helpline.answer('/accept', () => voice((twiml) => twiml.say('Ti passo la chiamata')))
    const to = phone('Elena Rossi').getByLabel('Numero da chiamare')
    expect(await to.inputValue()).toBe('800 995 988')
    await expectNoAxeViolations()
    await to.press('Enter')
    await log('Elena Rossi').getByText('Buongiorno, Filo d’Argento').waitFor()
    await phone('Operatore 1').getByText('Squilla: chiamata da 0372448600', { exact: true }).waitFor()
    await expectNoAxeViolations()
    await button('Operatore 1', 'Rispondi').press('Enter')
    await log('Operatore 1').getByText('Chiama Elena. Premi 1').waitFor()
    await button('Operatore 1', '1').click()
    await phone('Elena Rossi').getByText('In conversazione', { exact: true }).waitFor()
    await expectNoAxeViolations()
    await phone('Operatore 1').getByLabel('Parole da dire').fill('Mi dica')
    await button('Operatore 1', 'Parla').click()
    await log('Elena Rossi').getByText('Mi dica').waitFor()
    await button('Elena Rossi', 'Riaggancia').press('Enter')
    await phone('Operatore 1').getByText('Libero', { exact: true }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.className), PATIENCE).toBe('state')
  })

  it('writes and reads texts, on mobiles only', async () => {
    rig.helpline.answer('/sms', () => '<Response><Message>Grazie</Message></Response>')
    expect(await button('Elena Rossi', 'Invia SMS').isVisible()).toBe(false)
    await phone('Marco Bianchi').getByLabel('Testo dell’SMS').fill('SI')
    await button('Marco Bianchi', 'Invia SMS').click()
    const thread = page.getByRole('log', { name: 'SMS di Marco Bianchi' })
    await thread.getByText('A 0372448600: SI').waitFor()
    await thread.getByText('Da 0372448600: Grazie').waitFor()
    await button('Marco Bianchi', 'Invia SMS').click()
    await page.getByText('Il messaggio è vuoto.').waitFor()
    await phone('Marco Bianchi').getByLabel('Allegato all’SMS').selectOption('una foto')
    await button('Marco Bianchi', 'Invia SMS').click()
    await thread.getByText('A 0372448600: [foto]').waitFor()
  })

  it('writes and reads WhatsApp, and presses the buttons of a template', async () => {
    expect(await button('Elena Rossi', 'Invia WhatsApp').isVisible()).toBe(false)
    await rig.client.messages.create({
      ...{ from: `whatsapp:${centralino}`, to: `whatsapp:${marco}`, contentSid: offerContent },
      ...{ contentVariables: JSON.stringify({ 1: 'Elena', 2: '4821' }), statusCallback: `${rig.helpline.url}/told` },
    })
    const chat = page.getByRole('log', { name: 'WhatsApp di Marco Bianchi' })
    await chat.getByText('Da 0372448600: Accompagni Elena? SI o NO').waitFor()
    expect(await chat.getByRole('link', { name: 'La mia pagina' }).getAttribute('href')).toContain('/4821')
    await expectNoAxeViolations()
    await chat.getByRole('button', { name: 'Sì, ci vado' }).press('Enter')
    await chat.getByText('A 0372448600: Sì, ci vado').waitFor()
    await button('Marco Bianchi', 'Leggi i messaggi WhatsApp').click()
    await phone('Marco Bianchi').getByLabel('Messaggio WhatsApp').fill('Arrivo alle nove')
    await button('Marco Bianchi', 'Invia WhatsApp').click()
    await chat.getByText('A 0372448600: Arrivo alle nove').waitFor()
    await expect
      .poll(() => rig.helpline.at('/sms').map(({ ButtonPayload }) => ButtonPayload), PATIENCE)
      .toEqual(['SI 4821', undefined])
    await phone('Marco Bianchi').getByLabel('Allegato su WhatsApp').selectOption('una nota vocale')
    await button('Marco Bianchi', 'Invia WhatsApp').click()
    await chat.getByText('A 0372448600: [nota vocale]').waitFor()
    await expect
      .poll(() => rig.helpline.at('/sms').at(-1), PATIENCE)
      .toMatchObject({ Body: '', MediaContentType0: 'audio/mpeg' })
    await expect
      .poll(() => rig.helpline.at('/told').map(({ MessageStatus }) => MessageStatus), PATIENCE)
      .toContain('read')
  })

  it('adds a telephone with any number, finds it, and says what it cannot do', async () => {
    await page.getByText('Aggiungi un telefono').click()
    await page.getByLabel('Nome del nuovo telefono').fill('Parrocchia')
    await page.getByLabel('Numero del nuovo telefono').fill('0373 256000')
    await page.getByRole('button', { name: 'Aggiungi telefono' }).click()
    await phone('Parrocchia').getByText('0373256000 · telefono fisso').waitFor()
    await page.getByLabel('Cerca un telefono').fill('parroc')
    await expect.poll(() => phone('Elena Rossi').isVisible(), PATIENCE).toBe(false)
    await phone('Parrocchia').getByLabel('Numero da chiamare').fill('0372 999999')
    await button('Parrocchia', 'Chiama').click()
    await page.getByText('da qui si chiamano solo i numeri del centralino').waitFor()
    await expectNoAxeViolations()
  })

  it('answers as a machine and lets it ring', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.dial({}).number(operators[1])))
    await button('Elena Rossi', 'Chiama').click()
    await button('Operatore 2', 'Lascia squillare').click()
    await phone('Operatore 2').getByText('Nessuno risponde').waitFor()
    await button('Operatore 2', 'Rispondi come segreteria').click()
    await log('Operatore 2').getByText('Risponde la segreteria.').waitFor()
  })

  it('shows who waits in a queue with what they hear, and takes the keys they press', async () => {
    rig.helpline.answer('/voice', () => voice((twiml) => twiml.enqueue({ waitUrl: '/wait' }, 'cremona')))
    rig.helpline.answer('/wait', () =>
      voice((twiml) => {
        twiml.gather({ numDigits: 1, action: '/key', timeout: 60 }).say('Premi 1 per essere richiamata')
      }),
    )
    rig.helpline.answer('/key', () => voice((twiml) => twiml.say('Ti richiamiamo')).replace('</Say>', '</Say><Pause/>'))
    await button('Elena Rossi', 'Chiama').click()
    await phone('Elena Rossi').getByText('In coda «cremona», posto 1').waitFor()
    await log('Elena Rossi').getByText('Premi 1 per essere richiamata').waitFor()
    await expectNoAxeViolations()
    await button('Elena Rossi', '1').click()
    await log('Elena Rossi').getByText('Ti richiamiamo').waitFor()
  })

  it('brings a telephone in the browser and a caller together in a conference', async () => {
    const room = () => voice((twiml) => twiml.dial({}).conference('stanza'))
    rig.helpline.answer('/voice', room)
    rig.helpline.answer('/app', room)
    await rig.client.applications.create({ friendlyName: 'Consolle', voiceUrl: `${rig.helpline.url}/app` })
    await page.getByText('Aggiungi un telefono').click()
    await page.getByLabel('Identità di un telefono nel browser').fill('anna')
    await page.getByRole('button', { name: 'Collega telefono nel browser' }).click()
    await phone('anna').getByText('anna · telefono nel browser').waitFor()
    expect(await phone('anna').getByLabel('Applicazione').textContent()).toBe('Consolle')
    await button('Elena Rossi', 'Chiama').click()
    await log('Elena Rossi').getByText('Si sente: Musica d’attesa').waitFor()
    await phone('Elena Rossi').getByText('In attesa che la conferenza cominci').waitFor()
    await button('anna', 'Chiama').click()
    await phone('anna').getByText('In conferenza con un’altra persona').waitFor()
    await expectNoAxeViolations()
    await button('anna', '7').click()
    await log('Elena Rossi').getByText('Tasti: 7').waitFor()
    await button('anna', 'Scollega dal browser').click()
    await phone('anna').waitFor({ state: 'detached' })
  })

  it('plays the sounds the simulator makes, at their length and loud enough', async () => {
    const sounds = { wav: aWav(2), mp3: anMp3(2) }
    for (const sound of Object.values(sounds)) {
      const { seconds, loudest } = await page.evaluate(
        async (bytes) => {
          const context = new OfflineAudioContext(1, 8_000, 8_000)
          const decoded = await context.decodeAudioData(new Uint8Array(bytes).buffer)
          return { seconds: decoded.duration, loudest: Math.max(...decoded.getChannelData(0).map(Math.abs)) }
        },
        [...sound],
      )
      expect(seconds).toBeCloseTo(2, 0)
      expect(loudest).toBeGreaterThan(0.05)
      expect(loudest).toBeLessThan(0.99)
    }
  })
})
