/** What comes of a call on a list of people to call. */
export const callListOutcomes = ['answered', 'noAnswer', 'answeringMachine', 'wrongNumber', 'refused'] as const
export type CallListOutcome = (typeof callListOutcomes)[number]
export const callListOutcomeNames: Record<CallListOutcome, string> = {
  answered: 'ha risposto',
  noAnswer: 'non risponde',
  answeringMachine: 'segreteria telefonica',
  wrongNumber: 'numero sbagliato',
  refused: 'non vuole parlare',
}

/** Somebody was there and spoke, if only to say no. */
export const isHeard = (outcome: CallListOutcome): boolean => outcome === 'answered' || outcome === 'refused'
