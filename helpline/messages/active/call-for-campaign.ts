import { maySeePoint, type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../../errors.ts'
import type { CallListOutcome } from './call-list.ts'
import { type CampaignTurn, HELD_MINUTES, isSettledBy } from './campaign-records.ts'
import { type OutgoingContactRows, writeOutgoingContact } from './outgoing-contact.ts'
import { tellCampaign } from './run-campaign.ts'

const MINUTE_MS = 60_000
const TWO_HOURS_MS = 120 * MINUTE_MS

export interface LockedMember {
  campaignId: string
  campaignName: string
  maxAttempts: number
  retryAfterMinutes: number
  personId: string | null
  listeningPointId: string | null
  attempts: number
  outcome: CallListOutcome | null
  referral: string | null
  settledAt: Date | null
  holderId: string | null
  /** Who was given them and has not yet said what came of it. */
  heldByIds: readonly string[]
}

export interface CampaignCallRows extends OutgoingContactRows {
  /**
   * Holds for this operator whoever is to be called next: whom they hold already, otherwise who was tried least and speaks with
   * nobody of ours. null: nobody now. Two who ask at once hold two.
   */
  holdNextMember(ask: {
    campaignId: string
    operatorId: string
    points: readonly string[] | null
    now: Date
    heldSince: Date
  }): Promise<CampaignTurn | null>
  lockMember(memberId: string): Promise<LockedMember | null>
  keepMember(memberId: string, now: Date): Promise<void>
  /** This operator has nothing more to say of them; whoever took over keeps them. */
  freeMember(memberId: string, operatorId: string): Promise<void>
  findCampaignAttempt(attemptId: string): Promise<{ memberId: string; contactId: string | null } | null>
  addCampaignAttempt(attempt: {
    id: string
    memberId: string
    at: Date
    operatorId: string
    outcome: CallListOutcome
    notes: string | null
    contactId: string | null
  }): Promise<void>
  settleMember(memberId: string, standing: MemberStanding): Promise<void>
}

/** How far somebody of a list has come. */
interface MemberStanding {
  outcome: CallListOutcome
  calledAt: Date
  attempts: number
  settledAt: Date | null
  nextAttemptAt: Date | null
  referral: string | null
}

type Doors = Transactions<CampaignCallRows>

/** Whom to call next: theirs alone until they say how it went, leave them, or are silent too long. */
export async function takeNextMember(
  doors: Doors,
  occasion: Occasion,
  { who, campaignId }: { who: SignedIn; campaignId: string },
): Promise<CampaignTurn | null> {
  const { now } = occasion
  return doors.transaction(occasion, (tx) =>
    tx.holdNextMember({
      ...{ campaignId, operatorId: who.operatorId, points: visiblePoints(who), now },
      heldSince: new Date(now.getTime() - HELD_MINUTES * MINUTE_MS),
    }),
  )
}

async function visibleMember(tx: CampaignCallRows, who: SignedIn, memberId: string): Promise<LockedMember> {
  const member = await tx.lockMember(memberId)
  if (!member) throw new NotFound('Questa persona non è nell’elenco.')
  if (!maySeePoint(who, member.listeningPointId)) throw new NotAllowed('È di un altro punto d’ascolto.')
  return member
}

/** Whoever has them before their eyes is still at it; false where somebody else is at it by now. */
export async function keepMember(
  doors: Doors,
  occasion: Occasion,
  { who, memberId }: { who: SignedIn; memberId: string },
): Promise<{ isMine: boolean }> {
  return doors.transaction(occasion, async (tx) => {
    const isMine = (await visibleMember(tx, who, memberId)).holderId === who.operatorId
    if (isMine) await tx.keepMember(memberId, occasion.now)
    return { isMine }
  })
}

/** Somebody else may call them. Twice is once. */
export async function leaveMember(
  doors: Doors,
  occasion: Occasion,
  { who, memberId }: { who: SignedIn; memberId: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    await visibleMember(tx, who, memberId)
    await tx.freeMember(memberId, who.operatorId)
  })
}

export interface CampaignCallInput {
  who: SignedIn
  memberId: string
  /** Chosen by the console: sent twice it is one call. */
  attemptId: string
  outcome: CallListOutcome
  /** To whom they were sent on. */
  referral: string | null
  notes: string | null
  hasRequest: boolean
}

/**
 * What came of it. In vain, they come back after a while, so many times; the outgoing contact is written once. A call that was made
 * is a fact: it is written down from whoever was given them, whatever has happened since.
 */
export async function recordCampaignCall(
  doors: Doors,
  occasion: Occasion,
  input: CampaignCallInput,
): Promise<{ contactId: string | null }> {
  const { who, memberId, attemptId, outcome } = input
  if ((input.referral || input.hasRequest) && outcome !== 'answered') {
    throw new Invalid('Controlli l’esito.', { outcome: 'Se avete parlato, scelga «Ha risposto».' })
  }
  return doors.transaction(occasion, async (tx) => {
    const member = await visibleMember(tx, who, memberId)
    const known = await tx.findCampaignAttempt(attemptId)
    if (known && known.memberId !== memberId)
      throw new Conflict('Questa telefonata è già scritta per un’altra persona.')
    if (known) return { contactId: known.contactId }
    if (!member.heldByIds.includes(who.operatorId)) {
      throw new Conflict('Nel frattempo se ne è occupata un’altra persona: passi alla prossima.')
    }
    const contactId = await contactOf(tx, occasion.now, input, member)
    const { operatorId } = who
    await tx.addCampaignAttempt({
      ...{ id: attemptId, memberId, at: occasion.now, operatorId, outcome, notes: input.notes, contactId },
    })
    await tx.settleMember(memberId, standingAfter(member, input, occasion.now))
    await tx.freeMember(memberId, operatorId)
    tellCampaign(tx, 'called', member.campaignId, member.listeningPointId)
    return { contactId }
  })
}

/** Who has answered once has answered, whatever another call says. */
function standingAfter(member: LockedMember, { outcome, referral }: CampaignCallInput, now: Date): MemberStanding {
  const attempts = member.attempts + 1
  if (member.settledAt && outcome !== 'answered') {
    const { outcome: known, referral: whereTo, settledAt } = member
    return { outcome: known ?? outcome, referral: whereTo, settledAt, attempts, calledAt: now, nextAttemptAt: null }
  }
  const isSettled = isSettledBy(outcome, attempts, member.maxAttempts)
  return {
    ...{ outcome, attempts, calledAt: now, referral: referral ?? member.referral },
    settledAt: isSettled ? (member.settledAt ?? now) : null,
    nextAttemptAt: isSettled ? null : new Date(now.getTime() + member.retryAfterMinutes * MINUTE_MS),
  }
}

async function contactOf(
  tx: CampaignCallRows & Change,
  now: Date,
  { who, referral, notes, hasRequest }: CampaignCallInput,
  member: LockedMember,
): Promise<string | null> {
  const listeningPointId = member.listeningPointId ?? who.listeningPointIds[0]
  if (!member.personId || !listeningPointId) return null
  const said = [`Campagna «${member.campaignName}».`, referral && `Indirizzata a: ${referral}.`, notes]
  return writeOutgoingContact(tx, {
    ...{ personId: member.personId, operatorId: who.operatorId, listeningPointId },
    ...{ notes: said.filter(Boolean).join(' '), isOpen: hasRequest },
    since: new Date(now.getTime() - TWO_HOURS_MS),
    now,
  })
}
