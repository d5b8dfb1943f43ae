import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importSample } from '../../adapters/documents/import-csv.ts'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { jobSchemas } from '../../contract/jobs.ts'
import { type JobName, jobNames } from '../../helpline/changes/jobs.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { askForHousekeeping } from '../../workers/housekeeping.ts'
import { type JobHandlers, runWish } from '../../workers/run-wish.ts'
import { askForSweep } from '../../workers/sweep.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { aComune, aLocalAssociation, anOperator, aVolunteer } from '../support/builders.ts'
import { type ConversationSteps, conversationSteps } from '../support/conversation.ts'
import {
  ADA,
  aHelplineDay,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  OUR_NUMBER,
  CREMONA_LANDLINE as TERESA,
  UNKNOWN_LANDLINE,
  UNKNOWN_MOBILE,
} from '../support/helpline-day.ts'
import { NUMERO_VERDE, openPhoneLine, type PhoneLine } from '../support/phone-line.ts'
import { aRepetition, writeRepetition } from '../support/repetition.ts'
import { aRideRequest } from '../support/ride-day.ts'
import { sendWebhook } from '../support/twilio-webhooks.ts'

let line: PhoneLine
let steps: ConversationSteps
let day: Awaited<ReturnType<typeof aHelplineDay>>
let regional: string
let arrivals = 0
/** The jobs whose first run had an effect; it is what the others are compared with. */
let worked: Set<JobName>

beforeAll(async () => {
  line = await openPhoneLine({ requestTimeoutMs: 2_000 })
  for (const number of [TERESA, UNKNOWN_LANDLINE, ADA, BRUNO, CARLA, CALL_CENTRE_PHONE]) {
    line.script.addTelephone({ number, label: number })
  }
  steps = conversationSteps({ ...line, work })
})
beforeEach(async () => {
  worked = new Set()
  line.app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(line.app)
  regional = await line.app.signIn(await anOperator(line.app.db, { role: 'regionalAdmin' }))
})
afterEach(async () => {
  await line.script.reset()
  const tables = [...(await tableNames()), 'job_wish', 'live_event'].map((name) => `"${name}"`).join(', ')
  await line.app.db.$executeRawUnsafe(`TRUNCATE ${tables} CASCADE`)
})
afterAll(() => line.close())

/** Jobs and news wake somebody up, and a server notes by itself that it watches; what jobs leave behind is everything else. */
const passing = ['_prisma_migrations', 'job_wish', 'live_event']
const tableNames = async (): Promise<string[]> => {
  const rows = await line.app.db.$queryRaw<{ name: string }[]>`
    SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' AND NOT tablename = ANY(${passing}) ORDER BY 1`
  return rows.map(({ name }) => name)
}

/** Every row of every table, each table in one word, and what left the house. */
async function theWorld(): Promise<Record<string, string>> {
  await line.script.settled()
  const parts = (await tableNames()).map(
    (name) =>
      `SELECT '${name}' AS name, count(*) || ' rows ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS rows FROM "${name}" t${name === 'setting' ? " WHERE key <> 'consoleWatch'" : ''}`,
  )
  const rows = await line.app.db.$queryRawUnsafe<{ name: string; rows: string }[]>(parts.join(' UNION ALL '))
  const left = { calls: String(line.script.calls().length), messages: String(line.script.messages().length) }
  return { ...Object.fromEntries(rows.map((row) => [row.name, row.rows])), ...left }
}

type AnyHandler = (occasion: object, payload: unknown) => Promise<void>
const runAgain = async (name: string, payload: unknown, times: number): Promise<void> => {
  const jobName = name as JobName
  const handler = line.handlers[jobName as keyof JobHandlers] as AnyHandler
  const occasion = { now: line.app.clock.now(), actor: { kind: 'system' } }
  await Promise.all(Array.from({ length: times }, () => handler(occasion, jobSchemas[jobName].parse(payload))))
}

/** Whatever is due, each job once and then twice more at the same instant: only the first run may leave anything behind. */
async function work(): Promise<void> {
  const { store, db, clock } = line.app
  for (let count = 0; count < 500; count += 1) {
    await line.script.settled()
    const due = await store.jobWishes.nextDue(clock.now())
    if (!due) return
    const [before, asked] = [await theWorld(), await db.jobWish.count()]
    const { outcome, error } = await runWish(store.jobWishes, line.handlers, due.id, clock.now())
    if (outcome === 'retry' || outcome === 'givenUp') throw error
    const first = await theWorld()
    const hasWorked = JSON.stringify(first) !== JSON.stringify(before) || (await db.jobWish.count()) > asked
    if (hasWorked) worked.add(due.name as JobName)
    const { payload } = await db.jobWish.findUniqueOrThrow({ where: { id: due.id } })
    await runAgain(due.name, payload, 2)
    expect({ job: due.name, ...(await theWorld()) }).toEqual({ job: due.name, ...first })
  }
  throw new Error('Jobs ask for each other without end.')
}

/** Every job there ever was, once more, the last one first. */
async function inDisorder(): Promise<void> {
  const wishes = await line.app.db.jobWish.findMany({ where: { doneAt: { not: null } }, orderBy: { id: 'desc' } })
  const before = await theWorld()
  for (const { name, payload } of wishes) await runAgain(name, payload, 1)
  expect(await theWorld()).toEqual(before)
}

async function itIs(instant: string): Promise<void> {
  line.app.clock.set(instant)
  await work()
}
const waits = (seconds: number) => itIs(new Date(line.app.clock.now().getTime() + seconds * 1000).toISOString())
const nightAndDay = async (instant: string): Promise<void> => {
  line.app.clock.set(instant)
  await askForHousekeeping(line.app.store, line.app.clock.now())
  await work()
}

async function writes(From: string, Body: string): Promise<void> {
  const form = { MessageSid: `SM${String(++arrivals).padStart(32, 'b')}`, To: OUR_NUMBER, From, Body }
  const response = await sendWebhook(line.app, { path: '/messages/incoming', form }, {}, line.publicBaseUrl)
  expect(response.status).toBe(200)
  await work()
}

async function aVolunteerOfCremona(firstName: string) {
  const { db } = line.app
  const comune = (await db.comune.findFirst()) ?? (await aComune(db, { latitude: 45.1, longitude: 10 }))
  const association =
    (await db.localAssociation.findFirst()) ?? (await aLocalAssociation(db, { listeningPointId: day.cremona.id }))
  const given = { firstName, localAssociationId: association.id, comuneIstatCode: comune.istatCode }
  const volunteer = await aVolunteer(db, given)
  line.script.addTelephone({ number: volunteer.phoneE164, label: firstName, kind: 'mobile' })
  return volunteer
}

const asAda = async () => line.app.signIn(day.ada)

async function aRide(startsAt: string, returnKind: 'none' | 'open' = 'none') {
  const { app } = line
  const of = { pointId: day.cremona.id, personId: day.teresa.id, startsAt: new Date(startsAt) }
  const request = await aRideRequest(app.db, of)
  await app.db.request.update({ where: { id: request.id }, data: { returnKind } })
  return { params: { requestId: request.id } }
}
const takeInCharge = async (ride: { params: { requestId: string } }) => {
  const taken = await line.app.call('takeInCharge', { ...ride, body: {} }, await asAda())
  await work()
  return taken.serviceIds
}

async function aFile(): Promise<string> {
  const bytes = Buffer.from(importSample('person'))
  const body = { fileName: 'prova.csv', sizeBytes: bytes.length }
  const { id: batchId } = await line.app.call('startImport', { body }, regional)
  const piece = { params: { batchId, position: '0' }, body: { content: bytes.toString('base64') } }
  await line.app.call('sendImportPiece', piece, regional)
  await work()
  return batchId
}

/** What happens, and which jobs have something to do in it. */
interface Story {
  jobs: readonly JobName[]
  happens(): Promise<void>
}

const stories: Record<string, Story> = {
  'a ride is asked for, given, told, remembered and forgotten': {
    jobs: [
      'make-offers',
      'close-wave',
      'send-message',
      'tell-person',
      'ring-again',
      'remind-tomorrow',
      'remind-unclosed',
      'watch-return',
    ],
    async happens() {
      const franca = await aVolunteerOfCremona('Franca')
      await takeInCharge(await aRide('2026-11-27T09:00:00+01:00', 'open'))
      await waits(21 * 60)
      await writes(franca.phoneE164, 'SI')
      line.script.onRing(TERESA, { kind: 'busy' })
      await nightAndDay('2026-11-26T16:05:00+01:00')
      await itIs('2026-11-27T13:30:00+01:00')
      await itIs('2026-11-27T21:00:00+01:00')
      await nightAndDay('2026-11-28T09:05:00+01:00')
    },
  },
  'a volunteer falls ill': {
    jobs: ['recheck-services'],
    async happens() {
      const franca = await aVolunteerOfCremona('Franca')
      await takeInCharge(await aRide('2026-11-27T09:00:00+01:00'))
      await writes(franca.phoneE164, 'SI')
      const [fromAt, untilAt] = [new Date('2026-11-27T00:00:00Z'), new Date('2026-11-28T00:00:00Z')]
      await line.app.db.volunteerTimeOff.create({ data: { volunteerId: franca.id, fromAt, untilAt } })
      await work()
      await waits(30 * 60)
    },
  },
  'Twilio’s answer is lost': {
    jobs: ['reconcile-message'],
    async happens() {
      await aVolunteerOfCremona('Franca')
      line.script.restFault({ kind: 'timeout', method: 'POST', path: 'Messages' })
      await takeInCharge(await aRide('2026-11-27T09:00:00+01:00'))
      await waits(121)
      await waits(121)
    },
  },
  'a cycle goes on': {
    jobs: ['extend-cycles', 'extend-series'],
    async happens() {
      const ride = await aRide('2026-11-25T09:00:00+01:00')
      await writeRepetition(line.app, ride.params.requestId, aRepetition(), await asAda())
      await takeInCharge(ride)
      await nightAndDay('2026-11-26T04:00:00+01:00')
    },
  },
  'a file is brought in and taken away': {
    jobs: ['run-import', 'undo-import'],
    async happens() {
      const params = { batchId: await aFile() }
      await line.app.call('undoImport', { params, body: {} }, regional)
      await work()
    },
  },
  'figures are counted again, printed and due': {
    jobs: ['check-figures', 'make-export', 'prepare-months', 'warn-of-due', 'housekeeping'],
    async happens() {
      const { app } = line
      const owner = await aLocalAssociation(app.db, { listeningPointId: day.cremona.id })
      const [startsOn, endsOn] = [toDateColumn('2026-01-01'), toDateColumn('2026-12-31')]
      await app.db.agreement.create({
        data: {
          ...{
            name: 'Trasporti',
            counterpartKind: 'municipality',
            counterpartName: 'Comune di prova',
            startsOn,
            endsOn,
          },
          ...{ amountCents: 100n, paymentRule: 'a corpo', reportingRhythm: 'yearly', localAssociationId: owner.id },
          instalments: { create: [{ dueOn: toDateColumn('2026-11-27'), amountCents: 100n }] },
        },
      })
      const link = { volunteerId: (await aVolunteerOfCremona('Franca')).id, createdAt: TUESDAY_AT_TEN }
      await app.db.volunteerPageLink.create({ data: { ...link, tokenHash: 'prova', expiresAt: TUESDAY_AT_TEN } })
      const body = { document: 'report', format: 'csv', from: '2026-10-01', until: '2026-11-01' } as never
      await app.call('startExport', { body }, regional)
      await aRide('2026-11-25T09:00:00+01:00')
      await recountFigures(app.store, { now: app.clock.now(), actor: { kind: 'system' } })
      await app.db
        .$executeRaw`UPDATE report_tally SET counts = counts || '{"inCaller|relative": 1}' WHERE grain = 'month'`
      await nightAndDay('2026-11-24T10:05:00+01:00')
      await nightAndDay('2026-11-25T03:05:00+01:00')
    },
  },
  'a list of people is told by message': {
    jobs: ['feed-campaign'],
    async happens() {
      const params = { campaignId: randomUUID() }
      const filter = {
        ...{ ageFrom: null, ageTo: null, livesAlone: null, isMember: null, hardOfHearing: null },
        ...{ comuneIstatCode: null, ambitoId: null },
      }
      const body = {
        ...{ name: 'Acqua', kind: 'serviceInterruption' as const, way: 'message' as const, script: '', isUrgent: true },
        ...{ messageText: 'Domani manca l’acqua.', requestedBy: null, legalBasis: null, keepUntil: null, filter },
        ...{ maxAttempts: 1, retryAfterMinutes: 60 },
      }
      await line.app.call('writeCampaign', { params, body }, regional)
      await line.app.call('startCampaign', { params, body: {} }, regional)
      await work()
      await waits(2)
      await line.app.call('stepCampaign', { params, body: { step: 'pause' } }, regional)
      await line.app.call('stepCampaign', { params, body: { step: 'resume' } }, regional)
      await work()
    },
  },
  'a caller waits for somebody': {
    jobs: ['call-next-waiting', 'fetch-caller'],
    async happens() {
      const { app, script } = line
      await app.db.presence.deleteMany({ where: { operatorId: { not: day.ada.id } } })
      await app.db.listeningPoint.update({ where: { id: day.callCentre.id }, data: { fixedPhones: [] } })
      await steps.begin()
      script.dial(UNKNOWN_LANDLINE, NUMERO_VERDE)
      await work()
      await steps.hangUp(ADA)
      expect(script.phase(ADA)).toBe('ringing')
    },
  },
  'a conversation is held, and somebody is rung to help': {
    jobs: ['steer-line', 'ring-helper', 'end-help-ring'],
    async happens() {
      await steps.begin()
      await steps.does('holdCaller', day.ada)
      await steps.does('resumeCaller', day.ada)
      await steps.ask(day.ada, 'transfer', { kind: 'operator', operatorId: day.bruno.id })
      await waits(61)
    },
  },
  'an operator calls, and changes her mind': {
    jobs: ['place-outgoing-call', 'hang-up-outgoing-line'],
    async happens() {
      const params = { callId: randomUUID() }
      const to = { kind: 'person' as const, personId: day.teresa.id, number: TERESA }
      await line.app.call('placeOutgoingCall', { params, body: { to, way: 'phone' } }, await asAda())
      await work()
      await line.app.call('hangUpOutgoingCall', { params, body: {} }, await asAda())
      await work()
    },
  },
  'a message is left, kept and deleted': {
    jobs: ['keep-voicemail', 'delete-voicemail'],
    async happens() {
      const { app, script } = line
      await app.db.setting.create({ data: { key: 'voicemail', value: { keptAt: 'here', keptDays: 30 } } })
      await app.db.presence.deleteMany()
      await app.db.listeningPoint.update({ where: { id: day.callCentre.id }, data: { fixedPhones: [] } })
      script.dial(TERESA, NUMERO_VERDE)
      await work()
      script.leaveMessage(TERESA, 18)
      await work()
      expect(await app.db.voicemail.count()).toBe(1)
      await nightAndDay('2026-12-30T10:00:00+01:00')
    },
  },
  'a photo comes with a message, is kept and deleted': {
    jobs: ['keep-message-media', 'delete-message-media'],
    async happens() {
      const { app, script } = line
      script.addTelephone({ number: UNKNOWN_MOBILE, label: 'Pia', kind: 'mobile', whatsApp: true })
      script.restFault({ kind: 'error500', method: 'GET', path: '/Media/' })
      script.sendWhatsApp(UNKNOWN_MOBILE, OUR_NUMBER, '', 'picture', 'voiceNote')
      await work()
      await waits(61)
      expect(await app.db.messageMedia.count({ where: { state: 'kept' } })).toBe(2)
      await nightAndDay('2026-12-30T10:00:00+01:00')
    },
  },
  'the last word of a call, and of a message, never came': {
    jobs: ['sweep-calls'],
    async happens() {
      for (const url of ['/voice/status', '/messages/']) {
        line.script.webhookFault({ kind: 'drop', times: 10, match: { url } })
      }
      await aVolunteerOfCremona('Franca')
      await takeInCharge(await aRide('2026-11-27T09:00:00+01:00'))
      await steps.begin()
      line.script.hangUp(TERESA)
      await line.script.settled()
      line.app.clock.advance(3_600 * 3)
      await askForSweep(line.app.store, line.app.clock.now())
      await work()
      const { state } = await line.app.db.message.findFirstOrThrow({ where: { direction: 'outbound' } })
      expect(state).toBe('delivered')
    },
  },
}

describe('every job, run again at once and in disorder, leaves what it left the first time', () => {
  it.each(Object.entries(stories))('%s', { timeout: 120_000 }, async (_, { jobs, happens }) => {
    await happens()
    expect(jobs.filter((name) => !worked.has(name))).toEqual([])
    await inDisorder()
  })

  it('and none is without its story', () => {
    const told = Object.values(stories).flatMap(({ jobs }) => jobs)
    expect(told.sort()).toEqual([...jobNames].sort())
  })
})
