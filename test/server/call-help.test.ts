import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { onHold } from '../../helpline/calls/spoken-words.ts'
import { TUESDAY_AT_TEN } from '../support/app.ts'
import { conversationSteps } from '../support/conversation.ts'
import {
  ADA,
  aHelplineDay,
  BRUNO,
  CALL_CENTRE_PHONE,
  CARLA,
  emptyHelpline,
  CREMONA_LANDLINE as TERESA,
} from '../support/helpline-day.ts'
import { openPhoneLine, type PhoneLine } from '../support/phone-line.ts'

const everybody = [TERESA, ADA, BRUNO, CARLA, CALL_CENTRE_PHONE]

describe.each([
  ['once', undefined],
  ['twice', { kind: 'duplicate', times: 10_000 }],
  ['twice at the same instant', { kind: 'duplicate', together: true, times: 10_000 }],
] as const)('in conversation, with each webhook told %s', (_times, fault) => {
  let line: PhoneLine
  let day: Awaited<ReturnType<typeof aHelplineDay>>
  let steps: ReturnType<typeof conversationSteps>

  beforeAll(async () => {
    line = await openPhoneLine()
    steps = conversationSteps(line)
    for (const number of everybody) line.script.addTelephone({ number, label: number })
  })
  beforeEach(async () => {
    line.app.clock.set(TUESDAY_AT_TEN)
    day = await aHelplineDay(line.app)
    if (fault) line.script.webhookFault(fault)
    await steps.begin()
  })
  afterEach(async () => {
    const errors = line.script.errors()
    const call = await steps.theCall()
    const phases = everybody.map((phone) => line.script.phase(phone))
    await line.script.reset()
    await emptyHelpline(line.app)
    expect(errors).toEqual([])
    // A call that is over has no help open, and nobody on a line.
    if (call.state !== 'ended') return
    expect(call.helps.filter(({ endedAt }) => endedAt === null)).toEqual([])
    expect(new Set(phases)).toEqual(new Set(['idle']))
  })
  afterAll(() => line.close())

  const tune = () => `${line.publicBaseUrl}/sounds/attesa.wav`
  const toBruno = () => ({ kind: 'operator', operatorId: day.bruno.id }) as const
  const toCallCentre = () => ({ kind: 'point', listeningPointId: day.callCentre.id }) as const

  /** Ada has asked Bruno to take Teresa over, and speaks with him. */
  async function adaSpeaksWithBruno() {
    await steps.ask(day.ada, 'transfer', toBruno())
    await steps.answer(BRUNO)
    expect(steps.talking(ADA)).toEqual([BRUNO])
    expect(steps.lastHeard(TERESA)).toBe(tune())
  }

  describe('hold', () => {
    it('the caller hears words and the tune, and speaks again when she comes back', async () => {
      await steps.does('holdCaller', day.ada)
      expect(await steps.theCall()).toMatchObject({ state: 'answered', onHold: true })
      expect(steps.talking(TERESA)).toEqual([])
      expect(line.script.heard(TERESA).slice(-2)).toEqual([onHold, tune()])
      // The tune ends: words again, never silence.
      line.script.runOutTime(TERESA)
      await line.work()
      expect(line.script.heard(TERESA).slice(-2)).toEqual([onHold, tune()])
      expect((await steps.mine(day.ada)).conversation).toMatchObject({
        onHold: true,
        part: 'holder',
        person: 'Teresa Galli',
        news: 'La persona è in attesa, con la musica.',
      })
      await steps.does('resumeCaller', day.ada)
      expect(steps.talking(TERESA)).toEqual([ADA])
      await steps.hangUp(TERESA)
      expect(await steps.theCall()).toMatchObject({ state: 'ended', outcome: 'answered', callback: null })
      expect(steps.said(ADA).at(-1)).toContain('ha riagganciato')
    })

    it('pressed twice is once, and again and again it works', async () => {
      for (const _time of [1, 2, 3]) {
        await steps.does('holdCaller', day.ada)
        await steps.does('holdCaller', day.ada)
        expect(steps.talking(TERESA)).toEqual([])
        await steps.does('resumeCaller', day.ada)
        await steps.does('resumeCaller', day.ada)
        expect(steps.talking(TERESA)).toEqual([ADA])
      }
      const held = await line.app.db.auditEntry.count({ where: { action: 'call.held' } })
      expect(held).toBe(3)
      await steps.hangUp(ADA)
      expect(line.script.phase(TERESA)).toBe('idle')
      expect(steps.said(TERESA).at(-1)).toContain('Grazie di aver chiamato')
      expect(await steps.theCall()).toMatchObject({ state: 'ended', outcome: 'answered', callback: null })
    })

    it('held and taken back before the lines have moved, they speak together', async () => {
      const { id: callId } = await steps.theCall()
      const cookie = await line.app.signIn(day.ada)
      await line.app.call('holdCaller', { params: { callId }, body: {} }, cookie)
      await line.app.call('resumeCaller', { params: { callId }, body: {} }, cookie)
      await line.work()
      expect(steps.talking(TERESA)).toEqual([ADA])
    })

    it('her telephone drops meanwhile: the caller rings again, and Ada may answer', async () => {
      await steps.does('holdCaller', day.ada)
      await steps.hangUp(ADA)
      expect(await steps.theCall()).toMatchObject({ state: 'ringing', ringRound: 2, onHold: false, conferenceAt: null })
      expect([line.script.phase(ADA), line.script.phase(BRUNO)]).toEqual(['ringing', 'ringing'])
      await steps.answer(BRUNO)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
      const call = await steps.theCall()
      expect(call).toMatchObject({ state: 'answered', answeredByOperatorId: day.bruno.id })
      expect(call.contact).toMatchObject({ operatorId: day.bruno.id })
      expect(call.routeSteps).toContainEqual(expect.objectContaining({ code: 'lineFell' }))
      // The second conversation is held and taken back as the first.
      await steps.does('holdCaller', day.bruno)
      await steps.does('resumeCaller', day.bruno)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
    })

    it('her telephone drops and nobody else is there: a message, and somebody calls back', async () => {
      await line.app.db.presence.updateMany({ data: { state: 'offline' } })
      await line.app.db.listeningPoint.update({ where: { id: day.callCentre.id }, data: { fixedPhones: [] } })
      await steps.does('holdCaller', day.ada)
      await steps.hangUp(ADA)
      expect(await steps.theCall()).toMatchObject({ state: 'recording', callback: { reason: 'missed' } })
      expect(steps.said(TERESA).at(-2)).toContain('Può lasciare un messaggio')
    })

    it('is of whoever has the conversation, and of nobody when it is over', async () => {
      const { id: callId } = await steps.theCall()
      const sent = { params: { callId }, body: {} }
      expect(await line.app.refusal('holdCaller', sent, await line.app.signIn(day.carla))).toMatchObject({
        status: 404,
      })
      await steps.hangUp(TERESA)
      expect(await line.app.refusal('holdCaller', sent, await line.app.signIn(day.ada))).toMatchObject({ status: 409 })
    })
  })

  describe('warm transfer', () => {
    it('Bruno hears who passes whom, speaks with Ada, and has Teresa and the notes', async () => {
      await steps.ask(day.ada, 'transfer', toBruno())
      expect(line.script.phase(BRUNO)).toBe('ringing')
      expect(steps.lastHeard(TERESA)).toBe(tune())
      expect((await steps.mine(day.ada)).conversation?.news).toContain('Sto chiamando Bruno Neri: sta squillando.')
      expect((await steps.mine(day.bruno)).asked).toMatchObject({ askedBy: 'Ada Bianchi', person: 'Teresa Galli' })
      await steps.answer(BRUNO)
      expect(steps.said(BRUNO).join()).toContain('Ada Bianchi le passa una telefonata. Chiama Teresa Galli.')
      expect(steps.talking(BRUNO)).toEqual([ADA])
      expect((await steps.mine(day.ada)).conversation).toMatchObject({
        onHold: true,
        speakers: [{ name: 'Ada Bianchi', isMe: true }, { name: 'Bruno Neri' }],
        news: 'Parlate fra voi, con Bruno Neri. La persona è in attesa, con la musica.',
      })
      await steps.does('passCall', day.ada)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
      expect(line.script.phase(ADA)).toBe('idle')
      expect(steps.said(ADA).at(-1)).toContain('La telefonata è passata')
      const call = await steps.theCall()
      expect(call).toMatchObject({ onHold: false, answeredByOperatorId: day.bruno.id })
      expect(call.contact).toMatchObject({ operatorId: day.bruno.id, state: 'draft' })
      expect(call.helps).toMatchObject([{ state: 'done', ending: 'passed' }])
      expect((await steps.mine(day.ada)).conversation).toBeNull()
      expect((await steps.mine(day.bruno)).conversation).toMatchObject({ part: 'holder', contactId: call.contact?.id })
      await steps.hangUp(BRUNO)
      expect(steps.said(TERESA).at(-1)).toContain('Grazie di aver chiamato')
      expect(await steps.theCall()).toMatchObject({ outcome: 'answered', callback: null })
    })

    it('«Torna alla chiamata»: Bruno is thanked and Teresa speaks with Ada', async () => {
      await adaSpeaksWithBruno()
      await steps.does('endHelp', day.ada)
      expect(steps.talking(TERESA)).toEqual([ADA])
      expect(line.script.phase(BRUNO)).toBe('idle')
      expect((await steps.theCall()).helps).toMatchObject([{ state: 'cancelled', ending: 'takenBack' }])
    })

    it('taken back while it rings: his telephone stops', async () => {
      await steps.ask(day.ada, 'transfer', toBruno())
      await steps.does('endHelp', day.ada)
      expect(line.script.phase(BRUNO)).toBe('idle')
      expect(steps.talking(TERESA)).toEqual([ADA])
      // He may be asked again.
      await adaSpeaksWithBruno()
    })

    it('«Parliamo in tre», and then Ada leaves', async () => {
      await adaSpeaksWithBruno()
      await steps.does('resumeCaller', day.ada)
      expect(steps.talking(TERESA)).toEqual([ADA, BRUNO].sort())
      expect((await steps.mine(day.bruno)).conversation?.news).toBe('Parlate in tre, con Ada Bianchi.')
      await steps.does('passCall', day.ada)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
    })

    it('to the call centre: all who are there ring, the first has it, the others hear so', async () => {
      await steps.ask(day.ada, 'transfer', toCallCentre())
      expect([CARLA, CALL_CENTRE_PHONE].map((phone) => line.script.phase(phone))).toEqual(['ringing', 'ringing'])
      line.script.answer(CALL_CENTRE_PHONE)
      await line.work()
      await steps.answer(CARLA)
      expect(steps.talking(CARLA)).toEqual([ADA])
      expect(line.script.phase(CALL_CENTRE_PHONE)).toBe('idle')
      expect(steps.said(CALL_CENTRE_PHONE).at(-1)).toContain('ha già risposto una collega')
      await steps.does('passCall', day.ada)
      const call = await steps.theCall()
      expect(call).toMatchObject({ answeredByOperatorId: day.carla.id, listeningPointId: day.callCentre.id })
      // Both may open the notes, each from where she works.
      const params = { contactId: call.contact?.id ?? '' }
      for (const who of [day.ada, day.carla]) {
        const contact = await line.app.call('readContact', { params }, await line.app.signIn(who))
        expect(contact.operatorName).toBe('Carla Riva')
      }
      const current = await line.app.call('listCurrentCalls', {}, await line.app.signIn(day.carla))
      expect(current).toMatchObject([{ speakers: ['Carla Riva'], onHold: false }])
    })

    it('two answer at the same instant: one has it', async () => {
      await steps.ask(day.ada, 'transfer', toCallCentre())
      for (const phone of [CARLA, CALL_CENTRE_PHONE]) line.script.answer(phone)
      await line.work()
      for (const phone of [CARLA, CALL_CENTRE_PHONE]) line.script.press(phone, '1')
      await line.work()
      const phases = [CARLA, CALL_CENTRE_PHONE].map((phone) => line.script.phase(phone))
      expect(phases.sort()).toEqual(['idle', 'talking'])
      expect(steps.talking(ADA)).toHaveLength(1)
    })

    it('passed to a fixed line, the notes stay with who has a console', async () => {
      await line.app.db.presence.deleteMany({ where: { operatorId: day.carla.id } })
      await steps.ask(day.ada, 'transfer', toCallCentre())
      await steps.answer(CALL_CENTRE_PHONE)
      await steps.does('passCall', day.ada)
      expect(steps.talking(TERESA)).toEqual([CALL_CENTRE_PHONE])
      const call = await steps.theCall()
      expect(call).toMatchObject({ answeredByOperatorId: null, contact: { operatorId: day.ada.id } })
      await steps.hangUp(CALL_CENTRE_PHONE)
      expect(await steps.theCall()).toMatchObject({ state: 'ended', outcome: 'answered' })
    })

    it.each([
      ['does not answer', async () => void line.script.hangUp(BRUNO)],
      [
        'lets the time run out',
        async () => {
          line.app.clock.advance(61)
        },
      ],
      [
        'has an answering machine',
        async () => {
          line.script.answer(BRUNO, 'machine')
          await line.work()
          while (line.script.phase(BRUNO) === 'talking') {
            line.script.runOutTime(BRUNO)
            await line.work()
          }
        },
      ],
    ])('Bruno %s: Ada is told, by voice and on screen, and has Teresa again', async (_how, happens) => {
      await steps.ask(day.ada, 'transfer', toBruno())
      await happens()
      await line.work()
      expect(steps.said(ADA).at(-1)).toContain('Non ha risposto nessuno')
      expect(steps.talking(TERESA)).toEqual([ADA])
      expect((await steps.mine(day.ada)).conversation?.news).toBe(
        'Da Bruno Neri non ha risposto nessuno. La persona è in linea con Lei.',
      )
      expect(line.script.phase(BRUNO)).toBe('idle')
      expect((await steps.theCall()).helps).toMatchObject([{ state: 'cancelled', ending: 'nobodyAnswered' }])
    })

    it('Ada puts her telephone down with Bruno there: the transfer completes by itself', async () => {
      await adaSpeaksWithBruno()
      await steps.hangUp(ADA)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
      expect(await steps.theCall()).toMatchObject({ answeredByOperatorId: day.bruno.id, onHold: false })
    })

    it('Ada puts it down while Bruno’s still rings: he has Teresa as soon as he answers', async () => {
      await steps.ask(day.ada, 'transfer', toBruno())
      await steps.hangUp(ADA)
      expect(await steps.theCall()).toMatchObject({ state: 'answered', onHold: true })
      await steps.answer(BRUNO)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
      expect(await steps.theCall()).toMatchObject({ answeredByOperatorId: day.bruno.id, onHold: false })
    })

    it('Ada puts it down and Bruno does not answer: Teresa rings again', async () => {
      await steps.ask(day.ada, 'transfer', toBruno())
      await steps.hangUp(ADA)
      await steps.hangUp(BRUNO)
      expect(await steps.theCall()).toMatchObject({ state: 'ringing', ringRound: 2 })
      expect(line.script.phase(ADA)).toBe('ringing')
      await steps.answer(ADA)
      expect(steps.talking(TERESA)).toEqual([ADA])
    })

    it('Bruno puts his down before it is passed: Ada is told and has Teresa again', async () => {
      await adaSpeaksWithBruno()
      await steps.hangUp(BRUNO)
      expect(steps.said(ADA).at(-1)).toContain('ha riagganciato')
      expect(steps.talking(TERESA)).toEqual([ADA])
    })

    it.each([
      ['while it rings', false],
      ['while they speak', true],
    ])('Teresa hangs up %s: both are told and every line is closed', async (_when, hasAnswered) => {
      await steps.ask(day.ada, 'transfer', toBruno())
      if (hasAnswered) await steps.answer(BRUNO)
      await steps.hangUp(TERESA)
      expect(await steps.theCall()).toMatchObject({ state: 'ended', outcome: 'answered', callback: null })
      expect(steps.said(ADA).at(-1)).toContain('ha riagganciato')
      for (const phone of [ADA, BRUNO]) expect(line.script.phase(phone)).toBe('idle')
    })

    it('passed on twice, the last one has it', async () => {
      await adaSpeaksWithBruno()
      await steps.does('passCall', day.ada)
      await steps.ask(day.bruno, 'transfer', toCallCentre())
      await steps.answer(CARLA)
      await steps.does('passCall', day.bruno)
      expect(steps.talking(TERESA)).toEqual([CARLA])
      expect((await steps.theCall()).contact).toMatchObject({ operatorId: day.carla.id })
      // And back to Ada, who is free again.
      await steps.ask(day.carla, 'transfer', { kind: 'operator', operatorId: day.ada.id })
      await steps.answer(ADA)
      await steps.does('passCall', day.carla)
      expect(steps.talking(TERESA)).toEqual([ADA])
    })

    it('nobody is asked who is not free, nor a second one; nobody is held for it', async () => {
      const { id: callId } = await steps.theCall()
      const cookie = await line.app.signIn(day.ada)
      const asking = (to: object) =>
        ({ params: { callId, helpId: crypto.randomUUID() }, body: { kind: 'transfer', to } }) as never
      await line.app.db.presence.update({ where: { operatorId: day.bruno.id }, data: { state: 'offline' } })
      expect(await line.app.refusal('askForHelp', asking(toBruno()), cookie)).toMatchObject({ status: 409 })
      const crema = { kind: 'point', listeningPointId: day.crema.id }
      expect(await line.app.refusal('askForHelp', asking(crema), cookie)).toMatchObject({ status: 409 })
      expect(steps.talking(TERESA)).toEqual([ADA])
      expect(await line.app.call('listHelpTargets', {}, cookie)).toMatchObject({
        operators: [],
        points: [{ isCallCentre: true, phones: 2 }],
      })
      await steps.ask(day.ada, 'transfer', toCallCentre())
      expect(await line.app.refusal('askForHelp', asking(toCallCentre()), cookie)).toMatchObject({ status: 409 })
      expect(await line.app.refusal('passCall', { params: { callId }, body: {} }, cookie)).toMatchObject({
        status: 409,
      })
    })
  })

  describe('somebody called in', () => {
    it('Teresa goes on speaking with Ada while it rings, then they are three; the helper leaves when they wish', async () => {
      await steps.ask(day.ada, 'threeWay', toBruno())
      expect(steps.talking(TERESA)).toEqual([ADA])
      expect((await steps.theCall()).conferenceAt).toBeNull()
      await steps.answer(BRUNO)
      expect(steps.said(BRUNO).join()).toContain('Ada Bianchi chiede il suo aiuto in una telefonata.')
      expect(steps.talking(TERESA)).toEqual([ADA, BRUNO].sort())
      await steps.does('endHelp', day.bruno)
      expect(line.script.phase(BRUNO)).toBe('idle')
      expect(steps.talking(TERESA)).toEqual([ADA])
      expect((await steps.theCall()).helps).toMatchObject([{ state: 'done', ending: 'left' }])
      // Nothing was heard in between.
      expect(steps.said(TERESA).some((words) => words === onHold)).toBe(false)
    })

    it('with the caller on hold they speak between them first', async () => {
      await steps.does('holdCaller', day.ada)
      await steps.ask(day.ada, 'threeWay', toBruno())
      await steps.answer(BRUNO)
      expect(steps.talking(ADA)).toEqual([BRUNO])
      await steps.does('resumeCaller', day.ada)
      expect(steps.talking(TERESA)).toEqual([ADA, BRUNO].sort())
      await steps.hangUp(ADA)
      expect(steps.talking(TERESA)).toEqual([BRUNO])
      await steps.hangUp(BRUNO)
      expect(steps.said(TERESA).at(-1)).toContain('Grazie di aver chiamato')
    })

    it('nobody comes: they have not noticed, but for the screen', async () => {
      await steps.ask(day.ada, 'threeWay', toBruno())
      await steps.hangUp(BRUNO)
      expect(steps.talking(TERESA)).toEqual([ADA])
      expect((await steps.mine(day.ada)).conversation?.news).toContain('Da Bruno Neri non ha risposto nessuno.')
    })

    it('Teresa hangs up while it rings: his telephone stops', async () => {
      await steps.ask(day.ada, 'threeWay', toBruno())
      await steps.hangUp(TERESA)
      expect(line.script.phase(BRUNO)).toBe('idle')
      expect((await steps.theCall()).helps).toMatchObject([{ ending: 'callOver' }])
    })

    it('Ada’s telephone drops while his rings and Teresa waits: Teresa rings again', async () => {
      await steps.does('holdCaller', day.ada)
      await steps.ask(day.ada, 'threeWay', toBruno())
      await steps.hangUp(ADA)
      expect(await steps.theCall()).toMatchObject({ state: 'ringing', ringRound: 2 })
    })
  })
})
