import { z } from 'zod'
import { destinationKinds } from '../helpline/contacts/kinds.ts'
import { endpoints, id } from './endpoint.ts'

export const facilityView = z.object({
  id,
  name: z.string(),
  kind: z.enum(destinationKinds),
  comune: z.string().nullable(),
  asst: z.string().nullable(),
})
export type FacilityView = z.infer<typeof facilityView>

export const facilityEndpoints = endpoints({
  listFacilities: {
    method: 'GET',
    path: '/facilities',
    guard: 'directory:read',
    summary: 'Hospitals, clinics and centres a ride may go to, by name',
    answer: z.array(facilityView),
  },
})
