import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { type HelpKind, helpKindNames } from '../../contacts/kinds.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import type { ServiceLeg, ServiceState } from '../service-states.ts'
import { looksAfter } from '../volunteers/own-association.ts'
import { type CalendarEvent, calendarText } from './calendar-text.ts'
import type { SheetKind } from './day-sheet.ts'

export interface FeedService {
  id: string
  version: number
  state: ServiceState
  helpKind: HelpKind
  leg: ServiceLeg
  startsAt: Date
  endsAt: Date
  /** Of its last change, as far as that is written. */
  changedAt: Date
  isCalledWhenReady: boolean
  personFirstName: string
  comune: string | null
  volunteerFirstName: string | null
}

export interface CalendarFeed {
  kind: SheetKind
  /** The volunteer's first name, or the vehicle's. */
  name: string
  services: FeedService[]
}

export interface FeedReads {
  feedOf(tokenHash: string, between: { from: Date; to: Date }): Promise<CalendarFeed | null>
}

export interface FeedRows {
  /** Whose point it is; null where there is no such volunteer or vehicle. */
  ownerOfFeed(kind: SheetKind, id: string): Promise<{ listeningPointId: string | null } | null>
  /** A new address takes the place of the one before. */
  replaceFeed(kind: SheetKind, id: string, now: Date): Promise<{ token: string }>
  /** false where there was none. */
  removeFeed(kind: SheetKind, id: string): Promise<boolean>
}

const DAY_MS = 86_400_000
const BACK_DAYS = 60
const AHEAD_DAYS = 400

/** What a calendar program is given: a first name and a comune, no telephone and no door. null: the address is not valid. */
export async function readCalendarFeed(reads: FeedReads, tokenHash: string, now: Date): Promise<string | null> {
  const from = new Date(now.getTime() - BACK_DAYS * DAY_MS)
  const to = new Date(now.getTime() + AHEAD_DAYS * DAY_MS)
  const feed = await reads.feedOf(tokenHash, { from, to })
  return (
    feed &&
    calendarText(
      `Auser: ${feed.name}`,
      feed.services.map((service) => eventOf(service, feed.kind)),
    )
  )
}

const eventOf = (service: FeedService, kind: SheetKind): CalendarEvent => ({
  uid: `${service.id}@filo-dargento`,
  sequence: service.version,
  stampedAt: service.changedAt,
  startsAt: service.startsAt,
  endsAt: service.endsAt,
  summary: summaryOf(service, kind),
  location: service.comune,
  isCancelled: service.state === 'cancelled' || service.state === 'unmet',
})

function summaryOf(service: FeedService, kind: SheetKind): string {
  const what = helpKindNames[service.helpKind]
  const way = service.leg === 'return' ? (service.isCalledWhenReady ? ' (ritorno, quando chiama)' : ' (ritorno)') : ''
  const driver = kind === 'vehicle' && service.volunteerFirstName ? `, guida ${service.volunteerFirstName}` : ''
  return `${service.personFirstName}: ${what}${way}${driver}`
}

interface FeedInput {
  who: SignedIn
  kind: SheetKind
  id: string
}

/** An address nobody can guess, shown once; whoever had the one before must ask again. */
export const openFeed = (doors: Transactions<FeedRows>, occasion: Occasion, input: FeedInput): Promise<string> =>
  doors.transaction(occasion, async (tx) => {
    await requireOwner(tx, input)
    const { token } = await tx.replaceFeed(input.kind, input.id, occasion.now)
    await told(tx, input, 'calendarFeed.opened')
    return token
  })

export const closeFeed = (doors: Transactions<FeedRows>, occasion: Occasion, input: FeedInput): Promise<void> =>
  doors.transaction(occasion, async (tx) => {
    await requireOwner(tx, input)
    if (await tx.removeFeed(input.kind, input.id)) await told(tx, input, 'calendarFeed.closed')
  })

async function requireOwner(tx: FeedRows, { who, kind, id }: FeedInput): Promise<string | null> {
  const owner = await tx.ownerOfFeed(kind, id)
  if (!owner) throw new NotFound(kind === 'volunteer' ? 'Questo volontario non c’è.' : 'Questo automezzo non c’è.')
  if (!looksAfter(who, owner.listeningPointId)) throw new NotAllowed('È di altri punti d’ascolto.')
  return owner.listeningPointId
}

async function told(tx: FeedRows & Change, { kind, id }: FeedInput, action: string): Promise<void> {
  const listeningPointId = (await tx.ownerOfFeed(kind, id))?.listeningPointId ?? null
  tx.trace({ action, entity: kind, entityId: id, listeningPointId })
  tx.announce({ topic: kind, entityId: id, listeningPointId })
}
