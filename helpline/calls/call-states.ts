export const callStates = ['ringing', 'answered', 'ended'] as const
export type CallState = (typeof callStates)[number]
export const callStateNames: Record<CallState, string> = {
  ringing: 'sta squillando',
  answered: 'in conversazione',
  ended: 'terminata',
}

export const callOutcomes = ['answered', 'abandoned', 'callback', 'voicemail', 'failed'] as const
export type CallOutcome = (typeof callOutcomes)[number]

export const legKinds = ['operatorPhone', 'callCentrePhone', 'browser'] as const
export type LegKind = (typeof legKinds)[number]

export const legStates = ['ringing', 'accepted', 'lost', 'noAnswer'] as const
export type LegState = (typeof legStates)[number]

export const callbackReasons = ['missed', 'abandoned', 'voicemail', 'promised'] as const
export type CallbackReason = (typeof callbackReasons)[number]
export const callbackReasonNames: Record<CallbackReason, string> = {
  missed: 'nessuno ha risposto',
  abandoned: 'ha riagganciato prima',
  voicemail: 'ha lasciato un messaggio',
  promised: 'richiamata promessa',
}
export const callbackStates = ['open', 'working', 'done'] as const
export type CallbackState = (typeof callbackStates)[number]
