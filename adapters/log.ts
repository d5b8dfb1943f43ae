import { AsyncLocalStorage } from 'node:async_hooks'
import { pino } from 'pino'

export type Log = pino.Logger

export interface LogContext {
  requestId?: string
  callId?: string
  jobId?: string
}

// What people are called, say, write and own never reaches a log, whatever object carries it.
const PERSONAL_KEYS =
  /^(name|(first|last|full|display|given|family|caller|person|volunteer|operator)_?name|body|text|note|notes|message_?body|transcript|email|address|street|birth_?date|password|token|auth_?token|secret|cookie|set-cookie|authorization|x-twilio-signature|params|query|url_?query)$/i
const REMOVED = '[omesso]'
const MAXIMUM_DEPTH = 4

// A telephone number inside a string, also right after an escaped line break. A bare JSON number (":123") is not one, nor is
// a digit run inside an identifier.
const PHONE_NUMBER = /(?<!":)(?:(?<=\\[nrt])|(?<![\w.-]))(?:\+|00)?\d(?:[ ./-]?\d){5,13}(?!\w|[-.]\w)/g

const context = new AsyncLocalStorage<LogContext>()

/** Everything logged while `work` runs, however deep, carries these ids. */
export function withLogContext<T>(ids: LogContext, work: () => T): T {
  return context.run({ ...context.getStore(), ...ids }, work)
}

export function maskPhoneNumbers(line: string): string {
  return line.replace(PHONE_NUMBER, (number) => (isDate(number) ? number : `***${number.slice(-2)}`))
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}

function withoutPersonalData(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return describeError(value)
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (depth >= MAXIMUM_DEPTH) return REMOVED
  if (Array.isArray(value)) return value.map((item) => withoutPersonalData(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      PERSONAL_KEYS.test(key) ? REMOVED : withoutPersonalData(item, depth + 1),
    ]),
  )
}

// A driver's error repeats the offending row in its other fields: only these four leave.
function describeError(error: Error & { code?: unknown }) {
  return {
    type: error.name,
    message:
      error.message
        .split('\n')
        .find((line) => line.trim() !== '')
        ?.trim() ?? '',
    ...(error.code === undefined ? {} : { code: String(error.code) }),
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim())
      .slice(0, 8),
    ...(error.cause instanceof Error ? { cause: `${error.cause.name}: ${error.cause.message.split('\n')[0]}` } : {}),
  }
}

export interface LogOptions {
  service: string
  level: string
  /** JSON lines for machines; otherwise one readable line for a person at a terminal. */
  json: boolean
  write?: (line: string) => void
}

export function createLog({ service, level, json, write = (line) => process.stdout.write(line) }: LogOptions): Log {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => ({ ...context.getStore() }),
      serializers: { err: (value) => value },
      formatters: {
        level: (label) => ({ level: label }),
        log: (entry) => withoutPersonalData(entry) as Record<string, unknown>,
      },
    },
    {
      write: (line: string) => {
        const masked = maskPhoneNumbers(line)
        write(json ? masked : readable(masked))
      },
    },
  )
}

function readable(line: string): string {
  const { time, level, service, msg, ...rest } = JSON.parse(line) as Record<string, unknown>
  const details = Object.entries(rest).map(([key, value]) =>
    typeof value === 'string' ? `${key}=${value}` : `${key}=${JSON.stringify(value)}`,
  )
  return `${[String(time).slice(11, 19), String(level).padEnd(5), `[${service}]`, msg ?? '', ...details].join(' ')}\n`
}
