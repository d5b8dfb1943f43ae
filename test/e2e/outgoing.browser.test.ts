import { type Browser, chromium, type Page, type WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { DEMO_PASSWORD } from '../../prisma/seed/demo-network.ts'
import { expectAccessible } from '../support/accessible.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PATIENCE } from '../support/processes.ts'
import { signInAt } from '../support/sign-in.ts'
import { startWholeProgram, type WholeProgram } from '../support/whole-program.ts'

const PICTURES = 'test-results/outgoing'
const ROSA = 'Rosa Bianchi, casa (Cremona)'
const DESK = 'Punto di Cremona, scrivania 1'

describe.skipIf(!chromiumPath)('calling somebody from the console', () => {
  let program: WholeProgram
  let browser: Browser
  let operator: Page
  let telephones: Page

  const phone = (label: string) => telephones.getByRole('group', { name: label, exact: true })
  const press = (label: string, name: string) => phone(label).getByRole('button', { name, exact: true }).click()
  const heard = (label: string, words: string | RegExp) =>
    phone(label).getByRole('log').getByText(words).last().waitFor()
  const panel = () => operator.getByRole('region', { name: 'Telefonata che sta facendo' })

  const openRosa = async () => {
    await operator.getByRole('link', { name: /^Persone/ }).click()
    await operator.getByRole('searchbox').fill('Rosa Bianchi')
    await operator
      .getByRole('link', { name: /Rosa Bianchi/ })
      .first()
      .click()
    await operator.getByRole('heading', { name: 'Rosa Bianchi', exact: true }).waitFor()
  }

  beforeAll(async () => {
    program = await startWholeProgram({
      TWILIO_API_KEY_SID: `SK${'8'.repeat(32)}`,
      TWILIO_API_KEY_SECRET: 'un-segreto-delle-prove',
      TWILIO_APP_SID: `AP${'9'.repeat(32)}`,
    })
    browser = await chromium.launch({
      ...(chromiumPath && { executablePath: chromiumPath }),
      args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    })
    const context = await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })
    operator = await context.newPage()
    telephones = await (await browser.newContext({ locale: 'it-IT' })).newPage()
    for (const page of [operator, telephones]) page.setDefaultTimeout(60_000)
    await telephones.goto(program.telephonesUrl)
    await signInAt(operator, program.url, 'operatore@demo.example', DEMO_PASSWORD)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 60_000)

  it('from a person’s card: the desk rings first, then Rosa, and the notes open by themselves', {
    timeout: 240_000,
  }, async () => {
    onTestFailed(async () => {
      await operator.screenshot({ path: `${PICTURES}/failed-operator.png`, fullPage: true })
      await telephones.screenshot({ path: `${PICTURES}/failed-telephones.png`, fullPage: true })
    })
    await operator.getByLabel('Numero da chiamare').fill('899 123456')
    await operator.getByRole('button', { name: 'Chiama', exact: true }).click()
    await operator.getByText('Da qui non si chiamano numeri a pagamento.').waitFor()
    await expectAccessible(operator, `${PICTURES}/refused`)
    await openRosa()
    await expectAccessible(operator, `${PICTURES}/card`)
    await operator
      .getByRole('button', { name: /^Chiama Rosa Bianchi/ })
      .first()
      .click()
    await panel().getByText('Squilla il Suo telefono').waitFor()
    await expectAccessible(operator, `${PICTURES}/ringing-me`)
    await press(DESK, 'Rispondi')
    await heard(DESK, /Chiamo Rosa Bianchi.*Prema 1/)
    await press(DESK, '1')
    await panel().getByText('Sta squillando dall’altra parte').waitFor()
    await press(ROSA, 'Rispondi')
    await operator.getByRole('heading', { name: 'Contatto: Rosa Bianchi' }).waitFor()
    await operator.getByText('All’assistito').waitFor()
    await panel().getByText('In conversazione').waitFor()
    await expectAccessible(operator, `${PICTURES}/talking`)
    await press(ROSA, 'Riaggancia')
    await panel().getByText('La telefonata è finita').waitFor()
    await panel().getByRole('button', { name: 'Ho capito' }).click()
    await panel().getByText('La telefonata è finita').waitFor({ state: 'detached' })
    await operator.getByRole('button', { name: 'Chiudi il contatto' }).click()
    await operator.getByText('Il contatto è chiuso.').waitFor()
  })

  it('through this computer, as the pages’ own rules allow it', { timeout: 240_000 }, async () => {
    const heardByTwilio: { type: string; payload: { twilio?: { params?: string } } }[] = []
    const refusedByPolicy: string[] = []
    operator.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refusedByPolicy.push(message.text())
    })
    await operator.route(/twilio\.com/, (route) => route.abort())
    await operator.routeWebSocket('wss://voice-js.roaming.twilio.com/**', (line: WebSocketRoute) => {
      const say = (type: string, payload: object) => line.send(JSON.stringify({ type, version: '1.6', payload }))
      line.onMessage((text) => {
        if (String(text).trim() === '') return line.send('\n')
        const signal = JSON.parse(String(text)) as (typeof heardByTwilio)[number]
        heardByTwilio.push(signal)
        if (signal.type === 'listen') say('connected', { region: 'ie1', edge: 'dublin', token: { ttl: 900 } })
        if (signal.type === 'register') say('ready', {})
      })
    })
    await operator.getByRole('link', { name: /^Postazione/ }).click()
    await operator.getByRole('radio', { name: 'Su questo computer' }).check({ force: true })
    await operator.getByText('Il telefono di questo computer è pronto.').waitFor()
    await expectAccessible(operator, `${PICTURES}/computer-ready`)
    await openRosa()
    await operator
      .getByRole('button', { name: /^Chiama Rosa Bianchi/ })
      .first()
      .click()
    await panel().getByText('Sto collegando il telefono di questo computer').waitFor()
    await expect.poll(() => heardByTwilio.filter(({ type }) => type === 'invite').length, PATIENCE).toBe(1)
    const invite = heardByTwilio.find(({ type }) => type === 'invite')
    expect(invite?.payload.twilio?.params).toMatch(/^call=[0-9a-f-]{36}$/)
    await expectAccessible(operator, `${PICTURES}/computer-calls`)
    await operator
      .getByRole('region', { name: 'Telefono di questo computer' })
      .getByRole('button', { name: 'Riaggancia' })
      .click()
    await panel().getByRole('button', { name: 'Non chiamare più' }).click()
    await panel().getByText('La telefonata non è partita').waitFor()
    expect(refusedByPolicy).toEqual([])
  })
})
