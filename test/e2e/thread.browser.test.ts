import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { expectAccessible } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'
import { THREAD_MONTH } from '../support/thread-steps.ts'
import { type Desk, ringLonger, signInTo, startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const PICTURES = 'test-results/thread'
const THREAD_UNTIL = '2026-12-01'
const counted = {
  'Contatti in entrata': 1,
  'Contatti in uscita': 2,
  Richieste: 2,
  'Servizi svolti': 1,
} as const

describe.skipIf(!chromiumPath)('the thread, from a ringing telephone to the month’s report', () => {
  let program: WholeProgram
  let browser: Browser
  let operator: Page
  let telephones: Page

  const newPage = async () => {
    const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    return page
  }
  const phone = (label: string) => telephones.getByRole('group', { name: label, exact: true })
  const press = (label: string, name: string) => phone(label).getByRole('button', { name, exact: true }).click()
  const heard = (label: string, words: string | RegExp) =>
    phone(label).getByRole('log').getByText(words).last().waitFor()

  async function signIn(page: Page, email: string): Promise<void> {
    await signInAt(page, program.url, email, DEMO_PASSWORD)
  }

  beforeAll(async () => {
    program = await startWholeProgram()
    await ringLonger(program)
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    operator = await newPage()
    telephones = await newPage()
    await telephones.goto(program.telephonesUrl)
  }, 150_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 60_000)

  it('runs through every part, with nothing stubbed but Twilio', { timeout: 600_000 }, async () => {
    onTestFailed(async () => {
      await operator.screenshot({ path: `${PICTURES}/failed-operator.png`, fullPage: true })
      await telephones.screenshot({ path: `${PICTURES}/failed-telephones.png`, fullPage: true })
    })
    const coordinator = await signInTo(program, 'coordinatore@demo.example')
    await program.counted()
    const before = await printedFigures(program, coordinator)
    const rosa = 'Rosa Bianchi, casa (Cremona)'
    const deskPhone = 'Punto di Cremona, scrivania 1'

    // An operator at Cremona, free.
    await operator.goto(program.url)
    await expectAccessible(operator, `${PICTURES}/sign-in`)
    await signIn(operator, 'operatore@demo.example')
    await operator.getByText('Orologio di prova: martedì 24 novembre 2026').waitFor()
    await expectAccessible(operator, `${PICTURES}/workplace`)

    // Rosa dials the Numero Verde from her landline: the desk rings, and the console says who it may be.
    await phone(rosa).getByLabel('Numero da chiamare').fill('800 995 988')
    await press(rosa, 'Chiama')
    await operator.getByText('Sta squillando').first().waitFor()
    await operator.getByText('Rosa Bianchi').first().waitFor()
    await expectAccessible(operator, `${PICTURES}/ringing`)
    await press(deskPhone, 'Rispondi')
    await heard(deskPhone, /Rosa Bianchi.*Prema 1/)
    await press(deskPhone, '1')

    // The contact is there by itself; two requests are written in it.
    await operator.getByRole('heading', { name: 'Contatto: Rosa Bianchi' }).waitFor()
    await operator.getByRole('radio', { name: 'Diretto interessato' }).press('Space')
    await operator.getByRole('button', { name: 'Aggiungi informazione' }).click()
    const information = operator.getByRole('region', { name: 'Richiesta 1: informazione' })
    await information.getByLabel('Tipo di informazione').selectOption('Sanitario')
    await information.getByLabel('Che cosa ha risposto').fill('Il CUP apre alle 8.')
    await operator.getByRole('button', { name: 'Aggiungi aiuto' }).click()
    const help = operator.getByRole('region', { name: 'Richiesta 2: aiuto' })
    await help.getByLabel('Tipo di aiuto').selectOption('Mobilità/trasporto')
    const when = help.getByRole('group', { name: 'Per quando serve' })
    await when.getByLabel('Giorno').fill('30/11')
    await when.getByLabel('Ora').fill('9.30')
    await help.getByLabel('Da dove si parte').fill('Via Palestro 12, Cremona')
    await help.getByLabel('Dove si va').fill('Ospedale di Cremona')
    await expectAccessible(operator, `${PICTURES}/contact`)
    await press(rosa, 'Riaggancia')

    // Taken in charge: a volunteer is asked by SMS, and says yes from their own phone.
    await help.getByRole('button', { name: 'Prendi in carico' }).click()
    await telephones
      .getByText(/Risponda SI \d{4}/)
      .first()
      .waitFor()
    const volunteer = telephones.getByRole('group').filter({ hasText: /Risponda SI \d{4}/ })
    await volunteer.getByLabel('Testo dell’SMS').fill('SI')
    await volunteer.getByRole('button', { name: 'Invia SMS' }).click()
    await volunteer.getByText(/il servizio è suo/).waitFor()

    // Rosa's landline rings and says who is calling; she listens to who comes, and confirms.
    await phone(rosa).getByRole('button', { name: 'Rispondi', exact: true }).click()
    await heard(rosa, /Abbiamo un messaggio per lei/)
    await press(rosa, '1')
    await heard(rosa, /Le confermiamo il servizio/)
    await press(rosa, '1')
    await heard(rosa, /è confermato/)

    await operator.getByRole('button', { name: 'Chiudi il contatto' }).click()
    await operator.getByText('Il contatto è chiuso.').waitFor()

    // The ride is closed with its kilometres.
    await operator.getByRole('link', { name: 'Apri il servizio' }).click()
    await operator.getByLabel('Chilometri', { exact: true }).fill('14')
    await operator.getByLabel('Minuti di volontariato').fill('130')
    await expectAccessible(operator, `${PICTURES}/service`)
    await operator.getByRole('button', { name: 'Chiudi il servizio' }).click()
    await operator.getByRole('heading', { name: 'Che cosa è stato fatto' }).waitFor()
    await expectAccessible(operator, `${PICTURES}/service-closed`)

    // The month's page, its PDF and its CSV say the same, and exactly this more than before.
    const labels = Object.keys(counted)
    const more = async () => {
      await program.counted()
      const { csv } = await printedFigures(program, coordinator)
      return Object.fromEntries(labels.map((label) => [label, csv(label) - before.csv(label)]))
    }
    await expect.poll(more, PATIENCE).toEqual(counted)
    const after = await printedFigures(program, coordinator)
    for (const [label, more] of Object.entries(counted)) {
      for (const paper of ['csv', 'pdf'] as const) {
        expect(after[paper](label) - before[paper](label), `${label}, ${paper}`).toBe(more)
      }
    }
    const reader = await newPage()
    await signIn(reader, 'coordinatore@demo.example')
    await reader.goto(`${program.url}/rapporti?dal=${THREAD_MONTH}-01&al=${THREAD_MONTH}-30`)
    for (const label of labels) {
      const cell = reader
        .getByRole('row')
        .filter({ has: reader.getByRole('rowheader', { name: label, exact: true }) })
        .getByRole('cell')
        .first()
      expect(Number((await cell.innerText()).replaceAll('.', '')), `${label}, page`).toBe(after.csv(label))
    }
    await expectAccessible(reader, `${PICTURES}/figures`)
  })
})

async function printedFigures(program: WholeProgram, desk: Desk) {
  const headers = { Cookie: desk.cookie }
  const scopes: { kind: string; id: string }[] = await (
    await fetch(`${program.url}/api/reports/scopes`, { headers })
  ).json()
  const point = scopes.find(({ kind }) => kind === 'listeningPoint')?.id
  const query = `from=${THREAD_MONTH}-01&until=${THREAD_UNTIL}&scopeKind=listeningPoint&scopeId=${point}`
  const download = async (paper: 'pdf' | 'csv') => {
    const response = await fetch(`${program.url}/api/reports/document?${query}&format=${paper}`, { headers })
    expect(response.status).toBe(200)
    return new Uint8Array(await response.arrayBuffer())
  }
  const csv = new TextDecoder().decode(await download('csv'))
  const pdf = await linesOf(await download('pdf'))
  return {
    csv: (label: string) => Number(new RegExp(`(?:^|;)"?${label}"?;"?(\\d+)`, 'm').exec(csv)?.[1]),
    pdf: (label: string) => {
      const at = pdf.findIndex((text, index) => text === label && /^[\d.]+$/.test(pdf[index + 1] ?? ''))
      return Number((pdf[at + 1] ?? '').replaceAll('.', ''))
    },
  }
}

async function linesOf(file: Uint8Array): Promise<string[]> {
  const document = await getDocument({ data: file }).promise
  const texts: string[] = []
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent()
    texts.push(...items.flatMap((item) => ('str' in item && item.str.trim() ? [item.str.trim()] : [])))
  }
  return texts
}
