import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { PromiseRows } from '../../calls/callbacks/callback-promise.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, NotAllowed, NotFound } from '../../errors.ts'
import { formatRomeTime, romeDate, romeInstant } from '../../territory/rome-time.ts'
import { type ReleaseRows, releaseVolunteer } from '../offers/release-service.ts'
import { tellVolunteer } from '../offers/tell-volunteer.ts'
import { isOpenService, type LockedService, type ServiceLock } from '../service-records.ts'
import { returnTimes, type ServiceTimes } from '../service-times.ts'
import { watchReturn } from './plan-services.ts'

const MINUTE_MS = 60_000
/** Whoever is asked only now needs so long to be there. */
const UNPLANNED_NOTICE_MINUTES = 60
/** The last look of the day at returns nobody has closed. */
const LAST_LOOK = '20:30'

export interface PairRows extends ServiceLock {
  /** Of the return of an outward way, if it has one that is not cancelled. */
  returnIdOf(outwardServiceId: string): Promise<string | null>
  isVolunteerBusy(volunteerId: string, service: LockedService): Promise<boolean>
  isVehicleFree(vehicleId: string, service: LockedService): Promise<boolean>
  lockFreeVehicle(service: LockedService, volunteerId: string): Promise<string | null>
  assignService(
    service: LockedService,
    to: { volunteerId: string; vehicleId: string | null; localAssociationId: string | null; now: Date },
  ): Promise<void>
  preferVolunteer(serviceId: string, volunteerId: string): Promise<void>
}

/**
 * Somebody takes the outward way. A return called when ready is kept for them with it, where they are free; one at a fixed hour
 * is asked of them before anybody else.
 */
export async function pairReturn(
  tx: PairRows & Change,
  { now }: Pick<Occasion, 'now'>,
  outward: Pick<LockedService, 'id' | 'leg'>,
  to: { volunteerId: string; vehicleId: string | null; localAssociationId: string | null },
): Promise<void> {
  if (outward.leg !== 'outward') return
  const returnId = await tx.returnIdOf(outward.id)
  const back = returnId && (await tx.lockService(returnId))
  if (!back || !isOpenService(back)) return
  const { id, listeningPointId } = back
  const isReserved = back.calledUntil !== null && !back.readyAt && !(await tx.isVolunteerBusy(to.volunteerId, back))
  if (isReserved) {
    const sameCar = to.vehicleId !== null && (await tx.isVehicleFree(to.vehicleId, back)) ? to.vehicleId : null
    const vehicleId = sameCar ?? (await tx.lockFreeVehicle(back, to.volunteerId))
    await tx.assignService(back, { ...to, vehicleId, now })
    tx.trace({
      action: 'service.returnReserved',
      entity: 'service',
      entityId: id,
      listeningPointId,
      fields: ['volunteer'],
    })
  } else {
    await tx.preferVolunteer(id, to.volunteerId)
    askAtOnce(tx, back)
  }
  tx.announce({ topic: 'service', entityId: id, listeningPointId })
}

function askAtOnce(tx: Change, service: LockedService): void {
  const wave = service.lastWave + 1
  const key = `make-offers:${service.id}:${wave}:return:${service.version}`
  tx.ask({ name: 'make-offers', payload: { serviceId: service.id, wave }, key })
}

export interface ReadyRows extends ReleaseRows, PairRows {
  lockVolunteers(ids: string[]): Promise<void>
  assignedVolunteerId(serviceId: string): Promise<string | null>
  outwardIdOf(returnServiceId: string): Promise<string | null>
  /** The outward way ends here, if it was thought to end later. */
  endOutwardBy(outwardServiceId: string, now: Date): Promise<void>
  writeReady(serviceId: string, times: ServiceTimes, now: Date): Promise<void>
}

/**
 * "È pronta": whoever is kept for the way back goes now; where nobody is, people are asked at once. Said twice, or by two people,
 * it is said once.
 */
export async function declareReady(
  doors: Transactions<ReadyRows>,
  occasion: Occasion,
  { who, serviceId }: { who: SignedIn | null; serviceId: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    // Either of the two services stands for the ride.
    const returnId = (await tx.returnIdOf(serviceId)) ?? serviceId
    const before = await tx.assignedVolunteerId(returnId)
    if (before) await tx.lockVolunteers([before])
    const back = await tx.lockService(returnId)
    if (!back) throw new NotFound('Questo servizio non c’è.')
    if (who && !maySeePoint(who, back.listeningPointId)) {
      throw new NotAllowed('Questo servizio è di un altro punto d’ascolto.')
    }
    if (back.volunteerId !== before) throw new Conflict('Nel frattempo il servizio è cambiato: lo guardi di nuovo.')
    if (back.calledUntil === null) throw new NotAllowed('Questo servizio non ha un ritorno da chiamare.')
    if (back.readyAt) return
    if (!isOpenService(back) && back.state !== 'assigned') throw new NotAllowed('Il ritorno è già chiuso.')
    await setOut(tx, occasion, back)
  })
}

async function setOut(tx: ReadyRows & Change, occasion: Occasion, back: LockedService): Promise<void> {
  const outwardId = await tx.outwardIdOf(back.id)
  const outward = outwardId ? await tx.lockService(outwardId) : null
  if (outward && outward.startsAt > occasion.now) throw new NotAllowed('L’andata non è ancora cominciata.')
  if (outward) await tx.endOutwardBy(outward.id, occasion.now)
  await goNow(tx, occasion, back)
}

const readyWords =
  /^\s*(?:sono|è|e'|e)?\s*(?:pronto|pronta|finito|ho finito|abbiamo finito|ha finito)\s*[.!]*\s*(?:grazie)?[.!\s]*$/i
/** "Pronta!", "ho finito". */
export const saysReady = (text: string): boolean => readyWords.test(text)

export interface ReadyByMessageRows extends ReadyRows {
  /** The one return these people, or these volunteers, may be speaking of now; null if there is none, or more than one. */
  returnAwaited(of: { personIds: string[]; volunteerIds: string[] }, now: Date): Promise<string | null>
}

/** The person, or whoever took her there, writes that she is ready; false where no return of theirs is awaited. */
export async function readyByMessage(
  tx: ReadyByMessageRows & Change,
  occasion: Occasion,
  of: { personIds: string[]; volunteerIds: string[] },
): Promise<boolean> {
  const returnId = await tx.returnAwaited(of, occasion.now)
  if (!returnId) return false
  const kept = await tx.assignedVolunteerId(returnId)
  if (kept) await tx.lockVolunteers([kept])
  const back = await tx.lockService(returnId)
  if (!back?.calledUntil || (!isOpenService(back) && back.state !== 'assigned')) return false
  if (!back.readyAt) await setOut(tx, occasion, back)
  return true
}

export const readyReceipt = 'Va bene, grazie: ci pensiamo subito.'

async function goNow(tx: ReadyRows & Change, occasion: Occasion, back: LockedService): Promise<void> {
  const { now } = occasion
  const { id, listeningPointId, volunteerId } = back
  const going = returnTimes(now, back.helpKind)
  const isKept = volunteerId !== null && !(await tx.isVolunteerBusy(volunteerId, { ...back, ...going }))
  const times = isKept
    ? going
    : returnTimes(new Date(now.getTime() + UNPLANNED_NOTICE_MINUTES * MINUTE_MS), back.helpKind)
  tx.trace({ action: 'service.returnReady', entity: 'service', entityId: id, listeningPointId })
  tx.announce({ topic: 'service', entityId: id, listeningPointId })
  if (isKept) {
    await tx.writeReady(id, times, now)
    await tellVolunteer(tx, occasion, back, {
      intentKey: `ready:${id}:${back.version}`,
      body: ({ personName }) => readyText(personName),
    })
    return
  }
  if (volunteerId) await releaseVolunteer(tx, occasion, back)
  await tx.writeReady(id, times, now)
  if (!volunteerId) askAtOnce(tx, back)
}

export const readyText = (personName: string): string =>
  `Auser: ${personName} ha finito ed è pronta per il ritorno. Può andare a prenderla adesso. Grazie!`

export interface WatchRows extends ServiceLock, Pick<PromiseRows, 'addPromisedCallback'> {
  outwardIdOf(returnServiceId: string): Promise<string | null>
  phoneOfPerson(personId: string): Promise<string | null>
}

/**
 * The time kept for a return is over and nobody has said the person is ready: the point calls her back. Once when the window
 * ends and once more in the evening, so that nobody is left out at the end of the day.
 */
export async function watchOverReturn(
  doors: Transactions<WatchRows>,
  occasion: Occasion,
  { serviceId }: { serviceId: string },
): Promise<void> {
  const { now } = occasion
  await doors.transaction(occasion, async (tx) => {
    const back = await tx.lockService(serviceId)
    if (!back?.calledUntil || now < back.calledUntil || back.readyAt) return
    if (!isOpenService(back) && back.state !== 'assigned') return
    const evening = romeInstant(romeDate(back.calledUntil), LAST_LOOK)
    const outwardId = await tx.outwardIdOf(serviceId)
    const { listeningPointId } = back
    tx.announce({ topic: 'service', entityId: serviceId, listeningPointId })
    if (now < evening) watchReturn(tx, serviceId, evening)
    const e164 = await tx.phoneOfPerson(back.personId)
    // The call-back is named after one of the two services: asked again, it is the same one.
    const callbackId = now < evening ? serviceId : (outwardId ?? serviceId)
    if (!e164) return
    const isNew = await tx.addPromisedCallback({
      id: callbackId,
      listeningPointId,
      e164,
      personId: back.personId,
      contactId: null,
      createdAt: now,
      nextAttemptAt: now,
      notes: overdueText(back.calledUntil),
    })
    if (!isNew) return
    tx.trace({ action: 'service.returnOverdue', entity: 'service', entityId: serviceId, listeningPointId })
    tx.announce({ topic: 'callback', entityId: callbackId, listeningPointId })
  })
}

export const overdueText = (calledUntil: Date): string =>
  `Ritorno non ancora chiamato: era atteso entro le ${formatRomeTime(calledUntil)}. Sentire se la persona è pronta o è già a casa.`
