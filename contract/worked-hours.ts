import { z } from 'zod'
import { workedBy } from '../helpline/reports/worked-hours.ts'
import { day, endpoints, id } from './endpoint.ts'

const query = z.object({ by: z.enum(workedBy), from: day, to: day })

export const workedLine = z.object({
  id: id.nullable(),
  name: z.string().nullable(),
  associationName: z.string().nullable(),
  services: z.int(),
  minutes: z.int(),
  km: z.int(),
  passengers: z.int(),
})
export type WorkedLineView = z.infer<typeof workedLine>

export const workedHoursEndpoints = endpoints({
  readWorkedHours: {
    method: 'GET',
    path: '/worked-hours',
    guard: 'report:read',
    summary:
      'Services done, hours, km and passengers by volunteer, vehicle, association, ambito or agreement; both days included',
    query,
    answer: z.array(workedLine),
  },
  downloadWorkedHours: {
    method: 'GET',
    path: '/worked-hours.csv',
    guard: 'report:read',
    summary: 'The same for a spreadsheet',
    query,
    answer: { file: 'text/csv' },
  },
})
