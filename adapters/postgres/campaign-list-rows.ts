import { Prisma } from '../../generated/prisma/client.ts'
import type { KnownCard } from '../../helpline/imports/campaign-list.ts'
import type { CampaignListRows } from '../../helpline/imports/campaign-list-file.ts'
import type { CampaignRows } from '../../helpline/messages/active/run-campaign.ts'
import type { IsoDate } from '../../helpline/territory/rome-time.ts'
import { within } from './campaign-people.ts'
import type { Db } from './database.ts'

const WRITTEN_TOGETHER = 5_000
/** No telephone in the world begins so. */
const NOBODY = Prisma.sql`'+0' || lpad((('x' || left(md5(v.id::text), 12))::bit(48)::bigint % 100000000000000)::text, 14, '0')`

export const campaignListWrites = (
  db: Db,
): Omit<CampaignListRows, keyof CampaignRows> & {
  forgetCampaignLists(today: IsoDate, now: Date): Promise<number>
} => ({
  async keepListPiece(campaignId, position, bytes) {
    if (position === 0) await db.campaignListPiece.deleteMany({ where: { campaignId } })
    const data = [{ campaignId, position, bytes: new Uint8Array(bytes) }]
    await db.campaignListPiece.createMany({ data, skipDuplicates: true })
    const [row] = await db.$queryRaw<{ bytes: number }[]>`
      SELECT coalesce(sum(length(bytes)), 0)::int AS bytes FROM campaign_list_piece WHERE campaign_id = ${campaignId}::uuid`
    return row?.bytes ?? 0
  },

  async *readListPieces(campaignId) {
    for (let position = 0; ; position += 1) {
      const piece = await db.campaignListPiece.findUnique({ where: { campaignId_position: { campaignId, position } } })
      if (!piece) return
      yield piece.bytes
    }
  },

  findListedCards: (codes, phones, points) => db.$queryRaw<KnownCard[]>`
    SELECT p.id AS "personId", p.last_name AS "lastName", p.fiscal_code AS "fiscalCode", p.listening_point_id AS "listeningPointId",
      ARRAY(SELECT f.e164 FROM person_phone f WHERE f.person_id = p.id) AS "phonesE164"
    FROM assisted_person p
    WHERE p.merged_into_id IS NULL AND p.erased_at IS NULL AND ${within(Prisma.sql`p.listening_point_id`, points)}
      AND (p.fiscal_code = ANY(${[...codes]}) OR p.id IN (SELECT f.person_id FROM person_phone f WHERE f.e164 = ANY(${[...phones]})))`,

  async addListMembers(campaignId, members) {
    for (let at = 0; at < members.length; at += WRITTEN_TOGETHER) {
      const data = members.slice(at, at + WRITTEN_TOGETHER).map((member) => ({ ...member, campaignId }))
      await db.campaignMember.createMany({ data })
    }
  },

  /** Of lists whose days are over nothing is kept of people without a card. */
  async forgetCampaignLists(today, now) {
    const over = Prisma.sql`SELECT c.id FROM campaign c WHERE c.keep_until < ${today}::date`
    await db.$executeRaw`DELETE FROM campaign_list_piece WHERE campaign_id IN (${over})`
    // What was sent stays, for the figures; to whom does not, unless there is more to that conversation.
    await db.$executeRaw`
      UPDATE conversation v SET peer_e164 = ${NOBODY} FROM message x, campaign_member m
      WHERE x.conversation_id = v.id AND m.message_id = x.id AND m.person_id IS NULL AND m.campaign_id IN (${over})
        AND v.person_id IS NULL AND v.volunteer_id IS NULL AND NOT v.peer_e164 LIKE '+0%'
        AND NOT EXISTS (SELECT 1 FROM message o WHERE o.conversation_id = v.id AND NOT EXISTS (
          SELECT 1 FROM campaign_member n JOIN campaign c ON c.id = n.campaign_id
          WHERE n.message_id = o.id AND n.person_id IS NULL AND c.keep_until < ${today}::date))`
    await db.$executeRaw`UPDATE campaign_attempt a SET notes = NULL FROM campaign_member m
      WHERE m.id = a.member_id AND m.person_id IS NULL AND m.campaign_id IN (${over}) AND a.notes IS NOT NULL`
    return db.$executeRaw`
      UPDATE campaign_member m SET first_name = NULL, last_name = NULL, fiscal_code = NULL, phone_e164 = NULL,
        comune_name = NULL, settled_at = coalesce(m.settled_at, ${now})
      WHERE m.campaign_id IN (${over})
        AND (m.last_name IS NOT NULL OR m.first_name IS NOT NULL OR m.fiscal_code IS NOT NULL OR m.phone_e164 IS NOT NULL)`
  },
})
