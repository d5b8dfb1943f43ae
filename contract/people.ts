import { z } from 'zod'
import { alreadyHelpedByKinds, mobilities, relationKinds, sexes } from '../helpline/people/profile.ts'
import { day, endpoints, id, instant, longText, shortText, typedPhone } from './endpoint.ts'
import { voicemailView } from './voicemail.ts'

export const personSummary = z.object({
  id,
  cardNumber: z.int(),
  name: z.string(),
  age: z.int().nullable(),
  comune: z.string().nullable(),
  phones: z.array(z.string()),
})
export type PersonSummary = z.infer<typeof personSummary>

const name = z.string().trim().min(1, 'Manca il nome.').max(80, 'Al massimo 80 caratteri.')
const birthDate = day.refine((value) => value >= '1890-01-01', 'Controlli l’anno di nascita.')

export const personFields = z.object({
  firstName: name,
  lastName: z.string().trim().min(1, 'Manca il cognome.').max(80, 'Al massimo 80 caratteri.'),
  nickname: shortText.nullable(),
  fiscalCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(
      /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/,
      'Il codice fiscale ha 16 lettere e cifre: lo ricontrolli.',
    )
    .nullable(),
  birthDate: birthDate.nullable(),
  sex: z.enum(sexes).nullable(),
  livesAlone: z.boolean().nullable(),
  comuneIstatCode: z
    .string()
    .regex(/^[0-9]{6}$/, 'Scelga il Comune dall’elenco.')
    .nullable(),
  address: shortText.nullable(),
  alreadyHelpedBy: z.enum(alreadyHelpedByKinds).nullable(),
  member: z.boolean().nullable(),
  mobility: z.enum(mobilities).nullable(),
  hardOfHearing: z.boolean(),
  /** On an answering machine; null: not asked yet. */
  mayLeaveMessage: z.boolean().nullable(),
  warning: shortText.nullable(),
  notes: longText.nullable(),
  listeningPointId: id.nullable(),
  localAssociationId: id.nullable(),
  phones: z.array(z.object({ number: typedPhone, label: shortText.nullable() })).max(10, 'Al massimo 10 numeri.'),
})

export const personCard = personSummary.extend({
  ...personFields.shape,
  phones: z.array(z.string()),
  phoneNumbers: z.array(z.object({ e164: z.string(), number: z.string(), label: z.string().nullable() })),
  birthDate: z.string().nullable(),
  listeningPointName: z.string().nullable(),
  relations: z.array(
    z.object({
      id,
      kind: z.enum(relationKinds),
      name: z.string(),
      phone: z.string().nullable(),
      informInAlarm: z.boolean(),
    }),
  ),
  timeline: z.array(
    z.object({
      at: instant,
      kind: z.enum(['contact', 'request', 'service', 'voicemail']),
      id,
      /** Where a request was written down. */
      contactId: id.nullable(),
      text: z.string(),
      voicemail: voicemailView.nullable(),
    }),
  ),
  version: z.int(),
})
export type PersonCard = z.infer<typeof personCard>

const personParams = z.object({ personId: id })

export const peopleEndpoints = endpoints({
  searchPeople: {
    method: 'GET',
    path: '/people',
    guard: 'person:read',
    summary: 'People by name, nickname, phone fragment, address or fiscal code; accents and small slips forgiven',
    query: z.object({ search: z.string().trim().min(2, 'Scriva almeno due lettere.').max(100) }),
    answer: z.array(personSummary),
  },
  readPerson: {
    method: 'GET',
    path: '/people/:personId',
    guard: 'person:read',
    summary: 'A person’s card; its opening is traced',
    params: personParams,
    answer: personCard,
  },
  registerPerson: {
    method: 'PUT',
    path: '/people/:personId',
    guard: 'person:write',
    summary: 'Registers a person under an id the console chose: sent twice, it is one card',
    params: personParams,
    body: personFields.partial().required({ firstName: true, lastName: true }),
    answer: personCard,
  },
  changePerson: {
    method: 'PATCH',
    path: '/people/:personId',
    guard: 'person:write',
    summary: 'Changes some fields of the card; an older version is a conflict',
    params: personParams,
    body: personFields.partial().extend({ version: z.int() }),
    answer: personCard,
  },
  searchComuni: {
    method: 'GET',
    path: '/comuni',
    guard: 'person:read',
    summary: 'Comuni by the beginning of their name',
    query: z.object({ search: z.string().trim().min(2, 'Scriva almeno due lettere.').max(60) }),
    answer: z.array(z.object({ istatCode: z.string(), name: z.string(), province: z.string() })),
  },
})
