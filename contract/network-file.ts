import { z } from 'zod'
import type {
  AssociationEntry,
  Draft,
  FilePath,
  HoursEntry,
  NetworkFile,
  NetworkReading,
  OperatorEntry,
  PointEntry,
} from '../helpline/access/network-file.ts'
import { pointKinds } from '../helpline/access/network-file.ts'
import { roles } from '../helpline/access/permissions.ts'
import type { FeastRule } from '../helpline/territory/holidays.ts'

// Nothing here changes a value: whatever is of the right type can be judged further although something beside it is not.
const text = (most = 200) =>
  z
    .string('Serve un testo.')
    .min(1, 'Serve un testo.')
    .max(most, `Al massimo ${most} caratteri.`)
    .regex(/^(\S(.*\S)?)?$/u, 'Ci sono spazi all’inizio o alla fine.')
const list = <S extends z.ZodType>(item: S, most: number) =>
  z.array(item, 'Serve un elenco fra parentesi quadre.').max(most, `Al massimo ${most}.`)

const weekday = z.literal([1, 2, 3, 4, 5, 6, 7], 'I giorni vanno da 1, lunedì, a 7, domenica.')
const months = 'I mesi vanno da 1 a 12.'
const month = z.int(months).min(1, months).max(12, months)
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export const feastRule = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('fixed'), name: text(), month, day: z.int().min(1) })
    .refine((feast) => feast.day <= (LONGEST_MONTHS[feast.month - 1] ?? 0), 'Quel mese non ha quel giorno.'),
  z.strictObject({
    kind: z.literal('movable'),
    name: text(),
    month,
    weekday,
    occurrence: z.literal([1, 2, 3, 4, 'last']),
  }),
]) satisfies z.ZodType<FeastRule>

export const hoursEntry = z
  .strictObject({
    weekdays: list(weekday, 7).min(1, 'Serve almeno un giorno.'),
    opensAt: z
      .string('Serve un’ora.')
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Scrivere l’ora come 09:00, da 00:00 a 23:59.'),
    closesAt: z
      .string('Serve un’ora.')
      .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Scrivere l’ora come 18:00, da 00:00 a 24:00.'),
  })
  .refine(
    ({ opensAt, closesAt }) => opensAt !== closesAt,
    'Apertura e chiusura coincidono.',
  ) satisfies z.ZodType<HoursEntry>

const point = z.strictObject({
  name: text(),
  kind: z.enum(pointKinds, 'Il tipo è point oppure callCentre.'),
  comune: text().nullish(),
  address: text().nullish(),
  patronSaint: z
    .union(
      [text(), feastRule],
      'Scrivere una città di cui conosciamo il patrono, oppure la festa: { "kind": "fixed", "name", "month", "day" } o { "kind": "movable", "name", "month", "weekday", "occurrence" }.',
    )
    .nullish(),
  fixedPhones: list(text(40), 20).optional(),
  ringTimeoutSeconds: z
    .int('Servono secondi interi.')
    .min(5, 'Almeno 5 secondi.')
    .max(120, 'Al massimo 120 secondi.')
    .optional(),
  districts: list(text(), 30).optional(),
  hours: list(hoursEntry, 50).optional(),
  neighbours: list(text(), 20).optional(),
}) satisfies z.ZodType<PointEntry>

const association = z.strictObject({
  name: text(),
  comune: text(),
  phone: text(40).nullish(),
  point: text(),
}) satisfies z.ZodType<AssociationEntry>

const operator = z.strictObject({
  email: text().pipe(z.email('L’indirizzo e-mail non è valido.')),
  name: text(),
  role: z.enum(roles, `Il ruolo è ${roles.join(', ')}.`),
  phone: text(40).nullish(),
  points: list(text(), 200).optional(),
}) satisfies z.ZodType<OperatorEntry>

/** The network of an association, written down once: see docs/network.sample.json. */
export const networkFile = z.strictObject({
  points: list(point, 200),
  associations: list(association, 2_000),
  operators: list(operator, 2_000),
}) satisfies z.ZodType<NetworkFile>

const inItalian: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return `Qui non si sa che cosa sia: ${issue.keys.join(', ')}.`
  if (issue.code === 'invalid_type') return 'Serve un gruppo di dati fra parentesi graffe.'
  return 'Il dato non è valido.'
}

/** A sound file; or everything that is badly written in it, with the rest of it. */
export function readNetworkFile(content: unknown): NetworkReading {
  const parsed = networkFile.safeParse(content, { error: inItalian })
  if (parsed.success) return { file: parsed.data, findings: [] }
  const { issues } = parsed.error
  const draft = { content: structuredClone(content) }
  for (const { code, path } of issues) if (code !== 'unrecognized_keys') leaveOut(draft, ['content', ...path])
  return {
    file: undefined,
    draft: (draft.content ?? {}) as Draft<NetworkFile>,
    findings: issues.map(({ path, message }) => ({ path: path as FilePath, text: message })),
  }
}

/** In place: what comes after it keeps its number. */
function leaveOut(from: unknown, [key, ...rest]: PropertyKey[]): void {
  if (key === undefined || typeof from !== 'object' || from === null) return
  if (rest.length === 0) Reflect.set(from, key, undefined)
  else leaveOut(Reflect.get(from, key), rest)
}
