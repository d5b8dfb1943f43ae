import { Prisma } from '../../generated/prisma/client.ts'
import type { CampaignCallRows } from '../../helpline/messages/active/call-for-campaign.ts'
import type {
  CampaignFilter,
  CampaignProgress,
  CampaignRecord,
  CampaignTurn,
} from '../../helpline/messages/active/campaign-records.ts'
import type { OutgoingContactRows } from '../../helpline/messages/active/outgoing-contact.ts'
import type { CampaignRows } from '../../helpline/messages/active/run-campaign.ts'
import type { IsoDate } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'

const MOST_LISTED = 200

type Points = readonly string[] | null
const within = (column: Prisma.Sql, points: Points): Prisma.Sql =>
  points ? Prisma.sql`(${column} IS NULL OR ${column} = ANY(${[...points]}::uuid[]))` : Prisma.sql`true`

/** Whoever fits and can be called. A point is asked for: people nobody follows are the region's. */
function fitting(filter: CampaignFilter, points: Points, today: IsoDate): Prisma.Sql {
  const { ageFrom, ageTo, livesAlone, isMember, comuneIstatCode } = filter
  const conditions = [
    Prisma.sql`p.merged_into_id IS NULL AND p.erased_at IS NULL`,
    Prisma.sql`EXISTS (SELECT 1 FROM person_phone f WHERE f.person_id = p.id)`,
    ...(points ? [Prisma.sql`p.listening_point_id = ANY(${[...points]}::uuid[])`] : []),
    ...(ageFrom === null ? [] : [Prisma.sql`p.birth_date <= ${today}::date - make_interval(years => ${ageFrom}::int)`]),
    ...(ageTo === null ? [] : [Prisma.sql`p.birth_date > ${today}::date - make_interval(years => ${ageTo + 1}::int)`]),
    ...(livesAlone === null ? [] : [Prisma.sql`p.lives_alone = ${livesAlone}`]),
    ...(isMember === null ? [] : [Prisma.sql`p.member = ${isMember}`]),
    ...(comuneIstatCode === null ? [] : [Prisma.sql`p.comune_istat_code = ${comuneIstatCode}`]),
  ]
  return Prisma.sql`FROM assisted_person p WHERE ${Prisma.join(conditions, ' AND ')}`
}

type CampaignRow = Omit<CampaignRecord, 'progress'> & CampaignProgress

export function campaignReads(db: Db) {
  const read = async (points: Points, condition: Prisma.Sql): Promise<CampaignRecord[]> => {
    const rows = await db.$queryRaw<CampaignRow[]>`
      SELECT c.id, c.name, c.kind::text AS kind, c.script, c.requested_by AS "requestedBy", c.state::text AS state,
        c.created_at AS "createdAt", c.ended_at AS "endedAt", c.listening_point_id AS "listeningPointId",
        c.max_attempts AS "maxAttempts", c.retry_after_minutes AS "retryAfterMinutes", count(m.id)::int AS total,
        count(*) FILTER (WHERE m.outcome = 'answered')::int AS reached,
        count(*) FILTER (WHERE m.outcome = 'refused')::int AS refused,
        count(*) FILTER (WHERE m.outcome = 'wrongNumber')::int AS "wrongNumber",
        count(*) FILTER (WHERE m.outcome IN ('noAnswer', 'answeringMachine'))::int AS unanswered,
        count(m.id) FILTER (WHERE m.outcome IS NULL)::int AS "notCalled",
        count(*) FILTER (WHERE m.outcome = 'answered' AND m.referral IS NOT NULL)::int AS referred
      FROM campaign c
      JOIN campaign_member m ON m.campaign_id = c.id AND ${within(Prisma.sql`m.listening_point_id`, points)}
      WHERE ${condition}
      GROUP BY c.id ORDER BY c.state = 'ended', c.created_at DESC, c.id LIMIT ${MOST_LISTED}`
    return rows.map((row) => {
      const { total, reached, refused, wrongNumber, unanswered, notCalled, referred, ...campaign } = row
      return { ...campaign, progress: { total, reached, refused, wrongNumber, unanswered, notCalled, referred } }
    })
  }

  return {
    /** Those with somebody of these points on their list; null: every point. */
    listCampaigns: (points: Points): Promise<CampaignRecord[]> => read(points, Prisma.sql`true`),

    async findCampaign(campaignId: string, points: Points): Promise<CampaignRecord | null> {
      return (await read(points, Prisma.sql`c.id = ${campaignId}::uuid`))[0] ?? null
    },

    async countCampaignPeople(filter: CampaignFilter, points: Points, today: IsoDate): Promise<number> {
      const rows = await db.$queryRaw<
        { count: number }[]
      >`SELECT count(*)::int AS count ${fitting(filter, points, today)}`
      return rows[0]?.count ?? 0
    },
  }
}

export const campaignWrites = (db: Db): CampaignRows & Omit<CampaignCallRows, keyof OutgoingContactRows> => ({
  async lockCampaign(campaignId) {
    await db.$queryRaw`SELECT id FROM campaign WHERE id = ${campaignId}::uuid FOR UPDATE`
    return db.campaign.findUnique({
      where: { id: campaignId },
      select: { listeningPointId: true, state: true, name: true },
    })
  },

  isCampaignNameTaken: async (name) => (await db.campaign.count({ where: { name } })) > 0,

  async addCampaign({ startedAt, ...campaign }) {
    const added = await db.campaign.createMany({
      data: [{ ...campaign, state: 'running', createdAt: startedAt, startedAt }],
      skipDuplicates: true,
    })
    return added.count > 0
  },

  addCampaignMembers: (campaignId, filter, points, today) =>
    db.$executeRaw`
      INSERT INTO campaign_member (campaign_id, person_id, listening_point_id)
      SELECT ${campaignId}::uuid, p.id, p.listening_point_id ${fitting(filter, points, today)}`,

  async setCampaignState(campaignId, state, endedAt) {
    await db.campaign.update({ where: { id: campaignId }, data: { state, endedAt, version: { increment: 1 } } })
  },

  async holdNextMember({ campaignId, operatorId, points, now, heldSince }) {
    const [next] = await db.$queryRaw<{ id: string }[]>`
      SELECT m.id FROM campaign_member m JOIN campaign c ON c.id = m.campaign_id
      WHERE m.campaign_id = ${campaignId}::uuid AND c.state = 'running' AND m.settled_at IS NULL AND m.person_id IS NOT NULL
        AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= ${now})
        AND (m.locked_by_id IS NULL OR m.locked_by_id = ${operatorId}::uuid OR m.locked_at < ${heldSince})
        AND ${within(Prisma.sql`m.listening_point_id`, points)}
      ORDER BY (m.locked_by_id = ${operatorId}::uuid) DESC NULLS LAST, m.attempts, m.next_attempt_at NULLS FIRST, m.id
      LIMIT 1 FOR UPDATE OF m SKIP LOCKED`
    if (!next) return null
    const held = await db.campaignMember.update({
      where: { id: next.id },
      data: { lockedById: operatorId, lockedAt: now },
      select: {
        id: true,
        attempts: true,
        person: {
          select: {
            ...{ id: true, firstName: true, lastName: true, warning: true, hardOfHearing: true },
            phones: { select: { e164: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }] },
          },
        },
      },
    })
    return turnOf(held)
  },

  async lockMember(memberId) {
    await db.$queryRaw`SELECT id FROM campaign_member WHERE id = ${memberId}::uuid FOR UPDATE`
    const row = await db.campaignMember.findUnique({
      where: { id: memberId },
      select: {
        ...{ campaignId: true, personId: true, listeningPointId: true, attempts: true, settledAt: true },
        lockedById: true,
        campaign: { select: { name: true, maxAttempts: true, retryAfterMinutes: true } },
      },
    })
    if (!row) return null
    const { campaign, lockedById: holderId, ...member } = row
    const { name: campaignName, ...rules } = campaign
    return { ...member, ...rules, campaignName, holderId }
  },

  async freeMember(memberId) {
    await db.campaignMember.update({ where: { id: memberId }, data: { lockedById: null, lockedAt: null } })
  },

  findCampaignAttempt: (attemptId) =>
    db.campaignAttempt.findUnique({ where: { id: attemptId }, select: { memberId: true, contactId: true } }),

  async addCampaignAttempt(attempt) {
    await db.campaignAttempt.create({ data: attempt })
  },

  async settleMember(memberId, change) {
    await db.campaignMember.update({ where: { id: memberId }, data: { ...change, lockedById: null, lockedAt: null } })
  },
})

type HeldRow = { id: string; attempts: number; person: PersonRow | null }
type PersonRow = Pick<CampaignTurn, 'warning' | 'hardOfHearing'> & {
  id: string
  firstName: string
  lastName: string
  phones: { e164: string }[]
}

const turnOf = ({ id, attempts, person }: HeldRow): CampaignTurn | null =>
  person && {
    ...{ memberId: id, attempts, personId: person.id, personName: `${person.firstName} ${person.lastName}` },
    ...{ warning: person.warning, hardOfHearing: person.hardOfHearing },
    phonesE164: person.phones.map(({ e164 }) => e164),
  }
