import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { DEMO_MESSAGING_NUMBER } from '../../adapters/environment.ts'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { expectAccessible } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'
import { signInTo, startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const PICTURES = 'test-results/conversations'
const ASKED = 'Sono Anna. Mia madre Rosa ha bisogno di un passaggio giovedì alle 9.'

describe.skipIf(!chromiumPath)('messages, from a daughter’s telephone to a request and back', () => {
  let program: WholeProgram
  let browser: Browser

  beforeAll(async () => {
    program = await startWholeProgram()
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 60_000)

  async function newPage(name: string): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-${name}.png`, fullPage: true })))
    return page
  }
  async function signIn(email: string): Promise<Page> {
    const page = await newPage(email)
    await signInAt(page, program.url, email, DEMO_PASSWORD)
    return page
  }

  it('is read live, answered once, written down, and done', { timeout: 300_000 }, async () => {
    const telephones = await newPage('telephones')
    await telephones.goto(program.telephonesUrl)
    const anna = telephones.getByRole('group', { name: 'Anna, figlia di Rosa', exact: true })
    const chat = anna.getByRole('log', { name: /WhatsApp/ })
    async function annaWrites(text: string): Promise<void> {
      await anna.getByLabel('Scrivi su WhatsApp al numero').fill(DEMO_MESSAGING_NUMBER)
      await anna.getByLabel('Messaggio WhatsApp').fill(text)
      await anna.getByRole('button', { name: 'Invia WhatsApp' }).click()
    }

    const desk = await signInTo(program, 'operatore@demo.example')
    const { waiting: before } = await desk.call('countConversations')
    const waiting = (more: number) => `${before + more} persone aspettano una risposta.`
    const ada = await signIn('operatore@demo.example')
    await ada.getByText(`${before} persone hanno scritto.`).waitFor()
    await ada.getByRole('link', { name: 'Apri i messaggi' }).click()
    await ada.getByRole('heading', { name: 'Messaggi', exact: true }).waitFor()
    await ada.getByText(waiting(0)).waitFor()

    // It appears while the list is being looked at; the daughter hears that somebody will read it.
    await annaWrites(ASKED)
    await ada.getByText(waiting(1)).waitFor()
    await expectAccessible(ada, `${PICTURES}/list`)
    await chat.getByText('una persona lo leggerà').waitFor()
    const line = ada.getByRole('row').filter({ hasText: ASKED.slice(0, 40) })
    await line.getByRole('link', { name: 'Rosa Bianchi' }).click()
    await ada.getByRole('heading', { name: 'Messaggi: Rosa Bianchi' }).waitFor()
    await ada.getByText(ASKED).waitFor()

    // Beside it who she is, with calls and requests; another who has it open sees who took it.
    const who = ada.getByRole('region', { name: 'Chi scrive' })
    await who.getByRole('heading', { name: 'Richieste' }).waitFor()
    const dina = await signIn('coordinatore@demo.example')
    await dina.goto(ada.url())
    await ada.getByRole('button', { name: 'Me ne occupo io' }).click()
    await ada.getByText('Se ne occupa Lei.').waitFor()
    await dina.getByText(/^Se ne occupa (?!Lei)/).waitFor()
    await expectAccessible(ada, `${PICTURES}/conversation`)

    // What is typed outlives the page, and leaves once though it is pressed twice.
    const answer = ada.getByRole('textbox', { name: 'Rispondi' })
    await answer.fill('Buongiorno Anna, giovedì passiamo alle 9. A presto!')
    await ada.getByRole('link', { name: 'Torna ai messaggi' }).click()
    await ada.getByRole('heading', { name: 'Messaggi', exact: true }).waitFor()
    await ada.goBack()
    await ada.getByRole('heading', { name: 'Messaggi: Rosa Bianchi' }).waitFor()
    await expect.poll(() => answer.inputValue(), PATIENCE).toBe('Buongiorno Anna, giovedì passiamo alle 9. A presto!')
    await ada.getByRole('button', { name: 'Invia la risposta' }).dblclick()
    await ada.getByText('La risposta è partita.').waitFor()
    await chat.getByText('giovedì passiamo alle 9').waitFor()
    await expect.poll(() => answer.inputValue(), PATIENCE).toBe('')
    await ada.getByRole('listitem').filter({ hasText: 'A presto!' }).getByText('consegnato').waitFor()
    expect(await chat.getByText('giovedì passiamo alle 9').count()).toBe(1)
    await dina.getByText('passiamo alle 9. A presto!').waitFor()

    await annaWrites('Grazie, suoni Bianchi al primo piano')
    await ada.getByText('suoni Bianchi').waitFor()

    // A contact with both messages, counted as WhatsApp, and a request in it.
    await ada.getByText('2 messaggi scelti.').waitFor()
    await ada.getByRole('button', { name: 'Scrivi un contatto da questi messaggi' }).click()
    await ada.getByRole('heading', { name: 'Contatto: Rosa Bianchi' }).waitFor()
    await ada.getByText('suoni Bianchi').first().waitFor()
    await ada.getByRole('button', { name: 'Aggiungi aiuto' }).click()
    await ada.getByLabel('Tipo di aiuto').selectOption('Mobilità/trasporto')
    const contactId = new URL(ada.url()).pathname.split('/').at(-1) ?? ''
    expect(await desk.call('readContact', { params: { contactId } })).toMatchObject({
      ...{ provenance: 'whatsapp', direction: 'inbound' },
      person: { name: 'Rosa Bianchi' },
    })
    await ada.goto(dina.url())
    await ada.getByRole('link', { name: 'Apri il contatto scritto da questo messaggio' }).first().waitFor()

    // Done, for both; and open again when she writes.
    await ada.getByRole('button', { name: 'Segna come fatto' }).click()
    await ada.getByText(/è segnata come fatta/).waitFor()
    await dina.getByText(/è segnata come fatta/).waitFor()
    await expectAccessible(ada, `${PICTURES}/done`)
    await ada.getByRole('link', { name: 'Torna ai messaggi' }).click()
    await ada.getByText(waiting(0)).waitFor()
    await annaWrites('Scusi: il campanello non funziona')
    await ada.getByText(waiting(1)).waitFor()

    // A number nobody knows.
    await ada.getByRole('row').filter({ hasText: 'sono la nipote' }).getByRole('link').click()
    await ada.getByText('Non sappiamo ancora di chi è questo numero.').waitFor()
    await expectAccessible(ada, `${PICTURES}/unknown`)
    await ada.getByRole('button', { name: 'Non è una persona assistita' }).click()
    await ada.getByText(/non lo chiediamo più/).waitFor()

    // After a day WhatsApp takes only what it has approved.
    const stale = await desk.call('listConversations', { query: { list: 'open' } })
    const old = stale.find(({ firstWords }) => firstWords?.startsWith('Salve, a che numero'))
    await ada.goto(`${program.url}/messaggi/${old?.id}`)
    await ada.getByText('Risposta automatica').waitFor()
    await ada.getByRole('button', { name: 'Chieda di riscrivere su WhatsApp' }).waitFor()
    await expectAccessible(ada, `${PICTURES}/out-of-hours`)
  })
})
