import type { SpokenCallDoors, SpokenCallRows } from '../../helpline/dispatch/answer-spoken-call.ts'
import { isAwaitedReturn } from '../../helpline/dispatch/service-records.ts'
import type { TellPersonRows } from '../../helpline/dispatch/tell-person.ts'
import type { RemindDoors } from '../../helpline/dispatch/telling/remind-tomorrow.ts'
import type { ReceiveMessageRows } from '../../helpline/messages/receive-message.ts'
import { flagConversation } from './conversation-rows.ts'
import type { Db } from './database.ts'
import { consentToMessages, knownOfNumbers } from './reach-rows.ts'
import { whoWriteOnWhatsApp } from './writing-channel.ts'

type SpokenReads = Omit<SpokenCallDoors, 'transaction'>

export const tellingReads = (db: Db): SpokenReads & Pick<RemindDoors, 'assignedServices'> => ({
  async assignedServices({ from, to }) {
    const services = await db.service.findMany({
      where: { state: 'assigned', startsAt: { gte: from, lt: to }, deletedAt: null },
      orderBy: { startsAt: 'asc' },
      select: { id: true },
    })
    return services.map(({ id }) => id)
  },

  async findSpokenMessage(messageId) {
    const row = await db.message.findFirst({
      where: { id: messageId, direction: 'outbound', channel: 'voice' },
      select: {
        ...{ id: true, conversationId: true, serviceId: true, offerId: true, intentKey: true, body: true },
        offer: { select: { state: true } },
        service: { select: { person: { select: { mayLeaveMessage: true } } } },
        conversation: { select: { peerE164: true, person: { select: { mayLeaveMessage: true } } } },
      },
    })
    if (!row?.intentKey) return null
    const { offer, intentKey, service, conversation, ...message } = row
    // A telephone may be shared: whoever was last written to there is not always whom this is about.
    const person = service?.person ?? conversation.person
    const mayLeaveMessage = message.offerId === null && person?.mayLeaveMessage === true
    return {
      ...message,
      e164: conversation.peerE164,
      intentKey,
      isTheirs: offer?.state === 'accepted',
      mayLeaveMessage,
    }
  },
})

type Writes = Pick<TellPersonRows, 'tellings' | 'personToTell' | 'markTold' | 'markSearchTold' | 'undoableUntil'> &
  Pick<SpokenCallRows, 'markPersonConfirmed'> &
  Pick<
    ReceiveMessageRows,
    'lockCorrespondent' | 'offerOfMessage' | 'findInboundMessage' | 'flagConversation' | 'serviceToConfirm'
  >

export const tellingWrites = (db: Db): Writes => ({
  async tellings(intentPrefix) {
    const rows = await db.message.findMany({
      where: { intentKey: { startsWith: intentPrefix } },
      orderBy: { createdAt: 'asc' },
      select: { channel: true, state: true, createdAt: true },
    })
    return rows.map(({ channel, state, createdAt }) => ({ channel, createdAt, progress: progressOf(channel, state) }))
  },

  async personToTell(serviceId) {
    const row = await db.service.findFirst({
      where: { id: serviceId },
      select: {
        personId: true,
        helpKind: true,
        startsAt: true,
        fromPlace: true,
        toPlace: true,
        calledUntil: true,
        readyAt: true,
        toldBefore: true,
        vehicle: { select: { name: true } },
        volunteer: { select: { firstName: true } },
        returnServices: {
          where: { calledUntil: { not: null }, state: { not: 'cancelled' } },
          select: { id: true },
          take: 1,
        },
        request: { select: { fromPlace: true, toPlace: true, recognisedBy: true } },
        person: {
          select: {
            firstName: true,
            phones: { select: { e164: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }] },
          },
        },
      },
    })
    if (!row?.volunteer) return null
    const phonesE164 = row.person.phones.map(({ e164 }) => e164)
    const known = await knownOfNumbers(db, phonesE164)
    const consent = await consentToMessages(db, row.personId)
    const onWhatsApp = await whoWriteOnWhatsApp(db, phonesE164)
    return {
      agreed: {
        recognisedBy: row.request.recognisedBy,
        fromPlace: row.fromPlace ?? row.request.fromPlace,
        toPlace: row.toPlace ?? row.request.toPlace,
        helpKind: row.helpKind,
        startsAt: row.startsAt,
        volunteerFirstName: row.volunteer.firstName,
        vehicleName: row.vehicle?.name ?? null,
        callsReturn: row.returnServices.length > 0,
        isCalledWhenReady: isAwaitedReturn(row),
        isChange: row.toldBefore,
      },
      phones: phonesE164.map((phoneE164) => ({
        ...{ phoneE164, consent, preferredChannel: onWhatsApp.includes(phoneE164) ? 'whatsapp' : 'sms' },
        ...known(phoneE164),
      })),
    }
  },

  async markTold(serviceId, now) {
    await db.$executeRaw`
      UPDATE service SET told_person_at = ${now}, told_starts_at = starts_at, lost_volunteer_at = NULL
      WHERE id = ${serviceId}::uuid AND told_person_at IS NULL`
  },

  async markSearchTold(id) {
    await db.service.update({ where: { id }, data: { lostVolunteerAt: null } })
  },

  async undoableUntil({ id: serviceId, version }) {
    const change = await db.serviceChange.findFirst({ where: { serviceId, version }, select: { tellAt: true } })
    return change?.tellAt ?? null
  },

  async markPersonConfirmed(serviceId, now) {
    await db.service.updateMany({ where: { id: serviceId, personConfirmedAt: null }, data: { personConfirmedAt: now } })
  },

  async lockCorrespondent(phoneE164) {
    const volunteers = await db.$queryRaw<{ id: string; listeningPointId: string | null }[]>`
      SELECT v.id, a.listening_point_id AS "listeningPointId"
      FROM volunteer v JOIN local_association a ON a.id = v.local_association_id
      WHERE v.phone_e164 = ${phoneE164} ORDER BY v.id FOR NO KEY UPDATE OF v`
    const people = await db.assistedPerson.findMany({
      where: { phones: { some: { e164: phoneE164 } }, mergedIntoId: null, erasedAt: null },
      orderBy: { cardNumber: 'asc' },
      select: { id: true, listeningPointId: true },
    })
    const points = [...volunteers, ...people].flatMap(({ listeningPointId }) => listeningPointId ?? [])
    return {
      volunteerIds: volunteers.map(({ id }) => id),
      personIds: people.map(({ id }) => id),
      listeningPointId: points[0] ?? null,
    }
  },

  async findInboundMessage(twilioSid) {
    return db.message.findFirst({ where: { twilioSid, direction: 'inbound' }, select: { autoReply: true } })
  },

  async offerOfMessage(twilioSid) {
    const where = { twilioSid, direction: 'outbound' } as const
    return (await db.message.findFirst({ where, select: { offerId: true } }))?.offerId ?? null
  },

  flagConversation: (conversationId) => flagConversation(db, conversationId),

  async serviceToConfirm(personIds, now) {
    const services = await db.service.findMany({
      where: {
        personId: { in: personIds },
        deletedAt: null,
        state: 'assigned',
        startsAt: { gt: now },
        toldPersonAt: { not: null },
        personConfirmedAt: null,
      },
      take: 2,
      select: { id: true, listeningPointId: true },
    })
    return services.length === 1 ? (services[0] ?? null) : null
  },
})

/** A call that is over without its words having been asked for was not heard. */
export function progressOf(channel: string, state: string): 'underWay' | 'delivered' | 'failed' {
  if (state === 'failed' || state === 'undelivered') return 'failed'
  if (state === 'delivered' || state === 'read') return channel === 'voice' ? 'failed' : 'delivered'
  return 'underWay'
}
