import type { Occasion, Transactions } from '../changes/change.ts'
import { Invalid, NotAllowed, NotFound } from '../errors.ts'
import { parsePhoneNumber } from '../territory/phone-numbers.ts'
import { maySeePoint, type SignedIn } from './permissions.ts'
import type { PresenceState } from './presence-states.ts'

export interface PresenceRow {
  operatorId: string
  listeningPointId: string
  phoneE164: string | null
  /** Calls ring in the console rather than on a telephone. */
  inBrowser: boolean
  state: PresenceState
  since: Date
}

interface PresenceRows {
  isActivePoint(listeningPointId: string): Promise<boolean>
  findPresence(operatorId: string): Promise<PresenceRow | undefined>
  savePresence(presence: PresenceRow): Promise<void>
}

export interface PresenceChoice {
  listeningPointId: string
  state: PresenceState
  /** As typed. */
  phone: string | null
  inBrowser: boolean
}

export async function setPresence(
  doors: Transactions<PresenceRows> & { maySpeakInBrowser: boolean },
  occasion: Occasion,
  input: { who: SignedIn; choice: PresenceChoice },
): Promise<PresenceRow> {
  const { who, choice } = input
  if (!maySeePoint(who, choice.listeningPointId)) throw new NotAllowed('Lei non lavora a questo punto d’ascolto.')
  if (choice.inBrowser && !doors.maySpeakInBrowser) {
    throw new Invalid('Scelga un telefono.', { inBrowser: 'Qui il telefono nel computer non è attivo.' })
  }
  const phoneE164 = choice.phone === null ? null : ringablePhone(choice.phone)
  return doors.transaction(occasion, async (tx) => {
    if (!(await tx.isActivePoint(choice.listeningPointId))) throw new NotFound('Questo punto d’ascolto non è attivo.')
    const before = await tx.findPresence(who.operatorId)
    const unchanged = before?.state === choice.state && before.listeningPointId === choice.listeningPointId
    const after: PresenceRow = {
      operatorId: who.operatorId,
      listeningPointId: choice.listeningPointId,
      phoneE164,
      inBrowser: choice.inBrowser,
      state: choice.state,
      since: unchanged ? before.since : occasion.now,
    }
    const fields = (['listeningPointId', 'phoneE164', 'inBrowser', 'state'] as const).filter(
      (name) => before?.[name] !== after[name],
    )
    if (fields.length === 0) return after
    await tx.savePresence(after)
    const points = new Set([after.listeningPointId, before?.listeningPointId ?? after.listeningPointId])
    for (const listeningPointId of points) {
      tx.announce({ topic: 'presence', entityId: who.operatorId, listeningPointId })
    }
    if (after.state === 'available') {
      const { listeningPointId } = after
      const key = `call-next-waiting:${listeningPointId}:${who.operatorId}:${occasion.now.toISOString()}`
      tx.ask({ name: 'call-next-waiting', payload: { listeningPointId }, key })
    }
    tx.trace({
      action: 'setPresence',
      entity: 'operator',
      entityId: who.operatorId,
      listeningPointId: after.listeningPointId,
      fields,
    })
    return after
  })
}

/** Calls are forwarded to it: only an ordinary Italian telephone, nothing that costs or cannot ring. */
function ringablePhone(typed: string): string {
  const phone = parsePhoneNumber(typed)
  if (phone.kind === 'landline' || phone.kind === 'mobile') return phone.e164
  throw new Invalid('Controlli il numero di telefono.', {
    phone: 'Scriva un numero italiano, fisso o cellulare, con il prefisso.',
  })
}
