import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import type { DestinationKind, FulfilledBy, UnmetCause } from '../contacts/kinds.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import { callOff, type EndServiceRows, endRequestWithIt } from './cancel-service.ts'
import { isOpenService, type LockedService, type ServiceLock } from './service-records.ts'
import type { ServiceOutcome } from './service-states.ts'

export interface ServiceReport {
  outcome: ServiceOutcome
  km: number | null
  minutes: number | null
  passengers: number | null
  destinationKind?: DestinationKind | null | undefined
  insideProvince?: boolean | null | undefined
  fulfilledBy: FulfilledBy
}

interface Closing {
  now: Date
  operatorId: string | null
}

export interface CloseServiceRows extends EndServiceRows {
  markDone(serviceId: string, report: ServiceReport, closing: Closing): Promise<void>
  markUnmet(serviceId: string, cause: UnmetCause, closing: Closing): Promise<void>
}

interface Addressed {
  who: SignedIn
  serviceId: string
  version: number
}

/** What was done is written down, once. */
export async function closeService(
  doors: Transactions<CloseServiceRows>,
  occasion: Occasion,
  input: Addressed & { report: ServiceReport },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const service = await serviceToClose(tx, input)
    const { report } = input
    if (isOpenService(service) && report.fulfilledBy === 'auser') {
      throw new Invalid('Nessun volontario ha ancora detto di sì.', {
        fulfilledBy: 'Se l’ha fatto qualcun altro, dica chi; altrimenti lo chiuda come non coperto.',
      })
    }
    await tx.markDone(service.id, report, closingOf(occasion))
    // Somebody else did it: who had been asked is not awaited, who had said yes need not go.
    if (report.fulfilledBy !== 'auser') await callOff(tx, occasion, service)
    await endRequestWithIt(tx, occasion, service, 'service.closed', Object.keys(report))
  })
}

/** Nobody could: the need is kept, with its cause. */
export async function closeServiceUnmet(
  doors: Transactions<CloseServiceRows>,
  occasion: Occasion,
  input: Addressed & { cause: UnmetCause },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const service = await serviceToClose(tx, input)
    await tx.markUnmet(service.id, input.cause, closingOf(occasion))
    await callOff(tx, occasion, service)
    await endRequestWithIt(tx, occasion, service, 'service.unmet', ['unmetCause'])
  })
}

async function serviceToClose(tx: ServiceLock, { who, serviceId, version }: Addressed): Promise<LockedService> {
  const service = await tx.lockService(serviceId)
  if (!service) throw new NotFound('Questo servizio non c’è.')
  if (!maySeePoint(who, service.listeningPointId))
    throw new NotAllowed('Questo servizio è di un altro punto d’ascolto.')
  if (service.version !== version) {
    throw new Conflict('Nel frattempo il servizio è cambiato: lo guardi di nuovo prima di chiuderlo.')
  }
  if (!isOpenService(service) && service.state !== 'assigned') throw new NotAllowed('Questo servizio è già chiuso.')
  return service
}

const closingOf = ({ now, actor }: Occasion): Closing => ({
  now,
  operatorId: actor.kind === 'operator' ? actor.operatorId : null,
})
