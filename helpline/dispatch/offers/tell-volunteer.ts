import type { Change, Occasion } from '../../changes/change.ts'
import type { ReachedBy } from '../../reaching/choose-channel.ts'
import type { MessageChannel, MessagePurpose } from '../../reaching/message-channel.ts'
import { type ReachRows, reach } from '../../reaching/reach.ts'
import type { LockedService } from '../service-records.ts'

/** Whoever had said yes. */
export interface VolunteerToTell extends ReachedBy {
  volunteerId: string
  personName: string
}

export interface TellVolunteerRows extends ReachRows {
  volunteerToTell(serviceId: string): Promise<VolunteerToTell | null>
}

export interface Notice {
  purpose?: MessagePurpose
  intentKey: string
  body(told: VolunteerToTell, channel: MessageChannel): string | Promise<string>
  /** Not before. */
  sendAt?: Date
}

/** One message to whoever has the service, by the way they like: one for each intention, however often it is asked. */
export async function tellVolunteer(
  tx: TellVolunteerRows & Change,
  occasion: Occasion,
  service: LockedService,
  { purpose = 'service', intentKey, body, sendAt }: Notice,
): Promise<void> {
  const told = await tx.volunteerToTell(service.id)
  if (!told) return
  await reach(tx, occasion, told, {
    ...{ purpose, intentKey, sendAt, about: service },
    volunteerId: told.volunteerId,
    listeningPointId: service.listeningPointId,
    body: (channel) => body(told, channel),
    // The offer makes it a message to the volunteer: about a service alone it would be to the person helped.
    offerId: service.acceptedOfferId,
    serviceId: service.acceptedOfferId ? service.id : null,
  })
}
