import { Prisma } from '../../generated/prisma/client.ts'
import type { FeedCampaignRows, UntoldMember } from '../../helpline/messages/active/feed-campaign.ts'
import { livingCard, standsAsideIn } from './campaign-doubles.ts'
import { lastConsent } from './campaign-people.ts'
import type { Db } from './database.ts'

/** Neither sent nor being sent, and Twilio has never been asked. */
const unsent = Prisma.sql`x.state = 'pending' AND x.attempted_at IS NULL AND x.attempts = 0`

/** A municipality may name somebody whose card is of another point: what the cards with that number say holds all the same. */
const ofNumber = Prisma.sql`person_phone f JOIN assisted_person o ON o.id = f.person_id AND o.merged_into_id IS NULL AND f.e164 = m.phone_e164`

export const campaignFeedWrites = (db: Db): Omit<FeedCampaignRows, 'addOutboundMessage'> => ({
  async lockFedCampaign(campaignId) {
    await db.$queryRaw`SELECT 1 FROM campaign WHERE id = ${campaignId}::uuid FOR UPDATE`
    return db.campaign.findUnique({
      where: { id: campaignId },
      select: {
        ...{ name: true, state: true, way: true, messageText: true, isUrgent: true, legalBasis: true },
        ...{ feedStep: true, listeningPointId: true },
      },
    })
  },

  async countUnsent(campaignId) {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM campaign_member m JOIN message x ON x.id = m.message_id
      WHERE m.campaign_id = ${campaignId}::uuid AND ${unsent}`
    return row?.count ?? 0
  },

  lockUntold: (campaignId, isUrgent, limit) => db.$queryRaw<UntoldMember[]>`
    SELECT m.id, p.id AS "personId", m.listening_point_id AS "listeningPointId",
      coalesce((SELECT json_agg(json_build_object(
          'phoneE164', n.e164,
          'refused', ARRAY(SELECT r.channel::text FROM refused_channel r
            WHERE r.e164 = n.e164 AND r.purpose = ${isUrgent ? 'everything' : 'campaigns'}::refusal_purpose),
          'learnt', (SELECT k.trait::text FROM learnt_number k WHERE k.e164 = n.e164)) ORDER BY n.preferred DESC, n.e164)
        FROM (SELECT m.phone_e164 AS e164, true AS preferred WHERE m.phone_e164 IS NOT NULL
          UNION ALL SELECT f.e164, f.preferred FROM person_phone f WHERE m.phone_e164 IS NULL AND f.person_id = p.id) n
        ), '[]'::json) AS phones,
      coalesce(${lastConsent(Prisma.sql`p.id`, 'messages')}, (SELECT false FROM ${ofNumber}
        WHERE ${lastConsent(Prisma.sql`f.person_id`, 'messages')} = false LIMIT 1)) AS consent,
      EXISTS (SELECT 1 FROM companion_plan c WHERE c.ended_on IS NULL
        AND (c.person_id = p.id OR c.person_id IN (SELECT f.person_id FROM ${ofNumber}))) AS "hasCompanionPlan"
    FROM campaign_member m ${livingCard}
    WHERE m.campaign_id = ${campaignId}::uuid AND m.message_id IS NULL AND m.left_because IS NULL AND m.settled_at IS NULL
      AND p.erased_at IS NULL AND NOT ${standsAsideIn(campaignId)}
    ORDER BY m.id LIMIT ${limit} FOR UPDATE OF m SKIP LOCKED`,

  async tieMessage(memberId, messageId) {
    await db.campaignMember.update({ where: { id: memberId }, data: { messageId } })
  },

  async leaveToPerson(memberIds, because) {
    await db.campaignMember.updateMany({ where: { id: { in: [...memberIds] } }, data: { leftBecause: because } })
  },

  async setFeedStep(campaignId, feedStep) {
    await db.campaign.update({ where: { id: campaignId }, data: { feedStep } })
  },

  withdrawUnsent: (campaignId) => db.$executeRaw`
    DELETE FROM message x USING campaign_member m
    WHERE m.campaign_id = ${campaignId}::uuid AND x.id = m.message_id AND ${unsent}`,
})
