import { Prisma } from '../../generated/prisma/client.ts'
import type { NameRow, PlaceSets, SetName } from '../../helpline/reports/report-names.ts'
import type { Period } from '../../helpline/reports/report-period.ts'
import { addDays, type IsoDate } from '../../helpline/territory/rome-time.ts'
import type { Db } from './database.ts'

const { sql } = Prisma

/** Where a comune lay on the days from `from` to, not included, `until`. */
interface Span extends PlaceSets {
  comune: string
  from: IsoDate
  until: IsoDate
}

interface ReadPlaces {
  comuni: { code: string; name: string }[]
  provinces: NameRow[]
  sets: (Omit<SetName, 'isInForce'> & { from: IsoDate | null; until: IsoDate | null })[]
  spans: Span[]
}

interface Places extends Omit<ReadPlaces, 'comuni' | 'spans'> {
  version: string
  comuni: ReadonlyMap<string, string>
  spans: ReadonlyMap<string, readonly Span[]>
}

/** Rows as one text of JSON: two thousand of them as rows cost more than the figures they are beside. */
export const jsonRows = (rows: Prisma.Sql) => sql`(SELECT coalesce(json_agg(row_to_json(x)), '[]') FROM (${rows}) x)`

export const placeVersion = sql`(SELECT version::text FROM report_place_version)`

/** The last that was read, in whichever database: no version is ever given twice. */
let lastRead: Places | undefined

async function readPlaces(db: Db): Promise<Places> {
  // One statement: the version is that of what is read with it.
  const [found] = await db.$queryRaw<{ version: string; places: string }[]>`
    SELECT ${placeVersion} AS version, json_build_object(
      'comuni', ${jsonRows(sql`SELECT istat_code AS code, name FROM comune ORDER BY name`)},
      'provinces', ${jsonRows(sql`SELECT sigla AS id, name FROM province ORDER BY name`)},
      'sets', ${jsonRows(sql`
        SELECT id, name, kind, partial AS "isPartial", valid_from AS from, valid_to AS until FROM territory_set ORDER BY code`)},
      'spans', ${jsonRows(sql`
        SELECT comune_istat_code AS comune, from_day AS from, until_day AS until, province, ambito_id AS "ambitoId",
          asl2013_id AS "asl2013Id", ats_id AS "atsId" FROM report_territory`)}
    )::text AS places`
  if (!found) throw new Error('The places have no version.')
  const { comuni, spans, ...places } = JSON.parse(found.places) as ReadPlaces
  const byComune = new Map<string, Span[]>()
  for (const span of spans) byComune.set(span.comune, [...(byComune.get(span.comune) ?? []), span])
  const names = new Map(comuni.map(({ code, name }) => [code, name]))
  return { ...places, version: found.version, comuni: names, spans: byComune }
}

/** Comuni, provinces and sets of a period, and where each comune lay on its last day; read anew where they are no longer of that version. */
export async function placesOf(db: Db, version: string, { from, until }: Period) {
  if (lastRead?.version !== version) lastRead = await readPlaces(db)
  const { comuni, provinces, sets, spans } = lastRead
  const lastDay = addDays(until, -1)
  const onLastDay = new Map<string, PlaceSets>()
  for (const [comune, own] of spans) {
    const span = own.find((each) => each.from <= lastDay && lastDay < each.until)
    if (span) onLastDay.set(comune, span)
  }
  return {
    comuni,
    provinces,
    sets: sets.map(({ from: begins, until: ends, ...set }) => ({
      ...set,
      isInForce: (begins === null || begins < until) && (ends === null || ends > from),
    })),
    placeOf: (comune: string): PlaceSets | undefined => onLastDay.get(comune),
  }
}
