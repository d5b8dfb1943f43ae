import type { Occasion, Transactions } from '../../changes/change.ts'
import { Conflict } from '../../errors.ts'
import { inMyConversation, type PartInput } from './conference-part.ts'
import type { ConversationReads } from './conference-records.ts'
import { seatsOf } from './conference-seats.ts'
import { backToHolder, passConversation, type SettleConversationRows } from './conference-settle.ts'

type Doors = ConversationReads & Transactions<SettleConversationRows>

/** The person and whoever was called in go on together; who had answered leaves. */
export const passCall = (doors: Doors, occasion: Occasion, input: PartInput): Promise<void> =>
  inMyConversation(doors, occasion, input, async (tx, conversation, part) => {
    if (part !== 'holder') throw new Conflict('Può passare la telefonata solo chi la segue.')
    if (!seatsOf(conversation).helper)
      throw new Conflict('Nessuno ha ancora risposto: aspetti, o torni alla telefonata.')
    await passConversation(tx, occasion, conversation)
  })

/** Whoever was called in leaves: by themselves, or because who had called them needs them no more. */
export const endHelp = (doors: Doors, occasion: Occasion, input: PartInput): Promise<void> =>
  inMyConversation(doors, occasion, input, async (tx, before, part) => {
    await backToHolder(tx, occasion, before, part === 'holder' ? 'takenBack' : 'left')
  })
