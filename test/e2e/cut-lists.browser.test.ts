import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, aLocalAssociation, anOperator, aPerson, aVolunteer } from '../support/builders.ts'
import { chromiumPath } from '../support/chromium.ts'
import { freePort } from '../support/processes.ts'
import { aRideRequest } from '../support/ride-day.ts'
import { signInAt } from '../support/sign-in.ts'

const PICTURES = 'test-results/cut-lists'
const HOUR_MS = 3_600_000

describe.skipIf(!chromiumPath)('a point with more than a page holds', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let app: TestApp
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    await build({ logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
    const port = await freePort()
    app = await startTestApp({ port, publicBaseUrl: `http://127.0.0.1:${port}`, consoleDirectory: folder })
    const { db } = app
    const point = await aListeningPoint(db, { name: 'Crema' })
    const { id: localAssociationId } = await aLocalAssociation(db, { listeningPointId: point.id })
    await anOperator(db, { email: 'ada@filo.example', pointIds: [point.id] })
    const now = app.clock.now()
    await db.volunteer.createMany({
      data: Array.from({ length: 401 }, (_, index) => ({
        ...{ firstName: 'Ada', lastName: `Abate ${index}`, phoneE164: `+3934720${String(index).padStart(5, '0')}` },
        ...{ localAssociationId, startedOn: now },
      })),
    })
    const zoe = await aVolunteer(db, { firstName: 'Zoe', lastName: 'Zucca', localAssociationId })
    await aVolunteer(db, { firstName: 'Zita', lastName: 'Zanni', localAssociationId })
    const person = await aPerson(db, { listeningPointId: point.id })
    const request = await aRideRequest(db, { pointId: point.id, personId: person.id })
    const ride = (startsAt: Date) => {
      const endsAt = new Date(startsAt.getTime() + HOUR_MS)
      return {
        ...{ requestId: request.id, personId: person.id, helpKind: 'transport' as const, listeningPointId: point.id },
        ...{ startsAt, endsAt, busyFrom: startsAt, busyUntil: endsAt, createdAt: now, recordedAt: now },
      }
    }
    const first = new Date('2026-11-10T08:00:00+01:00').getTime()
    await db.service.createMany({
      data: [
        ...Array.from({ length: 105 }, (_, index) => ride(new Date(first + index * HOUR_MS))),
        ride(new Date('2026-11-25T11:00:00+01:00')),
        {
          ...ride(new Date('2026-11-25T09:00:00+01:00')),
          ...{ state: 'assigned' as const, volunteerId: zoe.id, assignedAt: now },
        },
      ],
    })
    browser = await chromium.launch({ ...(chromiumPath && { executablePath: chromiumPath }) })
    page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } })).newPage()
    page.setDefaultTimeout(60_000)
    await signInAt(page, app.url, 'ada@filo.example')
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  it('shows on the board what is to come, and says how much is left over', { timeout: 120_000 }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-board.png` })))
    await page.goto(`${app.url}/scoperti`)
    await page.getByText('Di quelli già passati, da chiudere, ce ne sono altri 5').waitFor()
    const first = page.getByRole('region', { name: 'Mobilità/trasporto per Teresa Galli' }).first()
    await first.getByText('Domani').first().waitFor()
    await page.screenshot({ path: `${PICTURES}/board.png` })
  })

  it('shows in the calendar everybody who goes, and finds who is free by their name', {
    timeout: 240_000,
  }, async () => {
    onTestFailed(async () => void (await page.screenshot({ path: `${PICTURES}/failed-calendar.png` })))
    await page.goto(`${app.url}/calendario`)
    await page.getByRole('row', { name: /^Zoe Zucca/ }).waitFor()
    await page.getByText('Non sono tutti: ci sono tutti i volontari che hanno un servizio').waitFor()
    await page.screenshot({ path: `${PICTURES}/calendar.png` })
    await page.getByLabel('Cerca per nome fra i volontari liberi').fill('zan')
    await page.getByRole('row', { name: /^Zita Zanni/ }).waitFor()
    expect(await page.getByRole('row', { name: /^Ada Abate/ }).count()).toBe(0)
    await page.getByRole('row', { name: /^Zoe Zucca/ }).waitFor()
    await expectAccessible(page, `${PICTURES}/calendar-found`)
  })
})
