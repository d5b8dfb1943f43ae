export const pairingKinds = ['knows', 'volunteerRefuses', 'personRefuses'] as const
export type PairingKind = (typeof pairingKinds)[number]
export const pairingKindNames: Record<PairingKind, string> = {
  knows: 'si conoscono già',
  volunteerRefuses: 'il volontario preferisce non andarci',
  personRefuses: 'la persona preferisce qualcun altro',
}
