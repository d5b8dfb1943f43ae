import { isReachable, parsePhoneNumber } from '../territory/phone-numbers.ts'
import { FileRefused } from './header-reading.ts'
import type { CsvLine, Refusal } from './import-batch.ts'
import type { ImportColumn } from './import-column.ts'
import { readFiscalCode } from './italian-cells.ts'
import { plainName } from './plain-name.ts'

export const campaignListColumns = [
  { key: 'lastName', title: 'Cognome', required: true, hint: 'Testo', example: 'Galli' },
  { key: 'firstName', title: 'Nome', required: true, hint: 'Testo', example: 'Teresa' },
  {
    key: 'fiscalCode',
    title: 'Codice fiscale',
    aliases: ['CF'],
    hint: 'Se una scheda ha già questo codice fiscale, la persona è quella',
    example: 'GLLTRS41C59D150V',
  },
  {
    key: 'phone',
    title: 'Telefono',
    aliases: ['Cellulare', 'Recapito telefonico'],
    hint: 'Un numero; può restare vuoto se la persona ha una scheda con il telefono',
    example: '0372 900123',
  },
  { key: 'comune', title: 'Comune', aliases: ['Comune di residenza'], hint: 'Testo', example: 'Cremona' },
] as const satisfies readonly ImportColumn[]
type ListKey = (typeof campaignListColumns)[number]['key']
export type ListColumn = ImportColumn<ListKey>

const LONGEST_CELL = 100

/** Somebody a municipality asks to call, as its file says. */
export interface ListedPerson {
  line: number
  firstName: string
  lastName: string
  fiscalCode: string | null
  phoneE164: string | null
  comuneName: string | null
}

const spellings = (column: ListColumn): string[] => [column.title, ...(column.aliases ?? [])].map(plainName)

export interface ListHeader {
  /** For each cell of a row, the column it belongs to. */
  columns: readonly (ListColumn | undefined)[]
  /** Whatever else the file says of people is not read, and not kept. */
  notRead: string[]
}

/** What each cell is, or a sentence saying what is wrong with the header. */
export function readListHeader(cells: readonly string[]): ListHeader {
  const known: readonly ListColumn[] = campaignListColumns
  const titles = cells.map(plainName)
  const columns = titles.map((title) => known.find((column) => spellings(column).includes(title)))
  const quoted = (some: readonly ListColumn[]) => some.map(({ title }) => `«${title}»`).join(', ')
  const missing = known.filter((column) => column.required && !columns.includes(column))
  if (missing.length > 0) throw new FileRefused(`Nella prima riga mancano queste colonne: ${quoted(missing)}.`)
  const [fiscalCode, phone] = (['fiscalCode', 'phone'] as const).map((key) => columns.some((each) => each?.key === key))
  if (!fiscalCode && !phone) throw new FileRefused('Nella prima riga manca la colonna «Telefono».')
  const twice = known.filter((column) => columns.filter((each) => each === column).length > 1)
  if (twice.length > 0) throw new FileRefused(`Queste colonne ci sono due volte: ${quoted(twice)}.`)
  return { columns, notRead: cells.filter((_, at) => !columns[at]).map((title) => title.slice(0, 40) || '(vuota)') }
}

/** One row as a person to call, or why it stays out; what stood in its cells is not repeated. */
export function readListRow(
  { line, cells }: CsvLine,
  { columns }: ListHeader,
): { person: ListedPerson } | { refusal: Refusal } {
  const values: Partial<Record<ListKey, string>> = {}
  for (const [at, column] of columns.entries()) {
    if (!column) continue
    const text = (cells[at] ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim()
    if (text.length > LONGEST_CELL) {
      return { refusal: { line, column: column.title, reason: `È più lungo di ${LONGEST_CELL} caratteri.` } }
    }
    values[column.key] = text
  }
  const { lastName = '', firstName = '', fiscalCode = '', phone = '', comune = '' } = values
  const refuse = (column: string, reason: string) => ({ refusal: { line, column, reason } })
  if (!lastName) return refuse('Cognome', 'Manca.')
  if (!firstName) return refuse('Nome', 'Manca.')
  const code = fiscalCode ? readFiscalCode(fiscalCode) : null
  if (code === undefined)
    return refuse('Codice fiscale', 'Non è un codice fiscale: controlli le sedici lettere e cifre.')
  const parsed = phone ? parsePhoneNumber(phone) : null
  if (parsed && !isReachable(parsed)) return refuse('Telefono', 'Non è un numero di telefono.')
  const phoneE164 = parsed && isReachable(parsed) ? parsed.e164 : null
  if (!phoneE164 && !code) return refuse('Telefono', 'Senza telefono e senza codice fiscale non si può chiamare.')
  return { person: { line, firstName, lastName, fiscalCode: code, phoneE164, comuneName: comune || null } }
}

/** A card a row may be of. */
export interface KnownCard {
  personId: string
  lastName: string
  fiscalCode: string | null
  phonesE164: string[]
  listeningPointId: string | null
}

/** As a row becomes a member of the list: who has a card brings nothing of the file along but a telephone the card has not. */
export interface ListMember {
  personId: string | null
  firstName: string | null
  lastName: string | null
  fiscalCode: string | null
  phoneE164: string | null
  comuneName: string | null
  listeningPointId: string | null
}

/** The same fiscal code, or the same telephone and surname: one without the other is another person of the house. */
export function cardOf(person: ListedPerson, cards: readonly KnownCard[]): KnownCard | undefined {
  const { fiscalCode, phoneE164, lastName } = person
  const byCode = fiscalCode && cards.find((card) => card.fiscalCode === fiscalCode)
  if (byCode) return byCode
  const surname = plainName(lastName)
  const byPhone = cards.filter(
    (card) => phoneE164 && card.phonesE164.includes(phoneE164) && plainName(card.lastName) === surname,
  )
  // Of two with one surname and one telephone nobody can say which; a card with another code is somebody else.
  const [card, other] = byPhone.filter((each) => !fiscalCode || !each.fiscalCode)
  return other ? undefined : card
}

/** Turns the rows of a file into members, one for each person. */
export function listMembers(
  people: readonly ListedPerson[],
  cards: readonly KnownCard[],
): { members: ListMember[]; refusals: Refusal[] } {
  const byCode = new Map(cards.flatMap((card) => (card.fiscalCode ? [[card.fiscalCode, card] as const] : [])))
  const byPhone = new Map<string, KnownCard[]>()
  for (const card of cards) {
    for (const e164 of card.phonesE164) byPhone.set(e164, [...(byPhone.get(e164) ?? []), card])
  }
  const members: ListMember[] = []
  const refusals: Refusal[] = []
  const lineOf = new Map<string, number>()
  for (const person of people) {
    const { line, fiscalCode, phoneE164 } = person
    const possible = [
      ...((fiscalCode && [byCode.get(fiscalCode)].filter((card) => card !== undefined)) || []),
      ...((phoneE164 && byPhone.get(phoneE164)) || []),
    ]
    const card = cardOf(person, possible)
    const names = plainName(`${person.lastName} ${person.firstName}`)
    const keys = [
      ...(card ? [`card ${card.personId}`] : []),
      ...(fiscalCode ? [`code ${fiscalCode}`] : []),
      ...(phoneE164 ? [`phone ${phoneE164} ${names}`] : []),
    ]
    const before = keys.map((key) => lineOf.get(key)).find((at) => at !== undefined)
    if (before !== undefined) {
      refusals.push({ line, column: null, reason: `È la stessa persona della riga ${before}.` })
      continue
    }
    if (!phoneE164 && !card?.phonesE164.length) {
      refusals.push({ line, column: 'Telefono', reason: 'Né la riga né la scheda hanno un telefono.' })
      continue
    }
    for (const key of keys) lineOf.set(key, line)
    members.push(memberOf(person, card))
  }
  return { members, refusals }
}

function memberOf(person: ListedPerson, card: KnownCard | undefined): ListMember {
  const { line: _, ...said } = person
  if (!card) return { ...said, personId: null, listeningPointId: null }
  const phoneE164 = card.phonesE164.length > 0 ? null : person.phoneE164
  return {
    ...{ personId: card.personId, listeningPointId: card.listeningPointId, phoneE164 },
    ...{ firstName: null, lastName: null, fiscalCode: null, comuneName: null },
  }
}
