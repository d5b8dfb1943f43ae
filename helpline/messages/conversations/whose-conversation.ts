import type { RoutingReads } from '../../calls/incoming/preview-routing.ts'
import { onlyCandidate, pointOfCaller, unknownCaller } from '../../calls/incoming/recognise-caller.ts'
import type { MessageChannel } from '../../reaching/message-channel.ts'
import { parsePhoneNumber } from '../../territory/phone-numbers.ts'
import { romeDate } from '../../territory/rome-time.ts'
import { type MessageRoute, routeMessage } from './message-route.ts'

/** Who writes from a number: several volunteers, or several people, may share it. */
export interface Correspondent {
  volunteerIds: string[]
  personIds: string[]
  listeningPointId: string | null
}

export interface WhoseRows extends RoutingReads {
  /** What is known of a conversation; null before its first message. */
  findConversationWith(
    channel: MessageChannel,
    peerE164: string,
  ): Promise<{ personId: string | null; listeningPointId: string | null } | null>
}

export interface Whose extends MessageRoute {
  /** Whom the conversation is about, where that is learnt now. */
  personId: string | null
}

export const onlyOne = (ids: readonly string[]): string | null => (ids.length === 1 ? (ids[0] ?? null) : null)

/** Of a message that nobody has to read: who writes is all there is to know. */
export const whoWrites = ({ volunteerIds, personIds, listeningPointId }: Correspondent): Whose => ({
  personId: volunteerIds.length > 0 ? null : onlyOne(personIds),
  listeningPointId,
  closed: null,
})

/** Who reads a message, now or later: recognised as a caller is. What a person has said of the number stands. */
export async function whoReads(
  tx: WhoseRows,
  { channel, from, now }: { channel: MessageChannel; from: string; now: Date },
  correspondent: Correspondent,
): Promise<Whose> {
  const isVolunteer = correspondent.volunteerIds.length > 0
  const known = await tx.findConversationWith(channel, from)
  const caller = (await tx.findCallers([from])).get(from) ?? unknownCaller
  const ofCaller = isVolunteer ? undefined : pointOfCaller(caller)
  const knownPointId = ofCaller ?? correspondent.listeningPointId ?? known?.listeningPointId ?? undefined
  const points = await tx.listRoutablePoints(romeDate(now))
  const recognised = isVolunteer || known?.personId ? null : (onlyCandidate(caller)?.person.id ?? null)
  return { ...routeMessage({ phone: parsePhoneNumber(from), knownPointId }, points, now), personId: recognised }
}
