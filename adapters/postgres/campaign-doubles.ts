import { Prisma } from '../../generated/prisma/client.ts'

/** A message (`x`) that has reached whom it was for: of a call, somebody has pressed a key to hear it. */
export const isTold = Prisma.sql`CASE WHEN x.channel = 'voice' THEN x.spoken_outcome >= 'heard' ELSE x.state IN ('delivered', 'read') END`
export const isInVain = Prisma.sql`(x.state IN ('failed', 'undelivered') OR (x.state IN ('delivered', 'read') AND x.spoken_outcome < 'heard'))`

/** Of a row (`m`) of a list, the card (`p`) as it is now: what was merged into another is read there. */
export const livingCard = Prisma.sql`LEFT JOIN assisted_person l ON l.id = m.person_id
  LEFT JOIN assisted_person p ON p.id = coalesce(l.merged_into_id, l.id)`

/**
 * Cards merged after the list was made leave two rows of one person on it: all but the one that has gone furthest stand aside. Each
 * row keeps its own card, so that a merge which is undone gives both back.
 */
const doubles = (campaign: Prisma.Sql) => Prisma.sql`
  SELECT d.id FROM (
    SELECT m.id, row_number() OVER (PARTITION BY m.campaign_id, g.kept_id ORDER BY
      CASE WHEN m.settled_at IS NOT NULL THEN 3
        WHEN x.id IS NOT NULL AND (${isTold} OR NOT coalesce(${isInVain}, false)) THEN 2
        WHEN x.id IS NOT NULL OR m.attempts > 0 OR m.locked_by_id IS NOT NULL THEN 1 ELSE 0 END DESC,
      m.person_id = g.kept_id DESC, m.id) AS place
    FROM (SELECT DISTINCT n.campaign_id, q.merged_into_id AS kept_id FROM campaign_member n
        JOIN assisted_person q ON q.id = n.person_id WHERE q.merged_into_id IS NOT NULL AND ${campaign}) g
      JOIN assisted_person w ON w.id = g.kept_id OR w.merged_into_id = g.kept_id
      JOIN campaign_member m ON m.person_id = w.id AND m.campaign_id = g.campaign_id
      LEFT JOIN message x ON x.id = m.message_id) d
  WHERE d.place > 1`

export const standsAside = Prisma.sql`m.id IN (${doubles(Prisma.sql`true`)})`
export const standsAsideIn = (campaignId: string): Prisma.Sql =>
  Prisma.sql`m.id IN (${doubles(Prisma.sql`n.campaign_id = ${campaignId}::uuid`)})`
