import type { Prisma } from '../../generated/prisma/client.ts'
import type { CancelServiceRows } from '../../helpline/dispatch/cancel-service.ts'
import type { CloseServiceRows } from '../../helpline/dispatch/close-service.ts'
import type { ReleaseRows } from '../../helpline/dispatch/offers/release-service.ts'
import type { ExpenseRows } from '../../helpline/dispatch/paperwork/claim-expense.ts'
import type { StartSeriesRows } from '../../helpline/dispatch/series/start-series.ts'
import type { LockedService } from '../../helpline/dispatch/service-records.ts'
import type { TakeInChargeRows } from '../../helpline/dispatch/take-in-charge.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import type { ReachRows } from '../../helpline/reaching/reach.ts'
import { type Db, toDateColumn } from './database.ts'
import { consentToMessages, knownOfNumbers } from './reach-rows.ts'
import { whoWriteOnWhatsApp } from './writing-channel.ts'

type Writes = Omit<
  TakeInChargeRows & CancelServiceRows & CloseServiceRows & ReleaseRows,
  | 'findRequest'
  | keyof ReachRows
  | 'withdrawOtherOffers'
  | 'returnIdOf'
  | 'planAgain'
  | 'withdrawUnsentNews'
  | Exclude<keyof StartSeriesRows, 'addService' | 'servicesOfRequest' | 'endRequest'>
  | keyof ExpenseRows
  | ElsewhereOfClosing
>
type ElsewhereOfClosing =
  | 'writtenReport'
  | 'assignedVolunteerId'
  | 'lockVehicle'
  | 'odometerOf'
  | 'findVehicle'
  | 'setOdometer'

const reached = { id: true, phoneE164: true, preferredChannel: true } as const

/** In one question, because many may wait for the same service: with its relations it would be four. */
async function readLocked(db: Db, serviceId: string): Promise<LockedService | null> {
  const rows = await db.$queryRaw<LockedService[]>`
    SELECT s.id, s.request_id AS "requestId", s.person_id AS "personId", s.help_kind::text AS "helpKind",
      s.listening_point_id AS "listeningPointId", s.local_association_id AS "localAssociationId",
      s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.busy_from AS "busyFrom", s.busy_until AS "busyUntil",
      coalesce(s.from_place, r.from_place) AS "fromPlace", coalesce(s.to_place, r.to_place) AS "toPlace",
      s.leg::text AS leg, s.return_at AS "returnAt", s.called_until AS "calledUntil", s.ready_at AS "readyAt",
      s.state::text AS state, s.volunteer_id AS "volunteerId", s.told_person_at AS "toldPersonAt",
      s.told_before AS "toldBefore", s.told_starts_at AS "toldStartsAt", s.lost_volunteer_at AS "lostVolunteerAt",
      s.person_confirmed_at AS "personConfirmedAt", s.wants_out_at AS "wantsOutAt", s.version,
      s.assigned_at AS "assignedAt",
      (r.wheelchair OR p.mobility IS NOT DISTINCT FROM 'wheelchair') AS wheelchair,
      (SELECT o.id FROM offer o WHERE o.service_id = s.id AND o.state = 'accepted') AS "acceptedOfferId",
      (SELECT coalesce(max(o.wave), 0) FROM offer o WHERE o.service_id = s.id) AS "lastWave",
      (SELECT count(*)::int FROM offer o WHERE o.service_id = s.id AND o.state IN ('pending', 'sent')) AS "openOffers"
    FROM service s JOIN request r ON r.id = s.request_id JOIN assisted_person p ON p.id = s.person_id
    WHERE s.id = ${serviceId}::uuid AND s.deleted_at IS NULL`
  return rows[0] ?? null
}

export const serviceWrites = (db: Db): Writes => ({
  async lockService(serviceId) {
    await db.$queryRaw`SELECT 1 FROM service WHERE id = ${serviceId}::uuid FOR NO KEY UPDATE`
    return readLocked(db, serviceId)
  },

  async lockRequest(requestId) {
    await db.$queryRaw`SELECT 1 FROM request WHERE id = ${requestId}::uuid AND deleted_at IS NULL FOR NO KEY UPDATE`
    const row = await db.request.findFirst({
      where: { id: requestId, deletedAt: null },
      select: {
        personId: true,
        person: { select: { localAssociationId: true } },
        contact: {
          select: {
            listeningPointId: true,
            personId: true,
            localAssociationId: true,
            person: { select: { localAssociationId: true } },
          },
        },
      },
    })
    if (!row) return null
    const { contact, person } = row
    return {
      listeningPointId: contact.listeningPointId,
      personId: row.personId ?? contact.personId,
      localAssociationId: (person ?? contact.person)?.localAssociationId ?? contact.localAssociationId,
    }
  },

  async markTakenInCharge(requestId, { now, operatorId, personId }) {
    await db.request.update({
      where: { id: requestId },
      data: {
        state: 'takenInCharge',
        personId,
        takenInChargeAt: now,
        takenInChargeById: operatorId,
        version: { increment: 1 },
      },
    })
  },

  async addService(service) {
    const { id } = await db.service.create({
      data: {
        ...service,
        occurrenceOn: service.occurrenceOn === null ? null : toDateColumn(service.occurrenceOn),
        recordedAt: service.createdAt,
      },
      select: { id: true },
    })
    return id
  },

  async markCancelled(serviceId, now) {
    await db.service.update({
      where: { id: serviceId },
      data: { state: 'cancelled', closedAt: now, version: { increment: 1 } },
    })
  },

  async markDone(serviceId, { destinationKind, insideProvince, ...report }, { now, operatorId }) {
    await db.service.update({
      where: { id: serviceId },
      data: {
        ...report,
        ...(destinationKind === undefined ? {} : { destinationKind }),
        ...(insideProvince === undefined ? {} : { insideProvince }),
        // Done by somebody else: neither our volunteer nor our car was there.
        ...(report.fulfilledBy === 'auser' ? {} : { volunteerId: null, vehicleId: null }),
        state: 'done',
        closedAt: now,
        closedById: operatorId,
        version: { increment: 1 },
      },
    })
  },

  async correctReport(serviceId, { destinationKind, insideProvince, ...report }) {
    await db.service.update({
      where: { id: serviceId },
      data: {
        ...report,
        ...(destinationKind === undefined ? {} : { destinationKind }),
        ...(insideProvince === undefined ? {} : { insideProvince }),
        version: { increment: 1 },
      },
    })
  },

  async markUnmet(serviceId, cause, { now, operatorId }) {
    await db.service.update({
      where: { id: serviceId },
      data: {
        state: 'unmet',
        unmetCause: cause,
        closedAt: now,
        closedById: operatorId,
        version: { increment: 1 },
      },
    })
  },

  async volunteerToTell(serviceId) {
    const row = await db.service.findUnique({
      where: { id: serviceId },
      select: {
        person: { select: { firstName: true, lastName: true } },
        volunteer: { select: reached },
        offers: { where: { state: 'accepted' }, select: { volunteer: { select: reached } } },
      },
    })
    const volunteer = row?.offers[0]?.volunteer ?? row?.volunteer
    if (!row || !volunteer) return null
    const { id: volunteerId, phoneE164, preferredChannel } = volunteer
    const known = (await knownOfNumbers(db, [phoneE164]))(phoneE164)
    return { volunteerId, phoneE164, preferredChannel, ...known, personName: fullName(row.person) }
  },

  async mayHaveRead(serviceId) {
    const written = { serviceId, intentKey: { startsWith: 'tell:' }, channel: { not: 'voice' as const } }
    const left: Prisma.MessageWhereInput[] = [
      { state: { in: ['queued', 'sent', 'delivered', 'read'] } },
      // Twilio's answer is lost, or still to come.
      { state: 'pending', attemptedAt: { not: null } },
    ]
    return (await db.message.count({ where: { ...written, OR: left } })) > 0
  },

  async personReachedBy(personId) {
    const phone = await db.personPhone.findFirst({
      where: { personId },
      orderBy: [{ preferred: 'desc' }, { e164: 'asc' }],
      select: { e164: true },
    })
    if (!phone) return null
    const [onWhatsApp] = await whoWriteOnWhatsApp(db, [phone.e164])
    const preferredChannel = onWhatsApp ? 'whatsapp' : 'sms'
    const known = (await knownOfNumbers(db, [phone.e164]))(phone.e164)
    return { phoneE164: phone.e164, preferredChannel, ...known, consent: await consentToMessages(db, personId) }
  },

  async takeBackAcceptance(offerId) {
    await db.offer.updateMany({ where: { id: offerId, state: 'accepted' }, data: { state: 'declined' } })
  },

  async reopenService({ id, lastWave, toldPersonAt }, now) {
    await db.service.update({
      where: { id },
      data: {
        state: 'offering',
        volunteerId: null,
        vehicleId: null,
        assignedAt: null,
        toldPersonAt: null,
        personConfirmedAt: null,
        wantsOutAt: null,
        reopenedAfterWave: lastWave,
        ...(toldPersonAt ? { toldBefore: true, lostVolunteerAt: now } : {}),
        version: { increment: 1 },
      },
    })
  },

  async servicesOfRequest(requestId) {
    const services = await db.service.findMany({
      where: { requestId, deletedAt: null },
      select: { state: true, unmetCause: true, fulfilledBy: true },
    })
    // What a cycle has still to bring is planned, though it has no rows yet.
    const hasMore = await db.series.findFirst({ where: { requestId, isComplete: false }, select: { id: true } })
    return hasMore ? [...services, { state: 'planned', unmetCause: null, fulfilledBy: null }] : services
  },

  async endRequest(requestId, ending, now) {
    await db.request.updateMany({
      where: { id: requestId, state: { in: ['open', 'takenInCharge'] } },
      data: { ...ending, closedAt: now, version: { increment: 1 } },
    })
  },
})
