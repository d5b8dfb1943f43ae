import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import { chooseChannel, type ReachedBy } from '../../reaching/choose-channel.ts'
import { isWritten } from '../../reaching/message-channel.ts'
import { type OutboundMessages, writeMessage } from '../../reaching/write-message.ts'
import { newPageLinkText } from '../offer-texts.ts'
import { newPageLink, type PageLinkRows } from '../offers/page-link.ts'
import { type AssociationReads, requireAssociation } from './own-association.ts'

export interface PersonalLinkRows extends AssociationReads, PageLinkRows, OutboundMessages {
  lockVolunteer(volunteerId: string): Promise<void>
  findVolunteer(volunteerId: string): Promise<{ localAssociationId: string; listeningPointId: string | null } | null>
  volunteerContact(volunteerId: string): Promise<ReachedBy | null>
  hasIntent(intentKey: string): Promise<boolean>
  /** How many there were. */
  closePageLinks(volunteerId: string): Promise<number>
}

interface LinkInput {
  who: SignedIn
  volunteerId: string
}

async function held(tx: PersonalLinkRows, { who, volunteerId }: LinkInput): Promise<string | null> {
  await tx.lockVolunteer(volunteerId)
  const volunteer = await tx.findVolunteer(volunteerId)
  if (!volunteer) throw new NotFound('Questo volontario non c’è.')
  await requireAssociation(tx, who, volunteer.localAssociationId)
  return volunteer.listeningPointId
}

function traceLink(tx: Change, { volunteerId }: LinkInput, listeningPointId: string | null, action: string): void {
  tx.trace({ action, entity: 'volunteer', entityId: volunteerId, listeningPointId })
  tx.announce({ topic: 'volunteer', entityId: volunteerId, listeningPointId })
}

/** A new way to the page, sent to their own telephone; every way from before ends. Asked twice under one id, it is one. */
export const sendPersonalLink = (
  doors: Transactions<PersonalLinkRows>,
  occasion: Occasion,
  input: LinkInput & { sendId: string },
): Promise<void> =>
  doors.transaction(occasion, async (tx) => {
    const listeningPointId = await held(tx, input)
    const { volunteerId } = input
    const { now } = occasion
    const intentKey = `page-link:${volunteerId}:${input.sendId}`
    if (await tx.hasIntent(intentKey)) return
    const contact = await tx.volunteerContact(volunteerId)
    // Who prefers to be called can still open what was asked for.
    const preferredChannel = contact?.preferredChannel === 'whatsapp' ? 'whatsapp' : 'sms'
    const way = contact && chooseChannel({ ...contact, preferredChannel }, { purpose: 'service' }, now)
    if (!contact || way?.kind !== 'send' || !isWritten(way.channel)) {
      throw new NotAllowed('A questo numero non si mandano messaggi: gli telefoni.')
    }
    await tx.closePageLinks(volunteerId)
    const link = await newPageLink(tx, volunteerId, now, now)
    await writeMessage(tx, occasion, {
      purpose: 'service',
      channel: way.channel,
      peerE164: contact.phoneE164,
      volunteerId,
      listeningPointId,
      intentKey,
      body: newPageLinkText(link),
    })
    traceLink(tx, input, listeningPointId, 'volunteer.pageLinkSent')
  })

/** Every way to the page ends at once, also of what was printed; the next message brings a new one. */
export const revokePersonalLinks = (
  doors: Transactions<PersonalLinkRows>,
  occasion: Occasion,
  input: LinkInput,
): Promise<{ revoked: number }> =>
  doors.transaction(occasion, async (tx) => {
    const listeningPointId = await held(tx, input)
    const revoked = await tx.closePageLinks(input.volunteerId)
    if (revoked > 0) traceLink(tx, input, listeningPointId, 'volunteer.pageLinksRevoked')
    return { revoked }
  })
