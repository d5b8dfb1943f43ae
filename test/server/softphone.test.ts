import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { softphoneKeys } from '../../adapters/twilio/access-token.ts'
import { browserIdentity } from '../../helpline/calls/call-control.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator } from '../support/builders.ts'

const ACCOUNT = `AC${'7'.repeat(32)}`
const SECRET = 'il-segreto-delle-prove'
const KEY = { apiKeySid: `SK${'8'.repeat(32)}`, apiKeySecret: SECRET, applicationSid: `AP${'9'.repeat(32)}` }

interface Grants {
  iss: string
  sub: string
  iat: number
  exp: number
  grants: { identity: string; voice: object }
}

const partsOf = (token: string) =>
  token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown)

describe('the telephone in the computer', () => {
  let with_: TestApp
  let without: TestApp
  const open = async (app: TestApp) => {
    const point = await aListeningPoint(app.db)
    const ada = await anOperator(app.db, { pointIds: [point.id] })
    return { ada, point, cookie: await app.signIn(ada) }
  }

  beforeAll(async () => {
    with_ = await startTestApp({ softphoneKeys: softphoneKeys(ACCOUNT, KEY) })
    without = await startTestApp({ softphoneKeys: softphoneKeys(ACCOUNT, undefined) })
  })
  afterAll(() => Promise.all([with_.close(), without.close()]))

  it('has a key of a quarter of an hour, for the operator alone, on our application', async () => {
    const { ada, cookie } = await open(with_)
    expect(await with_.call('readSoftphone', {}, cookie)).toEqual({ isAvailable: true })
    const { token, ttlSeconds } = await with_.call('openSoftphone', { body: {} }, cookie)
    expect(ttlSeconds).toBe(900)
    const [header, claims] = partsOf(token) as [object, Grants]
    expect(header).toMatchObject({ cty: 'twilio-fpa;v=1', alg: 'HS256' })
    expect(claims).toMatchObject({
      iss: KEY.apiKeySid,
      sub: ACCOUNT,
      grants: {
        identity: browserIdentity(ada.id),
        voice: { incoming: { allow: true }, outgoing: { application_sid: KEY.applicationSid } },
      },
    })
    expect(claims.exp - claims.iat).toBe(900)
    // Twilio's time, not the demo's Tuesday.
    const now = new Date()
    expect(Math.abs(claims.iat - now.getTime() / 1000)).toBeLessThan(60)
    expect(browserIdentity(ada.id)).toMatch(/^[a-zA-Z0-9_]{1,256}$/)
    expect(with_.logged.join()).not.toContain(token)
    expect(with_.logged.join()).not.toContain(SECRET)
  })

  it('has none for whoever is not signed in', async () => {
    expect(await with_.refusal('openSoftphone', { body: {} })).toMatchObject({ status: 401 })
  })

  it('is not there where no key was set: it is said in plain words, and telephones go on', async () => {
    const { cookie, point } = await open(without)
    expect(await without.call('readSoftphone', {}, cookie)).toEqual({ isAvailable: false })
    const refusal = await without.refusal('openSoftphone', { body: {} }, cookie)
    expect(refusal).toMatchObject({ status: 409, detail: expect.stringContaining('usi un telefono normale') })
    const body = { listeningPointId: point.id, state: 'available', phone: '0372 448678', inBrowser: true } as const
    expect(await without.refusal('setPresence', { body }, cookie)).toMatchObject({
      status: 422,
      fields: { inBrowser: expect.stringContaining('non è attivo') },
    })
    expect(await without.call('setPresence', { body: { ...body, inBrowser: false } }, cookie)).toMatchObject({
      inBrowser: false,
    })
  })

  it('is chosen like any other telephone, and no number is needed for it', async () => {
    const { ada, cookie, point } = await open(with_)
    const body = { listeningPointId: point.id, state: 'available', phone: null, inBrowser: true } as const
    expect(await with_.call('setPresence', { body }, cookie)).toMatchObject({ inBrowser: true, phone: null })
    const row = await with_.db.presence.findUniqueOrThrow({ where: { operatorId: ada.id } })
    expect(row).toMatchObject({ inBrowser: true, phoneE164: null })
    const { fields } = await with_.db.auditEntry.findFirstOrThrow({
      where: { entityId: ada.id },
      orderBy: { id: 'desc' },
    })
    expect(fields).toContain('inBrowser')
  })

  it('is let through to Twilio by the pages’ own rules, where it is used and nowhere else', async () => {
    const policy = async (app: TestApp) => (await app.send('GET', '/')).headers.get('content-security-policy') ?? ''
    expect(await policy(with_)).toContain('wss://voice-js.roaming.twilio.com')
    expect(await policy(with_)).toContain('media-src')
    expect(await policy(without)).not.toContain('twilio')
  })
})
