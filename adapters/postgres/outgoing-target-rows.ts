import type { CalledLine, OutgoingTarget } from '../../helpline/calls/outgoing/place-outgoing-call.ts'
import type { Db } from './database.ts'

const living = { mergedIntoId: null, erasedAt: null } as const

/** The number of whom one calls, as it is written down. */
export async function calledLine(db: Db, to: OutgoingTarget): Promise<CalledLine | null> {
  switch (to.kind) {
    case 'typed':
      return { e164: to.number, personId: null, listeningPointId: null }
    case 'person': {
      const phone = await db.personPhone.findFirst({
        where: { personId: to.personId, e164: to.number, person: living },
        select: { e164: true, personId: true },
      })
      return phone && { ...phone, listeningPointId: null }
    }
    case 'relative': {
      const relation = await db.relation.findFirst({
        where: { id: to.relationId, person: living },
        select: { phoneE164: true, personId: true },
      })
      return relation?.phoneE164
        ? { e164: relation.phoneE164, personId: relation.personId, listeningPointId: null }
        : null
    }
    case 'volunteer': {
      const volunteer = await db.volunteer.findFirst({
        where: { id: to.volunteerId, endedOn: null },
        select: { phoneE164: true },
      })
      return volunteer && { e164: volunteer.phoneE164, personId: null, listeningPointId: null }
    }
    case 'callback':
      return db.callback.findUnique({
        where: { id: to.callbackId },
        select: { e164: true, personId: true, listeningPointId: true },
      })
    case 'contact': {
      const contact = await db.contact.findFirst({
        where: { id: to.contactId, deletedAt: null },
        select: { callerE164: true, personId: true, listeningPointId: true },
      })
      return (
        contact && { e164: contact.callerE164, personId: contact.personId, listeningPointId: contact.listeningPointId }
      )
    }
  }
}
