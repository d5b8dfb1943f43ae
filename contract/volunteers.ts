import { z } from 'zod'
import { helpKinds } from '../helpline/contacts/kinds.ts'
import { pairingKinds } from '../helpline/dispatch/volunteers/pairings.ts'
import { volunteerObstacleKinds } from '../helpline/dispatch/volunteers/volunteer-fitness.ts'
import { paperStates, volunteerPapers } from '../helpline/dispatch/volunteers/volunteer-papers.ts'
import { registerEntryKinds } from '../helpline/dispatch/volunteers/volunteer-register.ts'
import { messageChannels } from '../helpline/reaching/message-channel.ts'
import { day, endpoints, id, instant, shortText, typedPhone } from './endpoint.ts'

/** A day somebody may have written on a card: far ones are slips of the pen. */
export const cardDay = day.refine((value) => value >= '1900-01-01' && value <= '2100-12-31', 'Controlli l’anno.')
const timeOfDay = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'Scriva l’ora come 9.30.')
const endTime = z.string().regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, 'Scriva l’ora come 9.30.')
/** An instant near enough to be meant. */
export const cardInstant = instant.refine((value) => /^(19|20|21)/.test(value), 'Controlli l’anno.')
const weekday = z.literal([1, 2, 3, 4, 5, 6, 7])

const name = z.string().trim().min(1, 'Manca il nome.').max(80, 'Al massimo 80 caratteri.')
const availability = z.object({
  weekday,
  fromTime: timeOfDay,
  untilTime: endTime,
  validFrom: cardDay.nullable(),
  validUntil: cardDay.nullable(),
})
const training = z.object({
  title: shortText.min(1, 'Scriva quale corso.'),
  heldOn: cardDay,
  validUntil: cardDay.nullable(),
})

const volunteerFields = z.object({
  firstName: name,
  lastName: z.string().trim().min(1, 'Manca il cognome.').max(80, 'Al massimo 80 caratteri.'),
  fiscalCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{16}$/, 'Il codice fiscale ha 16 lettere e cifre: lo ricontrolli.')
    .nullable(),
  birthDate: cardDay.nullable(),
  birthPlace: shortText.nullable(),
  localAssociationId: id,
  comuneIstatCode: z
    .string()
    .regex(/^[0-9]{6}$/, 'Scelga il Comune dall’elenco.')
    .nullable(),
  address: shortText.nullable(),
  phone: typedPhone,
  preferredChannel: z.enum(messageChannels),
  occasional: z.boolean(),
  startedOn: cardDay,
  endedOn: cardDay.nullable(),
  insuredUntil: cardDay.nullable(),
  licenceUntil: cardDay.nullable(),
  wheelchairTrained: z.boolean(),
  wheelchairTrainedUntil: cardDay.nullable(),
  quietFrom: timeOfDay.nullable(),
  quietUntil: timeOfDay.nullable(),
  wantsMoreOften: z.int().min(-1).max(1),
  skills: z.array(z.enum(helpKinds)).max(helpKinds.length),
  availability: z.array(availability).max(60, 'Al massimo 60 fasce.'),
  timeOff: z.array(z.object({ from: cardInstant, until: cardInstant })).max(60, 'Al massimo 60 assenze.'),
  pairings: z.array(z.object({ personId: id, kind: z.enum(pairingKinds) })).max(100, 'Al massimo 100 persone.'),
  trainings: z.array(training).max(60, 'Al massimo 60 corsi.'),
})
export type VolunteerBody = z.infer<typeof volunteerFields>

const paper = z.object({
  paper: z.enum(volunteerPapers),
  title: z.string().nullable(),
  until: day.nullable(),
  state: z.enum(paperStates),
})

export const volunteerLine = z.object({
  id,
  name: z.string(),
  association: z.string(),
  comune: z.string().nullable(),
  phone: z.string(),
  skills: z.array(z.enum(helpKinds)),
  endedOn: day.nullable(),
  papers: z.array(paper),
})
export type VolunteerLine = z.infer<typeof volunteerLine>

const registerEntry = z.object({
  number: z.int(),
  at: instant,
  kind: z.enum(registerEntryKinds),
  volunteerId: id,
  firstName: z.string(),
  lastName: z.string(),
  fiscalCode: z.string().nullable(),
  birthDate: day.nullable(),
  birthPlace: z.string().nullable(),
  residence: z.string().nullable(),
  startedOn: day,
  endedOn: day.nullable(),
})
export type RegisterEntryView = z.infer<typeof registerEntry>

export const volunteerCard = volunteerFields.extend({
  id,
  name: z.string(),
  association: z.string(),
  comune: z.string().nullable(),
  age: z.int().nullable(),
  firstName: z.string(),
  lastName: z.string(),
  fiscalCode: z.string().nullable(),
  birthDate: day.nullable(),
  startedOn: day,
  phone: z.string(),
  pairings: z.array(z.object({ personId: id, kind: z.enum(pairingKinds), personName: z.string() })),
  trainings: z.array(training.extend({ title: z.string(), heldOn: day })),
  /** `services`: how many of those taken on a paper that is not in order touches. */
  papers: z.array(paper.extend({ services: z.int() })),
  /** Services to come that this volunteer cannot do, as things are now. */
  affected: z.array(
    z.object({
      serviceId: id,
      startsAt: instant,
      helpKind: z.enum(helpKinds),
      obstacles: z.array(z.enum(volunteerObstacleKinds)),
    }),
  ),
  /** How many services to come they have taken on. */
  upcoming: z.int(),
  register: z.array(registerEntry),
  /** What is missing before they can be entered in the register, in words. */
  registerGaps: z.array(z.string()),
  version: z.int(),
})
export type VolunteerCardView = z.infer<typeof volunteerCard>

const volunteerParams = z.object({ volunteerId: id })
const ofAssociation = z.object({ localAssociationId: id })
/** A box that is ticked, in an address. */
export const ticked = z.enum(['true', 'false']).default('false')

export const volunteerEndpoints = endpoints({
  listVolunteers: {
    method: 'GET',
    path: '/volunteers',
    guard: 'volunteer:read',
    summary: 'The volunteers of one’s own associations, with the papers that end soon',
    query: z.object({
      search: z.string().trim().max(100).optional(),
      localAssociationId: id.optional(),
      skill: z.enum(helpKinds).optional(),
      comuneIstatCode: z
        .string()
        .regex(/^[0-9]{6}$/)
        .optional(),
      lapsing: ticked,
      left: ticked,
    }),
    answer: z.object({ volunteers: z.array(volunteerLine), hasMore: z.boolean() }),
  },
  readVolunteer: {
    method: 'GET',
    path: '/volunteers/:volunteerId',
    guard: 'volunteer:read',
    summary: 'A volunteer’s card; its opening is traced',
    params: volunteerParams,
    answer: volunteerCard,
  },
  registerVolunteer: {
    method: 'PUT',
    path: '/volunteers/:volunteerId',
    guard: 'volunteer:write',
    summary: 'A new volunteer, under an id the console chose: sent twice, it is one. The register follows',
    params: volunteerParams,
    body: volunteerFields
      .partial()
      .required({ firstName: true, lastName: true, localAssociationId: true, startedOn: true, phone: true }),
    answer: volunteerCard,
  },
  changeVolunteer: {
    method: 'PATCH',
    path: '/volunteers/:volunteerId',
    guard: 'volunteer:write',
    summary: 'Changes some of the card, each list whole; an older version is a conflict. The register follows',
    params: volunteerParams,
    body: volunteerFields.partial().extend({ version: z.int().min(1).max(1_000_000) }),
    answer: volunteerCard,
  },
  sendPersonalLink: {
    method: 'POST',
    path: '/volunteers/:volunteerId/page-link',
    guard: 'volunteer:write',
    summary: 'A new way to their page is sent to the volunteer, once under each id; those of before end',
    params: volunteerParams,
    body: z.object({ sendId: id }),
    answer: z.null(),
    status: 204,
  },
  revokePersonalLinks: {
    method: 'POST',
    path: '/volunteers/:volunteerId/page-link/revoke',
    guard: 'volunteer:write',
    summary: 'Every way to the volunteer’s page ends at once',
    params: volunteerParams,
    body: z.object({}),
    answer: z.object({ revoked: z.int() }),
  },
  readRegister: {
    method: 'GET',
    path: '/volunteer-register',
    guard: 'volunteer:read',
    summary: 'An association’s register of volunteers: numbered, dated, unalterable',
    query: ofAssociation,
    answer: z.object({
      association: z.object({ id, name: z.string() }),
      entries: z.array(registerEntry),
      /** The first entry whose fingerprint does not follow from those before it. */
      firstBrokenEntry: z.int().nullable(),
      unregistered: z.array(z.object({ id, name: z.string() })),
    }),
  },
  enterUnregistered: {
    method: 'POST',
    path: '/volunteer-register/entries',
    guard: 'volunteer:write',
    summary: 'Enters whoever is not in the register yet and whose data are whole',
    body: ofAssociation,
    answer: z.object({ entered: z.int() }),
  },
  downloadRegister: {
    method: 'GET',
    path: '/volunteer-register/file',
    guard: 'volunteer:write',
    summary: 'The register, to print or to hand on',
    query: ofAssociation.extend({ format: z.enum(['pdf', 'csv']) }),
    answer: { file: 'application/octet-stream' },
  },
})
