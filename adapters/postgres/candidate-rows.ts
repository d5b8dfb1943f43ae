import { Prisma } from '../../generated/prisma/client.ts'
import type { HelpKind } from '../../helpline/contacts/kinds.ts'
import type { MakeOffersDoors, ServiceToOffer } from '../../helpline/dispatch/make-offers.ts'
import {
  type Box,
  boxWithinReach,
  type Candidate,
  DETOUR_FACTOR,
  type Place,
  type WeeklyAvailability,
} from '../../helpline/dispatch/volunteer-matching.ts'
import type { PairingKind } from '../../helpline/dispatch/volunteers/pairings.ts'
import type { NumberTrait } from '../../helpline/reaching/choose-channel.ts'
import type { MessageChannel } from '../../helpline/reaching/message-channel.ts'
import { romeMonth, romeParts } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn } from './database.ts'
import { reachedColumns } from './reach-rows.ts'

interface CandidateRow {
  id: string
  phone: string
  preferred_channel: MessageChannel
  refused: MessageChannel[]
  learnt: NumberTrait | null
  skills: HelpKind[]
  started_on: Date
  ended_on: Date | null
  insured_until: Date | null
  licence_until: Date | null
  wheelchair_trained: boolean
  wheelchair_trained_until: Date | null
  quiet_from: string | null
  quiet_until: string | null
  availability: WeeklyAvailability[]
  time_off: { from: string; until: string }[]
  busy: { from: string; until: string }[]
  pairings: PairingKind[]
  latitude: number | null
  longitude: number | null
  is_of_association: boolean
  services_this_month: number
  last_service_at: Date | null
  asked: number
  said_yes: number
  silent: number
  unanswered: number
  already_asked: boolean
  wants_more_often: number
  first_place_next: boolean
}

const placeOf = (latitude: number | null | undefined, longitude: number | null | undefined): Place | null =>
  latitude == null || longitude == null ? null : { latitude, longitude }

const DAY_MS = 86_400_000
/** Whoever ignored us last winter may not this summer. */
const HABIT_DAYS = 180

const everywhere: Box = { south: -90, north: 90, west: -180, east: 180 }

const day = (date: Date | null): string | null => (date ? fromDateColumn(date) : null)
const intervals = (rows: { from: string; until: string }[]) =>
  rows.map(({ from, until }) => ({ from: new Date(from), until: new Date(until) }))

const toCandidate = (row: CandidateRow): Candidate => ({
  id: row.id,
  phoneE164: row.phone,
  preferredChannel: row.preferred_channel,
  refused: row.refused,
  learnt: row.learnt,
  skills: row.skills,
  startedOn: fromDateColumn(row.started_on),
  endedOn: day(row.ended_on),
  insuredUntil: day(row.insured_until),
  licenceUntil: day(row.licence_until),
  wheelchairTrained: row.wheelchair_trained,
  wheelchairTrainedUntil: day(row.wheelchair_trained_until),
  quietFrom: row.quiet_from,
  quietUntil: row.quiet_until,
  availability: row.availability,
  timeOff: intervals(row.time_off),
  busy: intervals(row.busy),
  pairings: row.pairings,
  place: placeOf(row.latitude, row.longitude),
  isOfAssociation: row.is_of_association,
  servicesThisMonth: row.services_this_month,
  lastServiceAt: row.last_service_at,
  habits: { asked: row.asked, saidYes: row.said_yes, silent: row.silent },
  unansweredThisWeek: row.unanswered,
  alreadyAsked: row.already_asked,
  wantsMoreOften: row.wants_more_often,
  firstPlaceNext: row.first_place_next,
})

export const candidateReads = (db: Db): Omit<MakeOffersDoors, 'transaction'> => ({
  async serviceToOffer(serviceId) {
    const row = await db.service.findFirst({
      where: { id: serviceId, deletedAt: null },
      select: {
        id: true,
        personId: true,
        state: true,
        helpKind: true,
        startsAt: true,
        endsAt: true,
        busyFrom: true,
        busyUntil: true,
        reopenedAfterWave: true,
        version: true,
        toPlace: true,
        returnAt: true,
        preferredVolunteerId: true,
        returnServices: {
          where: { calledUntil: { not: null }, state: 'planned' },
          select: { calledUntil: true },
          take: 1,
        },
        localAssociationId: true,
        association: { select: { detourFactor: { select: { factor: true } } } },
        request: { select: { toPlace: true, wheelchair: true, fromLatitude: true, fromLongitude: true } },
        person: {
          select: {
            latitude: true,
            longitude: true,
            mobility: true,
            comune: { select: { name: true, latitude: true, longitude: true } },
          },
        },
      },
    })
    if (!row) return null
    const { request, person, association, returnServices, ...service } = row
    return {
      ...service,
      returnUntil: returnServices[0]?.calledUntil ?? null,
      wheelchair: request.wheelchair || person.mobility === 'wheelchair',
      toPlace: service.toPlace ?? request.toPlace,
      comune: person.comune?.name ?? null,
      detourFactor: association?.detourFactor?.factor ?? DETOUR_FACTOR,
      place:
        placeOf(request.fromLatitude, request.fromLongitude) ??
        placeOf(person.latitude, person.longitude) ??
        placeOf(person.comune?.latitude, person.comune?.longitude),
    }
  },

  /**
   * Everybody within reach who does this kind of help, or whose place is not known; the rule says who fits. What is asked of each
   * is only what concerns this service.
   */
  async candidatesFor(service: ServiceToOffer, since, now) {
    const { year, month } = romeParts(service.startsAt)
    const thisMonth = romeMonth(year, month)
    const { south, north, west, east } = service.place
      ? boxWithinReach(service.place, service.detourFactor)
      : everywhere
    const rows = await db.$queryRaw<CandidateRow[]>`
      SELECT v.id, v.phone_e164 AS phone, v.preferred_channel::text AS preferred_channel,
        ${reachedColumns(Prisma.sql`v.phone_e164`)},
        (v.local_association_id IS NOT DISTINCT FROM ${service.localAssociationId}::uuid) AS is_of_association, ARRAY[s.help_kind::text] AS skills, v.started_on, v.ended_on, v.insured_until,
        v.licence_until, v.wheelchair_trained, v.wheelchair_trained_until, v.quiet_from, v.quiet_until,
        coalesce(v.latitude, c.latitude) AS latitude, coalesce(v.longitude, c.longitude) AS longitude,
        v.wants_more_often::int, v.first_place_next,
        coalesce((SELECT json_agg(json_build_object('weekday', a.weekday, 'fromTime', a.from_time, 'untilTime', a.until_time,
            'validFrom', a.valid_from, 'validUntil', a.valid_until))
          FROM volunteer_availability a WHERE a.volunteer_id = v.id), '[]') AS availability,
        coalesce((SELECT json_agg(json_build_object('from', t.from_at, 'until', t.until_at))
          FROM volunteer_time_off t WHERE t.volunteer_id = v.id
            AND t.from_at < ${service.endsAt} AND t.until_at > ${service.startsAt}), '[]') AS time_off,
        coalesce((SELECT json_agg(json_build_object('from', b.busy_from, 'until', b.busy_until))
          FROM service b WHERE b.volunteer_id = v.id AND b.deleted_at IS NULL AND b.state IN ('assigned', 'done')
            AND tstzrange(b.busy_from, b.busy_until) && tstzrange(${service.busyFrom}, ${service.busyUntil})), '[]') AS busy,
        ARRAY(SELECT p.kind::text FROM volunteer_pairing p
          WHERE p.volunteer_id = v.id AND p.person_id = ${service.personId}::uuid) AS pairings,
        (SELECT count(*)::int FROM service m WHERE m.volunteer_id = v.id AND m.deleted_at IS NULL
          AND m.state IN ('assigned', 'done') AND m.starts_at >= ${thisMonth.from} AND m.starts_at < ${thisMonth.to}) AS services_this_month,
        (SELECT max(l.starts_at) FROM service l WHERE l.volunteer_id = v.id AND l.deleted_at IS NULL
          AND l.state IN ('assigned', 'done') AND l.starts_at < ${now}) AS last_service_at,
        h.asked, h.said_yes, h.silent, h.unanswered, h.already_asked
      FROM volunteer v
      JOIN volunteer_skill s ON s.volunteer_id = v.id AND s.help_kind = ${service.helpKind}::help_kind
      LEFT JOIN comune c ON c.istat_code = v.comune_istat_code
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE o.state IN ('accepted', 'declined', 'alreadyCovered', 'expired'))::int AS asked,
          count(*) FILTER (WHERE o.state IN ('accepted', 'alreadyCovered'))::int AS said_yes,
          count(*) FILTER (WHERE o.state = 'expired')::int AS silent,
          count(*) FILTER (WHERE o.answered_at IS NULL AND o.created_at > ${since})::int AS unanswered,
          coalesce(bool_or(o.service_id = ${service.id}::uuid
            AND (o.state = 'declined' OR o.wave > ${service.reopenedAfterWave})), false) AS already_asked
        FROM offer o WHERE o.volunteer_id = v.id
          AND (o.created_at > ${new Date(now.getTime() - HABIT_DAYS * DAY_MS)} OR o.service_id = ${service.id}::uuid)) h
      WHERE (v.ended_on IS NULL OR v.ended_on >= ${service.startsAt}::date)
        AND coalesce(coalesce(v.latitude, c.latitude) BETWEEN ${south} AND ${north}
          AND coalesce(v.longitude, c.longitude) BETWEEN ${west} AND ${east}, true)
      ORDER BY v.id`
    return rows.map(toCandidate)
  },

  async offerPolicies() {
    return db.offerPolicy.findMany({ select: { fromHoursLeft: true, waveSize: true, waveMinutes: true } })
  },
})
