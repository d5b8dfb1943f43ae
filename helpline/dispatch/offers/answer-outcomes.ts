/** What comes of a volunteer's yes or no. */
export const answerOutcomes = [
  'assigned',
  'alreadyYours',
  'alreadyCovered',
  'busy',
  'changed',
  'unfit',
  'noLongerNeeded',
  'declined',
  'wantsOut',
] as const
