import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page, type Response } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import {
  aComune,
  aListeningPoint,
  aLocalAssociation,
  anOperator,
  aPerson,
  aVehicle,
  aVolunteer,
} from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { freePort, PATIENCE } from '../support/processes.ts'
import { aRideRequest } from '../support/ride-day.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/registers'

describe.skipIf(!chromiumPath)('the registers of volunteers and vehicles, in the console', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let dina: string
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    app = await startTestApp({ port, publicBaseUrl: `http://127.0.0.1:${port}`, consoleDirectory: folder })
    const { db } = app
    const comune = await aComune(db, { name: 'Crema' })
    const point = await aListeningPoint(db, { name: 'Crema' })
    const crema = await aLocalAssociation(db, { name: 'Auser Crema', listeningPointId: point.id })
    await aLocalAssociation(db, { name: 'Auser Soncino', listeningPointId: point.id })
    await anOperator(db, { role: 'coordinator', email: 'coordinatore@filo.example', pointIds: [point.id] })
    dina = await app.signIn(await anOperator(db, { role: 'coordinator', name: 'Dina Riva', pointIds: [point.id] }))
    const person = await aPerson(db, { listeningPointId: point.id })
    // Bruno, who drives the Doblò tomorrow at nine.
    const bruno = await aVolunteer(db, { localAssociationId: crema.id, comuneIstatCode: comune.istatCode })
    const doblo = await aVehicle(db, { name: 'Doblò rosso', localAssociationId: crema.id })
    const request = await aRideRequest(db, { pointId: point.id, personId: person.id })
    const startsAt = new Date('2026-11-25T09:00:00+01:00')
    const endsAt = new Date('2026-11-25T11:00:00+01:00')
    const now = app.clock.now()
    await db.service.create({
      data: {
        ...{ requestId: request.id, personId: person.id, helpKind: 'transport', listeningPointId: point.id },
        ...{ startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt, createdAt: now, recordedAt: now },
        ...{ state: 'assigned', volunteerId: bruno.id, vehicleId: doblo.id, assignedAt: now },
      },
    })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    await signInAt(page, app.url, 'coordinatore@filo.example')
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const part = (name: string) => page.getByRole('region', { name, exact: true })
  const save = async (name: string) => {
    await part(name).getByRole('button', { name: 'Salva' }).click()
    await part(name).getByText('Salvato.').waitFor()
  }

  it('keeps a volunteer from the first day to the register', { timeout: 240_000 }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed.png`, fullPage: true })))
    await page.goto(`${app.url}/volontari`)
    await page.getByRole('link', { name: 'Ferrari Bruno' }).waitFor()
    await expectAccessible(page, `${PICTURES}/volunteers`)

    await page.keyboard.press('F2')
    await page.getByRole('heading', { level: 1, name: 'Nuovo volontario' }).waitFor()
    await page.getByLabel('Nome', { exact: true }).fill('Lina')
    await page.getByLabel('Cognome').fill('Ardigò')
    await page.getByLabel('Telefono', { exact: true }).fill('347 7654321')
    await page.getByLabel('Associazione').selectOption('Auser Crema')
    await page.getByLabel('Codice fiscale').fill('RSSMRA80A41H501X')
    await page.getByLabel('Indirizzo di residenza').fill('Via Po 1')
    await page.getByRole('combobox', { name: 'Comune' }).fill('crem')
    await page.getByRole('option', { name: 'Crema (CR)' }).click()
    await page.keyboard.press('F9')
    await page.getByText('L’ultima lettera non torna con le altre').waitFor()
    await expectAccessible(page, `${PICTURES}/volunteer-new`)
    await page.getByLabel('Codice fiscale').fill('RSSMRA80A41H501Y')
    await page.keyboard.press('F9')
    await page.getByRole('heading', { level: 1, name: 'Lina Ardigò' }).waitFor()
    await part('Nel registro dei volontari').getByText('Scrittura 1: iscrizione').waitFor()

    // What she does, when, and when not.
    await page.getByRole('button', { name: 'Modifica che cosa fa e documenti' }).click()
    await page.getByText('Mobilità/trasporto', { exact: true }).click()
    await page.getByLabel('Assicurato fino al').fill('31/12/2026')
    await page.getByLabel('Patente valida fino al').fill('1 maggio 2028')
    await save('Che cosa fa e documenti')
    await page.getByText('Assicurazione: scade il 31 dicembre 2026').waitFor()
    await page.getByRole('button', { name: 'Modifica quando è disponibile' }).click()
    await page.getByLabel('Lunedì').fill('9-12, 15.30 18')
    await part('Quando è disponibile').getByRole('button', { name: 'Salva' }).click()
    await page.getByText('Non ho capito. Scriva per esempio').waitFor()
    await page.getByLabel('Lunedì').fill('9-12, 15.30-18')
    await page.getByLabel('Vale fino al').fill('30/6/2027')
    await expectAccessible(page, `${PICTURES}/volunteer-week`)
    await save('Quando è disponibile')
    await page.getByText('Fino al 30 giugno 2027').waitFor()
    await page.getByRole('button', { name: 'Modifica le assenze' }).click()
    await page.getByRole('button', { name: 'Aggiungi un’assenza' }).click()
    await page.getByLabel('Dal giorno').fill('20/12')
    await page.getByLabel('Fino al giorno').fill('6/1/2027')
    await save('Assenze')
    await page.getByRole('button', { name: 'Modifica con chi va' }).click()
    await page.getByRole('combobox', { name: /persona/i }).fill('galli')
    await page.getByRole('option').first().click()
    await page.getByLabel('Rapporto').selectOption('La persona preferisce qualcun altro')
    await save('Con chi va e con chi no')
    await page.getByText('Teresa Galli: la persona preferisce qualcun altro').waitFor()
    await expectAccessible(page, `${PICTURES}/volunteer`)

    await page.goto(`${app.url}/volontari/registro`)
    await page.getByLabel('Associazione').selectOption('Auser Crema')
    await page.getByText('Il registro è integro').waitFor()
    await page.getByRole('cell', { name: 'Via Po 1, Crema' }).waitFor()
    await page.getByText('1 volontario non occasionale non è iscritto').waitFor()
    await expectAccessible(page, `${PICTURES}/register`)
  })

  it('does not write over what somebody else saved of the same part, and says what it is', {
    timeout: 240_000,
  }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-both.png`, fullPage: true })))
    const { id: volunteerId } = await app.db.volunteer.findFirstOrThrow({ where: { firstName: 'Bruno' } })
    const params = { volunteerId }
    const isItsCard = (answer: Response) =>
      answer.url().endsWith(`/volunteers/${volunteerId}`) && answer.request().method() === 'GET'
    /** Dina saves, and the page of Ada has heard of it. */
    async function dinaSaves(change: object): Promise<void> {
      const { version } = await app.call('readVolunteer', { params }, dina)
      const readAgain = page.waitForResponse(isItsCard)
      await app.call('changeVolunteer', { params, body: { version, ...change } }, dina)
      await (await readAgain).finished()
    }
    const timeOff = async () => (await app.call('readVolunteer', { params }, dina)).timeOff.length
    const open = (name: string) => page.getByRole('button', { name }).click()
    const addAbsence = async (from: string, until: string) => {
      await part('Assenze').getByRole('button', { name: 'Aggiungi un’assenza' }).click()
      await part('Assenze').getByLabel('Dal giorno').last().fill(from)
      await part('Assenze').getByLabel('Fino al giorno').last().fill(until)
    }
    const holiday = (from: string, until: string) => ({
      from: `${from}T00:00:00+01:00`,
      until: `${until}T00:00:00+01:00`,
    })

    await page.goto(`${app.url}/volontari/${volunteerId}`)
    await open('Modifica le assenze')
    await dinaSaves({ timeOff: [holiday('2026-12-01', '2026-12-08')] })
    await addAbsence('20/12', '6/1/2027')
    await part('Assenze').getByRole('button', { name: 'Salva', exact: true }).click()
    const told = part('Assenze').getByRole('alert')
    await told.getByText('Nel frattempo un’altra persona ha cambiato questi dati.').waitFor()
    await told.getByText(/1 dicembre/).waitFor()
    expect(await timeOff()).toBe(1)
    expect(await part('Assenze').getByLabel('Dal giorno').inputValue()).toBe('20/12')
    await expectAccessible(page, `${PICTURES}/volunteer-overtaken`)

    await part('Assenze').getByRole('button', { name: 'Tieni la versione dell’altra persona' }).click()
    await open('Modifica le assenze')
    await addAbsence('20/12', '6/1/2027')
    // Other parts, one's own and those of others, do not stand in the way.
    await open('Modifica che cosa fa e documenti')
    await page.getByLabel('Patente valida fino al').fill('1/5/2029')
    await save('Che cosa fa e documenti')
    await dinaSaves({ licenceUntil: '2029-06-01' })
    await save('Assenze')
    await expect.poll(timeOff, PATIENCE).toBe(2)
    expect((await app.call('readVolunteer', { params }, dina)).licenceUntil).toBe('2029-06-01')
  })

  it('writes over it where one says so', { timeout: 240_000 }, async () => {
    const { id: vehicleId } = await app.db.vehicle.findFirstOrThrow({ where: { name: 'Doblò rosso' } })
    const params = { vehicleId }
    await page.goto(`${app.url}/automezzi/${vehicleId}`)
    await page.getByRole('button', { name: 'Modifica i fermi in officina' }).click()
    const { version } = await app.call('readVehicle', { params }, dina)
    const stop = { from: '2027-02-01T00:00:00+01:00', until: '2027-02-02T00:00:00+01:00', reason: 'revisione' }
    await app.call('changeVehicle', { params, body: { version, workshop: [stop] } }, dina)
    await page.getByRole('button', { name: 'Aggiungi un fermo' }).click()
    await page.getByLabel('Dal giorno').fill('3/3/2027')
    await page.getByLabel('Fino al giorno').fill('3/3/2027')
    await page.getByLabel('Perché').fill('gomme')
    await part('Officina').getByRole('button', { name: 'Salva', exact: true }).click()
    await part('Officina').getByRole('alert').getByText('revisione').waitFor()
    await part('Officina').getByRole('button', { name: 'Salva comunque quello che ho scritto' }).click()
    await part('Officina').getByText('Salvato.').waitFor()
    const { workshop } = await app.call('readVehicle', { params }, dina)
    expect(workshop.map(({ reason }) => reason)).toEqual(['gomme'])
    const kept = await app.call('readVehicle', { params }, dina)
    await app.call('changeVehicle', { params, body: { version: kept.version, workshop: [] } }, dina)
  })

  it('says what a paper that ends touches, and keeps the car’s kilometres', { timeout: 240_000 }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-car.png`, fullPage: true })))
    await page.goto(`${app.url}/volontari`)
    await page.getByRole('link', { name: 'Ferrari Bruno' }).click()
    await page.getByText('I servizi in programma (1) sono tutti a posto.').waitFor()
    await page.getByRole('button', { name: 'Modifica che cosa fa e documenti' }).click()
    await page.getByLabel('Patente valida fino al').fill('ieri')
    await page.getByLabel('Patente valida fino al').fill('23/11/2026')
    await save('Che cosa fa e documenti')
    await page.getByText('Patente: scadenza già passata, il 23 novembre 2026. Tocca 1 servizio').waitFor()
    await page.getByRole('cell', { name: 'Patente scaduta' }).waitFor()
    await expectAccessible(page, `${PICTURES}/volunteer-lapsed`)

    await page.goto(`${app.url}/automezzi`)
    await page.getByRole('link', { name: 'Doblò rosso' }).waitFor()
    await expectAccessible(page, `${PICTURES}/vehicles`)
    await page.getByRole('link', { name: 'Doblò rosso' }).click()
    await page.getByRole('button', { name: 'Modifica i fermi in officina' }).click()
    await page.getByRole('button', { name: 'Aggiungi un fermo' }).click()
    await page.getByLabel('Dal giorno').fill('domani')
    await page.getByLabel('Fino al giorno').fill('domani')
    await page.getByLabel('Perché').fill('freni')
    await save('Officina')
    await page.getByRole('cell', { name: 'È in officina' }).waitFor()
    await page.getByRole('button', { name: 'Modifica a chi viene prestato' }).click()
    await page.getByLabel('Aggiungi un’associazione').selectOption('Auser Soncino')
    await save('A chi viene prestato')
    await part('A chi viene prestato').getByText('Auser Soncino').waitFor()
    await page.getByLabel('Letto il').fill('2/11/2026')
    await page.getByLabel('Chilometri sul quadro').fill('10.000')
    await page.keyboard.press('Enter')
    await page.getByRole('cell', { name: '10.000' }).waitFor()
    await page.getByLabel('Letto il').fill('oggi')
    await page.getByLabel('Chilometri sul quadro').fill('9.000')
    await page.keyboard.press('Enter')
    await page.getByText('i chilometri erano già 10000').waitFor()
    await page.getByLabel('Chilometri sul quadro').fill('10.400')
    await page.keyboard.press('Enter')
    await page.getByText('400, da verificare').waitFor()
    await expectAccessible(page, `${PICTURES}/vehicle`)

    await page.goto(`${app.url}/automezzi/nuovo`)
    await page.getByLabel('Come lo chiamate').fill('Ducato')
    await page.getByText('In comodato', { exact: true }).click()
    await page.keyboard.press('F9')
    await page.getByText('Questo dato serve.').first().waitFor()
    await expectAccessible(page, `${PICTURES}/vehicle-new`)
  })
})
