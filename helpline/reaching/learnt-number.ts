import type { SignedIn } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Invalid } from '../errors.ts'
import { type NumberTrait, numberTraits, type ReachedBy } from './choose-channel.ts'
import type { MessageChannel } from './message-channel.ts'
import { existingReachable, type Reachable, type ReachingReads } from './refusals.ts'

export interface LearntRows {
  learnNumber(e164: string, trait: NumberTrait, errorCode: number | null, at: Date): Promise<void>
  /** Of these alone, where they are said; false where nothing had been learnt. */
  forgetLearnt(e164: string, traits?: readonly NumberTrait[]): Promise<boolean>
  knownOfNumber(e164: string): Promise<Pick<ReachedBy, 'refused' | 'learnt'>>
}

export const numberTraitNames: Record<NumberTrait, string> = {
  landline: 'non riceve messaggi: sembra un telefono fisso',
  doubtful: 'sembra non esistere più: va controllato',
}

/** What whoever is heard from there proves untrue. Only an SMS says that it takes SMS. */
const disprovedBy: Record<MessageChannel, readonly NumberTrait[]> = {
  sms: numberTraits,
  whatsapp: ['doubtful'],
  voice: ['doubtful'],
}

/** Somebody has written from this number, or pressed a key there. */
export const heardFromNumber = (
  tx: Pick<LearntRows, 'forgetLearnt'>,
  e164: string,
  channel: MessageChannel,
): Promise<boolean> => tx.forgetLearnt(e164, disprovedBy[channel])

/** Somebody knows that the number is right, whatever sending has taught of it. Twice is once. */
export async function confirmNumber(
  doors: Transactions<Pick<LearntRows, 'forgetLearnt'> & Pick<ReachingReads, 'findReachable'>>,
  occasion: Occasion,
  { who, of, e164 }: { who: SignedIn; of: Reachable; e164: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const { phonesE164, listeningPointId } = await existingReachable(tx, who, of)
    if (!phonesE164.includes(e164)) throw new Invalid('Controlli il numero.', { e164: 'Non è un suo numero.' })
    if (await tx.forgetLearnt(e164)) tellNumberWorks(tx, of, listeningPointId)
  })
}

function tellNumberWorks(tx: Change, of: Reachable, listeningPointId: string | null): void {
  const isPerson = 'personId' in of
  const [entity, entityId] = isPerson ? (['person', of.personId] as const) : (['volunteer', of.volunteerId] as const)
  tx.trace({ action: 'reaching.numberWorks', entity, entityId, listeningPointId })
  // Cards of people are everybody's.
  tx.announce({ topic: entity, entityId, listeningPointId: isPerson ? null : listeningPointId })
}
