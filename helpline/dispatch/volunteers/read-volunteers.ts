import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import { traceOpening } from '../../access/trace-opening.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import type { HelpKind } from '../../contacts/kinds.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import { addDays, romeDate } from '../../territory/rome-time.ts'
import { looksAfter } from './own-association.ts'
import { residenceOf } from './save-volunteer.ts'
import { type VolunteerObstacle, volunteerObstacles } from './volunteer-fitness.ts'
import { blockedBy, type Paper, papersOf, SOON_DAYS } from './volunteer-papers.ts'
import type { TakenOn, VolunteerCard, VolunteerLine, VolunteerReads, VolunteerRows } from './volunteer-records.ts'
import { type RegisterEntry, type RegisterGap, registerGaps } from './volunteer-register.ts'

const MOST_LISTED = 200

export interface VolunteerQuery {
  search?: string | undefined
  localAssociationId?: string | undefined
  skill?: HelpKind | undefined
  comuneIstatCode?: string | undefined
  lapsing: boolean
  left: boolean
}

export interface VolunteerList {
  volunteers: (VolunteerLine & { papers: Paper[] })[]
  /** There are others that did not fit. */
  hasMore: boolean
}

export async function listVolunteers(
  reads: Pick<VolunteerReads, 'listVolunteers'>,
  { now }: Occasion,
  { who, lapsing, left, ...query }: VolunteerQuery & { who: SignedIn },
): Promise<VolunteerList> {
  const today = romeDate(now)
  const found = await reads.listVolunteers({
    ...query,
    listeningPointIds: visiblePoints(who),
    lapsingBefore: lapsing ? addDays(today, SOON_DAYS + 1) : undefined,
    present: !left,
    today,
    limit: MOST_LISTED + 1,
  })
  return {
    volunteers: found.slice(0, MOST_LISTED).map((line) => ({ ...line, papers: papersOf(line, today) })),
    hasMore: found.length > MOST_LISTED,
  }
}

/** A service to come that somebody took on, and what keeps them from it as things are now. */
export interface AffectedService extends TakenOn {
  obstacles: VolunteerObstacle[]
}

export interface OpenedVolunteer {
  card: VolunteerCard
  /** `services`: how many of those taken on it touches. */
  papers: (Paper & { services: number })[]
  affected: AffectedService[]
  upcoming: number
  register: RegisterEntry[]
  registerGaps: RegisterGap[]
}

/** A volunteer's card shows where they live and when they are away: its opening is traced like a person's. */
export async function openVolunteer(
  doors: Transactions<VolunteerRows>,
  occasion: Occasion,
  input: { who: SignedIn; volunteerId: string },
): Promise<OpenedVolunteer> {
  return doors.transaction(occasion, async (tx) => {
    const opened = await readVolunteer(tx, occasion.now, input)
    const { id: entityId, listeningPointId } = opened.card
    await traceOpening(tx, occasion, { entity: 'volunteer', entityId, listeningPointId })
    return opened
  })
}

export async function readVolunteer(
  reads: VolunteerReads,
  now: Date,
  { who, volunteerId }: { who: SignedIn; volunteerId: string },
): Promise<OpenedVolunteer> {
  const card = await reads.findVolunteer(volunteerId)
  if (!card) throw new NotFound('Questo volontario non c’è.')
  if (!looksAfter(who, card.listeningPointId)) {
    throw new NotAllowed('Può vedere i volontari delle associazioni dei Suoi punti d’ascolto.')
  }
  const upcoming = await reads.servicesTakenOn(volunteerId, now)
  const affected = upcoming.flatMap((service) => {
    const pairings = card.pairings.flatMap(({ personId, kind }) => (personId === service.personId ? [kind] : []))
    const obstacles = volunteerObstacles(service, { ...card, pairings })
    return obstacles.length > 0 ? [{ ...service, obstacles }] : []
  })
  return {
    card,
    papers: papersOf(card, romeDate(now)).map((paper) => ({
      ...paper,
      services: affected.filter(({ obstacles }) => obstacles.some((each) => blockedBy[paper.paper].includes(each)))
        .length,
    })),
    affected,
    upcoming: upcoming.length,
    register: await reads.registerOfVolunteer(volunteerId),
    registerGaps: card.occasional ? [] : registerGaps({ ...card, residence: residenceOf(card) }),
  }
}
