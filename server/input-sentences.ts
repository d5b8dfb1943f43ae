import type { z } from 'zod'
import { HttpProblem } from './problems.ts'

type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

const formatSentences: Record<string, string> = {
  uuid: 'Il codice non è valido.',
  email: 'L’indirizzo e-mail non è valido.',
  date: 'Scriva la data come anno-mese-giorno, per esempio 2026-11-24.',
  datetime: 'Scriva data, ora e fuso, per esempio 2026-11-24T10:00:00+01:00.',
  time: 'Scriva l’ora come ore:minuti.',
}

function tooSmall(issue: RawIssue & { code: 'too_small' }): string {
  if (issue.origin === 'string')
    return issue.minimum === 1 ? 'Questo dato serve.' : `Almeno ${issue.minimum} caratteri.`
  if (issue.origin === 'array' || issue.origin === 'set') return `Ne servono almeno ${issue.minimum}.`
  return issue.inclusive === false ? `Deve essere più di ${issue.minimum}.` : `Deve essere almeno ${issue.minimum}.`
}

function tooBig(issue: RawIssue & { code: 'too_big' }): string {
  if (issue.origin === 'string') return `Al massimo ${issue.maximum} caratteri.`
  if (issue.origin === 'array' || issue.origin === 'set') return `Al massimo ${issue.maximum}.`
  return issue.inclusive === false
    ? `Deve essere meno di ${issue.maximum}.`
    : `Deve essere al massimo ${issue.maximum}.`
}

/** Sentences for what a schema does not word itself. The value received is never repeated. */
const inItalian: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'Questo dato serve.'
  switch (issue.code) {
    case 'invalid_type':
      return 'Il dato non è del tipo giusto.'
    case 'invalid_value':
      return 'Il valore non è fra quelli ammessi.'
    case 'invalid_format':
      return formatSentences[issue.format] ?? 'Il dato non è scritto nel modo giusto.'
    case 'too_small':
      return tooSmall(issue as RawIssue & { code: 'too_small' })
    case 'too_big':
      return tooBig(issue as RawIssue & { code: 'too_big' })
    case 'unrecognized_keys':
      return 'Ci sono dati che qui non servono.'
    default:
      return 'Il dato non è valido.'
  }
}

/** What the schema makes of the input, or a problem with one sentence per field. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, status: 400 | 422): z.output<S> {
  const parsed = schema.safeParse(input, { error: inItalian })
  if (parsed.success) {
    const unwritable = pathOfUnwritable(parsed.data)
    if (unwritable === undefined) return parsed.data
    throw new HttpProblem(status, { fields: { [unwritable]: 'Contiene un carattere che non si può scrivere.' } })
  }
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.')] ??= issue.message
  throw new HttpProblem(status, { fields })
}

/** PostgreSQL keeps every character but NUL: where one stands, if anywhere. */
function pathOfUnwritable(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = pathOfUnwritable(inner, path ? `${path}.${key}` : key)
    if (found !== undefined) return found
  }
  return undefined
}
