import type { Prisma } from '../../generated/prisma/client.ts'
import type { ServiceReads, ServiceRecord } from '../../helpline/dispatch/read-services.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import type { Db } from './database.ts'
import { personSelect, toPersonRecord } from './people-rows.ts'
import { progressOf } from './telling-rows.ts'

const serviceSelect = {
  id: true,
  requestId: true,
  listeningPointId: true,
  helpKind: true,
  startsAt: true,
  endsAt: true,
  state: true,
  seriesId: true,
  leg: true,
  calledUntil: true,
  readyAt: true,
  fromPlace: true,
  toPlace: true,
  toldPersonAt: true,
  personConfirmedAt: true,
  wantsOutAt: true,
  volunteerId: true,
  outcome: true,
  unmetCause: true,
  km: true,
  minutes: true,
  passengers: true,
  odometerStartKm: true,
  odometerEndKm: true,
  destinationKind: true,
  insideProvince: true,
  version: true,
  point: { select: { name: true } },
  person: { select: personSelect },
  request: { select: { fromPlace: true, toPlace: true } },
  volunteer: { select: { firstName: true, lastName: true } },
  vehicle: { select: { name: true } },
  flag: { select: { reasons: true } },
  messages: {
    where: { offerId: null, direction: 'outbound' },
    orderBy: { createdAt: 'asc' },
    select: { id: true, channel: true, state: true, intentKey: true, createdAt: true, spokenOutcome: true },
  },
  offers: {
    orderBy: [{ wave: 'asc' }, { rank: 'asc' }],
    select: {
      id: true,
      volunteerId: true,
      wave: true,
      state: true,
      channel: true,
      reasons: true,
      sentAt: true,
      answeredAt: true,
      expiresAt: true,
      volunteer: { select: { firstName: true, lastName: true } },
    },
  },
} satisfies Prisma.ServiceSelect

type Row = Prisma.ServiceGetPayload<{ select: typeof serviceSelect }>

const failed = new Set(['failed', 'undelivered'])
const ended = new Set(['delivered', 'read'])

function toService(row: Row, waiting: Map<string, { nextWaveAt: Date | null; tellingAhead: boolean }>): ServiceRecord {
  const { point, person, request, volunteer, vehicle, flag, messages, offers, ...service } = row
  const open = offers.filter(({ state }) => state === 'pending' || state === 'sent')
  const tellings = messages.filter(({ intentKey }) => intentKey?.startsWith(`tell:${row.id}:${row.version}:`))
  const ahead = waiting.get(row.id)
  return {
    ...service,
    fromPlace: row.fromPlace ?? request.fromPlace,
    toPlace: row.toPlace ?? request.toPlace,
    listeningPointName: point.name,
    person: toPersonRecord(person),
    volunteerName: volunteer ? fullName(volunteer) : null,
    vehicleName: vehicle?.name ?? null,
    flags: flag?.reasons ?? [],
    offers: offers.map(({ volunteer: asked, expiresAt: _expiresAt, ...offer }) => ({
      ...offer,
      volunteerName: fullName(asked),
    })),
    tellings: messages.map(({ id, channel, state, createdAt: at, spokenOutcome }) => ({
      ...{ id, channel, at, spokenOutcome },
      progress: failed.has(state) ? 'failed' : ended.has(state) ? 'arrived' : 'underWay',
    })),
    openOffers: open.length,
    waitingUntil: open.reduce<Date | null>(
      (last, { expiresAt }) => (expiresAt && (!last || expiresAt > last) ? expiresAt : last),
      null,
    ),
    nextWaveAt: ahead?.nextWaveAt ?? null,
    tellingAttempts: tellings.map(({ channel, state, createdAt }) => ({
      ...{ channel, createdAt, progress: progressOf(channel, state) },
    })),
    tellingAhead: ahead?.tellingAhead ?? false,
  }
}

/** What the program has promised itself to do about these services. */
async function waitingJobs(db: Db, ids: string[]) {
  const jobs = await db.$queryRaw<{ name: string; service_id: string; run_at: Date }[]>`
    SELECT name, payload->>'serviceId' AS service_id, min(run_at) AS run_at FROM job_wish
    WHERE done_at IS NULL AND failed_at IS NULL AND name IN ('make-offers', 'tell-person') AND key NOT LIKE '%:unreported'
      AND payload->>'serviceId' = ANY(${ids})
    GROUP BY 1, 2`
  const waiting = new Map<string, { nextWaveAt: Date | null; tellingAhead: boolean }>()
  for (const job of jobs) {
    const known = waiting.get(job.service_id) ?? { nextWaveAt: null, tellingAhead: false }
    const change = job.name === 'make-offers' ? { nextWaveAt: job.run_at } : { tellingAhead: true }
    waiting.set(job.service_id, { ...known, ...change })
  }
  return waiting
}

async function toServices(db: Db, rows: Row[]): Promise<ServiceRecord[]> {
  const waiting = await waitingJobs(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => toService(row, waiting))
}

/** Those that fit, soonest first unless it is said otherwise. */
export const servicesWhere = async (
  db: Db,
  where: Prisma.ServiceWhereInput,
  limit: number,
  order: 'asc' | 'desc' = 'asc',
): Promise<ServiceRecord[]> =>
  toServices(
    db,
    await db.service.findMany({
      where: { deletedAt: null, ...where },
      orderBy: [{ startsAt: order }, { id: order }],
      take: limit,
      select: serviceSelect,
    }),
  )

export const serviceReads = (db: Db): ServiceReads => ({
  async findService(serviceId) {
    const row = await db.service.findFirst({ where: { id: serviceId, deletedAt: null }, select: serviceSelect })
    return row ? ((await toServices(db, [row]))[0] ?? null) : null
  },

  async listServices({ scope, listeningPointIds, limit }) {
    const where = {
      deletedAt: null,
      ...(listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {}),
    }
    const read = (states: readonly Row['state'][], order: 'asc' | 'desc', take: number) =>
      db.service.findMany({
        where: { ...where, state: { in: [...states] } },
        orderBy: [{ startsAt: order }, { id: order }],
        take,
        select: serviceSelect,
      })
    const rows: Row[] = []
    if (scope !== 'closed') {
      // Not covered comes first.
      rows.push(...(await read(['planned', 'offering'], 'asc', limit)))
      if (rows.length < limit) rows.push(...(await read(['assigned'], 'asc', limit - rows.length)))
    }
    if (scope !== 'open' && rows.length < limit) {
      rows.push(...(await read(['done', 'unmet', 'cancelled'], 'desc', limit - rows.length)))
    }
    return toServices(db, rows)
  },
})
