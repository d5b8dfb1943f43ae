/** Why a person must call: what no message of ours can do. */
export const leftToPersonReasons = [
  'noNumber',
  'abroad',
  'unreachableKind',
  'refused',
  'noConsent',
  'landline',
  'doubtful',
  'notAnswering',
  'blocked',
  'notSent',
  'unknown',
] as const
export type LeftToPersonReason = (typeof leftToPersonReasons)[number]

export const leftToPersonNames: Record<LeftToPersonReason, string> = {
  noNumber: 'Non c’è un numero di telefono.',
  abroad: 'È un numero estero: da soli non lo si chiama e non gli si scrive.',
  unreachableKind: 'È un numero speciale, che non riceve i nostri messaggi e le nostre telefonate.',
  refused: 'Ha chiesto di non essere avvisato da soli su questo numero.',
  noConsent: 'Non ha dato il consenso ai messaggi.',
  landline: 'È un telefono fisso: non riceve messaggi.',
  doubtful: 'Il numero sembra non esistere più: va controllato.',
  notAnswering: 'Il telefono non si raggiunge, o nessuno risponde.',
  blocked: 'L’operatore telefonico ha fermato il messaggio.',
  notSent: 'Il messaggio non è potuto partire.',
  unknown: 'Il messaggio non è arrivato, e non si sa perché.',
}
