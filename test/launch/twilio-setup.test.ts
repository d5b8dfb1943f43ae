import { execFile } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectDatabase } from '../../adapters/postgres/database.ts'
import { openAccount } from '../../adapters/twilio/account-setup.ts'
import { APPLICATION_NAME } from '../../launch/twilio-plan.ts'
import { createSimulator, type Simulator } from '../../phone-simulator/simulator.ts'
import { parseVoiceTwiml } from '../../phone-simulator/twiml.ts'
import { aCallCentre, aListeningPoint, aLocalAssociation } from '../support/builders.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const ACCOUNT = { accountSid: `AC${'8'.repeat(32)}`, authToken: 'token-delle-prove' }
const VOICE = '+390280010001'
const MESSAGING = '+393202000001'
const ASSOCIATION = '+390372400500'
const STRANGER = '+390699990000'
const PUBLIC = 'https://filo.example.org'
const FALLBACK = `https://handler.twilio.com/twiml/EH${'a'.repeat(32)}`

describe('npm run twilio:setup', () => {
  let simulator: Simulator
  let apiBaseUrl: string

  beforeEach(async () => {
    simulator = createSimulator({
      ...ACCOUNT,
      numbers: [VOICE, MESSAGING, ASSOCIATION, STRANGER].map((number) => ({ number })),
      telephones: [],
    })
    apiBaseUrl = await simulator.listen(0)
  })
  afterEach(() => simulator.close())

  const run = (programArguments: string[] = [], environment: Record<string, string> = {}) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--import', 'tsx', 'launch/twilio-setup.ts', ...programArguments],
        {
          env: {
            PATH: process.env.PATH,
            TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
            TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
            TWILIO_API_BASE_URL: apiBaseUrl,
            FILO_VOICE_NUMBER: VOICE,
            FILO_MESSAGING_NUMBER: MESSAGING,
            PUBLIC_BASE_URL: PUBLIC,
            ...environment,
          },
        },
        (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      )
    })
  const numbers = async () => {
    const found = await openAccount({ ...ACCOUNT, apiBaseUrl }).listNumbers()
    return new Map(found.map(({ e164, addresses }) => [e164, addresses]))
  }

  it('says what differs and touches nothing with --dry-run, then makes it, then finds nothing to do', async () => {
    const before = await numbers()
    const dry = await run(['--dry-run'])
    expect(dry.code).toBe(0)
    expect(dry.out).toContain(`quando arriva una chiamata: (niente) -> ${PUBLIC}/webhooks/twilio/voice/incoming`)
    expect(dry.out).toContain('non è stato toccato niente')
    expect(dry.out).toContain(`restano come sono: ${ASSOCIATION}, ${STRANGER}`)
    expect(await numbers()).toEqual(before)

    const made = await run()
    expect(made.err).toBe('')
    expect(made.out).toMatch(/Fatto: \d+ cambiamenti\./)
    const after = await numbers()
    expect(after.get(VOICE)).toMatchObject({
      voiceUrl: `${PUBLIC}/webhooks/twilio/voice/incoming`,
      voiceMethod: 'POST',
      statusCallback: `${PUBLIC}/webhooks/twilio/voice/status#rc=3&rp=5xx,ct,rt`,
      smsUrl: '',
    })
    expect(after.get(MESSAGING)).toMatchObject({
      voiceUrl: `${PUBLIC}/webhooks/twilio/voice/incoming`,
      smsUrl: `${PUBLIC}/webhooks/twilio/messages/incoming`,
    })
    expect(after.get(STRANGER)).toEqual(before.get(STRANGER))
    const application = await openAccount({ ...ACCOUNT, apiBaseUrl }).findApplication(APPLICATION_NAME)
    expect(application?.addresses.voiceUrl).toBe(`${PUBLIC}/webhooks/twilio/voice/softphone`)
    expect(made.out).toContain(`TWILIO_APP_SID=${application?.sid}`)

    const again = await run()
    expect(again.out).toContain('Niente da cambiare.')
    expect(again.out).toContain('bottone: «Sì, ci vado», ID «SI {{2}}»')
    expect(again.out).toContain(`URL ${PUBLIC}/v/{{2}}`)
    expect(again.out).toContain('è già a posto')
    expect((await openAccount({ ...ACCOUNT, apiBaseUrl }).findApplication(APPLICATION_NAME))?.sid).toBe(
      application?.sid,
    )
  }, 60_000)

  it('puts right what somebody changed by hand, and nothing else', async () => {
    await run()
    const account = openAccount({ ...ACCOUNT, apiBaseUrl })
    const voice = (await account.listNumbers()).find(({ e164 }) => e164 === VOICE)
    await account.changeNumber(voice?.sid ?? '', { voiceUrl: 'https://altrove.example.org/' })
    const { out } = await run()
    expect(out).toContain(`https://altrove.example.org/ -> ${PUBLIC}/webhooks/twilio/voice/incoming`)
    expect(out).toContain('Fatto: un cambiamento.')
  }, 60_000)

  it('asks for the static answer by hand until it is given, and then puts it on every number that takes calls', async () => {
    const { out } = await run(['--dry-run', '--call-centre', '02 8001 0099'])
    expect(out).toContain(`Manca la risposta di riserva di ${VOICE}, ${MESSAGING}`)
    const document = out.slice(out.indexOf('<?xml'))
    const elements = parseVoiceTwiml(document.trim())
    const dial = elements.find(({ name }) => name === 'Dial')
    expect(dial?.attributes.callerId).toBe(VOICE)
    expect(dial?.children.map(({ ownText }) => ownText)).toEqual(['+390280010099'])
    // Nothing in it needs a machine of ours.
    expect(document).not.toContain('filo.example.org')

    const given = await run([], { FILO_FALLBACK_URL: FALLBACK })
    expect(given.out).not.toContain('Manca la risposta')
    const after = await numbers()
    for (const number of [VOICE, MESSAGING]) {
      expect(after.get(number)).toMatchObject({ voiceFallbackUrl: FALLBACK, voiceFallbackMethod: 'GET' })
    }
  }, 60_000)

  it('refuses in words a wrong token, a number of another account, and an account that is not there', async () => {
    const wrong = await run([], { TWILIO_AUTH_TOKEN: 'un-altro-token' })
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('TWILIO_AUTH_TOKEN') })
    const other = await run([], { FILO_VOICE_NUMBER: '+390280019999' })
    expect(other.code).toBe(1)
    expect(other.err).toContain('+390280019999 non è fra i numeri di questo account')
    expect((await numbers()).get(MESSAGING)?.smsUrl).toBe('')
    const nobody = await run([], { TWILIO_API_BASE_URL: 'http://127.0.0.1:1' })
    expect(nobody).toMatchObject({ code: 1, err: 'Twilio non risponde (ECONNREFUSED).\n' })
    const usage = await run(['--what'])
    expect(usage).toMatchObject({ code: 1, err: expect.stringContaining('Uso: npm run twilio:setup') })
    for (const { err } of [wrong, other, nobody, usage]) expect(err).not.toContain('    at ')
  }, 60_000)

  describe('with the network in the database', () => {
    let database: TestDatabase
    beforeEach(async () => {
      database = await createTestDatabase()
      const db = connectDatabase(database.url, 2)
      const cremona = await aListeningPoint(db, { name: 'Cremona', prefixes: ['0372'] })
      await aCallCentre(db, { fixedPhones: ['+390280010099'] })
      await aLocalAssociation(db, { phoneE164: ASSOCIATION, listeningPointId: cremona.id })
      await aLocalAssociation(db, { phoneE164: '+390372400501', listeningPointId: cremona.id })
      await db.$disconnect()
      return () => database.drop()
    })

    it('answers the associations’ own numbers that are on the account, and knows the call centre', async () => {
      const { out, err } = await run([], { DATABASE_URL: database.url })
      expect(err).toBe('')
      expect((await numbers()).get(ASSOCIATION)?.voiceUrl).toBe(`${PUBLIC}/webhooks/twilio/voice/incoming`)
      expect(out).toContain(`restano come sono: ${STRANGER}`)
      expect(out).toContain('+390280010099</Number>')
    }, 60_000)
  })
})
