import { z } from 'zod'
import { roles } from '../helpline/access/permissions.ts'
import { endpoints, id, nothing, shortText, typedPhone } from './endpoint.ts'

const version = z.int().min(1)

export const operatorView = z.object({
  id,
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  phone: z.string().nullable(),
  active: z.boolean(),
  points: z.array(z.object({ id, name: z.string() })),
  version,
  /** Whether whoever asks may change this account. */
  mayChange: z.boolean(),
})
export type OperatorView = z.infer<typeof operatorView>

const details = z.object({
  name: shortText.min(1, 'Scriva il nome e il cognome.'),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(200, 'L’e-mail è troppo lunga.')
    .pipe(z.email('Scriva un’e-mail intera, per esempio ada.bianchi@esempio.it')),
  role: z.enum(roles),
  phone: typedPhone.nullable(),
  pointIds: z.array(id).max(100, 'Al massimo 100.'),
})
/** Said once: it is kept nowhere. */
const password = z.string()
const operatorParams = z.object({ operatorId: id })

export const operatorEndpoints = endpoints({
  listOperators: {
    method: 'GET',
    path: '/operators',
    guard: 'operator:write',
    summary: 'Who may sign in, at the points one may see',
    answer: z.array(operatorView),
  },
  addOperator: {
    method: 'POST',
    path: '/operators',
    guard: 'operator:write',
    summary: 'A new operator; the answer says their password, once',
    body: details,
    answer: z.object({ id, password }),
    status: 201,
  },
  changeOperator: {
    method: 'PUT',
    path: '/operators/:operatorId',
    guard: 'operator:write',
    summary: 'Changes name, e-mail, role, telephone, points',
    params: operatorParams,
    body: details.extend({ version }),
    answer: z.null(),
    status: 204,
  },
  setOperatorActive: {
    method: 'PUT',
    path: '/operators/:operatorId/active',
    guard: 'operator:write',
    summary: 'Lets somebody in, or no longer: then their sessions end at once',
    params: operatorParams,
    body: z.object({ version, active: z.boolean() }),
    answer: z.null(),
    status: 204,
  },
  renewPassword: {
    method: 'POST',
    path: '/operators/:operatorId/password',
    guard: 'operator:write',
    summary: 'A new password in place of a forgotten one; the answer says it, once, and the sessions end',
    params: operatorParams,
    body: nothing,
    answer: z.object({ password }),
  },
})
