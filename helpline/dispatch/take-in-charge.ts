import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import type { RequestRecord } from '../contacts/contact-records.ts'
import { missingInRequest } from '../contacts/what-is-missing.ts'
import { Invalid, NotAllowed, NotFound } from '../errors.ts'
import { addServices, type PlanRows } from './series/plan-services.ts'
import { type StartSeriesRows, startSeries } from './series/start-series.ts'

/** Where a request comes from: whose contact, and for whom. */
export interface RequestOrigin {
  listeningPointId: string
  personId: string | null
  /** The person's own association, or the one that took the contact. */
  localAssociationId: string | null
}

export interface TakeInChargeRows extends PlanRows, StartSeriesRows {
  /** Holds the request until the transaction ends. */
  lockRequest(requestId: string): Promise<RequestOrigin | null>
  findRequest(requestId: string): Promise<RequestRecord | null>
  markTakenInCharge(requestId: string, by: { now: Date; operatorId: string | null; personId: string }): Promise<void>
}

/** From need to agreed solution: the service, or the services of a cycle, are planned and volunteers are asked. Twice is once. */
export async function takeInCharge(
  doors: Transactions<TakeInChargeRows>,
  occasion: Occasion,
  input: { who: SignedIn; requestId: string },
): Promise<RequestRecord> {
  return doors.transaction(occasion, async (tx) => {
    const origin = await tx.lockRequest(input.requestId)
    const request = await tx.findRequest(input.requestId)
    if (!origin || !request) throw new NotFound('Questa richiesta non c’è.')
    if (!maySeePoint(input.who, origin.listeningPointId)) {
      throw new NotAllowed('Questa richiesta è di un altro punto d’ascolto.')
    }
    if (request.state === 'takenInCharge') return request
    if (request.state !== 'open') throw new NotAllowed('Questa richiesta è già chiusa.')
    const { personId, needed } = whatIsNeeded(request, origin, occasion.now)
    const { listeningPointId } = origin
    const { destinationKind, insideProvince, fromPlace, toPlace } = request
    const base = {
      requestId: request.id,
      personId,
      helpKind: needed.helpKind,
      listeningPointId,
      localAssociationId: origin.localAssociationId,
      destinationKind,
      insideProvince,
      createdAt: occasion.now,
    }
    const planned = { ...needed, fromPlace, toPlace }
    const { contactId, repetition } = request
    if (repetition) await startSeries(tx, occasion, { base, contactId, needed: planned, repetition })
    else await addServices(tx, occasion, base, planned)
    const operatorId = occasion.actor.kind === 'operator' ? occasion.actor.operatorId : null
    await tx.markTakenInCharge(request.id, { now: occasion.now, operatorId, personId })
    tx.trace({ action: 'request.takenInCharge', entity: 'request', entityId: request.id, listeningPointId })
    tx.announce({ topic: 'contact', entityId: request.contactId, listeningPointId })
    const saved = await tx.findRequest(request.id)
    if (!saved) throw new NotFound('Questa richiesta non c’è.')
    return saved
  })
}

function whatIsNeeded(request: RequestRecord, origin: RequestOrigin, now: Date) {
  if (request.kind !== 'help') {
    throw new Invalid('Un’informazione non si prende in carico: si risponde e si chiude.', {
      kind: 'Solo una richiesta d’aiuto si prende in carico.',
    })
  }
  const personId = request.personId ?? origin.personId
  const fields = missingInRequest(request, personId !== null)
  const { helpKind, neededFrom, neededUntil, returnKind, returnAt } = request
  if (neededFrom && neededFrom <= now) fields.neededFrom = 'È un momento già passato: scriva per quando serve.'
  if (Object.keys(fields).length > 0 || personId === null || helpKind === null || neededFrom === null) {
    throw new Invalid('Per prendere in carico la richiesta manca ancora qualcosa.', fields)
  }
  return { personId, needed: { helpKind, neededFrom, neededUntil, returnKind, returnAt } }
}
