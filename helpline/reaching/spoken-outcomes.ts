/** What became of a call that speaks: a later one of the list outranks an earlier one. */
export const spokenOutcomes = [
  'noAnswer',
  'busy',
  'notHeard',
  'messageLeft',
  'heard',
  'connected',
  'confirmed',
  'cancelled',
] as const
export type SpokenOutcome = (typeof spokenOutcomes)[number]

export const spokenOutcomeNames: Record<SpokenOutcome, string> = {
  noAnswer: 'non ha risposto nessuno',
  busy: 'era occupato',
  notHeard: 'ha risposto una segreteria, o nessuno ha premuto 1',
  messageLeft: 'lasciato detto alla segreteria di chiamarci',
  heard: 'ascoltata',
  connected: 'ha chiesto di parlare con noi',
  confirmed: 'ha confermato',
  cancelled: 'ha annullato',
}

/** Whoever has pressed 1 has heard it: nothing less is enough. */
export const isHeard = (outcome: SpokenOutcome | null): boolean =>
  outcome !== null && spokenOutcomes.indexOf(outcome) >= spokenOutcomes.indexOf('heard')
