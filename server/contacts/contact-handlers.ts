import type { z } from 'zod'
import type { Store } from '../../adapters/postgres/store.ts'
import { contactEndpoints, type requestFields } from '../../contract/contacts.ts'
import { visiblePoints } from '../../helpline/access/permissions.ts'
import { changeContact, closeContact, openContactCard, startContact } from '../../helpline/contacts/write-contact.ts'
import { type RequestPatch, removeRequest, saveRequest } from '../../helpline/contacts/write-request.ts'
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
    const rows = await store.listContacts({
      listeningPointIds: visiblePoints(who),
      state: input.query.state,
      limit: input.query.limit,
    })
    return rows.map(({ requestCount, ...row }) => ({ ...viewContactLine(row, occasion.now), requestCount }))
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
