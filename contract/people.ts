import { z } from 'zod'
import { timelineParts } from '../helpline/contacts/person-timeline.ts'
import { alreadyHelpedByKinds, consentPurposes, mobilities, relationKinds, sexes } from '../helpline/people/profile.ts'
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

/** `through`: whom they were found by, when it was not by themselves. */
export const foundPerson = personSummary.extend({ through: z.string().nullable() })
export type FoundPerson = z.infer<typeof foundPerson>
/** `why`: what the two have in common. */
export const likelyDuplicate = personSummary.extend({ why: z.string() })
export type LikelyDuplicate = z.infer<typeof likelyDuplicate>

const name = z.string().trim().min(1, 'Manca il nome.').max(80, 'Al massimo 80 caratteri.')
const birthDate = day.refine((value) => value >= '1890-01-01', 'Controlli l’anno di nascita.')

const fiscalCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(
    /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/,
    'Il codice fiscale ha 16 lettere e cifre: lo ricontrolli.',
  )
const comuneIstatCode = z.string().regex(/^[0-9]{6}$/, 'Scelga il Comune dall’elenco.')

export const personFields = z.object({
  firstName: name,
  lastName: z.string().trim().min(1, 'Manca il cognome.').max(80, 'Al massimo 80 caratteri.'),
  nickname: shortText.nullable(),
  fiscalCode: fiscalCode.nullable(),
  birthDate: birthDate.nullable(),
  sex: z.enum(sexes).nullable(),
  livesAlone: z.boolean().nullable(),
  comuneIstatCode: comuneIstatCode.nullable(),
  address: shortText.nullable(),
  alreadyHelpedBy: z.enum(alreadyHelpedByKinds).nullable(),
  member: z.boolean().nullable(),
  memberUntil: day.nullable(),
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
  /** What the comune belongs to today. */
  place: z
    .object({
      ambito: z.string().nullable(),
      asl: z.string().nullable(),
      ats: z.string().nullable(),
      asst: z.string().nullable(),
      district: z.object({ prefix: z.string(), name: z.string() }).nullable(),
    })
    .nullable(),
  relations: z.array(
    z.object({
      id,
      kind: z.enum(relationKinds),
      name: z.string(),
      phone: z.string().nullable(),
      informInAlarm: z.boolean(),
      notes: z.string().nullable(),
      relatedPersonId: id.nullable(),
    }),
  ),
  /** Every word ever said on each purpose, the newest first. */
  consents: z.array(
    z.object({
      id,
      purpose: z.enum(consentPurposes),
      given: z.boolean(),
      how: z.string(),
      at: instant,
      byName: z.string().nullable(),
    }),
  ),
  version: z.int(),
})
export type PersonCard = z.infer<typeof personCard>

const timelineKinds = [
  'contact',
  'request',
  'service',
  'voicemail',
  'call',
  'message',
  'consent',
  'change',
  'merge',
] as const
const timelineCursor = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z~[a-z]+~(?:[0-9a-f-]{36}|\d{19})$/, 'Riapra la scheda.')
  .transform((text, context) => {
    const [at = '', kind, id = ''] = text.split('~')
    const place = { at: new Date(at), kind: timelineKinds.find((each) => each === kind), id }
    if (place.kind && !Number.isNaN(place.at.getTime())) return { ...place, kind: place.kind }
    context.addIssue({ code: 'custom', message: 'Riapra la scheda.' })
    return z.NEVER
  })

export const timelinePage = z.object({
  entries: z.array(
    z.object({
      at: instant,
      kind: z.enum(timelineKinds),
      id: z.string(),
      /** Where a request was written down. */
      contactId: id.nullable(),
      text: z.string(),
      /** Of a change: the names of the fields, never what was in them. */
      fields: z.array(z.string()),
      voicemail: voicemailView.nullable(),
      /** Of a merge that holds. */
      mayUndo: z.boolean(),
    }),
  ),
  /** Where the next page begins. */
  next: z.string().nullable(),
})
export type TimelinePageView = z.infer<typeof timelinePage>

const mergeSide = z.object({ card: personCard, attached: z.record(z.string(), z.int()) })
export const mergeAnswer = z.object({ mergeId: id, keptId: id, absorbedId: id })

const personParams = z.object({ personId: id })
const mergeParams = personParams.extend({ mergeId: id })
const relationParams = personParams.extend({ relationId: id })

export const peopleEndpoints = endpoints({
  searchPeople: {
    method: 'GET',
    path: '/people',
    guard: 'person:read',
    summary: 'People by name, nickname, phone fragment, address or fiscal code; accents and small slips forgiven',
    query: z.object({ search: z.string().trim().min(2, 'Scriva almeno due lettere.').max(100) }),
    answer: z.array(foundPerson),
  },
  listLikelyDuplicates: {
    method: 'GET',
    path: '/people/likely-duplicates',
    guard: 'person:read',
    summary: 'Cards that may be of the person being written down, and why',
    query: z.object({
      firstName: z.string().trim().max(80).default(''),
      lastName: z.string().trim().max(80).default(''),
      birthDate: birthDate.optional(),
      comuneIstatCode: comuneIstatCode.optional(),
      fiscalCode: fiscalCode.optional(),
      /** Separated by commas. */
      phones: z.string().max(400).default(''),
      /** A card that is looked at already. */
      except: id.optional(),
    }),
    answer: z.array(likelyDuplicate),
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
  readPersonTimeline: {
    method: 'GET',
    path: '/people/:personId/timeline',
    guard: 'person:read',
    summary: 'A page of a person’s history, the newest first',
    params: personParams,
    query: z.object({ part: z.enum(timelineParts).optional(), after: timelineCursor.optional() }),
    answer: timelinePage,
  },
  saveRelation: {
    method: 'PUT',
    path: '/people/:personId/relations/:relationId',
    guard: 'person:write',
    summary:
      'Adds somebody close under an id the console chose, or changes them; an older version of the card is a conflict',
    params: relationParams,
    body: z.object({
      version: z.int(),
      kind: z.enum(relationKinds),
      name: shortText.nullable(),
      relatedPersonId: id.nullable(),
      phone: typedPhone.nullable(),
      informInAlarm: z.boolean(),
      notes: shortText.nullable(),
    }),
    answer: personCard,
  },
  removeRelation: {
    method: 'DELETE',
    path: '/people/:personId/relations/:relationId',
    guard: 'person:write',
    summary: 'Takes somebody close off the card',
    params: relationParams,
    query: z.object({ version: z.coerce.number().int() }),
    answer: personCard,
  },
  recordConsent: {
    method: 'PUT',
    path: '/people/:personId/consents/:consentId',
    guard: 'person:write',
    summary: 'Records that a consent was given or withdrawn; nothing is written over',
    params: personParams.extend({ consentId: id }),
    body: z.object({
      purpose: z.enum(consentPurposes),
      given: z.boolean(),
      how: z.string().trim().min(1, 'Scriva come lo ha detto.').max(200, 'Al massimo 200 caratteri.'),
      /** Without it, now. */
      at: instant.optional(),
    }),
    answer: personCard,
  },
  compareCards: {
    method: 'GET',
    path: '/people/:personId/compare/:otherId',
    guard: 'person:merge',
    summary: 'Two cards side by side, with how much is attached to each',
    params: personParams.extend({ otherId: id }),
    answer: z.object({ one: mergeSide, other: mergeSide }),
  },
  mergePeople: {
    method: 'PUT',
    path: '/people/:personId/merges/:mergeId',
    guard: 'person:merge',
    summary: 'Another card goes into this one, with everything attached to it; asked twice, it is one merge',
    params: mergeParams,
    body: z.object({ absorbedId: id, version: z.int(), absorbedVersion: z.int() }),
    answer: mergeAnswer,
  },
  undoMerge: {
    method: 'DELETE',
    path: '/people/:personId/merges/:mergeId',
    guard: 'person:merge',
    summary: 'The two cards are two again',
    params: mergeParams,
    answer: mergeAnswer,
  },
  findComuniInAddress: {
    method: 'GET',
    path: '/comuni/in-address',
    guard: 'person:read',
    summary: 'The comuni an address names, or whose CAP it has',
    query: z.object({ address: z.string().trim().min(1).max(200) }),
    answer: z.array(z.object({ istatCode: z.string(), name: z.string(), province: z.string() })),
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
