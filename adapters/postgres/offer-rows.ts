import { Prisma } from '../../generated/prisma/client.ts'
import type { AnswerOfferRows } from '../../helpline/dispatch/answer-offer.ts'
import type { CloseWaveRows } from '../../helpline/dispatch/close-wave.ts'
import type { MakeOffersRows, VolunteerToAsk } from '../../helpline/dispatch/make-offers.ts'
import type { SpokenOfferRows } from '../../helpline/dispatch/offers/spoken-offer.ts'
import type { PairRows } from '../../helpline/dispatch/series/kept-return.ts'
import { isRide } from '../../helpline/dispatch/service-times.ts'
import type { AskedOffer } from '../../helpline/dispatch/volunteer-reply.ts'
import { Conflict } from '../../helpline/errors.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import type { ReachRows } from '../../helpline/reaching/reach.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { type Db, violatedConstraint } from './database.ts'
import { reachedColumns } from './reach-rows.ts'

const DAY_MS = 86_400_000
/** A code may be answered this late; it is not given again to the same number before. */
const CODE_MEMORY_DAYS = 30
const MOST_OFFERS_READ = 50

export const offerReads = (db: Db) => ({
  /** What was asked of a number, newest first, as far as an answer may still be about it. */
  async offersMadeTo(phoneE164: string, now: Date): Promise<AskedOffer[]> {
    const since = new Date(now.getTime() - CODE_MEMORY_DAYS * DAY_MS)
    return db.$queryRaw<AskedOffer[]>`
      SELECT o.id AS "offerId", o.code::text, o.state IN ('pending', 'sent') AS "isOpen",
        o.state IN ('expired', 'withdrawn') AS "isLate",
        o.state IN ('expired', 'withdrawn') AND s.state IN ('planned', 'offering') AS "stillNeeded",
        o.state = 'accepted' AND s.state = 'assigned' AS "isTheirs"
      FROM offer o JOIN volunteer v ON v.id = o.volunteer_id JOIN service s ON s.id = o.service_id
      WHERE v.phone_e164 = ${phoneE164} AND o.created_at > ${since} AND s.ends_at > ${now} AND s.deleted_at IS NULL
      ORDER BY o.created_at DESC, o.id DESC LIMIT ${MOST_OFFERS_READ}`
  },
})

/** The question is the service as it stands. */
export async function noteAsked(db: Db, offerId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE offer o SET asked_starts_at = s.starts_at, asked_return_at = s.return_at,
      asked_to_place = coalesce(s.to_place, r.to_place)
    FROM service s JOIN request r ON r.id = s.request_id WHERE o.id = ${offerId}::uuid AND s.id = o.service_id`
}

type ReturnLegRows = Pick<PairRows, 'returnIdOf' | 'isVehicleFree' | 'preferVolunteer' | 'planAgain' | 'holdPool'>
type Writes = Omit<
  MakeOffersRows & AnswerOfferRows & CloseWaveRows & Pick<SpokenOfferRows, 'noteAsked'>,
  | 'lockService'
  | keyof ReachRows
  | 'addPageLink'
  | 'lockFreeVehicle'
  | 'volunteerFacts'
  | 'serviceToOffer'
  | 'undoableUntil'
  | keyof ReturnLegRows
>

export const offerWrites = (db: Db): Writes => ({
  async lockVolunteersToAsk(ids, since) {
    // In one order everywhere, so that two searches never wait for each other.
    await db.$queryRaw`SELECT 1 FROM volunteer WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
    return db.$queryRaw<VolunteerToAsk[]>`
      SELECT v.id, v.phone_e164 AS "phoneE164", v.preferred_channel::text AS "preferredChannel",
        ${reachedColumns(Prisma.sql`v.phone_e164`)},
        (SELECT count(*)::int FROM offer o WHERE o.volunteer_id = v.id AND o.answered_at IS NULL
          AND o.created_at > ${since}) AS "unansweredThisWeek",
        ARRAY(SELECT o.code::text FROM offer o JOIN volunteer other ON other.id = o.volunteer_id
          WHERE other.phone_e164 = v.phone_e164
            AND (o.state IN ('pending', 'sent') OR o.created_at > ${new Date(since.getTime() - CODE_MEMORY_DAYS * DAY_MS)})) AS "usedCodes"
      FROM volunteer v WHERE v.id = ANY(${ids}::uuid[])`
  },

  async addOffer(offer) {
    const { id } = await db.offer.create({ data: offer, select: { id: true } })
    return id
  },

  async markOffering(serviceId) {
    await db.service.update({ where: { id: serviceId }, data: { state: 'offering', version: { increment: 1 } } })
  },

  async clearFirstPlace(volunteerIds) {
    await db.volunteer.updateMany({
      where: { id: { in: volunteerIds }, firstPlaceNext: true },
      data: { firstPlaceNext: false },
    })
  },

  async lockOffer(offerId) {
    await db.$queryRaw`
      SELECT 1 FROM volunteer v WHERE id = (SELECT volunteer_id FROM offer WHERE id = ${offerId}::uuid) FOR NO KEY UPDATE`
    // The service, before its offers are read: whoever holds it decides them.
    await db.$queryRaw`
      SELECT 1 FROM service WHERE id = (SELECT service_id FROM offer WHERE id = ${offerId}::uuid) FOR NO KEY UPDATE`
    return db.offer.findUnique({
      where: { id: offerId },
      select: {
        ...{ id: true, serviceId: true, volunteerId: true, state: true },
        ...{ askedStartsAt: true, askedReturnAt: true, askedToPlace: true },
      },
    })
  },

  noteAsked: (offerId) => noteAsked(db, offerId),

  async isAskedOf(volunteerId, serviceId, exceptOfferId) {
    const awaited = { volunteerId, serviceId, state: { in: ['pending', 'sent'] } } satisfies Prisma.OfferWhereInput
    return (await db.offer.count({ where: { ...awaited, id: { not: exceptOfferId } } })) > 0
  },

  async isVolunteerBusy(volunteerId, { id, busyFrom, busyUntil }) {
    const taken = await db.service.findFirst({
      where: {
        volunteerId,
        id: { not: id },
        deletedAt: null,
        state: { in: ['assigned', 'done'] },
        busyFrom: { lt: busyUntil },
        busyUntil: { gt: busyFrom },
      },
      select: { id: true },
    })
    return taken !== null
  },

  async assignService(service, { volunteerId, vehicleId, localAssociationId, now }) {
    await db.service
      .update({
        where: { id: service.id },
        data: {
          state: 'assigned',
          volunteerId,
          vehicleId,
          localAssociationId,
          assignedAt: now,
          version: { increment: 1 },
        },
      })
      .catch((error: unknown) => {
        const constraint = violatedConstraint(error) ?? ''
        if (!/booked_once/.test(constraint)) throw error
        throw new Conflict('Il volontario o l’automezzo è già impegnato in quelle ore.')
      })
  },

  async volunteerAssociationId(volunteerId) {
    const where = { id: volunteerId }
    return (await db.volunteer.findUniqueOrThrow({ where, select: { localAssociationId: true } })).localAssociationId
  },

  async markAnswered(offerId, { state, via, now }) {
    await db.offer.update({ where: { id: offerId }, data: { state, answerVia: via, answeredAt: now } })
  },

  async withdrawOffer(offerId) {
    await db.offer.updateMany({
      where: { id: offerId, state: { in: ['pending', 'sent', 'expired'] } },
      data: { state: 'withdrawn' },
    })
  },

  async withdrawOtherOffers(serviceId, exceptOfferId) {
    const open = await db.offer.findMany({
      where: {
        serviceId,
        state: { in: ['pending', 'sent'] },
        ...(exceptOfferId ? { id: { not: exceptOfferId } } : {}),
      },
      select: { id: true },
    })
    const ids = open.map(({ id }) => id)
    // Messages before offers, in the order of whoever is sending one.
    await db.message.updateMany({
      where: { offerId: { in: ids }, direction: 'outbound', state: 'pending', attemptedAt: null },
      data: { state: 'failed' },
    })
    await db.offer.updateMany({
      where: { id: { in: ids }, state: { in: ['pending', 'sent'] } },
      data: { state: 'withdrawn' },
    })
  },

  async giveFirstPlace(volunteerId) {
    await db.volunteer.update({ where: { id: volunteerId }, data: { firstPlaceNext: true } })
  },

  async markWantsOut(serviceId, now) {
    await db.service.updateMany({ where: { id: serviceId, wantsOutAt: null }, data: { wantsOutAt: now } })
  },

  async takenService(serviceId) {
    const service = await db.service.findUniqueOrThrow({
      where: { id: serviceId },
      select: {
        startsAt: true,
        helpKind: true,
        leg: true,
        fromPlace: true,
        toPlace: true,
        returnAt: true,
        returnServices: { where: { calledUntil: { not: null } }, select: { id: true }, take: 1 },
        vehicle: { select: { name: true, plate: true } },
        request: { select: { fromPlace: true, toPlace: true, recognisedBy: true } },
        person: {
          select: {
            firstName: true,
            lastName: true,
            phones: { select: { e164: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }], take: 1 },
          },
        },
      },
    })
    const { vehicle, person, request } = service
    const phone = person.phones[0]?.e164
    return {
      recognisedBy: request.recognisedBy,
      fromPlace: service.fromPlace ?? request.fromPlace,
      toPlace: service.toPlace ?? request.toPlace,
      startsAt: service.startsAt,
      returnAt: service.returnAt,
      isOneWay: service.leg === 'outward' && service.returnServices.length === 0,
      personName: fullName(person),
      personPhone: phone ? formatPhone(phone) : null,
      vehicleName: vehicle ? `${vehicle.name} ${vehicle.plate}` : null,
      isRide: isRide(service.helpKind),
    }
  },

  async expireOffers(serviceId, wave, now) {
    const expired = await db.offer.updateMany({
      where: {
        serviceId,
        wave,
        state: { in: ['pending', 'sent'] },
        OR: [
          { expiresAt: { lte: now } },
          {
            messages: {
              some: { direction: 'outbound', state: { in: ['failed', 'undelivered'] } },
              // What WhatsApp did not take may be on its way as SMS.
              none: { direction: 'outbound', state: { notIn: ['failed', 'undelivered'] } },
            },
          },
        ],
      },
      data: { state: 'expired' },
    })
    const next = await db.offer.findFirst({
      where: { serviceId, wave, state: { in: ['pending', 'sent'] } },
      orderBy: { expiresAt: 'asc' },
      select: { expiresAt: true },
    })
    return { expired: expired.count, nextAt: next?.expiresAt ?? null }
  },
})
