import { z } from 'zod'
import { informationKinds } from '../helpline/contacts/kinds.ts'
import { day, endpoints, id } from './endpoint.ts'

export const directoryEntryView = z.object({
  id,
  name: z.string(),
  informationKinds: z.array(z.enum(informationKinds)),
  description: z.string(),
  forWhom: z.string().nullable(),
  address: z.string().nullable(),
  comune: z.string().nullable(),
  phone: z.string().nullable(),
  openingTimes: z.string().nullable(),
  howToReach: z.string().nullable(),
  lastCheckedOn: day.nullable(),
  /** Not checked for a year. */
  stale: z.boolean(),
})
export type DirectoryEntryView = z.infer<typeof directoryEntryView>

export const directoryEndpoints = endpoints({
  searchDirectory: {
    method: 'GET',
    path: '/directory',
    guard: 'directory:read',
    summary: 'The directory of services, searched in Italian',
    query: z.object({
      search: z.string().trim().max(100).default(''),
      kind: z.enum(informationKinds).optional(),
    }),
    answer: z.array(directoryEntryView),
  },
})
