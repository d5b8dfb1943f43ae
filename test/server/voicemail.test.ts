import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { CallControl } from '../../helpline/calls/call-control.ts'
import { addArrivedVoicemail } from '../../helpline/calls/voicemail/voicemail-arrival.ts'
import { deleteVoicemail, keepVoicemail } from '../../helpline/calls/voicemail/voicemail-retention.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { keepHouse } from '../../workers/housekeeping.ts'
import { startTestApp, type TestApp, TUESDAY_AT_TEN } from '../support/app.ts'
import { anOperator } from '../support/builders.ts'
import { drain } from '../support/drain.ts'
import { onlyHandlers } from '../support/handlers.ts'
import { aHelplineDay, emptyHelpline, OUR_NUMBER, UNKNOWN_LANDLINE } from '../support/helpline-day.ts'
import { type AnsweringMachine, openAnsweringMachine } from '../support/recordings.ts'

let app: TestApp
let machine: AnsweringMachine
let day: Awaited<ReturnType<typeof aHelplineDay>>
let ada: string
let carla: string
let coordinator: string

beforeAll(async () => {
  machine = await openAnsweringMachine()
  app = await startTestApp({ recordings: machine.control })
})
beforeEach(async () => {
  app.clock.set(TUESDAY_AT_TEN)
  day = await aHelplineDay(app)
  ada = await app.signIn(day.ada)
  carla = await app.signIn(day.carla)
  coordinator = await app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))
})
afterEach(async () => {
  await emptyHelpline(app)
  await app.db.setting.deleteMany({ where: { key: 'voicemail' } })
  await machine.rig.script.reset()
})
afterAll(async () => {
  await app.close()
  await machine.close()
})

const now = (): Occasion => ({ now: app.clock.now(), actor: { kind: 'system' }, requestId: 'prova' })
const inDays = (days: number) => app.clock.advance(days * 24 * 3_600)

async function aMessage(overrides: Partial<Prisma.VoicemailUncheckedCreateInput> = {}) {
  const at = app.clock.now()
  const call = await app.db.call.create({
    data: {
      twilioCallSid: `CA${randomUUID().replaceAll('-', '')}`,
      direction: 'inbound',
      callerKind: 'landline',
      fromE164: UNKNOWN_LANDLINE,
      toE164: OUR_NUMBER,
      state: 'ended',
      outcome: 'voicemail',
      listeningPointId: day.callCentre.id,
      responsiblePointId: day.cremona.id,
      routeSteps: [],
      startedAt: at,
      endedAt: at,
    },
  })
  await app.db.callback.create({
    data: {
      callId: call.id,
      listeningPointId: day.cremona.id,
      e164: UNKNOWN_LANDLINE,
      reason: 'voicemail',
      createdAt: at,
      personId: day.teresa.id,
    },
  })
  const recordingSid = overrides.recordingSid ?? (await machine.leave(20))
  const added = await app.store.transaction(now(), (tx) =>
    addArrivedVoicemail(tx, now(), {
      callId: call.id,
      recordingSid,
      durationSeconds: 20,
      listeningPointId: day.cremona.id,
    }),
  )
  expect(added).toBe(true)
  if (Object.keys(overrides).length > 0) {
    await app.db.voicemail.update({ where: { callId: call.id }, data: overrides })
  }
  return { callId: call.id, recordingSid }
}

const row = (callId: string) => app.db.voicemail.findUniqueOrThrow({ where: { callId } })
const hear = (callId: string, cookie: string, range?: string) =>
  app.send('GET', `/api/voicemail/${callId}/audio`, { cookie, ...(range ? { headers: { Range: range } } : {}) })
const keepHere = (keptDays = 30) =>
  app.call('changeVoicemailSettings', { body: { keptAt: 'here', keptDays } }, coordinator)

const withControl = (recordings: CallControl) => ({ ...app.store, recordings })
const handlers = onlyHandlers({
  'keep-voicemail': (occasion, payload) => keepVoicemail(withControl(machine.control), occasion, payload),
  'delete-voicemail': (occasion, payload) => deleteVoicemail(withControl(machine.control), occasion, payload),
})
const work = () => drain(app.store, handlers, app.clock.now())

/** As if the process had been killed in the middle: the network's answer is lost, or our own next step. */
const killedAt = (step: 'readRecording' | 'deleteRecording', when: 'before' | 'after'): CallControl => ({
  ...machine.control,
  [step]: async (sid: string) => {
    if (when === 'after') await machine.control[step](sid)
    throw new Error('killed')
  },
})

describe('hearing a message', () => {
  it('from where Twilio keeps it, traced each time, and it shows who heard it first', async () => {
    const { callId } = await aMessage()
    const response = await hear(callId, ada)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('audio/mpeg')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('accept-ranges')).toBe('bytes')
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
    await hear(callId, await app.signIn(day.bruno), 'bytes=0-')
    expect(await row(callId)).toMatchObject({ heardById: day.ada.id, heardAt: app.clock.now() })
    const traces = await app.db.auditEntry.findMany({ where: { action: 'voicemail.opened' }, orderBy: { id: 'asc' } })
    expect(traces.map(({ operatorId, entityId }) => [operatorId, entityId])).toEqual([
      [day.ada.id, callId],
      [day.bruno.id, callId],
    ])
    const [line] = await app.call('listCallbacks', {}, ada)
    expect(line?.rows[0]?.voicemail).toMatchObject({
      heardByName: 'Ada Bianchi',
      isGone: false,
      deleteAfter: '2026-12-24',
    })
  })

  it('in parts, the same listening: but one who begins in the middle has opened it too', async () => {
    const { callId } = await aMessage()
    const whole = Buffer.from(await (await hear(callId, ada)).arrayBuffer())
    const part = await hear(callId, ada, 'bytes=100-199')
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${whole.length}`)
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(100, 200))
    expect(await app.db.auditEntry.count({ where: { action: 'voicemail.opened' } })).toBe(1)
    const beyond = await hear(callId, ada, `bytes=${whole.length}-`)
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`])
    await hear(callId, await app.signIn(day.bruno), 'bytes=1-')
    expect(await app.db.auditEntry.count({ where: { operatorId: day.bruno.id, action: 'voicemail.opened' } })).toBe(1)
  })

  it('is for those of its point; a message that is none, or nobody signed in, is refused', async () => {
    const { callId } = await aMessage()
    expect((await hear(callId, carla)).status).toBe(403)
    expect((await hear(randomUUID(), ada)).status).toBe(404)
    expect((await app.send('GET', `/api/voicemail/${callId}/audio`)).status).toBe(401)
    expect(await row(callId)).toMatchObject({ heardAt: null })
    expect(await app.db.auditEntry.count({ where: { action: 'voicemail.opened' } })).toBe(0)
  })

  it('says plainly when Twilio does not answer, and when the message is no longer there', async () => {
    const { callId, recordingSid } = await aMessage()
    machine.rig.script.restFault({ kind: 'error500', path: '/Recordings/' })
    const failed = await hear(callId, ada)
    expect([failed.status, ((await failed.json()) as { detail: string }).detail]).toEqual([
      503,
      expect.stringContaining('Riprovi'),
    ])
    await machine.control.deleteRecording(recordingSid)
    expect((await hear(callId, ada)).status).toBe(404)
    expect(await row(callId)).toMatchObject({ heardAt: null })
  })

  it('is in the person’s story', async () => {
    const { callId } = await aMessage()
    const story = await app.call('readPersonTimeline', { params: { personId: day.teresa.id } }, ada)
    expect(story.entries.filter(({ kind }) => kind === 'voicemail')).toMatchObject([
      { kind: 'voicemail', id: callId, voicemail: { durationSeconds: 20 } },
    ])
  })
})

describe('a message that arrives', () => {
  it('is one, though it arrives twice at once, and stays where Twilio has it', async () => {
    const { callId } = await aMessage()
    const again = () =>
      app.store.transaction(now(), (tx) =>
        addArrivedVoicemail(tx, now(), {
          callId,
          recordingSid: 'RE1',
          durationSeconds: 1,
          listeningPointId: day.cremona.id,
        }),
      )
    expect(await Promise.all([again(), again()])).toEqual([false, false])
    expect(await app.db.voicemail.count()).toBe(1)
    expect(await work()).toEqual([])
    expect(await machine.kept()).toHaveLength(1)
  })

  it('is taken in and deleted there where coordinators want it here; it sounds the same', async () => {
    await keepHere()
    const { callId, recordingSid } = await aMessage()
    const there = Buffer.from(await (await hear(callId, ada)).arrayBuffer())
    expect(await work()).toEqual(['keep-voicemail'])
    expect(await machine.kept()).not.toContain(recordingSid)
    expect(await row(callId)).toMatchObject({ mediaType: 'audio/mpeg', removedFromTwilioAt: app.clock.now() })
    expect(Buffer.from(await (await hear(callId, ada)).arrayBuffer())).toEqual(there)
  })

  it.each([
    ['before the sound was fetched', 'readRecording', 'before'],
    ['after the sound was fetched', 'readRecording', 'after'],
    ['before it was deleted there', 'deleteRecording', 'before'],
    ['after it was deleted there', 'deleteRecording', 'after'],
  ] as const)('taken in by a process killed %s, is taken in by the next one', async (_what, step, when) => {
    await keepHere()
    const { callId } = await aMessage()
    await expect(keepVoicemail(withControl(killedAt(step, when)), now(), { callId })).rejects.toThrow('killed')
    await Promise.all([0, 1].map(() => keepVoicemail(withControl(machine.control), now(), { callId })))
    expect(await machine.kept()).toEqual([])
    const kept = await row(callId)
    expect(kept.audio?.byteLength).toBeGreaterThan(1_000)
    expect(kept).toMatchObject({ deletedAt: null, removedFromTwilioAt: app.clock.now() })
    expect(await app.db.auditEntry.count({ where: { action: 'voicemail.kept' } })).toBe(1)
  })

  it('is not lost while Twilio does not let go of it: the job fails, to be tried again', async () => {
    await keepHere()
    const { callId, recordingSid } = await aMessage()
    machine.rig.script.restFault({ kind: 'error500', method: 'DELETE', path: '/Recordings/' })
    await expect(keepVoicemail(withControl(machine.control), now(), { callId })).rejects.toThrow()
    expect(await row(callId)).toMatchObject({ mediaType: 'audio/mpeg', removedFromTwilioAt: null })
    expect(await machine.kept()).toContain(recordingSid)
    expect(await work()).toEqual(['keep-voicemail'])
    expect(await machine.kept()).toEqual([])
  })

  it('is never taken for lost because another process took it in at that moment', async () => {
    await keepHere()
    const { callId } = await aMessage()
    const overtaken: CallControl = {
      ...machine.control,
      readRecording: async (sid) => {
        await keepVoicemail(withControl(machine.control), now(), { callId })
        return machine.control.readRecording(sid)
      },
    }
    await keepVoicemail(withControl(overtaken), now(), { callId })
    expect(await row(callId)).toMatchObject({ mediaType: 'audio/mpeg', deletedAt: null })
  })

  it('that Twilio no longer has is said to be lost, once', async () => {
    await keepHere()
    const { callId, recordingSid } = await aMessage()
    await machine.control.deleteRecording(recordingSid)
    await Promise.all([0, 1].map(() => keepVoicemail(withControl(machine.control), now(), { callId })))
    expect(await row(callId)).toMatchObject({ audio: null, deletedAt: app.clock.now() })
    expect(await app.db.auditEntry.count({ where: { action: 'voicemail.lost' } })).toBe(1)
  })
})

describe('the end of a message', () => {
  it.each(['twilio', 'here'] as const)(
    'kept at %s comes after its last day, not on it, and its row stays',
    async (at) => {
      if (at === 'here') await keepHere()
      const { callId } = await aMessage()
      await work()
      inDays(30)
      await keepHouse(app.store, now())
      expect(await work()).toEqual([])
      expect((await hear(callId, await app.signIn(day.ada))).status).toBe(200)
      inDays(1)
      expect((await hear(callId, await app.signIn(day.ada))).status).toBe(404)
      await keepHouse(app.store, now())
      await keepHouse(app.store, now())
      expect(await work()).toEqual(['delete-voicemail'])
      expect(await row(callId)).toMatchObject({ audio: null, deletedAt: app.clock.now(), durationSeconds: 20 })
      expect(await machine.kept()).toEqual([])
      await deleteVoicemail(withControl(machine.control), now(), { callId })
      expect(await app.db.auditEntry.count({ where: { action: 'voicemail.deleted' } })).toBe(1)
      const [line] = await app.call('listCallbacks', {}, await app.signIn(day.ada))
      expect(line?.rows[0]?.voicemail).toMatchObject({ isGone: true })
    },
  )

  it.each(['before', 'after'] as const)(
    'is the same where the process is killed %s the deletion there',
    async (when) => {
      const { callId } = await aMessage()
      inDays(31)
      const killed = withControl(killedAt('deleteRecording', when))
      await expect(deleteVoicemail(killed, now(), { callId })).rejects.toThrow('killed')
      await Promise.all([0, 1].map(() => deleteVoicemail(withControl(machine.control), now(), { callId })))
      expect(await row(callId)).toMatchObject({ deletedAt: app.clock.now() })
      expect(await machine.kept()).toEqual([])
      expect(await app.db.auditEntry.count({ where: { action: 'voicemail.deleted' } })).toBe(1)
    },
  )

  it('that keeps failing is tried again every day, and the coordinator sees it', async () => {
    const { callId } = await aMessage()
    inDays(31)
    machine.rig.script.restFault({ kind: 'error500', method: 'DELETE', path: '/Recordings/', times: 100 })
    await keepHouse(app.store, now())
    await expect(work()).rejects.toThrow()
    await app.db.jobWish.updateMany({ data: { failedAt: app.clock.now() } })
    const faults = async () => (await app.call('readVoicemailSettings', {}, await coordinatorNow())).faults
    expect(await faults()).toEqual({ notDeleted: 0, notTakenIn: 0 })
    inDays(1)
    expect(await faults()).toEqual({ notDeleted: 1, notTakenIn: 0 })
    await machine.rig.script.reset()
    await keepHouse(app.store, now())
    expect(await work()).toEqual(['delete-voicemail'])
    expect(await row(callId)).toMatchObject({ deletedAt: app.clock.now() })
    expect(await faults()).toEqual({ notDeleted: 0, notTakenIn: 0 })
  })
})

const coordinatorNow = async () =>
  app.signIn(await anOperator(app.db, { role: 'coordinator', pointIds: [day.cremona.id] }))

describe('where messages are kept and for how long', () => {
  it('is thirty days at Twilio unless a coordinator says otherwise', async () => {
    expect(await app.call('readVoicemailSettings', {}, coordinator)).toEqual({
      keptAt: 'twilio',
      keptDays: 30,
      faults: { notDeleted: 0, notTakenIn: 0 },
    })
    expect((await app.refusal('readVoicemailSettings', {}, ada)).status).toBe(403)
    const body = { keptAt: 'here', keptDays: 0 } as const
    const refusal = await app.refusal('changeVoicemailSettings', { body }, coordinator)
    expect(refusal).toMatchObject({ status: 422, fields: { keptDays: expect.any(String) } })
  })

  it('counts for the messages that are there already', async () => {
    const { callId } = await aMessage()
    await keepHere(7)
    expect((await row(callId)).deleteAfter).toEqual(new Date('2026-12-01T00:00:00Z'))
    expect(await work()).toEqual([])
    await keepHouse(app.store, now())
    expect(await work()).toEqual(['keep-voicemail'])
    expect((await row(callId)).removedFromTwilioAt).toEqual(app.clock.now())
  })
})
