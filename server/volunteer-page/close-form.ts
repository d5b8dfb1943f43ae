import { z } from 'zod'
import { dispatchEndpoints } from '../../contract/dispatch.ts'

const MOST_LETTERS = 300
const typedForm = z.record(z.string().max(60), z.string().max(MOST_LETTERS))
const closing = dispatchEndpoints.closeService.body.omit({ version: true, fulfilledBy: true })

export type Typed = Readonly<Record<string, string>>
export type TypedClosing =
  | { kind: 'read'; closing: z.output<typeof closing> }
  | { kind: 'wrong'; fields: Readonly<Record<string, string>> }

/** What came with the form, as it was typed; null for what no form of ours sends. */
export const typedOf = (body: unknown): Typed | null => typedForm.safeParse(body ?? {}).data ?? null

const counts = ['km', 'odometerStartKm', 'odometerEndKm', 'minutes', 'passengers'] as const

/** '48.210' and '48210' are one number; '' is none; undefined for what is no whole number. */
function countOf(text: string): number | null | undefined {
  const digits = text.replaceAll(/(?<=\d)[.\s](?=\d{3}\b)/g, '').trim()
  if (digits === '') return null
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined
}

function centsOf(text: string): number | undefined {
  const match = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/[\s€]/g, ''))
  return match?.[1] === undefined ? undefined : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** The words of a person become the report the console would send. */
export function readClosing(typed: Typed): TypedClosing {
  const fields: Record<string, string> = {}
  const text = (name: string): string => typed[name]?.trim() ?? ''
  const read = Object.fromEntries(counts.map((name) => [name, countOf(text(name))]))
  for (const name of counts) if (read[name] === undefined) fields[name] = 'Scriva un numero intero, per esempio 24.'
  const [amount, description, document] = ['amountCents', 'description', 'document'].map((name) =>
    text(`expenses.0.${name}`),
  )
  const hasSpent = Boolean(amount || description || document)
  const amountCents = centsOf(amount ?? '')
  if (hasSpent && amountCents === undefined) fields['expenses.0.amountCents'] = 'Scriva l’importo, per esempio 7,50.'
  if (Object.keys(fields).length > 0) return { kind: 'wrong', fields }
  const expense = {
    expenseId: text('expenses.0.expenseId'),
    amountCents,
    description,
    selfCertified: !document,
    document: document || null,
  }
  const parsed = closing.safeParse({
    ...read,
    outcome: text('outcome'),
    odometerConfirmed: text('odometerConfirmed') === 'true',
    expenses: hasSpent ? [expense] : [],
  })
  if (parsed.success) return { kind: 'read', closing: parsed.data }
  for (const issue of parsed.error.issues) fields[issue.path.join('.')] ??= issue.message
  return { kind: 'wrong', fields }
}
