import type { ConversationView } from '../../../../contract/conversations.ts'

type Line = Pick<ConversationView, 'person' | 'volunteer' | 'from'>

/** Whom to name: the person, the volunteer, or the number. */
export const whoWrites = ({ person, volunteer, from }: Line): string => person?.name ?? volunteer?.name ?? from
