import type { MoveServiceRows } from '../../helpline/dispatch/board/move-service.ts'
import type { Assignment } from '../../helpline/dispatch/board/service-change.ts'
import type { RememberedService, UndoChangeRows } from '../../helpline/dispatch/board/undo-change.ts'
import type { AssignmentFacts } from '../../helpline/dispatch/recheck/assignment-obstacles.ts'
import type { RecheckDoors, RecheckRows } from '../../helpline/dispatch/recheck/recheck-services.ts'
import type { MoveReturnRows, PairRows } from '../../helpline/dispatch/series/kept-return.ts'
import { isAwaitedReturn } from '../../helpline/dispatch/service-records.ts'
import type { WeeklyAvailability } from '../../helpline/dispatch/volunteer-matching.ts'
import { Conflict } from '../../helpline/errors.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import type { ReachRows } from '../../helpline/reaching/reach.ts'
import { type Db, fromDateColumn, violatedConstraint } from './database.ts'
import { noteAsked } from './offer-rows.ts'
import { knownOfNumbers } from './reach-rows.ts'
import { rideToDrive, vehiclesForRide } from './vehicle-choice-rows.ts'
import { volunteerFactReads } from './volunteer-fact-rows.ts'

/** A night looks at this many. */
const MOST_RECHECKED = 20_000

export const recheckReads = (db: Db): Omit<RecheckDoors, 'transaction'> => ({
  async servicesToRecheck({ about, id }, now) {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT s.id FROM service s LEFT JOIN service_flag f ON f.service_id = s.id
      WHERE s.deleted_at IS NULL AND (f.service_id IS NOT NULL OR (s.state = 'assigned' AND s.starts_at > ${now}))
        AND CASE ${about}
          WHEN 'volunteer' THEN s.volunteer_id = ${id}::uuid
          WHEN 'vehicle' THEN s.vehicle_id = ${id}::uuid
          WHEN 'person' THEN s.person_id = ${id}::uuid
          WHEN 'request' THEN s.request_id = ${id}::uuid
          WHEN 'association' THEN s.local_association_id = ${id}::uuid
          WHEN 'service' THEN s.id = ${id}::uuid
          ELSE true END
      ORDER BY s.starts_at, s.id LIMIT ${MOST_RECHECKED}`
    return rows.map((row) => row.id)
  },
})

async function clash(db: Db, who: { volunteerId: string } | { vehicleId: string }, service: Hours & { id: string }) {
  return db.service.findFirst({
    where: {
      ...who,
      deletedAt: null,
      state: { in: ['assigned', 'done'] },
      id: { not: service.id },
      busyFrom: { lt: service.busyUntil },
      busyUntil: { gt: service.busyFrom },
    },
    orderBy: { startsAt: 'asc' },
    select: { startsAt: true, endsAt: true },
  })
}

interface Hours {
  busyFrom: Date
  busyUntil: Date
}

async function assignmentFacts(
  db: Db,
  serviceId: string,
  volunteerId: string,
  vehicleId: string | null,
): Promise<AssignmentFacts | null> {
  const ride = await rideToDrive(db, serviceId)
  const service = await db.service.findUnique({
    where: { id: serviceId },
    select: {
      helpKind: true,
      personId: true,
      startsAt: true,
      endsAt: true,
      association: { select: { membersOnly: true } },
      person: { select: { member: true, memberUntil: true } },
    },
  })
  const volunteer = await db.volunteer.findUnique({
    where: { id: volunteerId },
    select: { localAssociationId: true, association: { select: { membersOnly: true } } },
  })
  const facts = service && (await volunteerFactReads(db).volunteerFacts(volunteerId, service))
  if (!ride || !service || !volunteer || !facts) return null
  const [vehicle = null] = vehicleId ? await vehiclesForRide(db, [vehicleId], ride) : []
  if (vehicleId && !vehicle) return null
  const { member, memberUntil } = service.person
  return {
    service: { ...ride, helpKind: service.helpKind },
    volunteer: { ...facts, localAssociationId: volunteer.localAssociationId },
    vehicle,
    person: { member, memberUntil: memberUntil && fromDateColumn(memberUntil) },
    membersOnly: (service.association ?? volunteer.association).membersOnly,
  }
}

async function write(db: Db, serviceId: string, { volunteerId, ...assignment }: Assignment, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE service SET told_before = true,
      lost_volunteer_at = CASE WHEN ${volunteerId}::uuid IS NULL THEN ${now} ELSE lost_volunteer_at END
    WHERE id = ${serviceId}::uuid AND told_person_at IS NOT NULL`
  const before = await db.service.findUniqueOrThrow({
    where: { id: serviceId },
    select: { calledUntil: true, readyAt: true },
  })
  const open = isAwaitedReturn(before) ? ('planned' as const) : ('offering' as const)
  const data = {
    ...assignment,
    volunteerId,
    state: volunteerId ? ('assigned' as const) : open,
    toldPersonAt: null,
    personConfirmedAt: null,
    wantsOutAt: null,
    version: { increment: 1 },
  }
  await db.service.update({ where: { id: serviceId }, data }).catch((error: unknown) => {
    if (!/booked_once/.test(violatedConstraint(error) ?? '')) throw error
    throw new Conflict('Il volontario o l’automezzo è già impegnato in quelle ore.')
  })
  // At another time, or after somebody who goes no more, those who said nothing may be asked again.
  if (!volunteerId) {
    await db.$executeRaw`
      UPDATE service SET reopened_after_wave = (SELECT coalesce(max(wave), 0) FROM offer WHERE service_id = ${serviceId}::uuid)
      WHERE id = ${serviceId}::uuid`
  }
}

type Writes = Omit<
  RecheckRows & MoveServiceRows,
  | keyof ReachRows
  | keyof PairRows
  | keyof MoveReturnRows
  | 'withdrawOtherOffers'
  | 'takenService'
  | 'volunteerToTell'
  | 'takeBackAcceptance'
  | 'reopenService'
> &
  Pick<UndoChangeRows, 'rememberedChange' | 'withdrawUnsentMessages' | 'reviveNews' | 'restoreService'>

export const recheckWrites = (db: Db): Writes => ({
  async assignedVolunteerId(serviceId) {
    return (
      (await db.service.findUnique({ where: { id: serviceId }, select: { volunteerId: true } }))?.volunteerId ?? null
    )
  },

  async assignedVehicleId(serviceId) {
    return (await db.service.findUnique({ where: { id: serviceId }, select: { vehicleId: true } }))?.vehicleId ?? null
  },

  async lockVolunteers(ids) {
    // In one order everywhere.
    await db.$queryRaw`SELECT 1 FROM volunteer WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
  },

  assignmentFacts: (serviceId, volunteerId, vehicleId) => assignmentFacts(db, serviceId, volunteerId, vehicleId),
  volunteerClash: (volunteerId, service) => clash(db, { volunteerId }, service),
  vehicleClash: (vehicleId, service) => clash(db, { vehicleId }, service),

  async weeklyAvailability(volunteerId) {
    const rows = await db.volunteerAvailability.findMany({ where: { volunteerId } })
    return rows.map(({ weekday, fromTime, untilTime, validFrom, validUntil }) => ({
      weekday: weekday as WeeklyAvailability['weekday'],
      fromTime,
      untilTime,
      validFrom: validFrom && fromDateColumn(validFrom),
      validUntil: validUntil && fromDateColumn(validUntil),
    }))
  },

  async setAside(serviceId, { startsAt, endsAt, busyFrom, busyUntil, returnAt }) {
    await db.service.update({
      where: { id: serviceId },
      data: { startsAt, endsAt, busyFrom, busyUntil, returnAt, state: 'offering', volunteerId: null, vehicleId: null },
    })
  },

  writeAssignment: (serviceId, assignment, now) => write(db, serviceId, assignment, now),

  async withdrawAcceptedOffer(serviceId) {
    await db.offer.updateMany({
      where: { serviceId, state: 'accepted' },
      data: { state: 'withdrawn', answeredAt: null, answerVia: null },
    })
  },

  async acceptOfferByHand({ serviceId, volunteerId, wave, code }, now) {
    const answer = { state: 'accepted', answeredAt: now, answerVia: 'operator' } as const
    const known = await db.offer.findFirst({
      where: { serviceId, volunteerId },
      orderBy: { wave: 'desc' },
      select: { id: true },
    })
    if (known) {
      await db.offer.update({ where: { id: known.id }, data: answer })
      await noteAsked(db, known.id)
      return known.id
    }
    const { id } = await db.offer.create({
      data: {
        ...answer,
        serviceId,
        volunteerId,
        wave,
        rank: 0,
        reasons: ['l’ha detto a un operatore'],
        code,
        channel: 'voice',
        createdAt: now,
      },
      select: { id: true },
    })
    await noteAsked(db, id)
    return id
  },

  async volunteerContact(volunteerId) {
    const row = await db.volunteer.findUnique({
      where: { id: volunteerId },
      select: { firstName: true, lastName: true, phoneE164: true, preferredChannel: true },
    })
    if (!row) return null
    const { phoneE164, preferredChannel } = row
    const known = (await knownOfNumbers(db, [phoneE164]))(phoneE164)
    return { name: fullName(row), phoneE164, preferredChannel, ...known }
  },

  async flagOf(serviceId) {
    return (await db.serviceFlag.findUnique({ where: { serviceId } }))?.reasons ?? null
  },

  async saveFlag(serviceId, reasons, since) {
    await db.serviceFlag.upsert({ where: { serviceId }, create: { serviceId, reasons, since }, update: { reasons } })
  },

  async clearFlag(serviceId) {
    await db.serviceFlag.deleteMany({ where: { serviceId } })
  },

  async rememberChange(serviceId, tellAt) {
    await db.$executeRaw`
      INSERT INTO service_change (service_id, version, before, tell_at)
      SELECT s.id, s.version + 1, to_jsonb(s) || jsonb_build_object('offer',
        (SELECT to_jsonb(o) FROM offer o WHERE o.service_id = s.id AND o.state = 'accepted')), ${tellAt}
      FROM service s WHERE s.id = ${serviceId}::uuid
      ON CONFLICT (service_id) DO UPDATE SET version = EXCLUDED.version, before = EXCLUDED.before, tell_at = EXCLUDED.tell_at`
  },

  async rememberedChange(serviceId) {
    const rows = await db.$queryRaw<RememberedService[]>`
      SELECT c.version, c.tell_at AS "tellAt", b.volunteer_id AS "volunteerId", b.starts_at AS "startsAt", b.ends_at AS "endsAt"
      FROM service_change c, jsonb_populate_record(NULL::service, c.before) b WHERE c.service_id = ${serviceId}::uuid`
    return rows[0] ?? null
  },

  async withdrawUnsentMessages(intentPrefix) {
    const where = { intentKey: { startsWith: intentPrefix }, direction: 'outbound' as const }
    await db.message.updateMany({ where: { ...where, state: 'pending', attemptedAt: null }, data: { state: 'failed' } })
    return { alreadySent: await db.message.count({ where: { ...where, attemptedAt: { not: null } } }) }
  },

  async withdrawUnsentNews(serviceId, volunteerId, version) {
    const rows = await db.$queryRaw<{ news: string; startsAt: string; rest: string }[]>`
      WITH withdrawn AS (
        UPDATE message SET state = 'failed', intent_key = intent_key || ${`:by${version}`}
        WHERE intent_key LIKE ${`change:${serviceId}:%:${volunteerId}:%`} AND direction = 'outbound' AND state = 'pending'
          AND attempted_at IS NULL
        RETURNING intent_key)
      SELECT split_part(intent_key, ':', 5) AS news, split_part(intent_key, ':', 6) AS "startsAt",
        split_part(intent_key, ':', 7) AS rest
      FROM withdrawn ORDER BY split_part(intent_key, ':', 3)::int LIMIT 1`
    return rows.map(({ news, startsAt, rest }) =>
      news === 'taken' ? null : { startsAt: new Date(Number(startsAt)), rest },
    )[0]
  },

  async reviveNews(serviceId, version) {
    const rows = await db.$queryRaw<{ id: string }[]>`
      UPDATE message SET state = 'pending', intent_key = regexp_replace(intent_key, ':by\\d+$', '')
      WHERE intent_key LIKE ${`change:${serviceId}:%:by${version}`} AND state = 'failed' AND attempted_at IS NULL
      RETURNING id`
    return rows.map(({ id }) => id)
  },

  async restoreService(serviceId) {
    await db.offer.updateMany({
      where: { serviceId, state: 'accepted' },
      data: { state: 'withdrawn', answeredAt: null, answerVia: null },
    })
    await db.$executeRaw`
      UPDATE offer o SET state = 'accepted', answered_at = b.answered_at, answer_via = b.answer_via
      FROM service_change c, jsonb_populate_record(NULL::offer, nullif(c.before -> 'offer', 'null')) b
      WHERE c.service_id = ${serviceId}::uuid AND o.id = b.id`
    await db.$executeRaw`
      UPDATE service s SET state = b.state, volunteer_id = b.volunteer_id, vehicle_id = b.vehicle_id,
        local_association_id = b.local_association_id, starts_at = b.starts_at, ends_at = b.ends_at, busy_from = b.busy_from,
        busy_until = b.busy_until, return_at = b.return_at, assigned_at = b.assigned_at, told_person_at = b.told_person_at,
        person_confirmed_at = b.person_confirmed_at, wants_out_at = b.wants_out_at, told_before = b.told_before,
        lost_volunteer_at = b.lost_volunteer_at,
        called_until = b.called_until, reopened_after_wave = b.reopened_after_wave, version = s.version + 1
      FROM service_change c, jsonb_populate_record(NULL::service, c.before) b
      WHERE s.id = ${serviceId}::uuid AND c.service_id = s.id`.catch((error: unknown) => {
      if (!/booked_once/.test(violatedConstraint(error) ?? '')) throw error
      throw new Conflict('Nel frattempo il volontario o l’automezzo ha preso un altro impegno in quelle ore.')
    })
    // What the person was told before is true again.
    await db.$executeRaw`
      UPDATE message m SET intent_key = format('tell:%s:%s:%s', s.id, s.version, split_part(m.intent_key, ':', 4))
      FROM service s JOIN service_change c ON c.service_id = s.id
      WHERE s.id = ${serviceId}::uuid AND m.service_id = s.id
        AND m.intent_key LIKE format('tell:%s:%s:%%', s.id, c.before ->> 'version')`
    await db.$executeRaw`DELETE FROM service_change WHERE service_id = ${serviceId}::uuid`
  },
})
