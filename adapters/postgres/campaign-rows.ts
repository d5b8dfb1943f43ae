import { Prisma } from '../../generated/prisma/client.ts'
import type { CampaignCallRows } from '../../helpline/messages/active/call-for-campaign.ts'
import {
  type CampaignFilter,
  type CampaignLeft,
  type CampaignProgress,
  type CampaignRecord,
  type CampaignTurn,
  notToldBecause,
} from '../../helpline/messages/active/campaign-records.ts'
import type { OutgoingContactRows } from '../../helpline/messages/active/outgoing-contact.ts'
import type { CampaignRows, CampaignText } from '../../helpline/messages/active/run-campaign.ts'
import type { MessageChannel } from '../../helpline/reaching/message-channel.ts'
import { isInVain, isTold, livingCard, standsAside, standsAsideIn } from './campaign-doubles.ts'
import { addFittingMembers, type Points, within } from './campaign-people.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'

const MOST_LISTED = 200

/** Where somebody of the list stands: in one place only. `x` is the message that tells them. */
const standing = Prisma.sql`CASE
  WHEN m.outcome = 'answered' THEN 'reached'
  WHEN m.outcome = 'refused' THEN 'refused'
  WHEN m.outcome = 'wrongNumber' THEN 'wrongNumber'
  WHEN ${isTold} THEN 'told'
  WHEN m.outcome IS NOT NULL THEN 'unanswered'
  WHEN m.left_because IS NOT NULL OR ${isInVain} THEN 'notTold'
  WHEN x.id IS NOT NULL THEN 'underWay'
  WHEN m.id IS NOT NULL THEN 'notCalled' END`
const standings = [
  'reached',
  'refused',
  'wrongNumber',
  'told',
  'unanswered',
  'notTold',
  'underWay',
  'notCalled',
] as const
const counted = Prisma.join(
  standings.map((name) => Prisma.sql`count(*) FILTER (WHERE s.standing = ${name})::int AS ${Prisma.raw(`"${name}"`)}`),
)

type CampaignRow = Omit<CampaignRecord, 'progress' | 'keepUntil'> & CampaignProgress & { keepUntil: Date | null }

export interface CampaignSending {
  /** Nothing has been sent to them yet. */
  toGo: number
  /** How many were sent lately, and since when. */
  sentLately: number
  since: Date | null
}

export function campaignReads(db: Db) {
  const read = async (points: Points, hasDrafts: boolean, campaignId?: string): Promise<CampaignRecord[]> => {
    const condition = campaignId ? Prisma.sql`c.id = ${campaignId}::uuid` : Prisma.sql`true`
    const aside = campaignId ? standsAsideIn(campaignId) : standsAside
    const drafts =
      hasDrafts && points ? Prisma.sql`c.listening_point_id = ANY(${[...points]}::uuid[])` : Prisma.sql`${hasDrafts}`
    const rows = await db.$queryRaw<CampaignRow[]>`
      SELECT c.id, c.name, c.kind::text AS kind, c.way::text AS way, c.script, c.message_text AS "messageText",
        c.is_urgent AS "isUrgent", c.requested_by AS "requestedBy", c.legal_basis AS "legalBasis", c.keep_until AS "keepUntil",
        c.filter, c.state::text AS state, c.created_at AS "createdAt", c.started_at AS "startedAt", c.ended_at AS "endedAt",
        c.listening_point_id AS "listeningPointId", t.name AS "listeningPointName", c.max_attempts AS "maxAttempts",
        c.retry_after_minutes AS "retryAfterMinutes", count(s.standing)::int AS total, ${counted},
        count(*) FILTER (WHERE s.standing = 'reached' AND s.referral IS NOT NULL)::int AS referred
      FROM campaign c LEFT JOIN listening_point t ON t.id = c.listening_point_id
        LEFT JOIN LATERAL (SELECT ${standing} AS standing, m.referral FROM campaign_member m
          LEFT JOIN message x ON x.id = m.message_id
          WHERE m.campaign_id = c.id AND NOT ${aside} AND ${within(Prisma.sql`m.listening_point_id`, points)}) s ON true
      WHERE ${condition}
      GROUP BY c.id, t.name
      HAVING CASE WHEN c.state = 'draft' THEN ${drafts} ELSE count(s.standing) > 0 END
      ORDER BY c.state = 'ended', c.created_at DESC, c.id LIMIT ${MOST_LISTED}`
    return rows.map((row) => {
      const {
        total,
        reached,
        refused,
        wrongNumber,
        unanswered,
        told,
        underWay,
        notTold,
        notCalled,
        referred,
        ...campaign
      } = row
      const called = { total, reached, refused, wrongNumber, unanswered, notCalled, referred }
      return {
        ...campaign,
        keepUntil: campaign.keepUntil && fromDateColumn(campaign.keepUntil),
        progress: { ...called, told, underWay, notTold },
      }
    })
  }

  return {
    /** Those with somebody of these points on their list; null: every point. Drafts of these points where they are asked for. */
    listCampaigns: (points: Points, hasDrafts: boolean): Promise<CampaignRecord[]> => read(points, hasDrafts),

    async findCampaign(campaignId: string, points: Points, hasDrafts: boolean): Promise<CampaignRecord | null> {
      return (await read(points, hasDrafts, campaignId))[0] ?? null
    },

    /** Why whoever was not told by message was not. */
    async listNotTold(campaignId: string, points: Points): Promise<{ reason: CampaignLeft; count: number }[]> {
      const rows = await db.$queryRaw<
        { left: CampaignLeft | null; channel: MessageChannel; errorCode: number | null; count: number }[]
      >`
        SELECT m.left_because::text AS left, x.channel::text AS channel, x.error_code AS "errorCode", count(*)::int AS count
        FROM campaign_member m LEFT JOIN message x ON x.id = m.message_id
        WHERE m.campaign_id = ${campaignId}::uuid AND ${within(Prisma.sql`m.listening_point_id`, points)}
          AND ${standing} = 'notTold' AND NOT ${standsAsideIn(campaignId)}
        GROUP BY 1, 2, 3`
      const counts = new Map<CampaignLeft, number>()
      for (const { left, channel, errorCode, count } of rows) {
        const reason = left ?? notToldBecause(channel, errorCode)
        counts.set(reason, (counts.get(reason) ?? 0) + count)
      }
      return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
    },

    async readCampaignSending(campaignId: string, sentAfter: Date): Promise<CampaignSending> {
      const [row] = await db.$queryRaw<CampaignSending[]>`
        SELECT count(*) FILTER (WHERE m.left_because IS NULL AND m.settled_at IS NULL
            AND (x.id IS NULL OR (x.state = 'pending' AND x.attempted_at IS NULL)))::int AS "toGo",
          count(*) FILTER (WHERE x.attempted_at > ${sentAfter})::int AS "sentLately",
          min(x.attempted_at) FILTER (WHERE x.attempted_at > ${sentAfter}) AS since
        FROM campaign_member m LEFT JOIN message x ON x.id = m.message_id
        WHERE m.campaign_id = ${campaignId}::uuid AND NOT ${standsAsideIn(campaignId)}`
      return row ?? { toGo: 0, sentLately: 0, since: null }
    },
  }
}

const cardSelect = {
  ...{ id: true, firstName: true, lastName: true, warning: true, hardOfHearing: true },
  phones: { select: { e164: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }] },
} satisfies Prisma.AssistedPersonSelect

const columnsOf = ({ keepUntil, filter, ...text }: CampaignText) => ({
  ...text,
  keepUntil: keepUntil && toDateColumn(keepUntil),
  filter: filter ? { ...filter } : Prisma.DbNull,
})

export const campaignWrites = (
  db: Db,
): Omit<CampaignRows, 'withdrawUnsent' | 'setFeedStep'> & Omit<CampaignCallRows, keyof OutgoingContactRows> => ({
  async lockCampaign(campaignId) {
    await db.$queryRaw`SELECT id FROM campaign WHERE id = ${campaignId}::uuid FOR UPDATE`
    const row = await db.campaign.findUnique({
      where: { id: campaignId },
      select: { listeningPointId: true, state: true, name: true, way: true, filter: true, feedStep: true },
    })
    return row && { ...row, filter: row.filter as CampaignFilter | null }
  },

  isCampaignNameTaken: async (id, name) => (await db.campaign.count({ where: { name, NOT: { id } } })) > 0,

  async addCampaign({ id, listeningPointId, createdAt, ...text }) {
    const data = [{ ...columnsOf(text), id, listeningPointId, createdAt, state: 'draft' as const }]
    return (await db.campaign.createMany({ data, skipDuplicates: true })).count > 0
  },

  async changeCampaign(id, text) {
    await db.campaign.update({ where: { id }, data: { ...columnsOf(text), version: { increment: 1 } } })
  },

  async removeCampaign(id) {
    await db.campaign.delete({ where: { id } })
  },

  async emptyCampaignList(campaignId) {
    await db.campaignMember.deleteMany({ where: { campaignId } })
    await db.campaignListPiece.deleteMany({ where: { campaignId } })
  },

  countCampaignMembers: (campaignId) => db.campaignMember.count({ where: { campaignId } }),

  addCampaignMembers: (campaignId, filter, points, today) => addFittingMembers(db, campaignId, filter, points, today),

  async setCampaignState(id, state, moments) {
    await db.campaign.update({ where: { id }, data: { state, ...moments, version: { increment: 1 } } })
  },

  async holdNextMember({ campaignId, operatorId, points, now, heldSince }) {
    const [next] = await db.$queryRaw<{ id: string }[]>`
      SELECT m.id FROM campaign_member m JOIN campaign c ON c.id = m.campaign_id
        LEFT JOIN message x ON x.id = m.message_id ${livingCard}
      WHERE m.campaign_id = ${campaignId}::uuid AND c.state = 'running' AND m.settled_at IS NULL
        AND (m.person_id IS NOT NULL OR m.phone_e164 IS NOT NULL) AND p.erased_at IS NULL
        AND NOT ${standsAsideIn(campaignId)}
        AND (c.way = 'person' OR m.left_because IS NOT NULL OR (${isInVain} AND NOT coalesce(${isTold}, false)))
        AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= ${now})
        AND (m.locked_by_id IS NULL OR m.locked_by_id = ${operatorId}::uuid OR m.locked_at < ${heldSince})
        AND (coalesce(m.locked_by_id = ${operatorId}::uuid, false) OR NOT EXISTS (SELECT 1 FROM call k
          WHERE k.state <> 'ended' AND k.direction = 'outbound' AND (k.person_id = p.id OR k.to_e164 = m.phone_e164)))
        AND ${within(Prisma.sql`m.listening_point_id`, points)}
      ORDER BY (m.locked_by_id = ${operatorId}::uuid) DESC NULLS LAST, m.attempts, m.next_attempt_at NULLS FIRST, m.id
      LIMIT 1 FOR UPDATE OF m SKIP LOCKED`
    if (!next) return null
    await db.$executeRaw`
      UPDATE campaign_member SET held_by_ids = array_append(array_remove(held_by_ids, ${operatorId}::uuid), ${operatorId}::uuid)
      WHERE id = ${next.id}::uuid`
    const held = await db.campaignMember.update({
      where: { id: next.id },
      data: { lockedById: operatorId, lockedAt: now },
      select: {
        id: true,
        ...{ attempts: true, firstName: true, lastName: true, phoneE164: true, leftBecause: true },
        message: { select: { channel: true, errorCode: true } },
        person: { select: { ...cardSelect, mergedInto: { select: cardSelect } } },
      },
    })
    const { person } = held
    return turnOf({ ...held, person: person?.mergedInto ?? person })
  },

  async lockMember(memberId) {
    await db.$queryRaw`SELECT id FROM campaign_member WHERE id = ${memberId}::uuid FOR UPDATE`
    const row = await db.campaignMember.findUnique({
      where: { id: memberId },
      select: {
        ...{ campaignId: true, personId: true, listeningPointId: true, attempts: true, settledAt: true },
        ...{ outcome: true, referral: true, lockedById: true, heldByIds: true },
        person: { select: { mergedIntoId: true } },
        campaign: { select: { name: true, maxAttempts: true, retryAfterMinutes: true } },
      },
    })
    if (!row) return null
    const { campaign, lockedById: holderId, person, ...member } = row
    const { name: campaignName, ...rules } = campaign
    return { ...member, ...rules, personId: person?.mergedIntoId ?? member.personId, campaignName, holderId }
  },

  async keepMember(memberId, now) {
    await db.campaignMember.update({ where: { id: memberId }, data: { lockedAt: now } })
  },

  async freeMember(memberId, operatorId) {
    await db.$executeRaw`
      UPDATE campaign_member SET held_by_ids = array_remove(held_by_ids, ${operatorId}::uuid)
      WHERE id = ${memberId}::uuid`
    const theirs = { id: memberId, lockedById: operatorId }
    await db.campaignMember.updateMany({ where: theirs, data: { lockedById: null, lockedAt: null } })
  },

  findCampaignAttempt: (attemptId) =>
    db.campaignAttempt.findUnique({ where: { id: attemptId }, select: { memberId: true, contactId: true } }),

  async addCampaignAttempt(attempt) {
    await db.campaignAttempt.create({ data: attempt })
  },

  async settleMember(memberId, change) {
    await db.campaignMember.update({ where: { id: memberId }, data: change })
  },
})

interface HeldRow {
  id: string
  attempts: number
  firstName: string | null
  lastName: string | null
  phoneE164: string | null
  leftBecause: CampaignLeft | null
  message: { channel: MessageChannel; errorCode: number | null } | null
  person: PersonRow | null
}
type PersonRow = Pick<CampaignTurn, 'warning' | 'hardOfHearing'> & {
  id: string
  firstName: string
  lastName: string
  phones: { e164: string }[]
}

function turnOf({ id, attempts, person, phoneE164, leftBecause, message, ...named }: HeldRow): CampaignTurn {
  const { firstName, lastName } = person ?? named
  return {
    ...{
      memberId: id,
      attempts,
      personId: person?.id ?? null,
      personName: `${firstName ?? ''} ${lastName ?? ''}`.trim(),
    },
    ...{ warning: person?.warning ?? null, hardOfHearing: person?.hardOfHearing ?? false },
    phonesE164: phoneE164 ? [phoneE164] : (person?.phones.map(({ e164 }) => e164) ?? []),
    notTold: leftBecause ?? (message && notToldBecause(message.channel, message.errorCode)),
  }
}
