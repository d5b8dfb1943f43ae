import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { aPerson } from '../support/builders.ts'
import {
  ADA,
  aHelplineDay,
  anOperatorWaiting,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  CREMONA_LANDLINE,
  emptyHelpline,
  OUR_NUMBER,
  UNKNOWN_MOBILE,
} from '../support/helpline-day.ts'
import { pathIn, rungBy, sendWebhook, twimlOf } from '../support/twilio-webhooks.ts'

const DINO = '+393361234567'

describe('what only a stranger sends', () => {
  let app: TestApp
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let sent = 0

  beforeAll(async () => {
    app = await startTestApp()
  })
  beforeEach(async () => {
    app.clock.set(TUESDAY_AT_TEN)
    day = await aHelplineDay(app)
  })
  afterEach(() => emptyHelpline(app))
  afterAll(() => app.close())

  const lineFrom = (From: string) => {
    sent += 1
    return { CallSid: `CA${String(sent).padStart(32, '0')}`, From, To: OUR_NUMBER, Direction: 'inbound' }
  }
  const hear = async (path: string, form: Record<string, string>) => twimlOf(await sendWebhook(app, { path, form }))
  const theCall = (twilioCallSid: string) =>
    app.db.call.findUniqueOrThrow({ where: { twilioCallSid }, include: { callback: true, contact: true } })
  const hangUp = async (line: Record<string, string>) => {
    const form = { ...line, CallStatus: 'completed', SequenceNumber: '3', CallDuration: '60' }
    expect((await sendWebhook(app, { path: '/voice/status', form })).status).toBe(204)
  }

  it.each([
    'anonymous',
    'Anonymous',
    '+266696687',
    '266696687',
    'Restricted',
    '+7378742833',
    'UNAVAILABLE',
    'blocked',
    '',
  ])('a caller who hides behind «%s» is asked where they are, and is nobody’s to call back', async (from) => {
    const line = lineFrom(from)
    const [question] = await hear('/voice/incoming', line)
    expect(question?.name).toBe('Gather')
    expect(await theCall(line.CallSid)).toMatchObject({ state: 'asking', callerKind: 'withheld', fromE164: null })
    app.clock.advance(60)
    await hangUp(line)
    expect(await theCall(line.CallSid)).toMatchObject({ state: 'ended', outcome: 'abandoned', callback: null })
  })

  it.each([
    ['a foreign telephone', '+41916491234', 'foreign'],
    ['a number that costs', '+39892424', 'other'],
    ['a toll-free number', '+39800123456', 'tollFree'],
    ['another exchange', 'sip:teresa@example.org', 'invalid'],
    ['a computer', 'client:operator_ignoto', 'invalid'],
    ['no number at all', '+39', 'invalid'],
    ['too many digits', `+39${'7'.repeat(60)}`, 'invalid'],
    ['a page', '<script>alert(1)</script>', 'invalid'],
    ['bytes that no text holds', '+39\u00000372448678', 'landline'],
    ['letters from elsewhere', '＋３９０３７２', 'invalid'],
  ] as const)('%s reaches a person', async (_what, from, kind) => {
    const line = lineFrom(from)
    expect(rungBy(await hear('/voice/incoming', line)).length).toBeGreaterThan(0)
    expect(await theCall(line.CallSid)).toMatchObject({ state: 'ringing', callerKind: kind })
    app.clock.advance(60)
    await hangUp(line)
    const { callback, fromE164 } = await theCall(line.CallSid)
    expect(callback !== null).toBe(fromE164 !== null)
  })

  it('whatever is keyed at the question, twice at most, somebody rings', async () => {
    const keys = fc.oneof(
      fc.stringMatching(/^[0-9*#]{0,12}$/),
      fc.constantFrom('00000', '99999', '*', '#', '0', '02100'),
    )
    await fc.assert(
      fc.asyncProperty(keys, keys, async (first, second) => {
        await app.db.call.deleteMany()
        const line = lineFrom(UNKNOWN_MOBILE)
        await hear('/voice/incoming', line)
        const answer = (time: number, Digits: string) =>
          hear(`/voice/place?time=${time}`, { ...line, CallStatus: 'in-progress', Digits })
        let heard = await answer(1, first)
        if (heard[0]?.name === 'Gather') {
          expect(pathIn(heard[0].attributes.action)).toBe('/voice/place?time=2')
          heard = await answer(2, second)
        }
        const { state, timesAsked } = await theCall(line.CallSid)
        expect([state, rungBy(heard).length > 0, timesAsked <= 2]).toEqual(['ringing', true, true])
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('two of different points share a number: it rings where the last of them to call is followed, and is nobody’s yet', async () => {
    await anOperatorWaiting(app, { pointId: day.crema.id, e164: DINO, name: 'Dino Sala' })
    const ivo = await aPerson(app.db, {
      ...{ firstName: 'Ivo', listeningPointId: day.crema.id },
      e164: [CREMONA_LANDLINE],
    })
    const rung = async () => rungBy(await hear('/voice/incoming', lineFrom(CREMONA_LANDLINE))).map(({ text }) => text)
    const contact = (personId: string, minutesAgo: number) => {
      const at = new Date(app.clock.now().getTime() - minutesAgo * 60_000)
      const when = { occurredAt: at, recordedAt: at }
      const listeningPointId = day.callCentre.id
      return app.db.contact.create({
        data: { direction: 'inbound', provenance: 'tollFree', listeningPointId, personId, ...when },
      })
    }
    await contact(day.teresa.id, 500)
    await contact(ivo.id, 400)
    expect(await rung()).toEqual([DINO])
    await app.db.call.deleteMany()
    await contact(day.teresa.id, 10)
    expect(await rung()).toEqual([ADA, BRUNO])
    const [call] = await app.db.call.findMany()
    expect(call?.personId).toBeNull()
    const cookie = await app.signIn(day.ada)
    const [shown] = await app.call('listCurrentCalls', {}, cookie)
    expect(shown?.candidates.map(({ name }) => name)).toEqual(['Teresa Galli', 'Ivo Galli'])
  })

  it('a patron saint on a holiday, and both changes of the clock: the neighbour or the call centre, never silence', async () => {
    const omobono = { kind: 'fixed', name: 'Natale di Cremona', month: 12, day: 25 } as const
    await app.db.listeningPoint.update({ where: { id: day.cremona.id }, data: { patronSaint: omobono } })
    for (const moment of [
      '2026-12-25T10:00:00+01:00',
      '2026-10-25T02:30:00+02:00',
      '2026-10-25T02:30:00+01:00',
      '2027-03-28T03:00:00+02:00',
      '2026-11-24T12:00:00+01:00',
    ]) {
      app.clock.set(moment)
      await app.db.call.deleteMany()
      const rung = rungBy(await hear('/voice/incoming', lineFrom(CREMONA_LANDLINE))).map(({ text }) => text)
      expect([moment, rung]).toEqual([moment, [CARLA, CALL_CENTRE_PHONE]])
    }
    app.clock.set('2026-11-24T11:59:59.999+01:00')
    await app.db.call.deleteMany()
    expect(rungBy(await hear('/voice/incoming', lineFrom(CREMONA_LANDLINE))).map(({ text }) => text)).toEqual([
      ADA,
      BRUNO,
    ])
  })

  it('an SMS with what no text holds is read, not kept for ever', async () => {
    const form = { MessageSid: `SM${'9'.repeat(32)}`, From: UNKNOWN_MOBILE, To: OUR_NUMBER, Body: 'ciao\u0000 Teresa' }
    const response = await sendWebhook(app, { path: '/messages/incoming', form })
    expect(response.status).toBe(200)
    expect(await app.db.message.findMany()).toMatchObject([{ body: 'ciao Teresa' }])
    expect(app.logged.join()).not.toContain('journal')
  })
})
