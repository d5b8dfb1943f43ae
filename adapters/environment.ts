import path from 'node:path'
import { z } from 'zod'
import { type WhatsAppTemplateName, whatsAppTemplateNames } from '../helpline/messages/whatsapp-templates.ts'

export const DEMO_ACCOUNT_SID = `AC${'0'.repeat(32)}`
export const DEMO_AUTH_TOKEN = 'filo-demo-token'
/** Behind the Numero Verde, as it reaches us. */
export const DEMO_VOICE_NUMBER = '+390280010001'
export const DEMO_MESSAGING_NUMBER = '+393202000001'
/** A working Tuesday: whoever tries the demo, at whatever hour, finds the listening points open. */
export const DEMO_CLOCK_START = '2026-11-24T10:00+01:00'

/** In the demo every template is approved. */
export const DEMO_WHATSAPP_TEMPLATES = Object.fromEntries(
  whatsAppTemplateNames.map((name, index) => [name, `HX${String(index + 1).padStart(32, '0')}`]),
) as Record<WhatsAppTemplateName, string>

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export interface Settings {
  /** demo: no real telephones, invented people, sign-ins everybody knows. */
  mode: 'demo' | 'live'
  production: boolean
  host: string
  port: number
  simulatorPort: number
  dataDirectory: string
  /** Without a final slash. What Twilio signs and what messages link to. */
  publicBaseUrl: string
  databaseUrl: string | undefined
  redisUrl: string | undefined
  twilio: {
    accountSid: string
    authToken: string
    apiBaseUrl: string | undefined
    /** What people see when we call: Italian, geographic, hosted in Italy. */
    voiceNumber: string
    messagingNumber: string
    /** The sids of the WhatsApp templates that are approved, by name. */
    whatsAppTemplates: Partial<Record<WhatsAppTemplateName, string>>
    /** The only numbers that are rung and written to, by whole number or beginning; undefined: any. */
    allowedNumbers: readonly string[] | undefined
    callsPerSecond: number
    messagesPerSecond: number
    /** A static answer on somebody else's machines, for when none of ours answers. */
    fallbackUrl: string | undefined
    /** What the telephones in the computer need; undefined where there are none. */
    softphone: { apiKeySid: string; apiKeySecret: string; applicationSid: string } | undefined
  }
  clock: { startAt?: Date; offsetMs?: number }
  logLevel: (typeof LOG_LEVELS)[number]
}

/** What a server or a worker needs: a launcher may still have to start the database. */
export type ProcessSettings = Settings & { databaseUrl: string }

export type SettingsReading = { settings: Settings; problems: [] } | { settings: undefined; problems: string[] }

const port = (name: string) =>
  z.coerce
    .number(`${name} deve essere un numero di porta fra 1 e 65535.`)
    .int(`${name} deve essere un numero intero.`)
    .min(1, `${name} deve essere un numero di porta fra 1 e 65535.`)
    .max(65_535, `${name} deve essere un numero di porta fra 1 e 65535.`)

const address = (name: string, protocols: string[], example: string) =>
  z.string().refine(
    (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
    // The value may hold a password: it is not repeated.
    `${name} non è un indirizzo valido: deve essere come ${example}.`,
  )

const webAddress = (name: string) =>
  address(name, ['http:', 'https:'], 'https://filo.example.org').transform((text) => text.replace(/\/+$/, ''))

const sid = (name: string, prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[0-9a-f]{32}$`, 'i'), `${name} deve essere ${prefix} seguito da 32 cifre esadecimali.`)

const ownNumber = (name: string) =>
  z.string().regex(/^\+39\d{6,11}$/, `${name} deve essere un numero italiano con +39 e senza spazi.`)

const clockText = z
  .string()
  .refine(
    (text) => text === 'now' || isInstant(text),
    `FILO_CLOCK deve essere "now" oppure data, ora e fuso, come ${DEMO_CLOCK_START}.`,
  )
  .transform((text) => (text === 'now' ? text : new Date(text)))

// Without its zone an hour means another instant on every machine; Date takes 30 February for 2 March; and neither the
// database nor the reports know years much before or after ours.
function isInstant(text: string): boolean {
  const day = /^(20\d\d-\d\d-\d\d)T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.exec(text)?.[1]
  const midnight = new Date(`${day}T00:00Z`)
  return (
    !Number.isNaN(Date.parse(text)) && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(`${day}T`)
  )
}

/** 'filo_offerta=HX..., filo_promemoria=HX...' */
const templates = z.string().transform((text, context) => {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()))
  const wrong = pairs.filter(
    ([name = '', contentSid = '', ...more]) =>
      !(whatsAppTemplateNames as string[]).includes(name) || !/^HX[0-9a-f]{32}$/i.test(contentSid) || more.length > 0,
  )
  if (wrong.length > 0) {
    context.addIssue({
      code: 'custom',
      message: `FILO_WHATSAPP_TEMPLATES: ${wrong.map(([name]) => `«${name}»`).join(', ')} non va bene: serve nome=HX e 32 cifre esadecimali, con i nomi che elenca npm run twilio:setup.`,
    })
  }
  return Object.fromEntries(pairs) as Partial<Record<WhatsAppTemplateName, string>>
})

/** '+393471234567, +3934700*': whole numbers, or how they begin. */
const numberList = z.string().transform((text, context) => {
  const numbers = text.split(',').map((part) => part.trim())
  const wrong = numbers.filter((number) => !/^\+[1-9]\d{2,14}\*?$/.test(number))
  if (wrong.length > 0) {
    context.addIssue({
      code: 'custom',
      message:
        'FILO_ALLOWED_NUMBERS non va bene: servono numeri con + e prefisso, separati da virgole, come +393471234567; un asterisco in fondo vale per tutti quelli che cominciano così.',
    })
  }
  return numbers
})

const rate = (name: string) =>
  z.coerce
    .number(`${name} deve essere un numero.`)
    .min(0.1, `${name} deve essere fra 0,1 e 100.`)
    .max(100, `${name} deve essere fra 0,1 e 100.`)

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** The telephones of a simulator on this machine are nobody's. */
function allowedNumbers(v: Variables): readonly string[] | undefined {
  const isSimulated = v.TWILIO_API_BASE_URL !== undefined && LOOPBACK.has(new URL(v.TWILIO_API_BASE_URL).hostname)
  return v.NODE_ENV === 'production' || isSimulated ? undefined : (v.FILO_ALLOWED_NUMBERS ?? [])
}

const variables = z.object({
  PORT: port('PORT').default(3000),
  HOST: z.string().default('127.0.0.1'),
  SIMULATOR_PORT: port('SIMULATOR_PORT').optional(),
  FILO_DATA_DIR: z.string().default('.data'),
  PUBLIC_BASE_URL: webAddress('PUBLIC_BASE_URL').optional(),
  DATABASE_URL: address(
    'DATABASE_URL',
    ['postgres:', 'postgresql:'],
    'postgresql://utente:password@host:5432/filo',
  ).optional(),
  REDIS_URL: address('REDIS_URL', ['redis:', 'rediss:'], 'redis://host:6379').optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i, 'TWILIO_ACCOUNT_SID deve essere AC seguito da 32 cifre esadecimali.')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_API_BASE_URL: webAddress('TWILIO_API_BASE_URL').optional(),
  TWILIO_API_KEY_SID: sid('TWILIO_API_KEY_SID', 'SK').optional(),
  TWILIO_API_KEY_SECRET: z.string().optional(),
  TWILIO_APP_SID: sid('TWILIO_APP_SID', 'AP').optional(),
  FILO_VOICE_NUMBER: ownNumber('FILO_VOICE_NUMBER').optional(),
  FILO_MESSAGING_NUMBER: ownNumber('FILO_MESSAGING_NUMBER').optional(),
  FILO_WHATSAPP_TEMPLATES: templates.optional(),
  FILO_ALLOWED_NUMBERS: numberList.optional(),
  FILO_CALLS_PER_SECOND: rate('FILO_CALLS_PER_SECOND').default(1),
  FILO_MESSAGES_PER_SECOND: rate('FILO_MESSAGES_PER_SECOND').default(10),
  FILO_FALLBACK_URL: webAddress('FILO_FALLBACK_URL').optional(),
  FILO_CLOCK: clockText.optional(),
  FILO_CLOCK_OFFSET_MS: z.coerce.number('FILO_CLOCK_OFFSET_MS deve essere un numero di millisecondi.').int().optional(),
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'NODE_ENV deve essere development, production o test.')
    .default('development'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL deve essere uno fra ${LOG_LEVELS.join(', ')}.`).default('info'),
})

type Variables = z.infer<typeof variables>

/** Reads the environment once: either every setting, or everything that is wrong with it, in words. */
export function readSettings(environment: NodeJS.ProcessEnv): SettingsReading {
  // Compose files and shells pass an unset variable as an empty one.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const parsed = variables.safeParse(given)
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message)
  // The rules between variables are judged too when some variable is wrong by itself: the list is complete the first time.
  const sound = parsed.success ? parsed.data : variables.parse(withoutFaulty(given, parsed.error))
  problems.push(...contradictions(sound, given))
  return problems.length ? { settings: undefined, problems } : { settings: toSettings(sound), problems: [] }
}

function withoutFaulty(given: NodeJS.ProcessEnv, error: z.ZodError): NodeJS.ProcessEnv {
  const faulty = new Set(error.issues.map((issue) => issue.path[0]))
  return Object.fromEntries(Object.entries(given).filter(([name]) => !faulty.has(name)))
}

function isLive(v: Variables): boolean {
  return v.TWILIO_ACCOUNT_SID !== undefined && v.TWILIO_ACCOUNT_SID !== DEMO_ACCOUNT_SID
}

function contradictions(v: Variables, given: NodeJS.ProcessEnv): string[] {
  const problems: string[] = []
  const live = isLive(v)
  const sidGiven = given.TWILIO_ACCOUNT_SID !== undefined
  if (sidGiven && !v.TWILIO_AUTH_TOKEN) {
    problems.push('TWILIO_AUTH_TOKEN manca: serve insieme a TWILIO_ACCOUNT_SID.')
  }
  if (!sidGiven && v.TWILIO_AUTH_TOKEN && v.TWILIO_AUTH_TOKEN !== DEMO_AUTH_TOKEN) {
    problems.push('TWILIO_ACCOUNT_SID manca: serve insieme a TWILIO_AUTH_TOKEN.')
  }
  if (live && v.TWILIO_AUTH_TOKEN === DEMO_AUTH_TOKEN) {
    problems.push('TWILIO_AUTH_TOKEN è quello della demo: con un account Twilio vero non è ammesso.')
  }
  if (v.TWILIO_ACCOUNT_SID === DEMO_ACCOUNT_SID && v.TWILIO_AUTH_TOKEN && v.TWILIO_AUTH_TOKEN !== DEMO_AUTH_TOKEN) {
    problems.push('TWILIO_ACCOUNT_SID è quello della demo, TWILIO_AUTH_TOKEN no: vanno insieme.')
  }
  const reachableFromOutside = given.PUBLIC_BASE_URL !== undefined
  if (reachableFromOutside && !live && !(sidGiven && v.TWILIO_ACCOUNT_SID === undefined)) {
    problems.push(
      'PUBLIC_BASE_URL apre il servizio a tutti: servono TWILIO_ACCOUNT_SID e TWILIO_AUTH_TOKEN veri, non quelli della demo.',
    )
  }
  if (live && !v.TWILIO_API_BASE_URL) {
    for (const name of ['FILO_VOICE_NUMBER', 'FILO_MESSAGING_NUMBER'] as const) {
      if (given[name] === undefined)
        problems.push(`${name} manca: serve un numero dell'account Twilio, come +390280010001.`)
    }
    if (!reachableFromOutside) {
      problems.push('PUBLIC_BASE_URL manca: Twilio deve sapere a quale indirizzo https chiamarci.')
    } else if (v.PUBLIC_BASE_URL && !v.PUBLIC_BASE_URL.startsWith('https:')) {
      problems.push('PUBLIC_BASE_URL deve cominciare con https:// quando si usa Twilio.')
    }
  }
  if ((live || reachableFromOutside) && (v.FILO_CLOCK instanceof Date || v.FILO_CLOCK_OFFSET_MS)) {
    problems.push('FILO_CLOCK può essere solo "now" con un account Twilio vero o con PUBLIC_BASE_URL.')
  }
  problems.push(...softphoneProblems(given))
  if (v.SIMULATOR_PORT !== undefined && v.SIMULATOR_PORT === v.PORT) {
    problems.push('SIMULATOR_PORT e PORT devono essere diverse.')
  }
  return problems
}

const SOFTPHONE = ['TWILIO_API_KEY_SID', 'TWILIO_API_KEY_SECRET', 'TWILIO_APP_SID'] as const

function softphoneProblems(given: NodeJS.ProcessEnv): string[] {
  const missing = SOFTPHONE.filter((name) => given[name] === undefined)
  if (missing.length === 0 || missing.length === SOFTPHONE.length) return []
  const together = 'per telefonare dal computer servono tutte e tre, altrimenti nessuna'
  return missing.map((name) => `${name} manca: ${together} (${SOFTPHONE.join(', ')}).`)
}

function softphoneOf(v: Variables): Settings['twilio']['softphone'] {
  const { TWILIO_API_KEY_SID: apiKeySid, TWILIO_API_KEY_SECRET: apiKeySecret, TWILIO_APP_SID: applicationSid } = v
  return apiKeySid && apiKeySecret && applicationSid ? { apiKeySid, apiKeySecret, applicationSid } : undefined
}

function toSettings(v: Variables): Settings {
  const live = isLive(v)
  return {
    mode: live ? 'live' : 'demo',
    production: v.NODE_ENV === 'production',
    host: v.HOST,
    port: v.PORT,
    simulatorPort: v.SIMULATOR_PORT ?? (v.PORT === 65_535 ? v.PORT - 1 : v.PORT + 1),
    dataDirectory: path.resolve(v.FILO_DATA_DIR),
    publicBaseUrl: v.PUBLIC_BASE_URL ?? `http://127.0.0.1:${v.PORT}`,
    databaseUrl: v.DATABASE_URL,
    redisUrl: v.REDIS_URL,
    twilio: {
      accountSid: v.TWILIO_ACCOUNT_SID ?? DEMO_ACCOUNT_SID,
      authToken: v.TWILIO_AUTH_TOKEN ?? DEMO_AUTH_TOKEN,
      apiBaseUrl: v.TWILIO_API_BASE_URL,
      voiceNumber: v.FILO_VOICE_NUMBER ?? DEMO_VOICE_NUMBER,
      messagingNumber: v.FILO_MESSAGING_NUMBER ?? DEMO_MESSAGING_NUMBER,
      whatsAppTemplates: v.FILO_WHATSAPP_TEMPLATES ?? (live ? {} : DEMO_WHATSAPP_TEMPLATES),
      allowedNumbers: allowedNumbers(v),
      callsPerSecond: v.FILO_CALLS_PER_SECOND,
      messagesPerSecond: v.FILO_MESSAGES_PER_SECOND,
      fallbackUrl: v.FILO_FALLBACK_URL,
      softphone: softphoneOf(v),
    },
    clock: chosenClock(v, live),
    logLevel: v.LOG_LEVEL,
  }
}

function chosenClock(v: Variables, live: boolean): Settings['clock'] {
  if (v.FILO_CLOCK_OFFSET_MS !== undefined) return { offsetMs: v.FILO_CLOCK_OFFSET_MS }
  if (v.FILO_CLOCK === 'now' || live) return {}
  return { startAt: v.FILO_CLOCK ?? new Date(DEMO_CLOCK_START) }
}

function explainProblems(problems: string[]): string {
  return ['Le impostazioni non vanno bene:', ...problems.map((problem) => `  - ${problem}`), ''].join('\n')
}

/** For a launcher: the settings, or the whole list of problems on stderr and exit code 1. */
export function settingsOrExit(environment: NodeJS.ProcessEnv): Settings {
  const { settings, problems } = readSettings(environment)
  if (settings) return settings
  process.stderr.write(explainProblems(problems))
  process.exit(1)
}

/** For a server or a worker, which must be told where the database is. */
export function processSettingsOrExit(environment: NodeJS.ProcessEnv): ProcessSettings {
  const { settings, problems } = readSettings(environment)
  if (settings?.databaseUrl) return { ...settings, databaseUrl: settings.databaseUrl }
  const missing = 'DATABASE_URL manca: indica il database PostgreSQL.'
  process.stderr.write(explainProblems(environment.DATABASE_URL?.trim() ? problems : [...problems, missing]))
  process.exit(1)
}
