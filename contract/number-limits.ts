import { z } from 'zod'
import { LONGEST_LIMIT_DAYS, numberLimitStates } from '../helpline/calls/limits/number-limit.ts'
import { endpoints, id, instant, nothing, typedPhone } from './endpoint.ts'

export const numberLimitView = z.object({
  id,
  /** As people read it. */
  number: z.string(),
  reason: z.string(),
  state: z.enum(numberLimitStates),
  fromAt: instant,
  untilAt: instant,
  liftedAt: instant.nullable(),
  operator: z.object({ id, name: z.string() }),
  approvedByName: z.string().nullable(),
  /** The assisted people it belongs to, or through whose relatives it is known. */
  people: z.array(z.object({ id, name: z.string() })),
})
export type NumberLimitView = z.infer<typeof numberLimitView>

const daysSentence = `Da 1 a ${LONGEST_LIMIT_DAYS} giorni.`
const limitParams = z.object({ limitId: id })

export const numberLimitEndpoints = endpoints({
  listNumberLimits: {
    method: 'GET',
    path: '/number-limits',
    guard: 'telephone:manage',
    summary: 'Numbers that go straight to voicemail, those that still run first',
    answer: z.array(numberLimitView),
  },
  limitNumber: {
    method: 'PUT',
    path: '/number-limits/:limitId',
    guard: 'telephone:manage',
    summary:
      'Limits a number for a time, under an id the console chose; one that is limited already is limited for longer. An assisted person’s waits for a second person',
    params: limitParams,
    body: z.object({
      phone: typedPhone,
      reason: z.string().trim().min(5, 'Scriva il motivo, in poche parole.').max(200, 'Al massimo 200 caratteri.'),
      days: z.int(daysSentence).min(1, daysSentence).max(LONGEST_LIMIT_DAYS, daysSentence),
    }),
    answer: z.array(numberLimitView),
  },
  approveNumberLimit: {
    method: 'POST',
    path: '/number-limits/:limitId/approve',
    guard: 'telephone:manage',
    summary: 'The second person’s word: never that of whoever asked for it',
    params: limitParams,
    body: nothing,
    answer: z.array(numberLimitView),
  },
  liftNumberLimit: {
    method: 'POST',
    path: '/number-limits/:limitId/lift',
    guard: 'telephone:manage',
    summary: 'Ends it before its time',
    params: limitParams,
    body: nothing,
    answer: z.array(numberLimitView),
  },
})
