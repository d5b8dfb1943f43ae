import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import { type OpeningRows, traceOpening } from '../../access/trace-opening.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import type { CallSummary } from '../call-records.ts'

export interface CallOpeningRows extends OpeningRows {
  findCallSummary(callId: string): Promise<CallSummary | null>
}

/** Opening a call shows who may be calling, and what is known of them: it is traced like the opening of a card. */
export async function openCall(
  doors: Transactions<CallOpeningRows>,
  occasion: Occasion,
  input: { who: SignedIn; callId: string },
): Promise<CallSummary> {
  return doors.transaction(occasion, async (tx) => {
    const call = await tx.findCallSummary(input.callId)
    if (!call) throw new NotFound('Questa chiamata non c’è.')
    const { id: entityId, listeningPointId } = call
    const seenAt = [listeningPointId, call.responsiblePointId ?? listeningPointId, ...call.ringsAt]
    if (!seenAt.some((pointId) => maySeePoint(input.who, pointId))) {
      throw new NotAllowed('Questa chiamata è di un altro punto d’ascolto.')
    }
    await traceOpening(tx, occasion, { entity: 'call', entityId, listeningPointId })
    return call
  })
}
