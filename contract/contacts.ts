import { z } from 'zod'
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
} from '../helpline/contacts/kinds.ts'
import { endpoints, id, instant, longText, shortText } from './endpoint.ts'
import { personSummary } from './people.ts'

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
  destinationKind: z.enum(destinationKinds).nullable(),
  insideProvince: z.boolean().nullable(),
  returnKind: z.enum(returnKinds).nullable(),
  returnAt: instant.nullable(),
  companions: z.int().min(0, 'Da 0 a 8 accompagnatori.').max(8, 'Da 0 a 8 accompagnatori.').nullable(),
  wheelchair: z.boolean(),
  recognisedBy: shortText.nullable(),
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
  operatorName: z.string().nullable(),
  callId: id.nullable(),
  /** The number as people read it. */
  callerPhone: z.string().nullable(),
  person: personSummary.nullable(),
  callerType: z.enum(callerTypes).nullable(),
  callerName: z.string().nullable(),
  notes: z.string().nullable(),
  state: z.enum(contactStates),
  version: z.int(),
  requests: z.array(requestView),
})
export type ContactView = z.infer<typeof contactView>

const contactParams = z.object({ contactId: id })
const requestParams = z.object({ contactId: id, requestId: id })

export const contactEndpoints = endpoints({
  listContacts: {
    method: 'GET',
    path: '/contacts',
    guard: 'contact:read',
    summary: 'Contacts of the points one may see, newest first',
    query: z.object({
      state: z.enum(contactStates).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(30),
    }),
    answer: z.array(contactView.omit({ requests: true }).extend({ requestCount: z.int() })),
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
    body: z.object({
      direction: z.enum(contactDirections).default('inbound'),
      /** Of an outbound one. */
      purpose: z.enum(outboundPurposes).nullable().default(null),
      /** The request an outbound one serves. */
      servesRequestId: id.nullable().default(null),
      provenance: z.enum(provenances),
      listeningPointId: id,
      /** The true moment, which may be days ago. */
      occurredAt: instant,
    }),
    answer: contactView,
  },
  changeContact: {
    method: 'PATCH',
    path: '/contacts/:contactId',
    guard: 'contact:write',
    summary: 'Saves what is being typed; an older version is a conflict',
    params: contactParams,
    body: z.object({
      version: z.int(),
      personId: id.nullable().optional(),
      callerType: z.enum(callerTypes).nullable().optional(),
      callerName: shortText.nullable().optional(),
      notes: longText.nullable().optional(),
    }),
    answer: contactView,
  },
  saveRequest: {
    method: 'PUT',
    path: '/contacts/:contactId/requests/:requestId',
    guard: 'contact:write',
    summary: 'Creates a request under an id the console chose, or saves what is being typed in it; version 0 creates',
    params: requestParams,
    body: requestFields
      .partial()
      .required({ kind: true })
      .extend({ version: z.int().min(0) }),
    answer: requestView,
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
