import { Prisma } from '../../generated/prisma/client.ts'
import type {
  CampaignFilter,
  CampaignListLook,
  LeftOutReason,
} from '../../helpline/messages/active/campaign-records.ts'
import type { IsoDate } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'

export type Points = readonly string[] | null

/** What is of no point is everybody's. */
export const within = (column: Prisma.Sql, points: Points): Prisma.Sql =>
  points ? Prisma.sql`(${column} IS NULL OR ${column} = ANY(${[...points]}::uuid[]))` : Prisma.sql`true`

/** The last word a card says about a purpose; null where nobody asked. */
export const lastConsent = (personId: Prisma.Sql, purpose: 'record' | 'messages'): Prisma.Sql => Prisma.sql`(
  SELECT k.given FROM consent k WHERE k.person_id = ${personId} AND k.purpose = ${purpose}::consent_purpose
  ORDER BY k.at DESC, k.id DESC LIMIT 1)`

/** Why somebody who fits is left out; NULL for those on the list. */
const leftOut = Prisma.sql`CASE
  WHEN p.erased_at IS NOT NULL THEN 'closed'
  WHEN NOT EXISTS (SELECT 1 FROM person_phone f WHERE f.person_id = p.id) THEN 'noPhone'
  WHEN ${lastConsent(Prisma.sql`p.id`, 'record')} = false THEN 'refused' END`

/** Whoever fits. A point is asked for: people nobody follows are the region's. */
function fitting(filter: CampaignFilter, points: Points, today: IsoDate): Prisma.Sql {
  const { ageFrom, ageTo, livesAlone, isMember, hardOfHearing, comuneIstatCode, ambitoId } = filter
  const conditions = [
    Prisma.sql`p.merged_into_id IS NULL`,
    ...(points ? [Prisma.sql`p.listening_point_id = ANY(${[...points]}::uuid[])`] : []),
    ...(ageFrom === null ? [] : [Prisma.sql`p.birth_date <= ${today}::date - make_interval(years => ${ageFrom}::int)`]),
    ...(ageTo === null ? [] : [Prisma.sql`p.birth_date > ${today}::date - make_interval(years => ${ageTo + 1}::int)`]),
    ...(livesAlone === null ? [] : [Prisma.sql`p.lives_alone = ${livesAlone}`]),
    ...(isMember === null ? [] : [Prisma.sql`p.member = ${isMember}`]),
    ...(hardOfHearing === null ? [] : [Prisma.sql`p.hard_of_hearing = ${hardOfHearing}`]),
    ...(comuneIstatCode === null ? [] : [Prisma.sql`p.comune_istat_code = ${comuneIstatCode}`]),
    ...(ambitoId === null
      ? []
      : [
          Prisma.sql`EXISTS (SELECT 1 FROM territory_membership t
            WHERE t.comune_istat_code = p.comune_istat_code AND t.set_id = ${ambitoId}::uuid AND t.kind = 'ambito'
              AND coalesce(t.valid_from, '-infinity') <= ${today}::date AND ${today}::date < coalesce(t.valid_to, 'infinity'))`,
        ]),
  ]
  return Prisma.join(conditions, ' AND ')
}

interface LookRow {
  leftOut: LeftOutReason | null
  pointName: string | null
  count: number
  sms: number
  voice: number
}

function lookOf(rows: readonly LookRow[]): CampaignListLook {
  const listed = rows.filter((row) => row.leftOut === null)
  const sum = (of: (row: LookRow) => number) => listed.reduce((total, row) => total + of(row), 0)
  const [count, sms, voice] = [sum((row) => row.count), sum((row) => row.sms), sum((row) => row.voice)]
  const reasons = [...new Set(rows.flatMap((row) => row.leftOut ?? []))].sort()
  return {
    count,
    byPoint: listed
      .map((row) => ({ name: row.pointName, count: row.count }))
      .sort((a, b) => b.count - a.count || (a.name ?? '').localeCompare(b.name ?? '')),
    leftOut: reasons.map((reason) => ({
      reason,
      count: rows.reduce((total, row) => total + (row.leftOut === reason ? row.count : 0), 0),
    })),
    byMessage: { sms, voice, byPerson: count - sms - voice },
  }
}

const MOBILE = '^\\+393[2-9]\\d{7,8}$'
const LANDLINE = '^\\+390'
const takes = (pattern: string, channel: 'sms' | 'voice') => Prisma.sql`EXISTS (
  SELECT 1 FROM unnest(l.phones) AS e164 WHERE e164 ~ ${pattern} AND e164 NOT IN (
    SELECT r.e164 FROM refused_channel r WHERE r.purpose = 'campaigns' AND r.channel = ${channel}::message_channel))`

const lookAt = (listed: Prisma.Sql) => Prisma.sql`
  SELECT l.left_out AS "leftOut", t.name AS "pointName", count(*)::int AS count,
    count(*) FILTER (WHERE l.agrees AND ${takes(MOBILE, 'sms')})::int AS sms,
    count(*) FILTER (WHERE l.agrees AND NOT ${takes(MOBILE, 'sms')} AND ${takes(LANDLINE, 'voice')} AND NOT EXISTS (
      SELECT 1 FROM companion_plan n WHERE n.person_id = l.person_id AND n.ended_on IS NULL))::int AS voice
  FROM (${listed}) l LEFT JOIN listening_point t ON t.id = l.listening_point_id GROUP BY 1, 2`

const phonesOfPerson = Prisma.sql`ARRAY(SELECT f.e164 FROM person_phone f WHERE f.person_id = p.id)`
const agrees = (asksConsent: boolean) =>
  Prisma.sql`coalesce(${lastConsent(Prisma.sql`p.id`, 'messages')}, ${!asksConsent})`

export function campaignPeopleReads(db: Db) {
  return {
    /** How many fit today, at which points, and who is left out. */
    async lookAtCampaignPeople(
      filter: CampaignFilter,
      points: Points,
      today: IsoDate,
      asksConsent: boolean,
    ): Promise<CampaignListLook> {
      return lookOf(
        await db.$queryRaw<LookRow[]>(
          lookAt(Prisma.sql`SELECT p.id AS person_id, p.listening_point_id, ${leftOut} AS left_out,
            ${phonesOfPerson} AS phones, ${agrees(asksConsent)} AS agrees
            FROM assisted_person p WHERE ${fitting(filter, points, today)}`),
        ),
      )
    },

    /** The same of a municipality's list. */
    async lookAtCampaignMembers(campaignId: string, asksConsent: boolean): Promise<CampaignListLook> {
      return lookOf(
        await db.$queryRaw<LookRow[]>(
          lookAt(Prisma.sql`SELECT m.person_id, m.listening_point_id, NULL::text AS left_out,
            CASE WHEN m.phone_e164 IS NULL THEN ${phonesOfPerson} ELSE ARRAY[m.phone_e164] END AS phones, ${agrees(asksConsent)} AS agrees
            FROM campaign_member m LEFT JOIN assisted_person p ON p.id = m.person_id
            WHERE m.campaign_id = ${campaignId}::uuid`),
        ),
      )
    },

    listAmbiti: (): Promise<{ id: string; name: string }[]> =>
      db.territorySet.findMany({
        where: { kind: 'ambito' },
        select: { id: true, name: true },
        orderBy: { name: 'asc' },
      }),
  }
}

export const addFittingMembers = (
  db: Db,
  campaignId: string,
  filter: CampaignFilter,
  points: Points,
  today: IsoDate,
): Promise<number> => db.$executeRaw`
  INSERT INTO campaign_member (campaign_id, person_id, listening_point_id)
  SELECT ${campaignId}::uuid, p.id, p.listening_point_id FROM assisted_person p
  WHERE ${fitting(filter, points, today)} AND ${leftOut} IS NULL`
