import { z } from 'zod'
import { informationKinds } from '../helpline/contacts/kinds.ts'
import { directoryScopes } from '../helpline/directory/directory-records.ts'
import { day, endpoints, id, longText, nothing, shortText } from './endpoint.ts'

const istatCode = z.string().regex(/^[0-9]{6}$/, 'Scelga il Comune dall’elenco.')

export const directoryFields = z.object({
  name: z.string().trim().min(1, 'Scriva come si chiama il servizio.').max(200, 'Al massimo 200 caratteri.'),
  informationKinds: z
    .array(z.enum(informationKinds))
    .min(1, 'Scelga almeno un tipo d’informazione.')
    .max(informationKinds.length)
    .transform((kinds) => [...new Set(kinds)]),
  description: z.string().trim().min(1, 'Scriva che cosa offre.').max(4000, 'Al massimo 4000 caratteri.'),
  forWhom: shortText.nullable(),
  address: shortText.nullable(),
  comuneIstatCode: istatCode.nullable(),
  /** ISTAT codes of comuni, letters of whole provinces, '*' for everywhere; none: its own comune, or everywhere where it has none. */
  served: z
    .array(z.string().regex(/^([0-9]{6}|[A-Z]{2}|\*)$/, 'Scelga i posti dall’elenco.'))
    .max(300, 'Al massimo 300 posti.')
    .transform((codes) => [...new Set(codes)]),
  phone: shortText.nullable(),
  openingTimes: shortText.nullable(),
  howToReach: longText.nullable(),
})
export type DirectoryFields = z.infer<typeof directoryFields>

/** As it is kept: what older archives brought need not pass what is asked of whoever writes. */
export const directoryEntryView = z.object({
  id,
  name: z.string(),
  informationKinds: z.array(z.enum(informationKinds)),
  description: z.string(),
  forWhom: z.string().nullable(),
  address: z.string().nullable(),
  comuneIstatCode: z.string().nullable(),
  served: z.array(z.string()),
  phone: z.string().nullable(),
  openingTimes: z.string().nullable(),
  howToReach: z.string().nullable(),
  comune: z.string().nullable(),
  servedNames: z.array(z.string()),
  lastCheckedOn: day.nullable(),
  /** Not checked for a year. */
  stale: z.boolean(),
  active: z.boolean(),
  version: z.int(),
})
export type DirectoryEntryView = z.infer<typeof directoryEntryView>

const params = z.object({ entryId: id })

export const directoryEndpoints = endpoints({
  searchDirectory: {
    method: 'GET',
    path: '/directory',
    guard: 'directory:read',
    summary: 'The directory of services, searched in Italian; with a comune, what is there or serves there',
    query: z.object({
      search: z.string().trim().max(100).default(''),
      kind: z.enum(informationKinds).optional(),
      comune: istatCode.optional(),
      scope: z.enum(directoryScopes).default('all'),
    }),
    answer: z.array(directoryEntryView),
  },
  listProvinces: {
    method: 'GET',
    path: '/directory/provinces',
    guard: 'directory:read',
    summary: 'The provinces an entry may serve',
    answer: z.array(z.object({ sigla: z.string(), name: z.string() })),
  },
  exportDirectory: {
    method: 'GET',
    path: '/directory/export.csv',
    guard: 'directory:write',
    summary: 'Every entry in use, with the columns an import reads',
    answer: { file: 'text/csv' },
  },
  readDirectoryEntry: {
    method: 'GET',
    path: '/directory/:entryId',
    guard: 'directory:read',
    summary: 'One entry, also when it is no longer in use',
    params,
    answer: directoryEntryView,
  },
  addDirectoryEntry: {
    method: 'PUT',
    path: '/directory/:entryId',
    guard: 'directory:write',
    summary: 'Adds an entry under an id the console chose: sent twice, it is one entry',
    params,
    body: directoryFields,
    answer: directoryEntryView,
  },
  changeDirectoryEntry: {
    method: 'PATCH',
    path: '/directory/:entryId',
    guard: 'directory:write',
    summary: 'Changes some fields of an entry; an older version is a conflict',
    params,
    body: directoryFields.partial().extend({ version: z.int() }),
    answer: directoryEntryView,
  },
  checkDirectoryEntry: {
    method: 'POST',
    path: '/directory/:entryId/check',
    guard: 'directory:write',
    summary: 'Somebody asked today, and it is still so',
    params,
    body: nothing,
    answer: directoryEntryView,
  },
  retireDirectoryEntry: {
    method: 'POST',
    path: '/directory/:entryId/retire',
    guard: 'directory:write',
    summary: 'The service is no more: searches no longer find it',
    params,
    body: nothing,
    answer: directoryEntryView,
  },
  restoreDirectoryEntry: {
    method: 'POST',
    path: '/directory/:entryId/restore',
    guard: 'directory:write',
    summary: 'Back in use',
    params,
    body: nothing,
    answer: directoryEntryView,
  },
})
