import type { Change, Occasion } from '../../changes/change.ts'
import type { LockedService, OutboundMessages } from '../service-records.ts'
import { askingChannel, type ReachedBy } from './asking-channel.ts'

/** Whoever had said yes. */
export interface VolunteerToTell extends ReachedBy {
  volunteerId: string
  personName: string
}

export interface TellVolunteerRows extends OutboundMessages {
  volunteerToTell(serviceId: string): Promise<VolunteerToTell | null>
}

export interface Notice {
  intentKey: string
  body(told: VolunteerToTell): string | Promise<string>
  /** Not before; at once where none is given. */
  sendAt?: Date
}

/** One message to whoever has the service, by the way they like: one for each intention, however often it is asked. */
export async function tellVolunteer(
  tx: TellVolunteerRows & Change,
  { now }: Occasion,
  service: LockedService,
  notice: Notice,
): Promise<void> {
  const told = await tx.volunteerToTell(service.id)
  const channel = told && askingChannel(told)
  if (!told || !channel) return
  const { id: messageId } = await tx.addOutboundMessage({
    channel,
    peerE164: told.phoneE164,
    volunteerId: told.volunteerId,
    listeningPointId: service.listeningPointId,
    intentKey: notice.intentKey,
    body: await notice.body(told),
    // The offer makes it a message to the volunteer: about a service alone it would be to the person helped.
    offerId: service.acceptedOfferId,
    serviceId: service.acceptedOfferId ? service.id : null,
    createdAt: now,
  })
  const runAt = notice.sendAt && { runAt: notice.sendAt }
  tx.ask({ name: 'send-message', payload: { messageId }, key: `send-message:${messageId}`, ...runAt })
}
