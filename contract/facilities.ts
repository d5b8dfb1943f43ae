import { z } from 'zod'
import { destinationKinds } from '../helpline/contacts/kinds.ts'
import { endpoints, id, shortText } from './endpoint.ts'

const asst = z.object({ id, name: z.string() })

export const facilityView = z.object({
  id,
  name: z.string(),
  kind: z.enum(destinationKinds),
  comune: z.object({ istatCode: z.string(), name: z.string() }).nullable(),
  /** The body a public hospital belongs to. */
  asst: asst.nullable(),
  /** No ride is planned to one that is closed. */
  active: z.boolean(),
  version: z.int(),
})
export type FacilityView = z.infer<typeof facilityView>

export const facilityEndpoints = endpoints({
  listFacilities: {
    method: 'GET',
    path: '/facilities',
    guard: 'directory:read',
    summary: 'Hospitals, clinics and centres rides go to, the closed ones too, by name',
    answer: z.array(facilityView),
  },
  listAsst: {
    method: 'GET',
    path: '/facilities/asst',
    guard: 'directory:read',
    summary: 'The bodies public hospitals belong to',
    answer: z.array(asst),
  },
  saveFacility: {
    method: 'PUT',
    path: '/facilities/:facilityId',
    guard: 'network:write',
    summary: 'Writes a place rides go to under an id the console chose (version 0), changes it or closes it',
    params: z.object({ facilityId: id }),
    body: z.object({
      version: z.int().min(0).max(1_000_000),
      name: shortText.min(1, 'Scriva il nome della struttura.'),
      kind: z.enum(destinationKinds, 'Scelga che posto è.'),
      comune: z.string().max(6).nullable(),
      asst: id.nullable(),
      active: z.boolean(),
    }),
    answer: z.array(facilityView),
  },
})
