import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, readSettings } from '../../adapters/environment.ts'

const REAL = {
  TWILIO_ACCOUNT_SID: `AC${'1a'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'a-real-token',
  PUBLIC_BASE_URL: 'https://filo.example.org',
  FILO_VOICE_NUMBER: '+390280010077',
  FILO_MESSAGING_NUMBER: '+393202000077',
}

function settingsOf(environment: NodeJS.ProcessEnv) {
  const { settings, problems } = readSettings(environment)
  expect(problems).toEqual([])
  if (!settings) throw new Error('no settings')
  return settings
}

describe('settings', () => {
  it('are a demo on a working Tuesday at ten when nothing is set', () => {
    expect(settingsOf({})).toEqual({
      mode: 'demo',
      production: false,
      host: '127.0.0.1',
      port: 3000,
      simulatorPort: 3001,
      dataDirectory: path.resolve('.data'),
      publicBaseUrl: 'http://127.0.0.1:3000',
      databaseUrl: undefined,
      redisUrl: undefined,
      twilio: expect.objectContaining({
        accountSid: DEMO_ACCOUNT_SID,
        authToken: DEMO_AUTH_TOKEN,
        apiBaseUrl: undefined,
      }),
      clock: { startAt: new Date('2026-11-24T09:00:00Z') },
      logLevel: 'info',
    })
  })

  it('are live, at the real time, with a real account', () => {
    const settings = settingsOf({ ...REAL, PUBLIC_BASE_URL: 'https://filo.example.org/' })
    expect(settings).toMatchObject({ mode: 'live', clock: {}, publicBaseUrl: 'https://filo.example.org' })
  })

  it('know the telephones in the computer where all three of their variables are set', () => {
    const sids = { TWILIO_API_KEY_SID: `SK${'1a'.repeat(16)}`, TWILIO_APP_SID: `AP${'2b'.repeat(16)}` }
    expect(settingsOf({ ...REAL, ...sids, TWILIO_API_KEY_SECRET: 'un-segreto' }).twilio.softphone).toEqual({
      apiKeySid: sids.TWILIO_API_KEY_SID,
      apiKeySecret: 'un-segreto',
      applicationSid: sids.TWILIO_APP_SID,
    })
    expect(settingsOf(REAL).twilio.softphone).toBeUndefined()
  })

  it('outside production reach only the numbers they are given, unless the telephones are a simulator of this machine', () => {
    const allowed = (environment: NodeJS.ProcessEnv) => settingsOf({ ...REAL, ...environment }).twilio.allowedNumbers
    const FILO_ALLOWED_NUMBERS = '+393471234567, +3903725*'
    const list = ['+393471234567', '+3903725*']
    expect(allowed({})).toEqual([])
    expect(allowed({ NODE_ENV: 'test' })).toEqual([])
    expect(allowed({ FILO_ALLOWED_NUMBERS })).toEqual(list)
    expect(allowed({ FILO_ALLOWED_NUMBERS, TWILIO_API_BASE_URL: 'https://twilio.example.org' })).toEqual(list)
    expect(allowed({ FILO_ALLOWED_NUMBERS, NODE_ENV: 'production' })).toBeUndefined()
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      expect(allowed({ FILO_ALLOWED_NUMBERS, TWILIO_API_BASE_URL: `http://${host}:3001` })).toBeUndefined()
    }
    expect(readSettings({ FILO_ALLOWED_NUMBERS: '347 1234567' }).problems).toEqual([
      expect.stringMatching(/^FILO_ALLOWED_NUMBERS/),
    ])
  })

  it('know how fast calls and messages may leave', () => {
    expect(settingsOf({}).twilio).toMatchObject({ callsPerSecond: 1, messagesPerSecond: 10 })
    expect(settingsOf({ FILO_CALLS_PER_SECOND: '5', FILO_MESSAGES_PER_SECOND: '0.5' }).twilio).toMatchObject({
      callsPerSecond: 5,
      messagesPerSecond: 0.5,
    })
    for (const wrong of ['0', 'tanti', '-1', '1000']) {
      expect(readSettings({ FILO_CALLS_PER_SECOND: wrong }).problems).toEqual([
        expect.stringMatching(/^FILO_CALLS_PER_SECOND/),
      ])
    }
  })

  it('take an empty variable as one that is not set', () => {
    expect(settingsOf({ PORT: '', DATABASE_URL: ' ', REDIS_URL: '' })).toEqual(settingsOf({}))
  })

  it('keep the simulator next to the server', () => {
    expect(settingsOf({ PORT: '4100' })).toMatchObject({ port: 4100, simulatorPort: 4101 })
    expect(settingsOf({ PORT: '65535' })).toMatchObject({ port: 65_535, simulatorPort: 65_534 })
  })

  it.each([
    ['2026-12-25T10:00+01:00', { startAt: new Date('2026-12-25T09:00:00Z') }],
    ['2026-12-25T09:00:30Z', { startAt: new Date('2026-12-25T09:00:30Z') }],
    ['now', {}],
  ])('start the clock at FILO_CLOCK=%s', (text, clock) => {
    expect(settingsOf({ FILO_CLOCK: text }).clock).toEqual(clock)
  })

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['a port that is not a number', { PORT: 'tremila' }, /^PORT deve/],
    ['a port out of range', { PORT: '70000' }, /^PORT deve/],
    ['a port with a fraction', { PORT: '3000.5' }, /^PORT deve/],
    ['two programs on one port', { PORT: '4000', SIMULATOR_PORT: '4000' }, /^SIMULATOR_PORT e PORT/],
    ['a database that is not PostgreSQL', { DATABASE_URL: 'mysql://host/filo' }, /^DATABASE_URL/],
    ['a queue store that is not Redis', { REDIS_URL: 'localhost:6379' }, /^REDIS_URL/],
    ['a clock without its zone', { FILO_CLOCK: '2026-12-25T10:00' }, /^FILO_CLOCK/],
    ['a day that does not exist', { FILO_CLOCK: '2026-02-30T10:00+01:00' }, /^FILO_CLOCK/],
    ['a year of another age', { FILO_CLOCK: '0000-01-01T00:00Z' }, /^FILO_CLOCK/],
    ['words for a clock', { FILO_CLOCK: 'domani' }, /^FILO_CLOCK/],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL/],
    ['half an account', { ...REAL, TWILIO_AUTH_TOKEN: undefined }, /^TWILIO_AUTH_TOKEN manca/],
    ['the other half', { TWILIO_AUTH_TOKEN: 'a-real-token' }, /^TWILIO_ACCOUNT_SID manca/],
    ['an account that is none', { ...REAL, TWILIO_ACCOUNT_SID: 'AC12' }, /^TWILIO_ACCOUNT_SID deve/],
    [
      'the demo token on a real account',
      { ...REAL, TWILIO_AUTH_TOKEN: DEMO_AUTH_TOKEN },
      /^TWILIO_AUTH_TOKEN è quello della demo/,
    ],
    [
      'a real token on the demo account',
      { TWILIO_ACCOUNT_SID: DEMO_ACCOUNT_SID, TWILIO_AUTH_TOKEN: 'x' },
      /quello della demo/,
    ],
    ['the demo open to everybody', { PUBLIC_BASE_URL: 'https://filo.example.org' }, /^PUBLIC_BASE_URL apre/],
    [
      'the demo account open to everybody',
      { ...REAL, TWILIO_ACCOUNT_SID: DEMO_ACCOUNT_SID, TWILIO_AUTH_TOKEN: DEMO_AUTH_TOKEN },
      /^PUBLIC_BASE_URL apre/,
    ],
    [
      'half a telephone in the computer',
      { ...REAL, TWILIO_API_KEY_SID: `SK${'1a'.repeat(16)}`, TWILIO_API_KEY_SECRET: 'un-segreto' },
      /^TWILIO_APP_SID manca: .*servono tutte e tre/,
    ],
    [
      'an application that is none',
      {
        ...REAL,
        TWILIO_API_KEY_SID: `SK${'1a'.repeat(16)}`,
        TWILIO_API_KEY_SECRET: 'un-segreto',
        TWILIO_APP_SID: 'AP12',
      },
      /^TWILIO_APP_SID deve/,
    ],
    ['a real account nobody can call back', { ...REAL, PUBLIC_BASE_URL: undefined }, /^PUBLIC_BASE_URL manca/],
    ['a real account without TLS', { ...REAL, PUBLIC_BASE_URL: 'http://filo.example.org' }, /https:/],
    ['another time on a real account', { ...REAL, FILO_CLOCK: '2026-11-24T10:00+01:00' }, /^FILO_CLOCK può/],
    ['an offset on a real account', { ...REAL, FILO_CLOCK_OFFSET_MS: '3600000' }, /^FILO_CLOCK può/],
  ])('refuse %s', (_what, environment, sentence) => {
    const { settings, problems } = readSettings(environment)
    expect(settings).toBeUndefined()
    expect(problems).toEqual([expect.stringMatching(sentence)])
  })

  it('tell everything that is wrong at once, the contradictions between sound variables too', () => {
    const { problems } = readSettings({
      PORT: 'x',
      DATABASE_URL: 'y',
      FILO_CLOCK: 'z',
      LOG_LEVEL: 'w',
      PUBLIC_BASE_URL: 'https://filo.example.org',
    })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'FILO_CLOCK',
      'LOG_LEVEL',
      'PUBLIC_BASE_URL',
    ])
  })

  it('accept a real account without TLS where the telephones are a stand-in', () => {
    const { PUBLIC_BASE_URL: _, ...account } = REAL
    expect(settingsOf({ ...account, TWILIO_API_BASE_URL: 'http://127.0.0.1:9/' }).twilio.apiBaseUrl).toBe(
      'http://127.0.0.1:9',
    )
  })

  it('never repeat a value, which may be a secret', () => {
    const variable = fc.constantFrom(
      'DATABASE_URL',
      'REDIS_URL',
      'PUBLIC_BASE_URL',
      'TWILIO_API_BASE_URL',
      'TWILIO_ACCOUNT_SID',
    )
    fc.assert(
      fc.property(variable, fc.stringMatching(/^segreto[a-z]{8}$/), (name, secret) => {
        const { problems } = readSettings({ [name]: `!${secret}`, TWILIO_AUTH_TOKEN: secret })
        expect(problems.length).toBeGreaterThan(0)
        expect(problems.join()).not.toContain(secret)
      }),
    )
  })
})
