import { z } from 'zod'
import { aidStates, restingStates } from '../helpline/dispatch/paperwork/aid-records.ts'
import { day, endpoints, id, shortText } from './endpoint.ts'

const loan = z.object({
  id,
  personId: id,
  personName: z.string(),
  lentOn: day,
  dueOn: day.nullable(),
  returnedOn: day.nullable(),
  isOverdue: z.boolean(),
})

export const aidView = z.object({
  id,
  code: z.string(),
  kind: z.string(),
  localAssociationId: id,
  associationName: z.string(),
  notes: z.string().nullable(),
  state: z.enum(aidStates),
  version: z.int(),
  /** The latest first. */
  loans: z.array(loan),
})
export type AidView = z.infer<typeof aidView>

const aid = z.object({ aidId: id })
const required = shortText.min(1, 'Questo dato serve.')

export const aidEndpoints = endpoints({
  listAids: {
    method: 'GET',
    path: '/aids',
    guard: 'aid:lend',
    summary: 'Aids (wheelchairs, walkers, beds) with who has them: those that are late first',
    answer: z.array(aidView),
  },
  readAid: {
    method: 'GET',
    path: '/aids/:aidId',
    guard: 'aid:lend',
    summary: 'One aid with everybody who had it',
    params: aid,
    answer: aidView,
  },
  saveAid: {
    method: 'PUT',
    path: '/aids/:aidId',
    guard: 'aid:lend',
    summary: 'Writes an aid down under an id the console chose (version 0), or changes it',
    params: aid,
    body: z.object({
      version: z.int().min(0),
      code: shortText.min(1, 'Scriva il codice che c’è sull’ausilio.').max(30, 'Al massimo 30 caratteri.'),
      kind: required,
      localAssociationId: id,
      notes: shortText.nullable(),
      /** null leaves it as it is. */
      state: z.enum(restingStates).nullable().default(null),
    }),
    answer: aidView,
  },
  lendAid: {
    method: 'POST',
    path: '/aids/:aidId/lend',
    guard: 'aid:lend',
    summary: 'Lends it to one person',
    params: aid,
    body: z.object({ personId: id, lentOn: day, dueOn: day.nullable() }),
    answer: aidView,
  },
  prolongLoan: {
    method: 'POST',
    path: '/aids/:aidId/prolong',
    guard: 'aid:lend',
    summary: 'Another day by which it comes back, or none',
    params: aid,
    body: z.object({ dueOn: day.nullable() }),
    answer: aidView,
  },
  returnAid: {
    method: 'POST',
    path: '/aids/:aidId/return',
    guard: 'aid:lend',
    summary: 'It came back, and how',
    params: aid,
    body: z.object({ returnedOn: day, state: z.enum(restingStates) }),
    answer: aidView,
  },
})
