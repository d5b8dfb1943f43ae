export const presenceStates = ['available', 'onBreak', 'offline'] as const
export type PresenceState = (typeof presenceStates)[number]
export const presenceStateNames: Record<PresenceState, string> = {
  available: 'disponibile',
  onBreak: 'in pausa',
  offline: 'assente',
}
