import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Invalid, NotAllowed, NotFound } from '../errors.ts'
import type { NumberTrait } from './choose-channel.ts'
import { type MessageChannel, writtenChannels } from './message-channel.ts'

export const refusalPurposes = ['everything', 'campaigns'] as const
export type RefusalPurpose = (typeof refusalPurposes)[number]
export const refusalPurposeNames: Record<RefusalPurpose, string> = {
  everything: 'ogni avviso',
  campaigns: 'solo le campagne',
}

export const refusalSources = ['message', 'telephone', 'letter', 'twilio'] as const
export type RefusalSource = (typeof refusalSources)[number]
export const refusalSourceNames: Record<RefusalSource, string> = {
  message: 'con un messaggio',
  telephone: 'per telefono',
  letter: 'per iscritto',
  twilio: 'dalla rete telefonica',
}

/** Being written to and being called are refused apart: a spoken call may still tell who wants no messages, and the reverse. */
export const refusableWays = ['messages', 'calls'] as const
export type RefusableWay = (typeof refusableWays)[number]
export const channelsOfWay: Record<RefusableWay, readonly MessageChannel[]> = {
  messages: writtenChannels,
  calls: ['voice'],
}

/** One word on one way: nothing is written over, the last one holds. */
export interface RefusalEntry {
  key: string
  e164: string
  channel: MessageChannel
  purpose: RefusalPurpose
  /** false: they want it again. */
  refused: boolean
  source: RefusalSource
  words: string | null
  personId: string | null
  volunteerId: string | null
  operatorId: string | null
  at: Date
}

export interface RefusalRows {
  /** How many were new: told twice, it is one word. */
  addRefusals(entries: readonly RefusalEntry[]): Promise<number>
}

export interface SaidOfReaching extends Pick<RefusalEntry, 'key' | 'e164' | 'refused' | 'source'> {
  channels: readonly MessageChannel[]
  purpose?: RefusalPurpose
  words?: string | null
  personId?: string | null
  volunteerId?: string | null
  operatorId?: string | null
}

const LONGEST_WORDS = 200

/** What a number says of being reached goes to the ledger; false where it was known. */
export async function recordRefusal(
  tx: RefusalRows & Change,
  { now: at }: Occasion,
  { channels, words = null, ...said }: SaidOfReaching,
  listeningPointId: string | null,
): Promise<boolean> {
  const { personId = null, volunteerId = null, operatorId = null, purpose = 'everything' } = said
  const known = {
    ...said,
    purpose,
    personId,
    volunteerId,
    operatorId,
    at,
    words: words?.slice(0, LONGEST_WORDS) ?? null,
  }
  const added = await tx.addRefusals(channels.map((channel) => ({ ...known, channel })))
  if (added === 0) return false
  const [entity, entityId] = personId
    ? ['person', personId]
    : volunteerId
      ? ['volunteer', volunteerId]
      : ['number', said.key]
  const action = said.refused ? 'reaching.refused' : 'reaching.wantedAgain'
  tx.trace({ action, entity, entityId, listeningPointId, fields: [...channels] })
  if (personId) tx.announce({ topic: 'person', entityId: personId, listeningPointId: null })
  if (volunteerId) tx.announce({ topic: 'volunteer', entityId: volunteerId, listeningPointId })
  return true
}

export type Reachable = { personId: string } | { volunteerId: string }

export interface ReachableRecord {
  phonesE164: string[]
  listeningPointId: string | null
}

/** A word somebody said of a number of theirs, as it stands in the ledger. */
export interface WrittenRefusal extends Omit<RefusalEntry, 'key' | 'personId' | 'volunteerId' | 'operatorId'> {
  id: string
  byName: string | null
}

/** One number of somebody's, and what is known of reaching it. */
export interface ReachedNumber {
  e164: string
  refused: MessageChannel[]
  refusedForCampaigns: MessageChannel[]
  learnt: NumberTrait | null
  /** The newest first. */
  said: WrittenRefusal[]
}

export interface ReachingReads {
  findReachable(of: Reachable): Promise<ReachableRecord | null>
  reachedNumbers(phonesE164: readonly string[]): Promise<ReachedNumber[]>
}

export async function existingReachable(
  doors: Pick<ReachingReads, 'findReachable'>,
  who: SignedIn,
  of: Reachable,
): Promise<ReachableRecord> {
  const found = await doors.findReachable(of)
  if (!found) throw new NotFound('personId' in of ? 'Questa persona non c’è.' : 'Questo volontario non c’è.')
  // Cards of people are everybody's; a volunteer belongs to a point.
  if ('volunteerId' in of && !maySeePoint(who, found.listeningPointId)) {
    throw new NotAllowed('Questo volontario è di un altro punto d’ascolto.')
  }
  return found
}

/** How each number of somebody's may be reached, and what was said about it. */
export async function readReaching(
  doors: ReachingReads,
  { who, of }: { who: SignedIn; of: Reachable },
): Promise<ReachedNumber[]> {
  const { phonesE164 } = await existingReachable(doors, who, of)
  return doors.reachedNumbers(phonesE164)
}

export interface TakenDown {
  refusalId: string
  of: Reachable
  e164: string
  ways: readonly RefusableWay[]
  purpose: RefusalPurpose
  refused: boolean
  source: Extract<RefusalSource, 'telephone' | 'letter'>
  words: string | null
}

/** What somebody told an operator; a word taken back is another word. Sent twice it is one. */
export async function takeDownRefusal(
  doors: Transactions<RefusalRows & Pick<ReachingReads, 'findReachable'>>,
  occasion: Occasion,
  { who, refusalId, of, e164, ways, ...said }: TakenDown & { who: SignedIn },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const { phonesE164, listeningPointId } = await existingReachable(tx, who, of)
    if (!phonesE164.includes(e164)) throw new Invalid('Controlli i campi segnati.', { e164: 'Non è un suo numero.' })
    const channels = ways.flatMap((way) => channelsOfWay[way])
    const { operatorId } = who
    await recordRefusal(tx, occasion, { ...said, ...of, key: refusalId, e164, channels, operatorId }, listeningPointId)
  })
}
