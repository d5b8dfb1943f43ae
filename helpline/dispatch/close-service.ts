import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import type { UnmetCause } from '../contacts/kinds.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import { callOff, callOffReturn, endRequestWithIt, expectedAhead, tellPersonOff } from './cancel-service.ts'
import { type BringReturnBackRows, bringReturnBack, holdForReturn } from './day/bring-return-back.ts'
import { type ServiceReport, sameReport, withKilometres } from './day/closing-report.ts'
import {
  type Closing,
  type ClosingInput,
  holdForExpenses,
  holdForReport,
  type WriteClosingRows,
  writeClosing,
  writeOdometer,
} from './day/write-closing.ts'
import { isOpenService, type LockedService, type ServiceLock } from './service-records.ts'

export interface CloseServiceRows extends WriteClosingRows {
  markUnmet(serviceId: string, cause: UnmetCause, closing: Closing): Promise<void>
  correctReport(serviceId: string, report: ServiceReport): Promise<void>
}

type CorrectServiceRows = CloseServiceRows & BringReturnBackRows

interface Addressed {
  who: SignedIn
  serviceId: string
  version: number
}

/** What was done is written down, once: the same press twice is one. */
export async function closeService(
  doors: Transactions<CloseServiceRows>,
  occasion: Occasion,
  input: Addressed & ClosingInput,
): Promise<void> {
  const { report, expenses } = input
  await doors.transaction(occasion, async (tx) => {
    await holdForExpenses(tx, input.serviceId, expenses)
    const service = await heldService(tx, input)
    if (await isWrittenSo(tx, service, input)) return
    requireToClose(service, input)
    if (isOpenService(service) && report.fulfilledBy === 'auser') {
      throw new Invalid('Nessun volontario ha ancora detto di sì.', {
        fulfilledBy: 'Se l’ha fatto qualcun altro, dica chi; altrimenti lo chiuda come non coperto.',
      })
    }
    await writeClosing(tx, occasion, service, input)
  })
}

const isWrittenSo = async (
  tx: CloseServiceRows,
  { id, state, version }: LockedService,
  input: { version: number; report: ServiceReport },
): Promise<boolean> =>
  state === 'done' &&
  version === input.version + 1 &&
  sameReport(await tx.writtenReport(id), withKilometres(input.report))

/** What was written of a service was wrong: the right numbers take its place, and the reports move with them. */
export async function correctService(
  doors: Transactions<CorrectServiceRows>,
  occasion: Occasion,
  input: Addressed & { report: ServiceReport; odometerConfirmed: boolean },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    if (input.report.outcome === 'done') await holdForReturn(tx, input.serviceId)
    const service = await heldService(tx, input)
    if (await isWrittenSo(tx, service, input)) return
    if (service.version !== input.version)
      throw new Conflict('Nel frattempo il servizio è cambiato: lo guardi di nuovo.')
    if (service.state !== 'done') throw new NotAllowed('Questo servizio non è ancora concluso.')
    const report = withKilometres(input.report)
    await holdForReport(tx, service, report)
    // Before the vehicle of the outward way, which a return may be given with others.
    if (report.outcome === 'done' && (await tx.writtenReport(service.id)).outcome !== 'done') {
      await bringReturnBack(tx, occasion, service)
    }
    await writeOdometer(tx, service, report, input.odometerConfirmed)
    if (report.outcome !== 'done') await callOffReturn(tx, occasion, service)
    await tx.correctReport(service.id, report)
    const { id: entityId, listeningPointId } = service
    const fields = Object.keys(report)
    tx.trace({ action: 'service.corrected', entity: 'service', entityId, listeningPointId, fields })
    tx.announce({ topic: 'service', entityId, listeningPointId })
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
    await callOffReturn(tx, occasion, service, expectedAhead(service, occasion.now))
    await tx.markUnmet(service.id, input.cause, closingOf(occasion))
    await callOff(tx, occasion, service)
    await tellPersonOff(tx, occasion, service)
    await endRequestWithIt(tx, occasion, service, 'service.unmet', ['unmetCause'])
  })
}

async function serviceToClose(tx: ServiceLock, input: Addressed): Promise<LockedService> {
  const service = await heldService(tx, input)
  requireToClose(service, input)
  return service
}

async function heldService(tx: ServiceLock, { who, serviceId }: Addressed): Promise<LockedService> {
  const service = await tx.lockService(serviceId)
  if (!service) throw new NotFound('Questo servizio non c’è.')
  if (!maySeePoint(who, service.listeningPointId))
    throw new NotAllowed('Questo servizio è di un altro punto d’ascolto.')
  return service
}

function requireToClose(service: LockedService, { version }: Addressed): void {
  if (service.version !== version) {
    throw new Conflict('Nel frattempo il servizio è cambiato: lo guardi di nuovo prima di chiuderlo.')
  }
  if (!isOpenService(service) && service.state !== 'assigned') throw new NotAllowed('Questo servizio è già chiuso.')
}

const closingOf = ({ now, actor }: Occasion): Closing => ({
  now,
  operatorId: actor.kind === 'operator' ? actor.operatorId : null,
})
