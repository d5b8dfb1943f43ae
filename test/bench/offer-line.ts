import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { openStore } from '../../adapters/postgres/store.ts'
import type { Grounds } from './grounds.ts'
import { figure, inPairs, type Line, median, ratiosOf } from './pairs.ts'
import { startBenchProgram } from './programs.ts'
import { POOL } from './volunteer-pool.ts'

const PAIRS = 5
const SERVICES = 120
const BARE_JOBS = 1_500
const LIMITS = { postgres: 30, redis: 320 }
const ROUND_TIMEOUT_MS = 60_000

/** Rides of next Monday for people of the whole network, planned and not yet offered. */
const PLANNED_RIDES = `
  WITH passenger AS (
    SELECT id, listening_point_id AS point, local_association_id AS association FROM assisted_person
    WHERE listening_point_id IS NOT NULL ORDER BY md5(id::text || $2::text) LIMIT $1
  ), visit AS (
    INSERT INTO contact (direction, provenance, occurred_at, recorded_at, listening_point_id, person_id)
    SELECT 'inbound', 'office', $3::timestamptz, $3::timestamptz, point, id FROM passenger
    RETURNING id, person_id, listening_point_id
  ), need AS (
    INSERT INTO request (contact_id, position, kind, help_kind, person_id, state, created_at, recorded_at, needed_from,
      from_place, to_place, return_kind)
    SELECT id, 1, 'help', 'transport', person_id, 'takenInCharge', $3::timestamptz, $3::timestamptz,
      '2026-11-30T09:30+01:00', 'casa', 'Ospedale', 'none' FROM visit
    RETURNING id, person_id, contact_id
  )
  INSERT INTO service (request_id, person_id, help_kind, listening_point_id, starts_at, ends_at, busy_from, busy_until,
    created_at, recorded_at)
  SELECT n.id, n.person_id, 'transport', v.listening_point_id, '2026-11-30T09:30+01:00', '2026-11-30T10:30+01:00',
    '2026-11-30T09:30+01:00', '2026-11-30T11:00+01:00', $3::timestamptz, $3::timestamptz
  FROM need n JOIN visit v ON v.id = n.contact_id
  RETURNING id`

interface OffersMade {
  jobsPerSecond: number
  offersPerSecond: number
}

/** An offer is two jobs: who is asked is decided and written in one, the message leaves in the other. */
export async function offerLine(grounds: Grounds, queueStore: 'postgres' | 'redis'): Promise<Line> {
  const databaseUrl = await grounds.newDatabase(`bench_offers_${queueStore}`)
  const environment = {
    ...grounds.environment,
    DATABASE_URL: databaseUrl,
    ...(queueStore === 'redis' && grounds.redisUrl ? { REDIS_URL: grounds.redisUrl } : {}),
  }
  const workers = await startBenchProgram('offer-worker.ts', environment)
  const bare = await startBenchProgram('bare-worker.ts', environment)
  const store = openStore(databaseUrl, { maxConnections: 2 })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const measured = await inPairs(
      PAIRS,
      (round) => makeOffers({ store, client, now: grounds.now() }, round),
      async () => ((await bare.ask({ count: BARE_JOBS })) as { perSecond: number }).perSecond,
    )
    const offers = median(measured.ours.map(({ offersPerSecond }) => offersPerSecond))
    const jobs = median(measured.ours.map(({ jobsPerSecond }) => jobsPerSecond))
    return {
      title: `Offer job, queue on ${queueStore === 'redis' ? 'Redis' : 'PostgreSQL'}`,
      ours: `outbox, relay and worker: looks among ${figure(POOL)} volunteers for those near enough, ranks them, writes offer, message, trace and news, then sends it to a telephone that takes it at once`,
      bare: 'a BullMQ worker on the same store, as many jobs at once, whose handler does nothing',
      oursMeasured: `${figure(jobs)} jobs/s (${figure(offers)} offers/s, two jobs each)`,
      bareMeasured: `${figure(median(measured.bare))} jobs/s`,
      ratios: ratiosOf(
        measured,
        ({ jobsPerSecond }) => 1 / jobsPerSecond,
        (perSecond) => 1 / perSecond,
      ),
      limit: LIMITS[queueStore],
    }
  } finally {
    await Promise.all([workers.stop(), bare.stop(), store.close(), client.end()])
  }
}

async function makeOffers(
  { store, client, now }: { store: ReturnType<typeof openStore>; client: pg.Client; now: Date },
  round: number,
): Promise<OffersMade> {
  const { rows } = await client.query<{ id: string }>(PLANNED_RIDES, [SERVICES, round, now])
  const serviceIds = rows.map(({ id }) => id)
  if (serviceIds.length !== SERVICES) throw new Error(`${serviceIds.length} rides were planned`)
  const startedAt = performance.now()
  await store.transaction({ now, actor: { kind: 'system' } }, async (tx) => {
    for (const serviceId of serviceIds) {
      tx.ask({ name: 'make-offers', payload: { serviceId, wave: 1 }, key: `make-offers:${serviceId}:1` })
    }
  })
  const jobs = await allSent(client, serviceIds, startedAt + ROUND_TIMEOUT_MS)
  const seconds = (performance.now() - startedAt) / 1000
  return { jobsPerSecond: jobs / seconds, offersPerSecond: (jobs - SERVICES) / seconds }
}

/** Waits until every service has its offer and every offer's message has left; how many jobs that took. */
async function allSent(client: pg.Client, serviceIds: string[], deadline: number): Promise<number> {
  while (performance.now() < deadline) {
    const { rows } = await client.query<{ asked: number; offers: number; sent: number }>(
      `SELECT count(DISTINCT o.service_id)::int AS asked, count(o.id)::int AS offers, count(m.twilio_sid)::int AS sent
       FROM offer o LEFT JOIN message m ON m.offer_id = o.id WHERE o.service_id = ANY($1::uuid[])`,
      [serviceIds],
    )
    const { asked, offers, sent } = rows[0] ?? { asked: 0, offers: 0, sent: 0 }
    if (asked === serviceIds.length && sent === offers) return asked + sent
    await pause(5)
  }
  throw new Error('The offers were not all made in time')
}
