import type { Prisma } from '../../generated/prisma/client.ts'
import type { ContactLine, ContactListReads, ContactPlace, ContactScope } from '../../helpline/contacts/contact-list.ts'
import type { Db } from './database.ts'
import { personSelect, toPersonRecord } from './people-rows.ts'

const contactSelect = {
  id: true,
  direction: true,
  provenance: true,
  purpose: true,
  occurredAt: true,
  recordedAt: true,
  listeningPointId: true,
  callId: true,
  callerE164: true,
  callerType: true,
  callerName: true,
  notes: true,
  state: true,
  closedAt: true,
  version: true,
  point: { select: { name: true } },
  association: { select: { name: true } },
  operator: { select: { name: true } },
  person: { select: personSelect },
  call: { select: { legs: { where: { state: 'accepted' }, select: { operatorId: true } } } },
} satisfies Prisma.ContactSelect

const toContact = ({
  point,
  association,
  operator,
  person,
  call,
  ...row
}: Prisma.ContactGetPayload<{ select: typeof contactSelect }>): Omit<ContactLine, 'requestCount'> => ({
  ...row,
  listeningPointName: point.name,
  localAssociationName: association?.name ?? null,
  operatorName: operator?.name ?? null,
  person: person ? toPersonRecord(person) : null,
  speakerIds: (call?.legs ?? []).flatMap(({ operatorId }) => operatorId ?? []),
})

const pageOf: Record<
  ContactScope,
  {
    where: Prisma.ContactWhereInput
    orderBy: Prisma.ContactOrderByWithRelationInput[]
    past: (after: ContactPlace) => Prisma.ContactWhereInput[]
  }
> = {
  inbound: {
    where: { direction: 'inbound' },
    orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
    // The first of the two bounds is for the index.
    past: ({ occurredAt, id }) => [
      { occurredAt: { lte: occurredAt } },
      { OR: [{ occurredAt: { lt: occurredAt } }, { id: { lt: id } }] },
    ],
  },
  drafts: {
    where: { state: 'draft' },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
    past: ({ recordedAt, id }) => [
      { recordedAt: { gte: recordedAt } },
      { OR: [{ recordedAt: { gt: recordedAt } }, { id: { gt: id } }] },
    ],
  },
}

export const contactListReads = (db: Db): ContactListReads => ({
  findContactMoments: (contactId) =>
    db.contact.findUnique({ where: { id: contactId }, select: { id: true, occurredAt: true, recordedAt: true } }),

  async listContacts({ scope, listeningPointIds, after, limit }) {
    const rows = await db.contact.findMany({
      where: {
        deletedAt: null,
        ...(listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}),
        ...pageOf[scope].where,
        ...(after ? { AND: pageOf[scope].past(after) } : {}),
      },
      orderBy: pageOf[scope].orderBy,
      take: limit,
      select: { ...contactSelect, _count: { select: { requests: { where: { deletedAt: null } } } } },
    })
    return rows.map(({ _count, ...row }) => ({ ...toContact(row), requestCount: _count.requests }))
  },
})
