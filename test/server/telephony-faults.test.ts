import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aHelplineDay, CALL_CENTRE_PHONE, CREMONA_LANDLINE, OUR_NUMBER } from '../support/helpline-day.ts'
import { until } from '../support/processes.ts'
import { callSid, rungBy, sendWebhook, spokenIn, twimlOf } from '../support/twilio-webhooks.ts'

const form = {
  CallSid: callSid('a'),
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: CREMONA_LANDLINE,
  To: OUR_NUMBER,
}

const TWILIO_WAITS_MS = 15_000

describe('when the program itself fails, no caller hears silence', () => {
  let app: TestApp

  beforeEach(async () => {
    app = await startTestApp()
    await aHelplineDay(app)
  })
  afterEach(() => app.close())

  const breakCalls = () => app.db.$executeRaw`ALTER TABLE call RENAME TO call_elsewhere`
  const twiml = async (path: string, extra: Record<string, string> = {}) =>
    twimlOf(await sendWebhook(app, { path, form: { ...form, ...extra } }))

  it('a call that cannot be written down rings the call centre’s fixed line, and the failure is in the log', async () => {
    await breakCalls()
    const answer = await twiml('/voice/incoming')
    expect(rungBy(answer).map(({ ownText }) => ownText)).toEqual([CALL_CENTRE_PHONE])
    expect(answer.find(({ name }) => name === 'Dial')?.attributes.callerId).toBe(OUR_NUMBER)
    expect(answer.at(-1)?.name).toBe('Hangup')
    const errors = app.logged.filter((line) => line.includes('"level":"error"'))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain('last resort')
    expect(app.logged.join()).not.toContain('448678')
  })

  it('the fixed line is remembered from before the database went away', async () => {
    await breakCalls()
    // Learnt here, while it can be.
    expect(rungBy(await twiml('/voice/incoming'))).toHaveLength(1)
    await app.db.$executeRaw`ALTER TABLE listening_point RENAME TO listening_point_elsewhere`
    expect(rungBy(await twiml('/voice/incoming')).map(({ ownText }) => ownText)).toEqual([CALL_CENTRE_PHONE])
  })

  it('where there is no line to ring, nothing is promised', async () => {
    await app.db.listeningPoint.updateMany({ data: { fixedPhones: [] } })
    await breakCalls()
    const words = await twiml('/voice/incoming')
    expect(words.map(({ name }) => name)).toEqual(['Say', 'Hangup'])
    expect(spokenIn(words)).not.toContain('richiamiamo')
  })

  it('whoever picks up may still answer, a conversation that took place ends kindly, any other goes on', async () => {
    await breakCalls()
    const leg = '0197d3a0-0000-7000-8000-000000000001'
    expect((await twiml(`/voice/accept?leg=${leg}`)).map(({ name }) => name)).toEqual(['Gather', 'Gather', 'Hangup'])
    expect(await twiml(`/voice/accepted?leg=${leg}`, { Digits: '1' })).toEqual([])
    const ended = await twiml('/voice/after-ring?round=1', { CallStatus: 'in-progress', DialBridged: 'true' })
    expect(spokenIn(ended)).toContain('Grazie')
    const unanswered = await twiml('/voice/after-ring?round=1', { CallStatus: 'in-progress', DialBridged: 'false' })
    expect(rungBy(unanswered)).toHaveLength(1)
  })

  it('a status that cannot be applied is kept, and applied when it can be, as of when it came', async () => {
    await breakCalls()
    const completed = { path: '/voice/status', form: { ...form, CallStatus: 'completed', CallDuration: '25' } }
    const cameAt = app.clock.now()
    expect((await sendWebhook(app, completed)).status).toBe(204)
    app.clock.advance(3600)
    await app.db.$executeRaw`ALTER TABLE call_elsewhere RENAME TO call`
    await until(async () => (await app.db.call.count({ where: { state: 'ended' } })) === 1)
    expect(await app.db.call.findMany({ include: { callback: true } })).toMatchObject([
      { state: 'ended', startedAt: cameAt, callback: { e164: CREMONA_LANDLINE } },
    ])
  })

  it('a database that does not answer is not waited for', async () => {
    const other = new pg.Client({ connectionString: app.databaseUrl })
    await other.connect()
    await other.query('BEGIN')
    await other.query('LOCK TABLE call IN ACCESS EXCLUSIVE MODE')
    const startedAt = performance.now()
    const answer = await twiml('/voice/incoming')
    expect(performance.now() - startedAt).toBeLessThan(TWILIO_WAITS_MS)
    expect(rungBy(answer).map(({ ownText }) => ownText)).toEqual([CALL_CENTRE_PHONE])
    await other.query('ROLLBACK')
    await other.end()
  }, 90_000)
})
