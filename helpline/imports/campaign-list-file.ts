import { type SignedIn, visiblePoints } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid } from '../errors.ts'
import { type CampaignRows, ownDraft, tellCampaign } from '../messages/active/run-campaign.ts'
import {
  type KnownCard,
  type ListedPerson,
  type ListMember,
  listMembers,
  readListHeader,
  readListRow,
} from './campaign-list.ts'
import { FileRefused } from './header-reading.ts'
import type { CsvDoor, Refusal } from './import-batch.ts'

/** A hundred thousand people or so: more than any municipality has to be called. */
export const MOST_LIST_BYTES = 8 * 1024 * 1024
const MOST_LISTED_PEOPLE = 50_000
const MEGABYTE = 1024 * 1024

export interface CampaignListRows extends CampaignRows {
  /** The first piece takes the place of whatever was there; the bytes there are now. */
  keepListPiece(campaignId: string, position: number, bytes: Uint8Array): Promise<number>
  /** The pieces of the file, in order. */
  readListPieces(campaignId: string): AsyncIterable<Uint8Array>
  /** Cards with one of these codes or telephones; null: at every point. */
  findListedCards(
    codes: readonly string[],
    phones: readonly string[],
    points: readonly string[] | null,
  ): Promise<KnownCard[]>
  addListMembers(campaignId: string, members: readonly ListMember[]): Promise<void>
}

type Doors = Transactions<CampaignListRows> & CsvDoor

const sizeRefusal = (sizeBytes: number): string | undefined =>
  sizeBytes === 0
    ? 'Il file è vuoto.'
    : sizeBytes > MOST_LIST_BYTES
      ? `Il file è di ${Math.ceil(sizeBytes / MEGABYTE)} MB: al massimo può essere di ${MOST_LIST_BYTES / MEGABYTE} MB.`
      : undefined

export async function takeListPiece(
  doors: Transactions<CampaignListRows>,
  occasion: Occasion,
  input: { who: SignedIn; campaignId: string; position: number; sizeBytes: number; bytes: Uint8Array },
): Promise<{ receivedBytes: number }> {
  const { who, campaignId, sizeBytes } = input
  const refusal = sizeRefusal(sizeBytes)
  if (refusal) throw new Invalid(refusal, { sizeBytes: refusal })
  return doors.transaction(occasion, async (tx) => {
    const { filter } = await ownDraft(tx, who, campaignId)
    if (filter) throw new Conflict('Questa campagna prende le persone dalle schede, non da un file.')
    const receivedBytes = await tx.keepListPiece(campaignId, input.position, input.bytes)
    if (receivedBytes > sizeBytes) {
      throw new Invalid('Il file è più grande di quanto annunciato.', { content: 'Ricominci il caricamento.' })
    }
    return { receivedBytes }
  })
}

export interface ListReading {
  sha256: string
  rows: number
  /** Rows of people who have a card already. */
  withCard: number
  withoutCard: number
  refusals: Refusal[]
  notRead: string[]
}

async function readList(
  doors: CsvDoor,
  tx: CampaignListRows,
  who: SignedIn,
  campaignId: string,
): Promise<ListReading & { members: ListMember[] }> {
  const file = await doors.checkCsv(tx.readListPieces(campaignId))
  if (file.rows > MOST_LISTED_PEOPLE) {
    throw new FileRefused(`Ha ${file.rows} righe: al massimo ${MOST_LISTED_PEOPLE}. Lo divida in più campagne.`)
  }
  const header = readListHeader(file.header)
  const people: ListedPerson[] = []
  const refusals: Refusal[] = []
  for await (const row of file.read(tx.readListPieces(campaignId))) {
    const read = readListRow(row, header)
    if ('person' in read) people.push(read.person)
    else refusals.push(read.refusal)
  }
  const [codes, phones] = [
    people.flatMap((each) => each.fiscalCode ?? []),
    people.flatMap((each) => each.phoneE164 ?? []),
  ]
  const found = listMembers(people, await tx.findListedCards(codes, phones, visiblePoints(who)))
  const withCard = found.members.filter(({ personId }) => personId !== null).length
  return {
    ...{ sha256: file.sha256, rows: file.rows, notRead: header.notRead, members: found.members },
    ...{ withCard, withoutCard: found.members.length - withCard },
    refusals: [...refusals, ...found.refusals].sort((a, b) => a.line - b.line),
  }
}

const asInvalid = (error: unknown): unknown =>
  error instanceof FileRefused ? new Invalid(error.message, { content: error.message }) : error

/** What the file would bring, and every row it would not: nothing is written. */
export async function checkCampaignList(
  doors: Doors,
  occasion: Occasion,
  { who, campaignId }: { who: SignedIn; campaignId: string },
): Promise<ListReading> {
  return doors
    .transaction(occasion, async (tx) => {
      await ownDraft(tx, who, campaignId)
      const { members: _, ...reading } = await readList(doors, tx, who, campaignId)
      return reading
    })
    .catch((error: unknown) => Promise.reject(asInvalid(error)))
}

/** Writes the list that was looked at, and forgets its file. Twice is once. */
export async function confirmCampaignList(
  doors: Doors,
  occasion: Occasion,
  { who, campaignId, sha256 }: { who: SignedIn; campaignId: string; sha256: string },
): Promise<void> {
  await doors
    .transaction(occasion, async (tx) => {
      const { listeningPointId } = await ownDraft(tx, who, campaignId)
      const isThere = (await tx.countCampaignMembers(campaignId)) > 0
      const { value: first } = await tx.readListPieces(campaignId)[Symbol.asyncIterator]().next()
      if (isThere && first === undefined) return
      const reading = await readList(doors, tx, who, campaignId)
      if (reading.sha256 !== sha256) throw new Conflict('Il file è cambiato: lo guardi di nuovo prima di confermare.')
      if (reading.members.length === 0) throw new Conflict('Nessuna riga di questo file si può usare.')
      await tx.emptyCampaignList(campaignId)
      await tx.addListMembers(
        campaignId,
        reading.members.map((member) => (member.personId ? member : { ...member, listeningPointId })),
      )
      tellCampaign(tx, 'listConfirmed', campaignId, listeningPointId)
    })
    .catch((error: unknown) => Promise.reject(asInvalid(error)))
}
