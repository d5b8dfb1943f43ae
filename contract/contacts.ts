import { z } from 'zod'
import { contactScopes } from '../helpline/contacts/contact-list.ts'
import { editedEntities } from '../helpline/contacts/editing.ts'
import {
  callerTypes,
  contactDirections,
  contactStates,
  destinationKinds,
  helpKinds,
  informationKinds,
  outboundPurposes,
  provenances,
  requestKinds,
  requestStates,
  returnKinds,
  unmetCauses,
  withdrawalReasons,
} from '../helpline/contacts/kinds.ts'
import { mobilities } from '../helpline/people/profile.ts'
import { endpoints, id, instant, longText, nothing, shortText } from './endpoint.ts'
import { personSummary } from './people.ts'
import { writtenRepetition } from './series.ts'

/** Everything may be missing while it is being typed; `closeContact` and `takeInCharge` ask for what their kind needs. */
export const requestFields = z.object({
  kind: z.enum(requestKinds),
  informationKind: z.enum(informationKinds).nullable(),
  answer: longText.nullable(),
  directoryEntryId: id.nullable(),
  referredTo: shortText.nullable(),
  helpKind: z.enum(helpKinds).nullable(),
  urgent: z.boolean(),
  neededFrom: instant.nullable(),
  neededUntil: instant.nullable(),
  fromPlace: shortText.nullable(),
  toPlace: shortText.nullable(),
  /** Of those listFacilities knows. */
  facilityId: id.nullable(),
  destinationKind: z.enum(destinationKinds).nullable(),
  insideProvince: z.boolean().nullable(),
  returnKind: z.enum(returnKinds).nullable(),
  returnAt: instant.nullable(),
  companions: z.int().min(0, 'Da 0 a 8 accompagnatori.').max(8, 'Da 0 a 8 accompagnatori.').nullable(),
  /** That day; null: as the person's card says. */
  mobility: z.enum(mobilities).nullable(),
  /** A vehicle that takes a wheelchair is needed. */
  wheelchair: z.boolean(),
  recognisedBy: shortText.nullable(),
  /** Of a help request; null: once. */
  repetition: writtenRepetition.nullable(),
  notes: longText.nullable(),
})
export type RequestFields = z.infer<typeof requestFields>

export const requestView = requestFields.extend({
  id,
  contactId: id,
  personId: id.nullable(),
  position: z.int(),
  state: z.enum(requestStates),
  createdAt: instant,
  version: z.int(),
  serviceIds: z.array(id),
  unmetCause: z.enum(unmetCauses).nullable(),
  withdrawalReason: z.enum(withdrawalReasons).nullable(),
  withdrawalNote: z.string().nullable(),
})
export type RequestView = z.infer<typeof requestView>

export const contactView = z.object({
  id,
  direction: z.enum(contactDirections),
  provenance: z.enum(provenances),
  purpose: z.enum(outboundPurposes).nullable(),
  occurredAt: instant,
  recordedAt: instant,
  listeningPointId: id,
  listeningPointName: z.string(),
  localAssociationName: z.string().nullable(),
  operatorName: z.string().nullable(),
  callId: id.nullable(),
  /** The number as people read it. */
  callerPhone: z.string().nullable(),
  person: personSummary.nullable(),
  callerType: z.enum(callerTypes).nullable(),
  callerName: z.string().nullable(),
  notes: z.string().nullable(),
  state: z.enum(contactStates),
  closedAt: instant.nullable(),
  version: z.int(),
  requests: z.array(requestView),
})
export type ContactView = z.infer<typeof contactView>

const contactOpening = z.object({
  direction: z.enum(contactDirections).default('inbound'),
  /** Of an outbound one. */
  purpose: z.enum(outboundPurposes).nullable().default(null),
  /** The request an outbound one serves. */
  servesRequestId: id.nullable().default(null),
  provenance: z.enum(provenances),
  listeningPointId: id,
  /** The association it came to or left from, on its own telephone or at its own address. */
  localAssociationId: id.nullable().default(null),
  /** The true moment, which may be days ago. */
  occurredAt: instant,
})

const contactFields = z
  .object({
    personId: id.nullable(),
    callerType: z.enum(callerTypes).nullable(),
    callerName: shortText.nullable(),
    notes: longText.nullable(),
  })
  .partial()

const requestSave = requestFields
  .partial()
  .required({ kind: true })
  .extend({ version: z.int().min(0) })

/** What whoever speaks with a person must not miss, and what saves asking again. */
export const personAtHand = z.object({
  personId: id,
  hardOfHearing: z.boolean(),
  warning: z.string().nullable(),
  mobility: z.enum(mobilities).nullable(),
  address: z.string().nullable(),
  comuneIstatCode: z.string().nullable(),
  comune: z.string().nullable(),
  awaitsCallback: z.boolean(),
  openRequests: z.array(z.object({ id, contactId: id, at: instant, text: z.string() })),
  /** Others who use one of the same numbers. */
  sameNumber: z.array(z.string()),
})
export type PersonAtHandView = z.infer<typeof personAtHand>

const contactParams = z.object({ contactId: id })
const requestParams = z.object({ contactId: id, requestId: id })

export const contactEndpoints = endpoints({
  listContacts: {
    method: 'GET',
    path: '/contacts',
    guard: 'contact:read',
    summary:
      'Contacts of the points one may see, a page at a time: those that came in, newest first, or all that are still to be finished, the one written longest ago first',
    query: z.object({
      scope: z.enum(contactScopes).default('inbound'),
      limit: z.coerce.number().int().min(1).max(100).default(30),
      /** `next` of the page before. */
      cursor: id.optional(),
    }),
    answer: z.object({
      contacts: z.array(contactView.omit({ requests: true }).extend({ requestCount: z.int() })),
      next: id.nullable(),
    }),
  },
  readContact: {
    method: 'GET',
    path: '/contacts/:contactId',
    guard: 'contact:read',
    summary: 'One contact with its requests',
    params: contactParams,
    answer: contactView,
  },
  openContact: {
    method: 'PUT',
    path: '/contacts/:contactId',
    guard: 'contact:write',
    summary:
      'Opens a contact no telephone of ours announced (a visit, a letter, a local line, a call made from another phone) under an id the console chose',
    params: contactParams,
    body: contactOpening,
    answer: contactView,
  },
  changeContact: {
    method: 'PATCH',
    path: '/contacts/:contactId',
    guard: 'contact:write',
    summary: 'Saves what is being typed; an older version is a conflict',
    params: contactParams,
    body: contactFields.extend({ version: z.int() }),
    answer: contactView,
  },
  saveRequest: {
    method: 'PUT',
    path: '/contacts/:contactId/requests/:requestId',
    guard: 'contact:write',
    summary: 'Creates a request under an id the console chose, or saves what is being typed in it; version 0 creates',
    params: requestParams,
    body: requestSave,
    answer: requestView,
  },
  saveContact: {
    method: 'PUT',
    path: '/contacts/:contactId/whole',
    guard: 'contact:write',
    summary: 'Everything there is to save of a contact at once, its opening and its requests too: all of it, or none',
    params: contactParams,
    body: z.object({
      opening: contactOpening.nullable().default(null),
      /** Of the contact; 0 for one the server has never seen. */
      version: z.int().min(0),
      fields: contactFields.default({}),
      requests: z
        .array(requestSave.extend({ id }))
        .max(20, 'In un contatto ci stanno al massimo 20 richieste.')
        .default([]),
    }),
    answer: contactView,
  },
  readContactPerson: {
    method: 'GET',
    path: '/contacts/:contactId/person',
    guard: 'contact:read',
    summary: 'Warnings, open requests and home of the person a contact is for',
    params: contactParams,
    answer: z.object({ person: personAtHand.nullable() }),
  },
  markEditing: {
    method: 'PUT',
    path: '/editing/:entity/:entityId',
    guard: 'contact:write',
    summary: 'Says that one has this open, again every few seconds, or that one leaves; answers who else has',
    params: z.object({ entity: z.enum(editedEntities), entityId: id }),
    body: z.object({ isHere: z.boolean() }),
    answer: z.object({ others: z.array(z.string()) }),
  },
  removeRequest: {
    method: 'DELETE',
    path: '/contacts/:contactId/requests/:requestId',
    guard: 'contact:write',
    summary: 'Takes away a request that is still only being written',
    params: requestParams,
    answer: z.null(),
    status: 204,
  },
  closeContact: {
    method: 'POST',
    path: '/contacts/:contactId/close',
    guard: 'contact:write',
    summary: 'Ends the writing; says beside each field what is still missing',
    params: contactParams,
    body: z.object({ version: z.int() }),
    answer: contactView,
  },
  reopenContact: {
    method: 'POST',
    path: '/contacts/:contactId/reopen',
    guard: 'contact:write',
    summary: 'Takes back a closing of the last day. Twice is once',
    params: contactParams,
    body: nothing,
    answer: contactView,
  },
  withdrawRequest: {
    method: 'POST',
    path: '/requests/:requestId/withdraw',
    guard: 'request:takeInCharge',
    summary: 'The person takes a request back, or it was a mistake: what is to be done is called off. Twice is once',
    params: z.object({ requestId: id }),
    body: z.object({ reason: z.enum(withdrawalReasons), note: shortText.nullable().default(null) }),
    answer: requestView,
  },
  refuseRequest: {
    method: 'POST',
    path: '/requests/:requestId/refuse',
    guard: 'request:takeInCharge',
    summary: 'Help that is not given, such as a medical transport: the need is kept with its cause. Twice is once',
    params: z.object({ requestId: id }),
    body: z.object({ cause: z.enum(unmetCauses), referredTo: shortText.nullable().default(null) }),
    answer: requestView,
  },
  takeBackRefusal: {
    method: 'POST',
    path: '/requests/:requestId/take-back-refusal',
    guard: 'request:takeInCharge',
    summary: 'A request refused by mistake is open again, as long as its contact is. Twice is once',
    params: z.object({ requestId: id }),
    body: z.object({}),
    answer: requestView,
  },
  takeInCharge: {
    method: 'POST',
    path: '/requests/:requestId/take-in-charge',
    guard: 'request:takeInCharge',
    summary: 'Takes a help request in charge: its service is planned and volunteers are asked. Twice is once',
    params: z.object({ requestId: id }),
    body: z.object({}),
    answer: requestView,
  },
})
