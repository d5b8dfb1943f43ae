import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { allowedTwiml, isAllowed } from '../../adapters/twilio/allowed-numbers.ts'
import { openCallControl } from '../../adapters/twilio/call-control.ts'
import { ringPhones } from '../../adapters/twilio/twiml.ts'
import {
  BRUNO,
  CARLA,
  openTelephones,
  TERESA,
  TEST_ACCOUNT,
  type Telephones,
  VOICE_NUMBER,
} from '../support/telephones.ts'

const ALLOWED = [BRUNO, '+390372*']
const NOT_ALLOWED = { kind: 'refused', code: 21608 }

let telephones: Telephones
beforeAll(async () => {
  telephones = await openTelephones()
})
afterAll(() => telephones.close())
afterEach(() => telephones.script.reset())

describe('a number', () => {
  it.each([
    [BRUNO, true],
    [CARLA, false],
    [TERESA, true],
    [`whatsapp:${BRUNO}`, true],
    [`whatsapp:${CARLA}`, false],
    ['client:operator_1', true],
    [`${BRUNO}0`, false],
    ['', false],
  ])('%s: %s', (address, allowed) => {
    expect(isAllowed(ALLOWED, address)).toBe(allowed)
    expect(isAllowed(undefined, address)).toBe(true)
    expect(isAllowed([], address)).toBe(address.startsWith('client:'))
  })
})

describe('outside production', () => {
  const refusals: string[] = []
  const log = { error: (fields: object, message: string) => void refusals.push(`${JSON.stringify(fields)} ${message}`) }
  const guarded = () => telephones.open({ allowedNumbers: ALLOWED, log })
  const control = () =>
    openCallControl({
      ...TEST_ACCOUNT,
      apiBaseUrl: telephones.apiBaseUrl,
      publicBaseUrl: 'http://127.0.0.1:9',
      voiceNumber: VOICE_NUMBER,
      clockOffsetMs: 0,
      takeCallTurn: async () => ({ taken: true, waitMs: 0 }),
      allowedNumbers: ALLOWED,
      log,
    })
  const body = 'Prova'

  it('whoever is not on the list is neither written to nor rung, and it is said aloud', async () => {
    const messageId = randomUUID()
    expect(await guarded().sendSms({ to: CARLA, body, messageId })).toEqual(NOT_ALLOWED)
    const content = { kind: 'text' } as const
    expect(await guarded().sendWhatsApp({ to: CARLA, body, content, messageId })).toEqual(NOT_ALLOWED)
    expect(await guarded().placeSpokenCall({ to: CARLA, messageId })).toEqual(NOT_ALLOWED)
    expect(await control().placeCall({ to: { e164: CARLA }, callId: randomUUID() })).toEqual(NOT_ALLOWED)
    expect(telephones.script.messages()).toEqual([])
    expect(telephones.script.calls()).toEqual([])
    expect(refusals).toHaveLength(4)
    for (const line of refusals) expect(line).toContain('FILO_ALLOWED_NUMBERS')
  })

  it('whoever is on it is reached, by whole number or by its beginning', async () => {
    expect(await guarded().sendSms({ to: BRUNO, body, messageId: randomUUID() })).toMatchObject({ kind: 'accepted' })
    expect(await guarded().placeSpokenCall({ to: TERESA, messageId: randomUUID() })).toMatchObject({ kind: 'accepted' })
    expect(await control().placeCall({ to: { e164: TERESA }, callId: randomUUID() })).toMatchObject({
      kind: 'accepted',
    })
  })
})

describe('what a line is told to ring', () => {
  const ringing = (...e164s: string[]) =>
    ringPhones({
      words: 'Un momento.',
      phones: e164s.map((e164) => ({
        to: { e164 },
        whisperUrl: 'https://a.example/w?a=1&b=2',
        statusUrl: 'https://a.example/s',
      })),
      callerId: VOICE_NUMBER,
      timeoutSeconds: 20,
      afterUrl: 'https://a.example/after',
    })
  const refused: string[] = []
  const filtered = (twiml: string, from = CARLA) =>
    allowedTwiml(twiml, { allowed: ALLOWED, from, onRefused: (e164) => void refused.push(e164) })

  it('keeps the telephones that may ring, and says so where none is left', () => {
    expect(filtered(ringing(TERESA))).toBe(ringing(TERESA))
    expect(filtered(ringing(CARLA, TERESA))).toBe(ringing(TERESA))
    const none = filtered(ringing(CARLA))
    expect(none).toContain('Questa è una prova')
    expect(none).not.toMatch(/<Dial|<Number/)
    expect(refused).toEqual([CARLA, CARLA])
    expect(allowedTwiml(ringing(CARLA), { allowed: undefined, from: '', onRefused: () => undefined })).toBe(
      ringing(CARLA),
    )
  })

  it('answers no message of whoever may not be written to', () => {
    const reply = '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Grazie</Message></Response>'
    expect(filtered(reply, BRUNO)).toBe(reply)
    expect(filtered(reply, CARLA)).toBe('<?xml version="1.0" encoding="UTF-8"?><Response></Response>')
    expect(filtered(reply, `whatsapp:${CARLA}`)).not.toContain('Grazie')
  })
})
