export const callStates = ['asking', 'ringing', 'waiting', 'recording', 'answered', 'ended'] as const
export type CallState = (typeof callStates)[number]
export const callStateNames: Record<CallState, string> = {
  asking: 'sta scegliendo la zona',
  ringing: 'sta squillando',
  waiting: 'in attesa',
  recording: 'lascia un messaggio',
  answered: 'in conversazione',
  ended: 'terminata',
}

/** No person has spoken to the caller yet. */
export const unansweredStates = ['asking', 'ringing', 'waiting', 'recording'] as const satisfies readonly CallState[]
export type UnansweredState = (typeof unansweredStates)[number]

/** `noAnswer` and `busy` are of outgoing calls. */
export const callOutcomes = ['answered', 'abandoned', 'callback', 'voicemail', 'failed', 'noAnswer', 'busy'] as const
export type CallOutcome = (typeof callOutcomes)[number]

/** `person`: of an outgoing call, the line of whoever is called. */
export const legKinds = ['operatorPhone', 'callCentrePhone', 'browser', 'person'] as const
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

export const callbackOutcomes = ['answered', 'noAnswer', 'answeringMachine', 'wrongNumber'] as const
export type CallbackOutcome = (typeof callbackOutcomes)[number]
export const callbackOutcomeNames: Record<CallbackOutcome, string> = {
  answered: 'ha risposto',
  noAnswer: 'non ha risposto',
  answeringMachine: 'segreteria telefonica',
  wrongNumber: 'numero sbagliato',
}

export const callHelpKinds = ['transfer', 'threeWay'] as const
export type CallHelpKind = (typeof callHelpKinds)[number]
export const callHelpStates = ['ringing', 'talking', 'done', 'cancelled'] as const
export type CallHelpState = (typeof callHelpStates)[number]
/** `passed`: the conversation is theirs now; `left`: they joined, and went. */
export const callHelpEndings = ['passed', 'left', 'nobodyAnswered', 'takenBack', 'callOver'] as const
export type CallHelpEnding = (typeof callHelpEndings)[number]
