import type { NumberTrait, ReachedBy } from './choose-channel.ts'

export interface LearntRows {
  learnNumber(e164: string, trait: NumberTrait, errorCode: number | null, at: Date): Promise<void>
  /** false where nothing had been learnt. */
  forgetLearnt(e164: string): Promise<boolean>
  knownOfNumber(e164: string): Promise<Pick<ReachedBy, 'refused' | 'learnt'>>
}

export const numberTraitNames: Record<NumberTrait, string> = {
  landline: 'non riceve messaggi: sembra un telefono fisso',
  doubtful: 'sembra non esistere più: va controllato',
}
