import type { z } from 'zod'
import type { Store } from '../../adapters/postgres/store.ts'
import { contactEndpoints, type requestFields } from '../../contract/contacts.ts'
import { type ContactLine, listContacts } from '../../helpline/contacts/contact-list.ts'
import { markEditing } from '../../helpline/contacts/editing.ts'
import { timelineText } from '../../helpline/contacts/person-timeline.ts'
import { readContactPerson } from '../../helpline/contacts/read-contact-person.ts'
import { reopenContact } from '../../helpline/contacts/reopen-contact.ts'
import { saveContact } from '../../helpline/contacts/save-contact.ts'
import { changeContact, closeContact, openContactCard, startContact } from '../../helpline/contacts/write-contact.ts'
import { type RequestPatch, removeRequest, saveRequest } from '../../helpline/contacts/write-request.ts'
import { refuseRequest } from '../../helpline/dispatch/withdrawal/refuse-request.ts'
import { takeBackRefusal } from '../../helpline/dispatch/withdrawal/take-back-refusal.ts'
import { withdrawRequest } from '../../helpline/dispatch/withdrawal/withdraw-request.ts'
import { viewRequest } from '../request-view.ts'
import type { Handlers } from '../routes.ts'
import { viewContact, viewContactLine } from './contact-views.ts'

const { takeInCharge: _dispatch, ...written } = contactEndpoints

type TypedRequest = Partial<z.output<typeof requestFields>> & Pick<z.output<typeof requestFields>, 'kind'>

function toPatch({ neededFrom, neededUntil, returnAt, ...fields }: TypedRequest): RequestPatch {
  const date = (value: string | null | undefined) => (typeof value === 'string' ? new Date(value) : value)
  const moments = { neededFrom: date(neededFrom), neededUntil: date(neededUntil), returnAt: date(returnAt) }
  return { ...fields, ...Object.fromEntries(Object.entries(moments).filter(([, value]) => value !== undefined)) }
}

export const contactHandlers = (store: Store): Handlers<typeof written> => ({
  listContacts: async ({ input, who, occasion }) => {
    const { scope, limit, cursor } = input.query
    const { contacts, next } = await listContacts(store, { who, scope, limit, cursor })
    const view = ({ requestCount, ...row }: ContactLine) => ({ ...viewContactLine(row, occasion.now), requestCount })
    return { contacts: contacts.map(view), next }
  },

  readContact: async ({ input, who, occasion }) =>
    viewContact(await openContactCard(store, occasion, { who, contactId: input.params.contactId }), occasion.now),

  openContact: async ({ input, who, occasion }) =>
    viewContact(
      await startContact(store, occasion, {
        who,
        contactId: input.params.contactId,
        ...input.body,
        occurredAt: new Date(input.body.occurredAt),
      }),
      occasion.now,
    ),

  changeContact: async ({ input, who, occasion }) => {
    const { version, ...fields } = input.body
    return viewContact(
      await changeContact(store, occasion, { who, contactId: input.params.contactId, version, fields }),
      occasion.now,
    )
  },

  saveRequest: async ({ input, who, occasion }) => {
    const { version, ...fields } = input.body
    return viewRequest(await saveRequest(store, occasion, { who, ...input.params, version, patch: toPatch(fields) }))
  },

  saveContact: async ({ input, who, occasion }) => {
    const { opening, version, fields, requests } = input.body
    const saved = await saveContact(store, occasion, {
      who,
      contactId: input.params.contactId,
      opening: opening && { ...opening, occurredAt: new Date(opening.occurredAt) },
      version,
      fields,
      requests: requests.map(({ id: requestId, version: seen, ...typed }) => ({
        requestId,
        version: seen,
        patch: toPatch(typed),
      })),
    })
    return viewContact(saved, occasion.now)
  },

  readContactPerson: async ({ input, who }) => {
    const person = await readContactPerson(store, who, input.params.contactId)
    if (!person) return { person: null }
    const { comuneName: comune, openRequests, ...known } = person
    return {
      person: {
        ...known,
        comune,
        openRequests: openRequests.map((request) => ({
          id: request.id,
          contactId: request.contactId,
          at: request.at.toISOString(),
          text: timelineText(request),
        })),
      },
    }
  },

  markEditing: async ({ input, who, occasion }) => ({
    others: await markEditing(store, occasion, { who, ...input.params, ...input.body }),
  }),

  reopenContact: async ({ input, who, occasion }) =>
    viewContact(await reopenContact(store, occasion, { who, ...input.params }), occasion.now),

  withdrawRequest: async ({ input, who, occasion }) =>
    viewRequest(await withdrawRequest(store, occasion, { who, ...input.params, ...input.body })),

  refuseRequest: async ({ input, who, occasion }) =>
    viewRequest(await refuseRequest(store, occasion, { who, ...input.params, ...input.body })),

  takeBackRefusal: async ({ input, who, occasion }) =>
    viewRequest(await takeBackRefusal(store, occasion, { who, ...input.params })),

  removeRequest: async ({ input, who, occasion }) => {
    await removeRequest(store, occasion, { who, ...input.params })
    return null
  },

  closeContact: async ({ input, who, occasion }) =>
    viewContact(
      await closeContact(store, occasion, { who, contactId: input.params.contactId, version: input.body.version }),
      occasion.now,
    ),
})
