import { Prisma } from '../../generated/prisma/client.ts'
import type { FoundPerson } from '../../helpline/people/found-person.ts'
import type { NearPerson, TypedPerson } from '../../helpline/people/likely-duplicates.ts'
import type { PlacesInAddress } from '../../helpline/territory/places-in-address.ts'
import type { Db } from './database.ts'

const MOST_FOUND = 20
/** Room is left for those found through somebody else, or nearly. */
const MOST_WHOLE = 15
/** With so many found whole, nobody has made a slip. */
const ENOUGH_WHOLE = 5
const MOST_WORDS = 6
const MOST_IN_ADDRESS = 3
/** Of one name, the likest; the others are no news to whoever reads. */
const MOST_OF_NAME = 40
/** Fewer letters hold no trigram: they are looked for where a word begins. */
const TRIGRAM = 3
const LONGEST_SWAPPED = 12

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')
const withoutAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
const wordsOf = (text: string): string[] =>
  withoutAccents(text)
    .split(/\s+/)
    .filter((word) => word.length > 0)
    .slice(0, MOST_WORDS)
    .map(escapeLike)

/** Two letters in each other's place, the slip that trigrams forgive least. */
const swaps = (word: string): string[] =>
  word.length <= TRIGRAM || word.includes('\\')
    ? []
    : Array.from(
        { length: Math.min(word.length, LONGEST_SWAPPED) - 2 },
        (_, at) => word.slice(0, at + 1) + word[at + 2] + word[at + 1] + word.slice(at + 3),
      )

const anyOf = (conditions: Prisma.Sql[]): Prisma.Sql => Prisma.sql`(${Prisma.join(conditions, ' OR ')})`
const everyOf = (conditions: Prisma.Sql[]): Prisma.Sql =>
  conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`
const like = (column: Prisma.Sql, pattern: string) => Prisma.sql`${column} LIKE ${pattern}`

/** A condition for each word: the trigram index serves those, and not LIKE ALL. */
const holdsEveryWord = (column: Prisma.Sql, text: string): Prisma.Sql =>
  everyOf(
    wordsOf(text).map((word) =>
      word.length < TRIGRAM ? anyOf([like(column, `${word}%`), like(column, `% ${word}%`)]) : like(column, `%${word}%`),
    ),
  )
/** The same with two letters of a word swapped; where there is nothing to swap it would find nobody else. */
function holdsEveryWordSwapped(column: Prisma.Sql, text: string): Prisma.Sql {
  const words = wordsOf(text).map((word) => [word, ...swaps(word)])
  if (words.every((spellings) => spellings.length === 1)) return Prisma.sql`false`
  return everyOf(words.map((spellings) => anyOf(spellings.map((each) => like(column, `%${each}%`)))))
}

const living = Prisma.sql`p.merged_into_id IS NULL AND p.erased_at IS NULL`
const nameOf = Prisma.sql`plain_text(p.last_name || ' ' || p.first_name)`

/** The columns of a PersonRecord. */
const recordColumns = Prisma.sql`
  p.id, p.card_number AS "cardNumber", p.first_name AS "firstName", p.last_name AS "lastName", p.birth_date::text AS "birthDate",
  (SELECT c.name FROM comune c WHERE c.istat_code = p.comune_istat_code) AS "comuneName",
  ARRAY(SELECT n.e164 FROM person_phone n WHERE n.person_id = p.id ORDER BY n.preferred DESC, n.e164) AS "phonesE164"`

/** Cards that hold every word, those tied to somebody whose name holds them, and those that nearly do. */
const foundByName = (text: string): Prisma.Sql => Prisma.sql`
  WITH whole AS MATERIALIZED (
    SELECT p.id, p.search_text LIKE ${`${wordsOf(text)[0] ?? ''}%`} AS starts, p.search_text FROM assisted_person p
    WHERE ${holdsEveryWord(Prisma.sql`p.search_text`, text)} AND ${living}
    ORDER BY starts DESC, p.search_text COLLATE "C" LIMIT ${MOST_WHOLE}
  ), tied AS MATERIALIZED (
    SELECT r.person_id AS id, r.kind, r.name FROM relation r
    WHERE ${holdsEveryWord(Prisma.sql`plain_text(r.name)`, text)} AND r.name IS NOT NULL LIMIT ${MOST_FOUND}
  ), tied_card AS (
    SELECT r.person_id AS id, r.kind, q.first_name || ' ' || q.last_name AS name
    FROM whole w JOIN relation r ON r.related_person_id = w.id JOIN assisted_person q ON q.id = w.id
  ), near AS MATERIALIZED (
    SELECT n.id, n.likeness FROM people_nearly(plain_text(${text}), ${MOST_FOUND}::int) n
    WHERE (SELECT count(*) FROM whole) < ${ENOUGH_WHOLE}
  ), swapped AS MATERIALIZED (
    SELECT p.id, p.search_text FROM assisted_person p
    WHERE (SELECT count(*) FROM whole) < ${ENOUGH_WHOLE} AND ${holdsEveryWordSwapped(Prisma.sql`p.search_text`, text)}
      AND ${living} ORDER BY p.search_text COLLATE "C" LIMIT ${MOST_FOUND}
  ), ranked AS (
    SELECT id, 1 AS rank, row_number() OVER (ORDER BY starts DESC, search_text COLLATE "C") AS place,
      NULL::relation_kind AS kind, NULL::text AS name FROM whole
    UNION ALL SELECT id, 2, row_number() OVER (ORDER BY name), kind, name FROM tied
    UNION ALL SELECT id, 3, row_number() OVER (ORDER BY search_text COLLATE "C"), NULL, NULL FROM swapped
    UNION ALL SELECT id, 4, row_number() OVER (ORDER BY likeness DESC), NULL, NULL FROM near
    UNION ALL SELECT id, 5, row_number() OVER (ORDER BY name), kind, name FROM tied_card
  ), once AS (SELECT DISTINCT ON (id) * FROM ranked ORDER BY id, rank, place)`

const foundByNumber = (digits: string): Prisma.Sql => Prisma.sql`
  WITH ranked AS (
    (SELECT person_id AS id, 1 AS rank, 1 AS place, NULL::relation_kind AS kind, NULL::text AS name FROM person_phone
      WHERE e164 LIKE ${`%${digits}%`} LIMIT ${MOST_FOUND})
    UNION ALL (SELECT r.person_id, 2, 1, r.kind, coalesce(q.first_name || ' ' || q.last_name, r.name)
      FROM relation r LEFT JOIN assisted_person q ON q.id = r.related_person_id
      WHERE r.phone_e164 LIKE ${`%${digits}%`} LIMIT ${MOST_FOUND})
  ), once AS (SELECT DISTINCT ON (id) * FROM ranked ORDER BY id, rank)`

export const peopleSearchReads = (db: Db) => ({
  /** Every word must be found, whole or in part or nearly, in names, nickname, address or fiscal code; digits in a number. */
  async searchPeople(text: string): Promise<FoundPerson[]> {
    const digits = text.replaceAll(/[\s./-]/g, '')
    const found = /^\+?\d{3,}$/.test(digits) ? foundByNumber(digits.replace(/^(\+|00)/, '')) : foundByName(text)
    return db.$queryRaw<FoundPerson[]>`${found}
      SELECT ${recordColumns},
        CASE WHEN o.kind IS NULL THEN NULL ELSE json_build_object('kind', o.kind, 'name', o.name) END AS through
      FROM once o JOIN assisted_person p ON p.id = o.id AND ${living}
      ORDER BY o.rank, o.place, p.search_text COLLATE "C" LIMIT ${MOST_FOUND}`
  },

  /** Cards that have a number, a code, a birthday or much of a name in common with somebody. */
  async findNearPeople(typed: TypedPerson, exceptId: string | null): Promise<NearPerson[]> {
    const name = Prisma.sql`plain_text(${`${typed.lastName} ${typed.firstName}`.trim()})`
    const branches = [
      Prisma.sql`SELECT person_id AS id FROM person_phone WHERE e164 = ANY(${[...typed.phonesE164]}::text[])`,
      Prisma.sql`(SELECT p.id FROM assisted_person p WHERE ${nameOf} % ${name} AND ${living}
        ORDER BY similarity(${nameOf}, ${name}) DESC LIMIT ${MOST_OF_NAME})`,
    ]
    if (typed.fiscalCode) {
      branches.push(
        Prisma.sql`SELECT p.id FROM assisted_person p WHERE p.fiscal_code = ${typed.fiscalCode} AND ${living}`,
      )
    }
    if (typed.birthDate) {
      branches.push(Prisma.sql`SELECT p.id FROM assisted_person p WHERE p.birth_date = ${typed.birthDate}::date`)
    }
    return db.$queryRaw<NearPerson[]>`
      SELECT ${recordColumns}, p.fiscal_code AS "fiscalCode", p.comune_istat_code AS "comuneIstatCode",
        similarity(${nameOf}, ${name})::float8 AS "nameLikeness"
      FROM (${Prisma.join(branches, ' UNION ')}) near JOIN assisted_person p ON p.id = near.id
      WHERE ${living} AND p.id IS DISTINCT FROM ${exceptId}::uuid`
  },

  /** Those named whole; a name inside a longer one that is there too is not meant. */
  async findComuniOfPlaces({
    names,
    caps,
  }: PlacesInAddress): Promise<{ istatCode: string; name: string; province: string }[]> {
    if (names.length + caps.length === 0) return []
    return db.$queryRaw`
      WITH found AS (
        SELECT istat_code, name, province_sigla,
          trim(regexp_replace(plain_text(name), '[^a-z0-9]+', ' ', 'g')) AS said, caps && ${[...caps]}::text[] AS has_cap
        FROM comune WHERE valid_to IS NULL)
      SELECT istat_code AS "istatCode", name, province_sigla AS province FROM found f
      WHERE has_cap OR said = ANY(${[...names]}::text[]) AND NOT EXISTS (
        SELECT 1 FROM found longer WHERE longer.said = ANY(${[...names]}::text[])
          AND length(longer.said) > length(f.said) AND ' ' || longer.said || ' ' LIKE '% ' || f.said || ' %')
      ORDER BY has_cap DESC, length(said) DESC, name LIMIT ${MOST_IN_ADDRESS}`
  },

  async searchComuni(text: string): Promise<{ istatCode: string; name: string; province: string }[]> {
    return db.$queryRaw`
      SELECT istat_code AS "istatCode", name, province_sigla AS province FROM comune
      WHERE valid_to IS NULL AND plain_text(name) LIKE plain_text(${`${escapeLike(text)}%`})
      ORDER BY length(name), name LIMIT ${MOST_FOUND}`
  },
})
