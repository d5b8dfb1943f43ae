import { Conflict } from '../errors.ts'
import { browserIdentity } from './call-control.ts'

/** A key with which one console, and nobody else, speaks through the computer for a few minutes. */
export interface SoftphoneKey {
  token: string
  ttlSeconds: number
}

/** undefined where this installation has no telephones in the computer. */
export type SoftphoneKeys = ((identity: string) => SoftphoneKey) | undefined

export function openSoftphone(keys: SoftphoneKeys, operatorId: string): SoftphoneKey {
  if (!keys) throw new Conflict('Qui il telefono nel computer non è attivo: usi un telefono normale.')
  return keys(browserIdentity(operatorId))
}
