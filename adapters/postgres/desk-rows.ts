import { Prisma } from '../../generated/prisma/client.ts'
import type { OpenRequest } from '../../helpline/dispatch/desk/open-requests.ts'
import type { DeskReads } from '../../helpline/dispatch/desk/read-desk.ts'
import type { WallPoint, WallReads } from '../../helpline/dispatch/desk/read-wall.ts'
import { LONGEST_CALL_MS } from './call-rows.ts'
import type { Db } from './database.ts'
import { servicesWhere } from './service-reading-rows.ts'

type Points = readonly string[] | null

const within = (column: Prisma.Sql, points: Points): Prisma.Sql =>
  points ? Prisma.sql`${column} = ANY(${[...points]}::uuid[])` : Prisma.sql`true`

/** Not taken in charge, or with a service nobody does yet, or with none at all to wait for. */
const openRequests = (points: Points): Prisma.Sql => Prisma.sql`
  FROM request r
  JOIN contact c ON c.id = r.contact_id AND c.deleted_at IS NULL
  JOIN listening_point l ON l.id = c.listening_point_id
  LEFT JOIN assisted_person p ON p.id = r.person_id
  LEFT JOIN LATERAL (
    SELECT s.id FROM service s
    WHERE s.request_id = r.id AND s.deleted_at IS NULL AND s.state IN ('planned', 'offering')
    ORDER BY s.starts_at, s.id LIMIT 1
  ) s ON true
  WHERE r.state IN ('open', 'takenInCharge') AND r.deleted_at IS NULL AND ${within(Prisma.sql`c.listening_point_id`, points)}
    AND (r.state = 'open' OR s.id IS NOT NULL OR NOT EXISTS (
      SELECT 1 FROM service a WHERE a.request_id = r.id AND a.deleted_at IS NULL AND a.state = 'assigned'))`

type RequestRow = Omit<OpenRequest, 'service'> & { serviceId: string | null }

export const deskReads = (db: Db): DeskReads & WallReads => ({
  async listOpenRequests(points, limit) {
    const rows = await db.$queryRaw<RequestRow[]>`
      SELECT r.id, c.id AS "contactId", c.state::text AS "contactState", l.id AS "listeningPointId",
        l.name AS "listeningPointName", p.first_name || ' ' || p.last_name AS "personName", r.kind::text AS kind,
        r.help_kind::text AS "helpKind", r.information_kind::text AS "informationKind", r.state::text AS state, r.urgent,
        r.created_at AS "createdAt", r.needed_from AS "neededFrom", s.id AS "serviceId"
      ${openRequests(points)} ORDER BY coalesce(r.needed_from, r.created_at), r.id LIMIT ${limit}`
    const ids = rows.flatMap(({ serviceId }) => serviceId ?? [])
    const services = new Map(
      (await servicesWhere(db, { id: { in: ids } }, limit)).map((service) => [service.id, service]),
    )
    return rows.map(({ serviceId, ...row }) => ({ ...row, service: (serviceId && services.get(serviceId)) || null }))
  },

  async countOpenRequests(points) {
    const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count ${openRequests(points)}`
    return row?.count ?? 0
  },

  listServicesOfDay: ({ from, to }, points, limit) =>
    servicesWhere(
      db,
      {
        startsAt: { gte: from, lt: to },
        state: { not: 'cancelled' },
        ...(points ? { listeningPointId: { in: [...points] } } : {}),
      },
      limit,
    ),

  // One scan of the calls of today, by (state, started_at). A call nobody answered is that of the point it was meant for.
  async countTelephones(points, today, now) {
    const recent = new Date(now.getTime() - LONGEST_CALL_MS)
    const from = recent < today ? recent : today
    return db.$queryRaw<WallPoint[]>`
      WITH calls AS (
        SELECT CASE WHEN answered_at IS NULL THEN coalesce(responsible_point_id, listening_point_id) ELSE listening_point_id END AS point_id,
          count(*) FILTER (WHERE state = 'waiting' AND started_at > ${recent}) AS waiting,
          min(coalesce(waiting_since, started_at)) FILTER (WHERE state = 'waiting' AND started_at > ${recent}) AS oldest,
          count(*) FILTER (WHERE state = 'ringing' AND started_at > ${recent}) AS ringing,
          count(*) FILTER (WHERE state = 'answered' AND started_at > ${recent}) AS in_conversation,
          count(*) FILTER (WHERE answered_at IS NOT NULL AND started_at >= ${today}) AS answered,
          count(*) FILTER (WHERE answered_at IS NULL AND state = 'ended' AND started_at >= ${today}) AS missed
        FROM call
        WHERE direction = 'inbound' AND state IN ('asking', 'ringing', 'waiting', 'recording', 'answered', 'ended')
          AND started_at >= ${from}
        GROUP BY 1
      ), callbacks AS (
        SELECT listening_point_id AS point_id, count(DISTINCT coalesce(e164, id::text)) AS open
        FROM callback WHERE state IN ('open', 'working') GROUP BY 1
      ), present AS (
        SELECT h.listening_point_id AS point_id, count(*) AS free
        FROM presence h JOIN operator o ON o.id = h.operator_id AND o.active
        WHERE h.state = 'available' AND NOT EXISTS (
          SELECT 1 FROM call_leg g JOIN call k ON k.id = g.call_id AND k.state <> 'ended'
          WHERE g.operator_id = h.operator_id AND g.state = 'accepted' AND g.ended_at IS NULL)
        GROUP BY 1
      )
      SELECT l.id, l.name, l.kind::text AS kind, coalesce(c.waiting, 0)::int AS waiting, c.oldest AS "oldestWaitingSince",
        coalesce(c.ringing, 0)::int AS ringing, coalesce(c.in_conversation, 0)::int AS "inConversation",
        coalesce(c.answered, 0)::int AS answered, coalesce(c.missed, 0)::int AS missed,
        coalesce(b.open, 0)::int AS callbacks, coalesce(h.free, 0)::int AS free
      FROM listening_point l
      LEFT JOIN calls c ON c.point_id = l.id
      LEFT JOIN callbacks b ON b.point_id = l.id
      LEFT JOIN present h ON h.point_id = l.id
      WHERE l.active AND ${within(Prisma.sql`l.id`, points)}
      ORDER BY l.kind, l.name`
  },
})
