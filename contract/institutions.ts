import { z } from 'zod'
import { institutionKinds } from '../helpline/people/institutions.ts'
import { endpoints, id, shortText, typedPhone } from './endpoint.ts'

export const institutionView = z.object({
  id,
  name: z.string(),
  kind: z.enum(institutionKinds),
  /** As people read it. */
  phone: z.string().nullable(),
  listeningPointId: id.nullable(),
  version: z.int(),
  mayEdit: z.boolean(),
})
export type InstitutionView = z.infer<typeof institutionView>

const institution = z.object({ institutionId: id })

export const institutionEndpoints = endpoints({
  listInstitutions: {
    method: 'GET',
    path: '/institutions',
    guard: 'network:read',
    summary: 'Offices that call, known by their number, each followed by a point',
    answer: z.array(institutionView),
  },
  saveInstitution: {
    method: 'PUT',
    path: '/institutions/:institutionId',
    guard: 'network:write',
    summary: 'Writes an office down under an id the console chose (version 0), or changes it',
    params: institution,
    body: z.object({
      version: z.int().min(0),
      name: shortText.min(1, 'Scriva il nome dell’ente.'),
      kind: z.enum(institutionKinds, 'Scelga che ente è.'),
      phone: typedPhone,
      listeningPointId: id,
    }),
    answer: z.array(institutionView),
  },
  removeInstitution: {
    method: 'POST',
    path: '/institutions/:institutionId/remove',
    guard: 'network:write',
    summary: 'Takes an office off the list; its calls stay',
    params: institution,
    body: z.object({ version: z.int().min(1) }),
    answer: z.array(institutionView),
  },
})
