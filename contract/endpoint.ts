import { z } from 'zod'
import type { Permission } from '../helpline/access/permissions.ts'

/** Who may call: anybody, anybody signed in, or whoever holds a permission. There is no default: an unguarded route answers 403. */
export type Guard = 'open' | 'signedIn' | Permission

export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Express form, below /api: '/people/:personId' */
  path: string
  guard: Guard
  summary: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** What a JSON answer looks like; a file answer names its media type instead. */
  answer: z.ZodType | { file: string }
  status?: 200 | 201 | 204
}

/** Keeps the exact schema types of one room's endpoints. */
export const endpoints = <const T extends Record<string, Endpoint>>(table: T): T => table

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Sent<S> = S extends z.ZodType ? z.input<S> : undefined

export interface InputOf<E extends Endpoint> {
  params: Parsed<E['params']>
  query: Parsed<E['query']>
  body: Parsed<E['body']>
}
export interface SentOf<E extends Endpoint> {
  params: Sent<E['params']>
  query: Sent<E['query']>
  body: Sent<E['body']>
}
export type AnswerOf<E extends Endpoint> = E['answer'] extends z.ZodType ? z.output<E['answer']> : never

/** RFC 9457: what every refusal looks like. `fields` puts a sentence beside each field. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
  requestId: z.string().optional(),
})
export type Problem = z.infer<typeof problem>

export const id = z.uuid()
/** An instant, as ISO 8601 with its offset. */
export const instant = z.iso.datetime({ offset: true })
/** A civil day in Rome. */
export const day = z.iso.date()
export const e164 = z.string().regex(/^\+[0-9]{4,15}$/, 'Scriva il numero con il prefisso.')
/** A telephone number as people type it; the use case makes it E.164. */
export const typedPhone = z.string().trim().min(3, 'Scriva un numero di telefono.').max(30, 'Il numero è troppo lungo.')
export const shortText = z.string().trim().max(200, 'Al massimo 200 caratteri.')
export const longText = z.string().trim().max(4000, 'Al massimo 4000 caratteri.')
export const nothing = z.object({}).strict()
